"""An eighth set of reports of tokens and OAuth: what stands in logs, files and decoded claims rather than in the token."""

from __future__ import annotations

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    bearer,
    claims,
    cred,
    dumps,
    eckey,
    ex,
    iso,
    jwks,
    pkcs1,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

R, E, E2 = rsakey(), eckey(), eckey("b")
APP, OTHER_APP = "0f6e2f5a-7c1b-4a55-9f0e-2f1a7f0b3c11", "5b9a1c3d-88f2-4b0e-a1d7-6c2e90f4ab22"
TENANT = "7d1c0b52-41f7-4d5e-8b52-0a6a3a5f1e90"
V1, V2 = f"https://sts.windows.net/{TENANT}/", f"https://login.microsoftonline.com/{TENANT}/v2.0"

# claims and headers that were decoded and printed
rep(
    "jwt.lifetime_unit_wrong",
    symptom="The edge function answers jwt expired to every second request and sends people round and round",
    settings={"SESSION_DURATION": "3600"},
    log=[
        f'INFO payload at issue: {{"aud":"d.edge.example","sub":"p","iat":{NOW - 9},"exp":{NOW - 6}}}',
        "INFO TokenExpiredError: jwt expired",
    ],
)
rep(
    "jwt.crit_not_understood",
    symptom='JWSInvalid: Extension Header Parameter "urn:wren:realm" is not recognized',
    software="jose, node",
    log=["protected header: { alg: 'RS256', kid: '2026-01', crit: [ 'urn:wren:realm' ], 'urn:wren:realm': 'x1' }"],
)
rep(
    "jwt.expired_not_refreshed",
    symptom="TokenExpiredError: jwt expired",
    log=[f"decoded claims: {{'iss': '{ISS}', 'aud': '{AUD}', 'iat': {NOW - 4000}, 'exp': {NOW - 400}, 'admin': True}}"],
)
rep(
    "jwt.exp_is_duration",
    symptom="TokenExpiredError: jwt expired, expiredAt: Thu Jan 01 1970 01:02:00 GMT+0100 (CET)",
    files={"login.js": "const token = jwt.sign({ id: user.id, exp: 120 }, secret)\n"},
)
# expectations and secrets in files
rep(
    "jwt.secret_rotated",
    symptom='{"code":"jwt_auth_invalid_token","message":"Signature verification failed"}',
    credential=cred(sign(claims(), key="first-secret-EXAMPLE", alg="HS256")),
    files={
        "wp-config.php": "define('JWT_AUTH_SECRET_KEY', 'second-secret-EXAMPLE');\n",
        "wp-config.php.bak": "define('JWT_AUTH_SECRET_KEY', 'first-secret-EXAMPLE');\n",
    },
)
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="SignatureException: JWT signature does not match locally computed signature",
    credential=cred(sign(claims(), key="zPOqyGTodn4jEXAMPLE5U4RS2hpHh6m0xz2uYTY=", alg="HS256")),
    env={"SECRET": "zPOqyGTodn4jEXAMPLE5U4RS2hpHh6m0xz2uYTY="},
    files={
        "Check.java": 'Jwts.parser().setSigningKey(Base64.getDecoder().decode(System.getenv("SECRET"))).parse(token);\n'
    },
)
rep(
    "jwt.aud_wrong_identifier",
    symptom="401: can not verify token, jwt audience is invalid",
    software="passport-azure-ad",
    credential=cred(sign(claims(iss=V1, aud="https://wigeon.example/orders-api", ver="1.0", tid=TENANT, scope=...))),
    files={
        "config.js": f"exports.creds = {{ clientID: '{APP}', validateIssuer: true }};\n",
        "notes.txt": f'App registration "orders-api"\nApplication (client) ID: {APP}\nApp ID URI: https://wigeon.example/orders-api\n',
    },
)
rep(
    "jwt.wrong_audience",
    also=["jwt.aud_scope_not_requested"],
    symptom="authentication failed: jwt audience is invalid",
    credential=cred(sign(claims(iss=V2, aud=OTHER_APP, ver="2.0", scope=..., scp="reports.read"))),
    verifier=verifier(issuer=V2, audience=APP),
    settings={"app registrations": {"hello-api": APP, "reports-api": OTHER_APP}},
)
rep(
    "jwt.azure_v1_v2_issuer",
    symptom='Bearer error="invalid_token", error_description="The issuer is invalid"',
    credential=cred(sign(claims(iss=V1, aud=f"api://{APP}", ver="1.0", tid=TENANT, scope=..., scp="access_as_user"))),
    files={"Startup.cs": 'options.Authority = $"https://login.microsoftonline.com/{tenantId}/v2.0";\n'},
)
rep(
    "jwt.iss_typo",
    symptom=f"Invalid credentials | Expected iss claim to be: {V2}., but was: {V2}.",
    credential=cred(sign(claims(iss=V2, aud=APP, ver="2.0", tid=TENANT))),
)
rep(
    "jwt.verifier_audience_not_given",
    symptom="jwt.InvalidAudienceError: Invalid audience",
    software="PyJWT",
    credential=cred(sign(claims(aud="urn:knot"), key="a-secret-EXAMPLE", alg="HS256")),
    files={"views.py": "def who(token):\n    return jwt.decode(token, settings.SECRET_KEY)\n"},
)
rep(
    "jwt.alg_key_type_mismatch",
    symptom="Error: error:0909006C:PEM routines:get_name:no start line",
    files={
        "config/default.json": '{"jwt": {"secret": "EXAMPLE-plain-words", "algorithm": "RS384", "expiresIn": "7d"}}'
    },
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="not supported argument",
    software="jsrsasign",
    verifier={"algorithms": ["RS256"], "key": {"pem": pkcs1(R)}},
)
rep(
    "jwt.jwks_url_wrong",
    symptom="JwksError: The JWKS endpoint did not contain any keys",
    env={"TOKEN_ISSUER": f"{ISS}/.well-known/jwks.json", "JWKS_URI": f"{ISS}/"},
)
rep(
    "jwt.jwks_unreachable",
    symptom="SigningKeyNotFoundException: Cannot obtain jwks from url https://localhost:31300/.well-known/openid-configuration/jwks",
    log=[
        "Caused by: javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path"
    ],
)
rep(
    "jwt.kid_key_mismatch",
    symptom="JWSSignatureVerificationFailed: signature verification failed",
    credential=cred(sign(claims(), key=E, alg="ES256", kid="new")),
    issuer={"url": ISS, "jwks": jwks((E, "old"), (E2, "new")), "jwks_status": 200},
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="Mostly I get Could not validate credentials, now and then it works. With workers = 1 it is gone.",
    files={"const.py": "SECRET_KEY = ''.join(random.choices(string.ascii_uppercase, k=64))\n"},
    log=['"GET /api/psk" 401 (pid 9)', '"GET /api/psk" 200 (pid 10)', '"GET /api/psk" 401 (pid 11)'],
)
rep(
    "jwt.verifier_bug",
    symptom="verify() returns false, should be true. Not present in version 2.2.5, jwt.io also says signature verified.",
    credential=cred(sign(claims(iss=..., aud=...), key="50%EXAMPLE", alg="HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "50%EXAMPLE"}},
)
rep(
    "jwt.verifier_expects_milliseconds",
    symptom='"The token has expired" on every sign-in link, seconds after it was sent',
    files={"accept.js": "if (expiration <= Date.now()) { return done(null, false) }\n"},
)
rep(
    "jwt.bearer_doubled",
    symptom="again and again 401 errors from the catalogue",
    log=['request headers: {"authorization": "Bearer Bearer eyJhbGciOiJSUzI1NiJ9.<redacted>.<redacted>"}'],
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    certain=False,
    symptom="ClusterIssuer: Error initializing issuer: while requesting a Vault token: Code: 403. Errors: * permission denied",
    software="cert-manager, Vault",
    credential=cred(
        sign(
            {
                "iss": "https://kubernetes.default.svc.cluster.local",
                "aud": ["vault://orders"],
                "sub": "system:serviceaccount:ns:app",
                "kubernetes.io": {"namespace": "ns"},
                "iat": NOW - 60,
                "exp": NOW + 540,
            }
        )
    ),
    settings={"vault read auth/kubernetes/config": {"token_reviewer_jwt_set": False}},
)
rep(
    "jwt.signed_string_differs",
    also=["jwt.payload_reserialised"],
    symptom='401 {"error":"invalid webhook signature"}, another sender passes with the same code',
    verifier={"algorithms": ["HS256"], "key": {"secret": "EXAMPLE-of-another"}},
    exchanges=[
        ex(
            "POST",
            "https://flows.knot.example/hooks",
            401,
            {"error": "invalid webhook signature"},
            req=[["X-Sender-Timestamp", str(NOW)], ["X-Sender-Signature", "sha256=" + "2f" * 32]],
            sent='{"event":"x"}',
            by="server",
        )
    ],
)
access = claims(token_use="access", aud=..., scope="aws.cognito.signin.user.admin")  # noqa: S106 - a kind, no secret
rep(
    "jwt.access_token_used_as_id_token",
    symptom="Invalid login token. Missing a required claim: aud",
    exchanges=[
        ex(
            "POST",
            "https://cognito-identity.us-east-1.amazonaws.com/",
            400,
            {"__type": "NotAuthorizedException", "message": "Invalid login token. Missing a required claim: aud"},
            req=[["X-Amz-Target", "AWSCognitoIdentityService.GetId"]],
            sent=dumps(
                {"IdentityPoolId": "us-east-1:1", "Logins": {"cognito-idp.us-east-1.amazonaws.com/p": sign(access)}}
            ),
        )
    ],
)
rep(
    "jwt.aud_scope_not_requested",
    symptom='Bearer error="invalid_token", error_description="The audience is invalid"',
    exchanges=[bearer(sign(claims(aud=f"{ISS}/resources", scope=["openid", "profile"])))],
    log=[
        f"IDX10214: Audience validation failed. Audiences: '{ISS}/resources'. Did not match: validationParameters.ValidAudience: 'api1'.",
    ],
)
# OAuth
assertion = {
    "iss": "app-1",
    "sub": "app-1",
    "aud": f"{ISS}/token/introspect",
    "iat": NOW - 5,
    "exp": NOW + 55,
    "jti": "1",
}
rep(
    "oauth.client_assertion_aud",
    symptom='{"error":"invalid_request","error_description":"Authentication failed."}',
    credential=cred(sign(assertion), "client_assertion"),
    log=[
        "ERROR Error when validating client assertion: Token audience doesn't match domain. Expected audiences are ..."
    ],
)
old = {**assertion, "aud": f"{ISS}/token", "iat": NOW - 10_800, "exp": NOW - 7_740}
rep(
    "oauth.assertion_reused_expired",
    symptom="AADSTS700024: Client assertion is not within its valid time range.",
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "app-1", "client_assertion": sign(old)},
            401,
            {"error": "invalid_client", "error_description": "AADSTS700024: not within its valid time range."},
        )
    ],
    log=[f"{iso(-10_798)} INFO token acquired", f"{iso()} WARN same exp in every request since the start"],
)
rep(
    "oauth.missing_scope",
    symptom='HTTP 403: {"error":"insufficient_scope"}',
    exchanges=[
        bearer(
            sign(claims(scope="mcp:tools offline_access")),
            status=403,
            body={"error": "insufficient_scope"},
            resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="mcp:tools invoices:write"']],
        )
    ],
)
rep(
    "oauth.pkce_verifier_missing",
    symptom="invalid_grant",
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "4d057c"},
            req=[["Authorization", "Basic eGFtYXJpbjo8cmVkYWN0ZWQ+"]],
        )
    ],
    log=["fail: TokenRequestValidator[0]", "      Missing code_verifier"],
)
rep(
    "oauth.redirect_uri_scheme_behind_proxy",
    symptom="Invalid parameter: redirect_uri",
    software="a middleware behind an AWS ALB",
    client={"registered": {"redirect_uris": ["https://shop.wren.example/oauth2/callback"]}},
    exchanges=[
        ex(
            "GET",
            "https://shop.wren.example/",
            302,
            by="browser",
            resp=[
                [
                    "Location",
                    f"{ISS}/auth?client_id=c&response_type=code&redirect_uri=http%3A%2F%2Fshop.wren.example%2Foauth2%2Fcallback",
                ]
            ],
        )
    ],
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="The redirect_uri MUST match the registered callback URL for this application.",
    settings={"oauth application": {"Authorization callback URL": "http://127.0.0.1:8080/auth/callback"}},
    log=[
        f"GET /auth 302 -> {ISS}/authorize?response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fauth%2Fcallback&client_id=c"
    ],
)
rep(
    "oauth.literal_placeholder",
    symptom="AADSTS700016: Application with identifier 'Enter_the_Application_Id_here' was not found in the directory 'abc'.",
)
rep(
    "oauth.wrong_environment",
    symptom='Status 401: {"error": "invalid_token", "error_description": "The access token provided is expired, revoked, malformed, or invalid"}',
    files={"NOTES.md": "- token: created in the live dashboard on 10 Feb\n"},
    exchanges=[
        ex(
            "GET",
            "https://sandbox-api.knot.example/v1/products",
            401,
            req=[["Authorization", "Bearer knot_oat_EXAMPLE****"]],
        )
    ],
)
rep(
    "oauth.code_issued_to_other_client",
    symptom="invalid_grant when the backend exchanges the code of the app",
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "c0", "client_id": "com.wren.web"},
            400,
            {
                "error": "invalid_grant",
                "error_description": "client_id mismatch. The code was not issued to com.wren.web.",
            },
        )
    ],
)
rep(
    "oauth.grant_revoked_by_password_change",
    certain=False,
    symptom="UnexpectedError: The command failed with an unexpected error.",
    log=[
        'Token request returned 400: {"error":"invalid_grant","error_description":"AADSTS50173: The provided grant has expired"}'
    ],
)
rep(
    "oauth.internal_vs_public_issuer",
    symptom="Invalid token issuer. Expected 'http://keycloak:8080/auth/realms/development', but was 'http://localhost:8180/auth/realms/development'",
    exchanges=[
        bearer(
            sign(claims(iss="http://localhost:8180/auth/realms/development", aud=...)),
            url="http://keycloak:8080/auth/realms/development/userinfo",
            by="server",
        )
    ],
)
# nothing is wrong: refusals that are steps of a protocol
rep(
    None,
    verdict="accepted",
    symptom="The collector keeps these 401s as errors, nobody notices anything",
    exchanges=[
        bearer(
            sign(claims(exp=NOW - 5, iat=NOW - 3605)),
            at=-4,
            resp=[["WWW-Authenticate", 'Bearer error="invalid_token", error_description="The token expired"']],
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "r1"}, 200, {"access_token": sign(claims())}, at=-3),
        bearer(sign(claims(jti="2")), status=200, body={"items": []}, resp=[["Server", "nginx"]], at=-2),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="Two 401 before each 200 behind the company's proxy",
    exchanges=[
        ex("GET", "http://intra.wren.example/r", 401, resp=[["WWW-Authenticate", "Negotiate"]], at=-4),
        ex(
            "GET",
            "http://intra.wren.example/r",
            401,
            req=[["Authorization", "NTLM TlRMTVNTUAAB"]],
            resp=[["WWW-Authenticate", "NTLM TlRM"]],
            at=-3,
        ),
        ex("GET", "http://intra.wren.example/r", 200, "<html>", req=[["Authorization", "NTLM TlRMTVNTUAAD"]]),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="the console shows login_required at each start, afterwards all is well",
    exchanges=[
        ex(
            "GET",
            f"{ISS}/authorize?client_id=spa&response_type=code&prompt=none&state=a",
            302,
            by="browser",
            resp=[["Location", "https://app.wren.example/silent.html?error=login_required&state=a"]],
            at=-9,
        ),
        tok({"grant_type": "authorization_code", "code": "k"}, 200, {"access_token": "opaque-EXAMPLE"}, at=-3),
        ex("GET", f"{AUD}/me", 200, {"name": "L"}, req=[["Authorization", "Bearer opaque-EXAMPLE"]]),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom='someone said aud "account" must be removed',
    credential=cred(sign(claims(aud=["account", AUD]))),
    verifier=verifier(),
)
rep(
    None,
    verdict="accepted",
    symptom="I see a 401 in the trace, is something broken?",
    exchanges=[
        bearer(sign(claims(iat=NOW - 9000, exp=NOW - 5400)), f"{AUD}/x", 401, at=-9),
        tok({"grant_type": "refresh_token", "refresh_token": "r"}, 200, {"access_token": sign(claims())}, at=-7),
        bearer(sign(claims()), f"{AUD}/x", 200, at=-5),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="jwt.io says Invalid Signature",
    credential=cred(sign(claims())),
    verifier=verifier(),
)
rep(
    None,
    verdict="undecided",
    symptom="the middle part is not a multiple of four, is the token damaged?",
    credential=cred(sign(claims())),
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="logged out after each restart of the server, 401 until I sign in again",
    credential=cred(sign(claims(), key="s-EXAMPLE", alg="HS256")),
    settings={"code": "const jwtSecret = process.env.JWT_SECRET || crypto.randomBytes(64)"},
    log=[iso(-40) + " server started, pid 12", iso(-20) + " GET /s 401 Invalid or expired token"],
)
