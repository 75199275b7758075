"""When a key set is fetched again, and what becomes of the one that is held."""

from __future__ import annotations

import pytest

from assay.decision import Refused
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.verifier.key_sets import HeldKeySet, KeySetPolicy, Next, replaced_kids
from issuing import jwk

POLICY = KeySetPolicy()


def keys(*algorithms: str, **members: str) -> KeySet:
    parsed = parse_key_set({"keys": [{**jwk(algorithm), **members} for algorithm in algorithms]})
    assert isinstance(parsed, KeySet)
    return parsed


def held(now: float = 0, cache_control: str | None = None) -> HeldKeySet:
    return HeldKeySet("https://issuer.example/jwks", POLICY).fetched(keys("ES256"), cache_control, now)


@pytest.mark.parametrize(
    ("cache_control", "age"),
    [
        (None, 300),
        ("", 300),
        ("no-store", 300),
        ("max-age=0", 20),
        ("max-age=35", 35),
        ("public, max-age=600", 600),
        ("MAX-AGE=600", 600),
        ('max-age="600"', 600),
        ("s-maxage=600", 300),
        ("max-age=999999999", 3600),
        ("max-age=-5", 300),
        ("max-age=9999999999999999999", 3600),
    ],
)
def test_a_set_is_kept_as_its_issuer_says_within_bounds(cache_control, age):
    assert POLICY.age_from(cache_control) == age


@pytest.mark.parametrize(("already", "age"), [(0, 60), (25, 35), (59, 20), (10**9, 20)])
def test_the_time_that_a_shared_cache_has_kept_it_counts(already, age):
    assert POLICY.age_from("public, max-age=60", already) == age
    state = HeldKeySet("https://issuer.example/jwks", POLICY).fetched(keys("ES256"), "max-age=60", 1000, already)
    assert [state.next(1000 + age - 1), state.next(1000 + age)] == [Next.REFRESH, Next.FETCH]


def test_nothing_is_held_at_first():
    first = HeldKeySet("https://issuer.example/jwks", POLICY)
    assert first.next(0) is Next.FETCH
    answer = first.answer(0)
    assert isinstance(answer, Refused)
    assert answer.reason.code == "key.set_unavailable"
    assert answer.evidence["location"] == "https://issuer.example/jwks"


def test_a_held_set_is_used_then_refreshed_beside_the_work():
    state = held(0)
    assert state.next(289) is Next.USE
    assert state.next(290) is Next.REFRESH
    assert state.next(299) is Next.REFRESH
    assert state.failed("it cannot be reached", 300).next(86_399) is Next.REFRESH
    assert state.next(86_400) is Next.FETCH


def test_a_set_that_nobody_wanted_for_long_is_fetched_before_it_is_used():
    """A key may have been revoked meanwhile; an issuer that does not answer costs one try, and the set serves on."""
    state = held(0)
    assert state.next(300) is Next.FETCH
    failed = state.failed("it cannot be reached", 360)
    assert failed.next(360.5) is Next.USE
    assert isinstance(failed.answer(360.5), KeySet)
    assert failed.next(5000) is Next.REFRESH


def test_a_failed_fetch_changes_nothing_and_waits_longer_each_time():
    state, now = held(0), 300.0
    for expected in (1, 2, 4, 8, 16, 32, 60, 60):
        state = state.failed("it cannot be reached", now)
        assert isinstance(state.answer(now), KeySet)
        assert state.next_try_at - now == expected
        assert state.next(now) is Next.USE
        now = state.next_try_at
        assert state.next(now) is Next.REFRESH


def test_an_issuer_that_is_down_for_a_day_is_no_longer_believed():
    state = held(0).failed("it cannot be reached", 86_399)
    assert isinstance(state.answer(86_399.5), KeySet)
    refused = state.answer(86_400)
    assert isinstance(refused, Refused)
    assert refused.evidence["defect"] == "it cannot be reached"
    assert state.next(86_399.5) is Next.USE
    assert state.next(86_400) is Next.FETCH


def test_without_keys_a_failed_fetch_is_not_repeated_at_once():
    state = HeldKeySet("https://issuer.example/jwks", POLICY).failed("it cannot be reached", 10)
    assert state.next(10.5) is Next.WAIT
    assert state.next_for_unknown_kid(10.5) is Next.WAIT
    assert state.next(11) is Next.FETCH


def test_an_emptied_set_is_a_failure():
    state = held(0).fetched(KeySet(()), "max-age=60", 300)
    answer = state.answer(300)
    assert isinstance(answer, KeySet)
    assert answer.keys
    assert state.failures == 1


def test_an_unknown_kid_fetches_once_in_a_while():
    state = held(0)
    assert state.next_for_unknown_kid(10) is Next.FETCH
    state = state.asked_for_unknown_kid(10)
    assert state.next_for_unknown_kid(69) is Next.USE
    assert state.next_for_unknown_kid(70) is Next.FETCH


def test_an_equal_set_stays_the_same_object():
    state = held(0)
    again = state.fetched(keys("ES256"), None, 300)
    assert again.keys is state.keys
    assert again.fresh_until == 590


def test_a_set_that_lost_or_won_a_key_replaces_the_held_one():
    state = held(0)
    rotated = state.fetched(keys("ES256", "RS256"), None, 300)
    assert rotated.keys is not state.keys
    assert len(rotated.keys.keys) == 2
    assert rotated.replaced_kids == ()


def test_another_key_under_the_same_kid_is_noticed():
    old, new = keys("ES256", kid="one"), keys("RS256", kid="one")
    assert replaced_kids(old, new) == ("one",)
    state = HeldKeySet("u", POLICY).fetched(old, None, 0).fetched(new, None, 300)
    assert state.replaced_kids == ("one",)
    assert state.fetched(new, None, 600).replaced_kids == ()
