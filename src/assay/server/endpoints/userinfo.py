"""Userinfo (OpenID Connect Core 1.0 section 5.3): what the access token's scopes and its request ask for.

Takes tokens whose audience has the issuer and whose scope has openid (security bar A170). Reasons: those of the guard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assay.decision import CheckOutcome, refuse
from assay.formats.raw_request import RawRequest
from assay.ports.end_users import EndUsers
from assay.reasons import access_token as reasons
from assay.server.claims_by_scope import claims_about
from assay.server.endpoints.access_token_guard import AccessTokenGuard, Guarded
from assay.server.individual_claims import claims_asked_for
from assay.server.refusals.refused_request import RefusedRequest

NAME = "userinfo"
GUARDED = Guarded(NAME, "openid", in_body=True)


@dataclass(frozen=True, slots=True)
class UserInfo:
    """The claims; `sub` is always among them."""

    claims: dict[str, Any] = field(repr=False)


class Userinfo:
    """Answers GET and POST, with the token in the header or in the form."""

    __slots__ = ("_end_users", "_guard")

    def __init__(self, guard: AccessTokenGuard, end_users: EndUsers) -> None:
        self._guard = guard
        self._end_users = end_users

    async def __call__(self, request: RawRequest, now: float) -> UserInfo | RefusedRequest:
        """Never cached: the answer holds a person's facts."""
        token = await self._guard.admit(request, now, GUARDED)
        if isinstance(token, RefusedRequest):
            return token
        end_user = None if token.end_user is None else await self._end_users.find(token.end_user)
        if end_user is None:
            # Deleted since the standing was read, or a token that stands for nobody.
            refused = refuse(reasons.END_USER_DISABLED).traced((CheckOutcome("end_user", "refused"),))
            return self._guard.refuse_admitted(refused, request, now, GUARDED, token)
        asked = claims_asked_for(end_user, token.userinfo_claims)
        return UserInfo({**asked, **claims_about(end_user, token.scopes)})
