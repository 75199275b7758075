"""A node: `assay serve` with settings of its own on a PostgreSQL database, spoken to over a real socket."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from live import ASSAY, Answer, DevServer

ISSUER = "http://localhost:8400"
"""Of all nodes, wherever each of them listens."""


class Node(DevServer):
    """One running `assay serve`. Nodes in one folder share their key-encryption key."""

    def __init__(self, folder: Path, database_url: str, *, workers: int = 1, port: int = 0, **more: str) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            self.port = probe.getsockname()[1]
        self.log = folder / f"node-{self.port}.log"
        key = folder / "key"
        if not key.exists():
            key.write_bytes(base64.b64encode(bytes(32)) + b"\n")
            key.chmod(0o600)
        settings = {"issuer": ISSUER, "database_url": database_url, "key_encryption_key_file": "key"}
        (folder / "assay.toml").write_text("".join(f"{name} = {json.dumps(one)}\n" for name, one in settings.items()))
        self.environment = {
            **os.environ,
            "ASSAY_LISTEN": f"127.0.0.1:{self.port}",
            "ASSAY_WORKERS": str(workers),
            "ASSAY_LOG__FORMAT": "json",
            **more,
        }
        self.start()

    def start(self) -> None:
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*ASSAY, "serve"], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > began + 60:
                self.process.kill()
                raise RuntimeError("the node did not become ready:\n" + self.log.read_text())
            time.sleep(0.02)
        self.ready_after = time.monotonic() - began

    def healthy(self) -> bool:
        """Whether it answers that it is ready."""
        try:
            with urllib.request.urlopen(f"{self.issuer}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in told.split()]

    def kill(self) -> None:
        """As a crash of the machine would: all at once."""
        for pid in [self.process.pid, *self.workers()]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def made(self, *arguments: str) -> dict[str, str]:
        """What a command says as JSON; it must succeed."""
        done = self.assay(*arguments, "-o", "json")
        assert done.returncode == 0, done.stderr
        made: dict[str, str] = json.loads(done.stdout)
        return made


def client_of(node: Node, *more: str) -> tuple[str, str]:
    """A new client for client_credentials: its id and its secret."""
    made = node.made(
        "client", "create", "--name", "drill", "--grant", "client_credentials", "--scope", "reports:read", *more
    )
    return made["client_id"], made["client_secret"]


def token_of(node: Node, client: tuple[str, str]) -> Answer:
    """The answer to a client_credentials request."""
    return node.send("/token", {"grant_type": "client_credentials"}, basic=client)
