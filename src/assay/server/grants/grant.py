"""What a grant is: `parse → load → decide → on_conflict`, pure in the middle, with the ports at one edge.

The token endpoint owns everything that grants share (form, client authentication, scope and resource policy, issuing,
recording), so that no grant can forget it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from assay.decision import Allowed, Decision, Refused
from assay.formats.form import Form
from assay.model.client import Client
from assay.model.effects import Conflict, Effect
from assay.ports.authorization_codes import AuthorizationCodes
from assay.ports.device_authorizations import DeviceAuthorizations
from assay.ports.refresh_tokens import RefreshTokens
from assay.ports.standing import Standings
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.refresh_token import RefreshTokenMint

NEW_GRANT = ""
"""The id of a grant that has none yet."""

R = TypeVar("R")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How the end-user signed in, for the tokens that tell it. `nonce` is for the first ID token only.

    `session_bound` tells whether what is issued ends with the session (no `offline_access`). `individual_claims` are those that
    were asked for one by one (`server.individual_claims`).
    """

    auth_time: int
    amr: tuple[str, ...] = ()
    acr: str | None = None
    session_id: str | None = None
    nonce: str | None = None
    session_bound: bool = True
    individual_claims: str | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a grant entitles the client to, before the request narrows it.

    `grant_id` is `NEW_GRANT` where the grant begins with this very request; it gets its id once nothing refuses it any more.
    No `resources` stands for the default one. `signed_in` is None where there is no end-user. `refresh_token` is the
    family and the generation of the refresh token to hand out.
    """

    subject: str
    grant_id: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    signed_in: SignedIn | None = None
    refresh_token: tuple[bytes, int] | None = None


@dataclass(frozen=True, slots=True)
class GrantContext:
    """What every decision may look at besides the facts. `fresh` are 32 random bytes that nothing else uses."""

    now: float
    fresh: bytes
    lifetimes: Lifetimes
    mint: RefreshTokenMint


@dataclass(frozen=True, slots=True)
class GrantPorts:
    """What grants load from."""

    authorization_codes: AuthorizationCodes
    refresh_tokens: RefreshTokens
    standings: Standings
    device_authorizations: DeviceAuthorizations


@dataclass(frozen=True, slots=True)
class Owner:
    """The client and the end-user that a presented code or token belongs to, where they are known."""

    client_id: str | None = None
    subject: str | None = None


GrantDecision = Decision[Entitlement, Effect]


@dataclass(frozen=True, slots=True)
class Grant(Generic[R, F]):
    """One grant type. `decide` is pure; storage settles races and names the effect that lost.

    `on_conflict` answers for the loser of a race, or None: load and decide again, for the facts have changed.
    """

    name: str
    parse: Callable[[Form, RefreshTokenMint], Allowed[R] | Refused]
    load: Callable[[R, GrantPorts], Awaitable[F]]
    decide: Callable[[R, F, Client, GrantContext], GrantDecision]
    on_conflict: Callable[[Conflict, R, F, GrantContext], GrantDecision | None]
    owner: Callable[[R, F], Owner]
