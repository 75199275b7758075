"""The claims of an access token (RFC 9068 section 2.2), with the opaque grant id by which all of a grant is revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

TYP = "at+jwt"


class AccessTokenClaims(msgspec.Struct, frozen=True, omit_defaults=True):
    """Members in the order of RFC 9068. `aud` is one text for one audience; `sid` stands while the session counts.

    `userinfo_claims` are those that userinfo tells beside the scopes' (OpenID Connect Core section 5.5).
    """

    iss: str
    sub: str
    aud: str | tuple[str, ...]
    exp: int
    iat: int
    jti: str
    client_id: str
    scope: str = ""
    grant_id: str = ""
    auth_time: int | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()
    sid: str | None = None
    userinfo_claims: Mapping[str, list[Any] | None] = {}
    status: dict[str, dict[str, int | str]] | None = None


encode = msgspec.json.Encoder().encode
"""The claims as JSON."""
