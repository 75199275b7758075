from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.authorization_code.unexpired import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., CodeExchange]


@pytest.mark.parametrize("now", [0.0, 1000.0, 1049.999])
def test_before_its_expiry_a_code_passes(exchange: Build, now: float) -> None:
    assert isinstance(CHECK.run(exchange(now=now), None), Passed)


@pytest.mark.parametrize("now", [1050.0, 1050.001, 1e12])
def test_from_its_expiry_on_it_is_refused(exchange: Build, now: float) -> None:
    outcome = CHECK.run(exchange(now=now), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.expired"
    assert outcome.evidence == {"issued_at": 990, "expired_at": 1050, "now": now}
