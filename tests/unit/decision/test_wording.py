from __future__ import annotations

import pytest

from assay.decision.wording import ABSENT, NOT_SHOWN, instant, shown, worded
from assay.reasons import request


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("a\x1b[2Jb", "text", "a\\x1b[2Jb"),
        ("", "text", "(empty)"),
        (None, "text", ABSENT),
        (("a", "b\n"), "names", "a, b\\n"),
        ((), "names", "(none)"),
        (True, "flag", "yes"),
        (False, "flag", "no"),
        (300, "seconds", "300"),
        (1_700_000_060.25, "number", "1700000060.25"),
        (0, "instant", "1970-01-01T00:00:00Z"),
    ],
)
def test_a_value_is_shown_as_a_person_reads_it(value, kind, text: str) -> None:
    assert shown(value, kind) == text


@pytest.mark.parametrize("far", [1e18, -1e18, 1e300, float("inf"), float("nan")])
def test_an_instant_beyond_the_calendar_stays_a_number(far: float) -> None:
    assert instant(far) == f"{far:.15g}"


def test_what_the_evidence_does_not_hold_is_not_shown() -> None:
    text = "{parameter} came {count} times, {unheard_of}"
    assert worded(text, request.PARAMETER_REPEATED, {"parameter": "state"}) == (
        f"state came {NOT_SHOWN} times, {NOT_SHOWN}"
    )
