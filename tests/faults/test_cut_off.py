"""A node cannot reach the database any more while another revokes a leaked key: nobody may keep its word for longer (R08, R03).

`ASSAY_DRILL_CUT_OFF` sets for how many seconds it is cut off (4 where it is not set; above 60 all of it is seen).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from assay.decision import Allowed, Refused
from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier
from assay.verifier.key_sets import KeySetPolicy
from postgresql_node import ISSUER, Node, client_of, token_of

pytestmark = pytest.mark.slow

CUT_OFF = float(os.environ.get("ASSAY_DRILL_CUT_OFF", "4"))
AT_MOST = 60


class Line:
    """A TCP connection to the database that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if self.cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += near, far
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while read := one.recv(65_536):
                other.sendall(read)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut_off(self) -> None:
        self.cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.cut_off()
        self._listening.close()
        for end in self._open:
            end.close()


@pytest.fixture
def cut_off_node(postgresql, tmp_path):
    """A node, and another one with its line to the same database."""
    url = postgresql.up_to_date_database()
    line = Line(urlsplit(url).port)
    near = Node(tmp_path, url)
    far = Node(tmp_path, url, ASSAY_DATABASE_URL=url.replace(f":{postgresql.port}/", f":{line.port}/"))
    near.made("resource", "create", "--identifier", "https://api.example", "--scope", "reports:read", "--default")
    yield near, far, line
    assert near.stop() == 0
    assert far.stop() == 0
    line.end()


def test_a_node_that_is_cut_off_vouches_for_no_key_longer_than_a_minute(cut_off_node):
    near, far, line = cut_off_node
    client = client_of(near)
    token = token_of(far, client).json()["access_token"]

    def verifier(**policy: float) -> AccessTokenVerifier:
        source = RemoteKeySet(far.issuer + "/jwks", policy=KeySetPolicy(**policy))
        return AccessTokenVerifier(issuer=ISSUER, audience="https://api.example", algorithms=["ES256"], keys=source)

    goes_on, strict = verifier(), verifier(stale_limit=AT_MOST)
    assert isinstance(goes_on.verify(token), Allowed)
    assert isinstance(strict.verify(token), Allowed)
    keys = far.send("/jwks").json()["keys"]
    leaked = next(key["kid"] for key in keys if key["alg"] == "ES256")

    cut_at = time.monotonic()
    line.cut_off()
    assert near.assay("key", "revoke", leaked).returncode == 0
    assert leaked not in {key["kid"] for key in near.send("/jwks").json()["keys"]}

    told_last, believed_until, accepted_until, refused, slowest = 0.0, 0.0, 0.0, 0, 0.0
    while (away := time.monotonic() - cut_at) < CUT_OFF:
        asked = time.monotonic()
        answer = far.send("/jwks")
        slowest = max(slowest, time.monotonic() - asked)
        if answer.status == 200:
            assert refused == 0, "it said that it does not know, and then vouches again"
            assert answer.json()["keys"] == keys
            told_last = away
            believed_until = max(believed_until, away + int(answer.headers["cache-control"].rpartition("=")[2]))
        else:
            refused += 1
            assert (answer.status, answer.json()["error"]) == (503, "temporarily_unavailable")
            assert int(answer.headers["retry-after"]) > 0
        assert isinstance(goes_on.verify(token, now=time.time()), Allowed)  # R03: cached keys verify on
        if isinstance(strict.verify(token, now=time.time()), Allowed):
            accepted_until = time.monotonic() - cut_at
        assert token_of(far, client).status == 503
        time.sleep(0.2)
    assert 0 < believed_until <= AT_MOST
    assert accepted_until <= AT_MOST
    assert slowest < 1
    assert (refused > 0) is (CUT_OFF > AT_MOST)

    line.cut = False
    back = time.monotonic()
    while (answer := far.send("/jwks")).status != 200 or leaked in {key["kid"] for key in answer.json()["keys"]}:
        assert answer.status in {200, 503}
        assert time.monotonic() < back + 5
        time.sleep(0.02)
    took = time.monotonic() - back
    assert token_of(far, client).status == 200
    assert isinstance(verifier().verify(token), Refused)
    print(
        f"\nR08: cut off for {CUT_OFF:.0f} s: told the keys until {told_last:.0f} s, to be believed until {believed_until:.0f} s, then 503 "
        f"{refused} times; without the revoked key {took:.2f} s after the line came back"
    )
