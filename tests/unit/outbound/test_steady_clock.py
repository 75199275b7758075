from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.outbound.steady_clock import SLEW, TOLERANCE, SteadyClock

START = 1_800_000_000.0


class Machine:
    """A machine whose clock can be set; `passes` is what really goes by."""

    def __init__(self) -> None:
        self.wall, self.monotonic, self.told = START, 1000.0, []
        self.clock = SteadyClock(self.told.append, lambda: self.wall, lambda: self.monotonic)

    def passes(self, seconds: float) -> float:
        self.wall += seconds
        self.monotonic += seconds
        return self.clock()

    def is_set(self, seconds: float) -> float:
        self.wall += seconds
        return self.clock()


def test_it_is_the_machines_clock_as_long_as_that_goes_on() -> None:
    machine = Machine()
    assert machine.clock() == START
    assert machine.passes(60) == START + 60
    assert machine.told == []


def test_a_step_back_is_not_followed_and_is_told_once() -> None:
    machine = Machine()
    assert machine.is_set(-3600) == pytest.approx(START)
    assert machine.passes(10) == pytest.approx(START + 10, abs=0.1)
    assert machine.told == [pytest.approx(3600)]
    assert machine.clock.behind == pytest.approx(3600, abs=0.1)
    assert machine.is_set(+3600) == pytest.approx(START + 10)
    assert machine.told == [pytest.approx(3600), 0.0]
    assert machine.clock.behind == 0


def test_a_leap_second_and_slewing_are_followed() -> None:
    machine = Machine()
    assert machine.is_set(-1) == START - 1
    for _ in range(3600):
        machine.wall -= SLEW / 2
        machine.passes(1)
    assert machine.clock() == machine.wall
    assert machine.told == []


def test_many_small_steps_do_not_add_up() -> None:
    machine = Machine()
    for _ in range(20):
        machine.is_set(-2)
    assert machine.clock() == pytest.approx(START)


def test_a_step_forward_is_followed_and_holds() -> None:
    machine = Machine()
    assert machine.is_set(+3600) == START + 3600
    assert machine.is_set(-3600) == pytest.approx(START + 3600)


def test_a_time_that_was_reached_before_the_start_is_the_earliest_there_is() -> None:
    machine = Machine()
    machine.clock.not_before(START + 600)
    assert machine.clock() == pytest.approx(START + 600)
    assert machine.passes(5) == pytest.approx(START + 605, abs=0.1)
    assert machine.told == [pytest.approx(600)]
    ordinary = Machine()
    ordinary.clock.not_before(START - 600)
    assert ordinary.clock() == START


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e4)), max_size=50))
def test_time_never_goes_back_by_more_than_the_tolerance(steps: list[tuple[float, float]]) -> None:
    machine = Machine()
    reached = machine.clock()
    for step, passed in steps:
        machine.is_set(step)
        now = machine.passes(passed)
        assert now >= reached - TOLERANCE - SLEW * passed - 0.01
        reached = max(reached, now)
        assert now >= machine.wall - 0.01
        reached -= SLEW * passed + 0.01
