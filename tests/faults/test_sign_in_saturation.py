"""More people sign in than the server can hash passwords for: token calls go on, and who must wait is told so at once (R10).

`ASSAY_DRILL_SIGN_INS` sets how many sign-ins are offered (60 where it is not set; a network may try 300 at once).
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from pathlib import Path

import pytest

from live import Answer, DevServer, at_the_form

OFFERED = min(int(os.environ.get("ASSAY_DRILL_SIGN_INS", "60")), 250)
AT_ONCE = 12


@pytest.mark.slow
def test_token_calls_go_on_while_sign_ins_saturate_the_server(tmp_path: Path) -> None:
    server = DevServer(tmp_path)
    try:
        forms = [at_the_form(server) for _ in range(OFFERED)]
        token = server.send("/token", {"grant_type": "client_credentials"}, basic=server.demo).json()["access_token"]

        def called(seconds: float, until: threading.Event | None = None) -> list[float]:
            took, end = [], time.monotonic() + seconds
            while time.monotonic() < end and not (until is not None and until.is_set()):
                for path, form in (("/token", {"grant_type": "client_credentials"}), ("/introspect", {"token": token})):
                    began = time.monotonic()
                    assert server.send(path, form, basic=server.demo).status == 200
                    took.append(time.monotonic() - began)
            return took

        alone = called(2)
        answers: list[tuple[Answer, float]] = []
        waiting = list(enumerate(forms))

        def signs_in() -> None:
            while waiting:
                number, (cookie, fields) = waiting.pop()
                form = {**fields, "username": f"nobody-{number}", "password": "not the right one at all"}
                headers = {"Cookie": cookie, "Origin": server.issuer}
                began = time.monotonic()
                answers.append((server.send("/login", form, headers=headers), time.monotonic() - began))

        over = threading.Event()
        beside: list[float] = []
        calls = threading.Thread(target=lambda: beside.extend(called(120, over)), daemon=True)
        people = [threading.Thread(target=signs_in, daemon=True) for _ in range(AT_ONCE)]
        began = time.monotonic()
        calls.start()
        for person in people:
            person.start()
        for person in people:
            person.join(100)
        lasted = time.monotonic() - began
        over.set()
        calls.join(20)
    finally:
        server.stop()
    statuses = [answer.status for answer, _ in answers]
    hashed = [seconds for answer, seconds in answers if answer.status != 503]
    turned_away = [seconds for answer, seconds in answers if answer.status == 503]
    p99 = [statistics.quantiles(took, n=100)[98] * 1000 for took in (alone, beside)]
    print(
        f"\nR10: {len(hashed)} sign-ins hashed in {lasted:.1f} s ({len(hashed) / lasted:.1f}/s), "
        f"{len(turned_away)} turned away in at most {max(turned_away, default=0) * 1000:.0f} ms; "
        f"p99 of token and introspection calls {p99[0]:.0f} ms alone, {p99[1]:.0f} ms beside"
    )
    assert len(answers) == OFFERED
    assert set(statuses) <= {200, 400, 401, 403, 503}, set(statuses)
    assert len(hashed) >= OFFERED // 4
    assert all("retry-after" in answer.headers for answer, _ in answers if answer.status == 503)
    assert len(beside) > 50
    assert p99[1] < 1000
