"""The four libraries that are asked: installed into interop/.work at the first run, and driven as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jose_differential import NODE, PYTHON, install

from assay.decision import Allowed
from assay.verifier import decrypt_jwe, verify_jws
from differential.cases import Case

ASKED = Path(__file__).parent / "asked"
Answer = dict[str, str]
"""`{"taken": payload in hex}` or `{"refused": what it raised}`; ours has the code of the reason."""


@cache
def installed() -> None:
    """Installs what is missing; skips by name where a registry does not answer."""
    try:
        install()
    except (subprocess.CalledProcessError, OSError) as fault:
        pytest.skip(f"PyJWT, joserfc, jwcrypto and npm jose could not be installed: {fault}")


def ours(case: Case) -> Answer:
    """What Assay answers. An exception is a fault of Assay and goes through."""
    if case.operation == "verify":
        given = verify_jws(case.token, case.key, algorithms=case.algorithms)
    else:
        given = decrypt_jwe(case.token, case.key, algorithms=case.algorithms, encryptions=case.encryptions)
    return {"taken": given.value.hex()} if isinstance(given, Allowed) else {"refused": given.reason.code}


def theirs(cases: Iterable[Case]) -> list[dict[str, Answer]]:
    """What each library answers to each case, by its name."""
    installed()
    lines = "".join(json.dumps(asdict(case)) + "\n" for case in cases)
    python = _lines([str(PYTHON), str(ASKED / "python_libraries.py")], lines)
    # From its text, so that `jose` is looked for where it was installed.
    node = ["node", "--input-type=module", "--eval", (ASKED / "npm_jose.mjs").read_text(encoding="utf-8")]
    return [one | other for one, other in zip(python, _lines(node, lines), strict=True)]


def _lines(command: list[str], given: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, cwd=NODE, env={"PATH": os.environ["PATH"]}, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
