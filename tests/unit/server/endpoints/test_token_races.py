from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest

from assay.model.effects import Conflict, Effect, RotateRefreshToken
from assay.model.standing import StandingQuery
from assay.ports.unit_of_work import StorageUnavailable
from assay.server.issuance.token_response import TokenResponse
from assay.server.refusals.refused_request import RefusedRequest
from token_house import START, TokenHouse, allowed, claims_of, reason_of, request_of

Answer = TokenResponse | RefusedRequest


def test_of_a_hundred_parallel_exchanges_one_succeeds_and_its_tokens_die(any_house: TokenHouse) -> None:
    async def scenario() -> tuple[list[Answer], Answer, str | None]:
        code = await any_house.code()
        answers = await asyncio.gather(*(any_house.exchange(code) for _ in range(100)))
        won = next(answer for answer in answers if isinstance(answer, TokenResponse))
        claims = claims_of(won.access_token)
        standing = await any_house.store.standings.read(StandingQuery("confidential", grant_id=claims["grant_id"]))
        return list(answers), await any_house.refresh(won.refresh_token or ""), standing.denied

    answers, refreshed, denied = any_house.run(scenario())
    reasons = Counter("issued" if isinstance(answer, TokenResponse) else reason_of(answer) for answer in answers)
    assert reasons == {"issued": 1, "authorization_code.replayed": 99}
    assert reason_of(refreshed) == "refresh_token.revoked"
    assert denied == "authorization_code.replayed"


@pytest.mark.parametrize("client_id", ["rotating", "public"])
def test_a_hundred_parallel_refreshes_get_one_and_the_same_successor(any_house: TokenHouse, client_id: str) -> None:
    async def scenario() -> tuple[list[Answer], Answer, Answer]:
        token = await any_house.refresh_token(client_id)
        answers = await asyncio.gather(*(any_house.refresh(token, client_id) for _ in range(100)))
        successor = allowed(answers[0]).refresh_token or ""
        return list(answers), await any_house.refresh(successor, client_id), await any_house.refresh(token, client_id)

    answers, next_one, first_again = any_house.run(scenario())
    assert len({allowed(answer).refresh_token for answer in answers}) == 1
    assert len({allowed(answer).access_token for answer in answers}) == 100
    assert allowed(next_one).refresh_token not in {allowed(answer).refresh_token for answer in answers}
    assert reason_of(first_again) == "refresh_token.reused"  # two generations old by then


def test_a_hundred_parallel_refreshes_without_rotation_keep_the_token(any_house: TokenHouse) -> None:
    async def scenario() -> tuple[str, list[Answer], Answer]:
        token = await any_house.refresh_token()
        answers = await asyncio.gather(*(any_house.refresh(token) for _ in range(100)))
        return token, list(answers), await any_house.refresh(token)

    token, answers, later = any_house.run(scenario())
    assert {allowed(answer).refresh_token for answer in (*answers, later)} == {token}


def test_a_chain_of_refreshes_never_logs_anybody_out(any_house: TokenHouse) -> None:
    async def scenario() -> int:
        token, seen = await any_house.refresh_token("public"), set()
        for _ in range(20):
            answers = await asyncio.gather(*(any_house.refresh(token, "public") for _ in range(5)))
            (token,) = {allowed(answer).refresh_token or "" for answer in answers}
            seen.add(token)
        return len(seen)

    assert any_house.run(scenario()) == 20


def test_the_successor_of_a_lost_answer_is_told_once_more(any_house: TokenHouse) -> None:
    async def scenario() -> list[Answer]:
        first = await any_house.refresh_token("public")
        lost = await any_house.refresh(first, "public")
        any_house.now += 59
        again = await any_house.refresh(first, "public")
        any_house.now += 1
        return [
            lost,
            again,
            await any_house.refresh(first, "public"),
            await any_house.refresh(again.refresh_token or "", "public"),
        ]  # type: ignore[union-attr]  # an answer was just read from it

    lost, again, too_late, successor = any_house.run(scenario())
    assert allowed(lost).refresh_token == allowed(again).refresh_token
    assert reason_of(too_late) == "refresh_token.reused"
    assert reason_of(successor) == "refresh_token.revoked"  # nobody can tell who is the thief


def test_a_reused_token_kills_the_access_tokens_of_its_family(any_house: TokenHouse) -> None:
    async def scenario() -> str | None:
        first = await any_house.refresh_token("public")
        second = allowed(await any_house.refresh(first, "public"))
        await any_house.refresh(second.refresh_token or "", "public")
        await any_house.refresh(first, "public")
        claims = claims_of(second.access_token)
        standing = await any_house.store.standings.read(StandingQuery("public", grant_id=claims["grant_id"]))
        return standing.denied

    assert any_house.run(scenario()) == "refresh_token.reused"


class AlwaysLoses:
    """A unit of work in which somebody else always rotates first, but never shows it."""

    async def commit(self, effects: Sequence[Effect]) -> Conflict:
        lost = next(effect for effect in effects if isinstance(effect, RotateRefreshToken))
        return Conflict(lost)


def test_a_request_that_loses_every_race_is_a_matter_of_storage(house: TokenHouse) -> None:
    from dataclasses import replace

    async def scenario() -> None:
        token = await house.refresh_token("rotating")
        house.build(replace(house.store, unit_of_work=AlwaysLoses()))
        await house.refresh(token, "rotating")

    with pytest.raises(StorageUnavailable):
        house.run(scenario())


class Broken:
    async def commit(self, effects: Sequence[Effect]) -> Conflict:
        raise StorageUnavailable("the disk is full")


def test_nobody_is_told_of_success_before_the_commit(house: TokenHouse) -> None:
    from dataclasses import replace

    async def scenario() -> None:
        code = await house.code()
        house.build(replace(house.store, unit_of_work=Broken()))
        await house.send(request_of("confidential", grant_type="authorization_code", code=code))

    async def replay() -> None:
        code = await house.code(redeemed_at=START)
        house.build(replace(house.store, unit_of_work=Broken()))
        await house.exchange(code)

    async def success() -> None:
        code = await house.code()
        house.build(replace(house.store, unit_of_work=Broken()))
        await house.exchange(code)

    for attempt in (replay, success):
        with pytest.raises(StorageUnavailable):
            house.run(attempt())
