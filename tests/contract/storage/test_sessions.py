"""End-user sessions: cookies that rotate, clients that took part, and the last use that is written behind."""

from __future__ import annotations

import asyncio

from assay.model import effects as e
from assay.model.end_user import SessionUse

OLD, NEW, THIRD = b"1" * 32, b"2" * 32, b"3" * 32


def begun(a, store, **changes):
    return store.unit_of_work.commit([e.StartEndUserSession(a.session(session_hash=OLD, **changes))])


def test_of_many_that_rotate_a_cookie_one_does_and_both_cookies_lead_to_the_session(on_store, a):
    async def scenario(store):
        await begun(a, store)
        rotations = [e.RotateSessionCookie("sid-1", OLD, bytes([n]) * 32, b"n" * 16, a.NOW) for n in range(40)]
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([one]) for one in rotations))
        assert outcomes.count(e.Committed()) == 1
        won = rotations[outcomes.index(e.Committed())]
        expected = a.session(
            session_hash=won.to_hash, previous_hash=OLD, rotation_nonce=b"n" * 16, rotated_at=a.NOW, confirmed_at=None
        )
        assert await store.end_user_sessions.find(won.to_hash) == expected
        assert await store.end_user_sessions.find(OLD) == expected
        assert await store.end_user_sessions.find_by_id("sid-1") == expected

    on_store(scenario)


def test_only_the_cookie_before_is_known(on_store, a):
    async def scenario(store):
        await begun(a, store)
        for before, after in ((OLD, NEW), (NEW, THIRD)):
            rotation = e.RotateSessionCookie("sid-1", before, after, b"n", a.NOW)
            assert await store.unit_of_work.commit([rotation]) == e.Committed()
        assert await store.end_user_sessions.find(OLD) is None
        assert (await store.end_user_sessions.find(NEW)).session_hash == THIRD

    on_store(scenario)


def test_the_first_confirmation_of_the_present_cookie_counts(on_store, a):
    async def scenario(store):
        await begun(a, store)
        await store.unit_of_work.commit([e.RotateSessionCookie("sid-1", OLD, NEW, b"n", a.NOW)])
        for cookie, at in ((OLD, 1), (NEW, 2), (NEW, 3)):
            assert await store.unit_of_work.commit([e.ConfirmSessionCookie("sid-1", cookie, at)]) == e.Committed()
        assert (await store.end_user_sessions.find(NEW)).confirmed_at == 2

    on_store(scenario)


def test_a_renewed_session_keeps_its_id_and_forgets_every_cookie_before(on_store, a):
    async def scenario(store):
        await begun(a, store)
        await store.unit_of_work.commit([e.RotateSessionCookie("sid-1", OLD, NEW, b"n", a.NOW)])
        renewed = a.session(session_hash=THIRD, authenticated_at=a.NOW + 9, proofs=(), started_at=0, confirmed_at=1)
        assert await store.unit_of_work.commit([e.ProveEndUserSession(NEW, renewed)]) == e.Committed()
        assert await store.end_user_sessions.find(OLD) is None
        assert await store.end_user_sessions.find(NEW) is None
        kept = a.session(session_hash=THIRD, authenticated_at=a.NOW + 9, proofs=(), confirmed_at=None)
        assert await store.end_user_sessions.find(THIRD) == kept

    on_store(scenario)


def test_an_ended_session_neither_rotates_nor_is_renewed_nor_joined(on_store, a):
    async def scenario(store):
        await begun(a, store)
        await store.unit_of_work.commit([e.EndEndUserSession("sid-1", a.NOW)])
        for effect in (
            e.RotateSessionCookie("sid-1", OLD, NEW, b"n", a.NOW),
            e.ProveEndUserSession(OLD, a.session(session_hash=NEW)),
            e.JoinEndUserSession("sid-1", "client-1"),
            e.JoinEndUserSession("sid-unknown", "client-1"),
        ):
            assert await store.unit_of_work.commit([effect]) == e.Conflict(effect)
        assert (await store.end_user_sessions.find(OLD)).ended_at == a.NOW

    on_store(scenario)


def test_no_client_is_forgotten_that_joined_before_the_end(on_store, a):
    async def scenario(store):
        await begun(a, store)
        for client_id in ("client-2", "client-1", "client-2"):
            await store.unit_of_work.commit([e.JoinEndUserSession("sid-1", client_id)])
        assert await store.end_user_sessions.clients_of("sid-1") == ("client-1", "client-2")
        forgetful = e.EndEndUserSession("sid-1", a.NOW, ("client-1",))
        assert await store.unit_of_work.commit([forgetful]) == e.Conflict(forgetful)
        assert (await store.end_user_sessions.find(OLD)).ended_at is None
        whole = e.EndEndUserSession("sid-1", a.NOW, ("client-1", "client-2", "client-3"))
        assert await store.unit_of_work.commit([whole]) == e.Committed()

    on_store(scenario)


def test_the_sessions_of_a_person_are_listed_without_those_that_were_ended(on_store, a):
    async def scenario(store):
        made = [
            a.session("sid-1", started_at=1),
            a.session("sid-2", started_at=2),
            a.session("sid-3", started_at=3, subject="sub-2"),
            a.session("sid-4", started_at=4),
        ]
        await store.unit_of_work.commit([*map(e.StartEndUserSession, made), e.EndEndUserSession("sid-4", a.NOW)])
        assert await store.end_user_sessions.list_of("sub-1") == (made[1], made[0])
        assert await store.end_user_sessions.list_of("sub-3") == ()

    on_store(scenario)


def test_a_use_is_durable_within_a_second_and_an_older_one_changes_nothing(on_store, a):
    async def scenario(store):
        await begun(a, store)
        store.end_user_sessions.note_use(SessionUse("sid-1", a.NOW + 5, "198.51.100.7", "Chrome on Windows"))
        store.end_user_sessions.note_use(SessionUse("sid-unknown", a.NOW + 5, "", ""))
        await asyncio.sleep(0.4)
        used = a.session(session_hash=OLD, last_used_at=a.NOW + 5, network="198.51.100.7", device="Chrome on Windows")
        assert await store.end_user_sessions.find(OLD) == used
        store.end_user_sessions.note_use(SessionUse("sid-1", a.NOW + 4, "203.0.113.1", "curl"))
        await asyncio.sleep(0.4)
        assert await store.end_user_sessions.find(OLD) == used

    on_store(scenario)


def test_what_leads_to_a_purged_session_goes_with_it(on_store, a, retention):
    async def scenario(store):
        await begun(a, store, expires_at=a.NOW)
        rotation = e.RotateSessionCookie("sid-1", OLD, NEW, b"n", a.NOW)
        await store.unit_of_work.commit([rotation, e.JoinEndUserSession("sid-1", "client-1")])
        assert await store.maintenance.purge(a.NOW, 9) == 1
        assert await store.end_user_sessions.find(OLD) is None
        assert await store.end_user_sessions.find(NEW) is None
        assert await store.end_user_sessions.clients_of("sid-1") == ()
        assert await begun(a, store) == e.Committed()

    on_store(scenario, retention=retention())
