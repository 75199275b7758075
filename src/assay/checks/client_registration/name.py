"""Whether the client's name can stand on a consent page (RFC 7591 section 2).

Refuses with `registration.name_unusable`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

MAX_NAME = 100


def check_name(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused:
    """1 to 100 characters, printable (so no line break and no direction override), not blank at either end."""
    name = registration.name
    if not name.strip():
        return _unusable("is empty")
    if len(name) > MAX_NAME:
        return _unusable(f"has {len(name)} characters")
    if not name.isprintable():
        return _unusable("has a character that does not print")
    if name != name.strip():
        return _unusable("begins or ends with white space")
    return PASSED


def _unusable(defect: str) -> Refused:
    return refuse(reasons.NAME_UNUSABLE, defect=defect, limit=MAX_NAME)


CHECK = Check("name", check_name)
