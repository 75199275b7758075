from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from assay.outbound.daemon_thread import in_daemon_thread


def test_it_gives_what_the_work_returns_or_raises() -> None:
    async def scenario() -> None:
        assert await in_daemon_thread(lambda: threading.current_thread().name, "a name") == "a name"
        with pytest.raises(LookupError, match="gone"):
            await in_daemon_thread(lambda: (_ for _ in ()).throw(LookupError("gone")), "a name")

    asyncio.run(scenario())


def test_the_loop_goes_on_meanwhile_and_whoever_is_cancelled_does_not_wait() -> None:
    async def scenario() -> float:
        began = time.monotonic()
        waiting = asyncio.create_task(in_daemon_thread(lambda: time.sleep(1), "slow"))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return time.monotonic() - began

    assert asyncio.run(scenario()) < 0.8


def test_work_that_never_ends_holds_up_no_process() -> None:
    program = (
        "import asyncio, time\n"
        "from assay.outbound.daemon_thread import in_daemon_thread\n"
        "async def main():\n"
        "    task = asyncio.create_task(in_daemon_thread(lambda: time.sleep(60), 'slow'))\n"
        "    await asyncio.sleep(0.1)\n"
        "    task.cancel()\n"
        "asyncio.run(main())\n"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=20, check=False).returncode == 0
