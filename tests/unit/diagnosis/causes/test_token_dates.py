from __future__ import annotations

import pytest

from evidence import NOW, answer_to, api_call, bundle, claims, codes, exchange, jwt, rsa_key, token_call, verifier


def refused(body: dict, symptom: str = "401 Unauthorized", **more: object) -> dict:
    return bundle(**({"symptom": symptom, "verifier": verifier(), "exchanges": [api_call(jwt(body))]} | more))


GITHUB = "https://api.github.com/app"
CASES = [
    ("jwt.numeric_date_is_string", refused(claims(exp=str(NOW + 3600)), "Missing required claim: exp")),
    ("jwt.exp_in_milliseconds", refused(claims(exp=(NOW + 3600) * 1000), "exp is too far in the future")),
    ("jwt.exp_is_duration", refused(claims(exp=3600), "Signature has expired")),
    ("jwt.zero_lifetime", refused(claims(iat=NOW - 5, exp=NOW - 5), "Token expired")),
    ("jwt.zero_lifetime", refused(claims(iat=NOW - 5, exp=NOW - 3605), "TokenExpiredError: jwt expired")),
    ("jwt.lifetime_unit_wrong", refused(claims(iat=NOW - 9, exp=NOW - 6), "jwt expired", settings={"JWT_EXPIRES_IN": "3600"})),
    ("jwt.lifetime_unit_wrong", refused(claims(iat=NOW - 200, exp=NOW - 114), "jwt expired", settings={"jwt": {"ttl": 86400}})),
    ("jwt.expired_not_refreshed", refused(claims(iat=NOW - 7300, exp=NOW - 100), "Signature has expired")),
    ("jwt.clock_skew_not_yet_valid", refused(claims(iat=NOW + 4), "The token is not yet valid (iat)")),
    ("jwt.clock_skew_not_yet_valid", refused(claims(nbf=NOW + 30, iat=NOW + 30), "IDX10222: Lifetime validation failed. The token is not yet valid.")),
    ("jwt.lifetime_over_server_maximum", bundle(symptom="'Expiration time' claim ('exp') is too far in the future", exchanges=[api_call(jwt({"iss": 12345, "iat": NOW, "exp": NOW + 600}, kid=None), url=GITHUB)])),
    ("jwt.lifetime_over_server_maximum", refused(claims(iat=NOW, exp=NOW + 86400), "lifetime too long", verifier=verifier(max_lifetime_seconds=600))),
    ("jwt.client_clock_ahead", bundle(symptom="'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued", exchanges=[api_call(jwt({"iss": 12345, "iat": NOW - 10, "exp": NOW + 300}, kid=None), url=GITHUB, date=NOW - 190)])),
    ("jwt.timezone_offset_in_claims", refused(claims(iat=NOW + 7200, exp=NOW + 10800), "The token is not yet valid (iat)")),
    ("jwt.verifier_expects_milliseconds", refused(claims(), "Session expired", files={"auth.ts": "if (payload.exp < Date.now()) throw new Error('Session expired')"})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_the_date_is_named_first_and_for_certain(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_a_sound_token_that_is_called_expired_points_at_the_verifiers_unit():
    assert codes(refused(claims(), "Token has expired"))[0] == "jwt.verifier_expects_milliseconds"


def test_a_token_is_not_expired_within_the_leeway():
    evidence = bundle(verifier=verifier(leeway_seconds=30), credential={"token": jwt(claims(exp=NOW - 10))})
    assert answer_to(evidence).verdict == "accepted"


def test_a_token_from_the_future_within_the_leeway_is_healthy():
    evidence = bundle(verifier=verifier(leeway_seconds=30), credential={"token": jwt(claims(iat=NOW + 5))})
    answer = answer_to(evidence)
    assert (answer.verdict, answer.causes) == ("accepted", ())


def test_counterfactuals_name_the_leeway_that_would_have_helped():
    evidence = bundle(
        verifier=verifier(), credential={"token": jwt(claims(iat=NOW - 700, exp=NOW - 40))}, symptom="expired"
    )
    assert "It would be accepted with a leeway of 41 s." in answer_to(evidence).counterfactuals


def test_milliseconds_that_were_accepted_are_told_all_the_same():
    evidence = bundle(exchanges=[api_call(jwt(claims(exp=(NOW + 60) * 1000)), 200)], symptom="sessions never end")
    answer = answer_to(evidence)
    assert answer.verdict == "accepted"
    assert answer.causes[0].code == "jwt.exp_in_milliseconds"


def test_an_issued_token_that_the_client_then_finds_too_early_is_refused():
    evidence = bundle(
        symptom="ImmatureSignatureError",
        verifier=verifier(key={"pem": None}),
        exchanges=[
            token_call(
                200,
                {"access_token": jwt(claims(iat=NOW + 3, exp=NOW + 3603), key=rsa_key())},
                grant_type="client_credentials",
            )
        ],
    )
    answer = answer_to(evidence)
    assert (answer.verdict, answer.causes[0].code) == ("refused", "jwt.clock_skew_not_yet_valid")


def test_an_ordinary_success_says_nothing():
    assert codes(bundle(exchanges=[exchange("https://api.example.org/x", 200, "{}")])) == []
