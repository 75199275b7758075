"""A backup brings back everything, on either backend; one that is not whole brings back nothing."""

from __future__ import annotations

import asyncio
import io
import random

import pytest

from assay.model import effects as e
from assay.ports.store import StoreUnusable
from assay.storage.backup.file_format import BackupReader, BackupWriter, Holding
from assay.storage.backup.reading import BackedUpTables, read_through
from assay.storage.backup.revocations import CLOSING, closing_tables, merged_with
from assay.storage.backup.writing import back_up
from assay.storage.copying import copy_all
from assay.storage.sqlite.whole_tables import whole_sqlite, whole_sqlite_for_reading
from contract.storage.test_copying import filled, places, told  # noqa: F401 - `places` is the fixture

KEY, OTHER = b"k" * 32, b"o" * 32


async def written(whole, *, revocations=False, salt=b"s" * 32):
    async with whole as source:
        tables = await source.tables()
        kept = closing_tables(tables) if revocations else tables
        file = io.BytesIO()
        what = "revocations" if revocations else "everything"
        await back_up(source, kept, BackupWriter(file, KEY, salt, Holding(what, "1", "default", 0, kept)))
        return file.getvalue()


def read(octets, *keys):
    return BackedUpTables(BackupReader(io.BytesIO(octets), keys or (KEY,)))


def test_everything_comes_back_on_the_other_backend(places, a):  # noqa: F811 - the fixture
    async def scenario():
        answers = await filled(places[0], a)
        octets = await written(places[0].whole(make=False))
        async with places[1].whole() as after:
            await copy_all(read(octets, OTHER, KEY), after)
        store = places[1].store()
        assert await told(store, a) == answers
        await store.maintenance.close()

    asyncio.run(scenario())


def test_nothing_of_it_can_be_read_without_the_key(places, a):  # noqa: F811
    async def scenario():
        await filled(places[0], a)
        octets = await written(places[0].whole(make=False))
        assert b"client-1" not in octets
        assert b"sealed" not in octets
        with pytest.raises(StoreUnusable, match="another key"):
            read(octets, OTHER)

    asyncio.run(scenario())


def small(tmp_path, a, rows=30, **options):
    """A backup of a small store, as bytes."""
    from assay.storage.sqlite import open_sqlite

    async def scenario():
        store = open_sqlite(tmp_path / "small.db", issuer_id="default", clock=lambda: 0.0)
        await store.unit_of_work.commit([e.SaveClient(a.client(f"client-{number}")) for number in range(rows)])
        await store.maintenance.close()
        return await written(whole_sqlite(tmp_path / "small.db", issuer_id="default", now=0, make=False), **options)

    return asyncio.run(scenario())


def test_every_damage_is_noticed_before_anything_counts(tmp_path, a):
    """Bytes flipped, cut off, left out, doubled, added: 400 cases."""
    octets, chance = small(tmp_path, a), random.Random(9)
    asyncio.run(read_through(read(octets)))
    damaged = [octets[: chance.randrange(len(octets))] for _ in range(100)]
    for _ in range(200):
        place = chance.randrange(len(octets))
        damaged.append(octets[:place] + bytes([octets[place] ^ 1 << chance.randrange(8)]) + octets[place + 1 :])
    for _ in range(90):
        begin = chance.randrange(len(octets) - 1)
        end = min(begin + chance.randrange(1, 400), len(octets))
        damaged.append(octets[:begin] + octets[end:])
    damaged += [octets + b"\0", octets + octets, octets[:-1], b"", b"assay-backup 2\n" + octets[15:]]
    damaged += [octets[:15] + bytes([255] * 4) + octets[19:] for _ in range(5)]
    for case in damaged:
        with pytest.raises(StoreUnusable):
            asyncio.run(read_through(read(case)))
    print(f"\nR09, R16: {len(damaged)} damaged backups, each refused")


def test_pieces_cannot_be_exchanged_between_two_backups_under_one_key(tmp_path, a):
    first = small(tmp_path, a)
    (tmp_path / "small.db").unlink()
    second = small(tmp_path, a, rows=31, salt=b"t" * 32)
    header = 15 + 4 + int.from_bytes(first[15:19], "big")
    with pytest.raises(StoreUnusable):
        asyncio.run(read_through(read(first[:header] + second[header:])))


def test_a_backup_sees_one_moment_while_others_write(tmp_path, a):
    from assay.storage.sqlite import open_sqlite

    async def scenario():
        store = open_sqlite(tmp_path / "assay.db", issuer_id="default", clock=lambda: 0.0)
        await store.unit_of_work.commit([e.SaveClient(a.client("before"))])
        async with whole_sqlite_for_reading(tmp_path / "assay.db", issuer_id="default") as source:
            await store.unit_of_work.commit([e.SaveClient(a.client("after"))])
            rows = [row async for row in source.rows("clients", ("client_id",))]
        assert rows == [("before",)]
        assert len(await store.clients.page(None, 1000)) == 2
        await store.maintenance.close()

    asyncio.run(scenario())


def test_what_was_closed_since_an_older_backup_stays_closed(places, a):  # noqa: F811
    async def scenario():
        await filled(places[0], a)
        older = await written(places[0].whole(make=False))
        store = places[0].store()
        await store.unit_of_work.commit(
            [
                e.RevokeGrant("grant-9", a.NOW, a.NOW + 900, "because"),
                e.DenyAccessToken("jti-9", a.NOW + 900, "because"),
                e.RememberOnce("client_assertion", b"x" * 32, a.NOW + 900),
                e.SaveClient(a.client(disabled_at=a.NOW + 7, revision=1)),
                e.SwitchEndUser("sub-1", None),
                e.SwitchEndUser("sub-1", a.NOW + 8),
                e.ChangePassword("sub-1", "$new", a.NOW + 8),
                e.SaveSigningKey(a.key(revoked_at=a.NOW + 9, retires_at=a.NOW + 9)),
                e.EndEndUserSession(a.session().session_id, a.NOW + 6),
                e.RotateRefreshToken((5).to_bytes(16, "big"), 1, a.NOW + 5, a.NOW + 70),
                e.SaveClient(a.client("newer")),
            ]
        )
        await store.maintenance.close()
        export = await written(places[0].whole(make=False), revocations=True)
        merge = await merged_with(read(export))
        async with places[1].whole() as after:
            await copy_all(BackedUpTables(BackupReader(io.BytesIO(older), (KEY,)), merge), after)
        store = places[1].store()
        assert (await store.clients.find("client-1")).disabled_at == a.NOW + 7
        assert await store.clients.find("newer") is None  # an export closes, it adds nothing that could be used
        person = await store.end_users.find("sub-1")
        assert (person.disabled_at, person.password_changed_at) == (a.NOW + 8, a.NOW + 8)
        (key,) = await store.signing_keys.list_all()
        assert key.revoked_at == a.NOW + 9
        assert (await store.end_user_sessions.find(a.session().session_hash)).ended_at == a.NOW + 6
        rotated = await store.refresh_tokens.find((5).to_bytes(16, "big"))
        assert rotated.generation == 2  # the token of the first generation is an old one again
        remembered = e.RememberOnce("client_assertion", b"x" * 32, a.NOW + 900)
        assert await store.unit_of_work.commit([remembered]) == e.Conflict(remembered)
        revoked = await store.token_statuses.revoked(a.NOW, a.NOW)
        assert "grant-9" in revoked.grant_ids
        await store.maintenance.close()

    asyncio.run(scenario())


def test_what_was_used_up_or_taken_back_since_an_older_backup_does_not_come_back(places, a):  # noqa: F811
    async def restored():
        store = places[0].store()
        at, subject = a.NOW, "sub-1"
        await store.unit_of_work.commit(
            [
                e.AddEndUser(a.end_user()),
                e.ReplaceRecoveryCodes(subject, (b"1" * 32, b"2" * 32), at),
                e.AddEmailLink(a.link()),
                e.AddPasskey(a.passkey()),
                e.AddPasskey(a.passkey(b"kept")),
                e.RememberDevice(a.device()),
                e.SaveConsent(a.consent()),
                e.SaveDeviceAuthorization(a.device_authorization()),
                e.DecideDeviceAuthorization(a.device_authorization().device_code_hash, at, a.approval()),
                e.ReserveStatusBlock(a.block(0, 4)),
            ]
        )
        await store.maintenance.close()
        older = await written(places[0].whole(make=False))
        store = places[0].store()
        done = await store.unit_of_work.commit(
            [
                e.RedeemRecoveryCode(subject, b"1" * 32, at + 5),
                e.RedeemEmailLink(a.link().token_hash),
                e.RemovePasskey(subject, a.passkey().credential_id),
                e.ForgetDevices(subject),
                e.RevokeConsent("client-1", subject),
                e.RedeemDeviceCode(a.device_authorization().device_code_hash, at + 5),
                e.ReserveStatusBlock(a.block(4, 8)),
            ]
        )
        assert done == e.Committed()
        await store.maintenance.close()
        merge = await merged_with(read(await written(places[0].whole(make=False), revocations=True)))
        async with places[1].whole() as after:
            await copy_all(BackedUpTables(BackupReader(io.BytesIO(older), (KEY,)), merge), after)
        return places[1].store()

    async def closed():
        store = await restored()
        used = {code.code_hash: code.used_at for code in await store.second_factors.recovery_codes("sub-1")}
        assert used == {b"1" * 32: a.NOW + 5, b"2" * 32: None}
        assert await store.email_links.find(a.link().token_hash) is None
        assert [one.credential_id for one in await store.passkeys.list_of("sub-1")] == [b"kept"]
        assert await store.second_factors.device(a.device().device_id) is None
        assert await store.consents.find("client-1", "sub-1") is None
        redeemed = await store.device_authorizations.find(a.device_authorization().device_code_hash)
        assert redeemed.redeemed_at == a.NOW + 5
        # An index that a token has is given to no other one, which would fall when the first is revoked.
        assert await store.token_statuses.end() == 12
        await store.maintenance.close()

    asyncio.run(closed())


def test_an_export_that_is_older_than_the_backup_drops_nothing(places, a):  # noqa: F811
    async def scenario():
        await filled(places[0], a)
        export = await written(places[0].whole(make=False), revocations=True)
        store = places[0].store()
        await store.unit_of_work.commit([e.AddPasskey(a.passkey())])
        await store.maintenance.close()
        merge = await merged_with(read(export), newer=False)
        whole = await written(places[0].whole(make=False))
        async with places[1].whole() as after:
            await copy_all(BackedUpTables(BackupReader(io.BytesIO(whole), (KEY,)), merge), after)
        store = places[1].store()
        assert len(await store.passkeys.list_of("sub-1")) == 1
        await store.maintenance.close()

    asyncio.run(scenario())


def test_an_export_opens_nothing(places, a):  # noqa: F811
    """What the newer facts have open and the older backup has closed stays closed."""

    async def scenario():
        await filled(places[0], a)
        export = await written(places[0].whole(make=False), revocations=True)
        store = places[0].store()
        await store.unit_of_work.commit([e.SaveClient(a.client(disabled_at=a.NOW + 7, revision=1))])
        await store.maintenance.close()
        whole = await written(places[0].whole(make=False))
        merge = await merged_with(read(export))
        async with places[1].whole() as after:
            await copy_all(BackedUpTables(BackupReader(io.BytesIO(whole), (KEY,)), merge), after)
        store = places[1].store()
        assert (await store.clients.find("client-1")).disabled_at == a.NOW + 7
        await store.maintenance.close()

    asyncio.run(scenario())


def test_the_columns_of_an_export_are_there_and_hold_no_secret(places):  # noqa: F811
    async def scenario():
        async with places[0].whole() as one:
            tables = await one.tables()
        for table, closing in CLOSING.items():
            assert set(closing.every_column) <= set(tables[table]), table
            if closing.adds:
                assert set(closing.every_column) == set(tables[table]), table
            told = set(closing.every_column) - {"password_changed_at"}  # a time, which tells no more than when
            assert not [name for name in told if "sealed" in name or "password" in name]

    asyncio.run(scenario())
