"""What a server makes for itself before it serves: its symmetric secrets, and signing keys that are missing or due."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.app.settings import Settings
from assay.ports.breached_passwords import BreachedPasswords
from assay.ports.clock import Clock
from assay.ports.entropy import Entropy
from assay.ports.store import Store
from assay.primitives.sealing import Sealer
from assay.server.administration.keys import TURN
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.server_secrets import (
    ATTEMPT_BUDGET,
    PASSKEY_CHALLENGE,
    REFRESH_TOKEN,
    REFUSAL_ID,
    ServerSecrets,
)


@dataclass(frozen=True, slots=True)
class Doors:
    """The outside world that everything is built on."""

    store: Store
    sealer: Sealer
    clock: Clock
    entropy: Entropy
    breached: BreachedPasswords | None = None


@dataclass(frozen=True, slots=True)
class Secrets:
    """The server's own secrets, 32 bytes each."""

    refresh_token: bytes = field(repr=False)
    refusal_id: bytes = field(repr=False)
    passkey_challenge: bytes = field(repr=False)
    attempt_budget: bytes = field(repr=False)


PURPOSES = (REFRESH_TOKEN, REFUSAL_ID, PASSKEY_CHALLENGE, ATTEMPT_BUDGET)
"""What the secrets are for, in the order of `Secrets`."""


def server_secrets(store: Store, sealer: Sealer, entropy: Entropy) -> ServerSecrets:
    """What opens and makes the secrets."""
    return ServerSecrets(store.signing_keys, store.unit_of_work, sealer, entropy, store.issuer_id)


async def secrets_of(doors: Doors) -> Secrets:
    """The secrets, made at the first start. Raises `SealBroken` under another key-encryption key."""
    secrets, now = server_secrets(doors.store, doors.sealer, doors.entropy), int(doors.clock())
    return Secrets(*[await secrets.find_or_make(purpose, now) for purpose in PURPOSES])


def key_maker(settings: Settings, doors: Doors) -> KeyMaker:
    """Makes signing keys as the settings say."""
    longest = settings.lifetimes.longest_signed
    return KeyMaker(doors.store.issuer_id, doors.sealer, doors.entropy, settings.keys, longest)


async def make_due_keys(settings: Settings, doors: Doors) -> tuple[str, ...]:
    """Make the signing keys that are missing or due, one process at a time; their `kid`s."""
    store = doors.store
    maker = key_maker(settings, doors)
    async with store.maintenance.alone(TURN):
        return await maker.make_due_keys(store.signing_keys, store.unit_of_work, int(doors.clock()))
