from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.authorization_code.end_user import CHECK
from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Passed, Refused
from assay.model.standing import Standing

Build = Callable[..., CodeExchange]


def test_an_end_user_in_good_standing_passes(exchange: Build) -> None:
    assert isinstance(CHECK.run(exchange(), None), Passed)


@pytest.mark.parametrize("members", [{"end_user_disabled": True}, {"end_user_exists": False}])
def test_a_disabled_or_deleted_end_user_is_refused(exchange: Build, members: dict[str, bool]) -> None:
    outcome = CHECK.run(exchange(standing=Standing(True, False, **members)), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.end_user_disabled"


def test_an_ended_session_is_refused(exchange: Build) -> None:
    outcome = CHECK.run(exchange(standing=Standing(True, False, session_ended=True)), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.session_ended"
