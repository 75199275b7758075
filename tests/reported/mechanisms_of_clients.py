"""What clients of a token endpoint send, in other programs and at other places: told in words and shown in values."""

from __future__ import annotations

import base64
import hashlib
import json

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    cred,
    eckey,
    ex,
    iso,
    reporter,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def assertion(iat=-2, exp=298, key=None, alg="RS256", **over):
    own = {"iss": "tamarack-web", "sub": "tamarack-web", "aud": ISS + "/token", "jti": "a-17"}
    return sign({**own, "iat": NOW + iat, "exp": NOW + exp, **over}, key, alg)


def by_assertion(text, at=-2, date=None, status=401, body=None, **more):
    sent = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER, "client_assertion": text}
    refusal = {"error": "invalid_client", "error_description": "Client authentication failed"}
    return tok({**sent, **more}, status, refusal if body is None else body, at=at, date=date)


def service_account(text, description, at=-2, date=None):
    return tok(
        {"grant_type": GRANT_JWT, "assertion": text},
        400,
        {"error": "invalid_grant", "error_description": description},
        url="https://oauth2.googleapis.com/token",
        at=at,
        date=date,
    )


def redeem(verifier_sent=None, error="invalid_grant", description="", status=400, at=-2, **more):
    sent = {
        "grant_type": "authorization_code",
        "code": "Spl-7f2kQ9",
        "client_id": "tamarack-web",
        "redirect_uri": "https://app.tamarack.example/cb",
        **more,
    }
    if verifier_sent is not None:
        sent["code_verifier"] = verifier_sent
    return tok(
        sent, status, {"error": error, "error_description": description} if error else {"access_token": "at"}, at=at
    )


def asked(challenge=None, method="S256", at=-20, code="Spl-7f2kQ9", **more):
    query = {
        "response_type": "code",
        "client_id": "tamarack-web",
        "redirect_uri": "https://app.tamarack.example/cb",
        "state": "s-1",
        **({"code_challenge": challenge} if challenge else {}),
        **({"code_challenge_method": method} if challenge and method else {}),
        **more,
    }
    from urllib.parse import urlencode

    return ex(
        "GET",
        ISS + "/authorize?" + urlencode(query),
        302,
        "",
        resp=[["Location", f"{query['redirect_uri']}?code={code}&state=s-1"]],
        by="browser",
        at=at,
    )


def s256(text):
    return b64(hashlib.sha256(text.encode()).digest())


V1, V2 = "kN3vQ8sW2xY7zA1bC4dE6fG9hJ0lM5nP8qR3tU6vX9y", "zZ3vQ8sW2xY7zA1bC4dE6fG9hJ0lM5nP8qR3tU6vX00"

# assertions: the clock
rep(
    "oauth.assertion_clock_skew",
    symptom="google.auth.exceptions.RefreshError: ('invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.')",
    software="google-auth/2.29",
    exchanges=[
        service_account(
            sign(
                {
                    "iss": "etl@tamarack.iam.gserviceaccount.example",
                    "aud": "https://oauth2.googleapis.com/token",
                    "scope": "https://www.googleapis.com/auth/devstorage.read_only",
                    "iat": NOW - 2,
                    "exp": NOW + 3598,
                }
            ),
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
            date=-5400,
        )
    ],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="google: invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values",
    software="terraform-provider-google/5.12",
    log=[
        iso(-60) + " systemd-timesyncd[311]: Timed out waiting for reply from 198.51.100.9:123 (pool)",
        iso(-30) + " chronyd: System clock wrong by 412.300121 seconds",
    ],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-09-21T13:20:00Z, assertion valid from 2026-09-21T13:31:07Z, expiry time of assertion 2026-09-21T13:41:07Z.",
    software="azure-identity/1.15",
)
rep(
    "oauth.assertion_clock_skew",
    symptom="'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued (the clock of our runner is four minutes fast)",
    also=["jwt.client_clock_ahead"],
    software="octokit/auth-app 6",
    exchanges=[
        bearer(
            sign({"iss": "381204", "iat": NOW - 2, "exp": NOW + 598}),
            "https://api.github.com/app/installations/1/access_tokens",
            body={
                "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            },
            resp=[],
            date=-242,
        )
    ],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="invalid_client: JWT is not yet valid (nbf)",
    software="keycloak adapter",
    exchanges=[
        by_assertion(
            assertion(nbf=NOW - 2),
            date=-180,
            body={"error": "invalid_client", "error_description": "Token is not active"},
        )
    ],
)
# assertions: another account's key
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="A JSON web token could not be decoded",
    software="probot/13",
    env={"APP_ID": "381204", "PRIVATE_KEY_PATH": "./other-app.2024-01-02.private-key.pem"},
    exchanges=[
        bearer(
            sign({"iss": "381204", "iat": NOW - 60, "exp": NOW + 540}, kid=None),
            "https://api.github.com/app",
            body={
                "message": "A JSON web token could not be decoded",
                "documentation_url": "https://docs.github.com/rest",
            },
            resp=[],
        )
    ],
    certain=False,
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="invalid_grant: Invalid JWT Signature.",
    software="google-auth-library-nodejs/9",
    exchanges=[
        service_account(
            sign(
                {
                    "iss": "etl@tamarack.iam.gserviceaccount.com",
                    "aud": "https://oauth2.googleapis.com/token",
                    "scope": "https://www.googleapis.com/auth/cloud-platform",
                    "iat": NOW - 2,
                    "exp": NOW + 3598,
                },
                kid="9d1f3a77c0",
            ),
            "Invalid JWT Signature.",
        )
    ],
    certain=False,
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by client: '4F0A…', Please visit the Azure Portal to update the keys",
    software="Microsoft.Identity.Client/4.61",
    certain=False,
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="NOT_AUTHORIZED: Authentication credentials are missing or invalid. Provide a properly configured and signed bearer token, and make sure that it has not expired.",
    software="fastlane/2.220",
    files={"api_key.json": json.dumps({"key_id": "2X9R4HXF34", "issuer_id": "57246542-96fe-1a63-e053-0824d011072a"})},
    exchanges=[
        bearer(
            sign(
                {
                    "iss": "57246542-96fe-1a63-e053-0824d011072a",
                    "iat": NOW - 20,
                    "exp": NOW + 1100,
                    "aud": "appstoreconnect-v1",
                },
                eckey(),
                "ES256",
                kid="7QXR88AB12",
            ),
            "https://api.appstoreconnect.apple.com/v1/apps",
            body={
                "errors": [
                    {
                        "status": "401",
                        "code": "NOT_AUTHORIZED",
                        "title": "Authentication credentials are missing or invalid.",
                    }
                ]
            },
            resp=[],
        )
    ],
    certain=False,
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="invalid_grant: invalid assertion. The certificate that we uploaded is from another connected app",
    software="sfdx/7.209",
    certain=False,
)
# assertions: sent again
old = assertion(iat=-2000, exp=-1700)
rep(
    "oauth.assertion_reused_expired",
    symptom="invalid_client: client_assertion has expired",
    software="own (go)",
    exchanges=[by_assertion(old, body={"error": "invalid_client", "error_description": "Client assertion expired"})],
)
fresh = assertion()
rep(
    "oauth.assertion_reused_expired",
    symptom="Token reuse detected",
    software="keycloak/24",
    exchanges=[
        by_assertion(fresh, at=-60, status=200, body={"access_token": "a1", "expires_in": 30}),
        by_assertion(fresh, body={"error": "invalid_client", "error_description": "Token reuse detected"}),
    ],
)
rep(
    "oauth.assertion_reused_expired",
    symptom="invalid_client: Client assertion has already been used",
    software="duende/7",
    files={
        "client.py": "ASSERTION = make_assertion()  # module level\n\ndef token():\n    return post(client_assertion=ASSERTION)\n"
    },
)
rep(
    "oauth.assertion_reused_expired",
    symptom="invalid_client: The client_assertion token is expired; works after a restart of the service, fails again after five minutes",
    software="okta-sdk-java/15",
)
rep(
    "oauth.assertion_reused_expired",
    symptom="AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-09-21T14:20:00Z, assertion valid from 2026-09-21T13:00:02Z, expiry time of assertion 2026-09-21T14:00:02Z.",
    software="workload identity / azcopy",
)
# the word Bearer
rep(
    "oauth.bearer_scheme_case",
    symptom="401 with 'authorization: bearer …', 200 with 'Authorization: Bearer …'",
    software="own",
)
good = sign(claims())
rep(
    "oauth.bearer_scheme_case",
    symptom="Invalid authorization header",
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            {"message": "Invalid authorization header"},
            req=[["Authorization", "bearer " + good]],
            at=-60,
        ),
        ex("GET", AUD + "/v1/orders", 200, {"items": []}, req=[["Authorization", "Bearer " + good]]),
    ],
)
rep(
    "oauth.bearer_scheme_case",
    symptom="401 Unauthorized: no bearer token found",
    files={
        "auth.ts": "headers.Authorization = `${token.token_type} ${token.access_token}`\n",
        "server.js": "if (!h.startsWith('Bearer ')) return res.sendStatus(401)\n",
    },
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "a", "client_secret": "s"},
            200,
            {"access_token": good, "token_type": "bearer", "expires_in": 3600},
            at=-60,
        ),
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            {"message": "no bearer token found"},
            req=[["Authorization", "bearer " + good]],
        ),
    ],
)
rep(
    "oauth.bearer_scheme_case",
    symptom="Format is Authorization: Bearer [token]",
    software="express-jwt/6",
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            "Format is Authorization: Bearer [token]",
            req=[["Authorization", "BEARER " + good]],
        )
    ],
)
# the library
rep(
    "oauth.client_library_bug",
    symptom="invalid_client after upgrading oauthlib 3.1 -> 3.2, curl with the same id and secret works",
    software="requests-oauthlib/1.3",
    certain=False,
)
rep(
    "oauth.client_library_bug",
    symptom="oauth2: cannot fetch token: 401 Unauthorized invalid_client",
    software="golang.org/x/oauth2",
    exchanges=[
        tok(
            {"grant_type": "client_credentials"},
            401,
            {"error": "invalid_client"},
            req=[["Authorization", "Basic " + base64.b64encode(b"tamarack%2Dweb:s3cr%2Bet").decode()]],
        )
    ],
    log=[iso(-4000) + " deploy: bump x/oauth2 v0.5.0 -> v0.6.0", iso(-10) + " same request with curl: HTTP 200"],
)
rep(
    "oauth.client_library_bug",
    symptom="passport-oauth2: Failed to obtain access token. It broke with the 1.7 release; pinning 1.6.1 fixes it. invalid_request: grant_type missing",
    software="passport-oauth2/1.7",
    certain=False,
)
rep(
    "oauth.client_library_bug",
    symptom="Since Spring Boot 3.2 our login fails with [invalid_token_response] / invalid_client. With 3.1.5 and an unchanged configuration it works.",
    software="spring-security-oauth2-client",
    certain=False,
)
# the secret
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="AADSTS7000222: The provided client secret keys for app 'd86408ee' are expired.",
    software="msal-node/2",
    certain=False,
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="Error: invalid_client. It worked until yesterday; the secret was rotated in the console last night",
    software="next-auth/4",
    certain=False,
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="incorrect_client_credentials: The client_id and/or client_secret passed are incorrect.",
    software="own (ruby)",
    exchanges=[
        ex(
            "POST",
            "https://github.com/login/oauth/access_token",
            200,
            {
                "error": "incorrect_client_credentials",
                "error_description": "The client_id and/or client_secret passed are incorrect.",
            },
            sent="client_id=Iv1.a1&client_secret=0f1e2d3c4b5a&code=abc123def456",
        )
    ],
    certain=False,
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="Unauthorized client: Invalid client or Invalid client credentials",
    software="keycloak/22",
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "tamarack-web", "client_secret": "kQ9zLr4x"},
            401,
            {"error": "unauthorized_client", "error_description": "Invalid client or Invalid client credentials"},
        )
    ],
    certain=False,
)
# the code
rep(
    "oauth.code_redeemed_twice",
    symptom="AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
    software="msal-browser/3",
)
rep(
    "oauth.code_redeemed_twice",
    symptom="bad_verification_code: The code passed is incorrect or expired.",
    software="react 18 dev server",
    files={
        "Callback.tsx": "useEffect(() => { exchange(params.get('code')) }, [])\n",
        "main.tsx": "<React.StrictMode><App/></React.StrictMode>\n",
    },
    also=["oauth.code_expired"],
)
rep(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant: Code not valid",
    software="keycloak/25",
    log=[
        iso(-3.0) + " type=CODE_TO_TOKEN, realmId=acme, clientId=web, code_id=8f2c77aa",
        iso(-2.0) + " type=CODE_TO_TOKEN_ERROR, realmId=acme, clientId=web, error=invalid_code, code_id=8f2c77aa",
    ],
)
rep(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant",
    software="nginx in front of app",
    log=[
        '10.0.0.5 - - [21/Sep/2026:13:33:17 +0000] "GET /cb?code=Spl-7f2kQ9&state=s1 HTTP/1.1" 302 0 "-" "Mozilla/5.0"',
        '10.0.0.5 - - [21/Sep/2026:13:33:18 +0000] "GET /cb?code=Spl-7f2kQ9&state=s1 HTTP/1.1" 500 41 "-" "Mozilla/5.0"',
    ],
    certain=False,
)
# DPoP
P = eckey("p")


def proof(url=AUD + "/v1/orders", method="GET", token=None, **over):
    own = {"htm": method, "htu": url, "iat": NOW - 2, "jti": "p-1"}
    if token:
        own["ath"] = s256(token)
    return sign(
        {**own, **over},
        P,
        "ES256",
        typ="dpop+jwt",
        kid=None,
        head={"jwk": {"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}},
    )


bound = sign(claims(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}))
rep(
    "oauth.dpop_nonce_stale",
    symptom="invalid_dpop_proof: nonce expired",
    software="atproto/0.12",
    exchanges=[
        ex(
            "POST",
            ISS + "/token",
            400,
            {"error": "use_dpop_nonce", "error_description": "Authorization server requires nonce in DPoP proof"},
            req=[["DPoP", proof(ISS + "/token", "POST", nonce="n-1")]],
            resp=[["DPoP-Nonce", "n-2"]],
            sent="grant_type=refresh_token&refresh_token=r1",
        ),
    ],
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="use_dpop_nonce: Resource server requires nonce in DPoP proof",
    software="oauth4webapi/2",
)
rep(
    "oauth.dpop_nonce_stale",
    symptom='401 WWW-Authenticate: DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof"',
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            "",
            req=[["Authorization", "DPoP " + bound], ["DPoP", proof(token=bound)]],
            resp=[["WWW-Authenticate", 'DPoP error="use_dpop_nonce"'], ["DPoP-Nonce", "eyJ7S_zG"]],
        ),
    ],
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="Bad proof: the DPoP nonce is stale",
    software="own (python)",
    log=[iso(-5) + " request failed: 400 {'error': 'use_dpop_nonce'} header DPoP-Nonce: n-42, we sent nonce n-41"],
)
rep(
    "oauth.dpop_proof_missing",
    symptom="invalid_token: DPoP proof is missing",
    software="keycloak/26",
    exchanges=[bearer(bound)],
)
rep(
    "oauth.dpop_proof_missing",
    symptom="401 invalid_token: token is DPoP-bound but was presented as Bearer",
    software="own",
)
rep(
    "oauth.dpop_proof_missing",
    symptom='401 {"error":"invalid_token"}',
    credential=cred(bound),
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            "",
            req=[["Authorization", "Bearer " + bound], ["DPoP", proof(token=bound)]],
            resp=[["WWW-Authenticate", 'DPoP algs="ES256"']],
        )
    ],
)
rep(
    "oauth.dpop_proof_missing",
    symptom="invalid_request: Missing DPoP header",
    software="spring-security/6.5",
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "a", "client_secret": "s"},
            200,
            {"access_token": bound, "token_type": "DPoP", "expires_in": 300},
            at=-60,
        )
    ],
)
# the grant
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="unauthorized_client: Client not enabled to retrieve service account",
    software="keycloak/24",
    certain=False,
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="Grant type 'password' not allowed for the client.",
    software="auth0",
    certain=False,
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="AADSTS700054: response_type 'id_token' is not enabled for the application.",
    software="msal",
    certain=False,
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, refresh_token].",
    software="okta",
    certain=False,
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="400 Bad Request while fetching a token",
    settings={"client": {"type": "SPA", "allowed_grants": ["authorization_code"]}},
    client={"client_id": "tamarack-web", "registered": {"grant_types": ["authorization_code"]}},
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "tamarack-web", "client_secret": "s-1"},
            400,
            {"error": "unauthorized_client"},
        )
    ],
    certain=False,
)
# a placeholder
rep(
    "oauth.literal_placeholder",
    symptom="The OAuth client was not found. Error 401: invalid_client",
    exchanges=[
        ex(
            "GET",
            "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=YOUR_GOOGLE_CLIENT_ID.apps.googleusercontent.com&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&scope=openid",
            401,
            "",
            by="browser",
        )
    ],
    certain=True,
)
rep(
    "oauth.literal_placeholder",
    symptom="AADSTS700016: Application with identifier 'process.env.CLIENT_ID' was not found in the directory 'Tamarack'.",
    software="msal-react",
)
rep(
    "oauth.literal_placeholder",
    symptom="invalid_client",
    env={"OIDC_CLIENT_ID": "tamarack-web", "OIDC_CLIENT_SECRET": "CHANGEME"},
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "tamarack-web", "client_secret": "CHANGEME"},
            401,
            {"error": "invalid_client"},
        )
    ],
)
rep(
    "oauth.literal_placeholder",
    symptom='unable to get OIDC discovery: parse "https://<your-tenant>.auth0.com/": invalid character in host name',
    software="oauth2-proxy/7.6",
    settings={"oidc_issuer_url": "https://<your-tenant>.auth0.com/"},
)
rep(
    "oauth.literal_placeholder",
    symptom="invalid_client: client undefined not found",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=undefined&redirect_uri=https%3A%2F%2Fapp.tamarack.example%2Fcb",
            400,
            {"error": "invalid_client"},
            by="browser",
        )
    ],
)
# scopes
rep(
    "oauth.missing_scope",
    symptom="403 insufficient_scope",
    exchanges=[
        bearer(good, status=403, resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"']])
    ],
)
rep(
    "oauth.missing_scope",
    symptom="Request had insufficient authentication scopes. status PERMISSION_DENIED reason ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    software="googleapis/128",
)
rep(
    "oauth.missing_scope",
    symptom="HttpError 403: Resource not accessible by personal access token; needs scope read:org. X-OAuth-Scopes: repo. X-Accepted-OAuth-Scopes: read:org, admin:org",
    software="gh/2.40",
)
rep(
    "oauth.missing_scope",
    symptom='slack_sdk.errors.SlackApiError: {"ok": false, "error": "missing_scope", "needed": "channels:history", "provided": "chat:write"}',
    software="slack_sdk/3.27",
)
rep(
    "oauth.missing_scope",
    symptom="ErrorAccessDenied: Access is denied. Check credentials and try again. Mail.Send is required",
    software="microsoft graph",
    verifier={"required_scope": "Mail.Send"},
    exchanges=[
        bearer(
            sign(claims(scope=..., scp="User.Read Mail.Read")),
            status=403,
            body={"error": {"code": "ErrorAccessDenied"}},
            resp=[],
        )
    ],
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="403 Forbidden: Access Denied",
    software="spring-security/6.2",
    verifier=verifier(required_scope="orders.read"),
    exchanges=[
        bearer(
            sign(claims(scope=..., permissions=["orders.read", "orders.write"])),
            status=403,
            resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope"']],
        )
    ],
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="403: hasAuthority('SCOPE_orders.read') denies although the token has roles: [orders.read] under realm_access",
    software="spring-security/6",
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="Forbidden resource: RequireClaim scope orders.read",
    software="asp.net core/8",
    files={"Program.cs": 'policy.RequireClaim("scope", "orders.read");\n'},
    credential=cred(sign(claims(scope=..., scp="orders.read profile"))),
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="authorization failed: scope 'orders.read' required, token scopes: []",
    credential=cred(sign(claims(scope=..., roles=["orders.read"]))),
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="403 Forbidden",
    files={"SecurityConfig.java": '.requestMatchers("/orders").hasAuthority("SCOPE_orders.read")\n'},
    credential=cred(sign(claims(scope=..., permissions=["orders.read"]))),
)
rep(
    "oauth.missing_scope",
    symptom="403 Forbidden",
    files={"SecurityConfig.java": '.requestMatchers("/orders").hasAuthority("SCOPE_orders.write")\n'},
    credential=cred(sign(claims(scope="orders.read"))),
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="invalid_client: Signature verification of client assertion failed: no key of this client matches",
    certain=False,
)
# PKCE
rep(
    "oauth.pkce_method_missing",
    symptom="invalid_grant: code_verifier does not match",
    exchanges=[asked(s256(V1), method=""), redeem(V1, description="code_verifier does not match")],
)
rep(
    "oauth.pkce_method_missing",
    symptom="invalid_request: transform algorithm not supported: code_challenge_method is required, plain is not allowed",
    software="ory hydra/2.2",
)
rep(
    "oauth.pkce_method_missing",
    symptom="PKCE verification failed: code challenge method is not matching the configured one (expected S256, got plain)",
    software="keycloak/23",
    exchanges=[asked(s256(V1), method="")],
)
rep(
    "oauth.pkce_method_missing",
    symptom="Clients must use code_challenge_method 'S256'; got 'plain' (default, as it was not sent)",
    log=[iso(-9) + f" GET /authorize?response_type=code&client_id=web&code_challenge={s256(V1)}&state=1"],
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="invalid_request: code_verifier length must be between 43 and 128",
    exchanges=[asked(s256("abc-short-verifier")), redeem("abc-short-verifier", "invalid_request")],
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="AADSTS501491: The size of the Code_Verifier parameter in the request is invalid; must be 43 to 128",
    software="msal",
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="PKCE verification failed: Invalid code verifier",
    software="keycloak",
    client={
        "code_verifier": base64.b64encode(b"\xfb\xef" * 20).decode(),
        "code_challenge": "x",
        "code_challenge_method": "S256",
    },
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="invalid_grant: The code verifier contains invalid characters: it is standard base64 with + and / and =",
    software="own (c#)",
)
rep("oauth.pkce_verifier_missing", symptom="invalid_grant: PKCE code verifier not specified", software="keycloak/21")
rep(
    "oauth.pkce_verifier_missing",
    symptom="invalid_request: code_verifier is missing",
    exchanges=[redeem(None, "invalid_request", "Missing parameter: code_verifier")],
)
rep("oauth.pkce_verifier_missing", symptom="401 invalid_grant", exchanges=[asked(s256(V1)), redeem(None)])
rep(
    "oauth.pkce_verifier_missing",
    symptom="(invalid_grant) Missing code verifier.",
    software="google",
    log=[
        iso(-20)
        + f" redirecting to https://accounts.google.com/o/oauth2/auth?response_type=code&client_id=a&code_challenge={s256(V1)}&code_challenge_method=S256"
    ],
)
rep(
    "oauth.pkce_verifier_missing",
    symptom="invalid_grant: code_verifier was not sent; the session that kept it was lost on redirect",
    software="authlib/1.3",
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    software="msal-browser",
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="invalid_grant: PKCE verification failed: Code mismatch",
    software="keycloak",
    exchanges=[
        asked(s256(V2), at=-90, code="c-0"),
        asked(s256(V1)),
        redeem(V2, description="PKCE verification failed: Code mismatch"),
    ],
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="Failed to verify code verifier: code challenge failed",
    software="fosite",
    client={"code_verifier": V2, "code_challenge": s256(V1), "code_challenge_method": "S256"},
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="code challenge does not match previously saved code verifier; two tabs were open and the second overwrote sessionStorage",
    software="supabase-js/2",
)
# redirect URI
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="Error 400: redirect_uri_mismatch. redirect_uri=http://127.0.0.1:8000/auth/callback",
    client={"registered": {"redirect_uris": ["http://localhost:8000/auth/callback"]}},
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="INVALID_CLIENT: Invalid redirect URI",
    software="spotipy/2.23",
    env={"SPOTIPY_REDIRECT_URI": "http://localhost:8888/callback"},
    settings={"dashboard": {"redirect_uris": ["http://127.0.0.1:8888/callback"]}},
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="AADSTS50011: The redirect URI 'http://127.0.0.1:5000/getAToken' specified in the request does not match the redirect URIs configured for the application",
    software="msal-python",
    settings={"app registration": {"replyUrls": ["http://localhost:5000/getAToken"]}},
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="redirect_uri did not match: registered is for [::1], app listens on localhost",
    software="own",
    certain=False,
)
# refresh
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r-1", "client_id": "a"},
            200,
            {"access_token": "x", "refresh_token": "r-2", "expires_in": 3600},
            at=-3700,
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "r-1", "client_id": "a"}),
    ],
    certain=False,
)
rep(
    "oauth.refresh_token_superseded",
    symptom="Xero: invalid_grant on the second refresh, the first always works; we keep using the refresh token of the login",
    software="own (python)",
    certain=False,
)
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant: Token is not active / Maximum allowed refresh token reuse exceeded",
    software="keycloak",
    certain=False,
    also=["oauth.refresh_token_reuse_race"],
)
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant: Refresh token is invalid",
    files={"token.json": json.dumps({"access_token": "x", "refresh_token": "r-1-old", "saved_at": iso(-90000)})},
    exchanges=[tok({"grant_type": "refresh_token", "refresh_token": "r-1-old", "client_id": "a"})],
    log=[iso(-4000) + " refreshed, provider rotated the refresh token; token.json is read-only, not written"],
    certain=False,
)
# metadata
rep(
    "oauth.server_metadata_wrong",
    symptom="invalid_client: client_secret_basic is not supported here, although the discovery document lists it",
    software="openid-client/5",
)
rep(
    "oauth.server_metadata_wrong",
    symptom="oauth2: cannot fetch token: 401 invalid_client",
    issuer={
        "url": ISS,
        "metadata": {
            "issuer": ISS,
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        },
    },
    exchanges=[
        tok(
            {"grant_type": "client_credentials"},
            401,
            {"error": "invalid_client"},
            req=[["Authorization", "Basic " + base64.b64encode(b"tamarack-web:s-1").decode()]],
            at=-30,
        ),
        tok(
            {"grant_type": "client_credentials", "client_id": "tamarack-web", "client_secret": "s-1"},
            200,
            {"access_token": "a"},
        ),
    ],
)
rep(
    "oauth.server_metadata_wrong",
    symptom="The metadata says grant_types_supported: device_code, and the endpoint answers unsupported_grant_type",
    software="own",
    also=["oauth.grant_not_allowed_for_client"],
)
rep(
    "oauth.server_metadata_wrong",
    symptom="invalid_client",
    exchanges=[
        ex(
            "GET",
            ISS + "/.well-known/openid-configuration",
            200,
            {
                "issuer": ISS,
                "token_endpoint": ISS + "/token",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            at=-60,
        ),
        tok(
            {"grant_type": "client_credentials"},
            401,
            {"error": "invalid_client", "error_description": "client_secret_basic not supported"},
            req=[["Authorization", "Basic " + base64.b64encode(b"tamarack-web:s-1").decode()]],
        ),
    ],
)
# nothing is wrong
TOKENS = {"access_token": "a-1", "token_type": "DPoP", "expires_in": 300}
rep(
    None,
    "undecided",
    symptom="first call 400 use_dpop_nonce, the retry works; is this normal?",
    exchanges=[
        ex(
            "POST",
            ISS + "/token",
            400,
            {"error": "use_dpop_nonce"},
            req=[["DPoP", proof(ISS + "/token", "POST")]],
            resp=[["DPoP-Nonce", "n-2"]],
            sent="grant_type=client_credentials",
            at=-4,
        ),
        ex(
            "POST",
            ISS + "/token",
            200,
            TOKENS,
            req=[["DPoP", proof(ISS + "/token", "POST", nonce="n-2")]],
            sent="grant_type=client_credentials",
        ),
    ],
)
DEVICE = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d-1", "client_id": "tv"}
rep(
    None,
    "undecided",
    exchanges=[
        tok(DEVICE, 400, {"error": "authorization_pending"}, at=-15),
        tok(DEVICE, 400, {"error": "slow_down"}, at=-10),
        tok(DEVICE, 200, {"access_token": "a-1", "token_type": "Bearer"}),
    ],
)
rep(
    None,
    "undecided",
    exchanges=[
        tok(
            DEVICE,
            400,
            {"error": "authorization_pending", "error_description": "The authorization request is still pending"},
        )
    ],
)
rep(
    None,
    "undecided",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=web&prompt=none&redirect_uri=https%3A%2F%2Fapp.tamarack.example%2Fcb",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?error=login_required&state=1"]],
            by="browser",
            at=-9,
        ),
        ex(
            "GET",
            ISS + "/authorize?response_type=code&client_id=web&redirect_uri=https%3A%2F%2Fapp.tamarack.example%2Fcb",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=c-99812&state=1"]],
            by="browser",
        ),
    ],
)
rep(
    None,
    "undecided",
    log=[iso(-9) + " silent renew: login_required, falling back to interactive login", iso(-3) + " signed in as ada"],
)
rep(
    None,
    "undecided",
    exchanges=[
        bearer(sign(claims(iat=NOW - 4000, exp=NOW - 400)), at=-6),
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r-1", "client_id": "a"},
            200,
            {"access_token": good, "refresh_token": "r-2"},
            at=-4,
        ),
        bearer(good, status=200, resp=[]),
    ],
)
rep(
    None,
    "undecided",
    log=[iso(-9) + " GET /v1/orders 401 invalid_token", iso(-8) + " token refreshed", iso(-7) + " GET /v1/orders 200"],
)
rep(
    None,
    "undecided",
    exchanges=[asked(s256(V1)), redeem(V1, error="", status=200)],
)
