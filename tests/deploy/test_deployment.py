"""The files of `deploy/`: the service manager accepts the units, and a real nginx serves a real server over TLS with them."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from conformance.certificates import Certificates, made_in

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
GUIDE = DEPLOY.parent / "docs" / "guides" / "run-it-for-real.md"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A server with a settings file of its own, and nginx with TLS in front of it."""

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self.folder, self.certificates = folder, certificates
        self.port, inner = free_port(), free_port()
        self.issuer = f"https://localhost:{self.port}"
        (folder / "key").touch(0o600)
        (folder / "key").write_bytes(b64encode(bytes(range(32))))
        (folder / "assay.toml").write_text(
            f'issuer = "{self.issuer}"\nlisten = "127.0.0.1:{inner}"\ndatabase_url = "sqlite:assay.db"\n'
            'key_encryption_key_file = "key"\n[web]\ntrusted_proxies = ["127.0.0.1"]\n'
        )
        site = (DEPLOY / "nginx.conf").read_text()
        values = {
            "ISSUER_HOST": "localhost",
            "CERTIFICATE": str(certificates.certificate),
            "KEY": str(certificates.key),
            "LISTEN": f"127.0.0.1:{self.port}",
            "UPSTREAM": f"127.0.0.1:{inner}",
        }
        for name, value in values.items():
            site = re.sub(rf"\b{name}\b", value, site)
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;\n"
            f"events {{}}\nhttp {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{site}\n}}\n"
        )
        self.server = self.command("serve", wait=False)
        self.nginx = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")])
        end = time.monotonic() + 30
        while self.ask("GET", "/readyz")[0] != 200:
            assert time.monotonic() < end, (folder / "server.log").read_text()[-2000:]
            time.sleep(0.1)

    def command(self, *words: str, wait: bool = True) -> Any:
        whole = [sys.executable, "-m", "assay", *words, "--config", str(self.folder / "assay.toml")]
        if not wait:
            with (self.folder / "server.log").open("wb") as log:
                return subprocess.Popen(whole, stdout=log, stderr=log)
        done = subprocess.run([*whole, "-o", "json"], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage | None, bytes]:
        tls = ssl.create_default_context(cafile=str(self.certificates.authority))
        connection = http.client.HTTPSConnection("localhost", self.port, context=tls, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except OSError:
            return 0, None, b""
        finally:
            connection.close()

    def close(self) -> None:
        for process in (self.nginx, self.server):
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if NGINX is None:
        pytest.skip("nginx is not installed, so a server behind it is not tested")
    folder = tmp_path_factory.mktemp("site")
    running = Site(folder, made_in(folder))
    try:
        yield running
    finally:
        running.close()


def test_a_token_is_bought_through_the_proxy_and_names_the_outer_issuer(site: Site) -> None:
    client = site.command("client", "create", "--name", "Job", "--grant", "client_credentials", "--scope", "a")
    credentials = b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    form = urlencode({"grant_type": "client_credentials", "scope": "a"})
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    status, _, body = site.ask("POST", "/token", form, headers)
    assert status == 200, body
    document = json.loads(site.ask("GET", "/.well-known/openid-configuration")[2])
    assert document["issuer"] == site.issuer
    assert document["token_endpoint"] == f"{site.issuer}/token"


def test_answers_over_tls_promise_tls_and_cookies_are_bound_to_the_host(site: Site) -> None:
    client = site.command(
        *("client", "create", "--name", "Web", "--grant", "authorization_code", "--scope", "openid"),
        *("--redirect-uri", "https://web.example/callback"),
    )
    asked = {
        "client_id": client["client_id"],
        "response_type": "code",
        "redirect_uri": "https://web.example/callback",
        "scope": "openid",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    status, headers, _ = site.ask("GET", f"/authorize?{urlencode(asked)}")
    assert status in {302, 303}
    assert headers is not None
    assert "max-age=" in headers["Strict-Transport-Security"]
    cookies = headers.get_all("Set-Cookie") or []
    assert cookies
    assert all(cookie.startswith("__Host-") and "Secure" in cookie for cookie in cookies)


def test_the_proxy_replaces_what_a_caller_says_of_its_address(site: Site) -> None:
    """Guessing from one address is limited, whatever the caller writes into X-Forwarded-For."""
    statuses = []
    for number in range(40):
        headers = {
            "Authorization": "Basic " + b64encode(b"nobody:wrong").decode(),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"203.0.113.{number}",
        }
        statuses.append(site.ask("POST", "/token", "grant_type=client_credentials", headers)[0])
    assert set(statuses) <= {401, 429}
    assert 429 in statuses


def test_the_service_manager_accepts_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed, so the units are not checked")
    for name in ("assay.service", "assay-backup.service", "assay-backup.timer"):
        unit = (DEPLOY / name).read_text().replace("/opt/assay/bin/assay", sys.executable)
        (tmp_path / name).write_text(unit)
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    told = [line for line in checked.stderr.splitlines() if "assay" in line and str(tmp_path) in line]
    assert told == [], checked.stderr
    for name in ("assay.service", "assay-backup.service"):  # what a broken process could do to its machine, 0 to 10
        rated = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=16", str(tmp_path / name)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert rated.returncode == 0, rated.stdout.splitlines()[-1]


def test_the_guide_names_every_file_and_only_commands_that_exist() -> None:
    from assay.cli import COMMANDS

    guide = GUIDE.read_text()
    for file in DEPLOY.iterdir():
        assert file.name in guide or file.name == "Containerfile", file.name
    named = set(
        re.findall(r"\bassay ([a-z]+)\b", "\n".join(re.findall(r"^    .*$|`assay [^`]+`", guide, re.MULTILINE)))
    )
    assert named - {"assay"} <= {name for name, _ in COMMANDS}
