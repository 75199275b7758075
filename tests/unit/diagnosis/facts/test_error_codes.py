"""Error codes: each is known once and names causes that exist, and one alone on a line is no token."""

from __future__ import annotations

from collections import Counter

import pytest

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.causes import every_cause
from assay.diagnosis.diagnosis import diagnose
from assay.diagnosis.evidence.recognised import recognise
from assay.diagnosis.facts.error_codes import _TABLE, codes_of_errors

KNOWN = {cause.code for cause in every_cause()}


def test_each_code_is_known_once_and_names_causes_that_exist() -> None:
    names = Counter(name for written, _ in _TABLE for name in written.split())
    assert [name for name, times in names.items() if times > 1] == []
    assert {cause for _, causes in _TABLE for cause in causes.split()} - KNOWN == set()
    for name in names:
        assert list(codes_of_errors(f"at com.example.{name}: it failed")), name
        assert not list(codes_of_errors(f"x{name}x")), name


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("IDX10223", "jwt.expired_not_refreshed"),
        ("IDX10501:", "jwt.kid_unknown_stale_jwks_cache"),
        ("AADSTS50011", "oauth.redirect_uri_scheme_behind_proxy"),
        ("AADSTS7000216", "oauth.client_secret_not_sent"),
        ("AADSTS70008", "oauth.code_expired"),
        ("AADSTS700082", "oauth.grant_revoked"),  # a refresh token that nobody used for 90 days
        ("AADSTS700084", "oauth.grant_revoked"),
        ("AADSTS501481", "oauth.pkce_verifier_stale"),
        ("ERR_JWKS_MULTIPLE_MATCHING_KEYS", "jwt.kid_missing"),
        ("TokenExpiredError", "jwt.expired_not_refreshed"),
        ("NotBeforeError", "jwt.clock_skew_not_yet_valid"),
        ("MalformedJwtException", "jwt.token_truncated"),
        ("JWT::InvalidAudError", "jwt.wrong_audience"),
        ("redirect_uri_mismatch", "oauth.redirect_uri_scheme_behind_proxy"),
        ("login_required", "oauth.state_cookie_lost"),
        ("invalid_scope", "oauth.missing_scope"),
        ("ExpiredToken", "aws.session_expired"),
    ],
)
def test_a_code_alone_leads_to_what_is_known_of_it(word: str, cause: str) -> None:
    members = recognise(word)
    assert members == {"symptom": word}
    answer = diagnose(read_bundle({"assay_bundle": 1, **members}))
    assert answer.verdict == "refused"
    assert answer.causes[0].code == cause
    assert answer.causes[0].confidence != "certain"


@pytest.mark.parametrize(
    "word", ["hello", "change_me", "xoxb-12345-abcdef", "ghp_0123456789abcdefABCDEF", "a.b.c", "eyJhbGciOiJIUzI1NiJ9"]
)  # fmt: skip
def test_a_word_that_is_no_error_code_is_a_credential(word: str) -> None:
    assert "symptom" not in recognise(word)


def test_words_of_aws_lead_to_causes_of_aws_alone() -> None:
    said = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    answer = diagnose(read_bundle({"assay_bundle": 1, "symptom": said}))
    assert len(answer.causes) > 2
    assert {cause.code.partition(".")[0] for cause in answer.causes} == {"aws"}
