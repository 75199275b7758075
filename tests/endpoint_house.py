"""A memory store with clients, a recorder and client authentication: what the endpoints here are built from."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from assay.formats.raw_request import RawRequest
from assay.model.client import Client, ClientSecret
from assay.model.effects import Effect, SaveClient
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.primitives.client_secret import client_secret_digest
from assay.server.client_authentication.authentication import ClientAuthentication
from assay.server.client_authentication.method import Audience
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds
from assay.server.refusals.refused_request import RefusedRequest
from assay.storage.memory import open_memory

T = TypeVar("T")
ISSUER = "https://issuer.example"
NOW = 1_800_000_000.0
FORM = (b"content-type", b"application/x-www-form-urlencoded")
SECRET = "a-secret-of-a-test"


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(coroutine)


def client(client_id: str, method: str = "client_secret_basic", **changes: Any) -> Client:
    salt = b"0123456789abcdef"
    secret = ClientSecret("s1", salt, client_secret_digest(salt, SECRET), 0)
    made = Client(client_id, client_id.title(), method, ("authorization_code",), secrets=(secret,))
    return replace(made, **changes)


def basic(client_id: str, secret: str = SECRET) -> tuple[bytes, bytes]:
    return (b"authorization", b"Basic " + b64encode(f"{client_id}:{secret}".encode()))


def post(path: str, form: dict[str, str], *headers: tuple[bytes, bytes]) -> RawRequest:
    return RawRequest("POST", path, headers=(FORM, *headers), body=urlencode(form).encode(), request_id="req")


class House:
    """The store, and everything that stands on it whatever the endpoint."""

    def __init__(self, *clients: Client) -> None:
        self.store = open_memory(issuer_id="default", clock=lambda: NOW)
        self.ids = RefusalIds(b"k" * 32, os.urandom)
        self.recorder = RefusalRecorder(self.store.refusal_records, self.store.events, self.ids)
        self.rate_limits = InProcessRateLimits()
        self.authentication = ClientAuthentication(
            self.store.clients, self.store.unit_of_work, Audience(ISSUER, ISSUER + "/token")
        )
        self.commit(*(SaveClient(each) for each in clients))

    def commit(self, *effects: Effect) -> None:
        run(self.store.unit_of_work.commit(effects))

    def record_of(self, refused: object) -> RefusalRecord:
        assert isinstance(refused, RefusedRequest), refused
        record = run(self.store.refusal_records.find(refused.refusal_id))
        assert record is not None
        return record

    def events(self, type_: str) -> list[Event]:
        return [event for event in run(self.store.events.read(0, 1000)) if event.type == type_]
