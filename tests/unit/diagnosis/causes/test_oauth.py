from __future__ import annotations

import hashlib
from base64 import b64encode

import pytest

from evidence import (
    API,
    ISSUER,
    NOW,
    answer_to,
    api_call,
    authorize_call,
    b64,
    bundle,
    claims,
    codes,
    ec_key,
    exchange,
    founded,
    jwk,
    jwt,
    rsa_key,
    token_call,
    verifier,
)  # fmt: skip

VERIFIER = "v" * 43
CHALLENGE = b64(hashlib.sha256(VERIFIER.encode()).digest())
BACK = "https://app.example.org/cb"
BOUND = claims(cnf={"jkt": "abc"})
TENANT = "11111111-2222-3333-4444-555555555555"
GRANT = {"error": "invalid_grant"}
CLIENT = {"error": "invalid_client"}


def proof(token: str | None = None, **changes: object) -> str:
    body = {"jti": "p1", "htm": "GET", "htu": f"{API}/v1/orders", "iat": NOW - 3}
    body |= {"ath": b64(hashlib.sha256(token.encode()).digest())} if token else {}
    return jwt({**body, **changes}, alg="ES256", key=ec_key(), typ="dpop+jwt", kid=None, jwk=jwk(ec_key(), None))


def dpop(token: str, sent: str | None, status: int = 401, body: object = "", **more: object) -> dict:
    return api_call(token, status, body, scheme="DPoP", headers={"DPoP": sent} if sent else {}, **more)


def code_flow(
    status: int = 400, answer: object = GRANT, *, at: float = NOW - 2, asked: dict | None = None, **form: str
) -> list[dict]:
    form = {"grant_type": "authorization_code", "code": "code-1", "client_id": "web", "redirect_uri": BACK} | form
    return [
        authorize_call(f"{BACK}?code=code-1&state=st-1", redirect_uri=BACK, **(asked or {})),
        token_call(status, answer, at=at, **form),
    ]


def refresh(value: str, status: int, at: float, **answer: str) -> dict:
    return token_call(status, answer or GRANT, at=at, grant_type="refresh_token", refresh_token=value, client_id="web")


def cookie_refresh(value: str, status: int, at: float, successor: str = "") -> dict:
    given = {"Set-Cookie": f"app_refresh={successor}; HttpOnly; Secure"} if successor else {}
    sent = {"Cookie": f"theme=dark; app_refresh={value}"}
    return exchange(
        "https://app.example.org/session/refresh", status, "{}", method="POST", headers=sent, at=at, answer=given
    )


TOKEN = jwt(BOUND)
ASSERTION = {"iss": "web", "sub": "web", "aud": ISSUER, "iat": NOW - 5, "exp": NOW + 55, "jti": "a"}
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def asserted(body: dict, answer: object = CLIENT, *, date: float | None = None, **more: object) -> dict:
    call = token_call(
        401, answer, grant_type="client_credentials", client_assertion_type=JWT_BEARER, client_assertion=jwt(body)
    )
    if date is not None:
        from evidence import http_date

        call["response"]["headers"][0][1] = http_date(date)
    return bundle(**({"symptom": "invalid_client", "exchanges": [call]} | more))


CERTAIN = [
    ("oauth.header_stripped_by_proxy", bundle(symptom="401", exchanges=[api_call(jwt()), exchange("http://127.0.0.1:8000/v1/orders", 401, headers={"Host": "api.example.org"}, seen_by="server")])),
    ("oauth.header_stripped_by_proxy", bundle(symptom="401", exchanges=[api_call(jwt()), exchange("http://127.0.0.1:8000/v1/orders", 401, headers={"Authorization": jwt()}, seen_by="server")])),
    ("oauth.authorization_header_conflict", bundle(symptom="401", exchanges=[api_call(jwt(), answer={"WWW-Authenticate": 'Basic realm="staging"', "Server": "nginx"})])),
    ("oauth.bearer_scheme_case", bundle(symptom="401 Unauthorized", exchanges=[api_call("opaque-token-1", 200, at=NOW - 9), api_call("opaque-token-1", scheme="bearer")])),
    ("oauth.bearer_scheme_case", bundle(symptom="401", exchanges=[api_call(jwt(), scheme="bearer")], files={"auth.js": "if (!header.startsWith('Bearer ')) return deny()"})),
    ("oauth.redirect_uri_trailing_slash", bundle(symptom="redirect_uri_mismatch", client={"redirect_uri": BACK + "/", "registered": {"redirect_uris": [BACK]}})),
    ("oauth.redirect_uri_localhost_vs_127", bundle(symptom="redirect_uri_mismatch", client={"redirect_uri": "http://localhost:3000/cb", "registered": {"redirect_uris": ["http://127.0.0.1:3000/cb"]}})),
    ("oauth.redirect_uri_scheme_behind_proxy", bundle(symptom="Invalid parameter: redirect_uri", client={"redirect_uri": "http://app:8080/cb", "registered": {"redirect_uris": [BACK]}})),
    ("oauth.cookie_too_large", bundle(symptom="login loop", exchanges=[exchange("https://app.example.org/cb?code=1&state=2", 302, seen_by="browser", answer={"Location": "/", "Set-Cookie": "session=" + "x" * 5000}, at=NOW - 9), exchange("https://app.example.org/", 302, seen_by="browser", answer={"Location": f"{ISSUER}/authorize"})])),
    ("oauth.state_cookie_lost", bundle(symptom="mismatching_state: CSRF Warning! State not equal in request and response.", exchanges=[exchange("http://127.0.0.1:5000/login", 302, seen_by="browser", at=NOW - 9, answer={"Location": f"{ISSUER}/authorize?client_id=web&response_type=code&state=s", "Set-Cookie": "session=abc; HttpOnly"}), exchange("http://localhost:5000/cb?code=c&state=s", 400, "mismatching_state", seen_by="browser")])),
    ("oauth.client_auth_method_mismatch", bundle(symptom="invalid_client", client={"client_id": "web", "registered": {"token_endpoint_auth_method": "client_secret_post"}}, exchanges=[token_call(401, CLIENT, basic=b64encode(b"web:s3cr3t").decode(), grant_type="client_credentials")])),
    ("oauth.client_secret_not_sent", bundle(symptom="invalid_client", client={"client_id": "web", "client_secret": "s", "registered": {"token_endpoint_auth_method": "client_secret_post"}}, exchanges=[token_call(401, CLIENT, grant_type="client_credentials", client_id="web")])),
    ("oauth.client_secret_not_sent", bundle(symptom="AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")),
    ("oauth.literal_placeholder", bundle(symptom="invalid_client", exchanges=[token_call(401, CLIENT, grant_type="client_credentials", client_id="web", client_secret="changeme")])),
    ("oauth.literal_placeholder", bundle(symptom="invalid_client", client={"client_id": "${CLIENT_ID}"}, exchanges=[token_call(401, CLIENT, grant_type="client_credentials", client_id="${CLIENT_ID}", client_secret="x")])),
    ("oauth.server_metadata_wrong", bundle(symptom="invalid_client", issuer={"metadata": {"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]}}, exchanges=[token_call(200, {"access_token": "x"}, at=NOW - 60, grant_type="client_credentials", client_id="web", client_secret="s"), token_call(401, CLIENT, basic=b64encode(b"web:s").decode(), grant_type="client_credentials")])),
    ("oauth.client_assertion_aud", asserted(ASSERTION, verifier={"audience": f"{ISSUER}/token"}, credential={"token": jwt(ASSERTION), "use": "client_assertion"})),
    ("oauth.assertion_clock_skew", asserted(ASSERTION | {"iat": NOW, "exp": NOW + 60}, GRANT, date=NOW - 400, symptom="invalid_grant")),
    ("oauth.assertion_clock_skew", asserted(ASSERTION, GRANT, date=NOW + 400, symptom="AADSTS700024: Client assertion is not within its valid time range.")),
    ("oauth.assertion_reused_expired", asserted(ASSERTION | {"iat": NOW - 400, "exp": NOW - 340})),
    ("oauth.code_redeemed_twice", bundle(symptom="invalid_grant", exchanges=[*code_flow(200, {"access_token": "x"}, at=NOW - 5), code_flow()[1]])),
    ("oauth.code_issued_to_other_client", bundle(symptom="invalid_grant", exchanges=code_flow(asked={"client_id": "mobile"}))),
    ("oauth.pkce_verifier_missing", bundle(symptom="invalid_grant", issuer={"metadata": {"code_challenge_methods_supported": ["S256"]}}, exchanges=code_flow(asked={"code_challenge": CHALLENGE, "code_challenge_method": "S256"}))),
    ("oauth.pkce_verifier_malformed", bundle(symptom="invalid_grant", exchanges=code_flow(asked={"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, code_verifier="short"))),
    ("oauth.pkce_method_missing", bundle(symptom="invalid_grant: code_verifier", exchanges=code_flow(asked={"code_challenge": CHALLENGE}, code_verifier=VERIFIER))),
    ("oauth.pkce_verifier_stale", bundle(symptom="invalid_grant", exchanges=[authorize_call(at=NOW - 90, code_challenge=CHALLENGE, code_challenge_method="S256", redirect_uri=BACK), *code_flow(asked={"code_challenge": "Z" * 43, "code_challenge_method": "S256"}, code_verifier=VERIFIER)])),
    ("oauth.dpop_proof_missing", bundle(symptom="401", exchanges=[api_call(TOKEN)])),
    ("oauth.dpop_ath_missing", bundle(symptom="invalid_dpop_proof", exchanges=[dpop(TOKEN, proof())])),
    ("oauth.dpop_ath_mismatch", bundle(symptom="invalid_token", exchanges=[dpop(TOKEN, proof("another token"))])),
    ("oauth.dpop_nonce_stale", bundle(symptom="use_dpop_nonce", exchanges=[dpop(TOKEN, proof(TOKEN, nonce="n1"), 401, {"error": "use_dpop_nonce"}, answer={"DPoP-Nonce": "n2"})])),
    ("oauth.dpop_htu_behind_proxy", bundle(symptom="DPoP htu mismatch", exchanges=[dpop(TOKEN, proof(TOKEN)), dpop(TOKEN, proof(TOKEN), url="http://api.internal:8080/v1/orders", seen_by="server")])),
    ("oauth.missing_scope", bundle(symptom="403", exchanges=[api_call(jwt(), 403, answer={"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="orders.write"'})])),
    ("oauth.scope_claim_not_mapped", bundle(symptom="403 Forbidden", verifier=verifier(required_scope="orders.write"), exchanges=[api_call(jwt(claims(permissions=["orders.write"])), 403)])),
    ("oauth.wrong_environment", bundle(symptom="401", verifier=verifier(), exchanges=[api_call(jwt(claims(iss="https://id.staging.example.org")))])),
    ("oauth.wrong_environment", bundle(symptom="No such customer; a similar object exists in test mode", exchanges=[api_call("sk_test_abcdefgh12345678", url="https://api.live.pay.example/v1/charges")])),
    ("oauth.wrong_tenant", bundle(symptom="AADSTS700016", client={"registered": {"tenant_id": TENANT}}, exchanges=[token_call(400, {"error": "unauthorized_client"}, url=f"https://login.microsoftonline.com/99999999{TENANT[8:]}/oauth2/v2.0/token", grant_type="client_credentials", client_id="x", client_secret="y")])),
    ("oauth.wrong_tenant", bundle(symptom="invalid issuer", verifier=verifier(issuer="https://sso.example.org/realms/b"), exchanges=[api_call(jwt(claims(iss="https://sso.example.org/realms/a")))])),
    ("oauth.internal_vs_public_issuer", bundle(symptom="invalid issuer", verifier=verifier(issuer="https://sso.example.org/realms/a"), exchanges=[api_call(jwt(claims(iss="http://keycloak:8080/realms/a")))])),
    ("oauth.discovery_issuer_mismatch", bundle(symptom="issuer did not match the issuer returned by provider", issuer={"url": ISSUER, "metadata": {"issuer": "https://login.example.org"}})),
]  # fmt: skip

OWNER_ONLY = [
    ("oauth.client_secret_wrong_or_expired", bundle(symptom="AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID")),
    ("oauth.client_secret_wrong_or_expired", bundle(symptom="invalid_client", client={"registered": {"token_endpoint_auth_method": "client_secret_basic"}}, exchanges=[token_call(401, CLIENT, basic=b64encode(b"web:s").decode(), grant_type="client_credentials")])),
    ("oauth.grant_not_allowed_for_client", bundle(symptom="unauthorized_client", exchanges=[token_call(400, {"error": "unauthorized_client", "error_description": "Client not enabled to retrieve service account"}, grant_type="client_credentials", client_id="web", client_secret="s")])),
    ("oauth.assertion_key_account_mismatch", bundle(symptom="A JSON web token could not be decoded", exchanges=[api_call(jwt({"iss": 12345, "iat": NOW - 60, "exp": NOW + 240}, kid=None), 401, {"message": "A JSON web token could not be decoded"}, url="https://api.github.com/app")])),
    ("oauth.refresh_token_reuse_race", bundle(symptom="everybody is thrown out, 401 on each page", exchanges=[cookie_refresh("rt-one-1234567", 200, NOW - 60, "rt-two-1234567"), cookie_refresh("rt-one-1234567", 401, NOW - 60), cookie_refresh("rt-two-1234567", 401, NOW - 2)])),
    ("oauth.refresh_token_reuse_race", bundle(symptom="invalid_grant", exchanges=[refresh("rt-one-1234567", 200, NOW - 60, access_token="x", refresh_token="rt-two-1234567"), refresh("rt-one-1234567", 400, NOW - 59), refresh("rt-two-1234567", 400, NOW - 2)])),
    ("oauth.refresh_token_superseded", bundle(symptom="invalid_grant", exchanges=[refresh("rt-one-1234567", 200, NOW - 3600, access_token="x", refresh_token="rt-two-1234567"), refresh("rt-one-1234567", 400, NOW - 2)])),
    ("oauth.grant_revoked", bundle(symptom="invalid_grant", exchanges=[refresh("rt-one-1234567", 400, NOW - 7200), refresh("rt-one-1234567", 400, NOW - 2)])),
    ("oauth.grant_revoked_by_password_change", bundle(symptom="invalid_grant", exchanges=[refresh("rt-one-1234567", 400, NOW - 2)], log=["2026-09-21T10:00:00Z user changed the password"])),
    ("oauth.google_testing_7_days", bundle(symptom="invalid_grant: Token has been expired or revoked.", exchanges=[token_call(400, GRANT, url="https://oauth2.googleapis.com/token", grant_type="refresh_token", refresh_token="1//x")], files={"token.json": '{"created_at": "2026-09-14T13:00:00Z"}'})),
    ("oauth.code_expired", bundle(symptom="invalid_grant", exchanges=code_flow(at=NOW + 900))),
    ("oauth.client_library_bug", bundle(symptom="invalid_client", exchanges=[token_call(401, CLIENT, basic=b64encode(b"web:s").decode(), grant_type="client_credentials")], log=["2026-09-21T10:00:00Z upgraded oauth-client from 4.2.0 to 5.0.0", "2026-09-21T11:00:00Z the same request with curl -> 200"])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CERTAIN)
def test_what_the_evidence_proves_is_certain(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


@pytest.mark.parametrize(("code", "evidence"), OWNER_ONLY)
def test_what_only_an_owner_knows_is_never_certain_and_has_a_question(code, evidence):
    answer = answer_to(evidence)
    assert answer.causes[0].code == code
    assert answer.causes[0].settle
    assert not [cause for cause in answer.causes if cause.confidence == "certain"]


HEALTHY = [
    bundle(exchanges=[api_call("x", 200, scheme="bearer")]),
    bundle(client={"redirect_uri": BACK, "registered": {"redirect_uris": [BACK + "/", BACK]}}, exchanges=code_flow(200, {"access_token": "x", "token_type": "Bearer"})),
    bundle(exchanges=code_flow(200, {"access_token": "x"}, asked={"code_challenge": CHALLENGE, "code_challenge_method": "S256"}, code_verifier=VERIFIER)),
    bundle(exchanges=[dpop(TOKEN, proof(TOKEN), 200, "{}")]),
    bundle(exchanges=[dpop(TOKEN, proof(TOKEN), 401, {"error": "use_dpop_nonce"}, answer={"DPoP-Nonce": "n2"}, at=NOW - 5), dpop(TOKEN, proof(TOKEN, nonce="n2"), 200, "{}")]),
    bundle(exchanges=[refresh("rt-one-1234567", 200, NOW - 60, access_token="x", refresh_token="rt-two-1234567"), refresh("rt-two-1234567", 200, NOW - 2, access_token="y", refresh_token="rt-three-1234567")]),
]  # fmt: skip


@pytest.mark.parametrize("evidence", HEALTHY)
def test_what_was_granted_raises_no_alarm(evidence):
    answer = answer_to(evidence)
    assert answer.verdict == "accepted"
    assert not answer.causes


def test_an_rsa_key_of_the_tests_is_used():
    assert codes(
        bundle(verifier=verifier(), credential={"token": jwt(key=rsa_key("two"))}, symptom="invalid signature")
    )


@pytest.mark.parametrize(
    ("line", "told"), [("curl -X POST https://id.example.org/token", False), ("curl with client_secret_post: ok", True)]
)
def test_a_log_of_another_method_tells_more_only_where_it_passed(line, told):
    evidence = bundle(
        symptom="invalid_client",
        issuer={"metadata": {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}},
        exchanges=[token_call(401, CLIENT, basic=b64encode(b"web:s3cr3t").decode(), grant_type="client_credentials")],
        log=[line],
    )
    assert ("oauth.server_metadata_wrong" in founded(evidence)) is told
