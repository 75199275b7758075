"""The mail server and a client's logout endpoint take connections and never answer: sign-ins and tokens go on (R22)."""

from __future__ import annotations

import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from person import Person

from live import DevServer

CALLBACK = "http://127.0.0.1/others"
SIGN_INS = 6


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port where everybody is let in and nobody is answered."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        over = threading.Event()

        def hold() -> None:
            listening.settimeout(0.2)
            while not over.is_set():
                try:
                    held.append(listening.accept()[0])
                except TimeoutError:
                    continue

        holding = threading.Thread(target=hold, daemon=True)
        holding.start()
        yield listening.getsockname()[1]
        over.set()
        holding.join(5)
    for one in held:
        one.close()


def token_calls(server: DevServer, seconds: float) -> list[float]:
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        assert server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo).status == 200
        took.append(time.monotonic() - began)
    return took


def signed_in(server: DevServer, client_id: str) -> float:
    """Seconds that a whole sign-in takes."""
    began = time.monotonic()
    asked = (
        f"{server.issuer}/authorize?response_type=code&scope=openid&client_id={client_id}&redirect_uri={CALLBACK}"
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    )
    Person(server.issuer, server.dev["username"], server.dev["password"]).visit(asked, CALLBACK)
    return time.monotonic() - began


@pytest.mark.slow
def test_what_others_do_not_answer_holds_nobody_up(
    tmp_path: Path, black_hole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_MAIL__HOST", "127.0.0.1")
    monkeypatch.setenv("ASSAY_MAIL__PORT", str(black_hole))
    monkeypatch.setenv("ASSAY_MAIL__TO_CONSOLE", "false")
    server = DevServer(tmp_path)
    try:
        made = server.assay(
            *("client", "create", "--name", "others", "--auth-method", "none", "--first-party", "-o", "json"),
            *("--grant", "authorization_code", "--redirect-uri", CALLBACK, "--scope", "openid"),
            *("--backchannel-logout-uri", f"http://127.0.0.1:{black_hole}/logout"),
        )
        assert made.returncode == 0, made.stderr
        client_id = json.loads(made.stdout)["client_id"]
        alone = [token_calls(server, 1.5), [signed_in(server, client_id) for _ in range(3)]]
        for _ in range(SIGN_INS):
            signed_in(server, client_id)
            assert server.assay("user", "end-sessions", server.dev["username"]).returncode == 0
        sent = server.assay("user", "send-link", server.dev["username"], "-o", "json")
        assert sent.returncode == 0, sent.stderr
        time.sleep(1)  # the deliveries are under way, and nobody answers them
        beside = [token_calls(server, 3), [signed_in(server, client_id) for _ in range(3)]]
        waiting = json.loads(server.assay("outbox", "list", "-o", "json").stdout)
        assert {message["kind"] for message in waiting} == {"mail", "backchannel_logout"}
        assert server.send("/readyz").status == 200
        p99 = [statistics.quantiles(took[0], n=100)[98] * 1000 for took in (alone, beside)]
        longest = [max(took[1]) for took in (alone, beside)]
        print(
            f"\nR22: {len(waiting)} messages wait; p99 of token calls {p99[0]:.1f} ms before, {p99[1]:.1f} ms beside; "
            f"a sign-in {longest[0]:.2f} s before, {longest[1]:.2f} s beside"
        )
        assert p99[1] < max(200, 20 * p99[0])
        assert longest[1] < max(5, 5 * longest[0])
        assert server.stop() == 0
    finally:
        server.process.kill()
        server.process.wait()
