"""Runs a command that the person gave, in their own terminal, and keeps what it says on stderr."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Mapping

from assay.record import Record

MAX_KEPT = 256 * 1024


class ObservedCommand(Record):
    """How a command ended. `stderr` is the last part of what it wrote there."""

    status: int
    stderr: str


def observe(words: list[str], variables: Mapping[str, str]) -> ObservedCommand:
    """Run a command with our stdin and stdout; its stderr is shown as it comes. Raises `OSError` when it cannot start."""
    kept: deque[bytes] = deque()
    size = 0
    # The words are those behind `--` on the command line, run as they stand and without a shell.
    with subprocess.Popen(words, stderr=subprocess.PIPE, bufsize=0, env=variables) as process:  # noqa: S603
        while process.stderr is not None and (chunk := process.stderr.read(65536)):
            sys.stderr.buffer.write(chunk)
            sys.stderr.buffer.flush()
            kept.append(chunk)
            size += len(chunk)
            while size - len(kept[0]) >= MAX_KEPT:
                size -= len(kept.popleft())
    return ObservedCommand(process.returncode, b"".join(kept)[-MAX_KEPT:].decode("utf-8", "replace"))
