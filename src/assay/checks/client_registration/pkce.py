"""Whether PKCE may be waived for this client (RFC 9700 section 2.1.1).

Refuses with `registration.pkce_not_waived`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons


def check_pkce(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused:
    """A client without authentication keeps the requirement."""
    if registration.token_endpoint_auth_method == "none" and not registration.pkce_required:
        return refuse(reasons.PKCE_NOT_WAIVED)
    return PASSED


CHECK = Check("pkce", check_pkce)
