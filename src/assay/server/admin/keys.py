"""Signing keys. Gives the reasons of `administration.keys`."""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.model.effects import ExpectSigningKey
from assay.model.signing_key import SigningKey
from assay.reasons import registration as reasons
from assay.server.admin.operation import Answer, Body, Call, Desk, Document, Operation, Record
from assay.server.administration.keys import TURN, revoke_key, rotate_keys, state_of


class KeyRotation(Body):
    """The algorithm whose key is replaced; None for all."""

    algorithm: str | None = None


class KeyShown(Record):
    """A signing key; its private half never leaves the server."""

    kid: str
    algorithm: str
    state: str
    published_at: int
    signs_from: int
    retires_at: int | None


class Keys(Document):
    """All of them."""

    keys: list[KeyShown]


async def _list(desk: Desk, call: Call) -> Answer:
    keys = await desk.store.signing_keys.list_all()
    return Answer(Keys(keys=[_shown(key, keys, call.now) for key in keys]))


async def _read(desk: Desk, call: Call) -> Answer | Refused:
    keys = await desk.store.signing_keys.list_all()
    found = _found(keys, call.path["kid"])
    return found if isinstance(found, Refused) else Answer(_shown(found, keys, call.now), found)


async def _rotate(desk: Desk, call: Call) -> Answer | Refused:
    rotation: KeyRotation = call.body
    keys = await desk.store.signing_keys.list_all()
    made = await desk.carried_out(rotate_keys(keys, rotation.algorithm, desk.key_maker, now=call.now), call.lost)
    return made if isinstance(made, Refused) else await _list(desk, call)


async def _revoke(desk: Desk, call: Call) -> Answer | Refused:
    keys = await desk.store.signing_keys.list_all()
    found = _found(keys, call.path["kid"])
    if isinstance(found, Refused):
        return found
    outdated = call.outdated(found)
    if outdated is not None:
        return outdated
    decision = revoke_key(keys, found.kid, desk.key_maker, now=call.now)
    done = await desk.carried_out(decision, call.lost, call.expecting(ExpectSigningKey(found)))
    return done if isinstance(done, Refused) else await _list(desk, call)


def _found(keys: tuple[SigningKey, ...], kid: str) -> SigningKey | Refused:
    return next((key for key in keys if key.kid == kid), refuse(reasons.SIGNING_KEY_UNKNOWN, kid=kid))


def _shown(key: SigningKey, keys: tuple[SigningKey, ...], now: float) -> KeyShown:
    return KeyShown(
        kid=key.kid,
        algorithm=key.algorithm,
        state=str(state_of(key, keys, now)),
        published_at=key.published_at,
        signs_from=key.signs_from,
        retires_at=key.retires_at,
    )


_ONE = "/keys/{kid}"
OPERATIONS = (
    Operation("list_keys", "GET", "/keys", "List signing keys", _list, Keys),
    Operation("rotate_keys", "POST", "/keys/rotate", "Make new signing keys", _rotate, Keys, KeyRotation, turn=TURN),
    Operation("read_key", "GET", _ONE, "Read a signing key", _read, KeyShown),
    Operation(
        "revoke_key", "DELETE", _ONE, "Take a leaked key out of use at once", _revoke, Keys, conditional=True, turn=TURN
    ),
)
