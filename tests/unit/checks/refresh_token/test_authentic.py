from __future__ import annotations

from collections.abc import Callable

from assay.checks.refresh_token.authentic import CHECK
from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Passed, Refused

Build = Callable[..., RefreshTokenPresentation]


def test_a_token_with_our_mac_passes(presentation: Build) -> None:
    assert isinstance(CHECK.run(presentation(), None), Passed)


def test_an_invented_token_is_unknown_even_when_its_family_exists(presentation: Build) -> None:
    outcome = CHECK.run(presentation(authentic=False), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.unknown"
