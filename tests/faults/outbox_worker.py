"""Delivers from the outbox of a database until it is killed: `outbox_worker.py DATABASE RECEIVED`.

Each delivery is one line appended to the file RECEIVED: the time it began, the message, this process; and one when it ended.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from assay.outbound import outbox_delivery as delivering
from assay.outbound.outbox_delivery import OutboxDelivery
from assay.primitives.sealing import Sealer
from assay.server.outbox.outgoing import Outgoing
from assay.server.outbox.retrying import OutboxSettings
from assay.storage.sqlite import open_sqlite

delivering.CLAIM = 2


async def main() -> None:
    received = os.open(sys.argv[2], os.O_APPEND | os.O_WRONLY)

    async def deliver(message_id, _content, _now):
        os.write(received, f"began {message_id} {os.getpid()} {time.time()}\n".encode())
        await asyncio.sleep(0.05)
        os.write(received, f"ended {message_id} {os.getpid()} {time.time()}\n".encode())

    store = open_sqlite(Path(sys.argv[1]), issuer_id="default", clock=time.time)
    outgoing = Outgoing(Sealer(b"k" * 32), os.urandom, "default")
    delivery = OutboxDelivery(store, outgoing, {"mail": deliver}, OutboxSettings(), time.time, os.urandom)
    os.write(1, b"ready\n")
    while True:
        if not await delivery.deliver_due():
            await asyncio.sleep(0.02)


asyncio.run(main())
