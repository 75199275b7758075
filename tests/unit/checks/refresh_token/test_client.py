from __future__ import annotations

from collections.abc import Callable

from assay.checks.refresh_token.client import CHECK
from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Passed, Refused

Build = Callable[..., RefreshTokenPresentation]


def test_the_client_that_it_was_issued_to_passes(presentation: Build) -> None:
    assert isinstance(CHECK.run(presentation(), None), Passed)


def test_another_client_is_refused(presentation: Build) -> None:
    outcome = CHECK.run(presentation(family={"client_id": "owner"}), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "refresh_token.wrong_client"
    assert outcome.evidence == {"owner": "owner", "client_id": "client"}
