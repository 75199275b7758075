"""Each storage call of each request fails in turn, before it did anything or after it did everything (R28, R04).

Nobody is told of success that is not durable, nothing is a fault of ours, and whoever asks again is served.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

import provocations.world
from assay.ports.store import Store
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.memory import open_memory
from provocations.browser import Browser, someone
from provocations.world import Answer, Credentials, World

RUNS = int(os.environ.get("ASSAY_DRILL_FAULTS", "300"))
"""Requests of the walk in which any call may fail; `make drill` takes many more."""


class Faults:
    """Says which call fails: the n-th from now on, or by chance."""

    def __init__(self) -> None:
        self.calls = 0
        self.fails_at: int | None = None
        self.after = False
        self.chance: random.Random | None = None
        self.struck = 0

    def arm(self, fails_at: int | None, *, after: bool = False) -> None:
        self.calls, self.fails_at, self.after, self.struck = 0, fails_at, after, 0

    def next(self) -> str:
        self.calls += 1
        if self.chance is not None and self.chance.random() < 0.05:
            self.struck += 1
            return self.chance.choice(("before", "after"))
        if self.fails_at is not None and self.calls == self.fails_at:
            self.struck += 1
            return "after" if self.after else "before"
        return ""


class Port:
    """A port whose awaited calls may fail."""

    def __init__(self, port: Any, faults: Faults) -> None:
        self._port = port
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not asyncio.iscoroutinefunction(method):
            return method

        async def may_fail(*given: Any, **named: Any) -> Any:
            when = self._faults.next()
            if when == "before":
                raise StorageUnavailable("a drill", retry_after=3)
            done = await method(*given, **named)
            if when == "after":
                raise StorageUnavailable("a drill", retry_after=3)
            return done

        return may_fail


@dataclass
class Drill:
    """A server on a store that fails when it is told to, a client and a person."""

    world: World
    faults: Faults
    client: Credentials

    def token(self, **form: str) -> Answer:
        return self.world.token(self.client, **form)


@pytest.fixture
def drill(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drill]:
    faults = Faults()

    def opened(**options: Any) -> Store:
        store = open_memory(**options)
        ports = {each.name: getattr(store, each.name) for each in fields(store) if each.name != "issuer_id"}
        return replace(store, **{name: Port(port, faults) for name, port in ports.items()})

    monkeypatch.setattr(provocations.world, "open_memory", opened)
    world = World()
    client = world.web_client()
    world.change_client(
        client.client_id,
        grant_types=("authorization_code", "refresh_token", "client_credentials"),
        rotate_refresh_tokens=True,
    )
    yield Drill(world, faults, client)
    world.close()


Ask = Callable[[], Answer]


def machine(drill: Drill) -> Ask:
    return lambda: drill.token(grant_type="client_credentials")


def exchange(drill: Drill) -> Ask:
    code = drill.world.code(drill.client)
    return lambda: drill.world.exchange(drill.client, code)


def refresh(drill: Drill) -> Ask:
    token = drill.world.refresh_token(drill.client)
    return lambda: drill.world.refresh(drill.client, token)


def revoke(drill: Drill) -> Ask:
    token = drill.world.refresh_token(drill.client)
    return lambda: drill.world.send("POST", "/revoke", {"token": token}, basic=drill.client)


def introspect(drill: Drill) -> Ask:
    token = drill.world.exchange(drill.client, drill.world.code(drill.client)).json()["access_token"]
    return lambda: drill.world.send("POST", "/introspect", {"token": token}, basic=drill.client)


def userinfo(drill: Drill) -> Ask:
    token = drill.world.exchange(drill.client, drill.world.code(drill.client)).json()["access_token"]
    return lambda: drill.world.send("GET", "/userinfo", bearer=token)


def authorize(drill: Drill) -> Ask:
    browser = Browser(drill.world)
    return lambda: browser.authorize(drill.client)


REQUESTS = (machine, exchange, refresh, revoke, introspect, userinfo, authorize)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("request_of", REQUESTS)
def test_each_call_of_a_request_fails_once(drill: Drill, request_of: Callable[[Drill], Ask], after: bool) -> None:
    ask = request_of(drill)
    drill.faults.arm(None)
    assert ask().status == 200
    calls = drill.faults.calls
    assert calls > 0
    for fails_at in range(1, calls + 1):
        drill.faults.arm(None)
        ask = request_of(drill)
        drill.faults.arm(fails_at, after=after)
        answer = ask()
        assert drill.faults.struck == 1
        drill.faults.arm(None)
        assert answer.status == 503, (fails_at, answer.status, answer.body[:200])
        assert answer.header("retry-after") == "3"
        assert answer.header("refusal-id") is not None
        assert b"token" not in answer.body.replace(b"/token", b"")
        again = ask()
        if request_of is exchange and after and again.status == 400:
            # It was redeemed and nobody was told: a second use like any other (docs/decisions/code-race.md).
            assert drill.world.reason_of(again) == "authorization_code.replayed"
        else:
            assert again.status == 200, (fails_at, again.status, again.body[:200])
    assert drill.world.wired.tally.faults == 0


def test_the_key_set_is_answered_from_what_is_held(drill: Drill) -> None:
    """Verifiers everywhere hang on `/jwks`: the keys already read are served while storage fails."""
    keys = drill.world.send("GET", "/jwks").json()
    drill.faults.arm(1)
    answer = drill.world.send("GET", "/jwks")
    assert drill.faults.struck == 1
    assert answer.status == 200
    assert answer.json() == keys
    assert drill.world.wired.tally.faults == 0


def test_a_person_signs_in_whichever_call_fails(drill: Drill) -> None:
    """Each call from the first page to the code fails once; the person tries again and arrives."""
    someone(drill.world)
    failed_at = 0
    while True:
        failed_at += 1
        browser = Browser(drill.world)
        drill.faults.arm(failed_at)
        pages = 0
        answer = browser.authorize(drill.client)
        while answer.status != 303 or not (answer.header("location") or "").startswith("https://app.example"):
            pages += 1
            assert pages < 8, answer.body[-500:]
            assert answer.status in {200, 503}, (failed_at, answer.status, answer.body[-500:])
            if answer.status == 503:
                drill.faults.arm(None)
                answer = browser.authorize(drill.client)  # the way of a person: back to the client and anew
            elif b"consent-approve" in answer.body:
                answer = browser.submit("/consent", **{"consent-approve": "yes"})
            else:
                answer = browser.sign_in()
        if drill.faults.fails_at is not None and drill.faults.struck == 0:
            break  # the walk has fewer calls than that
        drill.faults.arm(None)
    print(f"\nR28: {failed_at - 1} calls from the first page to the code, each failed once")
    assert failed_at > 10
    assert drill.world.wired.tally.faults == 0


def test_a_walk_in_which_every_twentieth_call_fails(drill: Drill) -> None:
    """R04: a client that asks again is served in the end, and what it was told last is good."""
    drill.faults.arm(None)
    token = drill.world.refresh_token(drill.client)
    drill.faults.chance = random.Random(28)
    refused = 0
    for _ in range(RUNS):
        answer = drill.world.refresh(drill.client, token)
        if answer.status == 503:
            refused += 1
            continue
        assert answer.status == 200, answer.body
        token = answer.json()["refresh_token"]
    print(f"\nR04: {RUNS} refreshes, {refused} refused by {drill.faults.struck} failures, none lost")
    drill.faults.chance = None
    assert 0 < refused < RUNS / 2
    assert drill.world.refresh(drill.client, token).status == 200
    assert drill.world.wired.tally.faults == 0
