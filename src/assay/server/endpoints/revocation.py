"""Token revocation (RFC 7009): a client gives up its own tokens; 200 whatever the token is, so that nobody learns of it.

A refresh token takes the whole grant with it, an access token goes on the deny list (with status lists it takes the grant
along too); change and event are one commit.
Reasons: `introspection.not_revocable`; silent: `introspection.unrecognised`, `.not_owner`, and those of what is forged.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from assay.decision import Allowed, CheckOutcome, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.effects import Conflict, DenyAccessToken, Effect, RecordEvent, RevokeGrant
from assay.model.event import Event
from assay.ports.store import Store
from assay.reasons import introspection as reasons
from assay.reasons import refresh_token as refresh_token_reasons
from assay.reasons import token as token_reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.client_authentication import authentication
from assay.server.client_authentication.authentication import ClientAuthentication, UnauthenticatedClient, replayed
from assay.server.endpoints import client_form
from assay.server.endpoints.client_form import read_client_form
from assay.server.grants import refresh_token as refresh_token_grant
from assay.server.grants.grant import GrantPorts
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.server.issuance.status_claim import status_index_of
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens, after_recognition
from assay.server.issued_tokens.issued_access_token import IssuedAccessToken
from assay.server.issued_tokens.looks import is_ours, is_refresh_token, looks_like, may_be_access_token
from assay.server.issued_tokens.shown_token import UnusableToken
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "revocation"
STAGES = Stages((client_form.STAGE, authentication.STAGE, "parameters", "token"))
_REFRESH_TOKEN = Stages(("readable", "authentic", "remembered", "owner"))
BECAUSE = "revocation_request"
"""Why a token is on the deny list, in the words of its record."""

_ON_THE_WIRE = frozenset((PARAMETER_MISSING, reasons.NOT_REVOCABLE))
"""What RFC 7009 section 2.2.1 lets an answer tell; everything else is answered as if it had been revoked."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Answered with 200 and nothing else. `unchanged` leads to the record of a token that was not the caller's to revoke."""

    unchanged: RefusedRequest | None = None


@dataclass(frozen=True, slots=True)
class _Decided:
    """What to write, or why nothing is written."""

    effects: tuple[Effect, ...] = ()
    unusable: UnusableToken | None = None


_NOTHING_TO_DO = _Decided()


class Revocation:
    """Answers revocation requests. Raises `StorageUnavailable` when a revocation is not known to be durable."""

    __slots__ = ("_access_tokens", "_authentication", "_grant_ports", "_lifetimes", "_mint", "_recorder", "_store")

    def __init__(
        self,
        store: Store,
        authentication: ClientAuthentication,
        access_tokens: IssuedAccessTokens,
        mint: RefreshTokenMint,
        recorder: RefusalRecorder,
        lifetimes: Lifetimes,
    ) -> None:
        self._store = store
        self._authentication = authentication
        self._access_tokens = access_tokens
        self._mint = mint
        self._recorder = recorder
        self._lifetimes = lifetimes
        self._grant_ports = GrantPorts(
            store.authorization_codes, store.refresh_tokens, store.standings, store.device_authorizations
        )

    async def __call__(self, request: RawRequest, now: float) -> Answered | RefusedRequest:
        """`token_type_hint` is not needed: every token says what it is (RFC 7009 section 2.1 lets us look further)."""
        form = read_client_form(request)
        if isinstance(form, Refused):
            malformed = STAGES.refused(client_form.STAGE, form)
            return self._recorder.record(malformed, endpoint=NAME, request=request, now=now)
        caller = await self._authentication.authenticate(request, form.value, now)
        if isinstance(caller, UnauthenticatedClient):
            return self._unauthenticated(caller, request, now)
        decided = await self._decide(form.value, caller.client, now)
        effects = (*caller.effects, *decided.effects)
        if effects and isinstance(await self._store.unit_of_work.commit(effects), Conflict):
            # Nothing here can lose a race but a one-time client assertion.
            return self._unauthenticated(replayed(caller), request, now)
        unusable = decided.unusable
        if unusable is None:
            return Answered()
        refused = self._recorder.record(
            unusable.refused,
            endpoint=NAME,
            request=request,
            now=now,
            client=caller.client,
            owner_id=unusable.owner_id,
            subject=unusable.subject,
            kid=unusable.kid,
        )
        return refused if unusable.refused.reason in _ON_THE_WIRE else Answered(refused)

    async def _decide(self, form: Form, caller: Client, now: float) -> _Decided:
        token = single(form, "token")
        if token is None:
            missing = refuse(PARAMETER_MISSING, parameter="token")
            return _Decided(unusable=UnusableToken(STAGES.refused("parameters", missing)))
        if may_be_access_token(token):
            return await self._access_token(token, caller, now)
        if is_refresh_token(token):
            return await self._refresh_token(token, caller, now)
        reason = reasons.NOT_REVOCABLE if is_ours(token) else reasons.UNRECOGNISED
        return _refused(refuse(reason, looks_like=looks_like(token)))

    async def _access_token(self, token: str, caller: Client, now: float) -> _Decided:
        recognised = await self._access_tokens.recognise(token, now)
        begins = _begins_later(recognised.outcome)
        if begins is not None and recognised.owner_id == caller.client_id:
            # A clock that was set back must not save a token that will count again.
            recognised = await self._access_tokens.recognise(token, begins)
        issued = recognised.outcome
        if isinstance(issued, Refused):
            if issued.reason is token_reasons.TYPE_MISMATCH:
                return _refused(refuse(reasons.NOT_REVOCABLE, looks_like="a JSON Web Token of another kind"))
            if recognised.owner_id == caller.client_id:
                return _NOTHING_TO_DO  # genuine, the caller's own, and at its end already
            return _refused(issued, recognised.owner_id, recognised.end_user, recognised.kid)
        found = issued.value
        if found.client_id != caller.client_id:
            refused = refuse(reasons.NOT_OWNER, owner=found.client_id, client_id=caller.client_id)
            traced = after_recognition(refused.traced((CheckOutcome("owner", "refused"),)))
            return _refused(traced, found.client_id, found.end_user, found.kid)
        if (await self._store.standings.read(found.standing)).denied is not None:
            return _NOTHING_TO_DO
        event = Event(
            "access_token.revoked",
            int(now),
            client_id=found.client_id,
            subject=found.end_user,
            grant_id=found.standing.grant_id,
            detail=json.dumps({"jti": found.jti, "because": BECAUSE}),
        )
        grant_id = found.standing.grant_id
        if grant_id is not None and status_index_of(grant_id) is not None:
            # A status list knows grants alone, and RFC 7009 section 2.1 lets an access token take its grant along.
            until = int(now) + self._lifetimes.longest_access_token
            return _Decided((RevokeGrant(grant_id, int(now), until, BECAUSE), RecordEvent(event)))
        return _Decided((DenyAccessToken(found.jti, math.ceil(found.expires_at), BECAUSE), RecordEvent(event)))

    async def _refresh_token(self, token: str, caller: Client, now: float) -> _Decided:
        """Whatever its generation: whoever gives up an older token gives up the grant (RFC 7009 section 2.1)."""
        parsed = refresh_token_grant.parse({"refresh_token": (token,)}, self._mint)
        if isinstance(parsed, Refused):
            return _refused(_REFRESH_TOKEN.refused("readable", parsed))
        facts = await refresh_token_grant.load(parsed.value, self._grant_ports)
        family = facts.stored
        if not parsed.value.authentic:
            return _refused(_REFRESH_TOKEN.refused("authentic", refuse(refresh_token_reasons.UNKNOWN)))
        if family is None:
            forgotten = refuse(refresh_token_reasons.FORGOTTEN, generation=parsed.value.generation)
            return _refused(_REFRESH_TOKEN.refused("remembered", forgotten))
        if family.client_id != caller.client_id:
            refused = refuse(reasons.NOT_OWNER, owner=family.client_id, client_id=caller.client_id)
            return _refused(_REFRESH_TOKEN.refused("owner", refused), family.client_id, family.subject)
        if family.revoked_at is not None:
            return _NOTHING_TO_DO
        at = int(now)
        event = Event(
            "grant.revoked",
            at,
            client_id=family.client_id,
            subject=family.subject,
            grant_id=family.grant_id,
            detail=json.dumps({"because": BECAUSE}),
        )
        until = at + self._lifetimes.longest_access_token
        return _Decided((RevokeGrant(family.grant_id, at, until, BECAUSE), RecordEvent(event)))

    def _unauthenticated(self, caller: UnauthenticatedClient, request: RawRequest, now: float) -> RefusedRequest:
        return caller.recorded(self._recorder, STAGES, endpoint=NAME, request=request, now=now)


def _begins_later(outcome: Allowed[IssuedAccessToken] | Refused) -> float | None:
    if isinstance(outcome, Allowed) or outcome.reason is not token_reasons.ISSUED_IN_FUTURE:
        return None
    issued_at = outcome.evidence["issued_at"]
    return float(issued_at) if isinstance(issued_at, int | float) else None


def _refused(
    refused: Refused, owner_id: str | None = None, subject: str | None = None, kid: str | None = None
) -> _Decided:
    return _Decided(unusable=UnusableToken(STAGES.refused("token", refused), owner_id, subject, kid))
