from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.refresh_token.end_user import CHECK
from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Passed, Refused
from assay.model.standing import Standing

Build = Callable[..., RefreshTokenPresentation]


def test_an_end_user_in_good_standing_passes(presentation: Build) -> None:
    assert isinstance(CHECK.run(presentation(), None), Passed)


@pytest.mark.parametrize("members", [{"end_user_disabled": True}, {"end_user_exists": False}])
def test_a_disabled_or_deleted_end_user_is_refused(presentation: Build, members: dict[str, bool]) -> None:
    outcome = CHECK.run(presentation(standing=Standing(True, False, **members)), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.end_user_disabled"
