"""Processes that deliver from one outbox are killed at any moment: every message arrives, and never twice at once."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from assay.primitives.sealing import Sealer
from assay.server.outbox.outgoing import Outgoing
from assay.storage.sqlite import open_sqlite

WORKER = Path(__file__).with_name("outbox_worker.py")
MESSAGES = 120
WORKERS = 3
KILLS = 4


def test_every_message_arrives_though_the_processes_are_killed(tmp_path):
    database, received = tmp_path / "assay.db", tmp_path / "received"
    received.touch()
    ids = asyncio.run(_enqueue(database))
    chance = random.Random(20_261_128)
    workers = [_worker(database, received) for _ in range(WORKERS)]
    try:
        for _ in range(KILLS):
            time.sleep(0.1 + chance.random() * 0.2)
            doomed = workers.pop(0)
            _kill(doomed)
            workers.append(_worker(database, received))
        deadline = time.monotonic() + 60
        while asyncio.run(_waiting(database)):
            assert time.monotonic() < deadline, "they did not all arrive"
            time.sleep(0.1)
    finally:
        for worker in workers:
            _kill(worker)
    lines = [line.split() for line in received.read_text().splitlines()]
    assert {message_id for what, message_id, *_ in lines if what == "ended"} == set(ids)
    assert Counter(what for what, *_ in lines)["began"] >= MESSAGES
    _never_twice_at_once(lines)


def _never_twice_at_once(lines):
    tries = defaultdict(dict)
    for what, message_id, process, at in lines:
        tries[message_id].setdefault(process, {})[what] = float(at)
    for message_id, by_process in tries.items():
        spans = sorted((span["began"], span.get("ended", span["began"])) for span in by_process.values())
        for (_, ended), (began, _) in pairwise(spans):
            assert began >= ended, f"{message_id} was delivered twice at once"


def _kill(worker):
    worker.kill()
    worker.wait()
    worker.stdout.close()


def _worker(database, received):
    worker = subprocess.Popen([sys.executable, str(WORKER), str(database), str(received)], stdout=subprocess.PIPE)
    assert worker.stdout.readline() == b"ready\n"
    return worker


async def _enqueue(database):
    store = open_sqlite(database, issuer_id="default", clock=time.time)
    outgoing = Outgoing(Sealer(b"k" * 32), os.urandom, "default")
    now = int(time.time())
    effects = [outgoing.message("mail", {"number": number}, now, 600) for number in range(MESSAGES)]
    await store.unit_of_work.commit(effects)
    await store.maintenance.close()
    return [effect.message.message_id for effect in effects]


async def _waiting(database):
    store = open_sqlite(database, issuer_id="default", clock=time.time)
    try:
        return await store.outbox.list_all(MESSAGES)
    finally:
        await store.maintenance.close()
