"""The cases after public reports: how often the first cause is the right one, and never a false certainty or alarm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence import answer_to

CASES = [
    json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parents[2].glob("cases/c*.json"))
]
FAULTS = [case for case in CASES if case["expected"]["cause"] is not None]
HEALTHY = [case for case in CASES if case["expected"]["cause"] is None]


@pytest.fixture(scope="module")
def answers():
    return {case["id"]: answer_to(case["bundle"]) for case in CASES}


def good(case):
    return {case["expected"]["cause"], *case["expected"].get("also_accept", [])}


def test_there_are_cases_of_both_kinds():
    assert len(FAULTS) > 150
    assert len(HEALTHY) > 20


def test_the_first_cause_is_right_in_at_least_95_of_100_cases(answers):
    missed = [c["id"] for c in FAULTS if not answers[c["id"]].causes or answers[c["id"]].causes[0].code not in good(c)]
    assert len(missed) <= 0.05 * len(FAULTS), missed


def test_no_certainty_is_false(answers):
    wrong = []
    for case in FAULTS:
        certain = [cause.code for cause in answers[case["id"]].causes if cause.confidence == "certain"]
        if certain and (not case["expected"]["certain_allowed"] or set(certain) - good(case)):
            wrong.append((case["id"], certain))
    assert wrong == []


def test_no_healthy_case_raises_an_alarm(answers):
    alarms = [
        case["id"]
        for case in HEALTHY
        if answers[case["id"]].verdict == "refused"
        or any(cause.confidence == "certain" for cause in answers[case["id"]].causes)
    ]
    assert alarms == []


def test_the_verdict_is_the_expected_one(answers):
    wrong = [case["id"] for case in CASES if answers[case["id"]].verdict != case["expected"]["verdict"]]
    assert len(wrong) <= 0.03 * len(CASES), wrong


@pytest.mark.parametrize(
    "member", ["symptom", "log", "settings", "exchanges", "files", "environment", "verifier", "client"]
)
def test_with_a_member_of_the_evidence_gone_nothing_false_becomes_certain(member):
    wrong = []
    for case in FAULTS:
        less = {name: value for name, value in case["bundle"].items() if name != member}
        certain = {cause.code for cause in answer_to(less).causes if cause.confidence == "certain"}
        if certain - good(case) or (certain and not case["expected"]["certain_allowed"]):
            wrong.append((case["id"], certain))
    assert wrong == []


def test_what_is_uncertain_comes_with_a_question(answers):
    for answer in answers.values():
        assert all(cause.settle for cause in answer.causes if cause.confidence != "certain")


CALM_WORDS = [
    "",
    "It failed once last week, I could not see it again.",
    "Demande refusée : a colleague says that this cannot work. It does.",
    "Works for me, please check before we go live.",
    "No error so far, collected for the audit.",
    "We were told that it would be rejected, but it is accepted.",
]


@pytest.mark.parametrize("case", HEALTHY, ids=lambda case: case["id"])
@pytest.mark.parametrize("words", CALM_WORDS)
def test_no_words_of_somebody_who_complains_of_nothing_make_an_alarm(case, words):
    answer = answer_to(case["bundle"] | {"symptom": words})
    assert answer.verdict != "refused"
    assert [cause.code for cause in answer.causes if cause.confidence == "certain"] == []
