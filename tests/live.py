"""The server as a person starts it: `assay serve --dev` in an empty folder, spoken to over real sockets."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

ASSAY = [sys.executable, "-m", "assay"]
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class DevServer:
    """One running server, its folder and its dev.json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "server.log"
        self.start()

    def start(self) -> None:
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*ASSAY, "serve", "--dev"],
                cwd=self.folder,
                env={**os.environ, "ASSAY_LISTEN": f"127.0.0.1:{self.port}"},
                stdout=log,
                stderr=log,
            )
        ready = self.folder / ".assay" / "dev.json"
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > began + 30:
                self.process.kill()
                raise RuntimeError("the server did not become ready:\n" + self.log.read_text())
            time.sleep(0.02)
        self.ready_after = time.monotonic() - began
        self.dev: dict[str, str] = json.loads(ready.read_text())
        self.mode = stat.S_IMODE(ready.stat().st_mode)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(10)

    @property
    def issuer(self) -> str:
        return self.dev["issuer"]

    def send(
        self,
        path: str,
        form: dict[str, str] | list[tuple[str, str]] | None = None,
        *,
        basic: tuple[str, str] | None = None,
        bearer: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """A GET, or a POST when there is a form."""
        body = urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.issuer + path, body, headers or {})
        if basic:
            request.add_header("Authorization", "Basic " + base64.b64encode(":".join(basic).encode()).decode())
        if bearer:
            request.add_header("Authorization", "Bearer " + bearer)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, {k.lower(): v for k, v in answer.headers.items()}, answer.read())

    @property
    def demo(self) -> tuple[str, str]:
        return self.dev["client_id"], self.dev["client_secret"]

    def assay(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """One command line, in the server's folder."""
        return subprocess.run(
            [*ASSAY, *arguments], cwd=self.folder, input=given, capture_output=True, text=True, timeout=60, check=False
        )

    def explained(self, refusal_id: str) -> dict[str, Any]:
        """What `assay explain --refusal` says, as JSON; exit status 1 is asked for, since a refusal was found."""
        done = self.assay("explain", "--refusal", refusal_id, "--json")
        assert done.returncode == 1, done.stderr
        return json.loads(done.stdout)


def at_the_form(server: DevServer) -> tuple[str, dict[str, str]]:
    """The cookie and the hidden fields of a sign-in page."""
    cookies: dict[str, str] = {}
    path = "/account"
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        connection.request("GET", path, headers={"Cookie": jar} if jar else {})
        answer = connection.getresponse()
        body = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            cookies[name] = value
        connection.close()
        if answer.status == 200:
            return "; ".join(f"{name}={value}" for name, value in cookies.items()), dict(_HIDDEN.findall(body))
        path = urljoin(f"{server.issuer}{path}", answer.headers["Location"]).removeprefix(server.issuer)
    raise AssertionError("no sign-in page was reached")
