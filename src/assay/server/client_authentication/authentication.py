"""Authenticates the client of a request, for every endpoint that clients call (RFC 6749 section 2.3).

Its stages: the request has the credentials of one client, that has not failed too often, and is the one that it claims
to be. Reasons: those of `CREDENTIALS_CHECKS`, of `ClientFailures` and of the methods.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.checks.client_authentication import CREDENTIALS_CHECKS
from assay.checks.client_authentication.credentials import ShownCredentials
from assay.decision import Refused, first_refusal
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict, RememberOnce
from assay.ports.clients import Clients
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import client as reasons
from assay.server.client_authentication import METHODS
from assay.server.client_authentication.failures import ClientFailures
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Method, Presented
from assay.server.client_authentication.private_key_jwt import replay_of
from assay.server.client_authentication.requests import ClientRequests
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

STAGE = "client_authentication"
"""The name of the whole among the stages of an endpoint."""

_STAGES = Stages(("credentials", "few_failures", "client", "few_requests"))
_FOR_CLIENTS = ("client", "request")


@dataclass(frozen=True, slots=True)
class UnauthenticatedClient:
    """A client that did not prove who it is.

    `owner_id` is the client that the credentials name, where it exists: it may read the refusal once it authenticates.
    """

    refused: Refused
    claimed_client_id: str | None = None
    owner_id: str | None = None

    def recorded(
        self, recorder: RefusalRecorder, stages: Stages, *, endpoint: str, request: RawRequest, now: float
    ) -> RefusedRequest:
        """The recorded refusal, for whichever endpoint the client called; `STAGE` is one of its stages.

        A reason of a JWT is made for access tokens (401 `invalid_token`); of an assertion it is told as failed client
        authentication.
        """
        return recorder.record(
            stages.refused(STAGE, self.refused),
            endpoint=endpoint,
            request=request,
            now=now,
            claimed_client_id=self.claimed_client_id,
            owner_id=self.owner_id,
            public=None if self.refused.reason.family in _FOR_CLIENTS else reasons.AUTHENTICATION_FAILED,
        )


class ClientAuthentication:
    """Finds the method, loads the client, proves it. The caller commits the effects of the one that it returns."""

    __slots__ = ("_audience", "_clients", "_failures", "_requests", "_unit_of_work")

    def __init__(
        self,
        clients: Clients,
        unit_of_work: UnitOfWork,
        audience: Audience,
        failures: ClientFailures,
        requests: ClientRequests | None = None,
    ) -> None:
        self._clients = clients
        self._unit_of_work = unit_of_work
        self._audience = audience
        self._failures = failures
        self._requests = requests

    async def authenticate(
        self, request: RawRequest, form: Form, now: float
    ) -> AuthenticatedClient | UnauthenticatedClient:
        """For endpoints that commit: the effects of the authenticated client go into their own commit."""
        found, shown = _credentials(request, form)
        refused = first_refusal(CREDENTIALS_CHECKS, shown, None)
        if refused is not None:
            claimed = found[0][1].client_id if len(found) == 1 else shown.in_body
            return UnauthenticatedClient(_STAGES.refused("credentials", refused), claimed)
        ((method, presented),) = found
        client_id = presented.client_id
        refused = self._failures.refusal(client_id, request.peer, now)
        if refused is not None:
            return UnauthenticatedClient(_STAGES.refused("few_failures", refused), client_id)
        known = {each: await self._clients.find(each) for each in presented.client_ids}
        outcome = method.prove(presented, known, self._audience, now)
        if isinstance(outcome, Refused):
            self._failures.count(client_id, request.peer, now)
            owner = next((each for each, client in known.items() if client is not None), None)
            return UnauthenticatedClient(_STAGES.refused("client", outcome), client_id, owner)
        refused = None if self._requests is None else self._requests.take(outcome.value.client.client_id, now)
        if refused is not None:
            return UnauthenticatedClient(_STAGES.refused("few_requests", refused), client_id, client_id)
        return outcome.value

    async def authenticate_alone(
        self, request: RawRequest, form: Form, now: float
    ) -> AuthenticatedClient | UnauthenticatedClient:
        """For endpoints that write nothing else: the effects are committed here."""
        outcome = await self.authenticate(request, form, now)
        if isinstance(outcome, UnauthenticatedClient) or not outcome.effects:
            return outcome
        committed = await self._unit_of_work.commit(outcome.effects)
        if isinstance(committed, Conflict):
            return replayed(outcome)
        return outcome


def replayed(client: AuthenticatedClient) -> UnauthenticatedClient:
    """What becomes of a client whose one-time assertion somebody has used before."""
    client_id = client.client.client_id
    return UnauthenticatedClient(_STAGES.refused("client", replay_of(client_id)), client_id, client_id)


def is_replay(conflict: Conflict) -> bool:
    """Whether the effect that lost was the one that burns a one-time assertion."""
    return isinstance(conflict.effect, RememberOnce)


def _credentials(request: RawRequest, form: Form) -> tuple[list[tuple[Method, Presented]], ShownCredentials]:
    """The credentials of every method, and what the checks want to know of them."""
    found: list[tuple[Method, Presented]] = []
    methods: tuple[str, ...] = ()
    in_body = single(form, "client_id")
    for method in METHODS:
        presented = method.find(request, form)
        if presented is None:
            continue
        if isinstance(presented, Refused):
            return [], ShownCredentials((), (), in_body, presented)
        found.append((method, presented))
        methods = (*methods, method.name)
    return found, ShownCredentials(methods, found[0][1].client_ids if found else (), in_body)
