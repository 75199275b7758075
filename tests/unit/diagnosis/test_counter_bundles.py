"""A finding that is true is certain only where nothing else in the evidence may be why it was refused."""

from __future__ import annotations

import pytest

from evidence import certain_codes
from reported.counter_dates import COUNTER_DATES
from reported.counter_forms import COUNTER_FORMS
from reported.counter_keys import COUNTER_KEYS
from reported.counter_others import COUNTER_OTHERS
from reported.counter_parties import COUNTER_PARTIES
from reported.counter_secrets import COUNTER_SECRETS
from reported.fifth_jwt_reports import REPORTS as FIFTH
from reported.further_jwt_reports import REPORTS as FURTHER
from reported.unproved_doubts import UNPROVED_DOUBTS

BUNDLES = [
    *COUNTER_PARTIES,
    *COUNTER_DATES,
    *COUNTER_FORMS,
    *COUNTER_KEYS,
    *COUNTER_SECRETS,
    *COUNTER_OTHERS,
    *UNPROVED_DOUBTS,
]


@pytest.mark.parametrize(
    ("code", "evidence"), BUNDLES, ids=[f"{n}-{row[0] or 'none'}" for n, row in enumerate(BUNDLES)]
)
def test_only_what_is_proved_is_certain(code, evidence):
    assert certain_codes(evidence) == ([code] if code else [])


ELSEWHERE = [
    "403 Forbidden: user lacks role admin",
    "401 Unauthorized: token has been revoked",
    "Account is locked",
    "session terminated by administrator",
    "429 Too Many Requests",
    "404 Not Found",
    "CORS error: No 'Access-Control-Allow-Origin' header is present on the requested resource",
    "unsupported_grant_type",
    "license expired",
]
REPORTS = [(report[0], report[5]) for report in (*FIFTH, *FURTHER) if report[0] and report[0].startswith("jwt.")]


@pytest.mark.parametrize("words", ELSEWHERE)
def test_beside_words_of_another_ground_nothing_of_the_token_is_certain(words):
    wrong, tried = [], 0
    for cause, evidence in REPORTS[::2]:
        refused = [one for one in evidence.get("exchanges", []) if one["response"]["status"] >= 400]
        if len(refused) != len(evidence.get("exchanges", [])):
            continue
        status = int(words[:3]) if words[:3].isdigit() else 400
        answered = [{**one, "response": {"status": status, "headers": [], "body": words}} for one in refused]
        told = {**evidence, "symptom": words, "exchanges": answered, "log": []}
        wrong += [(cause, found) for found in certain_codes(told)]
        tried += 1
    assert tried > 20
    assert wrong == []
