"""Every record tells what was looked at: which checks passed, the one that refused, and those that were not reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.model.refusal_record import RefusalRecord
from provocations.registry import every_provocation
from provocations.world import World

PROVOCATIONS = every_provocation()
ENDPOINTS = {
    "token",
    "introspection",
    "revocation",
    "userinfo",
    "authorization",
    "sign_in",
    "explain",
    "refusals",
    "passkeys",
}
BEFORE_ANY_ENDPOINT = {
    "request.method_not_allowed",
    "request.body_too_large",
    "request.body_not_read_in_time",
    "operation.overloaded",
    "operation.storage_unavailable",
    "operation.signing_unavailable",
    "operation.password_hasher_busy",
    "operation.internal_fault",
}
"""What the HTTP kernel refuses: no endpoint has been asked, or it could not answer, so there is nothing to trace."""


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.mark.parametrize("code", sorted(PROVOCATIONS))
def test_a_record_of_an_endpoint_has_a_trace_with_one_refused_check(code: str, world: World) -> None:
    PROVOCATIONS[code](world)
    for record in world.records.put_so_far:
        if record.count > 1 or record.endpoint not in ENDPOINTS or record.reason in BEFORE_ANY_ENDPOINT:
            continue
        assert defect_of(record) is None, (record.reason, record.endpoint, record.trace)


def test_the_kernels_refusals_have_no_trace(world: World) -> None:
    for code in BEFORE_ANY_ENDPOINT:
        assert code in PROVOCATIONS
    PROVOCATIONS["request.body_too_large"](world)
    assert world.records.put_so_far[-1].trace == ()


def defect_of(record: RefusalRecord) -> str | None:
    """What is wrong with a record's trace, or None."""
    outcomes = [line.outcome for line in record.trace]
    if outcomes.count("refused") != 1:
        return "not exactly one check refused"
    refused = outcomes.index("refused")
    if set(outcomes[:refused]) - {"passed", "not_applicable"}:
        return "a check before the one that refused was not reached"
    if set(outcomes[refused + 1 :]) - {"not_reached"}:
        return "a check after the one that refused was reached"
    return None
