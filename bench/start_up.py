"""Start-up: whole processes of an installed, compiled copy against a bare interpreter, interleaved, medians of one run.

Goals: `assay explain TOKEN` at most 8 times `python -c pass` (aim 5), `import assay.verifier` at most 100 ms above it.
CLOCK=cpu counts the processor's time instead of the wall's: for a machine that has other work.
"""

from __future__ import annotations

import base64
import compileall
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import assay

ROUNDS = int(os.environ.get("ROUNDS", "15"))
CPU = os.environ.get("CLOCK") == "cpu"


def sample_token() -> str:
    """An expired token with a signature of the right length; nothing here is secret."""

    def part(members: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()

    header = {"alg": "ES256", "typ": "at+jwt", "kid": "bench"}
    claims = {
        "iss": "https://issuer.example",
        "aud": "https://api.example",
        "sub": "someone",
        "exp": 1700000300,
        "iat": 1700000000,
    }
    return f"{part(header)}.{part(claims)}.{base64.urlsafe_b64encode(bytes(64)).rstrip(b'=').decode()}"


def spent(command: list[str], environment: dict[str, str]) -> float:
    """Milliseconds that one process takes."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return 1e3 * (used.ru_utime + used.ru_stime if CPU else time.perf_counter() - began)


def main() -> int:
    """Time the commands in turn and print medians and ratios."""
    compileall.compile_dir(str(Path(assay.__file__).parent), quiet=2)
    python = sys.executable
    commands = {
        "python -c pass": [python, "-c", "pass"],
        "import cryptography (ec, rsa, ed25519)": [
            python,
            "-c",
            "from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa",
        ],
        "import assay.verifier": [python, "-c", "import assay.verifier"],
        "assay --version": [python, "-m", "assay", "--version"],
        "assay --help": [python, "-m", "assay", "--help"],
        "assay explain token.expired": [python, "-m", "assay", "explain", "token.expired"],
        "assay explain jwt.wrong_audience": [python, "-m", "assay", "explain", "jwt.wrong_audience"],
        "assay explain aws": [python, "-m", "assay", "explain", "aws"],
        "assay explain TOKEN": [python, "-m", "assay", "explain", sample_token()],
    }
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(ROUNDS + 1):
        for name, command in commands.items():
            milliseconds = spent(command, environment)
            if round_number:
                taken[name].append(milliseconds)
    bare = taken["python -c pass"]
    print(f"{'command':<44}{'median ms':>10}{'x bare':>8}{'over bare ms':>14}")
    for name, times in taken.items():
        ratio = statistics.median(mine / base for mine, base in zip(times, bare, strict=True))
        over = statistics.median(mine - base for mine, base in zip(times, bare, strict=True))
        print(f"{name:<44}{statistics.median(times):10.1f}{ratio:8.2f}{over:14.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
