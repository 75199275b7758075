from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.server.rate_limiting.in_process import InProcessRateLimits


def take(limits: InProcessRateLimits, now: float, key: str = "k") -> float:
    return limits.take(key, now, burst=3, per_second=2.0)


def test_a_burst_passes_at_once_and_then_the_rate_holds() -> None:
    limits = InProcessRateLimits()
    assert [take(limits, 1000.0) for _ in range(4)] == [0.0, 0.0, 0.0, pytest.approx(0.5)]
    assert take(limits, 1000.4) == pytest.approx(0.1)
    assert take(limits, 1000.5) == 0.0
    assert take(limits, 1000.5) == pytest.approx(0.5)


def test_a_refused_use_is_not_counted() -> None:
    limits = InProcessRateLimits()
    for _ in range(50):
        take(limits, 1000.0)
    assert take(limits, 1000.5) == 0.0


def test_who_rests_has_the_whole_burst_again() -> None:
    limits = InProcessRateLimits()
    for _ in range(3):
        take(limits, 1000.0)
    assert [take(limits, 2000.0) for _ in range(4)] == [0.0, 0.0, 0.0, pytest.approx(0.5)]


def test_asking_how_long_to_wait_counts_nothing() -> None:
    limits = InProcessRateLimits()

    def wait(now: float) -> float:
        return limits.wait("k", now, burst=3, per_second=2.0)

    assert wait(1000.0) == 0.0
    for _ in range(3):
        assert (wait(1000.0), take(limits, 1000.0)) == (0.0, 0.0)
    assert wait(1000.0) == wait(1000.0) == pytest.approx(0.5) == take(limits, 1000.0)
    assert wait(1000.5) == 0.0


def test_keys_do_not_disturb_one_another() -> None:
    limits = InProcessRateLimits()
    for _ in range(4):
        take(limits, 1000.0, "one")
    assert take(limits, 1000.0, "other") == 0.0


def test_a_forgotten_key_begins_anew() -> None:
    limits = InProcessRateLimits()
    for _ in range(4):
        take(limits, 1000.0)
    limits.forget("k")
    limits.forget("never seen")
    assert take(limits, 1000.0) == 0.0


def test_the_register_is_bounded_and_forgets_the_least_recently_used() -> None:
    limits = InProcessRateLimits(max_keys=2)
    for _ in range(3):
        take(limits, 1000.0, "busy")
    take(limits, 1000.0, "idle")
    assert take(limits, 1000.0, "busy") > 0
    take(limits, 1000.0, "new")
    assert take(limits, 1000.0, "busy") > 0


@given(st.lists(st.floats(0, 5), max_size=200), st.integers(1, 20), st.floats(0.1, 50))
def test_never_more_than_the_burst_and_the_rate_pass(gaps: list[float], burst: int, per_second: float) -> None:
    limits, now, passed = InProcessRateLimits(), 1000.0, 0
    for gap in gaps:
        now += gap
        if limits.take("k", now, burst=burst, per_second=per_second) == 0.0:
            passed += 1
    assert passed <= burst + (now - 1000.0) * per_second + 1e-3


def test_a_clock_that_is_put_back_makes_nobody_wait_for_it() -> None:
    limits = InProcessRateLimits()
    for _ in range(4):
        take(limits, 100_000.0)
    assert limits.wait("k", 1000.0, burst=3, per_second=2.0) == 0.0
    assert [take(limits, 1000.0) for _ in range(4)] == [0.0, 0.0, 0.0, pytest.approx(0.5)]


def test_a_clock_that_is_put_back_a_little_gives_no_budget_back() -> None:
    limits = InProcessRateLimits()
    for _ in range(4):
        take(limits, 1000.0)
    assert take(limits, 999.9) == pytest.approx(0.6)


def test_many_keys_of_one_kind_reset_no_other() -> None:
    limits = InProcessRateLimits(max_keys=20)
    for _ in range(3):
        take(limits, 1000.0, "code:somebody")
    for number in range(200):
        take(limits, 1000.0, f"sign_in:{number}")
    assert take(limits, 1000.0, "code:somebody") > 0


def test_a_flood_of_keys_pushes_out_those_with_least_to_wait() -> None:
    limits = InProcessRateLimits(max_keys=20)
    for _ in range(3):
        take(limits, 1000.0, "to:victim")
    for number in range(400):
        take(limits, 1000.0, f"to:{number}")
    assert take(limits, 1000.0, "to:victim") > 0


def test_keys_without_a_kind_of_their_own_are_bounded_too() -> None:
    import tracemalloc

    limits = InProcessRateLimits(max_keys=20)
    for number in range(1_000):
        take(limits, 1000.0, f"192.0.2.{number}")
    tracemalloc.start()
    for number in range(20_000):
        take(limits, 1000.0, f"198.51.100.{number}")
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 20_000
