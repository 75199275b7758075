from __future__ import annotations

from collections.abc import Callable

import pytest

from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.authorization_code.unburnt import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., CodeExchange]


@pytest.mark.parametrize("failed", [0, 1, 2])
def test_up_to_two_wrong_verifiers_pass(exchange: Build, failed: int) -> None:
    assert isinstance(CHECK.run(exchange(code={"failed_verifiers": failed}), None), Passed)


@pytest.mark.parametrize("failed", [3, 4, 100])
def test_three_burn_the_code(exchange: Build, failed: int) -> None:
    outcome = CHECK.run(exchange(code={"failed_verifiers": failed}), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.burnt"
    assert outcome.evidence == {"failed": failed, "limit": 3}
