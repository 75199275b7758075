"""Evidence as people report it, OAuth: the cause, keys that it cannot be told from, whether certainty is allowed, the bundle."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import urlencode

from evidence import (
    API,
    ISSUER,
    NOW,
    api_call,
    authorize_call,
    b64,
    bundle,
    claims,
    ec_key,
    exchange,
    jwk,
    jwt,
    token_call,
    verifier,
    when,
)

DAY = 86400
REPORTS = []


def report(cause, also=(), certain=True, **b):
    REPORTS.append((cause, also, certain, bundle(**b)))


def err(e, d=None):
    return {"error": e} | ({"error_description": d} if d else {})


def basic(i, s):
    return base64.b64encode(f"{i}:{s}".encode()).decode()


def pkce(v_):
    return b64(hashlib.sha256(v_.encode()).digest())


VER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
VER2 = "Q9sdf7GHJ2k3l4m5n6b7v8c9x0zasdfghjklqwertyuiop"
code = {"grant_type": "authorization_code", "client_id": "web", "redirect_uri": "https://app.example.org/cb"}
report(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant: authorization code already used",
    exchanges=[
        authorize_call("https://app.example.org/cb?code=abc&state=st-1", redirect_uri="https://app.example.org/cb"),
        token_call(200, {"access_token": "x", "token_type": "Bearer"}, code="abc", at=NOW - 4, **code),
        token_call(400, err("invalid_grant"), code="abc", at=NOW - 3, **code),
    ],
)
report(
    "oauth.code_redeemed_twice",
    symptom="Code not valid",
    certain=True,
    exchanges=[token_call(400, err("invalid_grant", "Code not valid"), code="abcd1234", **code)],
    log=[
        f"{when(NOW - 3)} POST /token code=abcd1234 200",
        f"{when(NOW - 2)} POST /token code=abcd1234 400 invalid_grant",
    ],
    software="react 18 (StrictMode)",
)
AS = {
    "iss": "svc@proj.iam.example.com",
    "sub": "svc@proj.iam.example.com",
    "aud": f"{ISSUER}/token",
    "scope": None,
    "client_id": None,
    "jti": "q1",
}


def assertion(**c):
    return jwt(claims(**(AS | c)), kid=None)


jb = "urn:ietf:params:oauth:grant-type:jwt-bearer"
report(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    symptom="A JSON web token could not be decoded",
    exchanges=[
        api_call(
            jwt(claims(iss="12345", aud=None, sub=None, exp=NOW + 500, scope=None, client_id=None), kid=None),
            401,
            {"message": "A JSON web token could not be decoded", "documentation_url": "https://docs.github.com/rest"},
            url="https://api.github.com/app/installations",
            method="POST",
        )
    ],
)
report(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    symptom="invalid_grant: Invalid JWT Signature.",
    exchanges=[
        token_call(
            400,
            err("invalid_grant", "Invalid JWT Signature."),
            url="https://oauth2.googleapis.com/token",
            grant_type=jb,
            assertion=assertion(aud="https://oauth2.googleapis.com/token"),
        )
    ],
)
report(
    "oauth.assertion_clock_skew",
    symptom="invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    exchanges=[
        exchange(
            "https://oauth2.googleapis.com/token",
            400,
            err(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
            ),
            method="POST",
            sent=urlencode(
                {
                    "grant_type": jb,
                    "assertion": assertion(aud="https://oauth2.googleapis.com/token", iat=NOW + 700, exp=NOW + 4300),
                }
            ),
            at=NOW + 700,
            date=NOW,
        )
    ],
)
report(
    "oauth.assertion_clock_skew",
    symptom="invalid_client: client assertion is not yet valid",
    exchanges=[
        exchange(
            f"{ISSUER}/token",
            401,
            err("invalid_client", "assertion issued in the future"),
            method="POST",
            sent=urlencode(
                {
                    "grant_type": "client_credentials",
                    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    "client_assertion": assertion(iat=NOW + 180, nbf=NOW + 180, exp=NOW + 480),
                }
            ),
            at=NOW + 180,
            date=NOW,
        )
    ],
)
report(
    "oauth.bearer_scheme_case",
    symptom="401 Unauthorized",
    exchanges=[api_call(jwt(), 401, scheme="bearer"), api_call(jwt(), 200, "{}", scheme="Bearer", at=NOW - 1)],
)
report(
    "oauth.bearer_scheme_case",
    symptom="Invalid authorization header",
    exchanges=[
        api_call(
            "opaque-abc-0123456789abcdef",
            401,
            {"error": "Authorization header must start with Bearer"},
            scheme="bearer",
        )
    ],
)
report(
    "oauth.bearer_scheme_case",
    symptom="401",
    exchanges=[
        token_call(
            200,
            {"access_token": "0123456789abcdef0123", "token_type": "bearer", "expires_in": 3600},
            grant_type="client_credentials",
            client_id="a",
            at=NOW - 10,
        ),
        api_call("0123456789abcdef0123", 401, scheme="bearer"),
    ],
)
report(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    symptom="AADSTS7000222: The provided client secret keys for app '7b0c5a2e' are expired.",
    exchanges=[
        token_call(
            401,
            err("invalid_client", "AADSTS7000222: The provided client secret keys for app are expired."),
            url="https://login.microsoftonline.com/2f6a/oauth2/v2.0/token",
            grant_type="client_credentials",
            client_id="7b0c",
            client_secret="abc8Q~EXAMPLE",
        )
    ],
)
report(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    symptom="AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
    exchanges=[
        token_call(
            401,
            err("invalid_client", "AADSTS7000215: Invalid client secret provided."),
            url="https://login.microsoftonline.com/2f6a/oauth2/v2.0/token",
            grant_type="client_credentials",
            client_id="7b0c",
            client_secret="7b0c5a2e-5a30-4f0d-9f5a-3c1d2e4f5a6b",
        )
    ],
)
report(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    symptom="invalid_client: Invalid client or Invalid client credentials",
    exchanges=[
        token_call(
            401,
            err("invalid_client", "Invalid client or Invalid client credentials"),
            grant_type="client_credentials",
            client_id="svc",
            client_secret="s3cr3tEXAMPLEs3cr3t",
        )
    ],
    client={
        "client_id": "svc",
        "registered": {"token_endpoint_auth_method": "client_secret_post", "grant_types": ["client_credentials"]},
    },
)
report(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    symptom="unauthorized_client: Client not enabled to retrieve service account",
    exchanges=[
        token_call(
            400,
            err("unauthorized_client", "Client not enabled to retrieve service account"),
            grant_type="client_credentials",
            client_id="svc",
            client_secret="xEXAMPLE",
        )
    ],
)
report(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    symptom="unauthorized_client",
    exchanges=[
        token_call(
            403,
            err("unauthorized_client", "Grant type 'password' not allowed for the client."),
            grant_type="password",
            client_id="svc",
            username="u",
            password="pEXAMPLE",
        )
    ],
    client={"registered": {"grant_types": ["authorization_code", "refresh_token"]}},
)


def rt(t, s, a, at, **k):
    return token_call(s, a, grant_type="refresh_token", refresh_token=t, client_id="web", at=at, **k)


report(
    "oauth.refresh_token_superseded",
    certain=False,
    also=("oauth.refresh_token_reuse_race",),
    symptom="invalid_grant: Token is not active",
    exchanges=[
        rt("r1", 200, {"access_token": "a", "refresh_token": "r2"}, NOW - 7200),
        rt("r1", 400, err("invalid_grant", "Token is not active"), NOW - 3600),
        rt("r1", 400, err("invalid_grant", "Token is not active"), NOW - 2),
    ],
)
report(
    "oauth.refresh_token_superseded",
    certain=False,
    symptom="invalid_grant: refresh token is invalid",
    exchanges=[rt("rOLD", 400, err("invalid_grant"), NOW - 2)],
    log=[f"{when(NOW - 86400)} refresh ok, received new refresh token rNEW (not persisted)"],
    settings={"stored_refresh_token": "rOLD"},
)


def PR(**c):
    return jwt(
        {
            k: x
            for k, x in ({"htm": "POST", "htu": f"{ISSUER}/token", "iat": NOW - 2, "jti": "p1"} | c).items()
            if x is not None
        },
        alg="ES256",
        typ="dpop+jwt",
        kid=None,
        jwk=dict(jwk(ec_key(), None).items()),
    )


report(
    "oauth.dpop_nonce_stale",
    symptom="use_dpop_nonce",
    exchanges=[
        exchange(
            f"{ISSUER}/token",
            400,
            err("use_dpop_nonce", "Authorization server requires nonce in DPoP proof"),
            method="POST",
            headers={"DPoP": PR()},
            sent="grant_type=client_credentials",
            answer={"DPoP-Nonce": "n-77"},
        )
    ],
)
report(
    "oauth.dpop_nonce_stale",
    symptom="invalid_dpop_proof",
    exchanges=[
        exchange(
            f"{API}/v1/orders",
            401,
            "",
            headers={
                "DPoP": PR(htm="GET", htu=f"{API}/v1/orders", nonce="old", ath=pkce(jwt())),
                "Authorization": "DPoP " + jwt(),
            },
            answer={"DPoP-Nonce": "new1", "WWW-Authenticate": 'DPoP error="use_dpop_nonce"'},
        )
    ],
)
report(
    "oauth.missing_scope",
    symptom="insufficient_scope",
    exchanges=[
        api_call(jwt(), 403, "", answer={"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="orders.write"'})
    ],
)
report(
    "oauth.missing_scope",
    symptom="403 Forbidden: Insufficient privileges",
    credential={"token": jwt(claims(scp="User.Read", scope=None))},
    verifier={"required_scope": "Mail.Send"},
)


def AU(**q):
    return authorize_call(
        "https://app.example.org/cb?code=abc&state=st-1", redirect_uri="https://app.example.org/cb", **q
    )


report(
    "oauth.pkce_verifier_stale",
    symptom="invalid_grant: PKCE verification failed",
    exchanges=[
        authorize_call(
            "",
            redirect_uri="https://app.example.org/cb",
            code_challenge=pkce(VER),
            code_challenge_method="S256",
            at=NOW - 60,
            status=200,
        ),
        AU(code_challenge=pkce(VER2), code_challenge_method="S256"),
        token_call(400, err("invalid_grant", "code_verifier does not match"), code="abc", code_verifier=VER, **code),
    ],
)
report(
    "oauth.pkce_verifier_stale",
    symptom="Code challenge failed",
    exchanges=[token_call(400, err("invalid_grant", "Code challenge failed"), code="abc", code_verifier=VER, **code)],
    client={"code_challenge": pkce(VER2), "code_challenge_method": "S256"},
)
report(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="redirect_uri_mismatch",
    exchanges=[authorize_call("", status=400, body="redirect_uri_mismatch", redirect_uri="http://127.0.0.1:8080/cb")],
    client={"registered": {"redirect_uris": ["http://localhost:8080/cb"]}},
)
report(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="The redirect URI 'http://localhost:3000/callback' does not match",
    exchanges=[authorize_call("", status=400, redirect_uri="http://localhost:3000/callback")],
    client={"registered": {"redirect_uris": ["http://127.0.0.1:3000/callback"]}},
)
report(
    "oauth.assertion_reused_expired",
    symptom="invalid_client: client assertion expired",
    exchanges=[
        token_call(
            401,
            err("invalid_client", "JWT expired"),
            grant_type="client_credentials",
            client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            client_assertion=assertion(iat=NOW - 4000, exp=NOW - 3700),
        )
    ],
)
a1 = assertion(iat=NOW - 100, exp=NOW + 200)
report(
    "oauth.assertion_reused_expired",
    symptom="Token reuse detected",
    exchanges=[
        token_call(
            200,
            {"access_token": "a"},
            grant_type="client_credentials",
            client_assertion=a1,
            client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            at=NOW - 90,
        ),
        token_call(
            401,
            err("invalid_client", "jti has already been used"),
            grant_type="client_credentials",
            client_assertion=a1,
            client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
    ],
)
report(
    "oauth.client_library_bug",
    certain=False,
    symptom="invalid_client since upgrading openid-client to 6.2",
    log=["openid-client 5.7: login ok", "curl with the same values: 200"],
    exchanges=[token_call(401, err("invalid_client"), code="abc", client_secret="xEXAMPLEx", **code)],
)
report(
    "oauth.dpop_proof_missing",
    symptom="401 invalid_token",
    exchanges=[
        api_call(
            jwt(claims(cnf={"jkt": "abc"})),
            401,
            "",
            answer={"WWW-Authenticate": 'DPoP algs="ES256", error="invalid_token"'},
        )
    ],
)
report(
    "oauth.dpop_proof_missing",
    symptom="The access token is bound to a key",
    exchanges=[api_call(jwt(claims(cnf={"jkt": "abc"})), 401, scheme="DPoP")],
)
report(
    "oauth.literal_placeholder",
    symptom="invalid_client",
    exchanges=[
        token_call(
            401,
            err("invalid_client"),
            grant_type="client_credentials",
            client_id="<your-client-id>",
            client_secret="<your-client-secret>",
        )
    ],
)
report(
    "oauth.literal_placeholder",
    symptom="Client authentication failed",
    settings={"client_id": "web", "client_secret": "changeme"},
    exchanges=[
        token_call(
            401, err("invalid_client"), grant_type="client_credentials", client_id="web", client_secret="changeme"
        )
    ],
)
report(
    "oauth.pkce_method_missing",
    symptom="invalid_grant: PKCE verification failed",
    exchanges=[
        AU(code_challenge=pkce(VER)),
        token_call(
            400,
            err("invalid_grant", "PKCE verification failed: Invalid code verifier"),
            code="abc",
            code_verifier=VER,
            **code,
        ),
    ],
)
report(
    "oauth.pkce_method_missing",
    symptom="Transform algorithm not supported: plain",
    exchanges=[
        authorize_call(
            "https://app.example.org/cb?error=invalid_request&error_description=code_challenge_method+plain+not+allowed",
            redirect_uri="https://app.example.org/cb",
            code_challenge=pkce(VER),
        )
    ],
)
report(
    "oauth.pkce_verifier_malformed",
    symptom="invalid_request: code_verifier",
    exchanges=[
        AU(code_challenge=pkce("short"), code_challenge_method="S256"),
        token_call(
            400,
            err("invalid_request", "code_verifier must be 43 to 128 characters"),
            code="abc",
            code_verifier="short",
            **code,
        ),
    ],
)
report(
    "oauth.pkce_verifier_malformed",
    symptom="invalid_grant",
    exchanges=[
        AU(code_challenge=pkce(VER[:-1] + "="), code_challenge_method="S256"),
        token_call(400, err("invalid_grant"), code="abc", code_verifier=VER[:-1] + "=", **code),
    ],
)
report(
    "oauth.pkce_verifier_missing",
    symptom="invalid_grant: code_verifier required",
    exchanges=[
        AU(code_challenge=pkce(VER), code_challenge_method="S256"),
        token_call(400, err("invalid_grant", "PKCE code verifier not specified"), code="abc", **code),
    ],
)
report(
    "oauth.scope_claim_not_mapped",
    symptom="403 Forbidden (insufficient scope)",
    credential={"token": jwt(claims(scope=None, permissions=["orders.read"]))},
    verifier={"required_scope": "orders.read"},
)
report(
    "oauth.scope_claim_not_mapped",
    symptom="Access denied: no authority",
    credential={"token": jwt(claims(scope=None, roles=["orders.read"]))},
    verifier={"required_scope": "orders.read"},
    exchanges=[api_call(jwt(claims(scope=None, roles=["orders.read"])), 403)],
)
report(
    "oauth.server_metadata_wrong",
    symptom="invalid_client: client authentication method not supported",
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        },
    },
    exchanges=[
        token_call(
            401,
            err("invalid_client", "client_secret_basic is not supported"),
            basic=basic("web", "xEXAMPLE"),
            grant_type="client_credentials",
        ),
        token_call(
            200,
            {"access_token": "a"},
            grant_type="client_credentials",
            client_id="web",
            client_secret="xEXAMPLE",
            at=NOW - 1,
        ),
    ],
)
report(
    "oauth.server_metadata_wrong",
    symptom="Unsupported client auth method",
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
        },
    },
    exchanges=[
        token_call(
            400,
            err("invalid_request", "client_secret_basic not allowed, use client_secret_post"),
            basic=basic("web", "xEXAMPLE"),
            grant_type="client_credentials",
        )
    ],
)
# second forms of keys with few shared cases
report(
    "oauth.cookie_too_large",
    symptom="login loop for some users",
    exchanges=[
        exchange(
            "https://app.example.org/cb?code=c&state=s",
            302,
            "",
            seen_by="browser",
            answer=[["Location", "/"], ["Set-Cookie", "session=" + "A" * 4300 + "; Path=/; HttpOnly; Secure"]],
            at=NOW - 5,
        ),
        exchange("https://app.example.org/", 302, "", seen_by="browser", answer={"Location": "/login"}, at=NOW - 4),
    ],
)
report(
    "oauth.authorization_header_conflict",
    symptom="401 Authorization Required",
    exchanges=[
        api_call(
            jwt(),
            401,
            "<html><head><title>401 Authorization Required</title>",
            answer={"WWW-Authenticate": 'Basic realm="Restricted"', "Server": "nginx"},
        )
    ],
)
report(
    "oauth.wrong_environment",
    symptom="invalid_token",
    exchanges=[
        api_call(
            jwt(claims(iss="https://id.staging.example.org")),
            401,
            answer={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    ],
    verifier=verifier(),
)
report(
    "oauth.state_cookie_lost",
    symptom="Error: state mismatch. checks.state argument is missing",
    exchanges=[
        exchange(
            "http://localhost:3000/login",
            302,
            "",
            seen_by="browser",
            answer=[
                [
                    "Location",
                    f"{ISSUER}/authorize?response_type=code&state=s9&redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2Fcb",
                ],
                ["Set-Cookie", "state=s9; Path=/; HttpOnly"],
            ],
            at=NOW - 9,
        ),
        exchange("http://127.0.0.1:3000/cb?code=c&state=s9", 400, "state mismatch", seen_by="browser", at=NOW - 3),
    ],
)
report(
    "oauth.google_testing_7_days",
    certain=False,
    symptom="invalid_grant: Token has been expired or revoked.",
    exchanges=[
        rt("1//09abc", 200, {"access_token": "ya29.a"}, NOW - 6 * DAY, url="https://oauth2.googleapis.com/token"),
        rt(
            "1//09abc",
            400,
            err("invalid_grant", "Token has been expired or revoked."),
            NOW - 2,
            url="https://oauth2.googleapis.com/token",
        ),
    ],
    log=[f"{when(NOW - 7 * DAY - 100)} consent granted, refresh token stored"],
    settings={"publishing_status": "Testing"},
)
report(
    "oauth.client_secret_not_sent",
    symptom="NotAuthorizedException: Unable to verify secret hash for client 5abc",
    software="aws-amplify",
    client={"client_id": "5abc", "client_secret": "sEXAMPLE"},
    also=("oauth.cognito_secret_hash_username",),
)
report(
    "oauth.client_secret_not_sent",
    symptom="invalid_client: client secret is required",
    exchanges=[token_call(401, err("invalid_client", "client_secret missing"), code="abc", **code)],
    client={"client_id": "web", "client_secret": "sEXAMPLEs", "token_endpoint_auth_method": "client_secret_post"},
)
report(
    "oauth.cognito_secret_hash_username",
    symptom="NotAuthorizedException: SecretHash does not match for the client",
    exchanges=[
        exchange(
            "https://cognito-idp.eu-west-1.amazonaws.com/",
            400,
            {"__type": "NotAuthorizedException", "message": "SecretHash does not match for the client: 5abc"},
            method="POST",
            headers={"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"},
            sent=json.dumps(
                {
                    "AuthFlow": "REFRESH_TOKEN_AUTH",
                    "ClientId": "5abc",
                    "AuthParameters": {"REFRESH_TOKEN": "x", "SECRET_HASH": "abc="},
                }
            ),
        )
    ],
)
report(
    "oauth.dpop_ath_missing",
    symptom="invalid_dpop_proof: ath",
    exchanges=[
        exchange(
            f"{API}/v1/orders",
            401,
            "",
            headers={"DPoP": PR(htm="GET", htu=f"{API}/v1/orders"), "Authorization": "DPoP " + jwt()},
            answer={"WWW-Authenticate": 'DPoP error="invalid_dpop_proof"'},
        )
    ],
)
report(
    "oauth.dpop_htu_behind_proxy",
    symptom="invalid_dpop_proof: htu mismatch",
    exchanges=[
        exchange(
            f"{API}/v1/orders",
            401,
            err("invalid_dpop_proof", "htu mismatch: expected http://orders:8080/v1/orders"),
            headers={"DPoP": PR(htm="GET", htu=f"{API}/v1/orders", ath=pkce(jwt())), "Authorization": "DPoP " + jwt()},
        )
    ],
)
report(
    "oauth.code_issued_to_other_client",
    symptom="invalid_grant: code was not issued to this client",
    exchanges=[
        authorize_call(
            "https://app.example.org/cb?code=abc&state=st-1",
            redirect_uri="https://app.example.org/cb",
            client_id="mobile",
        ),
        token_call(400, err("invalid_grant"), code="abc", **code),
    ],
)
report(
    "oauth.header_stripped_by_proxy",
    symptom="401 no token",
    exchanges=[
        api_call(jwt(), 401, at=NOW - 5),
        exchange(
            "http://127.0.0.1:9000/v1/orders",
            401,
            "",
            headers={"Host": "api.example.org", "X-Forwarded-For": "1.2.3.4"},
            seen_by="server",
            at=NOW - 5,
        ),
    ],
)
report(
    "oauth.internal_vs_public_issuer",
    symptom="issuer mismatch",
    credential={"token": jwt(claims(iss="http://keycloak:8080/realms/app"))},
    verifier=verifier(issuer="https://auth.example.org/realms/app"),
)
report(
    "oauth.wrong_tenant",
    symptom="AADSTS50020: User account 'x' from identity provider does not exist in tenant 'Contoso'",
    exchanges=[
        authorize_call(
            "", status=400, url="https://login.microsoftonline.com/aaaa-bbbb/oauth2/v2.0/authorize", body="AADSTS50020"
        )
    ],
)
report(
    "oauth.grant_revoked_by_password_change",
    certain=False,
    symptom="AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '2026-09-01T10:00:00.0Z' and the TokensValidFrom date (before which tokens are not valid) for this user is '2026-09-10T08:00:00.0Z'.",
)
report(
    "oauth.refresh_token_reuse_race",
    certain=False,
    also=(),
    symptom="invalid_grant: refresh token reuse detected",
    exchanges=[
        rt("r1", 200, {"access_token": "a", "refresh_token": "r2"}, NOW - 3),
        rt("r1", 400, err("invalid_grant"), NOW - 3),
    ],
)
# healthy
report(
    None,
    exchanges=[
        token_call(
            200,
            {"access_token": jwt(), "token_type": "Bearer", "expires_in": 3600},
            code="abc",
            client_secret="xEXAMPLEx",
            **code,
        )
    ],
)
report(
    None,
    exchanges=[
        AU(code_challenge=pkce(VER), code_challenge_method="S256"),
        token_call(200, {"access_token": jwt()}, code="abc", code_verifier=VER, **code),
        api_call(jwt(), 200, {"ok": 1}, at=NOW - 1),
    ],
    verifier=verifier(),
)
report(None, symptom="all good, just checking", exchanges=[api_call(jwt(), 200)])
report(
    None,
    exchanges=[
        exchange(
            f"{ISSUER}/authorize?client_id=a&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.org%2Fcb",
            302,
            "",
            answer={"Location": "https://app.example.org/cb?code=1"},
        )
    ],
)
