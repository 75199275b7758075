"""Sealed values are found page by page, and sealed anew only while they are what was read."""

from __future__ import annotations

from assay.model import effects as e
from assay.model.sealed_value import SEALED_COLUMNS, SealedValue

KEYS, SECRETS = SEALED_COLUMNS[:2]


def test_pages_come_in_the_order_of_the_row_ids(on_store, a):
    async def scenario(store):
        kids = ["b", "ä", "a", "B", "~"]
        await store.unit_of_work.commit([e.SaveSigningKey(a.key(kid)) for kid in kids])
        seen, after = [], ""
        while page := await store.sealed_values.page(KEYS, after, 2):
            assert len(page) <= 2
            seen += [value.row_id for value in page]
            after = page[-1].row_id
        assert seen == sorted(kids, key=str.encode)

    on_store(scenario)


def test_a_value_is_sealed_anew_once_and_every_reader_sees_it(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddServerSecret(a.secret("refresh_token", b"old"))])
        assert (await store.signing_keys.secret("refresh_token")).sealed == b"old"
        (value,) = await store.sealed_values.page(SECRETS, "", 10)
        assert value == SealedValue(SECRETS, "refresh_token", b"old")
        reseal = e.Reseal(value, b"new")
        assert await store.unit_of_work.commit([reseal]) == e.Committed()
        assert (await store.signing_keys.secret("refresh_token")).sealed == b"new"
        assert await store.unit_of_work.commit([reseal]) == e.Conflict(reseal)
        assert (await store.signing_keys.secret("refresh_token")).sealed == b"new"

    on_store(scenario)


def test_nothing_else_of_the_row_changes(on_store, a):
    async def scenario(store):
        key = a.key("k")
        await store.unit_of_work.commit([e.SaveSigningKey(key)])
        (value,) = await store.sealed_values.page(KEYS, "", 10)
        await store.unit_of_work.commit([e.Reseal(value, b"new")])
        assert await store.signing_keys.list_all() == (a.key("k", sealed_private_key=b"new"),)

    on_store(scenario)


def test_what_is_not_there_is_a_conflict(on_store):
    async def scenario(store):
        reseal = e.Reseal(SealedValue(KEYS, "nobody", b"x"), b"y")
        assert await store.unit_of_work.commit([reseal]) == e.Conflict(reseal)

    on_store(scenario)
