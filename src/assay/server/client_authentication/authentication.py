"""Authenticates the client of a request, for every endpoint that clients call (RFC 6749 section 2.3).

Reasons: `client.credentials_missing`, `client.several_methods`, `client.id_mismatch`, `client.assertion_replayed`, and
those of the methods.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused, refuse
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict, RememberOnce
from assay.ports.clients import Clients
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import client as reasons
from assay.server.client_authentication import METHODS
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Method, Presented
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

_FOR_CLIENTS = ("client", "request")


@dataclass(frozen=True, slots=True)
class UnauthenticatedClient:
    """A client that did not prove who it is.

    `owner_id` is the client that the credentials name, where it exists: it may read the refusal once it authenticates.
    """

    refused: Refused
    claimed_client_id: str | None = None
    owner_id: str | None = None

    def recorded(self, recorder: RefusalRecorder, *, endpoint: str, request: RawRequest, now: float) -> RefusedRequest:
        """The recorded refusal, for whichever endpoint the client called.

        A reason of a JWT is made for access tokens (401 `invalid_token`); of an assertion it is told as failed client
        authentication.
        """
        return recorder.record(
            self.refused,
            endpoint=endpoint,
            request=request,
            now=now,
            claimed_client_id=self.claimed_client_id,
            owner_id=self.owner_id,
            public=None if self.refused.reason.family in _FOR_CLIENTS else reasons.AUTHENTICATION_FAILED,
        )


class ClientAuthentication:
    """Finds the method, loads the client, proves it. The caller commits the effects of the one that it returns."""

    __slots__ = ("_audience", "_clients", "_unit_of_work")

    def __init__(self, clients: Clients, unit_of_work: UnitOfWork, audience: Audience) -> None:
        self._clients = clients
        self._unit_of_work = unit_of_work
        self._audience = audience

    async def authenticate(
        self, request: RawRequest, form: Form, now: float
    ) -> AuthenticatedClient | UnauthenticatedClient:
        """For endpoints that commit: the effects of the authenticated client go into their own commit."""
        found = _the_one_method(request, form)
        if isinstance(found, Refused):
            return UnauthenticatedClient(found, single(form, "client_id"))
        method, presented = found
        in_body = single(form, "client_id")
        if in_body is not None and in_body not in presented.client_ids:
            refused = refuse(reasons.ID_MISMATCH, in_body=in_body, in_credentials=presented.client_id)
            return UnauthenticatedClient(refused, presented.client_id)
        known = {client_id: await self._clients.find(client_id) for client_id in presented.client_ids}
        outcome = method.prove(presented, known, self._audience, now)
        if isinstance(outcome, Refused):
            owner = next((client_id for client_id, client in known.items() if client is not None), None)
            return UnauthenticatedClient(outcome, presented.client_id, owner)
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
    return UnauthenticatedClient(refuse(reasons.ASSERTION_REPLAYED, claimed_client_id=client_id), client_id, client_id)


def is_replay(conflict: Conflict) -> bool:
    """Whether the effect that lost was the one that burns a one-time assertion."""
    return isinstance(conflict.effect, RememberOnce)


def _the_one_method(request: RawRequest, form: Form) -> tuple[Method, Presented] | Refused:
    found: list[tuple[Method, Presented]] = []
    for method in METHODS:
        presented = method.find(request, form)
        if isinstance(presented, Refused):
            return presented
        if presented is not None:
            found.append((method, presented))
    if len(found) == 1:
        return found[0]
    if not found:
        return refuse(reasons.CREDENTIALS_MISSING)
    return refuse(reasons.SEVERAL_METHODS, methods=tuple(presented.method for _, presented in found))
