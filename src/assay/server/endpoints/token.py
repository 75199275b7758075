"""The token endpoint (RFC 6749 section 3.2): what all grants share, in the order in which it happens.

The stages stand below, then issuing, and one commit before anybody is told. Reasons of its own: those of
`checks.grant_type`; each stage and each grant has more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from assay.checks.grant_type import CHECKS as GRANT_TYPE_CHECKS
from assay.checks.grant_type import AskedGrant
from assay.decision import Allowed, Refused, first_refusal
from assay.decision.stages import Stages
from assay.formats import base64url
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.effects import Conflict, Effect, RecordEvent
from assay.model.event import Event
from assay.model.resource import Resource
from assay.ports.entropy import Entropy
from assay.ports.store import Store
from assay.ports.unit_of_work import StorageUnavailable
from assay.server.client_authentication import authentication
from assay.server.client_authentication.authentication import (
    ClientAuthentication,
    UnauthenticatedClient,
    is_replay,
    replayed,
)
from assay.server.client_authentication.method import AuthenticatedClient
from assay.server.endpoints import client_form
from assay.server.endpoints.client_form import read_client_form
from assay.server.grants import GRANTS
from assay.server.grants.grant import NEW_GRANT, Entitlement, Grant, GrantContext, GrantDecision, GrantPorts, Owner
from assay.server.individual_claims import asked_for, claims_asked_for
from assay.server.issuance.grant_ids import GrantIds
from assay.server.issuance.issuing import Issue, TokenIssuer
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.token_response import TokenResponse
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest
from assay.server.token_policy.asked import Asked, parse_asked
from assay.server.token_policy.resource import KnownResources, decide_resources
from assay.server.token_policy.scope import decide_scopes

NAME = "token"
STAGES = Stages(
    (
        client_form.STAGE,
        authentication.STAGE,
        "grant_type",
        "scope_and_resource_readable",
        "grant_readable",
        "grant",
        "resources_allowed",
        "scopes_allowed",
    )
)
_ATTEMPTS = 8
"""Lost races after which the store is too contended to answer; one lost race is already rare."""
_BY_NAME: Mapping[str, Grant[Any, Any]] = {grant.name: grant for grant in GRANTS}
_NAMES = tuple(_BY_NAME)
_NOBODY = Owner()
_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """The issuer identifier and how long what is issued lives."""

    issuer: str
    lifetimes: Lifetimes


@dataclass(frozen=True, slots=True)
class _RefusedGrant:
    """A refusal after client authentication, and whose code or token was presented."""

    refused: Refused
    owner: Owner = _NOBODY


class TokenEndpoint:
    """Answers token requests. Raises `StorageUnavailable` when what it decided is not known to be durable."""

    __slots__ = (
        "_authentication", "_entropy", "_grant_ids", "_grant_ports", "_issuer", "_known", "_mint", "_recorder", "_resources",
        "_settings", "_store",
    )  # fmt: skip

    def __init__(
        self,
        settings: TokenSettings,
        store: Store,
        authentication: ClientAuthentication,
        issuer: TokenIssuer,
        recorder: RefusalRecorder,
        entropy: Entropy,
        grant_ids: GrantIds,
    ) -> None:
        self._settings = settings
        self._store = store
        self._authentication = authentication
        self._issuer = issuer
        self._mint = issuer.mint
        self._recorder = recorder
        self._entropy = entropy
        self._grant_ids = grant_ids
        self._grant_ports = GrantPorts(
            store.authorization_codes, store.refresh_tokens, store.standings, store.device_authorizations
        )
        self._resources: tuple[Resource, ...] | None = None
        self._known = KnownResources.of((), settings.issuer)

    async def __call__(self, request: RawRequest, now: float) -> TokenResponse | RefusedRequest:
        """`now` is in epoch seconds."""
        parsed = read_client_form(request, repeatable=("resource",))
        if isinstance(parsed, Refused):
            refused = STAGES.refused(client_form.STAGE, parsed)
            return self._recorder.record(refused, endpoint=NAME, request=request, now=now)
        who = await self._authentication.authenticate(request, parsed.value, now)
        if isinstance(who, AuthenticatedClient):
            outcome = await self._granted(parsed.value, who, now)
            if isinstance(outcome, TokenResponse):
                return outcome
            if isinstance(outcome, _RefusedGrant):
                return self._recorder.record(
                    outcome.refused,
                    endpoint=NAME,
                    request=request,
                    now=now,
                    client=who.client,
                    owner_id=outcome.owner.client_id,
                    subject=outcome.owner.subject,
                )
            who = outcome
        return who.recorded(self._recorder, STAGES, endpoint=NAME, request=request, now=now)

    async def _granted(
        self, form: Form, who: AuthenticatedClient, now: float
    ) -> TokenResponse | _RefusedGrant | UnauthenticatedClient:
        chosen = _chosen_grant(form, who.client)
        if isinstance(chosen, Refused):
            return await self._nothing_else(STAGES.refused("grant_type", chosen), who)
        grant = chosen.value
        asked = parse_asked(form)
        if isinstance(asked, Refused):
            return await self._nothing_else(STAGES.refused("scope_and_resource_readable", asked), who)
        wanted = grant.parse(form, self._mint)
        if isinstance(wanted, Refused):
            return await self._nothing_else(STAGES.refused("grant_readable", wanted), who)
        context = GrantContext(now, self._entropy(32), self._settings.lifetimes, self._mint)
        for _ in range(_ATTEMPTS):
            facts = await grant.load(wanted.value, self._grant_ports)
            decision: GrantDecision | None = grant.decide(wanted.value, facts, who.client, context)
            while decision is not None:
                outcome = await self._carry_out(decision, grant.name, asked.value, who, context)
                if isinstance(outcome, Refused):
                    return _RefusedGrant(outcome, grant.owner(wanted.value, facts))
                if not isinstance(outcome, Conflict):
                    return outcome
                if is_replay(outcome):
                    return replayed(who)
                decision = grant.on_conflict(outcome, wanted.value, facts, context)
        raise StorageUnavailable(f"a {grant.name} request lost {_ATTEMPTS} races in a row")

    async def _carry_out(
        self, decision: GrantDecision, grant_type: str, asked: Asked, who: AuthenticatedClient, context: GrantContext
    ) -> TokenResponse | Refused | Conflict:
        """Narrow, issue and commit what was decided; a conflict means that nothing was written."""
        outcome = decision.outcome
        effects = (*who.effects, *decision.effects)
        response: TokenResponse | Refused
        if isinstance(outcome, Refused):
            response = STAGES.refused("grant", outcome)
        else:
            narrowed = await self._narrowed(outcome.value, asked, who.client)
            if isinstance(narrowed, Refused):
                response, effects = narrowed, who.effects  # a request that asks for too much uses nothing up
            else:
                entitlement = outcome.value
                if entitlement.grant_id == NEW_GRANT:
                    # With status lists an index is taken for good, and whoever repeats an assertion is to take none.
                    conflict = await self._commit(effects)
                    if conflict is not None:
                        return conflict
                    effects = ()
                    grant_id = await self._grant_ids.new(who.client.client_id, context.now)
                    entitlement = replace(entitlement, grant_id=grant_id)
                jti = base64url.encode_text(context.fresh[16:])
                issue = Issue(who.client, entitlement, *narrowed, jti, await self._about(entitlement))
                response = await self._issuer.issue(issue, context.now)
                event = _event(grant_type, issue, int(context.now))
                if effects:
                    effects = (*effects, RecordEvent(event))
                else:
                    self._store.events.note(event)
        conflict = await self._commit(effects)
        return response if conflict is None else conflict

    async def _narrowed(
        self, entitlement: Entitlement, asked: Asked, client: Client
    ) -> tuple[tuple[str, ...], tuple[Resource, ...]] | Refused:
        """The scopes and the resources that are left of an entitlement."""
        by_end_user = entitlement.signed_in is not None
        known = await self._known_resources()
        resources = decide_resources(asked.resources, entitlement.resources, client, known, by_end_user=by_end_user)
        if isinstance(resources, Refused):
            return STAGES.refused("resources_allowed", resources)
        scopes = decide_scopes(asked.scopes, entitlement.scopes, client, resources.value, by_end_user=by_end_user)
        if isinstance(scopes, Refused):
            return STAGES.refused("scopes_allowed", scopes)
        return scopes.value, resources.value

    async def _about(self, entitlement: Entitlement) -> dict[str, object]:
        """What the request asked to have in the ID token; read only then."""
        signed_in = entitlement.signed_in
        asked = asked_for(signed_in.individual_claims, "id_token") if signed_in is not None else {}
        end_user = await self._store.end_users.find(entitlement.subject) if asked else None
        return claims_asked_for(end_user, asked) if end_user is not None else {}

    async def _known_resources(self) -> KnownResources:
        resources = await self._store.resources.list_all()
        if resources != self._resources:
            self._known = KnownResources.of(resources, self._settings.issuer)
            self._resources = resources
        return self._known

    async def _nothing_else(self, refused: Refused, who: AuthenticatedClient) -> _RefusedGrant | UnauthenticatedClient:
        """Refuse before anything was looked up; a one-time assertion is used up all the same."""
        conflict = await self._commit(who.effects)
        return _RefusedGrant(refused) if conflict is None else replayed(who)

    async def _commit(self, effects: tuple[Effect, ...]) -> Conflict | None:
        if not effects:
            return None
        committed = await self._store.unit_of_work.commit(effects)
        return committed if isinstance(committed, Conflict) else None


def _chosen_grant(form: Form, client: Client) -> Allowed[Grant[Any, Any]] | Refused:
    asked = AskedGrant(single(form, "grant_type"), client)
    refused = first_refusal(GRANT_TYPE_CHECKS, asked, _NAMES)
    return Allowed(_BY_NAME[asked.named]) if refused is None else refused


def _event(grant_type: str, issue: Issue, now: int) -> Event:
    detail = {
        "grant_type": grant_type,
        "jti": issue.jti,
        "aud": [resource.identifier for resource in issue.resources],
        "scope": issue.scopes,
    }
    return Event(
        type="access_token.issued",
        at=now,
        client_id=issue.client.client_id,
        subject=issue.entitlement.subject,
        grant_id=issue.entitlement.grant_id,
        detail=_json(detail).decode(),
    )
