"""Reads a list part by part: what follows a record that is named by its id, and whether more comes after that.

Gives `registration.list_place_unknown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from assay.decision import Refused, refuse
from assay.reasons import registration as reasons

T = TypeVar("T")

_AT_ONCE = 500


class Listed(Protocol[T]):
    """A port whose records can be listed: clients, end-users."""

    async def find(self, name: str, /) -> T | None:
        """The record with this id."""
        ...

    async def page(self, after: T | None, limit: int) -> tuple[T, ...]:
        """The records that follow one, at most `limit`."""
        ...


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """A part of a list, and whether there is more."""

    records: tuple[T, ...]
    more: bool


async def part_of(listed: Listed[T], after: str, limit: int) -> Part[T] | Refused:
    """What follows the record with the id `after` (empty for the first part), at most `limit`."""
    before = await _place(listed, after)
    if isinstance(before, Refused):
        return before
    found = await listed.page(before, limit + 1)
    return Part(found[:limit], len(found) > limit)


async def rest_of(listed: Listed[T], after: str, limit: int | None) -> list[T] | Refused:
    """All that follows the record with the id `after`, or the first `limit`; read in parts, so that it holds nobody up."""
    last = await _place(listed, after)
    if isinstance(last, Refused):
        return last
    found: list[T] = []
    while limit is None or len(found) < limit:
        wanted = _AT_ONCE if limit is None else min(_AT_ONCE, limit - len(found))
        part = await listed.page(last, wanted)
        found += part
        if len(part) < wanted:
            break
        last = part[-1]
    return found


async def _place(listed: Listed[T], after: str) -> T | Refused | None:
    if not after:
        return None
    found = await listed.find(after)
    return refuse(reasons.LIST_PLACE_UNKNOWN, after=after) if found is None else found
