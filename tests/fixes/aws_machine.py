"""A person's machine for tests: a home with AWS files, real clients on its PATH, and a network that leads to one service."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.diagnosis.fix_steps import fix_step

SSO_LOGIN = Path(__file__).with_name("sso_login.py")


@dataclass
class Machine:
    """`variables` are what the person exported. The endpoint is known to the clients alone, as AWS's own would be."""

    home: Path
    endpoint: str
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        programs = self.home / "bin"
        programs.mkdir(parents=True)
        python = shlex.quote(sys.executable)
        # The clients are told where AWS is by the program that starts them; nothing of that stands in the evidence.
        network = f"AWS_ENDPOINT_URL={self.endpoint} AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true"
        self._program(
            programs / "aws",
            f'if [ "$1 $2" = "sso login" ]; then {network} exec {python} {shlex.quote(str(SSO_LOGIN))} "$@"; fi\n'
            f'{network} exec {python} -m awscli "$@"',
        )
        self._program(programs / "assay", f'exec {python} -m assay "$@"')

    def _program(self, path: Path, text: str) -> None:
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        own = {"HOME": str(self.home), "PATH": f"{self.home}/bin:{os.environ['PATH']}", "AWS_PAGER": ""}
        source = Path(__file__).resolve().parents[2] / "src"
        return own | {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(source)} | self.variables

    def write(self, name: str, text: str) -> Path:
        path = self.home / ".aws" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def sign_in_cached(self, named: str, **members: Any) -> None:
        digest = hashlib.sha1(named.encode(), usedforsecurity=False).hexdigest()
        self.write(f"sso/cache/{digest}.json", json.dumps(members))

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """A line typed into a shell on this machine."""
        return subprocess.run(
            ["/bin/sh", "-c", script],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def explain(self, command: str) -> dict[str, Any]:
        """What `assay explain aws -- COMMAND` answers of a command that fails."""
        ran = self.run(f"assay explain aws -o json -- {command}")
        assert ran.returncode == 1, (ran.returncode, ran.stdout, ran.stderr)
        answer = json.loads(ran.stdout.splitlines()[-1])
        answer["printed"] = ran.stderr
        return answer


def commands_of(answer: dict[str, Any]) -> list[str]:
    """The commands in the fix of the first cause, as a page offers them to be pasted."""
    return [command for step in answer["causes"][0]["fix"] for command in fix_step(step)[1]]
