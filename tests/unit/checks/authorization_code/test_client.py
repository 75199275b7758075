from __future__ import annotations

from collections.abc import Callable

from assay.checks.authorization_code.client import CHECK
from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Passed, Refused

Build = Callable[..., CodeExchange]


def test_the_client_that_it_was_issued_to_passes(exchange: Build) -> None:
    assert isinstance(CHECK.run(exchange(), None), Passed)


def test_another_client_is_refused(exchange: Build) -> None:
    outcome = CHECK.run(exchange(client_id="other"), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.wrong_client"
    assert outcome.evidence == {"owner": "client", "client_id": "other"}
