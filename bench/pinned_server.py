"""A server process pinned to one core: started, waited for, measured, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PinnedServer:
    """Starts `command` (with `{port}` filled in) on one core, in a session of its own."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], core: int, log: Path
    ) -> None:
        self.port = free_port()
        filled = [part.replace("{port}", str(self.port)) for part in command]
        variables = {key: value.replace("{port}", str(self.port)) for key, value in environment.items()}
        self.began = time.perf_counter()
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(core), *filled],
                cwd=folder,
                env={**os.environ, "PORT": str(self.port), **variables},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until(self, answers: Callable[[int], bool], seconds: float = 60) -> float:
        """Milliseconds from the start to the first right answer. Raises `RuntimeError` when there is none."""
        while time.perf_counter() < self.began + seconds:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            if answers(self.port):
                return (time.perf_counter() - self.began) * 1e3
            time.sleep(0.003)
        raise RuntimeError("the server did not become ready")

    def resident_mib(self) -> float:
        """Resident memory of the whole process tree."""
        total, waiting = 0, [self.process.pid]
        while waiting:
            pid = waiting.pop()
            try:
                for task in Path(f"/proc/{pid}/task").iterdir():
                    waiting += [int(child) for child in (task / "children").read_text().split()]
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1])
            except OSError:
                continue
        return total / 1024

    def stop(self) -> None:
        """End the whole session."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, kind)
                self.process.wait(5)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue
            return
