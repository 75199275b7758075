"""A backup of a server that is at work, restored elsewhere: what was issued before it is good, what was revoked stays revoked.

R16, R17 and R18 of the security bar.
"""

from __future__ import annotations

import json
import re
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from live import DevServer


def commanded(server: DevServer, *words: str) -> Any:
    done = server.assay(*words, "-o", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def token(server: DevServer) -> str:
    answer = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo)
    assert answer.status == 200, answer.body
    return str(answer.json()["access_token"])


def active(server: DevServer, shown: str) -> bool:
    return bool(server.send("/introspect", {"token": shown}, basic=server.demo).json()["active"])


def restored(server: DevServer, *words: str) -> dict[str, Any]:
    """Put a backup in the place of what the stopped server had."""
    for file in (server.folder / ".assay").glob("assay.db*"):
        file.unlink()
    told: dict[str, Any] = commanded(server, "restore", *words)
    return told


@pytest.mark.slow
def test_a_backup_beside_load_and_a_restore_of_it(tmp_path: Path) -> None:
    server = DevServer(tmp_path)
    try:
        kid = next(key["kid"] for key in commanded(server, "key", "list") if key["algorithm"] == "ES256")
        took: list[float] = []
        over = threading.Event()

        def work() -> None:
            while not over.is_set():
                began = time.monotonic()
                shown = token(server)
                took.append(time.monotonic() - began)
                server.send("/revoke", {"token": shown}, basic=server.demo)

        before, doomed = token(server), token(server)
        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        time.sleep(1)
        alone = statistics.median(took)
        backup = commanded(server, "backup", str(tmp_path / "one.assay"))
        beside = statistics.median(took[-20:])
        over.set()
        worker.join(20)

        # After the backup: a token and a key are revoked, and an export tells of it.
        assert server.send("/revoke", {"token": doomed}, basic=server.demo).status == 200
        commanded(server, "key", "revoke", kid)
        commanded(server, "backup", "--revocations", str(tmp_path / "closed.assay"))
        assert server.stop() == 0

        # Restored as it was: what came later is forgotten, and the key is back.
        restored(server, str(tmp_path / "one.assay"))
        server.start()
        assert active(server, before)
        assert active(server, doomed)
        assert server.stop() == 0

        # Restored with the export: nothing that was closed is open.
        told = restored(server, str(tmp_path / "one.assay"), "--revocations", str(tmp_path / "closed.assay"))
        server.start()
        assert server.ready_after < 10
        assert not active(server, before)  # its key was revoked
        assert not active(server, doomed)
        assert active(server, token(server))
        states = {key["kid"]: key["state"] for key in commanded(server, "key", "list")}
        assert states[kid] == "revoked"
        assert told["start_servers_after"] > told["made_at"]
        print(
            f"\nR16: {backup['rows']} rows in {backup['seconds']} s, {backup['bytes']} bytes; a token took {alone * 1000:.1f} ms "
            f"alone and {beside * 1000:.1f} ms beside it. R17: ready {server.ready_after:.2f} s after the restore"
        )
    finally:
        server.process.kill()
        server.process.wait()


@pytest.mark.slow
def test_a_restore_changes_nothing_that_is_there(tmp_path: Path) -> None:
    server = DevServer(tmp_path)
    try:
        commanded(server, "backup", str(tmp_path / "one.assay"))
        beside = server.assay("restore", str(tmp_path / "one.assay"))
        assert beside.returncode == 3
        assert "another process serves" in beside.stderr
        assert server.stop() == 0
        refused = server.assay("restore", str(tmp_path / "one.assay"))
        assert refused.returncode == 3
        assert re.search(r"not empty .* nothing was copied", refused.stderr)
        server.start()
        assert server.send("/readyz").status == 200
    finally:
        server.process.kill()
        server.process.wait()
