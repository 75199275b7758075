"""The guard tests of the disclosure contract (DESIGN section 4) at the token endpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assay.formats import opaque_token
from assay.model.effects import RevokeGrant, SwitchEndUser
from assay.primitives import hashing
from assay.server.issuance import refresh_token as refresh_tokens
from assay.server.issuance.token_response import TokenResponse
from assay.server.refusals.disclosure import Reader, disclosed
from assay.server.refusals.refused_request import RefusedRequest
from token_house import END_USER, SECRET, START, VERIFIER, TokenHouse, allowed, client, request_of


class Counting:
    """Counts the awaited reads of a port."""

    def __init__(self, port: Any, counts: dict[str, int]) -> None:
        self._port, self._counts = port, counts

    def __getattr__(self, name: str) -> Any:
        wanted = getattr(self._port, name)

        async def counted(*arguments: Any) -> Any:
            key = f"{type(self._port).__name__}.{name}"
            self._counts[key] = self._counts.get(key, 0) + 1
            return await wanted(*arguments)

        return counted


def counted(house: TokenHouse, counts: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuild the endpoint so that store reads and keyed hashes are counted."""
    ports = ("clients", "resources", "authorization_codes", "refresh_tokens", "standings", "signing_keys")
    house.build(replace(house.store, **{name: Counting(getattr(house.store, name), counts) for name in ports}))

    def mac(key: bytes, message: bytes) -> bytes:
        counts["mac"] = counts.get("mac", 0) + 1
        return hashing.hmac_sha256(key, message)

    monkeypatch.setattr(refresh_tokens, "hmac_sha256", mac)


async def unknown(house: TokenHouse) -> str:
    body = opaque_token.parse(await house.refresh_token())
    assert body is not None
    return opaque_token.encode(opaque_token.REFRESH_TOKEN, body.body[:-1] + bytes([body.body[-1] ^ 1]))


async def purged(house: TokenHouse) -> str:
    return house.mint.text(b"p" * 16, 3)


async def foreign(house: TokenHouse) -> str:
    return await house.refresh_token("other")


async def revoked(house: TokenHouse) -> str:
    token = await house.refresh_token(grant_id="g")
    await house.commit(RevokeGrant("g", START, START + 300, "introspection.revoked_by_client"))
    return token


async def rotated(house: TokenHouse) -> str:
    first = await house.refresh_token("rotating")
    second = allowed(await house.refresh(first, "rotating")).refresh_token or ""
    await house.refresh(second, "rotating")
    return first


async def expired(house: TokenHouse) -> str:
    token = await house.refresh_token()
    house.now += 31 * 86_400
    return token


async def of_a_disabled_end_user(house: TokenHouse) -> str:
    token = await house.refresh_token()
    await house.commit(SwitchEndUser(END_USER.subject, START))
    return token


TOKENS = (unknown, purged, foreign, revoked, rotated, expired, of_a_disabled_end_user)


def test_unknown_revoked_foreign_and_rotated_tokens_look_the_same_and_cost_the_same(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for make in TOKENS:
        house, counts = TokenHouse("memory", tmp_path), dict[str, int]()

        async def scenario(house: TokenHouse = house, make: Any = make, counts: dict[str, int] = counts) -> Any:
            token = await make(house)
            with monkeypatch.context() as patched:
                counted(house, counts, patched)
                return await house.refresh(token)

        answer = house.run(scenario())
        assert isinstance(answer, RefusedRequest)
        told = (answer.public.code, answer.scheme, answer.scope, answer.retry_after, answer.credentials_given)
        seen.append((told, counts))
    assert all(each == seen[0] for each in seen), seen
    assert seen[0][0][0] == "refresh_token.not_accepted"
    assert seen[0][1]["mac"] == 1 and seen[0][1]["MemoryRefreshTokens.find"] == 1


def test_unknown_used_foreign_and_expired_codes_look_the_same_and_cost_the_same(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def invented(house: TokenHouse) -> str:
        return opaque_token.encode(opaque_token.AUTHORIZATION_CODE, b"i" * 32)

    async def used(house: TokenHouse) -> str:
        return await house.code(redeemed_at=START)

    async def of_another(house: TokenHouse) -> str:
        return await house.code("other")

    async def too_old(house: TokenHouse) -> str:
        return await house.code(expires_at=START)

    async def elsewhere(house: TokenHouse) -> str:
        return await house.code(redirect_uri="https://elsewhere.example/")

    async def other_verifier(house: TokenHouse) -> str:
        return await house.code(code_challenge=VERIFIER)

    seen = []
    for make in (invented, used, of_another, too_old, elsewhere, other_verifier):
        house, counts = TokenHouse("memory", tmp_path), dict[str, int]()

        async def scenario(house: TokenHouse = house, make: Any = make, counts: dict[str, int] = counts) -> Any:
            code = await make(house)
            with monkeypatch.context() as patched:
                counted(house, counts, patched)
                return await house.exchange(code)

        answer = house.run(scenario())
        assert isinstance(answer, RefusedRequest)
        seen.append((answer.public.code, answer.scheme, answer.retry_after, counts))
    assert all(each == seen[0] for each in seen), seen
    assert seen[0][0] == "authorization_code.not_accepted"


def test_the_owner_reads_what_the_stranger_is_not_told(house: TokenHouse) -> None:
    async def scenario() -> Any:
        return await house.record_of(await house.refresh(await foreign(house)))

    record = house.run(scenario())
    mine, theirs = disclosed(record, Reader(client("other"))), disclosed(record, Reader(client("confidential")))
    assert mine is not None and mine.reason == "refresh_token.wrong_client"
    assert mine.evidence == {"owner": "other"}  # who presented it is for the operator
    assert theirs is not None and (theirs.reason, theirs.evidence) == ("refresh_token.not_accepted", {})


def test_no_credential_is_kept_wherever_it_was_put(any_house: TokenHouse) -> None:
    code = opaque_token.encode(opaque_token.AUTHORIZATION_CODE, b"k" * 32)
    jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl"
    places = ("grant_type", "scope", "resource", "redirect_uri", "client_id", "code", "code_verifier", "refresh_token")

    async def scenario() -> list[Any]:
        kept: list[Any] = []
        for credential in (SECRET, code, jwt, f"https://me:{SECRET}@host/"):
            for place in places:
                form = {"grant_type": "authorization_code", "code": await any_house.code(), place: credential}
                for client_id in ("confidential", "public", None):
                    answer = await any_house.send(request_of(client_id, **form))
                    if not isinstance(answer, TokenResponse):
                        kept.append((await any_house.record_of(answer), answer.public.headline))
        kept.extend(await any_house.store.events.read(0, 10_000))
        return kept

    kept = any_house.run(scenario())
    assert len(kept) > 100
    for each in kept:
        for credential in (SECRET, code, jwt):
            assert credential not in repr(each)


def test_no_verifier_is_kept(house: TokenHouse) -> None:
    async def scenario() -> list[Any]:
        answers = [await house.exchange(await house.code(), code_verifier=each) for each in (VERIFIER + "x", "short!")]
        return [await house.record_of(answer) for answer in answers]

    for record in house.run(scenario()):
        assert VERIFIER not in repr(record) and "short!" not in repr(record)
