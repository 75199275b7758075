"""The codes of RFC 6238's own test values (appendix B, cut to six digits), and the steps that are accepted."""

from __future__ import annotations

import pytest

from assay.primitives.totp import code_at, matching_step, step_at

SEED = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_values_of_the_rfc(at: int, code: str) -> None:
    assert code_at(SEED, step_at(at)) == code
    assert matching_step(SEED, code, at) == step_at(at)


def test_one_step_of_drift_and_no_more() -> None:
    now = 1_800_000_000
    for steps in range(-3, 4):
        code = code_at(SEED, step_at(now) + steps)
        assert matching_step(SEED, code, now) == (step_at(now) + steps if abs(steps) <= 1 else None)
