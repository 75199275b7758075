from __future__ import annotations

import asyncio

from assay.decision import Allowed, Refused
from assay.model.device_authorization import DeviceAuthorization
from assay.reasons import device_code as reasons
from assay.server.device.settings import DeviceFlowSettings
from assay.server.device.user_codes import UserCodes
from assay.server.rate_limiting.attempts import Attempts
from assay.storage.memory import open_memory

WAITING = DeviceAuthorization(b"h" * 32, "WDJBMJHT", "client", (), (), 1000, 1600, 5)


class OverTheNetwork:
    """Device authorizations in a database that takes its time, as all but an embedded one do."""

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        await asyncio.sleep(0)
        return WAITING if user_code == WAITING.user_code else None


def attempts() -> Attempts:
    return Attempts(open_memory(issuer_id="default", clock=lambda: 1000.0).attempt_budgets, b"k" * 32)


def test_guesses_at_once_are_as_few_as_one_after_the_other() -> None:
    codes = UserCodes(OverTheNetwork(), attempts(), DeviceFlowSettings())  # type: ignore[arg-type]

    async def guess_at_once() -> list[Allowed[DeviceAuthorization] | Refused]:
        wrong = [f"WDJBMJ{first}{second}" for first in "BCDFG" for second in "BCDFGHJKLM"]
        guesses = (codes.find(code, "browser", "198.51.100.1", 1000.0) for code in (*wrong, WAITING.user_code))
        return await asyncio.gather(*guesses)

    given = asyncio.run(guess_at_once())
    assert [one.reason for one in given if isinstance(one, Refused)] == (
        [reasons.USER_CODE_UNKNOWN] * 5 + [reasons.TOO_MANY_GUESSES] * 46
    )


def test_a_right_code_costs_nothing() -> None:
    codes = UserCodes(OverTheNetwork(), attempts(), DeviceFlowSettings())  # type: ignore[arg-type]
    for _ in range(60):
        found = asyncio.run(codes.find("wdjb-mjht", "browser", "198.51.100.1", 1000.0))
        assert isinstance(found, Allowed)


def test_guesses_are_counted_by_all_processes_and_a_browser_over_its_budget_uses_up_nobody_else_s() -> None:
    store = open_memory(issuer_id="default", clock=lambda: 1000.0)
    settings = DeviceFlowSettings(guesses_burst=12)
    one, other = (
        UserCodes(OverTheNetwork(), Attempts(store.attempt_budgets, b"k" * 32), settings)  # type: ignore[arg-type]
        for _ in range(2)
    )

    async def guess(codes: UserCodes, browser: str) -> object:
        found = await codes.find("wrng-wrng", browser, "198.51.100.1", 1000.0)
        assert isinstance(found, Refused)
        return found.evidence.get("budget")

    async def scenario() -> None:
        first = [await guess(codes, "one") for _ in range(10) for codes in (one, other)]
        assert first == [None] * 5 + ["one browser"] * 15
        second = [await guess(codes, "another") for codes in (one, other, one, other, one, other)]
        assert second == [None] * 5 + ["one browser"]
        third = [await guess(one, f"browser-{number}") for number in range(4)]
        assert third == [None, None, "one network", "one network"]

    asyncio.run(scenario())
