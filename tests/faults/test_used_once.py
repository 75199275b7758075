"""A hundred parallel uses of one authorization code, over every worker of two nodes: one success, no fault (R02).

`ASSAY_DRILL_ROUNDS` sets in how many rounds (6 where it is not set).
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from urllib.parse import urlencode, urlsplit

import pytest

from assay.formats.opaque_token import AUTHORIZATION_CODE, encode
from assay.model import effects as e
from assay.model.authorization_code import AuthorizationCode
from assay.model.end_user import EndUser, EndUserSession
from assay.model.factor import Proof
from assay.primitives.hashing import sha256
from assay.storage.postgresql import open_postgresql
from assay.storage.postgresql.target import PostgresqlTarget
from postgresql_node import Node

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("ASSAY_DRILL_ROUNDS", "6"))
USES = 100
CALLBACK = "http://127.0.0.1/drill"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode())).rstrip(b"=").decode()


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_code_is_redeemed_once_whichever_process_it_reaches(postgresql, tmp_path, workers):
    url = postgresql.up_to_date_database()
    nodes = [Node(tmp_path, url, workers=workers), Node(tmp_path, url, workers=workers)]
    made = nodes[0].made(
        *("client", "create", "--name", "drill", "--auth-method", "none", "--first-party"),
        *("--grant", "authorization_code", "--redirect-uri", CALLBACK, "--scope", "openid"),
    )
    seen = []
    for code in asyncio.run(codes_of(url, made["client_id"], ROUNDS)):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        seen.append(used(nodes, {**form, "client_id": made["client_id"]}))
    for node in nodes:
        assert node.stop() == 0, node.log.read_text()
    assert seen == [{200: 1, 400: USES - 1}] * ROUNDS
    print(
        f"\n{workers} workers on each of two nodes: {ROUNDS} rounds of {USES} uses, one success in each, no other status"
    )


def used(nodes, form):
    """How often each status came when everybody uses the same thing at once."""
    statuses, start = [], threading.Barrier(USES)
    body = urlencode(form)

    def use(number):
        connection = http.client.HTTPConnection(urlsplit(nodes[number % len(nodes)].issuer).netloc, timeout=60)
        connection.connect()
        start.wait()
        connection.request("POST", "/token", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
        statuses.append(answer.status if answer.status != 400 or told["error"] == "invalid_grant" else told["error"])

    threads = [threading.Thread(target=use, args=(number,)) for number in range(USES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {status: statuses.count(status) for status in statuses}


async def codes_of(url, client_id, count):
    """Codes as the authorization endpoint writes them, for an end-user who has just signed in."""
    store = open_postgresql(PostgresqlTarget(url, patience=20), issuer_id="default", clock=time.time)
    now = int(time.time())
    session = EndUserSession(
        secrets.token_bytes(32), "sid", "ann", now, (Proof("password", now),), now + 3600, started_at=now
    )
    effects = [e.AddEndUser(EndUser("ann", "ann", None)), e.StartEndUserSession(session)]
    codes = [encode(AUTHORIZATION_CODE, secrets.token_bytes(32)) for _ in range(count)]
    effects += [
        e.SaveAuthorizationCode(
            AuthorizationCode(
                code_hash=sha256(code.encode()),
                client_id=client_id,
                redirect_uri=CALLBACK,
                redirect_uri_given=True,
                subject="ann",
                grant_id=f"grant-{number}",
                scopes=("openid",),
                resources=(),
                issued_at=now,
                expires_at=now + 3600,
                remember_until=now + 7200,
                auth_time=now,
                session_id="sid",
                amr=("pwd",),
                acr="1",
                nonce=None,
                code_challenge=CHALLENGE,
            )
        )
        for number, code in enumerate(codes)
    ]
    assert await store.unit_of_work.commit(effects) == e.Committed()
    await store.maintenance.close()
    return codes
