"""Deliveries on the memory store: retried with growing pauses, given up in the end, never twice at once."""

from __future__ import annotations

import asyncio
import json
import logging
import os

import pytest

from assay.model.effects import ClaimMessage
from assay.model.outgoing_message import Undelivered
from assay.outbound import outbox_delivery as delivering
from assay.outbound.outbox_delivery import CLAIM, OutboxDelivery
from assay.primitives.sealing import Sealer
from assay.server.outbox.outgoing import Outgoing
from assay.server.outbox.retrying import OutboxSettings, pause_after
from assay.storage.memory import open_memory

NOW = 1_800_000_000
OUTGOING = Outgoing(Sealer(b"k" * 32), os.urandom, "default")


class Receiver:
    """Takes messages, or answers as it is told."""

    def __init__(self, *answers: Undelivered | Exception | None) -> None:
        self.answers = list(answers)
        self.received: list[tuple[str, dict]] = []

    async def __call__(self, message_id, content, now):
        self.received.append((message_id, dict(content)))
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


class World:
    def __init__(self, receiver, **settings) -> None:
        self.now = float(NOW)
        self.store = open_memory(issuer_id="default", clock=lambda: self.now)
        self.receiver = receiver
        self.delivery = OutboxDelivery(
            self.store, OUTGOING, {"mail": receiver}, OutboxSettings(**settings), lambda: self.now, os.urandom
        )

    async def enqueue(self, content=None, *, kind="mail", lifetime=86_400):
        effect = OUTGOING.message(kind, content or {"to": "a@example"}, int(self.now), lifetime)
        await self.store.unit_of_work.commit((effect,))
        return effect.message.message_id

    async def events(self):
        return [(event.type, json.loads(event.detail)) for event in await self.store.events.read(0, 100)]


def run(scenario):
    return asyncio.run(scenario())


def test_a_message_arrives_once_and_is_gone() -> None:
    async def scenario():
        world = World(Receiver())
        message_id = await world.enqueue({"to": "ann@example", "text": "ä"})
        assert await world.delivery.deliver_due() == 1
        assert world.receiver.received == [(message_id, {"to": "ann@example", "text": "ä"})]
        assert await world.store.outbox.list_all(9) == ()
        assert await world.delivery.deliver_due() == 0
        detail = {"message_id": message_id, "kind": "mail", "attempts": 1}
        assert await world.events() == [("outgoing_message.delivered", detail)]

    run(scenario)


def test_a_failed_try_is_repeated_after_a_growing_pause() -> None:
    async def scenario():
        world = World(Receiver(*[Undelivered("no answer")] * 3), first_pause=8)
        await world.enqueue()
        pauses = []
        for _ in range(3):
            await world.delivery.deliver_due()
            (waiting,) = await world.store.outbox.list_all(9)
            assert waiting.defect == "no answer"
            pauses.append(waiting.due_at - world.now)
            world.now = waiting.due_at - 1
            assert await world.delivery.deliver_due() == 0
            world.now = waiting.due_at
        assert [4 * 2**n <= pause <= 8 * 2**n for n, pause in enumerate(pauses)] == [True] * 3
        assert await world.delivery.deliver_due() == 1
        assert len({message_id for message_id, _ in world.receiver.received}) == 1
        assert await world.store.outbox.list_all(9) == ()

    run(scenario)


@pytest.mark.parametrize(
    ("answers", "settings", "tries"),
    [([Undelivered("gone for good", final=True)], {}, 1), ([Undelivered("no")] * 3, {"most_attempts": 3}, 3)],
)
def test_it_is_given_up_in_the_end_and_the_operator_sees_it(answers, settings, tries, caplog) -> None:
    async def scenario():
        world = World(Receiver(*answers), **settings)
        await world.enqueue({"text": "a secret link"})
        for _ in range(5):
            await world.delivery.deliver_due()
            world.now += 7200
        assert len(world.receiver.received) == tries
        (given_up,) = await world.store.outbox.list_all(9)
        assert given_up.abandoned_at is not None
        ((kind, detail),) = await world.events()
        assert (kind, detail["defect"]) == ("outgoing_message.abandoned", answers[0].defect)

    with caplog.at_level(logging.WARNING, "assay.outbox"):
        run(scenario)
    assert [one.getMessage() for one in caplog.records] == ["outgoing_message.abandoned"]
    assert "secret" not in str([vars(one) for one in caplog.records])


def test_a_message_that_is_worth_nothing_any_more_is_not_sent() -> None:
    async def scenario():
        world = World(Receiver())
        await world.enqueue(lifetime=60)
        world.now += 60
        await world.delivery.deliver_due()
        assert world.receiver.received == []
        assert (await world.events())[0][0] == "outgoing_message.abandoned"

    run(scenario)


def test_a_message_that_kills_its_process_each_time_ends() -> None:
    async def scenario():
        world = World(Receiver(), most_attempts=3)
        message_id = await world.enqueue()
        for attempt in (1, 2, 3):  # claimed, and never heard of again
            await world.store.unit_of_work.commit((ClaimMessage(message_id, attempt, NOW),))
        await world.delivery.deliver_due()
        assert world.receiver.received == []
        ((kind, detail),) = await world.events()
        assert (kind, detail["defect"]) == ("outgoing_message.abandoned", "no try came to an end")

    run(scenario)


def test_many_processes_never_try_the_same_at_once() -> None:
    async def scenario():
        world = World(Receiver())
        ids = [await world.enqueue() for _ in range(16)]
        tries = await asyncio.gather(*(world.delivery.deliver_due() for _ in range(8)))
        assert sum(tries) == 16
        assert sorted(message_id for message_id, _ in world.receiver.received) == sorted(ids)

    run(scenario)


def test_whoever_dies_in_a_try_leaves_a_claim_that_runs_out() -> None:
    async def scenario():
        world = World(Receiver())
        message_id = await world.enqueue()
        await world.store.unit_of_work.commit((ClaimMessage(message_id, 1, NOW + CLAIM),))
        world.now += CLAIM - 1
        assert await world.delivery.deliver_due() == 0
        world.now += 1
        assert await world.delivery.deliver_due() == 1
        assert world.receiver.received[0][0] == message_id

    run(scenario)


def test_a_fault_of_ours_is_told_by_its_type_and_tried_again(caplog) -> None:
    async def scenario():
        world = World(Receiver(RuntimeError("a secret")))
        await world.enqueue()
        await world.enqueue()  # its neighbour is not held up
        assert await world.delivery.deliver_due() == 2
        (waiting,) = await world.store.outbox.list_all(9)
        assert waiting.defect == "a fault of ours: RuntimeError"

    run(scenario)
    assert "secret" not in caplog.text


def test_a_try_that_does_not_end_is_left(monkeypatch) -> None:
    monkeypatch.setattr(delivering, "_PATIENCE", 0.01)

    class Deaf(Receiver):
        async def __call__(self, message_id, content, now):
            await asyncio.Event().wait()

    async def scenario():
        world = World(Deaf())
        await world.enqueue()
        assert await world.delivery.deliver_due() == 1
        (waiting,) = await world.store.outbox.list_all(9)
        assert waiting.defect == "the try did not end within 0.01 seconds"

    run(scenario)


def test_a_kind_without_a_delivery_waits_untouched() -> None:
    async def scenario():
        world = World(Receiver())
        await world.enqueue(kind="backchannel_logout")
        assert await world.delivery.deliver_due() == 0
        (waiting,) = await world.store.outbox.list_all(9)
        assert waiting.attempts == 0

    run(scenario)


def test_the_content_is_sealed_where_it_is_stored() -> None:
    async def scenario():
        world = World(Receiver())
        await world.enqueue({"text": "https://issuer.example/reset#token"})
        (waiting,) = await world.store.outbox.list_all(9)
        assert b"issuer.example" not in waiting.sealed
        assert "sealed=" not in repr(waiting)
        stranger = Outgoing(Sealer(b"x" * 32), os.urandom, "default")
        other = OutboxDelivery(
            world.store, stranger, {"mail": world.receiver}, OutboxSettings(), lambda: world.now, os.urandom
        )
        await other.deliver_due()
        assert world.receiver.received == []
        assert (await world.events())[0][1]["defect"] == "it was sealed under another key-encryption key"

    run(scenario)


def test_the_pause_grows_to_its_limit_and_no_further() -> None:
    settings = OutboxSettings(first_pause=5, longest_pause=100)
    assert [pause_after(n, 1.0, settings) for n in (1, 2, 3, 6, 1000)] == [5, 10, 20, 100, 100]
    assert [pause_after(n, 0.0, settings) for n in (1, 6)] == [2, 50]


@pytest.mark.parametrize("wrong", [{"first_pause": 0}, {"most_attempts": 0}, {"longest_pause": 1}, {"poll": 0}])
def test_settings_that_deliver_nothing_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        OutboxSettings(**wrong)
