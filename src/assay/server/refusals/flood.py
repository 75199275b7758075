"""Decides whether a refusal gets a record of its own or, past a rate, joins an aggregate.

Two buckets: one per reason and client, and for callers that are not authenticated one per reason, because they can
claim as many clients as they like. Memory is bounded: the least recently used bucket goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assay.model.gcra import take_one

FloodKey = tuple[str, str | None, bool]
"""A reason's code, the client's id (None stands for all clients) and whether it has authenticated."""


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Individual records: `burst` at once, then `per_second`, per reason and client; `stranger_…` per reason.

    Records are bounded in number, events are kept for a year: so of refusals that are nobody's (no client that has
    authenticated, no end-user) at most `stranger_events_burst` at once, then `stranger_events_per_second`, become events.
    """

    burst: int = 100
    per_second: float = 20.0
    stranger_burst: int = 1000
    stranger_per_second: float = 200.0
    stranger_events_burst: int = 10_000
    stranger_events_per_second: float = 1.0
    max_buckets: int = 4096
    aggregate_seconds: float = 300.0

    def __post_init__(self) -> None:
        if min(self.burst, self.stranger_burst, self.stranger_events_burst, self.max_buckets) < 1:
            raise ValueError("burst, stranger_burst, stranger_events_burst and max_buckets are at least 1")
        if self.aggregate_seconds <= 0:
            raise ValueError("aggregate_seconds is more than zero")


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

    __slots__ = ("_buckets", "_events_at_rest", "_limits", "_new_number")

    def __init__(self, limits: FloodLimits, new_number: Callable[[], bytes]) -> None:
        self._limits = limits
        self._new_number = new_number
        self._buckets: dict[FloodKey, _Bucket] = {}
        self._events_at_rest = 0.0

    def takes_strangers_event(self, now: float) -> bool:
        """Whether one more refusal that is nobody's may become an event; it is counted."""
        limits = self._limits
        self._events_at_rest, wait = take_one(
            self._events_at_rest, now, burst=limits.stranger_events_burst, per_second=limits.stranger_events_per_second
        )
        return not wait

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
