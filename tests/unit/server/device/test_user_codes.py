from __future__ import annotations

import asyncio

from assay.decision import Allowed, Refused
from assay.model.device_authorization import DeviceAuthorization
from assay.reasons import device_code as reasons
from assay.server.device.settings import DeviceFlowSettings
from assay.server.device.user_codes import UserCodes
from assay.server.rate_limiting.in_process import InProcessRateLimits

WAITING = DeviceAuthorization(b"h" * 32, "WDJBMJHT", "client", (), (), 1000, 1600, 5)


class OverTheNetwork:
    """Device authorizations in a database that takes its time, as all but an embedded one do."""

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        await asyncio.sleep(0)
        return WAITING if user_code == WAITING.user_code else None


def test_guesses_at_once_are_as_few_as_one_after_the_other() -> None:
    codes = UserCodes(OverTheNetwork(), InProcessRateLimits(), DeviceFlowSettings())  # type: ignore[arg-type]

    async def guess_at_once() -> list[Allowed[DeviceAuthorization] | Refused]:
        wrong = [f"WDJBMJ{first}{second}" for first in "BCDFG" for second in "BCDFGHJKLM"]
        guesses = (codes.find(code, "browser", "198.51.100.1", 1000.0) for code in (*wrong, WAITING.user_code))
        return await asyncio.gather(*guesses)

    given = asyncio.run(guess_at_once())
    assert [one.reason for one in given if isinstance(one, Refused)] == (
        [reasons.USER_CODE_UNKNOWN] * 5 + [reasons.TOO_MANY_GUESSES] * 46
    )


def test_a_right_code_costs_nothing() -> None:
    codes = UserCodes(OverTheNetwork(), InProcessRateLimits(), DeviceFlowSettings())  # type: ignore[arg-type]
    for _ in range(60):
        found = asyncio.run(codes.find("wdjb-mjht", "browser", "198.51.100.1", 1000.0))
        assert isinstance(found, Allowed)
