"""Poor evidence of AWS: the cause is one of the first three, and nothing else is certain."""

from __future__ import annotations

import pytest

from evidence import answer_to
from reported.poor_aws_evidence import REPORTS


@pytest.mark.parametrize(
    ("cause", "also", "members"), REPORTS, ids=[f"{place}-{one[0]}" for place, one in enumerate(REPORTS)]
)
def test_few_words_and_one_fact_lead_to_the_cause(cause, also, members):
    answer = answer_to({"assay_bundle": 1, **members})
    good = {cause, *also}
    assert answer.verdict == "refused"
    assert {found.code for found in answer.causes[:3]} & good
    assert {found.code for found in answer.causes if found.confidence == "certain"} <= good
