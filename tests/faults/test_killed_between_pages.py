"""The server dies by kill -9 between any two requests of a sign-in: the person goes on or begins anew, and arrives (R23)."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from person import DeadEnd, Person

from live import DevServer

CALLBACK = "http://127.0.0.1/between"
VERIFIER = "a-code-verifier-of-more-than-forty-three-characters"


class Interrupted(Person):
    """A person under whose n-th request, once it was answered, the server dies."""

    def __init__(self, server: DevServer, dies_after: int, kill: Callable[[], None]) -> None:
        super().__init__(server.issuer, server.dev["username"], server.dev["password"])
        self.asked, self.dies_after, self.kill = 0, dies_after, kill
        opened = self._opener.open

        def counted(*given: Any, **named: Any) -> Any:
            try:
                return opened(*given, **named)
            finally:  # a redirect is answered by an exception
                self.asked += 1
                if self.asked == self.dies_after:
                    self.kill()

        self._opener.open = counted  # type: ignore[method-assign]


@pytest.mark.slow
def test_a_person_arrives_wherever_the_server_dies(tmp_path: Path) -> None:
    server = DevServer(tmp_path)

    def killed() -> None:
        server.process.kill()
        server.process.wait()
        (server.folder / ".assay" / "dev.json").unlink()
        server.start()

    try:
        made = server.assay(
            *("client", "create", "--name", "between", "--auth-method", "none", "-o", "json"),
            *("--grant", "authorization_code", "--redirect-uri", CALLBACK, "--scope", "openid"),
        )
        assert made.returncode == 0, made.stderr
        client_id = json.loads(made.stdout)["client_id"]
        challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        asked = urlencode(
            {
                "client_id": client_id,
                "response_type": "code",
                "redirect_uri": CALLBACK,
                "scope": "openid",
                "prompt": "consent",
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        points = anew = 0
        while True:
            points += 1
            person = Interrupted(server, points, killed)
            try:
                callback = person.visit(f"{server.issuer}/authorize?{asked}", CALLBACK)
            except (DeadEnd, http.client.IncompleteRead):
                anew += 1  # a dead end, or a page cut off: back to the application, and again with the cookies that the browser has
                callback = person.visit(f"{server.issuer}/authorize?{asked}", CALLBACK)
            code = parse_qs(urlsplit(callback).query)["code"][0]
            exchange = {
                "grant_type": "authorization_code",
                "client_id": client_id,
                "code": code,
                "redirect_uri": CALLBACK,
                "code_verifier": VERIFIER,
            }
            assert server.send("/token", exchange).status == 200
            if person.asked < points:
                break  # the journey has fewer requests than that
        assert points > 4
        assert server.stop() == 0
        print(
            f"\nR23: {points - 1} deaths between two requests of a sign-in, {anew} times begun anew, everybody arrived"
        )
    finally:
        server.process.kill()
        server.process.wait()
    connection = sqlite3.connect(tmp_path / ".assay" / "assay.db")
    assert connection.execute("SELECT count(*) FROM consents WHERE client_id = ?", (client_id,)).fetchone() == (1,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
