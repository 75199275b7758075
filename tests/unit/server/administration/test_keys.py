"""A key that leaked goes at once, and something signs in its place."""

from __future__ import annotations

import os
from dataclasses import replace

from assay.decision import Allowed, Refused
from assay.model.effects import Effect, RecordEvent, SaveSigningKey
from assay.model.signing_key import SigningKey
from assay.primitives.sealing import Sealer
from assay.server.administration.keys import revoke_key, state_of
from assay.server.issuance.key_making import KeyMaker
from assay.server.issuance.signing_keys import KeySettings, signing_key

NOW = 1_800_000_000
MAKER = KeyMaker("default", Sealer(b"k" * 32), os.urandom, KeySettings(overlap=600), 3600)


def applied(keys: tuple[SigningKey, ...], effects: tuple[Effect, ...]) -> tuple[SigningKey, ...]:
    saved = {key.kid: key for key in keys}
    saved |= {effect.key.kid: effect.key for effect in effects if isinstance(effect, SaveSigningKey)}
    return tuple(saved.values())


def revoked(keys: tuple[SigningKey, ...], kid: str, now: int) -> tuple[SigningKey, ...]:
    decision = revoke_key(keys, kid, MAKER, now=now)
    assert isinstance(decision.outcome, Allowed)
    return applied(keys, decision.effects)


def test_a_new_key_signs_at_once_where_the_only_one_is_revoked() -> None:
    old, _ = MAKER.new_key((), "ES256", NOW)
    keys = revoked((old,), old.kid, NOW + 50)
    signs = signing_key(keys, "ES256", NOW + 50)
    assert signs is not None
    assert signs.kid != old.kid
    assert state_of(next(key for key in keys if key.kid == old.kid), keys, NOW + 50) == "revoked"


def test_the_key_that_was_published_to_sign_later_takes_over() -> None:
    old, _ = MAKER.new_key((), "ES256", NOW)
    following, effects = MAKER.new_key((old,), "ES256", NOW + 10)
    keys = revoked(applied((old,), effects), old.kid, NOW + 20)
    assert len(keys) == 2
    assert signing_key(keys, "ES256", NOW + 20) == replace(following, signs_from=NOW + 20)


def test_a_retiring_key_does_not_come_back() -> None:
    first, _ = MAKER.new_key((), "ES256", NOW)
    second, effects = MAKER.new_key((first,), "ES256", NOW + 10)
    keys = applied((first,), effects)
    at = NOW + 10 + 600 + 5
    assert signing_key(keys, "ES256", at) == second
    keys = revoked(keys, second.kid, at)
    signs = signing_key(keys, "ES256", at)
    assert signs is not None
    assert signs.kid not in {first.kid, second.kid}
    assert signs.retires_at is None


def test_revoking_a_retiring_key_changes_nothing_about_who_signs() -> None:
    first, _ = MAKER.new_key((), "ES256", NOW)
    second, effects = MAKER.new_key((first,), "ES256", NOW + 10)
    keys = applied((first,), effects)
    decision = revoke_key(keys, first.kid, MAKER, now=NOW + 700)
    assert decision.outcome == Allowed(None)
    assert signing_key(applied(keys, decision.effects), "ES256", NOW + 700) == second


def test_other_algorithms_are_left_alone() -> None:
    old, _ = MAKER.new_key((), "ES256", NOW)
    other, _ = MAKER.new_key((), "EdDSA", NOW)
    keys = revoked((old, other), old.kid, NOW + 5)
    assert other in keys
    assert sum(key.algorithm == "EdDSA" for key in keys) == 1


def test_it_is_recorded_once_and_revoking_twice_is_no_fault() -> None:
    old, _ = MAKER.new_key((), "ES256", NOW)
    decision = revoke_key((old,), old.kid, MAKER, now=NOW)
    kinds = [effect.event.type for effect in decision.effects if isinstance(effect, RecordEvent)]
    assert kinds == ["signing_key.revoked", "signing_key.created"]
    again = revoke_key(applied((old,), decision.effects), old.kid, MAKER, now=NOW + 1)
    assert (again.outcome, again.effects) == (Allowed(None), ())


def test_an_unknown_kid_is_refused() -> None:
    outcome = revoke_key((), "nobodys", MAKER, now=NOW).outcome
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.signing_key_unknown"
