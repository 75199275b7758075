"""One partner's run: it says what it has proved, and asks for a client, for a visit of the end-user, or for an explanation.

Both sides write lines of JSON. See interop/README.md.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from person import Person
from servers import Server

LIMIT_SECONDS = 180
_REFUSAL_ID = re.compile(r"\brf_[a-z2-7]{26}\b")


@dataclass
class Outcome:
    """What a partner proved, and what went wrong after it (None when nothing did)."""

    name: str
    passed: list[str] = field(default_factory=list)
    wrong: str | None = None
    skipped: str | None = None
    seconds: float = 0.0


def talk(name: str, command: tuple[str, ...], server: Server, outcome: Outcome) -> None:
    """Run the partner to its end, or until it is out of time."""
    folder = Path(tempfile.mkdtemp(prefix="partner-", dir=server.folder))
    username, password = server.new_person(re.sub(r"[^a-z0-9]", "", name.lower()))
    person = Person(server.issuer, username, password, server.authority)
    facts = {
        **server.facts,
        "issuer": server.issuer,
        "authority": server.authority,
        "folder": str(folder),
        "username": username,
        "password": password,
    }
    (folder / "facts.json").write_text(json.dumps(facts))
    launcher = folder / "assay"
    launcher.write_text(f'#!/bin/sh\ncd {server.folder} && exec {sys.executable} -m assay "$@"\n')
    launcher.chmod(0o755)
    with (folder / "errors.log").open("wb") as errors:
        process = subprocess.Popen(
            [*command, str(folder / "facts.json")],
            cwd=folder,
            env=_environment(launcher, server.authority),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    alarm = threading.Timer(LIMIT_SECONDS, _end, (process,))
    alarm.start()
    try:
        _answer(process, server, person, outcome)
        status = process.wait()
        if status:
            outcome.wrong = f"exit status {status} (killed when it takes more than {LIMIT_SECONDS} s)"
        elif not outcome.passed:
            outcome.wrong = "it proved nothing"
    except (AssertionError, OSError, ValueError, KeyError, IndexError) as wrong:
        outcome.wrong = f"{type(wrong).__name__}: {wrong}"
    finally:
        alarm.cancel()
        _end(process)
        process.wait()
    if outcome.wrong:
        outcome.wrong += "\n" + (folder / "errors.log").read_text(errors="replace")[-3000:]


def _end(process: subprocess.Popen[str]) -> None:
    """End the partner with the servers and browsers that it started: they are of its process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _answer(process: subprocess.Popen[str], server: Server, person: Person, outcome: Outcome) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    for line in process.stdout:
        message = json.loads(line)
        if "passed" in message:
            outcome.passed.append(message["passed"])
            continue
        process.stdin.write(json.dumps(_answer_to(message, server, person)) + "\n")
        process.stdin.flush()


def _answer_to(message: dict[str, Any], server: Server, person: Person) -> dict[str, Any]:
    if "register" in message:
        return server.command("client", "create", *message["register"])
    if "visit" in message:
        return {"callback": person.visit(message["visit"], message["until"])}
    if "browse" in message:
        page = person.browse(message["browse"])
        return {"url": page.url, "status": page.status, "headers": page.headers, "text": page.text}
    return {"code": _explained(message["explain"], server)}


def _explained(text: str, server: Server) -> str:
    """The reason or the most likely cause, as somebody finds it who has only these words."""
    refusal = _REFUSAL_ID.search(text)
    if refusal is not None:
        return server.command("explain", "--refusal", refusal.group(0))["reasons"][0]["code"]
    report = server.command("explain", "-", given=text)
    assert report["causes"], f"no cause is found behind {text!r}"
    return report["causes"][0]["code"]


def _environment(launcher: Path, authority: str | None) -> dict[str, str]:
    trusted = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    return {
        **os.environ,
        "PYTHON": sys.executable,
        "ASSAY": str(launcher),
        "PYTHONUNBUFFERED": "1",
        **(dict.fromkeys(trusted, authority) if authority is not None else {}),
    }
