"""The notice of a logout over a real connection on loopback, verified by our own verifier and decoded by hand."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from assay.app.message_deliveries import message_deliveries
from assay.decision import Allowed
from assay.model.outgoing_message import BACKCHANNEL_LOGOUT, Undelivered
from assay.outbound import document
from assay.verifier import LogoutTokenVerifier
from provocations.world import ISSUER, World


class Client:
    """A client's back-channel logout endpoint."""

    def __init__(self) -> None:
        self.status, self.headers, self.received = 200, {}, []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.received.append((self.headers["Content-Type"], parse_qs(body)))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}/logout?tenant=1"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def client():
    made = Client()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def world():
    made = World()
    yield made
    made.close()


def delivered(world, url, **changes) -> Undelivered | None:
    credentials = world.web_client(backchannel_logout_uri=url)
    if changes:
        world.change_client(credentials.client_id, **changes)
    world.client_id = credentials.client_id
    deliver = message_deliveries(world.parts)[BACKCHANNEL_LOGOUT]
    content = {"client_id": credentials.client_id, "sub": "person", "sid": "a-session"}
    return world.run(deliver("message-1", content, int(world.now)))


def test_the_client_gets_a_logout_token_that_verifies(world, client) -> None:
    assert delivered(world, client.url) is None
    ((content_type, form),) = client.received
    assert content_type == "application/x-www-form-urlencoded"
    (token,) = form["logout_token"]
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    assert (header["typ"], header["alg"]) == ("logout+jwt", "RS256")
    assert claims == {
        "iss": ISSUER,
        "aud": world.client_id,
        "sub": "person",
        "sid": "a-session",
        "jti": "message-1",
        "iat": int(world.now),
        "exp": int(world.now) + 120,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }
    verifier = LogoutTokenVerifier(
        issuer=ISSUER, client_id=world.client_id, algorithms=("RS256",), keys=world.send("GET", "/jwks").json()
    )
    assert isinstance(verifier.verify(token, world.now), Allowed)


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_success_is_one(world, client, status) -> None:
    client.status = status
    assert delivered(world, client.url) is None


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_anything_else_is_tried_again(world, client, status) -> None:
    client.status = status
    assert delivered(world, client.url) == Undelivered(f"it answers with status {status}")


def test_a_redirect_is_not_followed(world, client) -> None:
    """A174: a client cannot make the server call an address inside the network."""
    client.status, client.headers = 307, {"Location": client.url}
    assert delivered(world, client.url) == Undelivered("it answers with status 307 (redirects are not followed)")
    assert len(client.received) == 1


def test_a_private_address_is_not_called(world) -> None:
    """A174, A141: unless the operator names the host."""
    told = delivered(world, "https://10.0.0.1/logout")
    assert told is not None
    assert "private" in told.defect


def test_a_client_that_does_not_answer_is_tried_again(world, client, monkeypatch) -> None:
    monkeypatch.setattr(document, "TIMEOUT", 0.5)
    port = client.server.server_port
    client.server.shutdown()
    client.server.server_close()
    told = delivered(world, f"http://127.0.0.1:{port}/")
    assert told is not None
    assert not told.final


def test_a_client_that_failed_is_asked_once_a_minute_and_no_other_waits_for_it(world, client) -> None:
    """A174: a thousand people who sign out make no storm for a client that is down."""
    dead, live = (world.web_client(backchannel_logout_uri=client.url).client_id for _ in range(2))
    deliver = message_deliveries(world.parts)[BACKCHANNEL_LOGOUT]

    def told(client_id, after=0):
        content = {"client_id": client_id, "sub": "person", "sid": "a-session"}
        return world.run(deliver("m", content, int(world.now) + after))

    client.status = 503
    assert told(dead) == Undelivered("it answers with status 503")
    for after in (0, 1, 59):
        assert told(dead, after) == Undelivered("the client failed less than a minute ago, so it was not asked")
    assert len(client.received) == 1
    client.status = 200
    assert told(live) is None
    assert told(dead, 60) is None
    assert told(dead, 60) is None
    assert len(client.received) == 4


@pytest.mark.parametrize("changes", [{"backchannel_logout_uri": None}, {"disabled_at": 1}])
def test_a_client_that_is_not_to_be_told_any_more_ends_it(world, client, changes) -> None:
    told = delivered(world, client.url, **changes)
    assert told is not None
    assert told.final
    assert client.received == []


def test_an_address_that_got_into_the_store_otherwise_is_not_called(world, client) -> None:
    told = delivered(world, client.url, backchannel_logout_uri="http://intranet.example/logout")
    assert told is not None
    assert told.final


def test_without_a_key_it_waits(world, client) -> None:
    from assay.model.effects import SaveSigningKey

    for key in world.run(world.store.signing_keys.list_all()):
        world.commit(SaveSigningKey(replace(key, revoked_at=int(world.now))))
    assert delivered(world, client.url) == Undelivered("no key may sign the logout token now")
    assert client.received == []


def test_a_logout_reaches_the_client_through_the_outbox_of_the_server(world, client) -> None:
    """From the effect to the socket, with the parts as the server wires them."""
    credentials = world.web_client(backchannel_logout_uri=client.url)
    content = {"client_id": credentials.client_id, "sub": "person", "sid": "a-session"}
    world.commit(world.parts.outgoing.message(BACKCHANNEL_LOGOUT, content, int(world.now), 60))
    upkeep = world.wired.application._lifespan

    async def until_delivered():
        await upkeep.start()
        async with asyncio.timeout(10):
            while not client.received or await world.store.outbox.list_all(9):  # noqa: ASYNC110 -- asked from outside
                await asyncio.sleep(0.01)
        await upkeep.stop()

    world.run(until_delivered())
    assert len(client.received) == 1


def test_the_record_of_a_client_keeps_its_address(world) -> None:
    credentials = world.web_client(backchannel_logout_uri="https://app.example/logout")
    stored = world.run(world.store.clients.find(credentials.client_id))
    assert stored.backchannel_logout_uri == "https://app.example/logout"
