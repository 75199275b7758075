"""What looks alarming and ends well raises no alarm; where the one fact that matters is another, its cause is named."""

from __future__ import annotations

import pytest

from evidence import NOW, answer_to, api_call, bundle, claims, jwt
from reported.calm_evidence import CALM as FIRST
from reported.further_calm_evidence import FURTHER
from reported.twins import STILL_REFUSED, TWINS

CALM = (*FIRST, *FURTHER)
IDS = [f"{place}-{pair[0]}" for place, pair in enumerate(TWINS)]


@pytest.mark.parametrize("evidence", [*(pair[3] for pair in TWINS), *CALM], ids=[*IDS, *range(len(CALM))])
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


# What people write over evidence in which the refused call was repeated with another token, and taken.
OVER_A_REPEATED_CALL = (
    None,
    "It failed once last week, I could not see it again.",
    "There was a 401 in the trace, is that normal?",
    "Works for me, please check before we go live.",
    "A colleague says that this cannot work. It does.",
    "Refused on the first try, fine since.",
    "The first call is always refused, the second never",
    "401 at first, 200 after the refresh. Only asking.",
    "log full of 401, job is green",
)


@pytest.mark.parametrize("symptom", OVER_A_REPEATED_CALL)
@pytest.mark.parametrize("status", [200, 401])
def test_what_the_last_call_came_to_decides_over_calm_words(symptom, status):
    expired = jwt(claims(iat=NOW - 7300, exp=NOW - 3700))
    calls = [
        api_call(expired, at=NOW - 9, answer={"WWW-Authenticate": "Bearer"}),
        api_call(expired if status == 401 else jwt(), status, at=NOW - 5),
    ]
    answer = answer_to(bundle(exchanges=calls, **({"symptom": symptom} if symptom else {})))
    assert (answer.verdict == "refused") == (status == 401)
    assert status == 401 or not answer.causes
