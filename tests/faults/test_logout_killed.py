"""A server that is killed right after a logout: the client is told all the same, once it and the server are back."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from person import Person

from live import DevServer

VERIFIER = "a-code-verifier-of-more-than-forty-three-characters"
CALLBACK = "http://127.0.0.1/cb"


class Receiver(HTTPServer):
    """The client's endpoint, which is away at first: its port is taken and nobody listens."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.told = threading.Event()
        super().__init__(("127.0.0.1", 0), Answering, bind_and_activate=False)
        self.server_bind()

    def come_back(self) -> None:
        self.server_activate()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.tokens.append(form["logout_token"][0])
        self.send_response(200)
        self.end_headers()
        self.server.told.set()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


def test_a_client_hears_of_a_logout_though_the_server_was_killed(tmp_path):
    receiver, server = Receiver(), DevServer(tmp_path)
    try:
        client = _registered(server, f"http://127.0.0.1:{receiver.server_port}/logout")
        person = Person(server.issuer, server.dev["username"], server.dev["password"])
        id_token = _signed_in(server, person, client)
        page = person.browse(f"{server.issuer}/logout?{urlencode({'id_token_hint': id_token})}")
        assert "logout-done" in page.texts, page.text
        server.process.kill()
        server.process.wait()
        (tmp_path / ".assay" / "dev.json").unlink(missing_ok=True)
        receiver.come_back()
        server.start()
        # The claim of a try that died lasts a minute; most often the message was postponed or untouched.
        assert receiver.told.wait(90), "the client was never told"
        claims = [json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==")) for token in receiver.tokens]
        sid = json.loads(base64.urlsafe_b64decode(id_token.split(".")[1] + "=="))["sid"]
        assert {(one["aud"], one["sid"]) for one in claims} == {(client["client_id"], sid)}
        assert len({one["jti"] for one in claims}) == 1
    finally:
        server.stop()
        if receiver.told.is_set():
            receiver.shutdown()
        receiver.server_close()


def _registered(server, told_at):
    done = server.assay(
        *("client", "create", "--name", "Told", "--grant", "authorization_code", "--redirect-uri", CALLBACK),
        *("--scope", "openid", "--backchannel-logout-uri", told_at, "--first-party", "-o", "json"),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _signed_in(server, person, client):
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": client["client_id"],
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    landed = person.visit(f"{server.issuer}/authorize?{urlencode(asked)}", CALLBACK)
    code = parse_qs(urlsplit(landed).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    answer = server.send("/token", form, basic=(client["client_id"], client["client_secret"]))
    assert answer.status == 200, answer.body
    return answer.json()["id_token"]


def test_a_port_that_is_taken_and_not_listened_on_refuses():
    """What the test above stands on."""
    receiver = Receiver()
    with socket.socket() as caller:
        assert caller.connect_ex(("127.0.0.1", receiver.server_port)) != 0
    receiver.server_close()
