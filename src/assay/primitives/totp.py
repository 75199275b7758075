"""Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, thirty seconds, which is what every app can do."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from assay.primitives.hashing import equal

SEED_BYTES = 20
DIGITS = 6
SECONDS_PER_STEP = 30
DRIFT = 1
"""Steps that a clock may be off to either side (RFC 6238 section 5.2)."""


def step_at(now: float) -> int:
    """The time step of an epoch second."""
    return int(now) // SECONDS_PER_STEP


def code_at(seed: bytes, step: int) -> str:
    """The code of one time step."""
    # SHA-1 stands in an HMAC here, where its collisions are of no use, and the apps know nothing else.
    totp = TOTP(seed, DIGITS, SHA1(), SECONDS_PER_STEP, enforce_key_length=False)  # noqa: S303
    return totp.generate(step * SECONDS_PER_STEP).decode("ascii")


def matching_step(seed: bytes, code: str, now: float) -> int | None:
    """The time step whose code this is, of those that clock drift allows, or None. Every one of them is compared."""
    present = step_at(now)
    matching = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if equal(code_at(seed, step).encode(), code.encode()):
            matching = step
    return matching
