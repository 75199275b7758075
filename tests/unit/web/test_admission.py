from __future__ import annotations

import pytest

from assay.server.rate_limiting.in_process import InProcessRateLimits
from assay.web.admission import Admission
from assay.web.settings import WebSettings

NOW = 1_800_000_000.0


def admission(**settings: float) -> Admission:
    return Admission(WebSettings(**settings), InProcessRateLimits())  # type: ignore[arg-type]


def code(turned_away: object) -> str | None:
    return None if turned_away is None else turned_away[0].reason.code  # type: ignore[index]


def test_as_many_as_the_limit_are_begun_and_no_more() -> None:
    asked = admission(most_in_flight=2)
    assert [code(asked.refusal(number, "192.0.2.1", NOW)) for number in (1, 2, 3)] == [
        None,
        None,
        "operation.overloaded",
    ]


def test_a_network_has_a_budget_where_one_is_set() -> None:
    asked = admission(network_burst=2, network_per_second=0.5)
    outcomes = [
        asked.refusal(1, "2001:db8::1", NOW),
        asked.refusal(1, "2001:db8::2", NOW),
        asked.refusal(1, "2001:db8::3", NOW),
    ]
    assert [code(outcome) for outcome in outcomes] == [None, None, "operation.rate_limited"]
    assert outcomes[2] is not None
    assert outcomes[2][1] == 2
    assert asked.refusal(1, "192.0.2.1", NOW) is None
    assert asked.refusal(1, "2001:db8::1", NOW + 2) is None


def test_no_network_is_limited_unless_it_is_set() -> None:
    asked = admission()
    assert {code(asked.refusal(1, "192.0.2.1", NOW)) for _ in range(10_000)} == {None}


@pytest.mark.parametrize(
    "settings", [{"most_in_flight": 0}, {"network_burst": 5}, {"network_per_second": 1.0}, {"network_burst": -1}]
)
def test_settings_that_let_nobody_in_or_half_of_a_limit_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"most_in_flight|network_burst"):
        admission(**settings)
