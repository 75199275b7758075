from __future__ import annotations

from collections.abc import Callable

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.checks.refresh_token.remembered import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., RefreshTokenPresentation]


def test_a_stored_family_passes(presentation: Build) -> None:
    assert isinstance(CHECK.run(presentation(), None), Passed)


def test_a_purged_family_is_forgotten(presentation: Build) -> None:
    outcome = CHECK.run(presentation(stored=None), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.forgotten"
    assert outcome.evidence == {"generation": 5}
