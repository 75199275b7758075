from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.checks.refresh_token.unexpired import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., RefreshTokenPresentation]


@pytest.mark.parametrize("now", [0.0, 1000.0, 1999.9])
def test_within_both_limits_it_passes(presentation: Build, now: float) -> None:
    assert isinstance(CHECK.run(presentation(now=now), None), Passed)


def test_past_the_idle_limit_it_is_refused(presentation: Build) -> None:
    outcome = CHECK.run(presentation(now=2000.0), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.idle_expired"
    assert outcome.evidence == {"expired_at": 2000, "now": 2000.0}


def test_past_the_absolute_limit_it_is_refused_however_often_it_was_used(presentation: Build) -> None:
    outcome = CHECK.run(presentation(family={"idle_expires_at": 9999}, now=3000.0), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.expired"
    assert outcome.evidence == {"issued_at": 500, "expired_at": 3000, "now": 3000.0}
