from __future__ import annotations

from collections.abc import Callable

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.checks.refresh_token.unrevoked import CHECK
from assay.decision import Passed, Refused
from assay.model.refresh_token import SESSION_ENDED
from assay.model.standing import Standing

Build = Callable[..., RefreshTokenPresentation]


def test_a_family_in_good_standing_passes(presentation: Build) -> None:
    assert isinstance(CHECK.run(presentation(), None), Passed)


def test_a_revoked_family_is_refused_with_its_cause(presentation: Build) -> None:
    family = {"revoked_at": 950, "revoked_because": "refresh_token.reused"}
    outcome = CHECK.run(presentation(family=family), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.revoked"
    assert outcome.evidence == {"revoked_at": 950, "because": "refresh_token.reused"}


def test_a_denied_grant_is_refused_with_its_cause(presentation: Build) -> None:
    outcome = CHECK.run(presentation(standing=Standing(True, False, denied="authorization_code.replayed")), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.revoked"
    assert outcome.evidence == {"revoked_at": None, "because": "authorization_code.replayed"}


def test_a_family_that_ended_with_its_session_is_told_so(presentation: Build) -> None:
    ended = presentation(family={"revoked_at": 950, "revoked_because": SESSION_ENDED})
    for each in (ended, presentation(standing=Standing(True, False, session_ended=True))):
        outcome = CHECK.run(each, None)
        assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.session_ended"
