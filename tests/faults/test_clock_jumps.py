"""The clock of the machine jumps: what has expired stays expired, also over a restart, and whoever watches is told.

A real server with a clock that the drill sets; `tests/unit/outbound/test_steady_clock.py` has the arithmetic.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from assay.model.event import Event
from assay.outbound.steady_clock import SteadyClock
from assay.server.issuance.token_response import TokenResponse
from assay.storage.sqlite import open_sqlite
from live import DevServer
from token_house import START, TokenHouse, allowed, reason_of

JUMPS = {"an hour forward": 3600, "an hour back": -3600, "a leap second": -1, "a pause of ten minutes": 600}


class Machine:
    """Wall and monotonic time; a jump moves the first alone."""

    def __init__(self) -> None:
        self.wall, self.monotonic, self.told = float(START), 0.0, []
        self.clock = SteadyClock(self.told.append, lambda: self.wall, lambda: self.monotonic)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_no_jump_brings_an_expired_code_or_token_back(tmp_path: Path, jump: float) -> None:
    machine = Machine()

    async def scenario(house: TokenHouse) -> None:
        code, late = await house.code("public"), await house.code("public")
        token = allowed(await house.exchange(code, "public")).refresh_token or ""
        machine.passes(61)
        house.now = machine.clock()
        assert reason_of(await house.exchange(late, "public")) == "authorization_code.expired"
        machine.wall += jump
        house.now = machine.clock()
        assert reason_of(await house.exchange(late, "public")) == "authorization_code.expired"
        # Who has a live token goes on, whichever way the clock was set; the successor is not older than its parent.
        successor = allowed(await house.refresh(token, "public"))
        assert successor.refresh_token is not None
        family = next(iter(house.store.refresh_tokens._rows.values()))
        assert family.rotated_at >= family.issued_at

    on_memory(tmp_path, scenario)


def test_a_rotated_token_does_not_get_its_grace_again(tmp_path: Path) -> None:
    machine = Machine()

    async def scenario(house: TokenHouse) -> None:
        first = await house.refresh_token("public")
        house.now = machine.clock()
        assert isinstance(await house.refresh(first, "public"), TokenResponse)
        machine.passes(120)
        house.now = machine.clock()
        machine.wall -= 110
        house.now = machine.clock()
        assert reason_of(await house.refresh(first, "public")) == "refresh_token.reused"

    on_memory(tmp_path, scenario)


def test_a_restart_with_an_earlier_clock_goes_on_from_what_was_reached(tmp_path: Path) -> None:
    async def whole() -> None:
        store = open_sqlite(tmp_path / "assay.db", issuer_id="default", clock=lambda: float(START))
        assert await store.events.newest() is None
        store.events.note(Event("access_token.issued", START + 86_400))
        await store.maintenance.close()
        store = open_sqlite(tmp_path / "assay.db", issuer_id="default", clock=lambda: float(START))
        newest = await store.events.newest()
        assert newest is not None
        machine = Machine()
        machine.clock.not_before(newest.at)
        assert machine.clock() == pytest.approx(START + 86_400)
        assert machine.told == [pytest.approx(86_400)]
        await store.maintenance.close()

    asyncio.run(whole())


@pytest.mark.slow
def test_a_server_says_that_the_clock_was_set_back_and_starts_with_the_relaxation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = DevServer(tmp_path)
    try:
        assert server.stop() == 0
        ahead = int(time.time()) + 7200
        connection = sqlite3.connect(tmp_path / ".assay" / "assay.db")
        connection.execute("UPDATE events SET at = ? WHERE sequence = (SELECT max(sequence) FROM events)", (ahead,))
        connection.commit()
        connection.close()

        server.start()
        assert issued_at(server) >= ahead
        assert server.stop() == 0
        assert '"event":"clock.behind","seconds":7' in server.log.read_text()

        monkeypatch.setenv("ASSAY_INSECURE_ACCEPT_EARLIER_CLOCK", "true")
        server.start()
        assert abs(issued_at(server) - time.time()) < 60
        assert server.stop() == 0
        assert '"setting":"insecure_accept_earlier_clock"' in server.log.read_text()
    finally:
        server.process.kill()
        server.process.wait()


def issued_at(server: DevServer) -> int:
    """`iat` of a new access token, as introspection tells it."""
    token = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo).json()["access_token"]
    told: dict[str, Any] = server.send("/introspect", {"token": token}, basic=server.demo).json()
    assert told["active"] is True
    return int(told["iat"])


def on_memory(folder: Path, scenario: Callable[[TokenHouse], Awaitable[None]]) -> None:
    house = TokenHouse("memory", folder)
    house.run(scenario(house))
