"""Twins: evidence that looks alarming and ends well, and the same evidence where the one fact that matters is another.

The calm one raises no alarm; of the other the cause is named.
"""

from __future__ import annotations

from evidence import NOW
from reported.short_forms import (
    AK,
    AUD,
    INV,
    ISS,
    LOGNOISE,
    NOISE,
    SI,
    SS,
    ST,
    STS_INV,
    aws,
    bearer,
    claims,
    cred,
    creds,
    env,
    ex,
    iso,
    jwks,
    rsakey,
    sign,
    tok,
    verifier,
)

TWINS = []

GOOD = sign(claims())
OLD = sign(claims(iat=NOW - 9137, exp=NOW - 5537, jti="old"))
SHARED = "a-signing-EXAMPLE-value-of-40-characters"
ISSUED = {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600}
EXPIRED = [["WWW-Authenticate", 'Bearer error="invalid_token", error_description="The token is expired"']]
FORM = {"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": "web"}


def twins(cause, calm, faulty, also=(), certain=True, **both):
    """One pair: what both have, and what each has alone; a log stands behind the noise of every day."""
    made = []
    for own in (calm, faulty):
        members = {**both, **own}
        environment = {**NOISE, **members.pop("env", {})}
        log = [*LOGNOISE, *members.pop("log", [])]
        made.append({"assay_bundle": 1, "now": iso(), "environment": environment, "log": log, **members})
    TWINS.append((cause, {cause, *also} if cause else set(), certain, *made))


def line(at, text):
    return iso(at) + " " + text


def old(day, **over):
    return sign(claims(iat=NOW - 86400 * day, exp=NOW - 86400 * day + 3600, **over))


# ---------------------------------------------------------------- figures of a night
twins(
    "jwt.expired_not_refreshed",
    {"symptom": "3 of 10,000 requests answered 401 last night"},
    {"symptom": "10,000 of 10,000 requests answered 401 last night"},
    certain=False,
    software="orders-api 4.2, jsonwebtoken 9.0.2",
    log=[line(-900, "WARN  401 jwt expired"), line(-880, "WARN  401 jwt expired"), line(-600, "WARN  401 jwt expired")],
)
twins(
    "oauth.refresh_token_superseded",
    {"symptom": "Weekly report: invalid_grant 0.02 % of all refreshes, invalid_client 0 %. Same as the weeks before."},
    {"symptom": "Weekly report: invalid_grant 100 % of all refreshes since Monday's release, 0 % the weeks before."},
    also=["oauth.grant_revoked", "oauth.refresh_token_reuse_race", "oauth.grant_revoked_by_password_change"],
    certain=False,
    software="Grafana 11.2",
    log=[line(-500, "token endpoint: invalid_grant client=web grant=refresh_token")],
)
twins(
    "aws.key_deleted_or_rotated",
    {"symptom": "CloudTrail of November: 4 of 2,113,408 calls ended with InvalidClientTokenId"},
    {"symptom": "Since the rotation every call ends with InvalidClientTokenId"},
    also=["aws.unknown_access_key", "aws.session_token_missing"],
    certain=False,
)
twins(
    "jwt.wrong_audience",
    {
        "symptom": "error budget of the gateway: 0.3 % used this month, all of it 401 (jwt audience invalid) from one bot"
    },
    {"symptom": "error budget of the gateway: 100 % used since noon, all of it 401 (jwt audience invalid)"},
    also=[
        "jwt.aud_wrong_identifier",
        "jwt.id_token_used_as_access_token",
        "jwt.aud_scope_not_requested",
        "jwt.keycloak_aud_account",
    ],
    certain=False,
)
# ---------------------------------------------------------------- what must be refused
twins(
    "jwt.expired_not_refreshed",
    {
        "symptom": "test_an_expired_token_is_refused PASSED: 401 invalid_token, as intended",
        "exchanges": [bearer(OLD, resp=EXPIRED, at=-8)],
    },
    {
        "symptom": "test_a_fresh_login_may_read FAILED: expected 200, got 401 invalid_token",
        "exchanges": [bearer(OLD, resp=EXPIRED, at=-8)],
    },
    software="pytest 8.3",
)
twins(
    "oauth.pkce_verifier_stale",
    {"symptom": "Conformance run: wrong code_verifier is refused with invalid_grant, as expected"},
    {"symptom": "Login ends with invalid_grant since yesterday"},
    certain=True,
    client={
        "client_id": "web",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "code_verifier": "not-the-one-of-this-attempt-" + "x" * 30,
    },
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=web&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=a1",
            302,
            resp=[["Location", "https://web.tamarack.example/cb?code=c-1&state=a1"]],
            at=-20,
            by="browser",
        ),
        tok(
            {
                "grant_type": "authorization_code",
                "code": "c-1",
                "client_id": "web",
                "code_verifier": "not-the-one-of-this-attempt-" + "x" * 30,
            },
            400,
            {"error": "invalid_grant", "error_description": "PKCE verification failed"},
            at=-10,
        ),
    ],
)
twins(
    "aws.key_deleted_or_rotated",
    {"symptom": "Leaver check: the deactivated key gets InvalidClientTokenId, as it should"},
    {"symptom": STS_INV},
    also=["aws.unknown_access_key"],
    certain=False,
    env=env(),
    exchanges=[aws(code=INV[0], msg=INV[1])],
    log=[line(-7000, f"iam UpdateAccessKey {AK} Status=Inactive")],
)
twins(
    "oauth.missing_scope",
    {"symptom": "negative test of the read-only client: POST must fail with insufficient_scope, and it does"},
    {"symptom": "the import client: POST fails with insufficient_scope"},
    exchanges=[
        ex(
            "POST",
            "https://api.tamarack.example/v1/orders",
            403,
            "",
            req=[["Authorization", "Bearer " + GOOD]],
            resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"']],
        )
    ],
)
twins(
    "jwt.alg_none",
    {"symptom": "pen-test step 14: token with alg none -> 401 (expected: 401). ok"},
    {"symptom": "smoke test step 14: token of the login page -> 401 (expected: 200). not ok"},
    exchanges=[
        bearer(
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + GOOD.split(".")[1] + ".",
            body="alg none is not allowed",
        )
    ],
)
twins(
    "oauth.header_stripped_by_proxy",
    {
        "symptom": "blackbox probe 'no token' wants 401 and gets 401; probe_success 1",
        "exchanges": [ex("GET", AUD + "/v1/orders", 401, "missing token", resp=[["WWW-Authenticate", "Bearer"]])],
    },
    {
        "symptom": "blackbox probe 'with token' wants 200 and gets 401; probe_success 0",
        "exchanges": [
            bearer(GOOD, body="missing token", resp=[["WWW-Authenticate", "Bearer"]]),
            ex(
                "GET",
                "http://app.internal:8080/v1/orders",
                401,
                "missing token",
                by="server",
                resp=[["WWW-Authenticate", "Bearer"]],
            ),
        ],
    },
)
twins(
    "oauth.refresh_token_superseded",
    {"symptom": "Reuse detection works: the old refresh token is refused as designed, the new one is taken"},
    {"symptom": "After the night the app asks for a login: the refresh token is refused"},
    also=["oauth.refresh_token_reuse_race", "oauth.grant_revoked"],
    certain=False,
    exchanges=[
        tok(FORM, 200, {**ISSUED, "refresh_token": "rt-EXAMPLE-2"}, at=-60),
        tok(FORM, 400, {"error": "invalid_grant", "error_description": "refresh token was used already"}, at=-10),
    ],
)
# ---------------------------------------------------------------- denied words
twins(
    "jwt.expired_not_refreshed",
    {
        "symptom": "It has no expiry problem, I checked exp twice. Only asking for a second pair of eyes.",
        "credential": cred(GOOD),
    },
    {"symptom": "It has an expiry problem, I think. Only asking for a second pair of eyes.", "credential": cred(OLD)},
    verifier=verifier(),
)
twins(
    "oauth.refresh_token_reuse_race",
    {
        "symptom": "no invalid_grant since we refresh in one place only",
        "log": [line(-90, "refresh ok, next token stored"), line(-30, "refresh ok, next token stored")],
    },
    {
        "symptom": "invalid_grant again although we refresh in one place only",
        "log": [
            line(-90, "worker-1 refresh rt-EXAMPLE-1 ok, next token stored"),
            line(-90, "worker-2 refresh rt-EXAMPLE-1 failed: invalid_grant, refresh token already used"),
        ],
    },
    also=["oauth.refresh_token_superseded"],
    certain=False,
)
twins(
    "jwt.typ_not_accepted",
    {
        "symptom": "typ unexpected (at+jwt) and nobody minds",
        "exchanges": [bearer(sign(claims(), typ="at+jwt"), status=200, resp=[["Vary", "Origin"]])],
    },
    {
        "symptom": "typ is at+jwt and the gateway minds: 401",
        "exchanges": [bearer(sign(claims(), typ="at+jwt"), body='typ "at+jwt" is not allowed, expected JWT')],
    },
    verifier=verifier(type="JWT"),
)
twins(
    "jwt.kid_missing",
    {
        "symptom": "kid missing, and the resource server takes it all the same",
        "exchanges": [bearer(sign(claims(), kid=None), status=200, resp=[["Vary", "Origin"]])],
    },
    {
        "symptom": "kid missing, and the resource server does not take it",
        "exchanges": [bearer(sign(claims(), kid=None), body="token has no kid, and the key set has 2 keys")],
    },
    issuer={"jwks": jwks((rsakey(), "sig-7"), (rsakey("b"), "sig-8"))},
)
twins(
    "aws.clock_skew",
    {"symptom": "No RequestTimeTooSkewed and no SignatureDoesNotMatch since chrony runs on the hosts"},
    {"symptom": "RequestTimeTooSkewed and SignatureDoesNotMatch since chrony no longer runs on the hosts"},
    certain=False,
)
twins(
    "jwt.wrong_issuer",
    {
        "symptom": "Not a single 'invalid issuer' after the move to the new domain; please look over it before we go live"
    },
    {"symptom": "Every token ends in 'invalid issuer' after the move to the new domain; please look over it"},
    also=["jwt.iss_trailing_slash", "jwt.iss_typo", "oauth.wrong_environment", "oauth.internal_vs_public_issuer"],
    certain=False,
)
# ---------------------------------------------------------------- alerts
twins(
    "jwt.expired_not_refreshed",
    {"symptom": "[RESOLVED] TokenExpiredException on checkout-worker (lasted 40 s)"},
    {"symptom": "[FIRING] TokenExpiredException on checkout-worker (for 40 min)"},
    certain=False,
    also=["jwt.clock_skew_not_yet_valid", "jwt.lifetime_unit_wrong", "jwt.timezone_offset_in_claims"],
)
twins(
    "aws.session_expired",
    {
        "symptom": "PagerDuty: ExpiredTokenException nightly-export - recovered after 1 minute",
        "log": [
            line(-200, "ERROR ExpiredTokenException: The security token included in the request is expired"),
            line(-190, "INFO  assumed role again, new session"),
            line(-100, "INFO  export finished, 14 objects"),
        ],
    },
    {
        "symptom": "PagerDuty: ExpiredTokenException nightly-export - triggered",
        "log": [
            line(-200, "ERROR ExpiredTokenException: The security token included in the request is expired"),
            line(-190, "ERROR giving up after 3 attempts"),
        ],
    },
    also=["aws.session_cached_not_refreshed"],
    certain=False,
)
twins(
    "oauth.client_secret_wrong_or_expired",
    {"symptom": "Alert InvalidClientRate: back to normal 10:02"},
    {"symptom": "Alert InvalidClientRate: still above the threshold 10:02"},
    certain=False,
    also=["oauth.client_auth_method_mismatch", "oauth.literal_placeholder", "oauth.wrong_environment"],
    log=[line(-4000, "token endpoint: invalid_client client=billing")],
)
twins(
    "jwt.kid_unknown_stale_jwks_cache",
    {"symptom": "Sentry: SigningKeyNotFoundError (resolved in 4.2.1, last seen 6 days ago)"},
    {"symptom": "Sentry: SigningKeyNotFoundError (regressed in 4.2.1, last seen a minute ago)"},
    certain=False,
    also=["oauth.wrong_environment", "jwt.jwks_url_wrong", "jwt.kid_missing"],
)
# ---------------------------------------------------------------- logs and how they end
twins(
    "jwt.expired_not_refreshed",
    {
        "log": [
            line(-60, "GET /v1/orders 401 jwt expired"),
            line(-59, "POST /token 200"),
            line(-58, "GET /v1/orders 200 12ms"),
            line(-20, "GET /healthz 200 1ms"),
        ]
    },
    {
        "log": [
            line(-60, "GET /v1/orders 401 jwt expired"),
            line(-59, "POST /token 200"),
            line(-58, "GET /v1/orders 401 jwt expired"),
            line(-20, "GET /healthz 200 1ms"),
        ]
    },
    symptom="monitoring shows a 401",
    certain=False,
)
twins(
    "oauth.refresh_token_superseded",
    {
        "symptom": "scanner finds unauthorized requests in our log",
        "log": [
            line(-60, "GET /me 401"),
            line(-59, "POST /oauth/token 200"),
            line(-58, "GET /me 200"),
            line(-10, "GET /admin 404"),
        ],
    },
    {
        "symptom": "monitoring finds unauthorized requests in our log",
        "log": [
            line(-60, "GET /me 401"),
            line(-59, "POST /oauth/token 400 invalid_grant refresh token was replaced"),
            line(-30, "GET /metrics 200"),
            line(-10, "GET /healthz 200"),
        ],
    },
    also=["oauth.grant_revoked", "oauth.refresh_token_reuse_race"],
    certain=False,
)
twins(
    "aws.session_expired",
    {
        "log": [
            line(-60, "ERROR upload part 3: ExpiredToken"),
            line(-58, "INFO  credentials renewed"),
            line(-57, "INFO  upload part 3: 200"),
            line(-5, "INFO  GET /healthz 200"),
        ]
    },
    {
        "log": [
            line(-60, "ERROR upload part 3: ExpiredToken"),
            line(-58, "INFO  credentials renewed"),
            line(-57, "ERROR upload part 3: ExpiredToken"),
            line(-5, "INFO  GET /healthz 200"),
        ]
    },
    also=["aws.session_cached_not_refreshed"],
    certain=False,
)
twins(
    "jwt.kid_unknown_stale_jwks_cache",
    {
        "log": [
            line(-60, "WARN  no key for kid sig-8, reloading the key set"),
            line(-59, "INFO  key set has 2 keys: sig-7, sig-8"),
            line(-58, "INFO  token of kid sig-8 verified, 200"),
        ]
    },
    {
        "log": [
            line(-60, "WARN  no key for kid sig-8, key set was loaded a minute ago, not reloading"),
            line(-58, "ERROR token of kid sig-8 refused: no matching key, 401"),
        ]
    },
    symptom="a warning about an unknown kid at the rotation",
    certain=False,
)
twins(
    "jwt.clock_skew_not_yet_valid",
    {
        "log": [
            line(-60, "WARN  iat is 2 s in the future, within the leeway of 5 s"),
            line(-60, "INFO  POST /entries 201 9ms"),
        ]
    },
    {
        "log": [
            line(-60, "WARN  iat is 7 s in the future, leeway of 5 s"),
            line(-60, "ERROR POST /entries 401 token used before issued"),
        ]
    },
    symptom="warning: iat is in the future",
    also=["jwt.client_clock_ahead"],
    certain=False,
)
twins(
    "oauth.client_secret_wrong_or_expired",
    {
        "log": [
            line(-8000, "WARN  client secret 1 of 2 expires in 3 days"),
            line(-6000, "INFO  client secret replaced"),
            line(-60, "INFO  POST /token 200"),
        ]
    },
    {
        "log": [
            line(-8000, "WARN  client secret 1 of 2 expires in 3 days"),
            line(-60, "ERROR POST /token 401 AADSTS7000222: The provided client secret keys are expired"),
        ]
    },
    software="msal-python 1.31",
    certain=False,
)
# ---------------------------------------------------------------- old ones beside the one in use
twins(
    "jwt.expired_not_refreshed",
    {"exchanges": [bearer(GOOD, status=200, resp=[["Vary", "Origin"]])]},
    {"exchanges": [bearer(OLD, resp=EXPIRED)]},
    symptom="The file holds last year's tokens as well",
    files={"tokens-2025.txt": "\n".join(old(day) for day in (420, 410, 400))},
)
twins(
    "jwt.expired_not_refreshed",
    {"symptom": "Auditor asks about these: all revoked long ago, none in use"},
    {"symptom": "The sync job is refused with the last of these"},
    also=["jwt.secret_rotated"],
    files={"audit/tokens.csv": "issued,token\n2025-02-01," + old(400) + "\n2025-03-01," + old(370)},
)
twins(
    "aws.key_deleted_or_rotated",
    {"env": env("AKIA2NEWEDRFTEXAMPLE"), "exchanges": [aws(key_id="AKIA2NEWEDRFTEXAMPLE")]},
    {"env": env(), "exchanges": [aws(code=INV[0], msg=INV[1])]},
    symptom="Which of these does the job use?",
    files={"rotation.csv": f"key,created,deleted\n{AK},2025-01-10,2026-01-12\nAKIA2NEWEDRFTEXAMPLE,2026-01-11,\n"},
    also=["aws.unknown_access_key"],
    certain=False,
)
twins(
    "aws.session_expired",
    {
        "command": "aws sts get-caller-identity --profile live",
        "exchanges": [aws(key_id="ASIA2LIVEDRFTEXAMPLE", token=ST + "Live")],
    },
    {
        "command": "aws sts get-caller-identity --profile lab",
        "exchanges": [
            aws(key_id=SI, token=ST, code="ExpiredToken", msg="The security token included in the request is expired")
        ],
    },
    files={
        "~/.aws/credentials": creds(SI, SS, ST, "lab", f"expiration = {iso(-90000)}\n")
        + creds("ASIA2LIVEDRFTEXAMPLE", SS, ST + "Live", "live", f"expiration = {iso(3000)}\n")
    },
    symptom="one profile looks expired",
    also=["aws.session_cached_not_refreshed"],
)
twins(
    "jwt.secret_rotated",
    {"credential": cred(sign(claims(), key=SHARED, alg="HS256"))},
    {
        "credential": cred(sign(claims(iat=NOW - 9000), key="the-one-before-EXAMPLE-of-40-characters!", alg="HS256")),
        "symptom": "401 invalid signature since the change of the secret",
    },
    symptom="There are two secrets in the file, is one of them wrong?",
    settings={"JWT_SECRET": SHARED, "JWT_SECRET_OLD": "the-one-before-EXAMPLE-of-40-characters!"},
    verifier=verifier(algorithms=["HS256"], key={"secret": SHARED}),
    also=["jwt.wrong_secret"],
)
# ---------------------------------------------------------------- steps of a protocol
twins(
    "aws.no_credentials_unsigned",
    {
        "exchanges": [
            ex("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/", 401, at=-9),
            ex("PUT", "http://169.254.169.254/latest/api/token", 200, "AQAEAEXAMPLE", at=-8),
            ex("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/", 200, "web-role", at=-7),
            aws(key_id=SI, token=ST),
        ]
    },
    {
        "exchanges": [ex("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/", 401, at=-9)],
        "symptom": 'Unable to locate credentials. You can configure credentials by running "aws configure".',
    },
    symptom="the agent logs HTTP 401 from the metadata service at each start",
    certain=False,
)
twins(
    "oauth.dpop_nonce_stale",
    {
        "exchanges": [
            tok(FORM, 400, {"error": "use_dpop_nonce"}, req=[["DPoP", sign({"htm": "POST"}, typ="dpop+jwt")]], at=-9),
            tok(FORM, 200, ISSUED, req=[["DPoP", sign({"htm": "POST", "nonce": "n1"}, typ="dpop+jwt")]], at=-8),
        ]
    },
    {
        "exchanges": [
            tok(
                FORM,
                400,
                {"error": "use_dpop_nonce"},
                req=[["DPoP", sign({"htm": "POST", "nonce": "n0"}, typ="dpop+jwt")]],
                at=-9,
            ),
            tok(
                FORM,
                400,
                {"error": "use_dpop_nonce"},
                req=[["DPoP", sign({"htm": "POST", "nonce": "n0"}, typ="dpop+jwt")]],
                at=-8,
            ),
        ]
    },
    symptom="use_dpop_nonce in the console",
    certain=False,
)
twins(
    "aws.clock_skew",
    {
        "exchanges": [
            aws(
                code="RequestTimeTooSkewed",
                msg="The difference between the request time and the current time is too large.",
                at=-909,
                date=-9,
            ),
            aws(at=-8, date=-8),
        ]
    },
    {
        "exchanges": [
            aws(
                code="RequestTimeTooSkewed",
                msg="The difference between the request time and the current time is too large.",
                at=-909,
                date=-9,
            ),
            aws(
                code="RequestTimeTooSkewed",
                msg="The difference between the request time and the current time is too large.",
                at=-908,
                date=-8,
            ),
        ]
    },
    symptom="WARN clock offset corrected after RequestTimeTooSkewed",
    software="aws-sdk-js 3.700",
    env=env(),
)
twins(
    "oauth.redirect_uri_trailing_slash",
    {
        "client": {
            "client_id": "web",
            "redirect_uri": "https://web.tamarack.example/cb/",
            "registered": {"redirect_uris": ["https://web.tamarack.example/cb", "https://web.tamarack.example/cb/"]},
        },
        "symptom": "Is the slash at the end of our redirect URI a mismatch?",
    },
    {
        "client": {
            "client_id": "web",
            "redirect_uri": "https://web.tamarack.example/cb/",
            "registered": {"redirect_uris": ["https://web.tamarack.example/cb"]},
        },
        "symptom": "redirect_uri mismatch",
    },
)
twins(
    "oauth.client_secret_not_sent",
    {
        "exchanges": [ex("HEAD", AUD + "/v1/orders", 401, at=-9), bearer(GOOD, status=200, resp=[["Vary", "Origin"]])],
        "symptom": "the access log has a 401 for each HEAD",
    },
    {
        "exchanges": [
            tok(
                {"grant_type": "client_credentials", "client_id": "web"},
                401,
                {"error": "invalid_client", "error_description": "client_secret is required"},
            )
        ],
        "symptom": "the access log has a 401 for each POST",
    },
    certain=False,
)
# ---------------------------------------------------------------- warnings, documents, questions of features
twins(
    "jwt.wrong_secret",
    {
        "exchanges": [
            bearer(sign(claims(), key="short-EXAMPLE-20-byt", alg="HS256"), status=200, resp=[["Vary", "Origin"]])
        ]
    },
    {
        "exchanges": [
            bearer(sign(claims(), key="other-EXAMPLE-20-byt", alg="HS256"), body="Signature verification failed")
        ]
    },
    symptom="InsecureKeyLengthWarning: The HMAC key is 20 bytes long, which is below the minimum recommended length of 32 bytes for SHA256.",
    software="PyJWT 2.10.1",
    verifier=verifier(algorithms=["HS256"], key={"secret": "short-EXAMPLE-20-byt"}),
)
twins(
    "jwt.expired_not_refreshed",
    {
        "symptom": "Feature request: the verifier should say by how many seconds a token has expired",
        "credential": cred(GOOD),
    },
    {"symptom": "The verifier says that my token has expired", "credential": cred(OLD)},
    verifier=verifier(),
)
twins(
    "oauth.client_secret_wrong_or_expired",
    {
        "symptom": "Changelog 3.4: 'invalid_client when the secret holds a plus' is fixed. Do we need it?",
        "exchanges": [
            tok(
                {"grant_type": "client_credentials", "client_id": "billing", "client_secret": "ab+cd-EXAMPLE"},
                200,
                ISSUED,
            )
        ],
    },
    {
        "symptom": "invalid_client",
        "exchanges": [
            tok(
                {"grant_type": "client_credentials", "client_id": "billing", "client_secret": "ab cd-EXAMPLE"},
                401,
                {"error": "invalid_client", "error_description": "Invalid client secret provided."},
            )
        ],
    },
    certain=False,
    also=["oauth.client_auth_method_mismatch"],
)
twins(
    "aws.fake_key_to_real_aws",
    {"exchanges": [aws()], "env": env()},
    {
        "exchanges": [aws(key_id="AKIAIOSFODNN7EXAMPLE", code=INV[0], msg=INV[1])],
        "env": env("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    },
    files={
        "README.md": "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n# with a wrong key you get InvalidClientTokenId"
    },
    command="aws sts get-caller-identity",
    also=["aws.literal_placeholder"],
)
twins(
    "jwt.expired_not_refreshed",
    {
        "symptom": "The manual says: 'A token that has expired is answered with 401 invalid_token.' For how long does the client wait before it tries again?",
        "credential": cred(GOOD),
    },
    {
        "symptom": "The API says: 'A token that has expired is answered with 401 invalid_token.'",
        "credential": cred(OLD),
    },
    verifier=verifier(),
)
twins(
    "aws.key_deleted_or_rotated",
    {
        "symptom": "Trusted Advisor: access key older than 90 days, key should be rotated",
        "exchanges": [aws()],
        "env": env(),
    },
    {
        "symptom": "The security token included in the request is invalid, since the key was rotated",
        "exchanges": [aws(code=INV[0], msg=INV[1])],
        "env": env(),
    },
    also=["aws.unknown_access_key"],
    certain=False,
)
twins(
    "jwt.alg_not_allowed",
    {
        "symptom": "Will HS256 still be allowed in 5.0, or is it rejected like alg none?",
        "credential": cred(sign(claims(), key=SHARED, alg="HS256")),
        "verifier": verifier(algorithms=["HS256"], key={"secret": SHARED}),
    },
    {
        "symptom": "HS256 is rejected in 5.0: algorithm not allowed",
        "credential": cred(sign(claims(), key=SHARED, alg="HS256")),
        "verifier": verifier(algorithms=["RS256"]),
    },
    also=["jwt.alg_key_type_mismatch"],
)
