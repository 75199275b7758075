"""Two nodes on one database behave as one: what one has committed is in force at the other with its next request."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from live import at_the_form
from postgresql_node import Node, client_of, token_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def nodes(postgresql, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nodes")
    url = postgresql.up_to_date_database()
    both = [Node(folder, url, workers=2), Node(folder, url)]
    both[0].made("resource", "create", "--identifier", "https://api.example", "--scope", "reports:read", "--default")
    yield both
    for node in both:
        assert node.stop() == 0, node.log.read_text()


def test_a_client_that_was_disabled_is_refused_everywhere_with_the_next_request(nodes):
    for _ in range(2):
        client = client_of(nodes[0])
        for node in nodes * 4:  # known and kept parsed by every process
            assert token_of(node, client).status == 200
        nodes[0].made("client", "disable", client[0])
        answers = [token_of(node, client) for node in nodes * 4]
        assert [(answer.status, answer.json()["error"]) for answer in answers] == [(401, "invalid_client")] * 8


def test_an_access_token_that_was_revoked_at_one_node_is_inactive_at_the_other(nodes):
    client = client_of(nodes[0])
    resource = ("resource", "create", "--identifier", "https://other.example", "--scope", "reports:read", "--default")
    nodes[1].made(*resource, "--introspection-client", client[0])
    for here, there in (nodes, nodes[::-1]):
        token = token_of(here, client).json()["access_token"]
        for node in nodes * 3:
            assert node.send("/introspect", {"token": token}, basic=client).json()["active"] is True
        assert here.send("/revoke", {"token": token}, basic=client).status == 200
        for node in [there, *nodes * 3]:
            assert node.send("/introspect", {"token": token}, basic=client).json() == {"active": False}


def test_a_key_that_was_revoked_by_a_command_is_gone_from_every_node_with_the_next_request(nodes):
    client = client_of(nodes[0])
    tokens = [token_of(node, client).json()["access_token"] for node in nodes]
    before = {key["kid"] for key in nodes[0].send("/jwks").json()["keys"]}
    signing = jwt_header(tokens[0])["kid"]
    assert nodes[0].assay("key", "revoke", signing).returncode == 0
    for node in nodes * 3:
        keys = {key["kid"] for key in node.send("/jwks").json()["keys"]}
        assert signing in before
        assert signing not in keys
        answer = token_of(node, client)
        assert answer.status == 200
        assert jwt_header(answer.json()["access_token"])["kid"] in keys


def test_a_refusal_is_explained_by_a_command_whichever_node_made_it(nodes):
    for node in nodes:
        refused = node.send("/token", {"grant_type": "client_credentials"}, basic=("nobody", "wrong"))
        time.sleep(0.5)  # records are written behind
        told = node.explained(refused.headers["refusal-id"])
        assert "client.unknown" in str(told)


def test_a_worker_that_is_killed_is_begun_anew_and_nobody_waits_for_it(nodes):
    client = client_of(nodes[0])
    node = nodes[0]
    statuses = []
    for _ in range(3):
        victim = node.workers()[0]
        os.kill(victim, signal.SIGKILL)
        statuses += [token_of(node, client).status for _ in range(20)]
        deadline = time.monotonic() + 10
        while len(node.workers()) < 2 or victim in node.workers():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.6)
    assert statuses == [200] * 60


def test_guesses_at_a_password_are_counted_by_all_workers_and_nodes_together(nodes):
    def guess(number):
        node = nodes[number % 2]
        cookie, fields = at_the_form(node)
        form = {**fields, "username": "ada", "password": f"guess number {number}"}
        answer = node.send("/login", form, headers={"Cookie": cookie})
        return re.search(rb'id="error-code">([a-z_.]+)<', answer.body)[1].decode(), answer.headers.get("retry-after")

    with ThreadPoolExecutor(4) as people:
        told = list(people.map(guess, range(36)))
    # Three processes: counted by each for itself, thirty would have been looked at.
    assert [reason for reason, _ in told].count("end_user.authentication_failed") == 10
    assert {reason for reason, _ in told} == {"end_user.authentication_failed", "end_user.too_many_attempts"}
    assert all(0 < int(wait) <= 90 for reason, wait in told if reason == "end_user.too_many_attempts")


def test_whichever_worker_is_scraped_tells_of_all_and_of_those_that_died(postgresql, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = postgresql.up_to_date_database()
    node = Node(tmp_path, url, workers=3, ASSAY_METRICS__LISTEN=f"127.0.0.1:{port}")

    def counted():
        told = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
        lines = [line for line in told.splitlines() if line.startswith("assay_refusals_total{")]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    def refuse(times):
        for _ in range(times):
            node.send("/token", {"grant_type": "client_credentials"}, basic=("nobody", "wrong"))
        time.sleep(1.2)  # each writes what it has counted once a second

    refuse(30)
    assert {counted() for _ in range(12)} == {30}
    for victim in node.workers()[:2]:
        os.kill(victim, signal.SIGKILL)
    time.sleep(1)
    refuse(10)
    assert {counted() for _ in range(12)} == {40}
    assert node.stop() == 0


def test_the_workers_end_with_the_process_that_began_them(postgresql, tmp_path):
    node = Node(tmp_path, postgresql.up_to_date_database(), workers=2)
    workers = node.workers()
    node.process.kill()
    node.process.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def jwt_header(token: str) -> dict[str, str]:
    header = token.partition(".")[0]
    return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
