from __future__ import annotations

import pytest

from evidence import API, ISSUER, answer_to, api_call, bundle, claims, codes, exchange, jwt, verifier

TENANT = "11111111-2222-3333-4444-555555555555"


def sent(token: str, symptom: str, **expected: object) -> dict:
    return bundle(symptom=symptom, verifier=verifier(**expected), exchanges=[api_call(token)])


CASES = [
    ("jwt.iss_trailing_slash", sent(jwt(claims(iss=ISSUER + "/")), "Invalid issuer")),
    ("jwt.iss_typo", sent(jwt(), "Invalid issuer", issuer="https://id.exmaple.org")),
    ("jwt.iss_typo", sent(jwt(), "jwt issuer invalid", issuer="https://ID.example.org")),
    ("jwt.azure_v1_v2_issuer", sent(jwt(claims(iss=f"https://sts.windows.net/{TENANT}/", ver="1.0")), "401", issuer=f"https://login.microsoftonline.com/{TENANT}/v2.0")),
    ("jwt.azure_v1_v2_issuer", sent(jwt(claims(iss=f"https://login.microsoftonline.com/{TENANT}/v2.0", ver="2.0")), "IDX10205: Issuer validation failed", issuer=f"https://sts.windows.net/{TENANT}/")),
    ("jwt.wrong_issuer", sent(jwt(claims(iss="https://login.brand.example/")), "JwtTokenInvalid issuer", issuer="https://brand.eu.auth0.com/")),
    ("jwt.verifier_setting_undefined", sent(jwt(), "jwt issuer invalid. expected: https://undefined/", issuer="https://undefined/")),
    ("jwt.verifier_setting_undefined", bundle(symptom="JsonWebTokenError: jwt audience invalid. expected: undefined", credential={"token": jwt()})),
    ("jwt.aud_missing", sent(jwt(claims(aud=None)), 'Token is missing the "aud" claim')),
    ("jwt.aud_missing", sent(jwt(claims(aud=[])), "Invalid audience")),
    ("jwt.aud_scope_not_requested", sent(jwt(claims(aud=f"{ISSUER}/resources", scope="openid profile")), "Audience validation failed", audience="orders")),
    ("jwt.keycloak_aud_account", sent(jwt(claims(iss="https://sso.example.org/realms/main", aud="account", azp="web")), "Invalid audience", issuer="https://sso.example.org/realms/main")),
    ("jwt.verifier_audience_not_given", bundle(symptom="jwt.exceptions.InvalidAudienceError: Invalid audience", credential={"token": jwt()}, verifier={"algorithms": ["RS256"]}, files={"auth.py": "jwt.decode(token, key, algorithms=['RS256'])"})),
    ("jwt.aud_wrong_identifier", sent(jwt(claims(aud=TENANT)), "IDX10214: Audience validation failed", audience=f"api://{TENANT}")),
    ("jwt.aud_wrong_identifier", sent(jwt(claims(aud="https://api.example.org/")), "audience invalid", audience="api.example.org")),
    ("jwt.wrong_audience", sent(jwt(claims(aud="billing")), "Invalid audience", audience="orders")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_the_difference_is_named_first_and_for_certain(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_vaults_own_reviewer_is_never_certain():
    body = claims(
        iss="https://kubernetes.default.svc.cluster.local",
        aud=["vault://ns/issuer"],
        sub="system:serviceaccount:ns:app",
    )
    body["kubernetes.io"] = {"namespace": "ns"}
    call = exchange(
        "https://vault.example.org/v1/auth/kubernetes/login",
        403,
        {"errors": ["permission denied"]},
        method="POST",
        sent='{"role":"app","jwt":"' + jwt(body) + '"}',
    )
    answer = answer_to(
        bundle(
            symptom="Error making API request. Code: 403. Errors: * permission denied",
            software="cert-manager/1.12",
            credential={"token": jwt(body)},
            exchanges=[call],
        )
    )
    assert answer.causes[0].code == "jwt.aud_token_used_as_own_reviewer"
    assert answer.causes[0].confidence == "likely"
    assert answer.causes[0].settle


def test_microsofts_null_list_of_audiences_is_no_missing_setting():
    text = "IDX10214: Audience validation failed. Audiences: 'other'. Did not match: validationParameters.ValidAudience: 'orders' or validationParameters.ValidAudiences: 'null'"
    assert codes(sent(jwt(claims(aud="other")), text, audience="orders"))[0] == "jwt.wrong_audience"


def test_both_parties_are_shown_in_quotation_marks():
    evidence = sent(jwt(claims(iss=ISSUER + "/")), "Invalid issuer")
    assert f'the token\'s iss is "{ISSUER}/"' in answer_to(evidence).causes[0].evidence


def test_a_token_for_several_audiences_is_healthy_when_one_is_meant():
    evidence = bundle(verifier=verifier(), credential={"token": jwt(claims(aud=["https://x.example", API]))})
    assert answer_to(evidence).verdict == "accepted"
