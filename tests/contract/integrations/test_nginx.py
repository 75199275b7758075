"""A real nginx asks the forward-auth endpoint: what reaches the application, and what the caller is told."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import issuing
from assay.integrations.forward_auth import ForwardAuth
from assay.integrations.resource_settings import ResourceSettings
from assay.model.refusal_record import RefusalRecord
from contract.integrations.api import token

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


class Application(BaseHTTPRequestHandler):
    """Tells which headers have reached it."""

    def do_GET(self) -> None:
        told = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def records() -> list[RefusalRecord]:
    return []


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, records: list[RefusalRecord]) -> Iterator[str]:
    if NGINX is None:
        pytest.skip("nginx is not installed, so forward authentication is not tested with it")
    folder = tmp_path_factory.mktemp("nginx")
    application = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    asked = socket.create_server(("127.0.0.1", 0))
    rules = {"/read": ["read"], "/write": ["read", "admin"]}
    auth = ForwardAuth(issuing.verifier(), rules, settings=ResourceSettings(on_refusal=records.append))
    server = uvicorn.Server(uvicorn.Config(auth, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [asked]}, daemon=True)
    thread.start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    example = (EXAMPLES / "forward_auth.nginx.conf").read_text()
    for named, used in ((8080, port), (8000, application.server_port), (9000, asked.getsockname()[1])):
        assert f"127.0.0.1:{named}" in example
        example = example.replace(f"127.0.0.1:{named}", f"127.0.0.1:{used}")
    shutil.copy(EXAMPLES / "forward_auth.nginx.headers", folder)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off; {paths} {example} }}"
    )
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail((folder / "error.log").read_text())
            time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.communicate(timeout=10)
    server.should_exit = True
    thread.join(10)
    asked.close()
    application.shutdown()
    application.server_close()


def send(url: str, *authorization: str, **headers: str) -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    for value in authorization:
        request.add_header("Authorization", value)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


def test_a_good_token_passes_and_the_application_learns_who_it_is(origin: str) -> None:
    status, _, body = send(f"{origin}/things", f"Bearer {token(sub='jörg|1')}")
    assert status == 200
    seen = json.loads(body)
    assert seen["x-token-subject"] == "j%C3%B6rg|1"
    assert seen["x-token-client"] == "client-1"
    assert seen["x-token-scope"] == "read write"
    assert "authorization" not in seen


def test_what_a_caller_says_of_itself_never_arrives(origin: str) -> None:
    forged = {"X_Token_Subject": "admin", "X_Token_Scope": "admin", "X_Token_Client": "admin"}
    _, _, body = send(f"{origin}/things", f"Bearer {token()}", **forged)
    assert "admin" not in body.decode()


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        ((), 401, "access_token.missing"),
        (("Basic dTpw",), 401, "access_token.scheme_unsupported"),
        (("Bearer",), 401, "access_token.header_malformed"),
        (("expired",), 401, "token.expired"),
    ],
)
def test_the_caller_gets_challenge_and_refusal_id(
    origin: str, records: list[RefusalRecord], authorization: tuple[str, ...], status: int, code: str
) -> None:
    records.clear()
    sent = tuple(f"Bearer {token(exp=1_700_000_000)}" if one == "expired" else one for one in authorization)
    answered, headers, _ = send(f"{origin}/things", *sent)
    assert answered == status
    assert [record.reason for record in records] == [code]
    assert headers["Refusal-Id"] == records[0].refusal_id
    assert headers["WWW-Authenticate"].startswith('Bearer realm="api", scope="read"')
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/reports/", "//reports/", "/x/../reports/", "/%72eports/", "/reports/1?scope=read"])
def test_the_rule_is_the_proxys(origin: str, records: list[RefusalRecord], path: str) -> None:
    records.clear()
    misleading = {"X_Original_URI": "/read", "X_Original_URL": "/things", "X_Forwarded_Uri": "/read"}
    status, headers, _ = send(origin + path, f"Bearer {token()}", **misleading)
    assert status == 403
    assert 'error="insufficient_scope"' in headers["WWW-Authenticate"]
    assert headers["Refusal-Id"] == records[0].refusal_id
    assert send(origin + path, f"Bearer {token(scope='read admin')}")[0] == 200


def test_the_inner_location_is_not_for_callers(origin: str) -> None:
    assert send(f"{origin}/_assay/read", f"Bearer {token()}")[0] == 404
