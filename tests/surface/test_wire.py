"""What only real sockets and a real process show: framing, limits, listeners, starting and stopping."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from live import ASSAY, DevServer

FORM = "content-type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    running = DevServer(tmp_path_factory.mktemp("wire"))
    yield running
    running.stop()


def talk(server: DevServer, said: bytes, seconds: float = 5) -> bytes:
    """Say it and read until the server closes, or says nothing more for a while."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        connection.settimeout(0.7)
        heard = b""
        try:
            connection.sendall(said)
            while piece := connection.recv(65_536):
                heard += piece
        except (TimeoutError, ConnectionError):
            pass
        return heard


def post(extra: str, body: bytes = b"") -> bytes:
    return f"POST /token HTTP/1.1\r\nhost: localhost\r\n{FORM}{extra}\r\n".encode() + body


@pytest.mark.parametrize(
    "said",
    [
        post("content-length: 5\r\ntransfer-encoding: chunked\r\n", b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"),
        post("transfer-encoding: chunked\r\ncontent-length: 5\r\n", b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"),
        post("content-length: 5\r\ncontent-length: 6\r\n", b"a=b&c=d"),
        post("content-length: +5\r\n", b"a=b&c"),
        post("content-length: 5 \r\n 6\r\n", b"a=b&c"),
        post("content-length: -1\r\n"),
        post("content-length: 0x5\r\n", b"a=b&c"),
        post("transfer-encoding: xchunked\r\n", b"0\r\n\r\n"),
        post("transfer-encoding : chunked\r\n", b"0\r\n\r\n"),
        post("transfer-encoding: chunked\r\n", b"5\nhello\n0\n\n"),
        post("transfer-encoding: chunked\r\n", b"-1\r\n\r\n"),
        post("transfer-encoding: chunked\r\n", b"FFFFFFFFFFFFFFFFF\r\n"),
        b"POST /token HTTP/1.1\nhost: localhost\ncontent-length: 0\n\n",
        b"POST  /token HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"POST /token HTTP/9.9\r\nhost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /to\x00ken HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nna me: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nx: a\x00b\r\n\r\n",
    ],
)
def test_a_request_that_two_servers_could_read_differently_is_not_answered_as_two(
    server: DevServer, said: bytes
) -> None:
    heard = talk(server, said)
    assert heard.count(b"HTTP/1.1 ") <= 1
    assert b"HTTP/1.1 2" not in heard
    assert b"Traceback" not in heard
    assert server.send("/healthz").status == 200


def test_a_chunked_form_is_read(server: DevServer) -> None:
    heard = talk(server, post("transfer-encoding: chunked\r\nconnection: close\r\n", b"3\r\na=b\r\n0\r\n\r\n"))
    assert heard.startswith(b"HTTP/1.1 401 ")


def test_a_chunked_body_over_the_limit_is_cut_off(server: DevServer) -> None:
    chunk = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    heard = talk(server, post("transfer-encoding: chunked\r\n", chunk * 40))
    assert heard.startswith(b"HTTP/1.1 413 ") or heard == b""  # a reset may overtake the answer
    assert heard.count(b"HTTP/1.1 ") <= 1


def test_an_announced_body_over_the_limit_is_refused_before_it_is_sent(server: DevServer) -> None:
    heard = talk(server, post("content-length: 100000000\r\nexpect: 100-continue\r\n"))
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in heard
    assert b"connection: close" in heard


def test_both_names_of_this_machine_are_served(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with started(tmp_path, ASSAY_LISTEN=f"localhost:{port}") as process:
        assert announced(tmp_path, process)["issuer"] == f"http://localhost:{port}"
        for host in ("127.0.0.1", "::1"):
            with socket.create_connection((host, port), timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n")
                assert connection.recv(65_536).startswith(b"HTTP/1.1 200")


def test_the_issuer_does_not_come_from_the_request(server: DevServer) -> None:
    poison = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example;proto=https"}
    document = server.send("/.well-known/openid-configuration", headers=poison).body
    assert b"evil" not in document
    assert server.issuer.encode() in document


def test_a_second_server_in_the_same_folder_is_refused_and_leaves_the_first_alone(server: DevServer) -> None:
    second = start(server.folder, ASSAY_LISTEN="127.0.0.1:0")
    _, told = second.communicate(timeout=20)
    assert second.returncode == 3
    assert "another process serves" in told
    assert (server.folder / ".assay/dev.json").exists()
    assert server.send("/readyz").status == 200


def test_a_port_that_is_taken_is_told(server: DevServer, tmp_path: Path) -> None:
    process = start(tmp_path, ASSAY_LISTEN=f"127.0.0.1:{server.port}")
    _, told = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "ASSAY_LISTEN: listen:" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ASSAY_WORKERS": "2"}, "SQLite, which has one writer"),
        ({"ASSAY_LISTEN": "nonsense"}, "expected HOST:PORT"),
        ({"ASSAY_LISTN": "x"}, "Did you mean ASSAY_LISTEN?"),
        ({"ASSAY_ISSUER": "http://issuer.example"}, "http on issuer.example"),
        ({"ASSAY_KEY_ENCRYPTION_KEY": "c2VjcmV0"}, "never read from a value"),
    ],
)
def test_settings_that_cannot_be_refuse_to_start(tmp_path: Path, environment: dict[str, str], told: str) -> None:
    process = start(tmp_path, **environment)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 3
    assert told in said
    assert "c2VjcmV0" not in said


def test_a_key_that_does_not_fit_the_store_is_told(tmp_path: Path) -> None:
    first = DevServer(tmp_path)
    first.stop()
    (tmp_path / ".assay/key-encryption.key").unlink()
    process = start(tmp_path, ASSAY_LISTEN="127.0.0.1:0")
    _, said = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "key-encryption key" in said


def test_an_announcement_is_there_exactly_while_the_server_is(tmp_path: Path) -> None:
    running = DevServer(tmp_path)
    assert running.mode == 0o600
    assert running.stop() == 0
    assert not (tmp_path / ".assay/dev.json").exists()
    (tmp_path / ".assay/dev.json").write_text("{}")  # as a killed server leaves it
    before = dict(running.dev)
    with started(tmp_path, ASSAY_LISTEN="127.0.0.1:0") as process:
        after = announced(tmp_path, process)
    assert {**before, "issuer": "", "admin_token": ""} == {**after, "issuer": "", "admin_token": ""}


def test_another_port_can_be_signed_in_at_too(tmp_path: Path) -> None:
    first = DevServer(tmp_path)
    first.stop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        first.port = probe.getsockname()[1]
    first.start()
    try:
        client = json.loads(first.assay("client", "show", first.dev["client_id"], "-o", "json").stdout)
        assert f"http://localhost:{first.port}/demo/callback" in client["redirect_uris"]
    finally:
        first.stop()


def test_what_is_in_flight_is_finished_after_sigterm(server: DevServer) -> None:
    head = post("content-length: 29\r\n")
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(head + b"grant_type=")
        time.sleep(0.2)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.4)
        connection.sendall(b"client_credentials")
        heard = connection.recv(65_536)
    assert heard.startswith(b"HTTP/1.1 401 ")
    assert server.process.wait(5) == 0
    assert time.monotonic() - began < 5
    server.start()


def test_a_request_that_never_ends_does_not_hold_up_the_end(server: DevServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(post("content-length: 29\r\n") + b"grant_type=")
        time.sleep(0.2)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(6) == 0
        assert time.monotonic() - began < 5
    server.start()


def test_log_lines_are_json_with_the_ids_that_lead_to_the_record(server: DevServer) -> None:
    answer = server.send("/token", {"grant_type": "x"}, headers={"X-Request-Id": "my-request"})
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    mine = [line for line in lines if line.get("request_id") == "my-request"]
    assert len(mine) == 1
    assert set(mine[0]) == {
        "ts", "level", "event", "request_id", "refusal_id", "reason", "client_id", "endpoint", "status", "duration_ms"
    }  # fmt: skip
    assert mine[0]["refusal_id"] == answer.headers["refusal-id"]
    assert mine[0]["reason"] == "client.credentials_missing"


def test_metrics_stand_on_a_listener_of_their_own(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with started(tmp_path, ASSAY_LISTEN="127.0.0.1:0", ASSAY_METRICS__LISTEN=f"127.0.0.1:{port}") as process:
        public = int(announced(tmp_path, process)["issuer"].rpartition(":")[2])
        assert fetch(public, "/metrics").startswith(b"HTTP/1.1 404")
        text = fetch(port, "/metrics")
        assert text.startswith(b"HTTP/1.1 200")
        assert b'assay_http_request_duration_seconds_count{endpoint="unknown",status="404"} 1.0' in text
        assert fetch(port, "/token").startswith(b"HTTP/1.1 404")


def test_a_server_with_settings_of_its_own(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    key = tmp_path / "key"
    key.write_text("a" * 43 + "=\n")
    key.chmod(0o600)
    (tmp_path / "assay.toml").write_text(
        f'issuer = "https://issuer.example/t/one"\nlisten = "127.0.0.1:{port}"\n'
        'key_encryption_key_file = "key"\ndatabase_url = "sqlite:store.db"\n'
    )
    with subprocess.Popen([*ASSAY, "serve"], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            started_line = json.loads(process.stderr.readline())
            assert started_line["event"] == "server.started"
            assert started_line["issuer"] == "https://issuer.example/t/one"
            assert fetch(port, "/readyz").startswith(b"HTTP/1.1 200")
            inserted = fetch(port, "/.well-known/oauth-authorization-server/t/one")
            assert b'"token_endpoint":"https://issuer.example/t/one/token"' in inserted
            assert b"strict-transport-security" in inserted
            assert fetch(port, "/t/one/jwks").startswith(b"HTTP/1.1 200")
            assert fetch(port, "/jwks").startswith(b"HTTP/1.1 404")
            assert fetch(port, "/t%2fone/jwks").startswith(b"HTTP/1.1 404")
        finally:
            process.terminate()
            process.communicate(timeout=5)
    assert process.returncode == 0
    assert (tmp_path / "store.db").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / ".assay").exists()


def start(folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*ASSAY, "serve", "--dev"],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A server that ends with the block, in time and with status 0."""
    with start(folder, **environment) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=5)
        assert process.returncode == 0


def announced(folder: Path, process: subprocess.Popen[str]) -> dict[str, str]:
    file = folder / ".assay/dev.json"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        if file.exists() and (content := json.loads(file.read_text())):
            return content
        time.sleep(0.02)
    raise AssertionError("the server did not become ready")


def fetch(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        heard = b""
        while piece := connection.recv(65_536):
            heard += piece
        return heard
