"""Budgets of attempts that all processes count together: guesses at a password, guesses at a code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """One use of a budget: `burst` at once, then one every `interval` seconds. `key_hash` tells nothing of whose it is."""

    key_hash: bytes
    burst: int
    interval: float


@dataclass(frozen=True, slots=True)
class BudgetExhausted:
    """Which use was too many, by its place among those that were asked for, and the seconds until it would be allowed."""

    place: int
    wait: float
