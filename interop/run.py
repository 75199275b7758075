"""Starts Assay, registers clients, runs every partner and prints what each proved. Exit status 1 when one failed.

Usage: run.py [--only NAME …] [--offline]. Partners are installed into interop/.work at the first call; `--offline` skips
those that are not there yet, and says so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from person import Person

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PARTNERS = HERE / "partners"
ASSAY = [sys.executable, "-m", "assay"]
RESOURCE = "https://orders.example.com"
LIMIT_SECONDS = 60


@dataclass(frozen=True)
class Partner:
    """One partner: how it is installed, how it is known to be there, and how it runs."""

    name: str
    install: tuple[tuple[str, ...], ...]
    present: Path | None
    command: tuple[str, ...]


def partners() -> tuple[Partner, ...]:
    """All partners, in the order of the table."""
    node = WORK / "node"
    authlib = WORK / "venv-authlib"
    npm = ("npm", "install", "--prefix", str(node), "--no-audit", "--no-fund", "--ignore-scripts")
    return (
        Partner("curl", (), None, ("sh", str(PARTNERS / "curl.sh"))),
        Partner(
            "openid-client",
            ((*npm, "openid-client@6", "oauth4webapi@3", "jose@6"),),
            node / "node_modules" / "openid-client",
            ("node", str(node / "openid_client.mjs")),
        ),
        Partner(
            "oauth4webapi",
            ((*npm, "openid-client@6", "oauth4webapi@3", "jose@6"),),
            node / "node_modules" / "oauth4webapi",
            ("node", str(node / "oauth4webapi.mjs")),
        ),
        Partner(
            "Authlib",
            (
                (sys.executable, "-m", "venv", str(authlib)),
                (str(authlib / "bin" / "pip"), "-q", "install", "authlib>=1.6", "flask", "requests"),
            ),
            authlib / "bin" / "flask",
            (str(authlib / "bin" / "python"), str(PARTNERS / "authlib_client.py")),
        ),
    )


def assay_json(folder: Path, *arguments: str, given: str | None = None) -> dict[str, Any]:
    """What one `assay … -o json` command says, run in the server's folder."""
    done = subprocess.run(
        [*ASSAY, *arguments, "-o", "json"], cwd=folder, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"assay {' '.join(arguments[:2])} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def start_server(folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """`assay serve --dev` on a free port, and what its dev.json says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "server.log").open("wb")
    environment = {**os.environ, "ASSAY_LISTEN": f"127.0.0.1:{port}"}
    server = subprocess.Popen([*ASSAY, "serve", "--dev"], cwd=folder, env=environment, stdout=log, stderr=log)
    ready = folder / ".assay" / "dev.json"
    for _ in range(600):
        if ready.exists():
            return server, json.loads(ready.read_text())
        if server.poll() is not None:
            break
        time.sleep(0.05)
    server.kill()
    raise SystemExit("assay serve --dev did not become ready:\n" + (folder / "server.log").read_text())


def register(folder: Path) -> dict[str, Any]:
    """The clients of this run, made as an operator makes them."""
    from cryptography.hazmat.primitives.asymmetric import ec

    redirect_uri = "https://client.example.com/callback"
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    public = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "interop"}
    for member, value in (
        ("x", numbers.public_numbers.x),
        ("y", numbers.public_numbers.y),
        ("d", numbers.private_value),
    ):
        public[member] = _base64url(value.to_bytes(32, "big"))
    private = dict(public)
    del public["d"]
    jwks = folder / "client.jwks.json"
    jwks.write_text(json.dumps({"keys": [public]}))
    assay_json(
        folder, "resource", "create", "--identifier", RESOURCE, "--scope", "orders.read", "--scope", "orders.write"
    )
    common = [
        "--redirect-uri",
        redirect_uri,
        "--resource",
        RESOURCE,
        "--grant",
        "authorization_code",
        "--grant",
        "refresh_token",
    ]
    for scope in ("openid", "profile", "email", "offline_access", "orders.read"):
        common += ["--scope", scope]
    machine = ["--grant", "client_credentials"]
    clients = {
        "basic": assay_json(folder, "client", "create", "--name", "Interop, basic", *common, *machine),
        "post": assay_json(
            folder,
            "client",
            "create",
            "--name",
            "Interop, post",
            *common,
            *machine,
            "--auth-method",
            "client_secret_post",
        ),
        "jwt": assay_json(
            folder,
            "client",
            "create",
            "--name",
            "Interop, key",
            *common,
            "--auth-method",
            "private_key_jwt",
            "--jwks",
            str(jwks),
        ),
        "public": assay_json(folder, "client", "create", "--name", "Interop, public", *common, "--auth-method", "none"),
    }
    clients["jwt"]["private_jwk"] = private
    return {"clients": clients, "redirect_uri": redirect_uri, "resource": RESOURCE}


def _base64url(data: bytes) -> str:
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(data).rstrip(b"=").decode()


def run_partner(partner: Partner, folder: Path, facts: dict[str, Any]) -> tuple[list[str], str | None]:
    """The steps that a partner proved, and what went wrong after them (None when nothing did)."""
    facts_file = folder / "facts.json"
    facts_file.write_text(json.dumps(facts))
    launcher = folder / "assay"
    launcher.write_text(f'#!/bin/sh\ncd {folder} && exec {sys.executable} -m assay "$@"\n')
    launcher.chmod(0o755)
    environment = {**os.environ, "PYTHON": sys.executable, "ASSAY": str(launcher)}
    errors = (folder / "partner.log").open("wb")
    process = subprocess.Popen(
        [*partner.command, str(facts_file)],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    signal.alarm(LIMIT_SECONDS)
    steps: list[str] = []
    try:
        for line in process.stdout:
            message = json.loads(line)
            if "passed" in message:
                steps.append(message["passed"])
            else:
                person = Person(facts["username"], facts["password"])
                callback = person.visit(message["visit"], facts["redirect_uri"])
                process.stdin.write(json.dumps({"callback": callback}) + "\n")
                process.stdin.flush()
        status = process.wait()
    except (AssertionError, OSError, ValueError, TimeoutError) as wrong:
        process.kill()
        return steps, f"{type(wrong).__name__}: {wrong}"
    finally:
        signal.alarm(0)
    if status:
        return steps, f"exit status {status}\n" + (folder / "partner.log").read_text()[-2000:]
    return steps, None if steps else "it proved nothing"


def too_late(_signal: int, _frame: object) -> None:
    """The alarm of a partner that hangs."""
    raise TimeoutError(f"no end after {LIMIT_SECONDS} s")


def install(partner: Partner) -> None:
    """Put a partner into its own environment."""
    WORK.mkdir(exist_ok=True)
    for command in partner.install:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Run the matrix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--offline", action="store_true")
    chosen = parser.parse_args()
    signal.signal(signal.SIGALRM, too_late)
    failed = skipped = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, dev = start_server(folder)
        try:
            facts = {**dev, **register(folder)}
            for partner in partners():
                if chosen.only and partner.name not in chosen.only:
                    continue
                if partner.present is not None and not partner.present.exists():
                    if chosen.offline:
                        print(f"skipped  {partner.name}: not installed in interop/.work")
                        skipped += 1
                        continue
                    install(partner)
                if partner.present is not None and (WORK / "node").exists():
                    for script in PARTNERS.glob("*.mjs"):
                        shutil.copy(script, WORK / "node")
                steps, wrong = run_partner(partner, folder, facts)
                for step in steps:
                    print(f"ok       {partner.name}: {step}")
                if wrong:
                    failed += 1
                    print(f"FAILED   {partner.name}: {wrong}")
            if failed:
                print((folder / "server.log").read_text()[-4000:])
        finally:
            server.terminate()
            server.wait(10)
    print(f"{failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
