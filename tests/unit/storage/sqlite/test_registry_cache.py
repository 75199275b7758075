from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.model.client import Client
from assay.storage.sqlite.registry_cache import RegistryCache

CLIENT = Client("known", "Known", "none", ())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def connection(file: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(file, isolation_level=None)
    opened.execute("PRAGMA journal_mode = WAL")
    opened.execute("CREATE TABLE changed (at INTEGER)")
    yield opened
    opened.close()


def change(file: Path) -> None:
    """Commit something through a connection of somebody else's."""
    other = sqlite3.connect(file)
    with other:
        other.execute("INSERT INTO changed VALUES (1)")
    other.close()


def seen(cache: RegistryCache) -> bool:
    """Whether the client that was kept is still told."""
    cache.revalidate()
    return CLIENT.client_id in cache.clients


def test_one_turn_of_the_loop_looks_once(connection: sqlite3.Connection) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    cache = RegistryCache(connection)

    async def turns() -> None:
        for _ in range(3):
            for _ in range(5):
                cache.revalidate()
            await asyncio.sleep(0)

    asyncio.run(turns())
    assert statements == ["PRAGMA data_version"] * 3


def test_what_comes_after_a_commit_is_told_of_it(connection: sqlite3.Connection, file: Path) -> None:
    """However the turn goes on: a request that comes after the commit is scheduled after the look before it."""
    cache = RegistryCache(connection)

    async def request() -> bool:
        return seen(cache)

    async def turn() -> tuple[bool, bool]:
        cache.revalidate()
        cache.keep_client(CLIENT)
        before = asyncio.create_task(request())
        await before
        assert seen(cache)
        change(file)
        return before.result(), await asyncio.create_task(request())

    assert asyncio.run(turn()) == (True, False)


def test_nothing_is_forgotten_without_a_commit(connection: sqlite3.Connection) -> None:
    cache = RegistryCache(connection)

    async def turns() -> bool:
        cache.revalidate()
        cache.keep_client(CLIENT)
        await asyncio.sleep(0)
        return seen(cache)

    assert asyncio.run(turns())


def test_a_loop_that_ended_in_the_middle_of_a_turn_is_no_excuse(connection: sqlite3.Connection, file: Path) -> None:
    cache = RegistryCache(connection)

    async def keep() -> None:
        cache.revalidate()
        cache.keep_client(CLIENT)

    async def look() -> bool:
        return seen(cache)

    first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
    try:
        first.run_until_complete(keep())
        change(file)
        assert second.run_until_complete(look()) is False
    finally:
        first.close()
        second.close()


def test_a_look_that_fails_is_done_again(connection: sqlite3.Connection) -> None:
    cache = RegistryCache(connection)

    async def twice() -> None:
        connection.close()
        for _ in range(2):
            with pytest.raises(sqlite3.ProgrammingError):
                cache.revalidate()

    asyncio.run(twice())
