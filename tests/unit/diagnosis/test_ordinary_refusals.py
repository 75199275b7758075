"""What is refused as a step of a protocol raises no alarm; the same picture where it is a fault is refused."""

from __future__ import annotations

import pytest

from evidence import answer_to
from reported.ordinary_refusals import REPORTS, UNWELL


@pytest.mark.parametrize("evidence", [report[5] for report in REPORTS], ids=range(len(REPORTS)))
def test_a_refusal_that_was_answered_raises_no_alarm(evidence):
    answer = answer_to(evidence)
    assert answer.verdict != "refused"
    assert [cause.code for cause in answer.causes if cause.confidence == "certain"] == []


@pytest.mark.parametrize("evidence", UNWELL, ids=range(len(UNWELL)))
def test_what_comes_and_goes_or_never_gets_through_is_refused(evidence):
    answer = answer_to(evidence)
    assert answer.verdict == "refused"
    assert answer.causes
