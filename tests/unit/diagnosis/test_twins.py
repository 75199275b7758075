"""What looks alarming and ends well raises no alarm; where the one fact that matters is another, its cause is named."""

from __future__ import annotations

import pytest

from evidence import answer_to, bundle
from reported.twins import STILL_REFUSED, TWINS

IDS = [f"{place}-{pair[0]}" for place, pair in enumerate(TWINS)]


@pytest.mark.parametrize("evidence", [pair[3] for pair in TWINS], ids=IDS)
def test_the_calm_one_raises_no_alarm(evidence):
    answer = answer_to(evidence)
    assert answer.verdict != "refused"
    assert [cause.code for cause in answer.causes if cause.confidence == "certain"] == []


@pytest.mark.parametrize(("good", "certain", "evidence"), [(*pair[1:3], pair[4]) for pair in TWINS], ids=IDS)
def test_of_the_other_the_cause_is_named(good, certain, evidence):
    answer = answer_to(evidence)
    assert answer.verdict == "refused"
    assert answer.causes[0].code in good
    assert {cause.code for cause in answer.causes if cause.confidence == "certain"} <= (good if certain else set())


@pytest.mark.parametrize("symptom", STILL_REFUSED)
def test_words_of_calm_do_not_hide_a_complaint(symptom):
    assert answer_to(bundle(symptom=symptom)).verdict == "refused"
