"""Nothing that a request waits for scans a table."""

from __future__ import annotations

import asyncio

import pytest

from assay.storage.sqlite import (
    authorization_codes,
    authorization_requests,
    client_logos,
    clients,
    consents,
    deny_list,
    email_links,
    end_user_sessions,
    end_users,
    events,
    maintenance,
    outbox,
    passkeys,
    refresh_tokens,
    refusal_records,
    second_factors,
    signing_keys,
    standing,
)

ROOMS = (
    authorization_codes,
    authorization_requests,
    client_logos,
    clients,
    consents,
    deny_list,
    email_links,
    end_user_sessions,
    end_users,
    events,
    maintenance,
    outbox,
    passkeys,
    refresh_tokens,
    refusal_records,
    second_factors,
    signing_keys,
    standing,
)
REGISTERED = ("signing_keys",)
"""Tables of a few rows, sorted when they are read."""

STATEMENTS = [
    pytest.param(statement, id=f"{room.__name__.rpartition('.')[2]}{name.lower()}")
    for room in ROOMS
    for name, statement in vars(room).items()
    if isinstance(statement, str) and statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
]


def test_the_statements_are_found():
    assert len(STATEMENTS) > 35


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_finds_its_rows_through_a_key(opened, statement):
    async def scenario():
        async with opened() as store:
            # The planner knows how many parameters there are; NULL will do for each.
            connection = store.clients._connection
            count = max(statement.count("?"), 9) if "?1" not in statement else 9
            while True:
                try:
                    return connection.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * count).fetchall()
                except Exception as error:
                    assert "bindings" in str(error), error
                    count -= 1

    plan = [row[3] for row in asyncio.run(scenario())]
    scans = [step for step in plan if step.startswith("SCAN") and step != "SCAN CONSTANT ROW"]
    assert scans == [], plan
    if not any(f"FROM {table} " in statement for table in REGISTERED):
        assert not any("TEMP B-TREE" in step for step in plan), plan
