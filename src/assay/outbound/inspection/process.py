"""Runs each explanation in a short-lived process of low priority (`ports.inspector.Inspector`).

A thread would share the interpreter with the token endpoint and could not be stopped. A process has none of our secrets, is
killed when its time is up, and takes what was pasted along when it ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict

from assay.outbound.inspection.settings import InspectionSettings
from assay.ports.inspector import Inspected, InspectionGaveUp, InspectorBusy, Pasted

MAX_ANSWER = 2 * 1024 * 1024
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""Variables that a Python process needs to start; the rest may hold secrets."""


class ProcessInspector:
    """At most so many processes at once; whoever comes on top is turned away at once instead of waiting."""

    __slots__ = ("_running", "_settings")

    def __init__(self, settings: InspectionSettings) -> None:
        self._settings = settings
        self._running = 0

    async def __call__(self, pasted: Pasted) -> Inspected:
        """See the port."""
        if self._running >= self._settings.parallel:
            raise InspectorBusy
        self._running += 1
        try:
            return await self._explained(pasted)
        finally:
            self._running -= 1

    async def _explained(self, pasted: Pasted) -> Inspected:
        given = json.dumps(asdict(pasted)).encode("ascii")
        # -P: the working directory is no place to import from.
        words = (sys.executable, "-P", "-m", "assay.outbound.inspection.child")
        variables = {name: os.environ[name] for name in _KEPT if name in os.environ}
        process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=variables)
        try:
            async with asyncio.timeout(self._settings.seconds):
                answer = await _spoken(process, given)
                status = await process.wait()
        except TimeoutError:
            raise InspectionGaveUp from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if status != 0 or len(answer) > MAX_ANSWER:
            raise InspectionGaveUp
        told = json.loads(answer)
        return Inspected(told["verdict"], told["html"])


async def _spoken(process: Process, given: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended early: its status tells
        process.stdin.write(given)
        await process.stdin.drain()
        process.stdin.close()
    answer = b""
    while chunk := await process.stdout.read(65_536):
        answer += chunk
        if len(answer) > MAX_ANSWER:
            break
    return answer
