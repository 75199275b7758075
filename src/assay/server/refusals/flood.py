"""Decides whether a refusal gets a record of its own or, past a rate, joins an aggregate.

Two buckets: one per reason and client, and for callers that are not authenticated one per reason, because they can
claim as many clients as they like. Memory is bounded: the least recently used bucket goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FloodKey = tuple[str, str | None, bool]
"""A reason's code, the client's id (None stands for all clients) and whether it has authenticated."""


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Individual records: `burst` at once, then `per_second`, per reason and client; `stranger_…` per reason."""

    burst: int = 100
    per_second: float = 20.0
    stranger_burst: int = 1000
    stranger_per_second: float = 200.0
    max_buckets: int = 4096
    aggregate_seconds: float = 300.0


@dataclass(slots=True)
class Aggregate:
    """Refusals that are counted together. `owner_id` stays only while all of them have the same owner."""

    number: bytes
    client: str | None
    authenticated: bool
    first_at: float
    last_at: float
    count: int = 0
    owner_id: str | None = None


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    aggregate: Aggregate | None = None


class Flood:
    """Keeps the buckets. Not shared between processes: each process is bounded by itself."""

    __slots__ = ("_buckets", "_limits", "_new_number")

    def __init__(self, limits: FloodLimits, new_number: Callable[[], bytes]) -> None:
        self._limits = limits
        self._new_number = new_number
        self._buckets: dict[FloodKey, _Bucket] = {}

    def aggregate_for(
        self, reason: str, client: str | None, *, authenticated: bool, owner_id: str | None, now: float
    ) -> Aggregate | None:
        """None when the refusal is recorded alone, else the aggregate, with this refusal counted in it."""
        limits = self._limits
        own = self._bucket((reason, client, authenticated), limits.burst, limits.per_second, now)
        over = own if own.tokens < 1 else None
        if not authenticated and client is not None:
            everybody = self._bucket((reason, None, False), limits.stranger_burst, limits.stranger_per_second, now)
            if over is None and everybody.tokens < 1:
                over, client = everybody, None
            everybody.tokens = max(0.0, everybody.tokens - 1)
        if over is None:
            own.tokens -= 1
            return None
        return self._joined(over, client, authenticated, owner_id, now)

    def _bucket(self, key: FloodKey, burst: int, per_second: float, now: float) -> _Bucket:
        bucket = self._buckets.pop(key, None)
        if bucket is None:
            bucket = _Bucket(float(burst), now)
            if len(self._buckets) >= self._limits.max_buckets:
                del self._buckets[next(iter(self._buckets))]
        else:
            bucket.tokens = min(float(burst), bucket.tokens + max(0.0, now - bucket.at) * per_second)
            bucket.at = now
        self._buckets[key] = bucket  # last in the dictionary is last used
        return bucket

    def _joined(
        self, bucket: _Bucket, client: str | None, authenticated: bool, owner_id: str | None, now: float
    ) -> Aggregate:
        aggregate = bucket.aggregate
        if aggregate is None or now - aggregate.first_at > self._limits.aggregate_seconds:
            aggregate = Aggregate(self._new_number(), client, authenticated, now, now, owner_id=owner_id)
            bucket.aggregate = aggregate
        if aggregate.owner_id != owner_id:
            aggregate.owner_id = None
        aggregate.count += 1
        aggregate.last_at = now
        return aggregate
