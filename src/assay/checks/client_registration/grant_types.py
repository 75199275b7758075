"""Whether the grants exist and fit together (RFC 7591 section 2, RFC 6749 sections 4.4.3 and 6).

Refuses with `registration.grant_type_missing`, `registration.grant_type_unknown` and
`registration.refresh_token_without_source`.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

_BY_END_USERS = {"authorization_code", "urn:ietf:params:oauth:grant-type:device_code"}
"""Grants that an end-user approves, with which a refresh token comes."""


def check_grant_types(registration: ClientRegistration, offer: RegistrationOffer) -> Passed | Refused:
    """At least one grant, each of them the server's, and refresh_token only beside a grant that gives one."""
    if not registration.grant_types:
        return refuse(reasons.GRANT_TYPE_MISSING, supported=offer.grant_types)
    for grant_type in registration.grant_types:
        if grant_type not in offer.grant_types:
            return refuse(reasons.GRANT_TYPE_UNKNOWN, grant_type=grant_type, supported=offer.grant_types)
    if "refresh_token" in registration.grant_types and not set(registration.grant_types) & _BY_END_USERS:
        return refuse(reasons.REFRESH_TOKEN_WITHOUT_SOURCE)
    return PASSED


CHECK = Check("grant_types", check_grant_types)
