"""The answer to a token request (RFC 6749 section 5.1, OpenID Connect Core 3.1.3.3)."""

from __future__ import annotations

from assay.server.issuance.token_response import TokenResponse
from assay.web.answer import HttpAnswer
from assay.web.render.json import NOT_STORED, encode


def render_token_response(response: TokenResponse) -> HttpAnswer:
    """200 with the tokens; members that have no value are left out."""
    body: dict[str, object] = {
        "access_token": response.access_token,
        "token_type": response.token_type,
        "expires_in": response.expires_in,
        "scope": response.scope,
    }
    if response.refresh_token is not None:
        body["refresh_token"] = response.refresh_token
    if response.id_token is not None:
        body["id_token"] = response.id_token
    return HttpAnswer(200, NOT_STORED, encode(body))
