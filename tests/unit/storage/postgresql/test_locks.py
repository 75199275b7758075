"""Whoever changes a row that other steps want too says so, and a batch locks beforehand exactly when its order alone does not do."""

from __future__ import annotations

import json
import re

import pytest

from assay.storage.postgresql.locks import FAMILIES_OF_GRANT, FAMILY, LAST, SESSION, beforehand, locks_of, statements
from assay.storage.postgresql.unit_of_work import APPLY

LOCKED = set(re.findall(r"PERFORM 1 FROM (\w+)", statements()))
CHANGED = re.compile(r"(?:UPDATE|DELETE FROM|FROM) (\w+)(?=\s)[^;]*?(?:\bSET\b|\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b)")


@pytest.mark.parametrize("effect", APPLY, ids=lambda effect: effect.__name__)
def test_a_step_names_what_it_locks(effect):
    step = APPLY[effect]
    changed = {table for statement in step.body().split(";") for table in CHANGED.findall(statement)} & LOCKED
    assert changed <= {rows.table for rows, _ in step.locks}


def test_the_steps_that_must_name_it_are_found():
    named = [effect.__name__ for effect, step in APPLY.items() if step.locks]
    assert {"RotateRefreshToken", "EndEndUserSession", "RevokeGrantsOf", "ChangePassword", "RedeemDeviceCode"} <= set(
        named
    )
    assert len(LOCKED) == 5


def one(rows, value):
    return locks_of([(((rows, "it"),), {"it": value})])


def test_requests_that_lock_one_row_each_lock_it_in_their_order():
    requests = [one(FAMILY, "b"), one(SESSION, "z"), (), one(FAMILY, "a")]
    assert beforehand(requests) is None
    assert sorted(requests, key=lambda locks: locks or LAST) == [
        one(SESSION, "z"),
        one(FAMILY, "a"),
        one(FAMILY, "b"),
        (),
    ]


@pytest.mark.parametrize(
    ("requests", "named"),
    [
        (
            [one(FAMILIES_OF_GRANT, "g"), one(FAMILY, "a")],
            {"refresh_token_families.grant_id": ["g"], "refresh_token_families.family_id": ["a"]},
        ),
        ([one(FAMILIES_OF_GRANT, "g")], {"refresh_token_families.grant_id": ["g"]}),
        (
            [one(SESSION, "s") + one(FAMILY, "b"), (), one(FAMILY, "a"), one(FAMILY, "b")],
            {"end_user_sessions.session_id": ["s"], "refresh_token_families.family_id": ["a", "b"]},
        ),
    ],
)
def test_everything_is_locked_beforehand_where_that_does_not_do(requests, named):
    assert json.loads(beforehand(requests)) == named
