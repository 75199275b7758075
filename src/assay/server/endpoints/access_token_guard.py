"""Guards what an access token of this issuer opens here: userinfo and the admin surface (RFC 6750).

The token's own checks first (a forged one never learns of a claim), then audience and scope, then standing.
Reasons: those of `bearer_credentials`, the families `token`, `key` and `access_token`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.checks.access_token_standing import CHECKS as STANDING_CHECKS
from assay.checks.issued_access_token import CHECKS as REACH_CHECKS
from assay.checks.issued_access_token import Reach, Wanted
from assay.decision import Refused, first_refusal
from assay.decision.stages import Stages
from assay.formats.bearer_credentials import gave_credentials
from assay.formats.raw_request import RawRequest
from assay.ports.standing import Standings
from assay.server.endpoints.bearer_credentials import find_access_token
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens, RecognisedAccessToken
from assay.server.issued_tokens.issued_access_token import IssuedAccessToken
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

STAGES = Stages(("access_token_shown", "access_token", "reach", "standing", "endpoint"))
"""The last is what the endpoint behind the guard asks itself."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """An endpoint behind the guard: its name in records, the scope that it asks for, whether the body may have the token.

    With `of_client` a token that stands for an end-user does not do.
    """

    endpoint: str
    scope: str
    in_body: bool = False
    of_client: bool = False


class AccessTokenGuard:
    """Admits a request by its token, or refuses it with the challenge that RFC 6750 section 3 wants."""

    __slots__ = ("_access_tokens", "_issuer", "_recorder", "_standings")

    def __init__(
        self, issuer: str, access_tokens: IssuedAccessTokens, standings: Standings, recorder: RefusalRecorder
    ) -> None:
        self._issuer = issuer
        self._access_tokens = access_tokens
        self._standings = standings
        self._recorder = recorder

    async def admit(self, request: RawRequest, now: float, guarded: Guarded) -> IssuedAccessToken | RefusedRequest:
        """The token when it is good here: for the issuer's own endpoints, with the scope, in good standing now."""
        presented = find_access_token(request, in_body=guarded.in_body)
        if isinstance(presented, Refused):
            return self._refused(STAGES.refused("access_token_shown", presented), request, now, guarded)
        recognised = await self._access_tokens.recognise(presented.value, now)
        issued = recognised.outcome
        if isinstance(issued, Refused):
            return self._refused(STAGES.refused("access_token", issued), request, now, guarded, recognised)
        token = issued.value
        reach = Reach(token.audience, token.scopes, token.end_user)
        refused = first_refusal(REACH_CHECKS, reach, Wanted(self._issuer, guarded.scope, guarded.of_client))
        if refused is not None:
            return self._refused(STAGES.refused("reach", refused), request, now, guarded, recognised)
        refused = first_refusal(
            STANDING_CHECKS, await self._standings.read_as_of_request(token.standing), token.client_id
        )
        if refused is not None:
            return self._refused(STAGES.refused("standing", refused), request, now, guarded, recognised)
        return token

    def refuse_admitted(
        self,
        refused: Refused,
        request: RawRequest,
        now: float,
        guarded: Guarded,
        token: IssuedAccessToken,
    ) -> RefusedRequest:
        """Record what an endpoint refuses after it has admitted the token."""
        return self._recorder.record(
            STAGES.refused("endpoint", refused),
            endpoint=guarded.endpoint,
            request=request,
            now=now,
            owner_id=token.client_id,
            subject=token.end_user,
            kid=token.kid,
            scope=guarded.scope,
        )

    def _refused(
        self,
        refused: Refused,
        request: RawRequest,
        now: float,
        guarded: Guarded,
        recognised: RecognisedAccessToken | None = None,
    ) -> RefusedRequest:
        return self._recorder.record(
            refused,
            endpoint=guarded.endpoint,
            request=request,
            now=now,
            owner_id=None if recognised is None else recognised.owner_id,
            subject=None if recognised is None else recognised.end_user,
            kid=None if recognised is None else recognised.kid,
            credentials_given=gave_credentials(refused),
            scope=guarded.scope,
        )
