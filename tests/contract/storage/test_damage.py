"""What looks like JSON and is somebody's text is no damage; what must be JSON and is none is damage, whatever it looks like."""

from __future__ import annotations

import asyncio
import pkgutil
from importlib import import_module

import pytest

import assay.storage.postgresql as backend
from assay.model import effects as e
from assay.storage.damage import JSON_COLUMNS, damaged_rows
from assay.storage.postgresql.connections import connect
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.postgresql.whole_tables import whole_postgresql
from assay.storage.sqlite import open_sqlite
from assay.storage.sqlite.whole_tables import whole_sqlite_for_reading

TEXT = "[beta] {x"


async def found(tables):
    return [damage async for damage in damaged_rows(tables)]


def texts(a):
    """Records of which every free text begins like JSON."""
    return [
        e.SaveClient(a.client(name=TEXT)),
        e.AddEndUser(a.end_user(username=TEXT)),
        e.StartEndUserSession(a.session(device=TEXT, network=TEXT)),
        e.SaveAuthorizationCode(a.code(nonce=TEXT)),
        e.AddPasskey(a.passkey(name=TEXT)),
        e.EnqueueMessage(a.message(defect=TEXT)),
        e.RecordEvent(a.event()),
    ]


def test_the_text_of_a_person_or_a_client_is_no_damage(tmp_path, a):
    async def scenario():
        store = open_sqlite(tmp_path / "assay.db", issuer_id="default", clock=lambda: float(a.NOW))
        assert await store.unit_of_work.commit(texts(a)) == e.Committed()
        store.refusal_records.put(a.refusal(claimed_client_id=TEXT, request_id=TEXT))
        await store.maintenance.close()
        async with whole_sqlite_for_reading(tmp_path / "assay.db", issuer_id="default") as tables:
            assert await found(tables) == []

    asyncio.run(scenario())


@pytest.mark.parametrize("spoiled", ['["openid"', "openid", ""])
def test_what_must_be_json_is_looked_at_whatever_it_looks_like(postgresql, a, spoiled):
    target = PostgresqlTarget(postgresql.up_to_date_database(), patience=20)

    async def scenario():
        store = backend.open_postgresql(target, issuer_id="default", clock=lambda: float(a.NOW))
        assert await store.unit_of_work.commit(texts(a)) == e.Committed()
        await store.maintenance.close()
        async with whole_postgresql(target, issuer_id="default") as tables:
            assert await found(tables) == []
        connection = await connect(target)
        await connection.execute("UPDATE clients SET scopes = $1", spoiled)
        await connection.close()
        async with whole_postgresql(target, issuer_id="default") as tables:
            assert await found(tables) == ["clients.scopes of row 1 is not the JSON that was written"]

    asyncio.run(scenario())


def test_every_nested_column_is_listed():
    modules = [import_module(f"{backend.__name__}.{found.name}") for found in pkgutil.iter_modules(backend.__path__)]
    tables = [one for module in modules for one in vars(module).values() if isinstance(one, Records)]
    nested = {
        column
        for table in tables
        for column, read in zip(table.columns.split(", "), table._readers, strict=True)
        if read not in {None, bool}  # what is left is read from JSON
    }
    assert len(tables) > 12
    assert len(nested) > 12
    assert nested <= JSON_COLUMNS
