from __future__ import annotations

import pytest

from evidence import API, ISSUER, answer_to, api_call, authorize_call, bundle, claims, codes, jwt, verifier

TENANT = "11111111-2222-3333-4444-555555555555"
GRAPH = "00000003-0000-0000-c000-000000000000"
ID_TOKEN = {"iss": ISSUER, "sub": "u", "aud": "web", "iat": 1789999940, "exp": 1790003540, "nonce": "n", "at_hash": "h"}


def sent(token: str, symptom: str = "401 Unauthorized", **more: object) -> dict:
    return bundle(**({"symptom": symptom, "verifier": verifier(), "exchanges": [api_call(token)]} | more))


CASES = [
    ("jwt.id_token_used_as_access_token", sent(jwt(ID_TOKEN), "audience invalid", client={"client_id": "web"})),
    ("jwt.id_token_used_as_access_token", sent(jwt(claims(token_use="id", scope=None)), "Token is not an access token")),
    ("jwt.access_token_used_as_id_token", bundle(symptom="Token use not allowed: access. Expected: id", credential={"token": jwt(claims(token_use="access")), "use": "id_token"}, verifier=verifier(audience="web"))),
    ("jwt.access_token_used_as_id_token", bundle(symptom="ID token audience mismatch", credential={"token": jwt(typ="at+jwt"), "use": "id_token"}, verifier=verifier(audience="web"))),
    ("jwt.refresh_token_used_as_access_token", sent(jwt(claims(typ="Refresh", iss="https://sso.example.org/realms/main"), alg="HS512", kid="x"), "invalid token")),
    ("jwt.firebase_custom_token_as_id_token", bundle(symptom='Firebase ID token has no "kid" claim.', credential={"token": jwt({"iss": "sa@p.iam.gserviceaccount.com", "sub": "sa@p.iam.gserviceaccount.com", "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit", "iat": 1789999940, "exp": 1790003540, "uid": "u"}, kid=None)}, verifier=verifier(issuer="https://securetoken.google.com/p", audience="p", key=None))),
    ("jwt.idp_token_instead_of_broker_token", bundle(symptom='Firebase ID token has incorrect "iss" (issuer) claim.', credential={"token": jwt(claims(iss="https://accounts.google.com", aud="x.apps.googleusercontent.com"))}, verifier=verifier(issuer="https://securetoken.google.com/p", audience="p", key=None))),
    ("jwt.ms_graph_token_not_verifiable", sent(jwt(claims(iss=f"https://sts.windows.net/{TENANT}/", aud=GRAPH), nonce="abc"), "IDX10511: Signature validation failed.", verifier=verifier(issuer=f"https://sts.windows.net/{TENANT}/"))),
    ("jwt.opaque_or_jwe_no_audience", sent("hT5vO1xZ0pQ8aB7nKe3mYw2rLs6uJd4c", "jwt malformed", verifier=verifier(issuer="https://team.eu.auth0.com/"), exchanges=[authorize_call(url="https://team.eu.auth0.com/authorize"), api_call("hT5vO1xZ0pQ8aB7nKe3mYw2rLs6uJd4c")])),
    ("jwt.jwe_given_to_jws_verifier", sent("eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.AAAA.BBBB.CCCC.DDDD", "Invalid Compact JWS")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_the_kind_is_named_first(code, evidence):
    first = answer_to(evidence).causes[0]
    assert first.code == code
    assert first.confidence == "certain"


def test_a_dir_jwe_of_an_auth0_like_issuer_asks_for_an_audience():
    token = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiaXNzIjoiaHR0cHM6Ly90LmV1LmF1dGgwLmNvbS8ifQ..AAAA.BBBB.CCCC"
    assert codes(sent(token, "jwt malformed"))[0] == "jwt.opaque_or_jwe_no_audience"


def test_a_session_cookie_that_is_a_jwe_is_not_the_missing_audience():
    token = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC"
    assert codes(sent(token, "JWSInvalid: Invalid Compact JWS"))[0] == "jwt.jwe_given_to_jws_verifier"


def test_an_access_token_with_a_nonce_and_scopes_is_none_of_the_wrong_kinds():
    found = codes(sent(jwt(claims(aud="https://other.example.org")), "audience invalid"))
    assert found[0] == "jwt.wrong_audience"


def test_a_graph_token_that_graph_itself_took_is_healthy():
    token = jwt(claims(iss=f"https://sts.windows.net/{TENANT}/", aud=GRAPH), nonce="abc")
    assert codes(bundle(exchanges=[api_call(token, 200, url="https://graph.microsoft.com/v1.0/me")])) == []


def test_the_api_is_only_named_where_it_was_expected():
    assert codes(bundle(exchanges=[api_call(jwt(ID_TOKEN), 200, url=API)])) == []
