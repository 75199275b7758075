from __future__ import annotations

import asyncio
import os
import time

import pytest

from assay.outbound.password_hasher import ThreadedPasswordHasher
from assay.ports.password_hasher import HasherBusy


def test_a_password_fits_its_own_hash_only() -> None:
    async def drive() -> None:
        hasher = ThreadedPasswordHasher(os.urandom)
        phc = await hasher.hash("correct horse")
        assert await hasher.matches("correct horse", phc)
        assert not await hasher.matches("correct horsf", phc)
        assert not await hasher.matches("correct horse", None)
        assert phc != await hasher.hash("correct horse")
        hasher.close()

    asyncio.run(drive())


def test_a_full_queue_is_said_at_once_and_empties_again() -> None:
    async def drive() -> None:
        hasher = ThreadedPasswordHasher(os.urandom, threads=1, queued_per_thread=2)
        waiting = [asyncio.create_task(hasher.hash("x")) for _ in range(3)]
        await asyncio.sleep(0)
        began = time.perf_counter()
        with pytest.raises(HasherBusy):
            await hasher.matches("x", None)
        assert time.perf_counter() - began < 0.01
        await asyncio.gather(*waiting)
        assert not await hasher.matches("x", None)
        hasher.close()

    asyncio.run(drive())


def test_a_caller_who_leaves_does_not_free_a_place_that_a_thread_still_holds() -> None:
    async def drive() -> None:
        hasher = ThreadedPasswordHasher(os.urandom, threads=1, queued_per_thread=0)
        leaving = asyncio.create_task(hasher.hash("x"))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        with pytest.raises(HasherBusy):
            await hasher.hash("x")
        for _ in range(100):
            await asyncio.sleep(0.02)
            try:
                assert await hasher.hash("x")
                break
            except HasherBusy:
                continue
        else:
            raise AssertionError("the place was never freed")
        hasher.close()

    asyncio.run(drive())
