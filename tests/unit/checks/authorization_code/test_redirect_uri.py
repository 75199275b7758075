from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.authorization_code.redirect_uri import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., CodeExchange]


GIVEN = "https://client.example/cb"


def test_the_same_uri_passes(exchange: Build) -> None:
    assert isinstance(CHECK.run(exchange(), None), Passed)


def test_it_may_be_left_out_where_the_authorization_request_left_it_out(exchange: Build) -> None:
    assert isinstance(CHECK.run(exchange(code={"redirect_uri_given": False}, redirect_uri=None), None), Passed)
    assert isinstance(CHECK.run(exchange(code={"redirect_uri_given": False}, redirect_uri=GIVEN), None), Passed)


def test_it_must_be_repeated_where_it_was_given(exchange: Build) -> None:
    outcome = CHECK.run(exchange(redirect_uri=None), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.redirect_uri_missing"


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("seen", [GIVEN + "/", GIVEN.upper(), GIVEN + "?a=b", "http://client.example/cb"])
def test_another_uri_is_refused(exchange: Build, seen: str, given: bool) -> None:
    outcome = CHECK.run(exchange(code={"redirect_uri_given": given}, redirect_uri=seen), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.redirect_uri_mismatch"
    assert outcome.evidence == {"seen": seen, "expected": GIVEN}
