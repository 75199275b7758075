"""Rotates, revokes and examines the signing keys, and tells what each key does now.

Reasons: `registration.signing_algorithm_unknown`, `.signing_key_unknown`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Literal

from assay.decision import Allowed, Decision, refuse
from assay.formats.jose.jwk import public_jwk
from assay.model.effects import Effect, RecordEvent, SaveSigningKey
from assay.model.event import Event
from assay.model.signing_key import SigningKey
from assay.primitives.sealing import SealBroken, Sealer
from assay.primitives.signing import load
from assay.reasons import registration as reasons
from assay.server.issuance.key_making import KeyMaker, private_key_place
from assay.server.issuance.signing_keys import ALGORITHMS, signing_key

KeyState = Literal["signs", "published", "retiring", "retired", "revoked"]
"""`published` signs later, `retiring` signed before and still verifies, `retired` has left the JWK set."""
TURN = "signing keys"
"""The work that whoever makes or revokes keys does alone: the schedule, the command and the administration API."""


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


def revoke_key(
    keys: tuple[SigningKey, ...], kid: str, maker: KeyMaker, *, now: float
) -> Decision[SigningKey | None, Effect]:
    """Take a key out of use at once, as after a leak; the key that takes over, where one must.

    What it signed is refused here from the next request on, and by verifiers when they next see the key set. A key that
    was published to sign later takes over; a retiring one does not, for it would be gone before its last token.
    """
    at = int(now)
    revoked = next((key for key in keys if key.kid == kid), None)
    if revoked is None:
        return Decision(refuse(reasons.SIGNING_KEY_UNKNOWN, kid=kid))
    if revoked.revoked_at is not None:
        return Decision(Allowed(None))
    gone = replace(revoked, revoked_at=at, retires_at=at if revoked.retires_at is None else revoked.retires_at)
    detail = json.dumps({"kid": kid, "algorithm": revoked.algorithm})
    effects = (SaveSigningKey(gone), RecordEvent(Event("signing_key.revoked", at, detail=detail)))
    others = tuple(key for key in keys if key.kid != kid)
    successor, written = _taking_over(others, revoked.algorithm, maker, at)
    return Decision(Allowed(successor), (*effects, *written))


def _taking_over(
    others: tuple[SigningKey, ...], algorithm: str, maker: KeyMaker, at: int
) -> tuple[SigningKey | None, tuple[Effect, ...]]:
    going_on = [
        key for key in others if key.algorithm == algorithm and key.revoked_at is None and key.retires_at is None
    ]
    if any(key.signs_from <= at for key in going_on):
        return None, ()
    if going_on:
        promoted = replace(max(going_on, key=lambda key: key.published_at), signs_from=at)
        return promoted, (SaveSigningKey(promoted),)
    return maker.new_key(others, algorithm, at, at_once=True)


def damaged_keys(keys: tuple[SigningKey, ...], sealer: Sealer, issuer_id: str) -> tuple[str, ...]:
    """Keys whose parts do not belong together: the private one does not open, or the published one is another's."""
    return tuple(
        f"signing key {key.kid}: {defect}" for key in keys if (defect := _damage(key, sealer, issuer_id)) is not None
    )


def _damage(key: SigningKey, sealer: Sealer, issuer_id: str) -> str | None:
    try:
        private = load(key.algorithm, sealer.open(key.sealed_private_key, place=private_key_place(issuer_id, key.kid)))
    except SealBroken as broken:
        return str(broken)
    except (ValueError, KeyError):
        return f"{key.algorithm} is not its algorithm"
    try:
        published = json.loads(key.public_jwk)
    except ValueError:
        published = None
    whole = public_jwk(private.public_members(), algorithm=private.algorithm)
    return None if published == whole and whole["kid"] == key.kid else "its public part is not that of its private part"


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
