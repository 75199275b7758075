"""Sign-ins for our own pages: the stored request is of the server itself, and its answer is the page.

No client has an empty id, so nothing that is registered is mistaken for the server.
"""

from __future__ import annotations

from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client

TO_ACCOUNT = "account"
"""The response mode of a sign-in for `/account`: the browser goes there, and no code is made."""

ITSELF = Client("", "Your account", "none", (), redirect_uris=(), first_party=True)


def for_own_page(request: AuthorizationRequest) -> bool:
    """Whether a request is the server's own."""
    return request.client_id == ITSELF.client_id and request.response_mode == TO_ACCOUNT
