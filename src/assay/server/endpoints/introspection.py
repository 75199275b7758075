"""Token introspection (RFC 7662): whether a token is active, told to its client and to the resource servers listed for it.

Standing is read each time. An answer that says no more than `active: false` has a private record with the exact reason.
Reasons of its own: `introspection.public_client`; inactive: `introspection.unrecognised`, `.not_entitled`,
`.refresh_token_replaced`, and those of the families `token`, `key`, `access_token` and `refresh_token`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assay.checks.access_token_standing import CHECKS as STANDING_CHECKS
from assay.checks.refresh_token import CHECKS as REFRESH_TOKEN_CHECKS
from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import CheckOutcome, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.ports.store import Store
from assay.reasons import introspection as reasons
from assay.reasons import refresh_token as refresh_token_reasons
from assay.reasons.request import PARAMETER_MISSING
from assay.server.client_authentication import authentication
from assay.server.client_authentication.authentication import ClientAuthentication, UnauthenticatedClient
from assay.server.endpoints import client_form
from assay.server.endpoints.client_form import read_client_form
from assay.server.grants import refresh_token as refresh_token_grant
from assay.server.grants.grant import GrantPorts
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens, after_recognition
from assay.server.issued_tokens.looks import is_refresh_token, looks_like, may_be_access_token
from assay.server.issued_tokens.shown_token import ActiveToken, UnusableToken
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "introspection"
STAGES = Stages((client_form.STAGE, authentication.STAGE, "confidential_client", "parameters", "token"))


@dataclass(frozen=True, slots=True)
class InactiveToken:
    """Answered with `active: false` alone. `refused` leads to the record and must not shape the answer."""

    refused: RefusedRequest


class Introspection:
    """Answers introspection requests. `grace` is for how many seconds a public client's replaced token still counts."""

    __slots__ = (
        "_access_tokens",
        "_authentication",
        "_grace",
        "_grant_ports",
        "_issuer",
        "_mint",
        "_recorder",
        "_store",
    )

    def __init__(
        self,
        issuer: str,
        store: Store,
        authentication: ClientAuthentication,
        access_tokens: IssuedAccessTokens,
        mint: RefreshTokenMint,
        recorder: RefusalRecorder,
        grace: int,
    ) -> None:
        self._issuer = issuer
        self._store = store
        self._authentication = authentication
        self._access_tokens = access_tokens
        self._mint = mint
        self._recorder = recorder
        self._grace = grace
        self._grant_ports = GrantPorts(
            store.authorization_codes, store.refresh_tokens, store.standings, store.device_authorizations
        )

    async def __call__(self, request: RawRequest, now: float) -> ActiveToken | InactiveToken | RefusedRequest:
        """`token_type_hint` is not needed: every token says what it is (RFC 7662 section 2.1 lets us look further)."""
        form = read_client_form(request)
        if isinstance(form, Refused):
            refused = STAGES.refused(client_form.STAGE, form)
            return self._recorder.record(refused, endpoint=NAME, request=request, now=now)
        caller = await self._authentication.authenticate_alone(request, form.value, now)
        if isinstance(caller, UnauthenticatedClient):
            return caller.recorded(self._recorder, STAGES, endpoint=NAME, request=request, now=now)
        token = _token_of(form.value, caller.client)
        if isinstance(token, Refused):
            return self._recorder.record(token, endpoint=NAME, request=request, now=now, client=caller.client)
        shown = await self._look_at(token, caller.client, now)
        if isinstance(shown, ActiveToken):
            return shown
        return InactiveToken(
            self._recorder.record(
                STAGES.refused("token", shown.refused),
                endpoint=NAME,
                request=request,
                now=now,
                client=caller.client,
                owner_id=shown.owner_id,
                subject=shown.subject,
                kid=shown.kid,
            )
        )

    async def _look_at(self, token: str, caller: Client, now: float) -> ActiveToken | UnusableToken:
        if may_be_access_token(token):
            return await self._access_token(token, caller, now)
        if is_refresh_token(token):
            return await self._refresh_token(token, caller, now)
        return UnusableToken(refuse(reasons.UNRECOGNISED, looks_like=looks_like(token)))

    async def _access_token(self, token: str, caller: Client, now: float) -> ActiveToken | UnusableToken:
        recognised = await self._access_tokens.recognise(token, now)
        # Asked of what the token claims, before it is known to be genuine: so a forged one costs the same reads.
        entitled = recognised.claimed_client_id == caller.client_id or await self._listed(
            caller, recognised.claimed_audience
        )
        issued = recognised.outcome
        if isinstance(issued, Refused):
            return UnusableToken(issued, recognised.owner_id, recognised.end_user, recognised.kid)
        found = issued.value
        refused: Refused | None
        if not entitled:
            refused = refuse(
                reasons.NOT_ENTITLED, owner=found.client_id, audience=found.audience, client_id=caller.client_id
            ).traced((CheckOutcome("entitled", "refused"),))
        else:
            standing = await self._store.standings.read_as_of_request(found.standing)
            refused = first_refusal(STANDING_CHECKS, standing, found.client_id)
        if refused is not None:
            return UnusableToken(after_recognition(refused), found.client_id, found.end_user, found.kid)
        return await self._told(ActiveToken(found.introspection(self._issuer)), found.end_user)

    async def _refresh_token(self, token: str, caller: Client, now: float) -> ActiveToken | UnusableToken:
        """A refresh token is shown to its own client alone. Two reads, whatever it is."""
        parsed = refresh_token_grant.parse({"refresh_token": (token,)}, self._mint)
        if isinstance(parsed, Refused):
            return UnusableToken(parsed)
        facts = await refresh_token_grant.load(parsed.value, self._grant_ports)
        presentation = RefreshTokenPresentation(
            client=caller,
            authentic=parsed.value.authentic,
            generation=parsed.value.generation,
            stored=facts.stored,
            standing=facts.standing,
            now=now,
            grace=self._grace,
        )
        refused = first_refusal(REFRESH_TOKEN_CHECKS, presentation, None)
        if refused is not None:
            owner = refresh_token_grant.owner(parsed.value, facts)
            return UnusableToken(_as_asked(refused), owner.client_id, owner.subject)
        family = presentation.family
        members = {
            "active": True,
            "scope": " ".join(family.scopes),
            "client_id": family.client_id,
            "exp": min(family.expires_at, family.idle_expires_at),
            "iat": family.rotated_at,
            "sub": family.subject,
            "iss": self._issuer,
        }
        return await self._told(ActiveToken(members), family.subject)

    async def _listed(self, caller: Client, audience: Iterable[str]) -> bool:
        for identifier in audience:
            resource = await self._store.resources.find(identifier)
            if resource is not None and caller.client_id in resource.introspection_clients:
                return True
        return False

    async def _told(self, active: ActiveToken, subject: str | None) -> ActiveToken:
        """With the username, where the token stands for an end-user."""
        end_user = None if subject is None else await self._store.end_users.find(subject)
        if end_user is None:
            return active
        return ActiveToken({**active.members, "username": end_user.username})


def _token_of(form: Form, caller: Client) -> str | Refused:
    if caller.public:
        return STAGES.refused("confidential_client", refuse(reasons.PUBLIC_CLIENT, client_id=caller.client_id))
    token = single(form, "token")
    if token is None:
        return STAGES.refused("parameters", refuse(PARAMETER_MISSING, parameter="token"))
    return token


def _as_asked(refused: Refused) -> Refused:
    """Asking about a replaced token is no use of it: nothing is revoked, and the reason says so."""
    if refused.reason is not refresh_token_reasons.REUSED:
        return refused
    evidence = refused.evidence
    replaced = refuse(reasons.REPLACED, generation=evidence["generation"], newest=evidence["newest"])
    return replaced.traced(refused.trace)
