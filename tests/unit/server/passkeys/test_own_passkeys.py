"""What people change about their own passkeys, where two tabs do it at once."""

from __future__ import annotations

import asyncio
import os

import pytest

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode_text
from assay.model.effects import AddEndUser, AddPasskey
from assay.model.end_user import EndUser, EndUserSession
from assay.model.passkey import Passkey
from assay.ports.store import Store
from assay.primitives.sealing import Sealer
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.mail.letters import Letters
from assay.server.outbox.outgoing import Outgoing
from assay.server.passkeys.challenges import Challenges
from assay.server.passkeys.own_passkeys import PasskeyChanges
from assay.server.passkeys.registering import PasskeyRegistration
from assay.server.passkeys.relying_party import relying_party
from assay.server.passkeys.settings import PasskeySettings
from assay.storage.memory import open_memory
from assay.storage.sqlite import open_sqlite

NOW = 1_800_000_000


class ReadTogether:
    """The passkeys of a store, read by two before either goes on."""

    def __init__(self, store: Store) -> None:
        self._passkeys = store.passkeys
        self._both = asyncio.Barrier(2)
        self._first_reads = 2

    async def find(self, credential_id: bytes) -> Passkey | None:
        return await self._passkeys.find(credential_id)

    async def list_of(self, subject: str) -> tuple[Passkey, ...]:
        found = await self._passkeys.list_of(subject)
        if self._first_reads:
            self._first_reads -= 1
            await self._both.wait()
        return found


def passkey(credential_id: bytes) -> Passkey:
    return Passkey(credential_id, "sub-1", b"u" * 32, b"cose", 0, (), False, False, "Phone", NOW)


@pytest.mark.parametrize("backend", ["memory", "sqlite"])
@pytest.mark.parametrize("password", [None, "a hash"])
def test_two_tabs_do_not_remove_the_last_two(tmp_path, backend, password):
    async def scenario():
        options = {"issuer_id": "default", "clock": lambda: float(NOW)}
        store = open_memory(**options) if backend == "memory" else open_sqlite(tmp_path / "a.db", **options)
        ada = EndUser("sub-1", "ada", password)
        await store.unit_of_work.commit([AddEndUser(ada), AddPasskey(passkey(b"one")), AddPasskey(passkey(b"two"))])
        challenges = Challenges(b"k" * 32, os.urandom, 300)
        changes = PasskeyChanges(
            ReadTogether(store),
            PasskeyRegistration(challenges, relying_party("https://as.example"), PasskeySettings()),
            Letters(Outgoing(Sealer(bytes(32)), os.urandom, store.issuer_id), "as.example"),
            store.unit_of_work,
        )
        who = SignedIn(EndUserSession(b"s" * 32, "sid", "sub-1", NOW, (), NOW + 900), ada)
        outcomes = await asyncio.gather(
            *(
                changes.change(who, {"change": ("remove",), "id": (encode_text(credential_id),)}, NOW)
                for credential_id in (b"one", b"two")
            )
        )
        left = await store.passkeys.list_of("sub-1")
        await store.maintenance.close()
        return outcomes, left

    outcomes, left = asyncio.run(scenario())
    refused = [outcome.reason.code for outcome in outcomes if isinstance(outcome, Refused)]
    if password is None:
        assert refused == ["passkey.last_way_in"]
        assert len(left) == 1
    else:
        assert all(isinstance(outcome, Allowed) for outcome in outcomes)
        assert left == ()
