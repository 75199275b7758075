"""What a client-authentication method is: it finds credentials in a request, and proves a client by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assay.decision import Allowed, Refused
from assay.formats.basic_credentials import Pair
from assay.formats.form import Form
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.effects import Effect


@dataclass(frozen=True, slots=True)
class Presented:
    """Credentials of one method, as found. `credential` is a secret, an assertion, or empty for a public client.

    `unencoded` are other readings of Basic credentials (`formats.basic_credentials`).
    """

    method: str
    client_id: str
    credential: str = field(default="", repr=False)
    unencoded: tuple[Pair, ...] = field(default=(), repr=False)

    @property
    def client_ids(self) -> tuple[str, ...]:
        """Every client that one of the readings names, each once, the proper reading first."""
        if not self.unencoded:
            return (self.client_id,)
        return tuple(dict.fromkeys((self.client_id, *(client_id for client_id, _ in self.unencoded))))


@dataclass(frozen=True, slots=True)
class Audience:
    """Who we are, as a client assertion may name us in `aud`."""

    issuer: str
    token_endpoint: str


@dataclass(frozen=True, slots=True)
class AuthenticatedClient:
    """A client that has proved who it is (or is public and has named itself).

    `effects` must be committed with whatever the request decides, a refusal included: they burn a one-time assertion.
    """

    client: Client
    method: str
    effects: tuple[Effect, ...] = ()


Clients = Mapping[str, Client | None]
"""What the store knows of the clients that the credentials name."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method of RFC 6749 section 2.3 or OpenID Connect Core section 9, by its registered name.

    `find` answers None when the request has no credentials of this method, and a refusal when they do not parse.
    `prove` does the same work whether the client exists or not.
    """

    name: str
    find: Callable[[RawRequest, Form], Presented | Refused | None]
    prove: Callable[[Presented, Clients, Audience, float], Allowed[AuthenticatedClient] | Refused]
