from __future__ import annotations

from collections.abc import Callable

from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.authorization_code.unused import CHECK
from assay.decision import Passed, Refused

Build = Callable[..., CodeExchange]


def test_a_fresh_code_passes(exchange: Build) -> None:
    assert isinstance(CHECK.run(exchange(), None), Passed)


def test_a_redeemed_code_is_a_replay_even_when_it_was_redeemed_at_the_epoch(exchange: Build) -> None:
    for redeemed_at in (995, 0):
        outcome = CHECK.run(exchange(code={"redeemed_at": redeemed_at}), None)
        assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.replayed"
        assert outcome.evidence == {"redeemed_at": redeemed_at}
