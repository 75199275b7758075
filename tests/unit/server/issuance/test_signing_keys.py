from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assay.model.signing_key import SigningKey
from assay.server.issuance.signing_keys import KeySettings, due_for_rotation, next_change, plan_new_key, signing_key

SETTINGS = KeySettings(overlap=600, rotate_after=86_400)
LONGEST = 3600


def key(kid: str, signs_from: int, **changes: int | str | None) -> SigningKey:
    made = SigningKey(kid, "ES256", "{}", b"", published_at=signs_from - 600, signs_from=signs_from)
    return replace(made, **changes)


def test_the_first_key_signs_at_once() -> None:
    plan = plan_new_key((), "ES256", 1000, SETTINGS, LONGEST)
    assert (plan.published_at, plan.signs_from, plan.retiring) == (1000, 1000, ())


def test_a_new_key_is_published_before_it_signs_and_the_old_one_stays_until_its_last_token_has_expired() -> None:
    old = key("old", 0)
    plan = plan_new_key((old,), "ES256", 1000, SETTINGS, LONGEST)
    assert (plan.published_at, plan.signs_from) == (1000, 1600)
    assert plan.retiring == (replace(old, retires_at=1600 + LONGEST),)


def test_keys_of_other_algorithms_revoked_and_retiring_ones_are_left_alone() -> None:
    keys = (key("rsa", 0, algorithm="RS256"), key("revoked", 0, revoked_at=5), key("retiring", 0, retires_at=9000))
    plan = plan_new_key(keys, "ES256", 1000, SETTINGS, LONGEST)
    assert plan.retiring == ()
    assert plan.signs_from == 1600  # the retiring one signs until then


def test_after_the_only_key_was_revoked_the_new_one_signs_at_once() -> None:
    plan = plan_new_key((key("revoked", 0, revoked_at=5),), "ES256", 1000, SETTINGS, LONGEST)
    assert plan.signs_from == 1000


def test_the_youngest_that_may_sign_signs() -> None:
    keys = (key("a", 100), key("b", 200), key("c", 300))
    assert [getattr(signing_key(keys, "ES256", now), "kid", None) for now in (99, 100, 200, 299, 300, 999)] == [
        None, "a", "b", "b", "c", "c",
    ]  # fmt: skip
    assert signing_key(keys, "RS256", 999) is None


def test_revoked_and_retired_keys_do_not_sign() -> None:
    keys = (key("old", 0), key("new", 100, revoked_at=150), key("gone", 120, retires_at=200))
    signs = signing_key(keys, "ES256", 250)
    assert signs is not None and signs.kid == "old"


def test_the_next_change_is_the_next_moment_at_which_anything_happens() -> None:
    keys = (key("a", 100, retires_at=900), key("b", 300))
    assert [next_change(keys, now) for now in (0, 100, 300, 900)] == [100, 300, 900, float("inf")]


def test_rotation_is_due_so_early_that_the_overlap_fits() -> None:
    keys = (key("a", 0),)
    assert not due_for_rotation(keys, "ES256", 86_400 - 601, SETTINGS)
    assert due_for_rotation(keys, "ES256", 86_400 - 600, SETTINGS)
    assert due_for_rotation(keys, "RS256", 0, SETTINGS)
    assert due_for_rotation((key("a", 0, revoked_at=1),), "ES256", 10, SETTINGS)


@given(gaps=st.lists(st.integers(1, 10_000), min_size=1, max_size=8), look=st.integers(0, 100_000))
def test_whoever_signs_is_published_and_stays_so_until_its_tokens_have_expired(gaps: list[int], look: int) -> None:
    keys: tuple[SigningKey, ...] = ()
    now = 0
    for number, gap in enumerate(gaps):
        now += gap
        plan = plan_new_key(keys, "ES256", now, SETTINGS, LONGEST)
        retiring = {each.kid: each for each in plan.retiring}
        new = SigningKey(str(number), "ES256", "{}", b"", plan.published_at, plan.signs_from)
        keys = (*(retiring.get(each.kid, each) for each in keys), new)
        assert plan.signs_from == now or plan.signs_from - plan.published_at >= SETTINGS.overlap
    signs = signing_key(keys, "ES256", gaps[0] + look)
    assert signs is not None
    assert signs.published_at <= gaps[0] + look
    assert signs.retires_at is None or signs.retires_at >= gaps[0] + look
    followers = [each for each in keys if each.signs_from > signs.signs_from]
    if followers and signs.retires_at is not None:
        assert signs.retires_at >= min(each.signs_from for each in followers) + LONGEST - max(gaps)
