"""The whole server on loopback over TLS, in a thread of its own, with a clock that a test moves."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from assay.app.build import build
from assay.app.first_start import Doors, make_due_keys, secrets_of
from assay.app.parts import shared_parts
from assay.app.settings import Settings
from assay.decision import Allowed
from assay.model.client_registration import ClientRegistration
from assay.model.effects import AddEndUser, Committed, SaveResource
from assay.model.end_user import EndUser
from assay.model.resource import Resource
from assay.outbound import document
from assay.outbound.system import system_entropy
from assay.primitives.password_hashing import hash_password
from assay.primitives.sealing import Sealer
from assay.server.administration.clients import register_client
from assay.server.administration.offer import offer_with
from assay.server.authorization.settings import AuthorizationSettings
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.outbox.retrying import OutboxSettings
from assay.storage.sqlite import open_sqlite
from assay.web.http_protocol import BoundedHttpProtocol
from conformance.certificates import Certificates

USERNAME, PASSWORD = "alice", "correct horse battery staple"
CLAIMS: dict[str, Any] = {
    "name": "Alice Example",
    "given_name": "Alice",
    "family_name": "Example",
    "middle_name": "B.",
    "nickname": "Al",
    "preferred_username": "alice",
    "profile": "https://people.example/alice",
    "picture": "https://people.example/alice.png",
    "website": "https://alice.example",
    "gender": "female",
    "birthdate": "1990-02-03",
    "zoneinfo": "Europe/Berlin",
    "locale": "de-DE",
    "updated_at": 1_790_000_000,
    "email": "alice@people.example",
    "email_verified": True,
    "phone_number": "+49 30 123456",
    "phone_number_verified": False,
    "address": {"formatted": "1 Road\n10115 Berlin", "locality": "Berlin", "country": "DE"},
}


@dataclass(frozen=True)
class Registered:
    """A client's id and secret."""

    client_id: str
    secret: str


class Provider:
    """A running server. `move` moves its clock."""

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._moved = 0.0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.issuer = f"https://localhost:{self._listening.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        # Other tests look for asyncio's own threads, and this loop lives as long as the session.
        self._loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="provider"))
        self._folder, self._certificates = folder, certificates
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(30), "the server did not start"

    def clock(self) -> float:
        return time.time() + self._moved

    def move(self, seconds: float) -> None:
        self._moved += seconds

    def run(self, coroutine) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def register(self, **members: Any) -> Registered:
        """A client as its operator would register it."""
        registration = ClientRegistration(
            name="Conformance", grant_types=("authorization_code", "refresh_token"), pkce_required=False, **members
        )
        offer = offer_with(self.run(self._store.resources.list_all()))
        decision = register_client(registration, offer, entropy=os.urandom, now=self.clock())
        assert isinstance(decision.outcome, Allowed), decision.outcome
        assert isinstance(self.run(self._store.unit_of_work.commit(decision.effects)), Committed)
        made = decision.outcome.value
        return Registered(made.client.client_id, made.secret.reveal() if made.secret else "")

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)
        self._loop.close()
        self._listening.close()

    async def _serve(self) -> None:
        settings = Settings(
            issuer=self.issuer,
            authorization=AuthorizationSettings(self.issuer),
            factors=FactorPolicy(second_factor="optional"),
            outbox=OutboxSettings(poll=0.05),
        )
        self._store = open_sqlite(self._folder / "op.db", issuer_id="default", clock=self.clock)
        doors = Doors(self._store, Sealer(os.urandom(32)), self.clock, system_entropy)
        end_user = EndUser("248289761001", USERNAME, hash_password(PASSWORD, os.urandom(16)), json.dumps(CLAIMS))
        await self._store.unit_of_work.commit(
            [AddEndUser(end_user), SaveResource(Resource("https://api.example", ("read",), default=True))]
        )
        await make_due_keys(settings, doors)
        wired = build(shared_parts(settings, doors, await secrets_of(doors)))
        config = uvicorn.Config(
            wired.application,
            http=BoundedHttpProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            ssl_certfile=str(self._certificates.certificate),
            ssl_keyfile=str(self._certificates.key),
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._loop.call_later(0, self._announce)
        await self._server.serve(sockets=[self._listening])
        await self._store.maintenance.close()
        await self._loop.shutdown_default_executor()

    def _announce(self) -> None:
        if self._server.started:
            self._ready.set()
        else:
            self._loop.call_later(0.02, self._announce)


def trust(authority: Path) -> Callable[[], None]:
    """Let what this process sends out trust the throw-away authority; what is returned ends it."""
    before, context = document.tls, ssl.create_default_context(cafile=str(authority))
    document.tls = lambda: context

    def no_more() -> None:
        document.tls = before

    return no_more
