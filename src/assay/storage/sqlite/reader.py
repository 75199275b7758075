"""Reads rows inline: a point read takes some ten microseconds, a hop to a thread would take a hundred and more."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from assay.storage.sqlite.connection import PATIENCE
from assay.storage.sqlite.faults import is_busy, unavailable

T = TypeVar("T")

_PAUSE = 0.005


class Reader:
    """Reads through the store's one connection.

    A batch of writes begins and ends inside one callback of the loop (`Writer`), so whatever runs in between never sees
    an uncommitted row.
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def one(self, sql: str, parameters: Sequence[Any]) -> Any:
        """The first row as a tuple, or None. Raises `StorageUnavailable`."""
        try:
            return self._connection.execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            return await self._again(error, lambda: self._connection.execute(sql, parameters).fetchone())

    async def all(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows. Raises `StorageUnavailable`."""
        return await self.patiently(lambda: self._connection.execute(sql, parameters).fetchall())

    async def patiently(self, read: Callable[[], T]) -> T:
        """What `read` returns, tried again while the database is locked. Raises `StorageUnavailable`."""
        try:
            return read()
        except sqlite3.Error as error:
            return await self._again(error, read)

    async def _again(self, error: sqlite3.Error, read: Callable[[], T]) -> T:
        # Readers of a WAL are locked out only for moments: while another process recovers the log or removes it.
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while is_busy(error) and loop.time() < deadline:
            await asyncio.sleep(_PAUSE)
            try:
                return read()
            except sqlite3.Error as next_error:
                error = next_error
        raise unavailable(error) or error
