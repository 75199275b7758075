from __future__ import annotations

import asyncio
import json

import pytest

from assay.formats.raw_request import RawRequest
from assay.model.effects import SaveSigningKey
from assay.model.signing_key import SigningKey
from assay.ports.unit_of_work import StorageUnavailable
from assay.server.endpoints.jwks import KeySet
from assay.storage.memory import open_memory

REQUEST = RawRequest("GET", "/jwks")


def key(kid: str, published_at: int, retires_at: int | None = None, revoked_at: int | None = None) -> SigningKey:
    jwk = json.dumps({"kty": "EC", "use": "sig", "alg": "ES256", "kid": kid})
    return SigningKey(kid, "ES256", jwk, b"sealed", published_at, published_at + 600, retires_at, revoked_at)


class Keys:
    def __init__(self, *keys: SigningKey) -> None:
        self.store = open_memory(issuer_id="default", clock=lambda: 0.0)
        self.save(*keys)
        self.endpoint = KeySet(self.store.signing_keys)

    def save(self, *keys: SigningKey) -> None:
        asyncio.run(self.store.unit_of_work.commit([SaveSigningKey(key) for key in keys]))

    def at(self, now: float) -> list[str]:
        body = asyncio.run(self.endpoint(REQUEST, now)).body
        return [member["kid"] for member in json.loads(body)["keys"]]


def test_an_empty_set_is_a_set() -> None:
    assert Keys().at(0) == []


def test_a_key_is_there_before_it_signs_and_until_it_retires() -> None:
    keys = Keys(key("old", 0, retires_at=2000), key("new", 1000))
    assert [keys.at(now) for now in (0, 999, 1000, 1999, 2000)] == [
        ["old"],
        ["old"],
        ["old", "new"],
        ["old", "new"],
        ["new"],
    ]


class Away:
    """Keys of a store that does not answer; `told` is what it has told last, so many seconds ago."""

    def __init__(self, told: tuple[SigningKey, ...] | None) -> None:
        self.told = told
        self.since = 0.5

    async def list_all(self) -> tuple[SigningKey, ...]:
        raise StorageUnavailable("away")

    def held(self) -> tuple[tuple[SigningKey, ...], float] | None:
        return None if self.told is None else (self.told, self.since)

    async def secret(self, purpose: str) -> None:
        raise NotImplementedError(purpose)


def test_what_was_told_last_is_told_while_the_store_is_away_and_keys_still_come_and_go() -> None:
    away = Away((key("old", 0, retires_at=2000), key("new", 1000), key("revoked", 0, revoked_at=5)))
    endpoint = KeySet(away)
    told = [json.loads(asyncio.run(endpoint(REQUEST, now)).body)["keys"] for now in (999, 1000, 2000)]
    assert [[member["kid"] for member in keys] for keys in told] == [["old"], ["old", "new"], ["new"]]
    away.told = None
    with pytest.raises(StorageUnavailable):
        asyncio.run(endpoint(REQUEST, 2000))


def test_nobody_may_keep_what_was_told_longer_than_a_minute_after_the_store_was_sure_of_it() -> None:
    away = Away((key("a", 0),))
    endpoint = KeySet(away)
    for away.since in (0.0, 0.1, 1.0, 39.9):
        document = asyncio.run(endpoint(REQUEST, 10))
        assert document.max_age + away.since <= 60
        assert document.max_age >= 20
    for away.since in (40.1, 3600.0):
        with pytest.raises(StorageUnavailable):
            asyncio.run(endpoint(REQUEST, 10))


def test_a_revoked_key_is_gone_at_once() -> None:
    keys = Keys(key("a", 0))
    assert keys.at(10) == ["a"]
    keys.save(key("a", 0, revoked_at=11))
    assert keys.at(11) == []


def test_the_tag_follows_the_content() -> None:
    keys = Keys(key("a", 0), key("b", 100))
    first, again, later = (asyncio.run(keys.endpoint(REQUEST, now)) for now in (1, 2, 100))
    assert first.etag == again.etag
    assert first.body is again.body  # nothing was joined anew
    assert later.etag != first.etag
