from __future__ import annotations

import pytest

from assay.decision import CheckOutcome, Refused
from assay.decision.stages import Stages
from assay.reasons.token import EXPIRED

STAGES = Stages(("first", "second", "third"))


def lines(refused: Refused) -> list[tuple[str, str]]:
    return [(line.check, line.outcome) for line in refused.trace]


def test_what_was_asked_before_passed_and_what_would_have_been_asked_was_not_reached() -> None:
    assert lines(STAGES.refused("second", Refused(EXPIRED))) == [
        ("first", "passed"),
        ("second", "refused"),
        ("third", "not_reached"),
    ]


def test_the_checks_of_a_stage_stand_in_its_place() -> None:
    own = (CheckOutcome("a", "not_applicable"), CheckOutcome("b", "refused"), CheckOutcome("c", "not_reached"))
    assert lines(STAGES.refused("first", Refused(EXPIRED, trace=own))) == [
        ("a", "not_applicable"),
        ("b", "refused"),
        ("c", "not_reached"),
        ("second", "not_reached"),
        ("third", "not_reached"),
    ]


def test_reason_and_evidence_stay() -> None:
    refused = Refused(EXPIRED, {"now": 1})
    whole = STAGES.refused("third", refused)
    assert (whole.reason, whole.evidence) == (EXPIRED, {"now": 1})


def test_a_stage_that_is_none_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="tuple"):
        STAGES.refused("fourth", Refused(EXPIRED))
