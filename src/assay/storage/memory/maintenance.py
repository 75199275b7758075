"""The upkeep of a memory store."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import islice, takewhile
from typing import Any, TypeVar

from assay.storage.memory.end_user_sessions import forget_session
from assay.storage.memory.tables import Tables
from assay.storage.retention import Retention

V = TypeVar("V")


class MemoryMaintenance:
    """`ports.maintenance.Maintenance`."""

    def __init__(self, tables: Tables, retention: Retention) -> None:
        self._tables = tables
        self._retention = retention
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def purge(self, now: int, limit: int) -> int:
        """See the port."""
        doomed = list(islice(self._expired(now), limit))
        for table, key in doomed:
            if table is self._tables.sessions:
                forget_session(self._tables, key)
            else:
                del table[key]
        return len(doomed)

    @asynccontextmanager
    async def alone(self, work: str) -> AsyncIterator[None]:
        """See the port. A lock of this process suffices: there is one process."""
        async with self._turns[work]:
            yield

    async def ready(self) -> str | None:
        """See the port."""
        return None

    async def close(self) -> None:
        """See the port."""

    def dropped(self) -> int:
        """See the port."""
        return 0

    def _expired(self, now: int) -> Iterator[tuple[dict[Any, Any], Any]]:
        tables, keep = self._tables, self._retention
        yield from _until(tables.authorization_codes, now, lambda code: code.remember_until)
        yield from _until(
            tables.authorization_requests, now - keep.abandoned_authorization_requests, lambda row: row.expires_at
        )
        yield from _until(
            tables.device_authorizations, now - keep.abandoned_authorization_requests, lambda row: row.expires_at
        )
        yield from _until(tables.sessions, now, lambda session: session.expires_at)
        yield from _until(tables.families, now - keep.expired_refresh_token_families, lambda family: family.expires_at)
        yield from _until(tables.revoked_grants, now, lambda denial: denial.until)
        yield from _until(tables.denied_access_tokens, now, lambda denial: denial.until)
        yield from _until(tables.remembered, now, lambda until: until)
        yield from _until(tables.known_devices, now, lambda device: device.expires_at)
        yield from _until(tables.email_links, now, lambda link: link.expires_at)
        yield from _until(tables.attempt_budgets, now, lambda at_rest: at_rest)
        newest = max(tables.status_blocks, default=None)
        older = {first: block for first, block in tables.status_blocks.items() if first != newest}
        for _, first in _until(older, now, lambda block: block.expires_at):
            yield tables.status_blocks, first
        yield from _until(tables.signing_keys, now - keep.retired_signing_keys, lambda key: key.retires_at)
        yield from _until(tables.outgoing_messages, now - keep.abandoned_messages, lambda row: row.abandoned_at)
        yield from self._old_refusal_records(now)
        all_but_the_newest = list(tables.events.values())[:-1]
        for event in takewhile(lambda event: event.at <= now - keep.events, all_but_the_newest):
            yield tables.events, event.sequence

    def _old_refusal_records(self, now: int) -> Iterator[tuple[dict[Any, Any], Any]]:
        rows = self._tables.refusal_records
        oldest_first = sorted(rows.values(), key=lambda record: (record.at, record.refusal_id))
        surplus = len(rows) - self._retention.max_refusal_records
        for position, record in enumerate(oldest_first):
            if position < surplus or record.at <= now - self._retention.refusal_records:
                yield rows, record.refusal_id


def _until(rows: dict[Any, V], now: int, end_of: Callable[[V], float | None]) -> Iterator[tuple[dict[Any, V], Any]]:
    """The rows that have ended, those that ended first before the others."""
    ends = ((end_of(row), key) for key, row in rows.items())
    for _, key in sorted((end, key) for end, key in ends if end is not None and end <= now):
        yield rows, key
