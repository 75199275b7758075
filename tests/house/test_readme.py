"""What the README promises to a reader who copies it."""

from __future__ import annotations

import re
import time

from assay.cli import COMMANDS
from house.house import ROOT
from issuing import claims, header, key_set, signed

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs_as_it_stands() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    now = int(time.time())
    good = signed(header(), claims(iat=now, exp=now + 60))
    names: dict[str, object] = {"jwks": key_set(), "token": good}
    exec(compile(example, "README.md", "exec"), names)  # noqa: S102 (our own file)
    assert names["subject"] == "user-1"


def test_every_command_that_is_named_exists() -> None:
    known = {name for name, _ in COMMANDS}
    for file in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"):
        named = set(re.findall(r"\bassay ([a-z]+)\b", file.read_text(encoding="utf-8")))
        assert named <= known, f"{file.name} names {named - known}"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for file in ROOT.glob("*.md"):
        named = set(re.findall(r"\bmake ([a-z]+)\b", file.read_text(encoding="utf-8")))
        assert named <= targets | {"a", "passwords", "three"}, f"{file.name} names {named - targets}"
