"""A memory store with clients, a recorder and client authentication: what the endpoints here are built from."""

from __future__ import annotations

import asyncio
import json
import os
from base64 import b64encode
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from assay.formats import base64url
from assay.formats.jose.jwk import public_jwk
from assay.formats.jose.jwt import CompactSigner
from assay.formats.raw_request import RawRequest
from assay.model.client import Client, ClientSecret
from assay.model.effects import (
    AddEndUser,
    Effect,
    SaveClient,
    SaveSigningKey,
    StartEndUserSession,
    StartRefreshTokenFamily,
)
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.refusal_record import RefusalRecord
from assay.model.signing_key import SigningKey
from assay.primitives.client_secret import client_secret_digest
from assay.primitives.signing import PrivateKey, generate
from assay.server.client_authentication.authentication import ClientAuthentication
from assay.server.client_authentication.failures import ClientFailures, FailureLimits
from assay.server.client_authentication.method import Audience
from assay.server.issuance.refresh_token import RefreshTokenMint
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens
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
            self.store.clients,
            self.store.unit_of_work,
            Audience(ISSUER, ISSUER + "/token"),
            ClientFailures(InProcessRateLimits(), FailureLimits()),
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


class IssuingHouse(House):
    """A house that has signed tokens: one key, clients `owner` and `other`, the end-user `person` with a session."""

    def __init__(self, *clients: Client) -> None:
        super().__init__(client("owner"), client("other"), *clients)
        self.key = self.publish(generate("ES256"))
        self.mint = RefreshTokenMint(b"m" * 32, "default")
        self.access_tokens = IssuedAccessTokens(ISSUER, self.store.signing_keys)
        self.commit(
            AddEndUser(EndUser("person", "pat", None, '{"name": "Pat Person", "email": "pat@example.com"}')),
            StartEndUserSession(EndUserSession(b"s" * 32, "sid-1", "person", int(NOW), ("pwd",), int(NOW) + 3600)),
        )

    def publish(self, private: PrivateKey, **changes: Any) -> tuple[str, PrivateKey]:
        jwk = public_jwk(private.public_members(), algorithm=private.algorithm)
        key = SigningKey(jwk["kid"], private.algorithm, json.dumps(jwk), b"sealed", 0, 0)
        self.commit(SaveSigningKey(replace(key, **changes)))
        return jwk["kid"], private

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Of a token of `owner` for `person`; a claim that is changed to None is left out."""
        now = int(NOW)
        claims = {
            "iss": ISSUER,
            "sub": "person",
            "aud": ["https://api.example", ISSUER],
            "exp": now + 300,
            "iat": now,
            "jti": "jti-1",
            "client_id": "owner",
            "scope": "openid email",
            "grant_id": "grant-1",
            "auth_time": now,
            "sid": "sid-1",
        }
        return {name: value for name, value in {**claims, **changes}.items() if value is not None}

    def token(self, *, typ: str = "at+jwt", key: tuple[str, PrivateKey] | None = None, **changes: Any) -> str:
        kid, private = key or self.key
        header = {"alg": private.algorithm, "typ": typ, "kid": kid}
        return CompactSigner(header, private.sign).sign(json.dumps(self.claims(**changes)).encode())

    def forged(self, **changes: Any) -> str:
        """A token as ours would be, signed by somebody else under our kid."""
        return self.token(key=(self.key[0], generate("ES256")), **changes)

    def family(self, **changes: Any) -> RefreshTokenFamily:
        """A stored family of `owner` for `person`."""
        now = int(NOW)
        family = RefreshTokenFamily(
            b"f" * 16, "owner", "person", "grant-1", ("openid",), (), now, 1, now, now + 1000, now + 2000, now
        )
        family = replace(family, **changes)
        self.commit(StartRefreshTokenFamily(family))
        return family

    def refresh_token(self, family: RefreshTokenFamily, generation: int | None = None) -> str:
        return self.mint.text(family.family_id, generation or family.generation)


def bent(token: str) -> str:
    """The token with another signature, as base64url still."""
    head, _, signature = token.rpartition(".")
    octets = bytearray(base64url.decode_text(signature) or b"")
    octets[10] ^= 1
    return f"{head}.{base64url.encode_text(bytes(octets))}"


def visible(answer: Any) -> tuple[int, dict[bytes, bytes], Any]:
    """What a caller sees of an HTTP answer, but for the refusal id."""
    body = json.loads(answer.body) if answer.body else None
    if isinstance(body, dict):
        body.pop("refusal_id", None)
    return answer.status, dict(answer.headers), body
