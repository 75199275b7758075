"""`assay passkey …` on a real store."""

from __future__ import annotations

import asyncio
import time

import pytest

from assay.app.store import ISSUER_ID
from assay.model.effects import AddEndUser, AddPasskey
from assay.model.end_user import EndUser
from assay.model.passkey import Passkey
from assay.storage.sqlite import open_sqlite

PASSKEY = Passkey(
    b"\xfb\xef", "sub-1", b"h", b"k", 0, (), backup_eligible=True, backed_up=True, name="Phone", created_at=1
)


@pytest.fixture
def ada(assay):
    async def scenario() -> None:
        store = open_sqlite(assay.folder / ".assay" / "assay.db", issuer_id=ISSUER_ID, clock=time.time)
        people = [
            AddEndUser(EndUser("sub-1", "ada", None, claims='{"email": "ada@example.org"}')),
            AddEndUser(EndUser("sub-2", "bob", None)),
        ]
        await store.unit_of_work.commit([*people, AddPasskey(PASSKEY)])
        await store.maintenance.close()

    asyncio.run(scenario())
    return assay


def test_a_passkey_is_listed_and_removed(ada) -> None:
    (listed,) = ada("passkey", "list", "ada", "--json").document
    assert (listed["id"], listed["name"], listed["synced"], listed["last_used_at"]) == ("fbef", "Phone", True, None)
    assert ada("passkey", "remove", "ada", "FBEF").status == 0
    assert "has no passkey" in ada("passkey", "list", "ada").out
    [mail] = ada("outbox", "list", "--json").document
    assert mail["kind"] == "mail", "the person hears of it"
    again = ada("passkey", "remove", "ada", "fbef")
    assert again.status == 6
    assert "passkey.not_on_the_list" in again.err


def test_one_person_s_passkey_is_not_removed_in_the_name_of_another(ada) -> None:
    assert ada("passkey", "remove", "bob", "fbef").status == 6
    assert len(ada("passkey", "list", "ada", "--json").document) == 1


def test_nobody_has_no_passkeys(ada) -> None:
    assert "registration.end_user_unknown" in ada("passkey", "list", "nobody").err
