"""Every module of every plan has its test, and what is listed as expected belongs to a plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.expected import BASIC, EXPECTED_FAILURES, EXPECTED_SKIPS, PLANS, ModuleSkipped, complaint

HERE = Path(__file__).parent


def modules_with_a_test() -> set[str]:
    files = [file for file in HERE.glob("test_*.py") if file.name != Path(__file__).name]
    names = re.findall(r"^def test_([a-z0-9_]+)\(", "\n".join(file.read_text() for file in files), re.MULTILINE)
    return {name.replace("_", "-") for name in names}


def test_every_module_has_its_test_and_every_test_is_a_module() -> None:
    assert modules_with_a_test() == {module for modules in PLANS.values() for module in modules}


def test_the_plans_are_whole() -> None:
    assert len(BASIC) == len(set(BASIC)) == 38
    assert [len(PLANS[name]) for name in ("config", "rp-initiated-logout", "backchannel-logout")] == [1, 11, 2]


def test_what_is_expected_is_a_module_and_has_a_reason() -> None:
    listed = {**EXPECTED_FAILURES, **EXPECTED_SKIPS}
    assert set(listed) <= {module for modules in PLANS.values() for module in modules}
    assert all(listed.values())
    assert not set(EXPECTED_FAILURES) & set(EXPECTED_SKIPS)


@pytest.mark.parametrize(
    ("module", "raised", "right"),
    [
        ("plain", None, True),
        ("plain", AssertionError(), False),
        ("plain", ModuleSkipped(), False),
        ("failing", AssertionError(), True),
        ("failing", None, False),
        ("failing", ModuleSkipped(), False),
        ("skipped", ModuleSkipped(), True),
        ("skipped", None, False),
        ("skipped", AssertionError(), False),
    ],
)
def test_what_is_listed_must_happen_and_what_is_not_must_not(module, raised, right) -> None:
    assert (complaint(module, raised, {"failing": "why"}, {"skipped": "why"}) is None) is right
