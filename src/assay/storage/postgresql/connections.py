"""A few connections to one database, opened when they are needed and again after they were lost.

Nobody waits longer than the target's patience. Once the database could not be reached, everybody is told so at once, and
one in each `_PAUSE` tries again; the first that succeeds ends it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable
from assay.storage.postgresql.faults import lost, never_sent, raise_told, unavailable
from assay.storage.postgresql.target import PostgresqlTarget

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection: TypeAlias = asyncpg.Connection[Any] | PoolConnectionProxy[Any]

T = TypeVar("T")

SCHEMA = "assay"
"""The schema that holds the tables, so that they can share a database."""

_PAUSE = 0.25
"""Seconds between two tries to reach a database that is away."""

# Weaker than the log on this server's disk is no promise that can be given; stronger (a replica's) is left as it is set.
_DURABLE = """
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
"""

Prepare: TypeAlias = "Callable[[asyncpg.Connection[Any]], Awaitable[None]]"


async def connect(target: PostgresqlTarget, *, writable: bool = True, **settings: str) -> asyncpg.Connection[Any]:
    """An open connection, to a server that takes writes unless it need not be `writable`.

    Raises `StoreUnusable` for a URL that cannot be read, or what asyncpg raises.
    """
    try:
        connection = await asyncpg.connect(
            target.url,
            password=target.password,
            ssl=target.tls,
            timeout=target.patience * 0.9,  # so that who tried knows it before whoever waits has no patience left
            host=target.host,
            port=target.port,
            target_session_attrs=SessionAttribute.read_write if writable else SessionAttribute.any,
            server_settings={
                "application_name": "assay",
                "search_path": SCHEMA,
                "TimeZone": "UTC",
                # Races are settled by looking again at a row that was waited for, whatever a server's default is.
                "default_transaction_isolation": "read committed",
                **settings,
            },
        )
    except ValueError:  # its words quote the URL, and so perhaps a password
        raise StoreUnusable("the driver cannot read database_url (not shown)") from None
    try:
        await connection.execute(_DURABLE)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def connect_or_unusable(
    target: PostgresqlTarget, *, lock_timeout: str, statement_timeout: str
) -> asyncpg.Connection[Any]:
    """`connect` for work that is not done when the database is away: raises `StoreUnusable` then too."""
    try:
        return await connect(target, lock_timeout=lock_timeout, statement_timeout=statement_timeout)
    except Exception as error:
        told = unavailable(error)
        if told is None:
            raise
        raise StoreUnusable(str(told)) from error


class Connections:
    """At most `most` connections, each readied by `prepare` before its first use.

    A lock is waited for, and a statement carried out, for no longer than these shares of the patience.
    """

    __slots__ = (
        "_away_because",
        "_away_until",
        "_busy",
        "_free",
        "_most",
        "_prepare",
        "_proved",
        "_settings",
        "_waiting",
        "_writable",
        "closed",
        "target",
    )

    def __init__(
        self,
        target: PostgresqlTarget,
        most: int,
        prepare: Prepare,
        *,
        writable: bool = True,
        lock_share: float = 1.0,
        statement_share: float = 1.0,
    ) -> None:
        self.target = target
        self._most = most
        self._prepare = prepare
        self._writable = writable
        self._settings = {
            "statement_timeout": str(max(1, int(target.patience * 1000 * statement_share))),
            "lock_timeout": str(max(1, int(target.patience * 1000 * lock_share))),
        }
        self._free: list[asyncpg.Connection[Any]] = []
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._away_until = float("-inf")
        self._away_because = ""
        self._proved = False
        self.closed = False

    async def use(self, work: Callable[[asyncpg.Connection[Any]], Awaitable[T]], *, repeatable: bool) -> T:
        """What `work` returns, done on a connection. A connection that was lost before is replaced when the work is `repeatable`.

        Raises `StorageUnavailable`, or what the work raised.
        """
        try:
            async with asyncio.timeout(self.target.patience):
                try:
                    return await self._once(work)
                except Exception as error:
                    if isinstance(error, TimeoutError) or not lost(error):
                        raise
                    # What ended one connection has probably ended them all, and some do not know it yet.
                    self._let_go()
                    if not (repeatable or never_sent(error)):
                        raise
                return await self._once(work)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - raised again
            raise_told(error)

    async def fill(self) -> None:
        """Open all that are missing, so that no request has to wait for one. Raises `StorageUnavailable` or `StoreUnusable`."""
        self._free = [connection for connection in self._free if not connection.is_closed()]
        try:
            while not self.closed and self._busy + len(self._free) < self._most:
                self._busy += 1
                try:
                    async with asyncio.timeout(self.target.patience):
                        self._free.append(await self._opened())
                finally:
                    self._busy -= 1
                    self._wake()
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - raised again
            raise_told(error)

    async def close(self) -> None:
        """Let go of them all; the work that is under way is not waited for."""
        self.closed = True
        free, self._free = self._free, []
        for connection in free:
            try:
                await connection.close(timeout=1)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()

    def _let_go(self) -> None:
        free, self._free = self._free, []
        for connection in free:
            connection.terminate()

    async def _once(self, work: Callable[[asyncpg.Connection[Any]], Awaitable[T]]) -> T:
        await self._turn()
        kept: asyncpg.Connection[Any] | None = None
        try:
            connection = await self._open()
            try:
                answer = await work(connection)
            except asyncpg.PostgresError as error:
                if lost(error):
                    connection.terminate()
                else:
                    kept = connection
                raise
            except BaseException:
                # Also when nobody waits any more: whatever is still on its way must not answer somebody else.
                connection.terminate()
                raise
            kept = connection
            return answer
        finally:
            if kept is not None and not self.closed:
                self._free.append(kept)
            elif kept is not None:
                kept.terminate()
            self._busy -= 1
            self._wake()

    async def _turn(self) -> None:
        if self.closed:
            raise StorageUnavailable("the store is closed")
        while self._busy >= self._most:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except BaseException:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:  # its turn had come when it was given up: the next one's has
                    self._wake()
                raise
        self._busy += 1

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    async def _open(self) -> asyncpg.Connection[Any]:
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
        return await self._opened()

    async def _opened(self) -> asyncpg.Connection[Any]:
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            raise StorageUnavailable(self._away_because)
        try:
            connection = await connect(self.target, writable=self._writable, **self._settings)
        except Exception as error:
            self._away_until = loop.time() + _PAUSE
            self._away_because = str(unavailable(error) or "the database cannot be reached")
            raise
        try:
            await self._prepare(connection)
        except StoreUnusable as error:
            connection.terminate()
            if self._proved:  # somebody has contracted the schema under a process that serves
                raise StorageUnavailable(str(error)) from error
            raise
        except BaseException:
            connection.terminate()
            raise
        self._proved = True
        return connection
