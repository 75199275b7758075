"""Second factors, known devices and mailed links: written, read, and used once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from assay.model import effects as e
from assay.model.factor import Proof
from assay.model.second_factor import RecoveryCode


def test_an_authenticator_app_is_read_as_it_was_written_and_there_is_one_at_most(on_store, a):
    async def scenario(store):
        assert await store.second_factors.totp("sub-1") is None
        assert await store.unit_of_work.commit([e.AddTotp(a.totp())]) == e.Committed()
        assert await store.second_factors.totp("sub-1") == a.totp()
        second = e.AddTotp(a.totp(sealed_seed=b"other"))
        assert await store.unit_of_work.commit([second]) == e.Conflict(second)

    on_store(scenario)


def test_a_time_step_counts_once_however_many_try_at_once(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddTotp(a.totp(last_step=5))])
        use = e.UseTotpStep("sub-1", 6)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([use]) for _ in range(20)))
        assert outcomes.count(e.Committed()) == 1
        for step in (5, 6):
            late = e.UseTotpStep("sub-1", step)
            assert await store.unit_of_work.commit([late]) == e.Conflict(late)
        nobody = e.UseTotpStep("sub-2", 9)
        assert await store.unit_of_work.commit([nobody]) == e.Conflict(nobody)

    on_store(scenario)


def test_a_recovery_code_counts_once_and_a_new_set_replaces_the_old_one(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.ReplaceRecoveryCodes("sub-1", (b"2" * 32, b"1" * 32), a.NOW)])
        redeem = e.RedeemRecoveryCode("sub-1", b"1" * 32, a.NOW + 1)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([redeem]) for _ in range(20)))
        assert outcomes.count(e.Committed()) == 1
        assert await store.second_factors.recovery_codes("sub-1") == (
            RecoveryCode("sub-1", b"1" * 32, a.NOW, a.NOW + 1),
            RecoveryCode("sub-1", b"2" * 32, a.NOW),
        )
        foreign = e.RedeemRecoveryCode("sub-2", b"2" * 32, a.NOW)
        assert await store.unit_of_work.commit([foreign]) == e.Conflict(foreign)
        await store.unit_of_work.commit([e.ReplaceRecoveryCodes("sub-1", (b"3" * 32,), a.NOW + 2)])
        assert [c.code_hash for c in await store.second_factors.recovery_codes("sub-1")] == [b"3" * 32]

    on_store(scenario)


def test_second_factors_are_removed_of_one_person_only(on_store, a):
    async def scenario(store):
        for subject in ("sub-1", "sub-2"):
            await store.unit_of_work.commit(
                [e.AddTotp(a.totp(subject)), e.ReplaceRecoveryCodes(subject, (b"1" * 32,), a.NOW)]
            )
        await store.unit_of_work.commit([e.RemoveSecondFactors("sub-1")])
        assert await store.second_factors.totp("sub-1") is None
        assert await store.second_factors.recovery_codes("sub-1") == ()
        assert await store.second_factors.totp("sub-2") is not None
        assert len(await store.second_factors.recovery_codes("sub-2")) == 1

    on_store(scenario)


def test_a_device_is_rotated_once_and_forgotten(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.RememberDevice(a.device())])
        assert await store.second_factors.device("device-1") == a.device()
        rotated = a.device(token_hash=b"e" * 32, trusted_until=0)
        rotate = e.RotateDevice(b"d" * 32, rotated)
        assert await store.unit_of_work.commit([rotate]) == e.Committed()
        assert await store.unit_of_work.commit([rotate]) == e.Conflict(rotate)
        assert await store.second_factors.device("device-1") == rotated
        await store.unit_of_work.commit([e.RememberDevice(a.device("device-2"))])
        await store.unit_of_work.commit([e.ForgetDevices("sub-1", "device-1")])
        assert await store.second_factors.device("device-1") is None
        await store.unit_of_work.commit([e.ForgetDevices("sub-1")])
        assert await store.second_factors.device("device-2") is None

    on_store(scenario)


def test_a_mailed_link_is_redeemed_once_and_withdrawn_by_person(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddEmailLink(a.link()), e.AddEmailLink(a.link(b"m" * 32))])
        assert await store.email_links.find(b"l" * 32) == a.link()
        redeem = e.RedeemEmailLink(b"l" * 32)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([redeem]) for _ in range(20)))
        assert outcomes.count(e.Committed()) == 1
        await store.unit_of_work.commit([e.WithdrawEmailLinks("sub-1")])
        assert await store.email_links.find(b"m" * 32) is None

    on_store(scenario)


def test_what_was_proved_is_written_under_a_new_secret_and_the_old_one_is_dead(on_store, a):
    async def scenario(store):
        session = a.session()
        await store.unit_of_work.commit([e.StartEndUserSession(session)])
        proofs = (*session.proofs, Proof("recovery_code", a.NOW + 20))
        proved = replace(session, session_hash=b"n" * 32, proofs=proofs, complete=True)
        prove = e.ProveEndUserSession(session.session_hash, proved)
        assert await store.unit_of_work.commit([prove]) == e.Committed()
        assert await store.end_user_sessions.find(session.session_hash) is None
        assert await store.end_user_sessions.find(b"n" * 32) == replace(proved, confirmed_at=None)
        assert await store.unit_of_work.commit([prove]) == e.Conflict(prove)
        await store.unit_of_work.commit([e.EndEndUserSession("sid-1", a.NOW)])
        late = e.ProveEndUserSession(b"n" * 32, replace(proved, session_hash=b"o" * 32))
        assert await store.unit_of_work.commit([late]) == e.Conflict(late)

    on_store(scenario)


def test_a_password_is_changed_and_what_others_changed_meanwhile_stays(on_store, a):
    async def scenario(store):
        before = a.end_user(disabled_at=None)
        await store.unit_of_work.commit([e.AddEndUser(before)])
        await store.unit_of_work.commit([e.SwitchEndUser("sub-1", 7)])
        assert await store.unit_of_work.commit([e.ChangePassword("sub-1", "$new", 9)]) == e.Committed()
        found = await store.end_users.find("sub-1")
        assert found == replace(before, disabled_at=7, password_hash="$new", password_changed_at=9)
        late = e.ChangePassword("sub-1", "$mine", 9, from_hash="$old")
        assert await store.unit_of_work.commit([late]) == e.Conflict(late)
        mine = e.ChangePassword("sub-1", "$newer", 9, from_hash="$new")
        assert await store.unit_of_work.commit([mine, e.ChangePassword("sub-1", "$new", 9)]) == e.Committed()
        nobody = e.ChangePassword("sub-2", "$new", 9)
        assert await store.unit_of_work.commit([nobody]) == e.Conflict(nobody)

    on_store(scenario)


def test_a_rehash_never_undoes_a_change(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.AddEndUser(a.end_user(password_hash="$old"))])
        await store.unit_of_work.commit([e.RehashPassword("sub-1", "$old", "$same anew")])
        assert (await store.end_users.find("sub-1")).password_hash == "$same anew"
        assert await store.unit_of_work.commit([e.RehashPassword("sub-1", "$old", "$late")]) == e.Committed()
        assert (await store.end_users.find("sub-1")).password_hash == "$same anew"

    on_store(scenario)
