"""What is certain of a report is not so beside the words of another trade, nor where the same request passed afterwards."""

from __future__ import annotations

import json

import pytest

from evidence import certain_codes
from reported.fifth_aws_reports import REPORTS as AWS
from reported.fifth_jwt_reports import REPORTS as JWT
from reported.fifth_oauth_reports import REPORTS as OAUTH
from reported.short_forms import NOW, claims, cred, iso, sign, verifier

PROVED = [report[5] for report in (*AWS, *JWT, *OAUTH) if report[0] and certain_codes(report[5])]
OF_ANOTHER_TRADE = [
    'relation "users" does not exist',
    "psycopg2.OperationalError: could not connect to server: Connection refused",
    "ENOSPC: no space left on device",
    "500 Internal Server Error: division by zero",
    "TypeError: Cannot read properties of undefined (reading 'map')",
    "npm ERR! peer dependency conflict",
    "Deadlock found when trying to get lock",
    'A required field "amount" is missing',
    "SMTP 550 mailbox unavailable",
    "ssh: Permission denied (publickey)",
    "docker: Error response from daemon: pull access denied",
    "LDAP bind failed: invalid credentials",
    "Kafka: SASL authentication failed",
    "fatal: Authentication failed for https://git.tamarack.example/repo.git",
    "redis: NOAUTH Authentication required",
    'password authentication failed for user "app"',
    "403 Forbidden: billing account is disabled",
    "Your subscription does not include this feature",
    "invalid captcha",
    "it is slow",
]
ANOTHER_GROUND = [
    "401 token has been revoked",
    "403 MFA required",
    "device is not trusted",
    "tenant suspended",
    "policy evaluation denied the request",
    "idempotency key already used",
    "the user does not belong to this organization",
    "email not verified",
    "password expired",
    "object is locked by another user",
    "feature not enabled for organisation",
    "client certificate required",
    "the link has expired",
]


def refused_with(words, evidence):
    """A report whose refusals say something else."""
    refused = [
        {**one, "response": {"status": 400, "headers": [], "body": words}} if one["response"]["status"] >= 400 else one
        for one in evidence.get("exchanges", [])
    ]
    return {**evidence, "symptom": words, "exchanges": refused, "log": []}


@pytest.mark.parametrize("words", OF_ANOTHER_TRADE)
def test_beside_words_of_another_trade_nothing_is_certain(words):
    assert len(PROVED[::3]) > 20
    assert [code for evidence in PROVED[::3] for code in certain_codes(refused_with(words, evidence))] == []


# A client may be asked for its certificate, and a code that was redeemed twice has its tokens revoked.
TOLD_SO = ("client_auth_method", "server_metadata", "header_stripped", "redeemed_twice")


@pytest.mark.parametrize("words", ANOTHER_GROUND)
def test_who_is_turned_away_for_another_ground_was_not_refused_for_what_is_odd(words):
    tried = [report[5] for report in (*JWT, *OAUTH) if report[0] and report[5] in PROVED][::2]
    found = [code for evidence in tried for code in certain_codes(refused_with(words, evidence))]
    assert len(tried) > 20
    assert [code for code in found if not any(word in code for word in TOLD_SO)] == []


# Time, a new key set or a clock that is set right cures these while nobody changes the request.
MEND_THEMSELVES = ("clock", "skew", "kid_unknown", "jwks", "lifetime", "timezone", "redeemed_twice", "negative_cache")


def test_what_passed_afterwards_as_it_was_was_not_refused_for_what_it_is():
    wrong, tried = [], 0
    for evidence in PROVED:
        exchanges = evidence.get("exchanges", [])
        if not exchanges or exchanges[-1]["response"]["status"] < 400:
            continue
        again = json.loads(json.dumps(exchanges[-1])) | {"response": {"status": 200, "headers": [], "body": "{}"}}
        found = certain_codes({**evidence, "exchanges": [*exchanges, again]})
        wrong += [code for code in found if not any(word in code for word in MEND_THEMSELVES)]
        tried += 1
    assert tried > 20
    assert wrong == []


def test_an_issuer_that_is_no_address_breaks_nothing():
    token = sign(claims(iss="https://login.tamarack.example"))
    expected = verifier(issuer="https://login.[hidden].example")
    evidence = {"assay_bundle": 1, "now": iso(), "symptom": "jwt issuer invalid", "credential": cred(token)}
    assert certain_codes({**evidence, "verifier": expected}) == []


@pytest.mark.parametrize("words", ["jwt expired", "401 Unauthorized", "500 Internal Server Error: jwt expired", ""])
def test_what_the_words_are_about_stays_certain(words):
    over = sign(claims(exp=NOW - 60))
    evidence = {"assay_bundle": 1, "now": iso(), "symptom": words, "credential": cred(over), "verifier": verifier()}
    assert certain_codes(evidence) == ["jwt.expired_not_refreshed"]
