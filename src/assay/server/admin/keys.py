"""Signing keys. Gives the reasons of `administration.keys`."""

from __future__ import annotations

from assay.decision import Refused
from assay.server.admin.operation import Answer, Body, Call, Desk, Document, Operation
from assay.server.administration.keys import revoke_key, rotate_keys, state_of


class KeyRotation(Body):
    """The algorithm whose key is replaced; None for all."""

    algorithm: str | None = None


class KeyShown(Document):
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
    shown = [
        KeyShown(
            kid=key.kid,
            algorithm=key.algorithm,
            state=str(state_of(key, keys, call.now)),
            published_at=key.published_at,
            signs_from=key.signs_from,
            retires_at=key.retires_at,
        )
        for key in keys
    ]
    return Answer(Keys(keys=shown))


async def _rotate(desk: Desk, call: Call) -> Answer | Refused:
    rotation: KeyRotation = call.body
    keys = await desk.store.signing_keys.list_all()
    made = await desk.carried_out(rotate_keys(keys, rotation.algorithm, desk.key_maker, now=call.now))
    return made if isinstance(made, Refused) else await _list(desk, call)


async def _revoke(desk: Desk, call: Call) -> Answer | Refused:
    keys = await desk.store.signing_keys.list_all()
    done = await desk.carried_out(revoke_key(keys, call.path["kid"], desk.key_maker, now=call.now))
    return done if isinstance(done, Refused) else await _list(desk, call)


OPERATIONS = (
    Operation("list_keys", "GET", "/keys", "List signing keys", _list, Keys),
    Operation("rotate_keys", "POST", "/keys/rotate", "Make new signing keys", _rotate, Keys, KeyRotation),
    Operation("revoke_key", "DELETE", "/keys/{kid}", "Take a leaked key out of use at once", _revoke, Keys),
)
