"""Which key signs, and when a new one takes over. Pure: timestamps in, timestamps out.

A new key is published `overlap` seconds before it signs, so that nobody who keeps the JWK set meets a token that it
cannot verify; an old one stays published until the last token that it signed has expired.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assay.model.signing_key import SigningKey

ALGORITHMS = ("ES256", "RS256", "EdDSA")
"""Keys for all of these stand side by side; clients and resources choose."""


KEY_SET_AGE = 60
"""Seconds that the JWK set may be kept: so long may a revoked key live on."""


@dataclass(frozen=True, slots=True)
class KeySettings:
    """`overlap` is not below `KEY_SET_AGE`; `rotate_after` is the age at which a key is replaced. Raises `ValueError`."""

    overlap: int = 600
    rotate_after: int = 90 * 86_400

    def __post_init__(self) -> None:
        if self.overlap < KEY_SET_AGE:
            raise ValueError(f"overlap is {self.overlap}; verifiers keep the keys for {KEY_SET_AGE} seconds")
        if self.rotate_after <= self.overlap:
            raise ValueError("rotate_after is longer than overlap, or a key would be replaced before it signs")


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """When a new key is published and signs, and the older keys as they are to be saved."""

    published_at: int
    signs_from: int
    retiring: tuple[SigningKey, ...]


def signing_key(keys: Iterable[SigningKey], algorithm: str, now: float) -> SigningKey | None:
    """The youngest key of the algorithm that may sign now."""
    able = [
        key
        for key in keys
        if key.algorithm == algorithm
        and key.signs_from <= now
        and key.revoked_at is None
        and (key.retires_at is None or now < key.retires_at)
    ]
    return max(able, key=lambda key: (key.signs_from, key.published_at, key.kid), default=None)


def next_change(keys: Iterable[SigningKey], now: float) -> float:
    """The next moment at which another key may sign; infinity when there is none."""
    moments = [moment for key in keys for moment in (key.signs_from, key.retires_at) if moment is not None]
    return min((moment for moment in moments if moment > now), default=float("inf"))


def plan_new_key(
    keys: Sequence[SigningKey],
    algorithm: str,
    now: int,
    settings: KeySettings,
    longest_signed: int,
    *,
    at_once: bool = False,
) -> KeyPlan:
    """The times of a new key, and its predecessors with the time at which they leave the JWK set.

    Where no key can sign, waiting would only mean that nothing is issued: the new one signs at once. So it does when
    asked to, because the key before it was revoked.
    """
    signs_from = now if at_once or signing_key(keys, algorithm, now) is None else now + settings.overlap
    retiring = tuple(
        replace(key, retires_at=signs_from + longest_signed)
        for key in keys
        if key.algorithm == algorithm and key.revoked_at is None and key.retires_at is None
    )
    return KeyPlan(now, signs_from, retiring)


def due_for_rotation(keys: Iterable[SigningKey], algorithm: str, now: int, settings: KeySettings) -> bool:
    """Whether the algorithm has no key that will go on, or its youngest is so old that the next should be published."""
    going_on = [
        key.signs_from
        for key in keys
        if key.algorithm == algorithm and key.revoked_at is None and key.retires_at is None
    ]
    return not going_on or max(going_on) + settings.rotate_after - settings.overlap <= now
