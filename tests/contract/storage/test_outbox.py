"""The outbox: a try belongs to one process, and every step of it is conditional on being the newest."""

from __future__ import annotations

import asyncio

from assay.model import effects as e


def test_what_is_due_comes_by_kind_and_age(on_store, a):
    async def scenario(store):
        messages = [
            a.message("late", due_at=a.NOW - 1),
            a.message("early", due_at=a.NOW - 9),
            a.message("other", kind="backchannel_logout", due_at=a.NOW - 5),
            a.message("later", due_at=a.NOW + 1),
            a.message("given up", abandoned_at=a.NOW),
        ]
        await store.unit_of_work.commit([*map(e.EnqueueMessage, messages)])
        assert [one.message_id for one in await store.outbox.due("mail", a.NOW, 9)] == ["early", "late"]
        assert await store.outbox.due("mail", a.NOW, 1) == (messages[1],)
        assert [one.message_id for one in await store.outbox.due("mail", a.NOW + 1, 9)] == ["early", "late", "later"]
        assert await store.outbox.due("backchannel_logout", a.NOW, 9) == (messages[2],)
        assert {one.message_id for one in await store.outbox.list_all(9)} == {one.message_id for one in messages}

    on_store(scenario)


def test_of_many_that_claim_a_try_one_has_it(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.EnqueueMessage(a.message())])
        claim = e.ClaimMessage("m1", 1, a.NOW + 60)
        outcomes = await asyncio.gather(*(store.unit_of_work.commit([claim]) for _ in range(50)))
        assert outcomes.count(e.Committed()) == 1
        assert outcomes.count(e.Conflict(claim)) == 49
        assert await store.outbox.due("mail", a.NOW + 59, 9) == ()
        assert await store.outbox.due("mail", a.NOW + 60, 9) == (a.message(attempts=1, due_at=a.NOW + 60),)

    on_store(scenario)


def test_a_try_whose_claim_ran_out_decides_nothing(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.EnqueueMessage(a.message())])
        for attempt in (1, 2):
            claim = e.ClaimMessage("m1", attempt, a.NOW + 60 * attempt)
            assert await store.unit_of_work.commit([claim]) == e.Committed()
        for late in (
            e.FinishMessage("m1", 1),
            e.PostponeMessage("m1", 1, a.NOW, "x"),
            e.AbandonMessage("m1", 1, a.NOW, "x"),
        ):
            assert await store.unit_of_work.commit([late]) == e.Conflict(late)
        assert await store.outbox.list_all(9) == (a.message(attempts=2, due_at=a.NOW + 120),)
        assert await store.unit_of_work.commit([e.FinishMessage("m1", 2)]) == e.Committed()
        assert await store.outbox.list_all(9) == ()

    on_store(scenario)


def test_a_message_is_postponed_given_up_and_revived(on_store, a):
    async def scenario(store):
        await store.unit_of_work.commit([e.EnqueueMessage(a.message()), e.ClaimMessage("m1", 1, a.NOW + 60)])
        await store.unit_of_work.commit([e.PostponeMessage("m1", 1, a.NOW + 7, "no answer")])
        postponed = a.message(attempts=1, due_at=a.NOW + 7, defect="no answer")
        assert await store.outbox.due("mail", a.NOW + 7, 9) == (postponed,)
        await store.unit_of_work.commit([e.ClaimMessage("m1", 2, a.NOW + 60)])
        await store.unit_of_work.commit([e.AbandonMessage("m1", 2, a.NOW + 8, "refused")])
        given_up = a.message(attempts=2, due_at=a.NOW + 60, abandoned_at=a.NOW + 8, defect="refused")
        assert await store.outbox.list_all(9) == (given_up,)
        again = e.ClaimMessage("m1", 3, a.NOW + 99)
        assert await store.unit_of_work.commit([again]) == e.Conflict(again)
        revive = e.ReviveMessage("m1", a.NOW + 9, a.NOW + 10)
        assert await store.unit_of_work.commit([revive]) == e.Committed()
        revived = a.message(due_at=a.NOW + 9, expires_at=a.NOW + 10, defect="refused")
        assert await store.outbox.list_all(9) == (revived,)
        assert await store.unit_of_work.commit([revive]) == e.Conflict(revive)

    on_store(scenario)


def test_a_message_is_written_with_its_change_or_not_at_all(on_store, a):
    async def scenario(store):
        lost = e.RememberOnce("k", b"v", a.NOW)
        await store.unit_of_work.commit([lost])
        assert await store.unit_of_work.commit([e.EnqueueMessage(a.message()), lost]) == e.Conflict(lost)
        assert await store.outbox.list_all(9) == ()
        taken = e.EnqueueMessage(a.message())
        await store.unit_of_work.commit([taken])
        assert await store.unit_of_work.commit([taken]) == e.Conflict(taken)

    on_store(scenario)
