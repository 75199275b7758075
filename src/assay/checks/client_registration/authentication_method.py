"""Whether the client-authentication method exists and fits the grants (RFC 7591 section 2, RFC 6749 section 4.4).

Refuses with `registration.authentication_method_unknown` and
`registration.client_credentials_without_authentication`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons


def check_authentication_method(registration: ClientRegistration, offer: RegistrationOffer) -> Passed | Refused:
    """The method is one of the server's, and a client without authentication has no client_credentials grant."""
    method = registration.token_endpoint_auth_method
    if method not in offer.authentication_methods:
        return refuse(reasons.AUTHENTICATION_METHOD_UNKNOWN, method=method, supported=offer.authentication_methods)
    if method == "none" and "client_credentials" in registration.grant_types:
        return refuse(reasons.CLIENT_CREDENTIALS_WITHOUT_AUTHENTICATION)
    return PASSED


CHECK = Check("authentication_method", check_authentication_method)
