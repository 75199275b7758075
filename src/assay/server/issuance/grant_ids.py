"""Ids of grants: random, and with status lists the grant's index in front, so that whoever has the id has the index.

Indexes are reserved in blocks, one client's at a time, so that a token costs no write; a block that was begun and not used
up is left behind with its process.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.formats import base64url
from assay.model.effects import Conflict, ReserveStatusBlock
from assay.model.status_block import StatusBlock
from assay.ports.entropy import Entropy
from assay.ports.token_statuses import TokenStatuses
from assay.ports.unit_of_work import StorageUnavailable, UnitOfWork
from assay.server.issuance.lifetimes import Lifetimes

SMALLEST_BLOCK = 16
LARGEST_BLOCK = 2048
_USED_FOR = 3600
"""Seconds for which indexes of a block are given out."""
_MOST_OPEN = 4096
_ATTEMPTS = 16
_RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class StatusListSettings:
    """`enabled` gives every access token an index in a status list, and serves the lists.

    A verifier asks for a list again after `ttl` seconds: so long a revocation may take to reach it.
    """

    enabled: bool = False
    ttl: int = 30

    def __post_init__(self) -> None:
        if self.ttl < 1:
            raise ValueError("ttl is at least one second")


@dataclass(slots=True)
class _Open:
    """A block of which indexes are given out."""

    next: int
    end: int
    size: int
    until: float


class GrantIds:
    """Makes the ids of one issuer's grants."""

    __slots__ = ("_enabled", "_entropy", "_lives", "_open", "_token_statuses", "_unit_of_work")

    def __init__(
        self,
        token_statuses: TokenStatuses,
        unit_of_work: UnitOfWork,
        entropy: Entropy,
        settings: StatusListSettings,
        lifetimes: Lifetimes,
    ) -> None:
        self._token_statuses = token_statuses
        self._unit_of_work = unit_of_work
        self._entropy = entropy
        self._enabled = settings.enabled
        self._lives = _USED_FOR + lifetimes.refresh_token_absolute + lifetimes.longest_access_token
        self._open: dict[str, _Open] = {}

    async def new(self, client_id: str, now: float) -> str:
        """The id of a grant that begins. Raises `StorageUnavailable`."""
        random = base64url.encode_text(self._entropy(_RANDOM_BYTES))
        return f"{await self._index(client_id, now)}.{random}" if self._enabled else random

    async def _index(self, client_id: str, now: float) -> int:
        block = self._open.get(client_id)
        if block is None or block.next >= block.end or now >= block.until:
            block = await self._reserved(client_id, block, now)
        index = block.next
        block.next += 1
        return index

    async def _reserved(self, client_id: str, before: _Open | None, now: float) -> _Open:
        size = SMALLEST_BLOCK if before is None or now >= before.until else min(2 * before.size, LARGEST_BLOCK)
        for _ in range(_ATTEMPTS):
            first = await self._token_statuses.end()
            block = StatusBlock(first, size, client_id, int(now) + self._lives)
            if not isinstance(await self._unit_of_work.commit((ReserveStatusBlock(block),)), Conflict):
                while len(self._open) >= _MOST_OPEN:
                    del self._open[next(iter(self._open))]
                opened = self._open[client_id] = _Open(first, first + size, size, now + _USED_FOR)
                return opened
        raise StorageUnavailable(f"no status indexes could be reserved in {_ATTEMPTS} attempts")
