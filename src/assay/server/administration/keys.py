"""Rotates the signing keys and tells what each key does now.

Reasons: `registration.signing_algorithm_unknown`.
"""

from __future__ import annotations

from typing import Literal

from assay.decision import Allowed, Decision, refuse
from assay.model.effects import Effect
from assay.model.signing_key import SigningKey
from assay.reasons import registration as reasons
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.signing_keys import ALGORITHMS, signing_key

KeyState = Literal["signs", "published", "retiring", "retired", "revoked"]
"""`published` signs later, `retiring` signed before and still verifies, `retired` has left the JWK set."""


def rotate_keys(
    keys: tuple[SigningKey, ...], algorithm: str | None, maker: KeyMaker, *, now: float
) -> Decision[tuple[SigningKey, ...], Effect]:
    """A new key for one algorithm, or for every one; the keys before them go on for the overlap."""
    if algorithm is not None and algorithm not in ALGORITHMS:
        return Decision(refuse(reasons.SIGNING_ALGORITHM_UNKNOWN, algorithm=algorithm, supported=ALGORITHMS))
    made: tuple[SigningKey, ...] = ()
    effects: tuple[Effect, ...] = ()
    for each in ALGORITHMS if algorithm is None else (algorithm,):
        key, written = maker.new_key(keys, each, int(now))
        made, effects = (*made, key), (*effects, *written)
    return Decision(Allowed(made), effects)


def state_of(key: SigningKey, keys: tuple[SigningKey, ...], now: float) -> KeyState:
    """What a key does now, among all keys."""
    if key.revoked_at is not None:
        return "revoked"
    if key.retires_at is not None and now >= key.retires_at:
        return "retired"
    if now < key.signs_from:
        return "published"
    signs = signing_key(keys, key.algorithm, now)
    return "signs" if signs is not None and signs.kid == key.kid else "retiring"
