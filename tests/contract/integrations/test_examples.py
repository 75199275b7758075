"""The guides, followed to the letter: a real server issues real tokens, and each example runs as its guide says."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import issuing
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard, BearerRefusal
from contract.integrations.drivers import Sent, over_asgi, over_wsgi
from live import DevServer

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
GUIDES = ROOT / "docs" / "guides"
MCP_HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: str


@dataclass(frozen=True)
class Running:
    """An example that runs, as its user sees it."""

    origin: str
    log: Path

    def send(self, path: str, token: str | None = None, *, body: bytes | None = None, **headers: str) -> Answer:
        request = urllib.request.Request(self.origin + path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers, answer.read().decode())

    def send_twice(self, path: str, *tokens: str) -> int:
        """The status of a request with several Authorization headers."""
        connection = http.client.HTTPConnection(self.origin.removeprefix("http://"), timeout=20)
        connection.putrequest("GET", path)
        for token in tokens:
            connection.putheader("Authorization", f"Bearer {token}")
        connection.endheaders()
        with contextlib.closing(connection):
            return connection.getresponse().status


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    running = DevServer(tmp_path_factory.mktemp("issuer"))
    yield running
    running.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, folder: Path, **environment: str) -> Iterator[Running]:
    """Runs a command of a guide (`{port}` is filled in) until it listens, and ends it afterwards."""
    log = folder / "example.log"
    words = [word.format(port=port) for word in command]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words] if words[0] == "-m" or words[0].endswith(".py") else words,
            cwd=EXAMPLES,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
            stdout=out,
            stderr=out,
        )
    try:
        until = time.monotonic() + 40
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, log.read_text()
                time.sleep(0.05)
        yield Running(f"http://127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait(20)


def bought(server: DevServer, scope: str) -> str:
    answer = server.send("/token", {"grant_type": "client_credentials", "scope": scope}, basic=server.demo)
    assert answer.status == 200, answer
    return str(answer.json()["access_token"])


WEB = {
    "fastapi": (["-m", "uvicorn", "fastapi_api:app", "--port", "{port}"], "/things", ("POST", "/things")),
    "flask": (["-m", "flask", "--app", "flask_api", "run", "--port", "{port}"], "/things", ("POST", "/things")),
    "django": (["django_api.py", "runserver", "--noreload", "{port}"], "/things", ("POST", "/things/new")),
}


@pytest.mark.parametrize("name", WEB)
def test_an_api_does_what_its_guide_says(name: str, server: DevServer, tmp_path: Path) -> None:
    pytest.importorskip(name, reason=f"{name} is not installed, so its guide is not followed")
    command, read, (_, write) = WEB[name]
    port = free_port()
    with running(command, port, tmp_path, ISSUER=server.issuer) as api:
        reader, writer = bought(server, "demo.read"), bought(server, "demo.read demo.write")
        answer = api.send(read, reader)
        assert answer.status == 200, answer
        assert json.loads(answer.body) == {"read_by": server.demo[0]}
        assert json.loads(api.send(write, writer, body=b"").body) == {"written_by": server.demo[0]}
        refused = api.send(write, reader, body=b"")
        assert refused.status == 403
        assert json.loads(refused.body)["error"] == "insufficient_scope"
        assert api.send(read).status == 401
        assert api.send(read, reader[:-4] + "AAAA").status == 401
        assert api.send("/health").status == 200
        for pair in ((reader, "e30.e30."), ("e30.e30.", reader)):  # servers join repeated headers, or keep both
            assert api.send_twice(read, *pair) == 400
        if name == "django":
            assert json.loads(api.send("/reports", writer).body) == {"asked_by": server.demo[0]}
            assert api.send("/reports", reader).status == 403
        told = api.log.read_text()
    assert f"{refused.headers['Refusal-Id']} access_token.scope_missing" in told
    assert "token.signature_mismatch" in told
    assert reader not in told


@pytest.mark.parametrize("name", ["mcp", "fastmcp"])
def test_an_mcp_server_does_what_its_guide_says(name: str, server: DevServer, tmp_path: Path) -> None:
    pytest.importorskip(name, reason=f"{name} is not installed, so its guide is not followed")
    port = free_port()
    url = f"http://127.0.0.1:{port}/mcp"
    done = server.assay("resource", "create", "--identifier", url, "--scope", "things.read")
    assert done.returncode == 0, done.stderr
    words = ["--grant", "client_credentials", "--scope", "things.read", "--resource", url, "-o", "json"]
    made = json.loads(server.assay("client", "create", "--name", "Agent", *words).stdout)
    credentials = made["client_id"], made["client_secret"]
    form = {"grant_type": "client_credentials", "resource": url}
    token = server.send("/token", form, basic=credentials).json()["access_token"]
    call = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        }
    ).encode()
    command = ["-m", "uvicorn", f"{name}_server:app", "--port", "{port}"]
    with running(command, port, tmp_path, ISSUER=server.issuer, URL=url) as api:
        answer = api.send("/mcp", token, body=call, **MCP_HEADERS)
        assert answer.status == 200, answer
        assert '"serverInfo"' in answer.body
        foreign = api.send("/mcp", bought(server, "demo.read"), body=call, **MCP_HEADERS)
        assert foreign.status == 401
        challenge = api.send("/mcp", body=call, **MCP_HEADERS).headers["WWW-Authenticate"]
        document = re.search(r'resource_metadata="http://127\.0\.0\.1:\d+([^"]+)"', challenge)
        assert document is not None, challenge
        metadata = json.loads(api.send(document[1]).body)
        assert metadata["resource"] == url
        assert [one.rstrip("/") for one in metadata["authorization_servers"]] == [server.issuer]
        assert "token.audience_mismatch" in api.log.read_text()


GUIDED = {
    "protect-fastapi.md": ("fastapi_api.py",),
    "protect-flask.md": ("flask_api.py",),
    "protect-django.md": ("django_api.py",),
    "protect-mcp.md": ("mcp_server.py", "fastmcp_server.py"),
    "protect-nginx.md": ("forward_auth.py", "forward_auth.nginx.conf", "forward_auth.nginx.headers"),
}

FOLLOWED_ELSEWHERE = {"device_sign_in.sh"}
"""A person and a browser belong to it: tests/browser/test_device.py."""


def test_every_example_has_a_guide_and_every_guide_is_followed_here() -> None:
    assert {file.name for file in GUIDES.glob("protect-*.md")} == set(GUIDED)
    examples = {file.name for file in EXAMPLES.iterdir() if file.is_file()}
    assert examples == {name for names in GUIDED.values() for name in names} | FOLLOWED_ELSEWHERE


@pytest.mark.parametrize("guide", GUIDED)
def test_a_guide_shows_the_example_as_it_runs(guide: str) -> None:
    text = (GUIDES / guide).read_text(encoding="utf-8")
    for name in GUIDED[guide]:
        example = (EXAMPLES / name).read_text(encoding="utf-8")
        assert example in text, f"{guide} does not show {name} as it is"
        run = re.search(r"Run it: (.+?)\"\"\"", example)
        assert run is None or f"$ {run[1]}" in text, f"{guide} does not say how to run {name}"


def fragments(guide: str) -> list[str]:
    """The pieces of Python in a guide that are no whole example."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return [piece for piece in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if not piece.startswith('"""')]


def test_the_middleware_of_the_fastapi_guide() -> None:
    from starlette.applications import Starlette

    app = Starlette()
    names: dict[str, Any] = {"app": app, "verifier": issuing.verifier()}
    for piece in fragments("protect-fastapi.md"):
        exec(piece, names)
    send = over_asgi(app)
    assert send(Sent("/admin")).header("WWW-Authenticate") == 'Bearer realm="api", scope="demo.read demo.write"'
    assert send(Sent("/health")).status == 404


def test_the_middleware_of_the_flask_guide() -> None:
    names: dict[str, Any] = {"application": None, "verifier": issuing.verifier()}
    for piece in fragments("protect-flask.md"):
        exec(piece, names)
    assert over_wsgi(names["application"])(Sent("/things")).status == 401


def test_the_middleware_of_the_mcp_guide() -> None:
    pytest.importorskip("mcp", reason="mcp is not installed, so its guide is not followed")
    from mcp.server.mcpserver import MCPServer

    url = "http://127.0.0.1:8000/mcp"

    def send(sent: Sent) -> Any:  # a server may be started once only
        names: dict[str, Any] = {
            "server": MCPServer("things"),
            "verifier": issuing.verifier(),
            "URL": url,
            "ISSUER": issuing.ISSUER,
        }
        for piece in fragments("protect-mcp.md"):
            exec(piece, names)
        return over_asgi(names["app"])(sent)

    challenge = send(Sent("/mcp", method="POST")).header("WWW-Authenticate")
    document = "/.well-known/oauth-protected-resource/mcp"
    assert challenge == f'Bearer realm="api", scope="things.read", resource_metadata="http://127.0.0.1:8000{document}"'
    assert send(Sent(document)).json()["resource"] == url


def test_the_refusal_of_an_api_is_explained_by_the_server_as_its_guide_says(
    server: DevServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = "report-refusals.md"
    commands = [shlex.split(line) for line in re.findall(r"^\$ assay (.+)", (GUIDES / guide).read_text(), re.MULTILINE)]
    create_resource, create_client, name_client, explain = commands
    assert server.assay(*create_resource).returncode == 0
    made = json.loads(server.assay(*create_client, "--json").stdout)
    done = server.assay(*(made["client_id"] if word == "CLIENT_ID" else word for word in name_client))
    assert done.returncode == 0, done.stderr
    monkeypatch.setenv("ISSUER", server.issuer)
    monkeypatch.setenv("CLIENT_ID", made["client_id"])
    monkeypatch.setenv("CLIENT_SECRET", made["client_secret"])
    names: dict[str, Any] = {}
    for piece in re.findall(r"```python\n(.*?)```", (GUIDES / guide).read_text(), re.DOTALL):
        exec(piece, names)
    guard = BearerGuard(issuing.verifier(), names["settings"])
    shown = issuing.token(exp=1_700_000_000, iat=1_699_999_000)
    refusal = guard.admit(RawRequest("GET", "/things", headers=((b"authorization", f"Bearer {shown}".encode()),)))
    assert isinstance(refusal, BearerRefusal)
    assert refusal.document["error_uri"] == f"{server.issuer}/reasons/token.expired"
    names["sink"].close()
    assert (names["sink"].sent, names["sink"].dropped) == (1, 0)
    time.sleep(0.3)  # records are readable within 250 ms
    explained = server.assay(*explain[:-1], refusal.refusal_id, "--json")
    answer = json.loads(explained.stdout)
    assert answer["reasons"][0]["code"] == "token.expired"
    assert answer["refusal"]["endpoint"] == f"GET /things of {made['client_id']}"
    form = {"refusal_id": refusal.refusal_id}
    mine = server.send("/explain", form, basic=(made["client_id"], made["client_secret"]))
    assert mine.json()["reasons"][0]["evidence"]["expired_at"] == 1_700_000_000
    assert server.send("/explain", form, basic=server.demo).status == 404
    everything = "".join(file.read_bytes().decode("latin-1") for file in server.folder.rglob("*") if file.is_file())
    assert refusal.refusal_id in everything
    assert shown.rpartition(".")[2] not in everything
