"""With words and one fact the right cause is among the first three, and nothing else is certain."""

from __future__ import annotations

import pytest

from evidence import answer_to
from reported.poor_evidence import HEALTHY, REPORTS


@pytest.mark.parametrize(
    ("good", "certain", "evidence"),
    [report[1:] for report in REPORTS],
    ids=[f"{place}-{report[0]}" for place, report in enumerate(REPORTS)],
)
def test_the_cause_is_among_the_first_three(good, certain, evidence):
    found = answer_to(evidence).causes
    assert good & {cause.code for cause in found[:3]}
    assert {cause.code for cause in found if cause.confidence == "certain"} <= (good if certain else set())


def test_most_often_it_is_the_first():
    first = [answer_to(evidence).causes[0].code in good for _, good, _, evidence in REPORTS]
    assert sum(first) >= 0.95 * len(first)


@pytest.mark.parametrize("evidence", HEALTHY, ids=[evidence["symptom"] for evidence in HEALTHY])
def test_nothing_is_certain_where_nothing_is_wrong(evidence):
    answer = answer_to(evidence)
    assert answer.verdict != "refused"
    assert not [cause for cause in answer.causes if cause.confidence == "certain"]
