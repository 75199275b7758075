"""A change that is meant for one state alone: storage writes nothing when what stands there is any other."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace

import pytest

from assay.model import effects as e

OTHER = {
    "str": "other",
    "str | None": None,
    "int": 3,
    "int | None": None,
    "bytes": b"other",
    "tuple[str, ...]": ("other",),
}
"""Another value of each type that a member of the three records has."""


def cases(a):
    """What is expected, how it is written, and a change of something else that the expectation is sent with."""
    return {
        "end_user": (a.end_user(disabled_at=None), e.AddEndUser, e.ExpectEndUser),
        "consent": (a.consent(), e.SaveConsent, e.ExpectConsent),
        "signing_key": (a.key(revoked_at=None), e.SaveSigningKey, e.ExpectSigningKey),
    }


@pytest.mark.parametrize("kind", ["end_user", "consent", "signing_key"])
def test_it_holds_for_exactly_what_stands_there(on_store, a, kind):
    record, write, expect = cases(a)[kind]
    beside = e.SaveClient(a.client("beside"))

    async def scenario(store):
        commit = store.unit_of_work.commit
        absent = expect(record)
        assert await commit([absent, beside]) == e.Conflict(absent)
        await commit([write(record)])
        for member in fields(record):
            other = OTHER[member.type]
            if getattr(record, member.name) is None:
                other = 4
            assert other != getattr(record, member.name)
            differs = expect(replace(record, **{member.name: other}))
            assert await commit([differs, beside]) == e.Conflict(differs), member.name
        assert await store.clients.find("beside") is None
        assert await commit([expect(record), beside]) == e.Committed()
        assert await store.clients.find("beside") is not None

    on_store(scenario)


def test_what_the_same_commit_changed_before_it_counts(on_store, a):
    async def scenario(store):
        before = a.end_user(disabled_at=None)
        await store.unit_of_work.commit([e.AddEndUser(before)])
        switched, expected = e.SwitchEndUser("sub-1", 7), e.ExpectEndUser(before)
        assert await store.unit_of_work.commit([switched, expected]) == e.Conflict(expected)
        assert await store.end_users.find("sub-1") == before
        assert await store.unit_of_work.commit([expected, switched]) == e.Committed()

    on_store(scenario)


def test_of_many_who_expect_the_same_state_and_change_it_one_wins(on_store, a):
    async def scenario(store):
        before = a.end_user(disabled_at=None)
        await store.unit_of_work.commit([e.AddEndUser(before)])
        outcomes = await asyncio.gather(
            *(
                store.unit_of_work.commit([e.ExpectEndUser(before), e.ChangePassword("sub-1", f"$mine-{n}", n)])
                for n in range(20)
            )
        )
        won = [n for n, outcome in enumerate(outcomes) if outcome == e.Committed()]
        assert len(won) == 1
        assert (await store.end_users.find("sub-1")).password_hash == f"$mine-{won[0]}"

    on_store(scenario)
