"""Whether each scope is a scope token (RFC 6749 section 3.3).

Refuses with `registration.scope_malformed`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

MAX_SCOPE = 100


def is_scope_token(scope: str) -> bool:
    """Whether a text is one scope: %x21 / %x23-5B / %x5D-7E, at most 100 characters."""
    return 0 < len(scope) <= MAX_SCOPE and all("!" <= ch <= "~" and ch not in '"\\' for ch in scope)


def check_scopes(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused:
    """Each scope by itself."""
    for scope in registration.scopes:
        if not is_scope_token(scope):
            return refuse(reasons.SCOPE_MALFORMED, scope=scope)
    return PASSED


CHECK = Check("scopes", check_scopes)
