"""Whether the client's redirect URIs can be registered, and the places for a logout (RFC 6749 section 3.1.2).

Refuses with `registration.redirect_uri_missing`; what a single URI must be stands in `checks.redirect_uri.registration`.
"""

from __future__ import annotations

from assay.checks.redirect_uri import reachable, registrable
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons


def check_redirect_uris(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused:
    """The authorization_code grant has one, and each one is complete and unambiguous."""
    if "authorization_code" in registration.grant_types and not registration.redirect_uris:
        return refuse(reasons.REDIRECT_URI_MISSING)
    for member, uris in (
        ("redirect_uris", registration.redirect_uris),
        ("post_logout_redirect_uris", registration.post_logout_redirect_uris),
    ):
        for uri in uris:
            outcome = registrable(uri, member)
            if isinstance(outcome, Refused):
                return outcome
    if registration.backchannel_logout_uri is not None:
        return reachable(registration.backchannel_logout_uri, "backchannel_logout_uri")
    return PASSED


CHECK = Check("redirect_uris", check_redirect_uris)
