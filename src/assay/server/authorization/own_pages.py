"""Sign-ins for our own pages: the stored request is of the server itself, and its answer is the page.

No client has an empty id, so nothing that is registered is mistaken for the server.
"""

from __future__ import annotations

from dataclasses import replace

from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client

TO_ACCOUNT, TO_PASSKEYS, TO_FACTORS, TO_PROFILE = "account", "passkeys", "factors", "profile"
"""The response modes of sign-ins for our own pages: the browser goes there, and no code is made."""
OWN_PAGES = {
    TO_ACCOUNT: "/account",
    TO_PASSKEYS: "/account/passkeys",
    TO_FACTORS: "/account/factors",
    TO_PROFILE: "/account/profile",
}

ITSELF = Client("", "Your account", "none", (), redirect_uris=(), first_party=True)


def for_own_page(request: AuthorizationRequest) -> bool:
    """Whether a request is the server's own."""
    return request.client_id == ITSELF.client_id and request.response_mode in OWN_PAGES


SIGN_IN_FOR_ACCOUNT = AuthorizationRequest(
    client_id=ITSELF.client_id, redirect_uri="", redirect_uri_given=False, response_mode=TO_ACCOUNT, scopes=()
)
"""What a person asks for who wants to see their own account."""
SIGN_IN_FOR_PASSKEYS = replace(SIGN_IN_FOR_ACCOUNT, response_mode=TO_PASSKEYS)
"""What a person asks for who wants to look after their own passkeys."""
SIGN_IN_FOR_FACTORS = replace(SIGN_IN_FOR_ACCOUNT, response_mode=TO_FACTORS)
"""What a person asks for who wants to look after their own second factors."""
SIGN_IN_FOR_PROFILE = replace(SIGN_IN_FOR_ACCOUNT, response_mode=TO_PROFILE)
"""What a person asks for who wants to change their name or address."""
