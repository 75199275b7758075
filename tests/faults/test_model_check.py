"""Every order in which the steps of two requests can mix, on two servers with one store, one of them dying at any step.

The real endpoints run; a scheduler decides before each storage call whose step is next. What must hold in each order: a code
buys one set of tokens, a refresh token has one successor, what was revoked stays revoked, and nobody is locked out who did
nothing wrong. `ASSAY_DRILL_SCHEDULES` bounds the orders tried per scenario (400 where it is not set, 0 tries all).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections.abc import Callable, Coroutine, Generator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

from assay.model.effects import EndEndUserSession
from assay.ports.store import Store
from assay.server.client_authentication.authentication import ClientAuthentication
from assay.server.client_authentication.failures import ClientFailures, FailureLimits
from assay.server.client_authentication.method import Audience
from assay.server.endpoints.revocation import Answered, Revocation
from assay.server.issuance.token_response import TokenResponse
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens
from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.server.refusals.refused_request import RefusedRequest
from token_house import ISSUER, TokenHouse, allowed, reason_of, request_of

SCHEDULES = int(os.environ.get("ASSAY_DRILL_SCHEDULES", "400"))
DIED = "died"


class _Step:
    """A moment at which another request may come between, or the server may die."""

    def __await__(self) -> Generator[None, None, None]:
        yield


class _Stepwise:
    """A port whose every awaited call is a step; a commit is one before it and one after it."""

    def __init__(self, port: Any) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not asyncio.iscoroutinefunction(method):
            return method

        async def stepwise(*given: Any, **named: Any) -> Any:
            await _Step()
            done = await method(*given, **named)
            if name == "commit":
                await _Step()
            return done

        return stepwise


def stepwise(store: Store) -> Store:
    stepping = ("clients", "authorization_codes", "refresh_tokens", "standings", "unit_of_work")
    return replace(store, **{name: _Stepwise(getattr(store, name)) for name in stepping})


@dataclass
class Server:
    """One node: endpoints of its own over the common store."""

    house: TokenHouse
    revocation: Revocation

    async def exchange(self, code: str, client_id: str) -> Any:
        return await self.house.exchange(code, client_id)

    async def refresh(self, token: str, client_id: str) -> Any:
        return await self.house.refresh(token, client_id)

    async def revoke(self, token: str, client_id: str) -> Any:
        return await self.revocation(request_of(client_id, token=token), self.house.now)

    async def sign_out(self) -> Any:
        await _Step()
        await self.house.store.unit_of_work.commit([EndEndUserSession("session", int(self.house.now))])
        await _Step()
        return "signed out"


class World:
    """A memory store that can be put back to how it was, and two servers on it."""

    def __init__(self, folder: Path) -> None:
        self.house = TokenHouse("memory", folder)
        asyncio.run(self.house.open())
        self._tables = self.house.store.unit_of_work._tables
        self._kept: dict[str, dict[Any, Any]] = {}
        self.servers = tuple(self._server() for _ in range(2))

    def keep(self) -> None:
        self._kept = {each.name: dict(getattr(self._tables, each.name)) for each in fields(self._tables)}

    def put_back(self) -> None:
        for name, rows in self._kept.items():
            table = getattr(self._tables, name)
            table.clear()
            table.update(rows)

    @property
    def revoked(self) -> bool:
        return bool(self._tables.revoked_grants)

    @property
    def families(self) -> int:
        return len(self._tables.families)

    def _server(self) -> Server:
        node, store = TokenHouse("memory", self.house.folder), self.house.store
        node.__dict__.update(self.house.__dict__)
        node.build(stepwise(store))
        revocation = Revocation(
            stepwise(store),
            ClientAuthentication(
                _Stepwise(store.clients),
                _Stepwise(store.unit_of_work),
                Audience(ISSUER, f"{ISSUER}/token"),
                ClientFailures(InProcessRateLimits(), FailureLimits()),
            ),
            IssuedAccessTokens(ISSUER, store.signing_keys),
            node.mint,
            node.recorder,
            node.lifetimes,
        )
        return Server(node, revocation)


def to_the_end(request: Coroutine[Any, Any, Any]) -> Any:
    """The answer of a request between whose steps nobody comes."""
    try:
        while True:
            request.send(None)
    except StopIteration as done:
        return done.value


def mixed(requests: Sequence[Coroutine[Any, Any, Any]], prefix: Sequence[int]) -> tuple[list[Any], list[int]]:
    """Run in the order that the choices say, then always the first: the answers, and how many choices each step had.

    Of n requests that go on, choice i below n lets one step, and choice n + i lets it die, which happens once at most.
    """
    answers: list[Any] = [None] * len(requests)
    going_on = list(range(len(requests)))
    options: list[int] = []
    died = False
    while going_on:
        options.append(len(going_on) * (1 if died else 2))
        choice = prefix[len(options) - 1] if len(options) <= len(prefix) else 0
        chosen = going_on[choice % len(going_on)]
        if choice >= len(going_on):
            requests[chosen].close()
            answers[chosen], died = DIED, True
            going_on.remove(chosen)
            continue
        try:
            requests[chosen].send(None)
        except StopIteration as done:
            answers[chosen] = done.value
            going_on.remove(chosen)
    return answers, options


def schedules(run: Callable[[Sequence[int]], list[int]]) -> int:
    """Try the orders one after the other; those of a tree that is too large are drawn from it by chance."""
    chance, tried = random.Random(20_261_128), 0
    waiting: list[list[int]] = [[]]
    while waiting and (SCHEDULES == 0 or tried < SCHEDULES):
        at = chance.randrange(len(waiting)) if SCHEDULES else -1
        waiting[at], waiting[-1] = waiting[-1], waiting[at]
        prefix = waiting.pop()
        options = run(prefix)
        tried += 1
        for step in range(len(prefix), len(options)):
            before = [*prefix, *[0] * (step - len(prefix))]
            waiting.extend([*before, other] for other in range(1, options[step]))
    return tried


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def told(answers: Sequence[Any]) -> list[str]:
    return [answer.refresh_token for answer in answers if isinstance(answer, TokenResponse)]


def every_answer_is_one(answers: Sequence[Any]) -> None:
    assert all(isinstance(each, TokenResponse | RefusedRequest | Answered | str) for each in answers), answers


def nothing_comes_back(world: World, tokens: Sequence[str], client_id: str) -> None:
    """What was revoked is refused by both servers, however often it is asked."""
    for server, token in itertools.product(world.servers, tokens):
        assert reason_of(to_the_end(server.refresh(token, client_id))) == "refresh_token.revoked"


def goes_on(world: World, token: str, client_id: str) -> None:
    """A client that goes on with what it was told last is served, by either server."""
    for server in world.servers:
        answer = allowed(to_the_end(server.refresh(token, client_id)))
        assert answer.refresh_token is not None
        token = answer.refresh_token


@pytest.mark.slow
@pytest.mark.parametrize("client_id", ["public", "rotating", "confidential"])
def test_two_exchanges_of_one_code(world: World, client_id: str) -> None:
    code = asyncio.run(world.house.code(client_id))
    world.keep()

    def run(prefix: Sequence[int]) -> list[int]:
        world.put_back()
        answers, options = mixed([server.exchange(code, client_id) for server in world.servers], prefix)
        every_answer_is_one(answers)
        bought = told(answers)
        assert len(bought) <= 1
        assert world.families <= 1
        if DIED not in answers:
            assert len(bought) == 1  # whoever came first, one of them is served
            nothing_comes_back(world, bought, client_id)  # and the other one's use has ended it
        elif bought and not world.revoked:
            goes_on(world, bought[0], client_id)
        again = to_the_end(world.servers[0].exchange(code, client_id))
        if world.families and not isinstance(again, TokenResponse):
            assert reason_of(again) == "authorization_code.replayed"
            nothing_comes_back(world, bought, client_id)
        else:
            assert bought == []  # whoever died before its commit has used nothing up
        return options

    report("two exchanges of one code", client_id, schedules(run))


@pytest.mark.slow
@pytest.mark.parametrize("client_id", ["public", "rotating", "confidential"])
def test_two_refreshes_with_one_token(world: World, client_id: str) -> None:
    token = asyncio.run(world.house.refresh_token(client_id))
    world.keep()

    def run(prefix: Sequence[int]) -> list[int]:
        world.put_back()
        answers, options = mixed([server.refresh(token, client_id) for server in world.servers], prefix)
        every_answer_is_one(answers)
        successors = told(answers)
        assert len(successors) == sum(answer != DIED for answer in answers)  # nobody is refused
        assert len(set(successors)) <= 1
        assert not world.revoked
        goes_on(world, successors[0] if successors else token, client_id)
        return options

    report("two refreshes with one token", client_id, schedules(run))


@pytest.mark.slow
@pytest.mark.parametrize("client_id", ["public", "rotating"])
def test_a_refresh_beside_a_refresh_with_the_token_before(world: World, client_id: str) -> None:
    first = asyncio.run(world.house.refresh_token(client_id))
    second = allowed(asyncio.run(world.house.refresh(first, client_id))).refresh_token
    assert second is not None
    world.keep()

    def run(prefix: Sequence[int]) -> list[int]:
        world.put_back()
        one, other = world.servers
        answers, options = mixed([one.refresh(second, client_id), other.refresh(first, client_id)], prefix)
        every_answer_is_one(answers)
        if isinstance(answers[1], RefusedRequest):
            assert reason_of(answers[1]) == "refresh_token.reused"
            assert world.revoked
        if world.revoked:
            # The first token came when its successor had been used: a thief, as far as anybody can know.
            assert not isinstance(answers[1], TokenResponse)
            nothing_comes_back(world, [second, *told(answers)], client_id)
        else:
            goes_on(world, answers[0].refresh_token if isinstance(answers[0], TokenResponse) else second, client_id)
        return options

    report("a refresh beside one with the token before", client_id, schedules(run))


@pytest.mark.slow
@pytest.mark.parametrize("client_id", ["public", "rotating", "confidential"])
def test_a_refresh_beside_a_revocation(world: World, client_id: str) -> None:
    token = asyncio.run(world.house.refresh_token(client_id))
    world.keep()

    def run(prefix: Sequence[int]) -> list[int]:
        world.put_back()
        one, other = world.servers
        answers, options = mixed([one.refresh(token, client_id), other.revoke(token, client_id)], prefix)
        every_answer_is_one(answers)
        if isinstance(answers[1], Answered):
            assert world.revoked
        if world.revoked:
            nothing_comes_back(world, [token, *told(answers)], client_id)
        else:
            goes_on(world, told(answers)[0] if told(answers) else token, client_id)
        return options

    report("a refresh beside a revocation", client_id, schedules(run))


@pytest.mark.slow
@pytest.mark.parametrize("client_id", ["public", "confidential"])
def test_an_exchange_beside_the_end_of_the_session(world: World, client_id: str) -> None:
    code = asyncio.run(world.house.code(client_id))
    world.keep()

    def run(prefix: Sequence[int]) -> list[int]:
        world.put_back()
        one, other = world.servers
        answers, options = mixed([one.exchange(code, client_id), other.sign_out()], prefix)
        every_answer_is_one(answers)
        ended = world.house.store.end_user_sessions
        session = asyncio.run(ended.find(b"s" * 32))
        assert session is not None
        for token in told(answers):
            if session.ended_at is None:
                goes_on(world, token, client_id)
            else:
                for server in world.servers:
                    assert isinstance(to_the_end(server.refresh(token, client_id)), RefusedRequest)
        return options

    report("an exchange beside the end of the session", client_id, schedules(run))


@pytest.mark.slow
def test_three_clients_walk_by_chance_and_none_is_locked_out(world: World) -> None:
    """Long walks: each client has one request under way, retries what died, and keeps what it was told last."""
    chance = random.Random(30)
    clients = ("public", "rotating", "confidential")
    start = {client_id: asyncio.run(world.house.refresh_token(client_id)) for client_id in clients}
    world.keep()
    for _ in range(100):
        world.put_back()
        last, under_way = dict(start), {}
        for _ in range(120):
            client_id = chance.choice(clients)
            if client_id not in under_way:
                under_way[client_id] = chance.choice(world.servers).refresh(last[client_id], client_id)
            elif chance.random() < 0.05:
                under_way.pop(client_id).close()
            else:
                try:
                    under_way[client_id].send(None)
                except StopIteration as done:
                    del under_way[client_id]
                    last[client_id] = allowed(done.value).refresh_token
        for request in under_way.values():
            request.close()
        assert not world.revoked
        for client_id in clients:
            goes_on(world, last[client_id], client_id)


def report(what: str, client_id: str, tried: int) -> None:
    print(f"\nR30: {what}, {client_id}: {tried} orders")
    assert tried > 100
