"""When a published key set is fetched again, and what becomes of the one that is held. Pure: whoever fetches brings the clock.

Kept for its max-age within bounds; an unknown kid fetches once and not again for a while; a fetch that fails or comes
back empty changes nothing until the held set is too old. Reason: `key.set_unavailable`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from assay.decision import Refused, refuse
from assay.formats.jose.key_set import KeySet
from assay.reasons.key import SET_UNAVAILABLE

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeySetPolicy:
    """Seconds. A set is kept between `least_age` and `most_age`, as its max-age says; `usual_age` where it says nothing.
    What a shared cache has kept it for already counts (RFC 9111 section 4.2).

    `unknown_kid_pause` lies between two fetches for kids that nobody knows; `retry_pause` doubles with each failure up
    to `most_retry_pause`; after `stale_limit` without success a held set is no longer believed. In the last `beside_for` of
    its age a set is fetched beside its use; after its end before it is used again, for a key may have been revoked meanwhile.
    """

    least_age: float = 20
    usual_age: float = 300
    most_age: float = 3600
    unknown_kid_pause: float = 60
    retry_pause: float = 1
    most_retry_pause: float = 60
    stale_limit: float = 86_400
    beside_for: float = 10

    def age_from(self, cache_control: str | None, already: float = 0) -> float:
        """For how long a set may be kept whose answer had this Cache-Control and was so old already."""
        found = _MAX_AGE.search(cache_control or "")
        asked = float(found[1]) if found else self.usual_age
        return min(max(asked - already, self.least_age), self.most_age)


class Next(Enum):
    """What to do with the held set."""

    USE = "use the held set"
    REFRESH = "use the held set, and fetch beside it"
    FETCH = "fetch before anything else"
    WAIT = "nothing is held, and it is too early to try again"


@dataclass(frozen=True, slots=True)
class HeldKeySet:
    """What is held at an instant; every change gives a new record. All times are of one steady clock, in seconds."""

    location: str
    policy: KeySetPolicy
    keys: KeySet | None = None
    fetched_at: float = 0
    fresh_until: float = 0
    failures: int = 0
    next_try_at: float = 0
    next_unknown_kid_at: float = 0
    defect: str = "it has not been fetched yet"
    replaced_kids: tuple[str, ...] = ()

    def next(self, now: float) -> Next:
        """What to do when the keys are wanted."""
        if self.keys is None or now >= self.fetched_at + self.policy.stale_limit:
            return Next.FETCH if now >= self.next_try_at else Next.WAIT
        if now < self.fresh_until or now < self.next_try_at:
            return Next.USE
        if self.failures == 0 and now >= self.fresh_until + self.policy.beside_for:
            return Next.FETCH
        return Next.REFRESH

    def next_for_unknown_kid(self, now: float) -> Next:
        """What to do when a token names a kid that is not held."""
        if now >= self.next_unknown_kid_at and now >= self.next_try_at:
            return Next.FETCH
        return Next.USE if self.keys is not None else Next.WAIT

    def asked_for_unknown_kid(self, now: float) -> HeldKeySet:
        """After deciding to fetch for an unknown kid: nobody else does so for a while."""
        return replace(self, next_unknown_kid_at=now + self.policy.unknown_kid_pause)

    def fetched(self, keys: KeySet, cache_control: str | None, now: float, already: float = 0) -> HeldKeySet:
        """After a fetch. A set without a usable key counts as a failure. An equal set stays the same object, so that what
        verifiers remember stays good.
        """
        if not keys.keys:
            return self.failed("it has no key that can be used", now)
        held = self.keys
        same = held is not None and _identities(held) == _identities(keys)
        return replace(
            self,
            keys=held if same else keys,
            fetched_at=now,
            fresh_until=now + max(self.policy.age_from(cache_control, already) - self.policy.beside_for, 0),
            failures=0,
            next_try_at=now,
            defect="",
            replaced_kids=() if held is None or same else replaced_kids(held, keys),
        )

    def failed(self, defect: str, now: float) -> HeldKeySet:
        """After a fetch that brought nothing: the held set stays, the next try waits longer each time."""
        pause = min(self.policy.retry_pause * 2 ** min(self.failures, 16), self.policy.most_retry_pause)
        return replace(self, failures=self.failures + 1, next_try_at=now + pause, defect=defect, replaced_kids=())

    def answer(self, now: float) -> KeySet | Refused:
        """The held keys, or why there are none to believe."""
        if self.keys is not None and now < self.fetched_at + self.policy.stale_limit:
            return self.keys
        return refuse(SET_UNAVAILABLE, location=self.location, defect=self.defect)


def replaced_kids(old: KeySet, new: KeySet) -> tuple[str, ...]:
    """The kids under which another key stands now. An issuer never does that on purpose."""
    before = {key.kid: key.fingerprint for key in old.keys if key.kid is not None}
    return tuple(
        key.kid for key in new.keys if key.kid is not None and before.get(key.kid, key.fingerprint) != key.fingerprint
    )


def _identities(keys: KeySet) -> frozenset[tuple[object, ...]]:
    return frozenset((key.kid, key.fingerprint, key.algorithm, key.use, key.operations) for key in keys.keys)
