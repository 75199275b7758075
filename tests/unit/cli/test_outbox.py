"""`assay outbox …` on a real store."""

from __future__ import annotations

import asyncio
import os
import time

from assay.app.store import ISSUER_ID
from assay.model.effects import AbandonMessage, ClaimMessage
from assay.primitives.sealing import Sealer
from assay.server.outbox.outgoing import Outgoing
from assay.storage.sqlite import open_sqlite


def given_up(folder) -> str:
    """The id of a message that was given up after one try."""

    async def scenario() -> str:
        store = open_sqlite(folder / ".assay" / "assay.db", issuer_id=ISSUER_ID, clock=time.time)
        effect = Outgoing(Sealer(bytes(range(32))), os.urandom, ISSUER_ID).message(
            "mail", {"to": "ann@example"}, int(time.time()), 600
        )
        message_id = effect.message.message_id
        now = int(time.time())
        await store.unit_of_work.commit(
            (effect, ClaimMessage(message_id, 1, now), AbandonMessage(message_id, 1, now, "the mailbox is gone"))
        )
        await store.maintenance.close()
        return message_id

    return asyncio.run(scenario())


def test_a_message_that_was_given_up_is_listed_and_tried_again(assay) -> None:
    message_id = given_up(assay.folder)
    (listed,) = assay("outbox", "list", "--json").document
    assert (listed["message_id"], listed["state"], listed["attempts"]) == (message_id, "given up", 1)
    assert listed["defect"] == "the mailbox is gone"
    assert "ann@example" not in assay("outbox", "list").out
    (retried,) = assay("outbox", "retry", message_id, "--json").document
    assert (retried["state"], retried["attempts"]) == ("waits", 0)
    assert retried["expires_at"] > listed["expires_at"]


def test_what_was_not_given_up_is_not_retried(assay) -> None:
    refused = assay("outbox", "retry", "nothing")
    assert refused.status == 6
    assert "assay outbox list" in refused.err


def test_an_empty_outbox_says_so(assay) -> None:
    assert "every message has arrived" in assay("outbox", "list").out
