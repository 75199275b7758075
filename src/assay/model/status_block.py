"""A block of status indexes: each index stands for one grant in a status list, and is never given out again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusBlock:
    """`size` indexes from `first` on, reserved for the grants of one client. After `expires_at` no token names one of them."""

    first: int
    size: int
    client_id: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class RevokedStatuses:
    """What speaks against tokens that may still be in use: ids of grants, and blocks of clients that were disabled.

    `end` is the first index that nobody has reserved yet.
    """

    grant_ids: frozenset[str]
    blocks: tuple[StatusBlock, ...]
    end: int
