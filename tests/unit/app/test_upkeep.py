from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from assay.app import upkeep
from assay.app.upkeep import PURGE_ROWS, Upkeep
from assay.ports.unit_of_work import StorageUnavailable


class Store:
    """A store with so many rows to purge, and what it was asked."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.asked: list[tuple[int, int]] = []
        self.fails: Exception | None = None

    async def purge(self, now: int, limit: int) -> int:
        self.asked.append((now, limit))
        if self.fails is not None:
            raise self.fails
        taken = min(limit, self.rows)
        self.rows -= taken
        return taken


async def none_due() -> tuple[str, ...]:
    return ()


async def nothing_to_deliver() -> int:
    return 0


def kept_up(store: Store, until: Callable[[], bool], make_due_keys=none_due, deliver_due=nothing_to_deliver) -> None:
    async def go() -> None:
        kept = Upkeep(store, make_due_keys, deliver_due, 0.001, lambda: 17.9)
        await kept.start()
        async with asyncio.timeout(5):
            while not until():  # noqa: ASYNC110 -- the store is asked from outside the loop
                await asyncio.sleep(0.001)
        await kept.stop()

    asyncio.run(go())


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PURGE_EVERY", 0.001)
    monkeypatch.setattr(upkeep, "KEYS_EVERY", 0.001)
    monkeypatch.setattr(upkeep, "_BREATH", 0.001)


def test_rows_are_purged_in_batches_until_there_are_no_more() -> None:
    store = Store(2 * PURGE_ROWS + 1)
    kept_up(store, lambda: store.rows == 0)
    assert set(store.asked) == {(17, PURGE_ROWS)}
    assert len(store.asked) >= 3


@pytest.mark.parametrize("fault", [StorageUnavailable("disk full of secrets"), RuntimeError("a secret")])
def test_what_goes_wrong_is_logged_without_its_words_and_tried_again(
    fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(0)
    store.fails = fault
    with caplog.at_level(logging.WARNING, "assay.upkeep"):
        kept_up(store, lambda: len(store.asked) >= 3)
    events = {one.getMessage() for one in caplog.records}
    assert events == {"upkeep.postponed" if isinstance(fault, StorageUnavailable) else "upkeep.faulted"}
    assert "secret" not in str([vars(one) for one in caplog.records])


def test_new_keys_are_told(caplog: pytest.LogCaptureFixture) -> None:
    made: list[str] = []

    async def one_due() -> tuple[str, ...]:
        made.append("kid")
        return ("kid",)

    with caplog.at_level(logging.INFO, "assay.upkeep"):
        kept_up(Store(0), lambda: len(made) > 1, one_due)
    assert "signing_key.created" in {one.getMessage() for one in caplog.records}


def test_the_end_waits_for_a_step_that_runs() -> None:
    done: list[str] = []

    async def slow() -> tuple[str, ...]:
        done.append("began")
        await asyncio.sleep(0.05)
        done.append("ended")
        return ()

    kept_up(Store(0), lambda: bool(done), slow)
    assert done.count("began") == done.count("ended")


def test_messages_are_delivered_until_none_is_due() -> None:
    waiting = [16, 3, 0]
    tried: list[int] = []

    async def deliver_due() -> int:
        tried.append(waiting.pop(0) if waiting else 0)
        return tried[-1]

    kept_up(Store(0), lambda: len(tried) > 2, deliver_due=deliver_due)
    assert tried[:3] == [16, 3, 0]
