"""The volume fills up under load: what cannot be written is refused, what was told stays, and room brings all of it back.

The volume is a small tmpfs of its own, so this needs root on Linux.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from live import Answer, DevServer

SIZE = 64 * 1024 * 1024
CLIENTS = 4


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small volume of its own needs root on Linux")
    folder = tmp_path / "volume"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Load:
    """Public clients that keep refreshing; each remembers the last refresh token that it was told."""

    def __init__(self, server: DevServer) -> None:
        self.server = server
        self.over = threading.Event()
        self.statuses: list[int] = []
        self.slowest_refusal = 0.0
        self.wrong: list[str] = []

    def use(self) -> None:
        try:
            while not self.over.is_set():
                self.write()
        except Exception as error:
            self.wrong.append(f"{type(error).__name__}: {error}")

    def write(self) -> None:
        """A refusal makes a record and an event, and revoking commits; both grow the file."""
        token = self.issue()
        if token is None:
            return
        began = time.monotonic()
        answer = self.server.send("/revoke", {"token": token}, basic=self.server.demo)
        self.note(answer, began)
        if answer.status == 200:
            standing = self.server.send("/introspect", {"token": token}, basic=self.server.demo)
            if standing.status == 200 and standing.json()["active"]:
                self.wrong.append("a token whose revocation was acknowledged is active")

    def issue(self) -> str | None:
        began = time.monotonic()
        answer = self.server.send("/token", {"grant_type": "client_credentials"}, basic=self.server.demo)
        self.note(answer, began)
        return answer.json()["access_token"] if answer.status == 200 else None

    def note(self, answer: Answer, began: float) -> None:
        self.statuses.append(answer.status)
        if answer.status == 503:
            self.slowest_refusal = max(self.slowest_refusal, time.monotonic() - began)
            if "retry-after" not in answer.headers:
                self.wrong.append("503 without Retry-After")
        elif answer.status != 200:
            self.wrong.append(f"{answer.status} {answer.body[:200]!r}")


def fill(volume: Path) -> Path:
    """Take all the room there is."""
    ballast = volume / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(bytes(4096))
    return ballast


def until(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
def test_a_full_volume_refuses_writes_keeps_what_was_told_and_recovers_without_a_restart(volume: Path) -> None:
    server = DevServer(volume)
    try:
        load = Load(server)
        before = load.issue()
        assert before is not None
        assert server.send("/revoke", {"token": before}, basic=server.demo).status == 200
        users = [threading.Thread(target=load.use, daemon=True) for _ in range(CLIENTS)]
        for user in users:
            user.start()
        time.sleep(0.5)
        ballast = fill(volume)
        assert until(lambda: 503 in load.statuses, 20), "a full volume was never noticed"

        # Reading goes on: keys, and the standing of tokens.
        assert server.send("/jwks").status == 200
        standing = server.send("/introspect", {"token": before}, basic=server.demo)
        assert standing.status == 200, standing.body
        assert standing.json() == {"active": False}
        # An answer of the probe is good for a second, so one from before may still be given.
        assert until(lambda: server.send("/readyz").status == 503, 5), "a full volume is called ready"

        ballast.unlink()
        assert until(lambda: server.send("/readyz").status == 200, 5), "room came back and the server did not"
        since = len(load.statuses)
        assert until(lambda: len(load.statuses) > since + 4 * CLIENTS, 20)
        load.over.set()
        for user in users:
            user.join(20)
        assert 503 not in load.statuses[since + 2 * CLIENTS :]
        assert load.wrong == []
        assert load.slowest_refusal < 6
        assert server.stop() == 0
    except urllib.error.URLError as error:
        raise AssertionError(
            f"the server does not answer: {server.process.poll()}\n{server.log.read_text()[-2000:]}"
        ) from error
    finally:
        server.process.kill()
        server.process.wait()
    connection = sqlite3.connect(volume / ".assay" / "assay.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    print(f"\nR07: {load.statuses.count(503)} writes refused, slowest after {load.slowest_refusal:.2f} s")
