"""A fifth set of reports of OAuth and OpenID Connect, and healthy evidence of all families."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from reported.short_forms import (
    AK,
    AUD,
    ISS,
    NOW,
    SI,
    SS,
    ST,
    amz,
    aws,
    b64,
    bearer,
    claims,
    cred,
    creds,
    eckey,
    env,
    ex,
    iso,
    jwk,
    jwks,
    priv,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
CID, CS, RU = "tamarack-web", "Qz81EXAMPLEsecret0a", "https://app.tamarack.example/callback"
CODE = "SplxlOBeEXAMPLEWbys"


def code(**m):
    return {"grant_type": "authorization_code", "code": CODE, "redirect_uri": RU, "client_id": CID, **m}


def auth(at=-20, status=302, **q):
    from urllib.parse import urlencode

    p = {"response_type": "code", "client_id": CID, "redirect_uri": RU, "scope": "openid", "state": "st-1", **q}
    return ex(
        "GET",
        ISS + "/authorize?" + urlencode(p),
        status,
        "",
        by="browser",
        at=at,
        resp=[["Location", f"{RU}?code={CODE}&state={p['state']}"]] if status == 302 else [],
    )


V1, V2 = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag"


def ch(v):
    return b64(hashlib.sha256(v.encode()).digest())


def basic():
    return [["Authorization", "Basic " + base64.b64encode(f"{CID}:{CS}".encode()).decode()]]


def proof(htu, htm="GET", token=None, key=None, **over):
    k = key or E
    j = jwk(k)
    j.pop("use")
    c = {"jti": "p1", "htm": htm, "htu": htu, "iat": NOW - 2}
    if token:
        c["ath"] = b64(hashlib.sha256(token.encode()).digest())
    c.update(over)
    return sign({a: b for a, b in c.items() if b is not ...}, k, "ES256", {"typ": "dpop+jwt", "jwk": j}, kid=None)


def tp(k):
    j = jwk(k)
    return b64(
        hashlib.sha256(
            json.dumps({a: j[a] for a in ("crv", "kty", "x", "y")}, separators=(",", ":"), sort_keys=True).encode()
        ).digest()
    )


dt = sign(claims(cnf={"jkt": tp(E)}))
U = "https://api.tamarack.example/v1/orders"
GT = "https://oauth2.googleapis.com/token"


def ga(**o):
    return sign(
        {
            "iss": "svc@tamarack.iam.gserviceaccount.com",
            "scope": "https://www.googleapis.com/auth/drive",
            "aud": GT,
            "iat": NOW - 2,
            "exp": NOW + 3598,
            **o,
        }
    )


def gass(tokn, **kw):
    return tok({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": tokn}, url=GT, **kw)


rep(
    "oauth.assertion_key_account_mismatch",
    symptom="A JSON web token could not be decoded",
    software="octokit/auth-app",
    certain=False,
    exchanges=[
        ex(
            "POST",
            "https://api.github.com/app/installations/1/access_tokens",
            401,
            {"message": "A JSON web token could not be decoded"},
            req=[["Authorization", "Bearer " + sign({"iat": NOW - 62, "exp": NOW + 478, "iss": "812345"}, kid=None)]],
        )
    ],
    settings={"GITHUB_APP_ID": "812345"},
    files={"app.pem": priv(R)},
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="invalid_grant: Invalid JWT Signature.",
    software="google-auth/1",
    certain=False,
    exchanges=[gass(ga(), body={"error": "invalid_grant", "error_description": "Invalid JWT Signature."})],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    software="google-auth-library",
    exchanges=[
        gass(
            ga(),
            body={
                "error": "invalid_grant",
                "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
            },
            date=-700,
        )
    ],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="invalid_client: AADSTS700024: Client assertion is not within its valid time range.",
    software="msal",
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_id": CID,
                "client_assertion": sign(
                    {
                        "iss": CID,
                        "sub": CID,
                        "aud": ISS + "/token",
                        "iat": NOW - 2,
                        "nbf": NOW - 2,
                        "exp": NOW + 298,
                        "jti": "a",
                    }
                ),
            },
            status=401,
            body={
                "error": "invalid_client",
                "error_description": "AADSTS700024: Client assertion is not within its valid time range.",
            },
            date=-900,
        )
    ],
)
rep(
    "oauth.bearer_scheme_case",
    symptom="401 Unauthorized",
    software="api/1",
    exchanges=[
        ex("GET", U, 401, "", req=[["Authorization", "bearer " + good]], at=-9),
        ex("GET", U, 200, "{}", req=[["Authorization", "Bearer " + good]]),
    ],
)
rep(
    "oauth.bearer_scheme_case",
    symptom="Invalid authorization header",
    software="api/2",
    exchanges=[
        tok(code(), status=200, body={"access_token": good, "token_type": "bearer", "expires_in": 3600}, at=-9),
        ex("GET", U, 401, {"message": "Invalid authorization header"}, req=[["Authorization", "bearer " + good]]),
    ],
    verifier=verifier(),
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
    software="azure-identity",
    certain=False,
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_id": "a8fdfbd0-da97-42d9-8f1a-fd6a7cb650b4",
                "client_secret": "0c1b5f7e-6b1f-4d9e-8a55-2f0f6a1e9b11",
                "scope": "https://graph.microsoft.com/.default",
            },
            status=401,
            url="https://login.microsoftonline.com/64cdffb5-eb71-47e0-b66a-2debb4394bdd/oauth2/v2.0/token",
            body={"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."},
        )
    ],
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="AADSTS7000222: The provided client secret keys for app are expired.",
    software="terraform azurerm",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": CID, "client_secret": CS},
            status=401,
            body={
                "error": "invalid_client",
                "error_description": "AADSTS7000222: The provided client secret keys for app 'x' are expired.",
            },
        )
    ],
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="invalid_client: Invalid client or Invalid client credentials",
    software="keycloak-js",
    certain=False,
    client={
        "client_id": CID,
        "client_secret": CS,
        "token_endpoint_auth_method": "client_secret_basic",
        "registered": {"token_endpoint_auth_method": "client_secret_basic"},
    },
    exchanges=[
        tok(
            {"grant_type": "client_credentials"},
            status=401,
            body={"error": "invalid_client", "error_description": "Invalid client or Invalid client credentials"},
            req=basic(),
        )
    ],
)
rep(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant: Code not valid",
    software="react-oidc (StrictMode)",
    exchanges=[
        auth(),
        tok(code(), status=200, body={"access_token": good, "token_type": "Bearer"}, at=-4),
        tok(code(), body={"error": "invalid_grant", "error_description": "Code not valid"}, at=-3),
    ],
)
rep(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant",
    software="next-auth",
    log=[
        iso(-4) + f" POST /token grant_type=authorization_code code={CODE[:8]} -> 200",
        iso(-3) + f" POST /token grant_type=authorization_code code={CODE[:8]} -> 400 invalid_grant",
    ],
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="use_dpop_nonce: Authorization server requires nonce in DPoP proof",
    software="atproto",
    exchanges=[
        tok(
            code(),
            body={"error": "use_dpop_nonce"},
            req=[["DPoP", proof(ISS + "/token", "POST", nonce="old-1")]],
            resp=[["DPoP-Nonce", "new-2"]],
        )
    ],
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="invalid_dpop_proof",
    software="oidc-client-ts",
    exchanges=[
        ex(
            "GET",
            U,
            401,
            "",
            req=[["Authorization", "DPoP " + dt], ["DPoP", proof(U, token=dt, nonce="n-old")]],
            resp=[["WWW-Authenticate", 'DPoP error="use_dpop_nonce"'], ["DPoP-Nonce", "n-new"]],
        )
    ],
)
rep(
    "oauth.dpop_proof_missing",
    symptom="401",
    software="fetch",
    exchanges=[
        ex("GET", U, 401, "", req=[["Authorization", "Bearer " + dt]], resp=[["WWW-Authenticate", 'DPoP algs="ES256"']])
    ],
)
rep(
    "oauth.dpop_proof_missing",
    symptom="invalid_token",
    software="fetch",
    exchanges=[ex("GET", U, 401, "", req=[["Authorization", "DPoP " + dt]])],
    verifier=verifier(),
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="unauthorized_client: Client not allowed for direct access grants",
    software="keycloak",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "password", "client_id": CID, "username": "lea", "password": "EXAMPLE"},
            status=400,
            body={"error": "unauthorized_client", "error_description": "Client not allowed for direct access grants"},
        )
    ],
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="Grant type 'client_credentials' not allowed for the client.",
    software="auth0",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": CID, "client_secret": CS},
            status=403,
            body={
                "error": "unauthorized_client",
                "error_description": "Grant type 'client_credentials' not allowed for the client.",
            },
        )
    ],
)
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant",
    software="mobile",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": CID},
            status=200,
            body={"access_token": good, "refresh_token": "rt-EXAMPLE-2"},
            at=-90000,
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": CID}),
    ],
)
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant: Unknown or invalid refresh token.",
    software="auth0",
    certain=False,
    log=[
        iso(-7200) + " INFO refresh ok, response had a new refresh_token, stored only access_token",
        iso(-3) + " WARN refresh failed: invalid_grant",
    ],
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "v1.EXAMPLEold", "client_id": CID},
            status=403,
            body={"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."},
        )
    ],
)
rep(
    "oauth.refresh_token_reuse_race",
    symptom="invalid_grant",
    software="two tabs",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": CID},
            status=200,
            body={"access_token": good, "refresh_token": "rt-EXAMPLE-2"},
            at=-5,
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": CID}, at=-4),
    ],
)
rep(
    "oauth.missing_scope",
    symptom="403 Forbidden",
    software="api",
    credential=cred(good),
    exchanges=[
        bearer(good, status=403, resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"']])
    ],
)
rep(
    "oauth.missing_scope",
    symptom="insufficient_scope",
    software="api",
    credential=cred(sign(claims(scope="openid"))),
    verifier=verifier(required_scope="orders.read"),
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="invalid_grant: Transformed code verifier does not match code challenge",
    software="angular-oauth2-oidc",
    exchanges=[
        auth(code_challenge=ch(V1), code_challenge_method="S256", state="A", at=-30),
        auth(code_challenge=ch(V2), code_challenge_method="S256", state="B", at=-25),
        tok(
            code(code_verifier=V1),
            body={
                "error": "invalid_grant",
                "error_description": "Transformed code verifier does not match code challenge",
            },
        ),
    ],
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    software="msal-browser",
    client={"client_id": CID, "code_verifier": V1, "code_challenge": ch(V2), "code_challenge_method": "S256"},
)
rep(
    "oauth.pkce_method_missing",
    symptom="PKCE verification failed",
    software="mobile",
    exchanges=[
        auth(code_challenge=ch(V1)),
        tok(code(code_verifier=V1), body={"error": "invalid_grant", "error_description": "PKCE verification failed"}),
    ],
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="invalid_grant: code_verifier is malformed",
    software="mobile",
    exchanges=[auth(code_challenge=ch("short"), code_challenge_method="S256"), tok(code(code_verifier="short"))],
)
rep(
    "oauth.pkce_verifier_missing",
    symptom="invalid request: both auth code and code verifier should be non-empty",
    software="supabase",
    exchanges=[
        auth(code_challenge=ch(V1), code_challenge_method="S256"),
        tok(code(), body={"error": "invalid_request", "error_description": "code_verifier required"}),
    ],
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="redirect_uri_mismatch",
    software="cli",
    client={
        "client_id": CID,
        "redirect_uri": "http://127.0.0.1:8080/cb",
        "registered": {"redirect_uris": ["http://localhost:8080/cb"]},
    },
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="Invalid parameter: redirect_uri",
    software="cli",
    client={"client_id": CID, "registered": {"redirect_uris": ["http://127.0.0.1:3000/callback"]}},
    exchanges=[auth(status=400, redirect_uri="http://localhost:3000/callback")],
)
rep(
    "oauth.assertion_reused_expired",
    symptom="invalid_grant",
    software="jwt-bearer",
    exchanges=[
        gass(ga(iat=NOW - 7000, exp=NOW - 3400, jti="j1"), status=200, body={"access_token": "ya29.EXAMPLE"}, at=-6999),
        gass(ga(iat=NOW - 7000, exp=NOW - 3400, jti="j1")),
    ],
)
rep(
    "oauth.client_library_bug",
    symptom="invalid_client",
    software="oauth2-lib/6.0.0",
    log=["oauth2-lib 5.9.1 works with the same settings, 6.0.0 does not", "curl with the same id and secret -> 200"],
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": CID, "client_secret": CS},
            status=200,
            body={"access_token": good},
            at=-100,
        ),
        tok(
            {"grant_type": "client_credentials", "client_id": CID + "=", "client_secret": CS},
            status=401,
            body={"error": "invalid_client"},
        ),
    ],
)
rep(
    "oauth.literal_placeholder",
    symptom="invalid_client",
    software="sample app",
    settings={
        "ClientId": "[Enter the Client Id]",
        "ClientSecret": "[Copy the client secret added to the app from the Azure portal]",
    },
)
rep(
    "oauth.literal_placeholder",
    symptom="The OAuth client was not found.",
    software="sample app",
    env={"GOOGLE_CLIENT_ID": "YOUR_CLIENT_ID.apps.googleusercontent.com", "GOOGLE_CLIENT_SECRET": "changeme"},
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="403 insufficient_scope",
    software="spring",
    credential=cred(sign(claims(scope=..., scp=["orders.read"]))),
    verifier=verifier(required_scope="orders.read"),
    files={"policy.js": "const scopes = (req.auth.scope || '').split(' ')\n"},
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="Forbidden",
    software="aspnet",
    credential=cred(sign(claims(scope=..., permissions=["orders.read"]))),
    verifier=verifier(required_scope="orders.read"),
)
rep(
    "oauth.server_metadata_wrong",
    symptom="invalid_client: client_secret_basic not supported",
    software="openid-client",
    issuer={
        "url": ISS,
        "metadata": {
            "issuer": ISS,
            "token_endpoint": ISS + "/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        },
    },
    exchanges=[
        tok(
            code(),
            status=401,
            body={"error": "invalid_client", "error_description": "client_secret_basic is not supported"},
            req=basic(),
            at=-5,
        ),
        tok(code(client_secret=CS), status=200, body={"access_token": good}),
    ],
)
rep(
    "oauth.client_auth_method_mismatch",
    symptom="invalid_client: The OAuth 2.0 Client supports client authentication method 'client_secret_basic', but method 'client_secret_post' was requested.",
    software="authelia",
    exchanges=[tok(code(client_secret=CS), status=401, body={"error": "invalid_client"})],
)
rep(
    "oauth.client_secret_not_sent",
    symptom="invalid_client",
    software="spa",
    client={"client_id": CID, "client_secret": CS, "registered": {"token_endpoint_auth_method": "client_secret_basic"}},
    exchanges=[tok(code(), status=401, body={"error": "invalid_client"})],
)
rep(
    "oauth.code_issued_to_other_client",
    symptom="invalid_grant",
    software="mobile",
    exchanges=[auth(), tok({**code(), "client_id": "other-app"})],
)
rep(
    "oauth.code_expired",
    symptom="invalid_grant: authorization code has expired",
    software="cli",
    certain=False,
    exchanges=[auth(at=-700), tok(code())],
)
rep(
    "oauth.grant_revoked",
    symptom="invalid_grant: Token has been expired or revoked.",
    software="google",
    certain=False,
    also=["oauth.google_testing_7_days", "oauth.grant_revoked_by_password_change"],
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "1//EXAMPLE", "client_id": CID},
            url=GT,
            body={"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        )
    ],
    log=[iso(-4000) + " mail: access of Tamarack was removed from your account"],
)
rep(
    "oauth.wrong_environment",
    symptom="401 invalid_token",
    software="api",
    credential=cred(sign(claims(iss="https://login.staging.tamarack.example"))),
    verifier=verifier(),
)
rep(
    "oauth.wrong_tenant",
    symptom="AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'.",
    software="msal",
    exchanges=[],
)
rep(
    "oauth.dpop_ath_missing",
    symptom="invalid_token",
    software="solid",
    exchanges=[ex("GET", U, 401, "", req=[["Authorization", "DPoP " + dt], ["DPoP", proof(U)]])],
)
rep(
    "oauth.dpop_ath_mismatch",
    symptom="invalid_dpop_proof",
    software="solid",
    exchanges=[ex("GET", U, 401, "", req=[["Authorization", "DPoP " + dt], ["DPoP", proof(U, token="DPoP " + dt)]])],
)
rep(
    "oauth.dpop_htu_behind_proxy",
    symptom="DPoP proof htu mismatch",
    software="api",
    exchanges=[
        ex("GET", U, 401, "", req=[["Authorization", "DPoP " + dt], ["DPoP", proof(U, token=dt)]]),
        ex(
            "GET",
            "http://api:8080/v1/orders",
            401,
            {"error": "htu mismatch"},
            req=[["Host", "api:8080"], ["Authorization", "DPoP " + dt], ["DPoP", proof(U, token=dt)]],
            by="server",
        ),
    ],
)
rep(
    "oauth.client_assertion_aud",
    symptom="invalid_client: aud of client assertion",
    software="x",
    credential=cred(
        sign({"iss": CID, "sub": CID, "aud": ISS + "/par", "iat": NOW - 5, "exp": NOW + 295, "jti": "a"}),
        "client_assertion",
    ),
    verifier={"audience": ISS, "token_endpoint": ISS + "/token"},
)
rep(
    "oauth.header_stripped_by_proxy",
    symptom="401",
    software="php",
    exchanges=[
        bearer(good),
        ex("GET", "http://127.0.0.1/v1/orders", 401, "", req=[["Host", "api.tamarack.example"]], by="server"),
    ],
)
rep(
    "oauth.authorization_header_conflict",
    symptom="401",
    software="nginx",
    exchanges=[bearer(good, resp=[["WWW-Authenticate", 'Basic realm="staging"']])],
)
rep(
    "oauth.cookie_too_large",
    symptom="login loop",
    software="oauth2-proxy",
    exchanges=[
        ex(
            "GET",
            "https://app.tamarack.example/oauth2/callback?code=x&state=y",
            302,
            "",
            by="browser",
            at=-6,
            resp=[["Set-Cookie", "_oauth2_proxy=" + "a" * 4500 + "; Path=/; Secure"], ["Location", "/"]],
        ),
        ex("GET", "https://app.tamarack.example/", 302, "", by="browser", resp=[["Location", ISS + "/authorize"]]),
    ],
)
rep(
    "oauth.state_cookie_lost",
    symptom="CSRF state mismatch",
    software="authlib",
    exchanges=[
        ex(
            "GET",
            "http://localhost:5000/login",
            302,
            "",
            by="browser",
            at=-9,
            resp=[
                ["Set-Cookie", "session=abc; HttpOnly; Path=/"],
                ["Location", ISS + "/authorize?state=s1&redirect_uri=http%3A%2F%2F127.0.0.1%3A5000%2Fcb"],
            ],
        ),
        ex("GET", "http://127.0.0.1:5000/cb?code=x&state=s1", 400, "mismatching_state", by="browser"),
    ],
)
rep(
    "oauth.redirect_uri_scheme_behind_proxy",
    symptom="redirect_uri_mismatch",
    software="flask",
    client={
        "client_id": CID,
        "redirect_uri": "http://app.tamarack.example/callback",
        "registered": {"redirect_uris": ["https://app.tamarack.example/callback"]},
    },
)
rep(
    "oauth.redirect_uri_trailing_slash",
    symptom="redirect_uri_mismatch",
    software="flask",
    client={"client_id": CID, "redirect_uri": RU + "/", "registered": {"redirect_uris": [RU]}},
)
rep(
    "oauth.discovery_issuer_mismatch",
    symptom="oidc: issuer did not match the issuer returned by provider",
    software="go-oidc",
    issuer={
        "url": "https://login.tamarack.example/tenant-a",
        "metadata": {"issuer": "https://login.tamarack.example/tenant-b"},
    },
)
rep(
    "oauth.internal_vs_public_issuer",
    symptom="iss claim not valid",
    software="spring",
    credential=cred(sign(claims(iss="https://id.tamarack.example/realms/main"))),
    verifier=verifier(issuer="http://keycloak:8080/realms/main"),
)
rep(
    "oauth.google_testing_7_days",
    symptom="invalid_grant: Token has been expired or revoked.",
    software="google",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "4/EXAMPLE", "client_id": CID},
            url=GT,
            status=200,
            body={"access_token": "ya29.EXAMPLE", "refresh_token": "1//EXAMPLE", "refresh_token_expires_in": 604799},
            at=-605000,
        ),
        tok(
            {"grant_type": "refresh_token", "refresh_token": "1//EXAMPLE", "client_id": CID},
            url=GT,
            body={"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        ),
    ],
)
rep(
    "oauth.grant_revoked_by_password_change",
    symptom="AADSTS50173: The provided grant has expired due to it being revoked",
    software="msal",
    certain=False,
)
rep(
    "oauth.cognito_secret_hash_username",
    symptom="NotAuthorizedException: SecretHash does not match for the client",
    software="amazon-cognito",
    settings={
        "ClientId": "4zvg70",
        "ClientSecret": "sec-EXAMPLE",
        "username": "lea@tamarack.example",
        "sub": "7f0c4c1e-1c9e-4c52-8f4e-02c1d9a7a001",
        "SECRET_HASH": base64.b64encode(
            hmac.new(b"sec-EXAMPLE", b"lea@tamarack.example4zvg70", "sha256").digest()
        ).decode(),
        "AuthFlow": "REFRESH_TOKEN_AUTH",
    },
)
# ---- healthy
for s, b in [
    ("just checking", {"credential": cred(good), "verifier": verifier()}),
    (
        "",
        {
            "credential": cred(sign(claims(), "EXAMPLE-raw-secret", "HS256")),
            "verifier": {"algorithms": ["HS256"], "key": {"secret": "EXAMPLE-raw-secret"}},
        },
    ),
    ("works", {"exchanges": [aws()], "environment": env(AWS_REGION="eu-west-1")}),
    ("200 OK", {"exchanges": [aws(key_id=SI, token=ST)], "environment": env(SI, SS, ST, AWS_REGION="eu-west-1")}),
    (
        "No error so far",
        {
            "exchanges": [
                auth(code_challenge=ch(V1), code_challenge_method="S256"),
                tok(
                    code(code_verifier=V1),
                    status=200,
                    body={"access_token": good, "token_type": "Bearer", "expires_in": 3600},
                ),
            ]
        },
    ),
    (
        "collected for the audit",
        {
            "exchanges": [ex("GET", U, 200, "{}", req=[["Authorization", "DPoP " + dt], ["DPoP", proof(U, token=dt)]])],
            "verifier": verifier(),
        },
    ),
    (
        "fine now",
        {
            "files": {"~/.aws/credentials": creds(), "~/.aws/config": "[default]\nregion = eu-west-1\n"},
            "exchanges": [aws()],
        },
    ),
    (
        "It failed once last week",
        {
            "credential": cred(sign(claims(), E, "ES256")),
            "verifier": verifier(algorithms=["ES256"], key={"jwks": jwks((E, "sig-7"))}),
        },
    ),
    (
        "ok",
        {
            "exchanges": [
                ex(
                    "GET",
                    "https://api.github.com/app",
                    200,
                    "{}",
                    req=[
                        [
                            "Authorization",
                            "Bearer " + sign({"iat": NOW - 62, "exp": NOW + 478, "iss": "812345"}, kid=None),
                        ]
                    ],
                )
            ]
        },
    ),
    (
        "ok",
        {
            "client": {"client_id": CID, "redirect_uri": RU, "registered": {"redirect_uris": [RU]}},
            "exchanges": [auth()],
        },
    ),
    ("token about to expire", {"credential": cred(sign(claims(exp=NOW + 5))), "verifier": verifier()}),
    ("two audiences", {"credential": cred(sign(claims(aud=[AUD, "account"]))), "verifier": verifier()}),
    (
        "first try challenged",
        {
            "exchanges": [
                tok(
                    code(),
                    body={"error": "use_dpop_nonce"},
                    req=[["DPoP", proof(ISS + "/token", "POST")]],
                    resp=[["DPoP-Nonce", "n2"]],
                    at=-5,
                ),
                tok(
                    code(),
                    status=200,
                    body={"access_token": dt, "token_type": "DPoP"},
                    req=[["DPoP", proof(ISS + "/token", "POST", nonce="n2")]],
                ),
            ]
        },
    ),
    (
        "refresh ok",
        {
            "exchanges": [
                tok(
                    {"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": CID},
                    status=200,
                    body={"access_token": good, "refresh_token": "rt-EXAMPLE-2"},
                )
            ]
        },
    ),
    (
        "emulator",
        {
            "environment": env("test", "test", AWS_ENDPOINT_URL="http://localhost:4566", AWS_REGION="us-east-1"),
            "exchanges": [aws("s3", "us-east-1", "test", host="localhost:4566", scheme="http")],
        },
    ),
    ("clock 2 s off", {"exchanges": [aws(date=-4)], "environment": env()}),
    (
        "presigned",
        {
            "exchanges": [
                ex(
                    "GET",
                    f"https://t.s3.eu-west-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={AK}%2F{amz(-60)[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-60)}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature="
                    + "ab" * 32,
                    200,
                    "x",
                )
            ]
        },
    ),
    (
        "metrics token in env",
        {
            "environment": {"METRICS_TOKEN": sign(claims(exp=NOW - 5000, iat=NOW - 9000, aud="metrics"))},
            "credential": cred(good),
            "verifier": verifier(),
        },
    ),
]:
    rep(None, verdict="accepted", symptom=s, **b)
