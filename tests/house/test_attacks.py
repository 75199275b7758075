"""Each attack on tokens and their keys that the security bar lists (A001 to A063) has a test that bears its number."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_attack_on_tokens_has_a_test() -> None:
    bar = (ROOT / "docs/security-bar.md").read_text(encoding="utf-8")
    listed = {number for number in re.findall(r"^\| A(\d{3}) \|", bar, re.MULTILINE) if int(number) < 70}
    assert len(listed) > 50
    tests = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests/attacks").glob("test_*.py"))
    tested = {
        number
        for names in re.findall(r"^def test((?:_a\d{3})+)_", tests, re.MULTILINE)
        for number in re.findall(r"\d{3}", names)
    }
    assert sorted(listed - tested) == []
