"""What stays possible: the tables name causes that exist, and the evidence takes out what it excludes."""

from __future__ import annotations

import pytest

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.causes import every_cause
from assay.diagnosis.exclusions import CONDITIONS
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.likeness import mistaken_for, reports_of
from assay.diagnosis.weak_signs import SIGNS
from assay.diagnosis.wordings import WORDINGS
from evidence import answer_to

CODES = {cause.code for cause in every_cause()}
INVALID = "An error occurred (InvalidClientTokenId): The security token included in the request is invalid."


def test_every_code_of_the_tables_is_a_cause():
    named = {code for _, codes in WORDINGS for code in codes} | set(CONDITIONS) | set(SIGNS)
    named |= {other for code in CODES for other in mistaken_for(code)}
    assert named <= CODES


def test_every_cause_was_met_in_some_report():
    assert {code for code in CODES if not reports_of(code)} == set()


@pytest.mark.parametrize("code", sorted({*CONDITIONS, *SIGNS}))
def test_conditions_and_signs_can_be_asked_of_empty_evidence(code):
    facts = Facts(read_bundle({"assay_bundle": 1}))
    assert code not in CONDITIONS or CONDITIONS[code](facts) in {True, False}
    assert code not in SIGNS or not SIGNS[code](facts)


def test_three_causes_at_least_are_told_while_none_is_certain():
    answer = answer_to({"assay_bundle": 1, "symptom": INVALID})
    assert len(answer.causes) >= 3
    assert {cause.confidence for cause in answer.causes} == {"possible"}
    assert all(cause.settle for cause in answer.causes)


def test_a_permanent_key_takes_the_causes_of_sessions_out():
    keys = {"AWS_ACCESS_KEY_ID": "AKIA4QWSEDRFTEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x" * 33 + "EXAMPLE"}
    codes = {cause.code for cause in answer_to({"assay_bundle": 1, "symptom": INVALID, "environment": keys}).causes}
    assert codes
    assert not codes & {"aws.session_token_missing", "aws.session_token_very_old", "aws.v1_token_in_optin_region"}


def test_nothing_is_guessed_where_nobody_complains():
    assert answer_to({"assay_bundle": 1, "symptom": "collected for the audit"}).causes == ()


def test_what_may_still_be_is_not_ruled_out():
    answer = answer_to({"assay_bundle": 1, "symptom": "invalid_grant"})
    assert not {"oauth.code_expired", "oauth.code_redeemed_twice", "oauth.pkce_verifier_stale"} & set(answer.ruled_out)
    assert "oauth.cognito_secret_hash_username" in answer.ruled_out
