"""Whole token servers side by side: one process on one core each, the load client on the other core, ratios of one run.

Usage: token_servers.py [--seconds S] [--rounds N] [--only NAME …]. Peers are installed into bench/.work at the first call.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from load_client import Outcome, form_request, run_load
from pinned_server import PinnedServer

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PEERS = HERE / "peers"
SECRET = "bench-secret-" + "0123456789abcdef" * 3
CONNECTIONS = 16
POOL = 10_000
CODES = 8_000
OPERATIONS = ("client_credentials", "refresh", "code", "introspection")
ASSAY = "Assay, SQLite, durable"


@dataclass
class Contestant:
    """How to start one server, and what its paths and clients are called."""

    command: list[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    seed: list[str] | None = None
    token_path: str = "/token"
    introspection_path: str = "/introspect"
    revocation_path: str | None = None
    code_client: str = "bench"
    scope: str = "read"
    operations: tuple[str, ...] = OPERATIONS


def gunicorn(environment: Path, application: str) -> list[str]:
    """One worker with four threads, as the peers' documentation suggests for one core."""
    options = ["-w", "1", "-k", "gthread", "--threads", "4", "--keep-alive", "30", "--log-level", "warning"]
    return [str(environment / "bin" / "gunicorn"), *options, "-b", "127.0.0.1:{port}", application]


def contestants() -> dict[str, Contestant]:
    """All servers, by the name that the table shows."""
    node = [str(WORK / "node" / "node_modules" / "node" / "bin" / "node"), "node_oidc_provider.mjs"]
    node_paths = {"introspection_path": "/token/introspection", "revocation_path": "/token/revocation"}
    django = PEERS / "django_oauth_toolkit"
    return {
        ASSAY: Contestant(
            [
                sys.executable,
                "-m",
                "assay",
                "serve",
                "--config",
                str(WORK / "assay" / "assay.toml"),
                "--listen",
                "127.0.0.1:{port}",
            ],
            WORK / "assay",
            {"ASSAY_ISSUER": "http://127.0.0.1:{port}"},
            seed=[sys.executable, str(PEERS / "assay_seed.py")],
            revocation_path="/revoke",
        ),
        "node-oidc-provider, JWT ES256, memory": Contestant(
            node,
            WORK / "node",
            {"ACCESS_TOKENS": "ES256", "NODE_ENV": "production"},
            operations=("client_credentials", "refresh", "code"),
            **node_paths,
        ),
        "node-oidc-provider, opaque, memory": Contestant(
            node, WORK / "node", {"ACCESS_TOKENS": "opaque", "NODE_ENV": "production"}, **node_paths
        ),
        "Authlib on Flask, SQLite": Contestant(
            gunicorn(WORK / "venv-authlib", "authlib_flask:app"),
            PEERS,
            seed=[str(WORK / "venv-authlib" / "bin" / "python"), str(PEERS / "authlib_flask.py")],
        ),
        "django-oauth-toolkit, SQLite": Contestant(
            gunicorn(WORK / "venv-django", "site_wsgi:application"),
            django,
            seed=[str(WORK / "venv-django" / "bin" / "python"), str(django / "seed.py")],
            token_path="/o/token/",
            introspection_path="/o/introspect/",
            code_client="bench-code",
        ),
    }


def install_peers() -> None:
    """Put the peers into bench/.work, once."""
    WORK.mkdir(exist_ok=True)
    node = WORK / "node"
    if not (node / "node_modules" / "oidc-provider").exists():
        node.mkdir(exist_ok=True)
        (node / "package.json").write_text('{"private": true, "type": "module"}')
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "oidc-provider@9", "node@22"], cwd=node, check=True
        )
    shutil.copy(PEERS / "node_oidc_provider.mjs", node)
    packages = {
        "venv-authlib": ["authlib", "flask", "flask-sqlalchemy", "gunicorn"],
        "venv-django": ["django-oauth-toolkit", "gunicorn"],
    }
    for name, wanted in packages.items():
        if not (WORK / name / "bin" / "gunicorn").exists():
            subprocess.run([sys.executable, "-m", "venv", str(WORK / name)], check=True)
            subprocess.run([str(WORK / name / "bin" / "pip"), "-q", "install", *wanted], check=True)
            subprocess.run(
                [str(WORK / name / "bin" / "python"), "-m", "compileall", "-q", str(WORK / name / "lib")], check=False
            )


def post(port: int, path: str, form: dict[str, str], client: str = "bench") -> dict[str, object]:
    """One request outside the measurement."""
    credentials = base64.b64encode(f"{client}:{SECRET}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", urlencode(form).encode(), {"Authorization": f"Basic {credentials}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        body = answer.read()
    return json.loads(body) if body else {}


def is_token_answer(status: int, body: bytes) -> str | None:
    """None when the answer holds an access token, else what it holds."""
    return None if status == 200 and b'"access_token"' in body else f"{status} {body[:200]!r}"


class Bench:
    """One contestant in one round."""

    def __init__(self, contestant: Contestant, seconds: float) -> None:
        self.contestant = contestant
        self.seconds = seconds
        self.state = WORK / "state"
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir(parents=True)
        self.seed_file = self.state / "seeds.json"
        self.environment = {
            **contestant.environment,
            "CLIENT_SECRET": SECRET,
            "DATABASE_FILE": str(self.state / "bench.db"),
            "SEED_FILE": str(self.seed_file),
        }

    def start(self, environment: dict[str, str]) -> tuple[PinnedServer, float]:
        """The server and the milliseconds to its first token."""
        contestant = self.contestant
        server = PinnedServer(contestant.command, contestant.folder, environment, 1, WORK / "servers.log")

        def answers(port: int) -> bool:
            try:
                form = {"grant_type": "client_credentials", "scope": contestant.scope}
                return "access_token" in post(port, contestant.token_path, form)
            except urllib.error.HTTPError as wrong:
                raise RuntimeError(f"{wrong.code} {wrong.read()[:300]!r}") from None
            except OSError:
                return False

        try:
            return server, server.wait_until(answers)
        except BaseException:
            server.stop()
            raise

    def run(self) -> dict[str, object]:
        """All operations, memory and cold start."""
        environment = dict(self.environment)
        if self.contestant.seed:
            subprocess.run(
                self.contestant.seed,
                env={**os.environ, **self.environment, "SEED_COUNT": str(CODES)},
                check=True,
                cwd=self.contestant.folder,
                stdout=subprocess.DEVNULL,
            )
        cold = []
        for _ in range(3):
            server, milliseconds = self.start(environment)
            server.stop()
            cold.append(milliseconds)
        if not self.contestant.seed:
            environment["SEED_COUNT"] = str(CODES)
        server, _ = self.start(environment)
        results: dict[str, object] = {"cold start ms": statistics.median(cold)}
        try:
            self.port = server.port
            self.seeds = json.loads(self.seed_file.read_text())
            for operation in self.contestant.operations:
                results[operation] = getattr(self, operation)()
            results["MiB"] = server.resident_mib()
        finally:
            server.stop()
        return results

    def load(self, make, check, *, warm_up: float = 0.7) -> Outcome:  # noqa: ANN001
        run_load(self.port, CONNECTIONS, warm_up, make, check)
        return run_load(self.port, CONNECTIONS, self.seconds, make, check)

    def request(self, path: str, form: dict[str, str], client: str = "bench") -> bytes:
        return form_request(path, form, (client, SECRET))

    def client_credentials(self) -> Outcome:
        """The same request again and again."""
        form = {"grant_type": "client_credentials", "scope": self.contestant.scope}
        request = self.request(self.contestant.token_path, form)
        return self.load(lambda: request, is_token_answer, warm_up=1.5)

    def refresh(self) -> Outcome:
        """400 families in a circle, each answer's refresh token is the next request's."""
        waiting = deque(self.seeds["refresh"])

        def make() -> bytes:
            form = {"grant_type": "refresh_token", "refresh_token": waiting.popleft()}
            return self.request(self.contestant.token_path, form, self.contestant.code_client)

        def check(status: int, body: bytes) -> str | None:
            wrong = is_token_answer(status, body)
            if wrong is None:
                waiting.append(json.loads(body)["refresh_token"])
            return wrong

        return self.load(make, check)

    def code(self) -> Outcome:
        """Each code once, with PKCE."""
        codes = iter(self.seeds["codes"])
        common = {
            "grant_type": "authorization_code",
            "redirect_uri": "https://client.example.com/callback",
            "code_verifier": "v" * 43,
        }

        def make() -> bytes | None:
            code = next(codes, None)
            return code and self.request(
                self.contestant.token_path, {**common, "code": code}, self.contestant.code_client
            )

        return self.load(make, is_token_answer, warm_up=0.3)

    def introspection(self) -> Outcome:
        """Random tokens of a pool; one in a hundred requests revokes a token instead where the server can."""
        tokens: list[str] = []
        form = {"grant_type": "client_credentials", "scope": self.contestant.scope}
        request = self.request(self.contestant.token_path, form)

        def keep(status: int, body: bytes) -> str | None:
            wrong = is_token_answer(status, body)
            if wrong is None:
                tokens.append(json.loads(body)["access_token"])
            return wrong

        # Slow peers get a smaller pool: filling it must not take longer than the measurement allows.
        run_load(self.port, CONNECTIONS, 25, lambda: request if len(tokens) < POOL else None, keep)
        path, revocation = self.contestant.introspection_path, self.contestant.revocation_path
        asks = [self.request(path, {"token": token}) for token in tokens]
        revokes = (
            deque(self.request(revocation, {"token": token}) for token in tokens[: len(tokens) // 100])
            if revocation
            else deque()
        )
        chance = random.Random(1)

        def make() -> bytes:
            if revokes and chance.random() < 0.01:
                return revokes.popleft()
            return asks[chance.randrange(len(asks))]

        def check(status: int, body: bytes) -> str | None:
            fine = status == 200 and (b'"active"' in body or not body)
            return None if fine else f"{status} {body[:200]!r}"

        return self.load(make, check)


def table(results: dict[str, list[dict[str, object]]]) -> None:
    """Medians of the rounds, then ratios: the median of the ratios round by round."""
    print(
        f"\n{'server':<40}{'cold ms':>8}{'MiB':>6}"
        + "".join(f"{name + ' /s (p50, p99 ms)':>36}" for name in OPERATIONS)
    )
    for name, rounds in results.items():
        cells = []
        for operation in OPERATIONS:
            runs = [one[operation] for one in rounds if operation in one]
            if not runs:
                cells.append("-".rjust(36))
                continue
            rate, p50, p99 = (
                statistics.median(getattr(run, what) for run in runs) for what in ("per_second", "p50", "p99")
            )
            cells.append(f"{rate:,.0f} ({p50:.1f}, {p99:.1f})".rjust(36))
        cold, mib = (statistics.median(one[what] for one in rounds) for what in ("cold start ms", "MiB"))
        print(f"{name:<40}{cold:8.0f}{mib:6.0f}" + "".join(cells))
    if ASSAY not in results:
        return
    print(f"\nAssay against each peer: throughput ratio (p99 ratio), medians over {len(results[ASSAY])} rounds")
    for name, rounds in results.items():
        if name == ASSAY:
            continue
        cells = []
        for operation in OPERATIONS:
            pairs = [
                (ours[operation], theirs[operation])
                for ours, theirs in zip(results[ASSAY], rounds, strict=False)
                if operation in theirs
            ]
            if not pairs:
                cells.append("-".rjust(22))
                continue
            rate = statistics.median(ours.per_second / theirs.per_second for ours, theirs in pairs)
            tail = statistics.median(ours.p99 / theirs.p99 for ours, theirs in pairs)
            cells.append(f"{rate:.2f}x ({tail:.2f})".rjust(22))
        print(
            f"{name:<40}"
            + "".join(f"{operation}: {cell.strip()}   " for operation, cell in zip(OPERATIONS, cells, strict=True))
        )


def main() -> int:
    """Run the contestants round by round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[])
    chosen = parser.parse_args()
    install_peers()
    (WORK / "assay").mkdir(exist_ok=True)
    os.sched_setaffinity(0, {0})
    results: dict[str, list[dict[str, object]]] = {}
    for round_number in range(chosen.rounds):
        for name, contestant in contestants().items():
            if chosen.only and not any(part.lower() in name.lower() for part in chosen.only):
                continue
            try:
                result = Bench(contestant, chosen.seconds).run()
            except (RuntimeError, OSError, subprocess.CalledProcessError) as wrong:
                print(f"not measured: {name}: {wrong}", flush=True)
                continue
            results.setdefault(name, []).append(result)
            parts = []
            for operation in contestant.operations:
                outcome = result[operation]
                trouble = f" WRONG {outcome.wrong}/{outcome.answers}: {outcome.first_wrong}" if outcome.wrong else ""
                parts.append(f"{operation} {outcome.per_second:,.0f}/s{trouble}")
            print(f"[{round_number}] {name}: " + " | ".join(parts), flush=True)
    table(results)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
