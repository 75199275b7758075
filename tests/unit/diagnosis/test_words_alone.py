"""Where a person's words are all that there is, they name the cause; and words prove little."""

from __future__ import annotations

import pytest

from evidence import answer_to
from reported.words_alone import CALM, TOLD


@pytest.mark.parametrize(
    ("cause", "also", "sure", "symptom"), TOLD, ids=[f"{place}-{told[0]}" for place, told in enumerate(TOLD)]
)
def test_the_cause_is_heard(cause, also, sure, symptom):
    answer = answer_to({"assay_bundle": 1, "symptom": symptom})
    assert answer.causes[0].code in {cause, *also}
    certain = {found.code for found in answer.causes if found.confidence == "certain"}
    assert certain <= ({cause, *also} if sure else set())


@pytest.mark.parametrize("symptom", CALM)
def test_nothing_is_called_refused(symptom):
    answer = answer_to({"assay_bundle": 1, "symptom": symptom})
    assert answer.verdict != "refused"
    assert "certain" not in {found.confidence for found in answer.causes}
