from __future__ import annotations

from collections.abc import Callable

from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.authorization_code.issued import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., CodeExchange]


def test_a_stored_code_passes(exchange: Build) -> None:
    assert isinstance(CHECK.run(exchange(), None), Passed)


def test_a_code_that_is_not_found_is_unknown(exchange: Build) -> None:
    outcome = CHECK.run(exchange(stored=None), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.unknown"
