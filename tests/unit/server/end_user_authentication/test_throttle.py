from __future__ import annotations

import asyncio

from assay.decision import Refused
from assay.server.end_user_authentication.throttle import SignInThrottle, ThrottleSettings
from assay.server.rate_limiting.attempts import Attempts
from assay.storage.memory import open_memory


def budget_of(refused: Refused | None) -> object:
    return None if refused is None else refused.evidence["budget"]


def test_a_network_over_its_budget_resets_nothing_by_naming_more_accounts() -> None:
    async def scenario() -> None:
        store = open_memory(issuer_id="default", clock=lambda: 1000.0)
        throttle = SignInThrottle(
            Attempts(store.attempt_budgets, b"k" * 32), ThrottleSettings(account_burst=2, network_burst=40)
        )
        for _ in range(3):
            await throttle.take("victim", "198.51.100.1", 1000.0)
        assert budget_of(await throttle.take("victim", "198.51.100.1", 1000.0)) == "account and network"
        refusals = [budget_of(await throttle.take(f"user-{number}", "198.51.100.1", 1000.0)) for number in range(1000)]
        assert refusals.count(None) < 40
        assert refusals[-1] == "network"
        # As soon as the network may try again, the account still may not.
        assert budget_of(await throttle.take("victim", "198.51.100.1", 1001.5)) == "account and network"

    asyncio.run(scenario())
