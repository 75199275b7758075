"""Argon2id off the event loop: a few threads and a short queue (`ports.password_hasher.PasswordHasher`).

Security bar A187: a flood of sign-ins meets `HasherBusy` at once instead of a queue that grows, and never the loop.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from assay.ports.entropy import Entropy
from assay.ports.password_hasher import HasherBusy
from assay.primitives.password_hashing import SALT_BYTES, hash_password, password_matches

T = TypeVar("T")

QUEUED_PER_THREAD = 16
"""Hashes that may wait per thread: at 20 to 40 ms each, the last one is done within a second."""


class ThreadedPasswordHasher:
    """Hashes on at most as many threads as there are processors; the argon2 library releases the GIL."""

    def __init__(
        self, entropy: Entropy, threads: int | None = None, queued_per_thread: int = QUEUED_PER_THREAD
    ) -> None:
        count = max(1, min(threads or os.cpu_count() or 1, os.cpu_count() or 1))
        self._entropy = entropy
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="argon2")
        self._limit = count * (1 + queued_per_thread)
        self._in_hand = 0

    async def hash(self, password: str) -> str:
        """See the port."""
        salt = self._entropy(SALT_BYTES)
        return await self._run(lambda: hash_password(password, salt))

    async def matches(self, password: str, phc: str | None) -> bool:
        """See the port."""
        return await self._run(lambda: password_matches(password, phc))

    def close(self) -> None:
        """Let go of the threads; what waits is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._in_hand >= self._limit:
            raise HasherBusy
        self._in_hand += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        # Counted down when the thread is done, not when the caller gives up: a caller that leaves frees no thread.
        future.add_done_callback(self._done)
        return await asyncio.shield(future)

    def _done(self, _future: object) -> None:
        self._in_hand -= 1
