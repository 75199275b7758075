"""Further reports about OAuth: at least one for each cause, many with little evidence."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

from evidence import (
    API,
    ISSUER,
    NOW,
    api_call,
    authorize_call,
    b64,
    claims,
    ec_key,
    exchange,
    http_date,
    jwk,
    jwt,
    token_call,
    verifier,
    when,
)
from reported.program_words import Reports, ap, b64s, c, cli, json_error

REPORTS = Reports()
add, healthy = REPORTS.add, REPORTS.healthy

V = verifier


def basic(i, s):
    return b64s(f"{i}:{s}")


AZT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
APP = "6731de76-14a6-49ae-97bc-6eba6914391e"
AZURL = f"https://login.microsoftonline.com/{AZT}/oauth2/v2.0/token"
IG = {"error": "invalid_grant"}
IC = {"error": "invalid_client"}
OK = {"access_token": jwt(), "token_type": "Bearer", "expires_in": 3600}


def srv(url, st, body="", headers=None, **k):
    return exchange(url, st, body, headers=headers or {}, seen_by="server", **k)


# header stripped
add(
    "oauth.header_stripped_by_proxy",
    software="django/mod_wsgi",
    symptom="Authentication credentials were not provided.",
    exchanges=[
        ap(jwt(), 401, {"detail": "Authentication credentials were not provided."}),
        srv(
            "http://127.0.0.1:8000/v1/orders",
            401,
            headers={"Host": "api.example.org", "X-Forwarded-For": "203.0.113.9"},
        ),
    ],
    files={"/etc/apache2/sites-enabled/api.conf": "WSGIScriptAlias / /srv/api/wsgi.py\n"},
)
add(
    "oauth.header_stripped_by_proxy",
    software="wordpress jwt-auth",
    symptom='{"code":"jwt_auth_no_auth_header","message":"Authorization header not found."}',
    exchanges=[ap(jwt(), 403, {"code": "jwt_auth_no_auth_header", "message": "Authorization header not found."})],
    files={".htaccess": "RewriteEngine On\nRewriteRule . /index.php [L]\n"},
)
add(
    "oauth.header_stripped_by_proxy",
    software="AWS CloudFront + API",
    symptom="401: No authorization token was found",
    exchanges=[
        ap(
            jwt(),
            401,
            {"message": "No authorization token was found"},
            answer={"Via": "1.1 abc.cloudfront.net (CloudFront)"},
        ),
        srv("http://origin.internal/v1/orders", 401, headers={"User-Agent": "Amazon CloudFront", "X-Amz-Cf-Id": "x"}),
    ],
)
# conflict
add(
    "oauth.authorization_header_conflict",
    software="nginx + api",
    symptom="401 Authorization Required",
    exchanges=[
        ap(
            jwt(),
            401,
            "<html><head><title>401 Authorization Required</title></head></html>",
            answer={"WWW-Authenticate": 'Basic realm="Staging"', "Server": "nginx"},
        )
    ],
)
add(
    "oauth.authorization_header_conflict",
    software="vercel preview",
    symptom="400 Bad Request",
    exchanges=[
        exchange(
            API + "/x", 400, "", headers=[["Authorization", "Basic dXNlcjpwYXNz"], ["Authorization", "Bearer " + jwt()]]
        )
    ],
)
# cookie
big = "s=" + "A" * 4600
add(
    "oauth.cookie_too_large",
    software="oauth2-proxy/7",
    symptom="login loop for members of many groups",
    exchanges=[
        exchange(
            "https://app.example.org/oauth2/callback?code=c&state=s",
            302,
            "",
            answer={"Set-Cookie": "_oauth2_proxy=" + "A" * 5200 + "; Path=/; Secure; HttpOnly", "Location": "/"},
            seen_by="browser",
            at=NOW - 4,
        ),
        exchange(
            "https://app.example.org/",
            302,
            "",
            answer={"Location": "https://app.example.org/oauth2/start"},
            seen_by="browser",
        ),
    ],
)
add(
    "oauth.cookie_too_large",
    verdict="accepted",
    software="next-auth/4",
    symptom="Session is empty after sign in",
    exchanges=[
        exchange(
            "https://app.example.org/api/auth/callback/okta?code=c&state=s",
            302,
            "",
            answer={
                "Set-Cookie": "__Secure-next-auth.session-token="
                + "B" * 4300
                + "; Path=/; HttpOnly; Secure; SameSite=Lax",
                "Location": "/",
            },
            seen_by="browser",
            at=NOW - 4,
        ),
        exchange(
            "https://app.example.org/api/auth/session", 200, "{}", headers={"Cookie": "theme=dark"}, seen_by="browser"
        ),
    ],
)
# scheme
add(
    "oauth.redirect_uri_scheme_behind_proxy",
    software="Flask Authlib behind ALB",
    symptom="AADSTS50011: The redirect URI 'http://app.example.org/auth' specified in the request does not match the redirect URIs configured for the application",
    exchanges=[
        authorize_call(
            "",
            status=400,
            url=f"https://login.microsoftonline.com/{AZT}/oauth2/v2.0/authorize",
            redirect_uri="http://app.example.org/auth",
            body="AADSTS50011",
        )
    ],
    client={"client_id": "web", "registered": {"redirect_uris": ["https://app.example.org/auth"]}},
)
add(
    "oauth.redirect_uri_scheme_behind_proxy",
    software="keycloak-js/oauth2-proxy",
    symptom="Invalid parameter: redirect_uri",
    exchanges=[
        authorize_call(
            "", status=400, redirect_uri="http://10.1.2.3:4180/oauth2/callback", body="Invalid parameter: redirect_uri"
        )
    ],
    client={"client_id": "web", "registered": {"redirect_uris": ["https://app.example.org/oauth2/callback"]}},
)


# assertion aud
def ca(**m):
    return jwt(
        {"iss": "web", "sub": "web", "aud": ISSUER + "/token", "iat": NOW - 3, "exp": NOW + 57, "jti": "cj1", **m}
    )


CAT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
add(
    "oauth.client_assertion_aud",
    software="openid-client/6",
    symptom="invalid_client: client assertion aud must be the issuer identifier",
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "client assertion aud must be the issuer identifier"},
            grant_type="client_credentials",
            client_assertion_type=CAT,
            client_assertion=ca(),
        )
    ],
)
add(
    "oauth.client_assertion_aud",
    software="spring-authorization-server",
    symptom="[invalid_client] Client authentication failed: client_assertion",
    credential=c(ca(aud="https://id.example.org/oauth2/par"), "client_assertion"),
    verifier={"issuer": ISSUER, "token_endpoint": ISSUER + "/token"},
    exchanges=[exchange(ISSUER + "/token", 401, IC, method="POST", sent="x")],
)
# method
add(
    "oauth.client_auth_method_mismatch",
    software="authelia/4.38",
    symptom="invalid_client: Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method). The registered client with id 'web' is configured to only support 'token_endpoint_auth_method' method 'client_secret_post'. Either the Authorization Server client registration will need to have the 'token_endpoint_auth_method' updated to 'client_secret_basic'",
    exchanges=[token_call(401, IC, basic=basic("web", "s3cr3t-EXAMPLE"), grant_type="authorization_code", code="abc")],
)
add(
    "oauth.client_auth_method_mismatch",
    software="hydra",
    symptom='The OAuth 2.0 Client supports client authentication method "client_secret_basic", but method "client_secret_post" was requested. You must configure the OAuth 2.0 client\'s "token_endpoint_auth_method" value to accept "client_secret_post".',
)
add(
    "oauth.client_auth_method_mismatch",
    software="okta",
    symptom="invalid_client: The client secret supplied for a confidential client is invalid / Client authentication failed",
    exchanges=[token_call(401, IC, grant_type="client_credentials", client_id="web", client_secret="s-EXAMPLE")],
    client={
        "client_id": "web",
        "client_secret": "s-EXAMPLE",
        "registered": {"token_endpoint_auth_method": "private_key_jwt"},
    },
)
# env
add(
    "oauth.wrong_environment",
    software="stripe-like",
    symptom="401 Unauthorized",
    exchanges=[
        exchange(
            "https://api.payments.example.com/v1/charges",
            401,
            {"error": {"message": "Invalid API key"}},
            headers={"Authorization": "Bearer sk_test_EXAMPLE123456"},
        )
    ],
    settings={"mode": "live"},
    also=[],
)
add(
    "oauth.wrong_environment",
    software="docusign sdk",
    symptom="invalid_grant: issuer_not_found",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "issuer_not_found"},
            url="https://account.docusign.com/oauth/token",
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=jwt(
                {
                    "iss": "abcd-EXAMPLE",
                    "sub": "u",
                    "aud": "account-d.docusign.com",
                    "iat": NOW - 3,
                    "exp": NOW + 3000,
                    "scope": "signature",
                }
            ),
        )
    ],
    also=["oauth.assertion_key_account_mismatch"],
)
add(
    "oauth.wrong_environment",
    software="salesforce",
    symptom="INVALID_SESSION_ID",
    exchanges=[
        ap(
            jwt(claims(iss="https://test.salesforce.com", aud="https://test.salesforce.com")),
            401,
            [{"errorCode": "INVALID_SESSION_ID"}],
            url="https://login.salesforce.com/services/oauth2/userinfo",
        )
    ],
    verifier=V(issuer="https://login.salesforce.com", audience=None, key=None),
)
add(
    "oauth.wrong_environment",
    software="spring",
    symptom='error="invalid_token", error_description="The iss claim is not valid"',
    credential=c(jwt(claims(iss="https://id.staging.example.org"))),
    verifier=V(issuer="https://id.example.org"),
    exchanges=[ap(jwt(claims(iss="https://id.staging.example.org")))],
    also=["jwt.wrong_issuer"],
)


# refresh race
def rl(t, w, tok, res):
    return f"{datetime.fromtimestamp(t, UTC).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3]}Z [{w}] token refresh rt={tok} {res}"


add(
    "oauth.refresh_token_reuse_race",
    certain=False,
    software="react tabs / Auth0",
    symptom="invalid_grant: Unknown or invalid refresh token.",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "rt-2"},
            at=NOW - 5,
            grant_type="refresh_token",
            refresh_token="rt-1",
            client_id="web",
        ),
        token_call(
            403,
            {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."},
            at=NOW - 5,
            grant_type="refresh_token",
            refresh_token="rt-1",
            client_id="web",
        ),
        token_call(
            403,
            {"error": "invalid_grant"},
            at=NOW - 2,
            grant_type="refresh_token",
            refresh_token="rt-2",
            client_id="web",
        ),
    ],
)
add(
    "oauth.refresh_token_reuse_race",
    certain=False,
    software="mobile app",
    symptom="Users are logged out at random: invalid_grant",
    log=[
        rl(NOW - 10.2, "api-1", "rt_9f3a…", "ok, rotated"),
        rl(NOW - 10.1, "api-2", "rt_9f3a…", "invalid_grant: token reuse detected, family revoked"),
        rl(NOW - 3, "api-1", "rt_b7c1…", "invalid_grant"),
    ],
)
# state
add(
    "oauth.state_cookie_lost",
    software="omniauth",
    symptom="(openid_connect) Authentication failure! csrf_detected: OmniAuth::Strategies::OAuth2::CallbackError, csrf_detected | CSRF detected",
    exchanges=[
        exchange(
            "http://www.example.org/auth/oidc",
            302,
            "",
            answer={
                "Set-Cookie": "_session=abc; Path=/; HttpOnly",
                "Location": ISSUER
                + "/authorize?state=st-1&redirect_uri=http%3A%2F%2Fexample.org%2Fauth%2Fcallback&client_id=web&response_type=code",
            },
            seen_by="browser",
            at=NOW - 30,
        ),
        exchange("http://example.org/auth/callback?code=c&state=st-1", 401, "csrf_detected", seen_by="browser"),
    ],
)
add(
    "oauth.state_cookie_lost",
    software="passport-apple form_post",
    symptom="InternalOAuthError: Unable to verify authorization request state.",
    exchanges=[
        exchange(
            "https://app.example.org/login",
            302,
            "",
            answer={
                "Set-Cookie": "sid=s1; Path=/; SameSite=Lax; Secure; HttpOnly",
                "Location": "https://appleid.apple.com/auth/authorize?state=st-9&response_mode=form_post&client_id=web",
            },
            seen_by="browser",
            at=NOW - 30,
        ),
        exchange(
            "https://app.example.org/callback",
            403,
            "Unable to verify authorization request state.",
            method="POST",
            sent="state=st-9&code=c1",
            seen_by="browser",
        ),
    ],
)


# code twice
def tc(st, a, **k):
    return token_call(
        st, a, grant_type="authorization_code", client_id="web", redirect_uri="https://app.example.org/cb", **k
    )


add(
    "oauth.code_redeemed_twice",
    software="react 18 StrictMode",
    symptom="invalid_grant: authorization code has been used",
    exchanges=[tc(200, OK, code="abc", at=NOW - 4), tc(400, {"error": "invalid_grant"}, code="abc", at=NOW - 4)],
)
add(
    "oauth.code_redeemed_twice",
    software="angular",
    symptom="Code not valid",
    log=[
        f"{when(NOW - 5)} POST /token code=9b1d… 200",
        f"{when(NOW - 5)} POST /token code=9b1d… 400 invalid_grant Code not valid",
    ],
)
add(
    "oauth.code_redeemed_twice",
    software="nextjs google",
    symptom="invalid_grant Bad Request",
    exchanges=[
        tc(200, OK, code="4/0abc", code_verifier="a" * 43, at=NOW - 6),
        tc(
            400,
            {"error": "invalid_grant", "error_description": "Bad Request"},
            code="4/0abc",
            code_verifier="a" * 43,
            at=NOW - 1,
        ),
    ],
)
# dpop


def dpop(htu=API + "/v1/orders", htm="GET", tok=None, **m):
    k = ec_key("dpop")
    j = dict(jwk(k, None).items())
    b = {
        "jti": "p1",
        "htm": htm,
        "htu": htu,
        "iat": NOW - 2,
        **({"ath": b64(hashlib.sha256(tok.encode()).digest())} if tok else {}),
        **m,
    }
    return jwt(b, alg="ES256", key=k, kid=None, typ="dpop+jwt", jwk=j)


def jkt():
    j = jwk(ec_key("dpop"), None)
    return b64(
        hashlib.sha256(
            json.dumps({k: j[k] for k in ("crv", "kty", "x", "y")}, separators=(",", ":"), sort_keys=True).encode()
        ).digest()
    )


DT = jwt(claims(cnf={"jkt": jkt()}))
add(
    "oauth.dpop_htu_behind_proxy",
    software="spring behind nginx",
    symptom='error="invalid_dpop_proof", error_description="htu mismatch"',
    exchanges=[
        api_call(
            DT,
            401,
            "",
            scheme="DPoP",
            headers={"DPoP": dpop(tok=DT)},
            answer={"WWW-Authenticate": 'DPoP error="invalid_dpop_proof"'},
        ),
        srv("http://api:8080/v1/orders", 401, headers={"Host": "api:8080"}),
    ],
)
add(
    "oauth.dpop_htu_behind_proxy",
    software="atproto pds",
    symptom='DPoP "htu" mismatch',
    exchanges=[
        api_call(
            DT,
            401,
            {"error": "invalid_dpop_proof", "error_description": 'DPoP "htu" mismatch'},
            scheme="DPoP",
            headers={"DPoP": dpop(tok=DT)},
        )
    ],
    log=[f"{when(NOW - 2)} WARN htu expected http://pds:3000/v1/orders got {API}/v1/orders"],
)
add(
    "oauth.dpop_ath_missing",
    software="solid client",
    symptom='invalid_dpop_proof: missing required claim "ath"',
    exchanges=[api_call(DT, 401, {"error": "invalid_dpop_proof"}, scheme="DPoP", headers={"DPoP": dpop()})],
)
add(
    "oauth.dpop_ath_mismatch",
    software="custom client",
    symptom="401 invalid_dpop_proof",
    exchanges=[
        api_call(
            DT, 401, "", scheme="DPoP", headers={"DPoP": dpop(ath=b64(hashlib.sha256(b"DPoP " + DT.encode()).digest()))}
        )
    ],
)
add(
    "oauth.dpop_nonce_stale",
    software="bluesky client",
    symptom="use_dpop_nonce",
    exchanges=[
        exchange(
            ISSUER + "/token",
            400,
            {"error": "use_dpop_nonce", "error_description": "Authorization server requires nonce in DPoP proof"},
            method="POST",
            headers={"DPoP": dpop(ISSUER + "/token", "POST", nonce="old-nonce")},
            answer={"DPoP-Nonce": "new-nonce"},
            sent="grant_type=authorization_code&code=c",
        )
    ],
)
add(
    "oauth.dpop_nonce_stale",
    software="okta dpop",
    symptom="401 on the second call after some minutes",
    exchanges=[
        api_call(
            DT,
            401,
            "",
            scheme="DPoP",
            headers={"DPoP": dpop(tok=DT, nonce="n-1")},
            answer={
                "DPoP-Nonce": "n-2",
                "WWW-Authenticate": 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof"',
            },
        )
    ],
)
add(
    "oauth.dpop_proof_missing",
    software="fetch",
    symptom="401 invalid_token",
    exchanges=[ap(DT, 401, "", answer={"WWW-Authenticate": 'DPoP algs="ES256"'})],
)
add(
    "oauth.dpop_proof_missing",
    software="java client",
    symptom="invalid_request: DPoP proof is missing",
    exchanges=[api_call(DT, 401, {"error": "invalid_dpop_proof"}, scheme="DPoP")],
)
# redirect slash / localhost
add(
    "oauth.redirect_uri_trailing_slash",
    software="cognito hosted ui",
    symptom="redirect_mismatch",
    exchanges=[authorize_call("", status=400, redirect_uri="https://app.example.org/", body="redirect_mismatch")],
    client={"client_id": "web", "registered": {"redirect_uris": ["https://app.example.org"]}},
)
add(
    "oauth.redirect_uri_localhost_vs_127",
    software="spotify",
    symptom="INVALID_CLIENT: Invalid redirect URI",
    exchanges=[
        authorize_call(
            "", status=400, redirect_uri="http://localhost:8888/callback", body="INVALID_CLIENT: Invalid redirect URI"
        )
    ],
    client={"client_id": "web", "registered": {"redirect_uris": ["http://127.0.0.1:8888/callback"]}},
)
add(
    "oauth.redirect_uri_localhost_vs_127",
    software="vite app",
    symptom="Error 400: redirect_uri_mismatch",
    client={
        "client_id": "x",
        "redirect_uri": "http://127.0.0.1:5173/cb",
        "registered": {"redirect_uris": ["http://localhost:5173/cb"]},
    },
)
# account mismatch
add(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    software="octokit",
    symptom="A JSON web token could not be decoded",
    exchanges=[
        exchange(
            "https://api.github.com/app",
            401,
            {"message": "A JSON web token could not be decoded", "documentation_url": "https://docs.github.com/rest"},
            headers={"Authorization": "Bearer " + jwt({"iss": "23456", "iat": NOW - 62, "exp": NOW + 500}, kid=None)},
        )
    ],
    environment={"APP_ID": "23456"},
)
add(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    software="google-auth",
    symptom="invalid_grant: Invalid JWT Signature.",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
            url="https://oauth2.googleapis.com/token",
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=jwt(
                {
                    "iss": "svc@p.iam.gserviceaccount.com",
                    "aud": "https://oauth2.googleapis.com/token",
                    "scope": "x",
                    "iat": NOW - 5,
                    "exp": NOW + 3500,
                },
                kid="abc",
            ),
        )
    ],
)
# discovery
add(
    "oauth.discovery_issuer_mismatch",
    software="go-oidc",
    symptom='oidc: issuer did not match the issuer returned by provider, expected "https://kc.example.org/auth/realms/main" got "https://kc.example.org/realms/main"',
    exchanges=[
        exchange(
            "https://kc.example.org/auth/realms/main/.well-known/openid-configuration",
            200,
            {"issuer": "https://kc.example.org/realms/main"},
        )
    ],
)
add(
    "oauth.discovery_issuer_mismatch",
    software="spring",
    symptom='The Issuer "https://sts.windows.net/x/" provided in the configuration metadata did not match the requested issuer "https://login.microsoftonline.com/common/v2.0"',
    issuer={
        "url": "https://login.microsoftonline.com/common/v2.0",
        "metadata": {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"},
    },
)
add(
    "oauth.grant_revoked_by_password_change",
    certain=False,
    software="msal python",
    symptom="invalid_grant",
    exchanges=[
        token_call(
            400,
            {
                "error": "invalid_grant",
                "error_description": f"AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{when(NOW - 900000)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{when(NOW - 5000)}'.",
                "error_codes": [50173],
            },
            url=AZURL,
            grant_type="refresh_token",
            refresh_token="0.AXEXAMPLE",
            client_id=APP,
        )
    ],
)
add(
    "oauth.grant_revoked_by_password_change",
    certain=False,
    software="gmail imap oauth",
    symptom="invalid_grant: Token has been expired or revoked.",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
            url="https://oauth2.googleapis.com/token",
            grant_type="refresh_token",
            refresh_token="1//EXAMPLE",
            client_id="x.apps.googleusercontent.com",
        )
    ],
    log=[f"{when(NOW - 7200)} user x@example.org: password changed", f"{when(NOW - 4)} sync failed"],
)
add(
    "oauth.internal_vs_public_issuer",
    software="keycloak docker",
    symptom="Invalid token issuer. Expected 'http://keycloak:8080/realms/shop'",
    credential=c(jwt(claims(iss="https://auth.example.org/realms/shop"))),
    verifier=V(issuer="http://keycloak:8080/realms/shop"),
    also=["jwt.wrong_issuer"],
)
add(
    "oauth.internal_vs_public_issuer",
    software="istio + dex",
    symptom="Jwt issuer is not configured",
    credential=c(jwt(claims(iss="http://dex.auth.svc.cluster.local:5556/dex"))),
    verifier=V(issuer="https://dex.example.org/dex"),
)
add(
    "oauth.assertion_clock_skew",
    software="okta private_key_jwt",
    symptom="invalid_client: The client_assertion token has an expiration too far into the future / is not yet valid",
    exchanges=[
        {
            **token_call(
                401,
                {"error": "invalid_client", "error_description": "The client_assertion is not yet valid (iat)"},
                at=NOW,
                grant_type="client_credentials",
                client_assertion_type=CAT,
                client_assertion=ca(iat=NOW, exp=NOW + 60),
            )
        }
    ],
)
REPORTS[-1][5]["exchanges"][0]["response"]["headers"][0][1] = http_date(NOW - 200)
add(
    "oauth.assertion_clock_skew",
    software="google-auth raspberry",
    symptom="invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
    exchanges=[
        {
            **token_call(
                400,
                {"error": "invalid_grant"},
                at=NOW,
                url="https://oauth2.googleapis.com/token",
                grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
                assertion=jwt(
                    {
                        "iss": "s@p.iam.gserviceaccount.com",
                        "aud": "https://oauth2.googleapis.com/token",
                        "scope": "x",
                        "iat": NOW,
                        "exp": NOW + 3600,
                    }
                ),
            )
        }
    ],
    also=["jwt.client_clock_ahead"],
)
REPORTS[-1][5]["exchanges"][0]["response"]["headers"][0][1] = http_date(NOW + 4000)
add(
    "oauth.assertion_reused_expired",
    software="apple sign in",
    symptom="invalid_client",
    exchanges=[
        token_call(
            400,
            IC,
            url="https://appleid.apple.com/auth/token",
            grant_type="authorization_code",
            code="c",
            client_id="com.x.web",
            client_secret=jwt(
                {
                    "iss": "TEAM",
                    "iat": NOW - 15552000,
                    "exp": NOW - 400,
                    "aud": "https://appleid.apple.com",
                    "sub": "com.x.web",
                },
                alg="ES256",
                key=ec_key(),
            ),
        )
    ],
    also=["oauth.client_secret_wrong_or_expired"],
)
add(
    "oauth.assertion_reused_expired",
    software="private_key_jwt",
    symptom="invalid_client: assertion expired",
    exchanges=[
        token_call(
            200,
            OK,
            at=NOW - 400,
            grant_type="client_credentials",
            client_assertion_type=CAT,
            client_assertion=ca(iat=NOW - 402, exp=NOW - 342),
        ),
        token_call(
            401,
            IC,
            grant_type="client_credentials",
            client_assertion_type=CAT,
            client_assertion=ca(iat=NOW - 402, exp=NOW - 342),
        ),
    ],
)
# scheme case
add(
    "oauth.bearer_scheme_case",
    software="fetch",
    symptom="401 Unauthorized",
    exchanges=[ap(jwt(), 401, "", scheme="bearer", at=NOW - 5), ap(jwt(), 200, "{}", at=NOW - 2)],
)
add(
    "oauth.bearer_scheme_case",
    software="gitea oauth2",
    symptom="401: token_type copied from the answer",
    exchanges=[
        token_call(200, {**OK, "token_type": "bearer"}, grant_type="client_credentials", at=NOW - 10),
        ap(jwt(), 401, {"message": "Authorization header must start with Bearer"}, scheme="bearer"),
    ],
)
# secret
add(
    "oauth.client_secret_not_sent",
    software="amplify",
    symptom="Unable to verify secret hash for client 4abc",
    exchanges=[
        exchange(
            "https://cognito-idp.eu-west-1.amazonaws.com/",
            400,
            json_error("NotAuthorizedException", "Unable to verify secret hash for client 4abc"),
            method="POST",
            headers={"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"},
            sent='{"AuthFlow":"USER_SRP_AUTH","ClientId":"4abc","AuthParameters":{"USERNAME":"x"}}',
        )
    ],
)
add(
    "oauth.client_secret_not_sent",
    software="Azure SPA/web",
    symptom="AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    exchanges=[
        token_call(
            401,
            {
                "error": "invalid_client",
                "error_description": "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            },
            url=AZURL,
            grant_type="authorization_code",
            code="c",
            client_id=APP,
        )
    ],
)
add(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    software="msal",
    symptom="AADSTS7000222: The provided client secret keys for app '" + APP + "' are expired.",
    exchanges=[
        token_call(
            401,
            {
                "error": "invalid_client",
                "error_description": "AADSTS7000222: The provided client secret keys are expired.",
            },
            url=AZURL,
            grant_type="client_credentials",
            client_id=APP,
            client_secret="abc~EXAMPLE",
        )
    ],
)
add(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    software="azure",
    symptom="AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."},
            url=AZURL,
            grant_type="client_credentials",
            client_id=APP,
            client_secret="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        )
    ],
)
add(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    software="keycloak",
    symptom="unauthorized_client: Invalid client or Invalid client credentials",
    exchanges=[
        token_call(
            401,
            {"error": "unauthorized_client", "error_description": "Invalid client or Invalid client credentials"},
            basic=basic("web", "s-EXAMPLE"),
            grant_type="client_credentials",
        )
    ],
    client={
        "client_id": "web",
        "client_secret": "s-EXAMPLE",
        "registered": {"token_endpoint_auth_method": "client_secret_basic"},
    },
)
add(
    "oauth.code_expired",
    certain=False,
    software="cli login",
    symptom="invalid_grant: Authorization code has expired",
    exchanges=[
        authorize_call(
            "https://app.example.org/cb?code=zz&state=st-1", at=NOW - 1300, redirect_uri="https://app.example.org/cb"
        ),
        tc(400, {"error": "invalid_grant", "error_description": "Authorization code has expired"}, code="zz"),
    ],
)
add(
    "oauth.google_testing_7_days",
    certain=False,
    software="rclone drive",
    symptom='couldn\'t fetch token: invalid_grant: maybe token expired? - try refreshing with "rclone config reconnect drive:"',
    log=[f"{when(NOW - 7 * 86400 - 60)} token saved", f"{when(NOW - 3)} Token has been expired or revoked."],
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
            url="https://oauth2.googleapis.com/token",
            grant_type="refresh_token",
            refresh_token="1//EXAMPLE",
            client_id="a.apps.googleusercontent.com",
        )
    ],
    settings={"publishing_status": "Testing"},
)
add(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    software="auth0 m2m",
    symptom="unauthorized_client: Grant type 'client_credentials' not allowed for the client.",
    exchanges=[
        token_call(
            403,
            {
                "error": "unauthorized_client",
                "error_description": "Grant type 'client_credentials' not allowed for the client.",
            },
            grant_type="client_credentials",
            client_id="web",
            client_secret="x-EXAMPLE",
        )
    ],
)
add(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    software="keycloak",
    symptom="Client not enabled to retrieve service account",
    exchanges=[
        token_call(
            401,
            {"error": "unauthorized_client", "error_description": "Client not enabled to retrieve service account"},
            grant_type="client_credentials",
            client_id="web",
            client_secret="x-EXAMPLE",
        )
    ],
)
add(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    software="okta",
    symptom="unauthorized_client",
    exchanges=[
        token_call(
            400,
            {"error": "unauthorized_client"},
            grant_type="password",
            username="u",
            password="EXAMPLE",
            client_id="web",
        )
    ],
    client={"client_id": "web", "registered": {"grant_types": ["authorization_code", "refresh_token"]}},
)
add(
    "oauth.refresh_token_superseded",
    certain=False,
    software="xero node",
    symptom="invalid_grant",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "rt-B"},
            at=NOW - 4000,
            grant_type="refresh_token",
            refresh_token="rt-A",
            client_id="web",
        ),
        token_call(400, IG, grant_type="refresh_token", refresh_token="rt-A", client_id="web"),
    ],
)
add(
    "oauth.refresh_token_superseded",
    certain=False,
    software="quickbooks",
    symptom="Incorrect or invalid refresh token",
    files={"tokens.json": json.dumps({"refresh_token": "AB11-old-EXAMPLE"})},
    log=[
        f"{when(NOW - 90000)} refresh: got new refresh_token AB11-new-EXAMPLE",
        f"{when(NOW - 2)} refresh with AB11-old-EXAMPLE: invalid_grant",
    ],
)
add(
    "oauth.wrong_tenant",
    software="azure cli sp",
    symptom="AADSTS90002: Tenant 'contoso-dev' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
)
add(
    "oauth.wrong_tenant",
    software="auth0 multi-tenant keycloak",
    symptom="invalid_client: client not found",
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "Invalid client or Invalid client credentials"},
            url="https://kc.example.org/realms/master/protocol/openid-connect/token",
            grant_type="client_credentials",
            client_id="web",
            client_secret="x-EXAMPLE",
        )
    ],
    client={"client_id": "web", "registered": {"realm": "shop"}},
    also=["oauth.client_secret_wrong_or_expired"],
)


def sh(u, cid, s):
    return base64.b64encode(hmac.new(s.encode(), (u + cid).encode(), "sha256").digest()).decode()


add(
    "oauth.cognito_secret_hash_username",
    software="boto3 cognito",
    symptom=cli("NotAuthorizedException", "InitiateAuth", "Unable to verify secret hash for client 5abc"),
    client={"client_id": "5abc", "client_secret": "cs-EXAMPLE"},
    exchanges=[
        exchange(
            "https://cognito-idp.us-east-1.amazonaws.com/",
            400,
            json_error("NotAuthorizedException", "Unable to verify secret hash for client 5abc"),
            method="POST",
            headers={"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"},
            sent=json.dumps(
                {
                    "AuthFlow": "REFRESH_TOKEN_AUTH",
                    "ClientId": "5abc",
                    "AuthParameters": {"REFRESH_TOKEN": "x", "SECRET_HASH": sh("a@example.org", "5abc", "cs-EXAMPLE")},
                }
            ),
        )
    ],
    credential=c(
        jwt(
            claims(
                iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                username="0f-sub",
                token_use="access",
                client_id="5abc",
                sub="0f-sub",
            )
        )
    ),
)
add(
    "oauth.missing_scope",
    software="fastapi",
    symptom="403 Forbidden",
    exchanges=[
        ap(
            jwt(claims(scope="orders.read")),
            403,
            "",
            answer={"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="orders.write"'},
        )
    ],
)
add(
    "oauth.missing_scope",
    software="graph",
    symptom="Insufficient privileges to complete the operation.",
    exchanges=[
        exchange(
            "https://graph.microsoft.com/v1.0/users",
            403,
            {
                "error": {
                    "code": "Authorization_RequestDenied",
                    "message": "Insufficient privileges to complete the operation.",
                }
            },
            headers={
                "Authorization": "Bearer " + jwt(claims(scp="User.Read", scope=None, aud="https://graph.microsoft.com"))
            },
        )
    ],
    verifier={"required_scope": "User.Read.All"},
)
add(
    "oauth.missing_scope",
    software="github",
    symptom="Resource not accessible / Not Found",
    exchanges=[
        exchange(
            "https://api.github.com/orgs/x/repos",
            403,
            {"message": "Must have admin rights"},
            headers={"Authorization": "Bearer gho_EXAMPLE"},
            answer={"X-OAuth-Scopes": "repo", "X-Accepted-OAuth-Scopes": "admin:org"},
        )
    ],
)


def ch(v):
    return b64(hashlib.sha256(v.encode()).digest())


v1 = "verifier-one-EXAMPLE-aaaaaaaaaaaaaaaaaaaaaaaaaaaa"
v2 = "verifier-two-EXAMPLE-bbbbbbbbbbbbbbbbbbbbbbbbbbbb"


def az(v, at, method="S256", **k):
    q = {"code_challenge": v, "redirect_uri": "https://app.example.org/cb", **k}
    if method:
        q["code_challenge_method"] = method
    return authorize_call("https://app.example.org/cb?code=cc&state=st-1", at=at, **q)


add(
    "oauth.pkce_verifier_stale",
    software="two tabs",
    symptom="invalid_grant: PKCE verification failed",
    exchanges=[
        az(ch(v1), NOW - 60, state="a"),
        az(ch(v2), NOW - 30, state="b"),
        tc(
            400,
            {"error": "invalid_grant", "error_description": "PKCE verification failed"},
            code="cc",
            code_verifier=v1,
        ),
    ],
)
add(
    "oauth.pkce_verifier_stale",
    software="keycloak",
    symptom="PKCE verification failed: Code mismatch",
    client={"client_id": "web", "code_verifier": v1, "code_challenge": ch(v2), "code_challenge_method": "S256"},
)
add(
    "oauth.pkce_method_missing",
    software="php league",
    symptom="invalid_grant: Failed to verify `code_verifier`.",
    exchanges=[az(ch(v1), NOW - 30, None), tc(400, IG, code="cc", code_verifier=v1)],
)
add(
    "oauth.pkce_verifier_malformed",
    software="go app",
    symptom='invalid_request: The "code_verifier" must be at least 43 characters',
    exchanges=[az(ch("short"), NOW - 30), tc(400, {"error": "invalid_grant"}, code="cc", code_verifier="short")],
)
add(
    "oauth.pkce_verifier_malformed",
    software="dart",
    symptom="invalid_grant",
    exchanges=[az(ch("a+b/c=" + "x" * 40), NOW - 30), tc(400, IG, code="cc", code_verifier="a+b/c=" + "x" * 40)],
)
add(
    "oauth.pkce_verifier_missing",
    software="airtable sdk",
    symptom="invalid_request: Missing parameter: code_verifier",
    exchanges=[
        az(ch(v1), NOW - 30),
        tc(400, {"error": "invalid_request", "error_description": "Missing parameter: code_verifier"}, code="cc"),
    ],
)
add(
    "oauth.pkce_verifier_missing",
    software="AADSTS",
    symptom="AADSTS50148: The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
    exchanges=[az(ch(v1), NOW - 30), tc(400, IG, code="cc")],
)
add(
    "oauth.client_library_bug",
    certain=False,
    software="simple-oauth2/5.0",
    symptom="invalid_client since the upgrade from 4.3 to 5.0; 4.3 and curl work with the same id and secret",
    exchanges=[token_call(401, IC, basic=basic("web", "s+EXAMPLE"), grant_type="client_credentials")],
    log=[f"{when(NOW - 100)} npm: simple-oauth2 4.3.0 -> 5.0.0", f"{when(NOW - 60)} curl -u web:*** -> 200"],
)
add(
    "oauth.client_library_bug",
    certain=False,
    software="spring-security/5.5.1",
    symptom="[invalid_token_response] 401 Unauthorized: invalid_client",
    log=["works with 5.4.6, fails since 5.5.1, nothing else changed"],
    exchanges=[token_call(401, IC, basic=basic("web", "s%2BEXAMPLE"), grant_type="client_credentials")],
    client={"client_id": "web", "client_secret": "s+EXAMPLE"},
)
add(
    "oauth.code_issued_to_other_client",
    software="android + backend",
    symptom="invalid_grant: Code was not issued to this client",
    exchanges=[
        authorize_call(
            "https://app.example.org/cb?code=q1&state=s",
            client_id="android-app",
            redirect_uri="https://app.example.org/cb",
        ),
        token_call(
            400,
            IG,
            grant_type="authorization_code",
            code="q1",
            client_id="backend",
            redirect_uri="https://app.example.org/cb",
        ),
    ],
)
add(
    "oauth.grant_revoked",
    certain=False,
    software="outlook sync",
    symptom="invalid_grant: The refresh token has been revoked.",
    log=[
        f"{when(NOW - 3600)} user removed the app from My Apps",
        f"{when(NOW - 1800)} refresh invalid_grant",
        f"{when(NOW - 60)} refresh invalid_grant",
    ],
)
add(
    "oauth.grant_revoked",
    certain=False,
    software="google calendar sync",
    symptom="invalid_grant",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
            at=NOW - 100 * i,
            url="https://oauth2.googleapis.com/token",
            grant_type="refresh_token",
            refresh_token="1//EXAMPLE",
            client_id="a.apps.googleusercontent.com",
        )
        for i in (3, 2, 1)
    ],
)
add(
    "oauth.literal_placeholder",
    software="django-allauth",
    symptom="invalid_client: The OAuth client was not found.",
    settings={"SOCIALACCOUNT": {"client_id": "YOUR_CLIENT_ID", "secret": "YOUR_CLIENT_SECRET"}},
)
add(
    "oauth.literal_placeholder",
    software="grafana",
    symptom='login.OAuthLogin(NewTransportWithCode) oauth2: "invalid_client"',
    environment={
        "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET": "${OAUTH_SECRET}",
        "GF_AUTH_GENERIC_OAUTH_CLIENT_ID": "grafana",
    },
)
add(
    "oauth.literal_placeholder",
    software="curl",
    symptom="invalid_client",
    exchanges=[token_call(401, IC, grant_type="client_credentials", client_id="web", client_secret="<client-secret>")],
)
add(
    "oauth.scope_claim_not_mapped",
    software="spring-security",
    symptom="403 insufficient_scope though the token has the scope",
    exchanges=[
        ap(
            jwt(claims(scope=None, scp=["orders.read"])),
            403,
            "",
            answer={"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
        )
    ],
    files={
        "SecurityConfig.java": '.requestMatchers("/orders").hasAuthority("SCOPE_orders.read")\nconverter.setAuthoritiesClaimName("scope");\n'
    },
    verifier=V(required_scope="orders.read"),
)
add(
    "oauth.scope_claim_not_mapped",
    software="auth0 rbac express",
    symptom="InsufficientScopeError: Insufficient Scope",
    exchanges=[ap(jwt(claims(scope="openid", permissions=["orders.read"])), 403, {"message": "Insufficient Scope"})],
    verifier=V(required_scope="orders.read"),
)
add(
    "oauth.server_metadata_wrong",
    software="vaultwarden + nextcloud oidc",
    symptom="Failed to contact token endpoint: Parse(missing field `error`)",
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint": ISSUER + "/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        },
    },
    exchanges=[
        token_call(
            401, {"message": ""}, basic=basic("web", "s-EXAMPLE"), grant_type="authorization_code", code="c", at=NOW - 5
        ),
        token_call(200, OK, grant_type="authorization_code", code="d", client_id="web", client_secret="s-EXAMPLE"),
    ],
)
add(
    "oauth.server_metadata_wrong",
    software="next-auth",
    symptom="invalid_client: client authentication failed, method not supported",
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint": ISSUER + "/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        },
    },
    exchanges=[
        token_call(
            401,
            {
                "error": "invalid_client",
                "error_description": "client_secret_basic is not supported, use client_secret_post",
            },
            basic=basic("web", "s-EXAMPLE"),
            grant_type="authorization_code",
            code="c",
        )
    ],
)
# healthy
healthy(
    "oauth",
    symptom="fine, please review",
    exchanges=[token_call(200, OK, basic=basic("web", "a%3Ab%2BEXAMPLE"), grant_type="client_credentials")],
    client={
        "client_id": "web",
        "client_secret": "a:b+EXAMPLE",
        "token_endpoint_auth_method": "client_secret_basic",
        "registered": {"token_endpoint_auth_method": "client_secret_basic"},
    },
)
healthy(
    "oauth",
    symptom="ok",
    exchanges=[
        api_call(
            DT,
            401,
            "",
            scheme="DPoP",
            headers={"DPoP": dpop(tok=DT, nonce="n1")},
            answer={"DPoP-Nonce": "n2", "WWW-Authenticate": 'DPoP error="use_dpop_nonce"'},
            at=NOW - 3,
        ),
        api_call(DT, 200, "{}", scheme="DPoP", headers={"DPoP": dpop(tok=DT, nonce="n2")}),
    ],
)
healthy(
    "oauth",
    symptom="It failed once last week, I could not see it again.",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "rt-2"},
            at=NOW - 3600,
            grant_type="refresh_token",
            refresh_token="rt-1",
            client_id="web",
        ),
        token_call(
            200, {**OK, "refresh_token": "rt-3"}, grant_type="refresh_token", refresh_token="rt-2", client_id="web"
        ),
    ],
)
healthy("oauth", symptom="works", exchanges=[ap(jwt(), 200, "{}", scheme="bearer")], verifier=V())
healthy(
    "oauth",
    symptom="works",
    exchanges=[az(ch(v1), NOW - 30), tc(200, OK, code="cc", code_verifier=v1)],
    client={
        "client_id": "web",
        "redirect_uri": "https://app.example.org/cb",
        "registered": {
            "redirect_uris": ["https://app.example.org/cb", "http://localhost:3000/cb", "http://127.0.0.1/cb"]
        },
    },
)
healthy(
    "oauth",
    symptom="No error so far",
    issuer={
        "url": "https://kc.example.org/realms/x",
        "metadata": {
            "issuer": "https://kc.example.org/realms/x",
            "token_endpoint": "https://kc.example.org/realms/x/token",
        },
    },
    exchanges=[
        exchange(
            "https://app.example.org/cb?code=1&state=2",
            302,
            "",
            answer={"Set-Cookie": "s=" + "A" * 3900 + "; Secure", "Location": "/"},
            seen_by="browser",
            at=NOW - 4,
        ),
        exchange("https://app.example.org/", 200, "<html>", headers={"Cookie": "s=" + "A" * 3900}, seen_by="browser"),
    ],
)
