"""Names the form of a text that was sent as a token, without a character of it."""

from __future__ import annotations

from assay.formats import opaque_token

_PREFIXES = {
    opaque_token.AUTHORIZATION_CODE: "an authorization code",
    opaque_token.REFRESH_TOKEN: "a refresh token",
    opaque_token.CLIENT_SECRET: "a client secret",
    opaque_token.DEVICE_CODE: "a device code",
}


def is_ours(token: str) -> bool:
    """Whether a text claims to be any opaque token of an Assay server."""
    return token.startswith(opaque_token.PREFIXES)


def is_refresh_token(token: str) -> bool:
    """Whether a text claims to be a refresh token of an Assay server."""
    return token.startswith(opaque_token.REFRESH_TOKEN)


def may_be_access_token(token: str) -> bool:
    """Whether a text has a full stop, as every signed token has and no opaque one of ours."""
    return "." in token and not is_refresh_token(token)


def looks_like(token: str) -> str:
    """The form in words."""
    for prefix, words in _PREFIXES.items():
        if token.startswith(prefix):
            return words
    if may_be_access_token(token):
        return "a JSON Web Token"
    if token.lstrip()[:1] in {"{", "["}:
        return "a JSON document"
    return "an opaque token of another server"
