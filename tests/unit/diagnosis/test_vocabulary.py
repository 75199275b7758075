"""The words around causes: every cause has some, they order what stays possible, and they prove nothing."""

from __future__ import annotations

import re

import pytest

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.causes import every_cause
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.vocabulary import _VOCABULARY, MOST, causes_of_vocabulary


def test_every_cause_has_words_that_a_text_can_hold() -> None:
    assert {cause.code for cause in every_cause()} == set(_VOCABULARY)
    for code, text in _VOCABULARY.items():
        phrases = text.split("|")
        assert len(phrases) >= 4, code
        assert [phrase for phrase in phrases if not re.fullmatch(r"[a-z0-9]+(?: [a-z0-9]+)*", phrase)] == [], code


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("UnauthorizedException: it works in my shell and fails from cron and under sudo", "aws.other_users_home"),
        ("login fails with an error after we put the pods behind a load balancer: some replicas say 401", "jwt.secret_differs_between_instances"),
        ("error: token exchange failed twice, only in React StrictMode because of useEffect", "oauth.code_redeemed_twice"),
        ("error: every week, after 7 days, Google refuses the refresh token; the consent screen is in Testing", "oauth.google_testing_7_days"),
    ],
)  # fmt: skip
def test_words_lead_to_causes_and_make_none_certain(words: str, cause: str) -> None:
    bundle = read_bundle({"assay_bundle": 1, "symptom": words})
    spoken = causes_of_vocabulary(Facts(bundle))
    assert max(spoken, key=lambda code: spoken[code]) == cause
    assert all(0 < weight <= MOST for weight in spoken.values())
    answer = diagnose(bundle)
    assert cause in [found.code for found in answer.causes[:3]]
    assert "certain" not in {found.confidence for found in answer.causes}


def test_no_words_speak_for_nothing() -> None:
    assert causes_of_vocabulary(Facts(read_bundle({"assay_bundle": 1}))) == {}
