"""Causes of clients and grants in the words of other programs, poor in evidence: each shows its decisive fact in one place only."""

from __future__ import annotations

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    bearer,
    claims,
    cred,
    eckey,
    ex,
    iso,
    reporter,
    sign,
    tok,
)

REPORTS = []
rep = reporter(REPORTS)
E = eckey()
good = sign(claims())
CB = "https://app.tamarack.example/callback"

# ---------------- oauth.code_redeemed_twice
CODE = {"grant_type": "authorization_code", "code": "c-9d1f0a", "client_id": "tamarack-web", "redirect_uri": CB}
rep(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant: Code not valid",
    software="keycloak-js",
    exchanges=[tok(CODE, status=200, body={"access_token": "x", "token_type": "Bearer"}, at=-3), tok(CODE, at=-2)],
)
rep(
    "oauth.code_redeemed_twice",
    symptom="Authorization code already used. Outlook SafeLinks opens the callback link before the user does",
    certain=False,
)
rep(
    "oauth.code_redeemed_twice",
    symptom="invalid_grant",
    log=[
        iso(-4) + " POST /oauth/token code=c-9d1f0a client=tamarack-web 200",
        iso(-4) + " POST /oauth/token code=c-9d1f0a client=tamarack-web 400",
    ],
)
# ---------------- oauth.assertion_key_account_mismatch
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="A JSON web token could not be decoded",
    software="octokit/app",
    settings={"APP_ID": "41210", "private key file": "other-app.2026-01-02.private-key.pem"},
    certain=False,
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="invalid_grant: Invalid JWT Signature. The client_email in the request is of project A, key.json was downloaded from project B",
    certain=False,
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="DocuSign JWT grant: no_valid_keys_or_signatures; integration key of the demo app, RSA key of the production app",
    certain=False,
)
# ---------------- oauth.assertion_clock_skew
rep(
    "oauth.assertion_clock_skew",
    symptom="invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    software="google-auth-php",
    certain=False,
    also=["jwt.client_clock_ahead"],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-09-21T14:13:20Z, assertion valid from 2026-09-21T14:20:00Z, expiry time of assertion 2026-09-21T14:30:00Z",
    certain=True,
)
rep(
    "oauth.assertion_clock_skew",
    symptom="invalid_client",
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": sign(
                    {
                        "iss": "tamarack-web",
                        "sub": "tamarack-web",
                        "aud": ISS,
                        "jti": "1",
                        "iat": NOW + 300,
                        "nbf": NOW + 300,
                        "exp": NOW + 600,
                    }
                ),
            },
            body={"error": "invalid_client", "error_description": "JWT not active yet"},
        )
    ],
    also=["jwt.clock_skew_not_yet_valid", "jwt.client_clock_ahead"],
)
# ---------------- oauth.bearer_scheme_case
rep(
    "oauth.bearer_scheme_case",
    symptom="401 Unauthorized",
    exchanges=[
        ex("GET", AUD + "/v1/orders", 401, "", req=[["Authorization", "bearer " + good]]),
        ex("GET", AUD + "/v1/orders", 200, "[]", req=[["Authorization", "Bearer " + good]], at=-1),
    ],
)
rep(
    "oauth.bearer_scheme_case",
    symptom='API says: Authorization header must start with Bearer. Our Go client sends token.TokenType, which is "bearer"',
    certain=False,
)
rep(
    "oauth.bearer_scheme_case",
    symptom="401 missing token",
    settings={
        "server.js": "if (!req.headers.authorization.startsWith('Bearer ')) return res.sendStatus(401)",
        "client.js": "headers.authorization = `${tokenResponse.token_type} ${tokenResponse.access_token}` // token_type: bearer",
    },
    certain=False,
)
# ---------------- oauth.client_secret_wrong_or_expired
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="incorrect_client_credentials: The client_id and/or client_secret passed are incorrect.",
    software="GitHub OAuth app",
    certain=False,
)
rep("oauth.client_secret_wrong_or_expired", symptom="invalid_client Client secret expired at 2026-09-01", certain=False)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="Unauthorized at /oauth/token",
    settings={"AZURE_CLIENT_SECRET": "0d3f7c11-52ab-4a6e-8d0f-3c2b1a908877"},
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_id": "2c1d",
                "client_secret": "0d3f7c11-52ab-4a6e-8d0f-3c2b1a908877",
            },
            status=401,
            url="https://login.microsoftonline.com/tamarack.example/oauth2/v2.0/token",
            body={"error": "invalid_client"},
        )
    ],
    certain=False,
)
# ---------------- oauth.grant_not_allowed_for_client
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="Grant type 'password' not allowed for the client.",
    software="Auth0",
    certain=True,
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="unauthorized_client: Client not enabled to retrieve service account",
    software="Keycloak",
    certain=True,
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="unauthorized_client",
    client={"client_id": "tamarack-web", "registered": {"grant_types": ["authorization_code"]}},
    exchanges=[
        tok(
            {
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
                "device_code": "d",
                "client_id": "tamarack-web",
            },
            body={"error": "unauthorized_client"},
        )
    ],
)
# ---------------- oauth.refresh_token_superseded
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant: Stale token",
    software="Keycloak",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "rt-1"},
            status=200,
            body={"access_token": "a", "refresh_token": "rt-2"},
            at=-4000,
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "rt-1"}),
    ],
    certain=False,
)
rep(
    "oauth.refresh_token_superseded",
    symptom="Xero: invalid_grant on the second refresh; we save access_token only and not the refresh_token of the reply",
    certain=False,
)
rep(
    "oauth.refresh_token_superseded",
    symptom="TokenError invalid_grant, settings kept by hand",
    settings={
        "sync.py": "REFRESH = os.environ['REFRESH_TOKEN']  # every run starts with this one\nnew = client.refresh_token(url, REFRESH)"
    },
    certain=False,
    also=["oauth.grant_revoked"],
)
# ---------------- oauth.dpop_nonce_stale
PROOF = sign(
    {"htm": "POST", "htu": ISS + "/token", "iat": NOW - 2, "jti": "p1", "nonce": "n-old"},
    key=E,
    alg="ES256",
    kid=None,
    typ="dpop+jwt",
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="use_dpop_nonce",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r"},
            body={"error": "use_dpop_nonce"},
            req=[["DPoP", PROOF]],
            resp=[["DPoP-Nonce", "n-new"]],
        )
    ],
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="atproto PDS: Authorization server requires nonce in DPoP proof; the client retries with the same nonce for ever",
    certain=False,
)
# ---------------- oauth.missing_scope
rep(
    "oauth.missing_scope",
    symptom="403",
    exchanges=[
        bearer(good, status=403, resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"']])
    ],
)
rep(
    "oauth.missing_scope",
    symptom="missing_scope needed: channels:history provided: chat:write",
    software="slack_sdk",
    certain=True,
)
rep(
    "oauth.missing_scope",
    symptom="Insufficient privileges to complete the operation. Authorization_RequestDenied; scp is User.Read",
    certain=False,
)
# ---------------- oauth.pkce_verifier_stale
rep(
    "oauth.pkce_verifier_stale",
    symptom="PKCE verification failed: code_verifier does not match code_challenge. Cookie pkce from the first attempt is reused when the user presses Back",
    certain=False,
)
rep(
    "oauth.pkce_verifier_stale",
    symptom="invalid_grant",
    client={
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "code_challenge": "JzE4pQm0wV9aQ2kq6yYwQf4xkz0Y0m1n2o3p4q5r6s8",
        "code_challenge_method": "S256",
    },
    certain=True,
)
# ---------------- oauth.redirect_uri_localhost_vs_127
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="redirect_uri_mismatch",
    client={"redirect_uri": "http://127.0.0.1:3000/cb", "registered": {"redirect_uris": ["http://localhost:3000/cb"]}},
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="INVALID_CLIENT: Invalid redirect URI. Spotify no longer takes localhost, dashboard has http://127.0.0.1:8888, script sends http://localhost:8888",
    also=[],
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="The redirect URI 'http://[::1]:5000/cb' does not match. Registered: http://localhost:5000/cb",
)
# ---------------- oauth.assertion_reused_expired
rep(
    "oauth.assertion_reused_expired",
    symptom="invalid_client: JWT ID has already been used",
    software="Okta private_key_jwt",
    certain=False,
)
rep(
    "oauth.assertion_reused_expired",
    symptom="invalid_client",
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": sign(
                    {"iss": "c", "sub": "c", "aud": ISS, "jti": "1", "iat": NOW - 3000, "exp": NOW - 2700}
                ),
            },
            body={"error": "invalid_client"},
        )
    ],
)
rep(
    "oauth.assertion_reused_expired",
    symptom="The client assertion is built once in the constructor and sent with each token request. After five minutes: invalid_client, assertion expired",
    certain=False,
)
# ---------------- oauth.client_library_bug
rep(
    "oauth.client_library_bug",
    symptom="invalid_client since the bump of league/oauth2-client 2.6 to 2.7; same id and secret pass with 2.6",
    certain=False,
)
rep(
    "oauth.client_library_bug",
    symptom="unauthorized_client with spring-security 6.3.1, curl with the same values gets a token",
    certain=False,
    also=["oauth.grant_not_allowed_for_client"],
)
# ---------------- oauth.dpop_proof_missing
JKT = sign(claims(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}))
rep("oauth.dpop_proof_missing", symptom="401 invalid_token", exchanges=[bearer(JKT)])
rep(
    "oauth.dpop_proof_missing",
    symptom="The access token is sender constrained; expected the DPoP scheme, request used Bearer",
    certain=False,
)
# ---------------- oauth.literal_placeholder
rep(
    "oauth.literal_placeholder",
    symptom="invalid_client",
    env={"OAUTH_CLIENT_SECRET": "<paste secret here>"},
    certain=True,
)
rep(
    "oauth.literal_placeholder",
    symptom="Error 401: invalid_client The OAuth client was not found.",
    software="Google",
    settings={"client_id": "YOUR_CLIENT_ID.apps.googleusercontent.com"},
)
rep(
    "oauth.literal_placeholder",
    symptom="AADSTS900144 / client id {{client_id}} in the authorize url, the Postman environment wasn't selected",
    certain=True,
)
# ---------------- oauth.pkce_method_missing
V = "dBjftJeZ4CVP-mB92K27uhbUJU1gFWFOEjXkp1r_wW1"
rep(
    "oauth.pkce_method_missing",
    symptom="invalid_request: code challenge method 'plain' is not allowed. we send S256 digests and no code_challenge_method",
    certain=False,
)
rep(
    "oauth.pkce_method_missing",
    symptom="invalid_request",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=tamarack-web&redirect_uri=https%3A%2F%2Fapp.tamarack.example%2Fcallback&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&state=x",
            400,
            {"error": "invalid_request", "error_description": "transform algorithm not supported"},
        )
    ],
    certain=False,
)
# ---------------- oauth.pkce_verifier_malformed
rep("oauth.pkce_verifier_malformed", symptom="invalid_grant", exchanges=[tok({**CODE, "code_verifier": "abc123"})])
rep(
    "oauth.pkce_verifier_malformed",
    symptom="code_verifier contains invalid character '='; it is base64.b64encode(os.urandom(32))",
    certain=False,
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="PKCE code verifier must be at least 43 characters; ours is uuid4",
    certain=True,
)
# ---------------- oauth.pkce_verifier_missing
rep(
    "oauth.pkce_verifier_missing",
    symptom="AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request. / 50148",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=tamarack-web&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=x",
            302,
            "",
            at=-20,
        ),
        tok(CODE),
    ],
    certain=True,
)
rep("oauth.pkce_verifier_missing", symptom="PKCE code verifier not specified", software="Keycloak", certain=True)
rep(
    "oauth.pkce_verifier_missing",
    symptom="supabase: both auth code and code verifier should be non-empty",
    certain=False,
)
# ---------------- oauth.scope_claim_not_mapped
rep(
    "oauth.scope_claim_not_mapped",
    symptom="403 from @PreAuthorize(\"hasRole('ADMIN')\")",
    credential=cred(sign(claims(scope="openid", realm_access={"roles": ["ADMIN"]}))),
    certain=False,
    also=["oauth.missing_scope"],
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="403 insufficient_scope",
    credential=cred(sign(claims(scope=..., scp="orders.read"))),
    verifier={"required_scope": "orders.read"},
    certain=True,
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="Forbidden. Token has permissions: ['read:orders'] (Auth0 RBAC), the middleware looks at scope only",
    certain=False,
)
# ---------------- oauth.server_metadata_wrong
rep(
    "oauth.server_metadata_wrong",
    symptom="invalid_client. Discovery lists client_secret_post among token_endpoint_auth_methods_supported, but the endpoint refuses it and wants basic",
    certain=False,
    also=["oauth.client_auth_method_mismatch"],
)
rep(
    "oauth.server_metadata_wrong",
    symptom="unsupported_response_mode though response_modes_supported has it",
    certain=False,
    also=[],
)
# ---------------- oauth.wrong_tenant
rep(
    "oauth.wrong_tenant",
    symptom="AADSTS50020: User account 'a@x.example' from identity provider 'https://sts.windows.net/9/' does not exist in tenant 'Tamarack' and cannot access the application",
    certain=False,
)
rep(
    "oauth.wrong_tenant",
    symptom="Realm does not exist",
    exchanges=[
        tok(
            {"grant_type": "client_credentials"},
            status=404,
            url="https://sso.tamarack.example/realms/tamarak/protocol/openid-connect/token",
            body={"error": "Realm does not exist"},
        )
    ],
    certain=False,
)
# ---------------- oauth.code_expired
rep(
    "oauth.code_expired",
    symptom="The provided authorization code has expired (LinkedIn: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired.)",
    certain=False,
)
rep(
    "oauth.code_expired",
    symptom="invalid_grant",
    exchanges=[
        ex("GET", CB + "?code=c-1&state=s", 200, "", at=-1500, by="server"),
        tok({**CODE, "code": "c-1"}, at=-5),
    ],
    certain=False,
)
# ---------------- oauth.grant_revoked
rep("oauth.grant_revoked", symptom="Slack token_revoked after the workspace owner removed our app", certain=False)
rep(
    "oauth.grant_revoked",
    symptom="Facebook OAuthException code 190 subcode 458: The user has not authorized application",
    certain=False,
)
# ---------------- oauth.state_cookie_lost
rep(
    "oauth.state_cookie_lost",
    symptom="OmniAuth::Strategies::OAuth2::CallbackError csrf_detected; login begins on www.tamarack.example and returns to tamarack.example",
    certain=False,
)
rep(
    "oauth.state_cookie_lost",
    symptom="authlib mismatching_state: CSRF Warning! State not equal in request and response. behind http locally with SESSION_COOKIE_SECURE=True",
    certain=False,
)
# ---------------- oauth.discovery_issuer_mismatch
rep(
    "oauth.discovery_issuer_mismatch",
    symptom='oidc: issuer did not match the issuer returned by provider, expected "https://id.tamarack.example" got "https://id.tamarack.example/realms/main"',
    certain=True,
)
rep(
    "oauth.discovery_issuer_mismatch",
    symptom="RPError: issuer in metadata differs from the configured one; discovery at https://login.microsoftonline.com/common says issuer {tenantid}",
    certain=False,
)
