"""The two servers that partners meet: one on http with the development settings, one on https with the default settings.

TLS ends at an nginx in front of the second, with a certificate of an authority that is thrown away.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from conformance.certificates import made_in

ASSAY = (sys.executable, "-m", "assay")
RESOURCE = "https://orders.example.com"
_NGINX = """\
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
daemon off;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    location / {{
      proxy_pass http://127.0.0.1:{behind};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""


@dataclass
class Server:
    """A running server with the folder that its commands are called in."""

    folder: Path
    issuer: str
    authority: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(self, *arguments: str, given: str | None = None) -> dict[str, Any]:
        """What `assay … -o json` says here. Raises `AssertionError` when it is refused."""
        done = subprocess.run(
            [*ASSAY, *arguments, "-o", "json"],
            cwd=self.folder,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, f"assay {' '.join(arguments[:2])} ended with {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)

    def new_person(self, username: str) -> tuple[str, str]:
        """A username and its password."""
        password = token_urlsafe(18)
        name, email = f"{username.title()} Example", f"{username}@people.example"
        self.command(
            "user",
            "create",
            "--username",
            username,
            "--name",
            name,
            "--email",
            email,
            "--password-stdin",
            given=password,
        )
        return username, password

    def begun(self, command: tuple[str, ...], log: str, **environment: str) -> None:
        """Start a process that ends with the server."""
        with (self.folder / log).open("wb") as opened:
            self.processes.append(
                subprocess.Popen(
                    command, cwd=self.folder, env={**os.environ, **environment}, stdout=opened, stderr=opened
                )
            )

    def until(self, ready: Any, log: str) -> None:
        """Wait for it. Raises `SystemExit` with the log when a process ends before."""
        for _ in range(600):
            if ready():
                return
            if any(process.poll() is not None for process in self.processes):
                break
            time.sleep(0.05)
        self.close()
        raise SystemExit(
            f"the server of {self.issuer} did not become ready:\n{(self.folder / log).read_text()[-3000:]}"
        )

    def close(self) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def on_http(folder: Path) -> Server:
    """`assay serve --dev`, with the clients that its partners use, made as an operator makes them."""
    port = free_port()
    server = Server(folder, f"http://localhost:{port}")
    server.begun((*ASSAY, "serve", "--dev"), "server.log", ASSAY_LISTEN=f"127.0.0.1:{port}")
    announced = folder / ".assay" / "dev.json"
    server.until(announced.exists, "server.log")
    server.issuer = json.loads(announced.read_text())["issuer"]
    server.facts = _clients(server)
    return server


def on_https(folder: Path) -> Server:
    """`assay serve` with the default settings behind nginx; clients are registered by the partners."""
    made = made_in(folder)
    port, behind = free_port(), free_port()
    issuer = f"https://localhost:{port}"
    key = folder / "key-encryption.key"
    key.write_bytes(base64.b64encode(token_bytes(32)))
    key.chmod(0o600)
    (folder / "assay.toml").write_text(
        f'issuer = "{issuer}"\nlisten = "127.0.0.1:{behind}"\nkey_encryption_key_file = "{key}"\n'
        '[web]\ntrusted_proxies = ["127.0.0.1"]\n'
        "[device]\ninterval = 1\n"  # so that nobody waits
    )
    (folder / "nginx.conf").write_text(
        _NGINX.format(folder=folder, port=port, behind=behind, certificate=made.certificate, key=made.key)
    )
    server = Server(folder, issuer, str(made.authority))
    server.facts = {"certificate": str(made.certificate), "key": str(made.key)}
    server.begun((*ASSAY, "serve"), "server.log")
    server.begun(
        ("nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")), "nginx.out"
    )
    tls = ssl.create_default_context(cafile=made.authority)

    def ready() -> bool:
        try:
            urllib.request.urlopen(f"{issuer}/readyz", timeout=5, context=tls).close()
        except OSError:
            return False
        return True

    server.until(ready, "server.log")
    return server


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _clients(server: Server) -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric import ec

    redirect_uri = "https://client.example.com/callback"
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    public = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "interop"}
    for member, value in (
        ("x", numbers.public_numbers.x),
        ("y", numbers.public_numbers.y),
        ("d", numbers.private_value),
    ):
        public[member] = base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()
    private = dict(public)
    del public["d"]
    jwks = server.folder / "client.jwks.json"
    jwks.write_text(json.dumps({"keys": [public]}))
    server.command("resource", "create", "--identifier", RESOURCE, "--scope", "orders.read", "--scope", "orders.write")
    common = [
        *("client", "create", "--redirect-uri", redirect_uri, "--resource", RESOURCE),
        *("--grant", "authorization_code", "--grant", "refresh_token"),
        *("--post-logout-redirect-uri", "https://client.example.com/bye"),
        *("--scope", "openid profile email offline_access orders.read"),
    ]
    machine = ["--grant", "client_credentials"]
    clients = {
        "basic": server.command(*common, "--name", "Interop, basic", *machine),
        "post": server.command(*common, "--name", "Interop, post", *machine, "--auth-method", "client_secret_post"),
        "jwt": server.command(
            *common, "--name", "Interop, key", "--auth-method", "private_key_jwt", "--jwks", str(jwks)
        ),
        "public": server.command(*common, "--name", "Interop, public", "--auth-method", "none"),
    }
    clients["jwt"]["private_jwk"] = private
    return {"clients": clients, "redirect_uri": redirect_uri, "resource": RESOURCE}
