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


# ---------------------------------------------------------------- a second try, and what came of it
JWKS_AT = ISS + "/.well-known/jwks.json"
NEXT = sign(claims(jti="n2"), key=rsakey("b"), kid="sig-8")
BOTH = jwks((rsakey(), "sig-7"), (rsakey("b"), "sig-8"))
FINE = [["Vary", "Origin"]]

twins(
    "jwt.jwks_unreachable",
    {
        "exchanges": [
            ex("GET", JWKS_AT, 503, "upstream connect error", by="server", at=-9),
            ex("GET", JWKS_AT, 200, BOTH, by="server", at=-7),
            bearer(GOOD, status=200, resp=FINE),
        ]
    },
    {
        "exchanges": [
            ex("GET", JWKS_AT, 503, "upstream connect error", by="server", at=-9),
            ex("GET", JWKS_AT, 503, "upstream connect error", by="server", at=-7),
            bearer(GOOD, body="Jwks remote fetch is failed"),
        ]
    },
    software="envoy 1.32",
    verifier=verifier(key=...),
)
twins(
    "jwt.kid_unknown_stale_jwks_cache",
    {
        "exchanges": [ex("GET", JWKS_AT, 200, BOTH, by="server", at=-9), bearer(NEXT, status=200, resp=FINE)],
        "verifier": verifier(key={"jwks": BOTH}),
    },
    {
        "exchanges": [bearer(NEXT, body="no key for kid sig-8")],
        "verifier": verifier(key={"jwks": jwks((rsakey(), "sig-7"))}),
    },
    symptom="WARN unknown kid sig-8",
    issuer={"jwks": BOTH},
)
twins(
    "oauth.client_auth_method_mismatch",
    {
        "exchanges": [
            tok(
                {"grant_type": "client_credentials"},
                401,
                {"error": "invalid_client"},
                req=[["Authorization", "Basic YmlsbGluZzpzM2NyM3QtRVhBTVBMRQ=="]],
                at=-9,
            ),
            tok(
                {"grant_type": "client_credentials", "client_id": "billing", "client_secret": "s3cr3t-EXAMPLE"},
                200,
                ISSUED,
                at=-8,
            ),
        ]
    },
    {
        "exchanges": [
            tok(
                {"grant_type": "client_credentials"},
                401,
                {"error": "invalid_client"},
                req=[["Authorization", "Basic YmlsbGluZzpzM2NyM3QtRVhBTVBMRQ=="]],
                at=-9,
            ),
            tok(
                {"grant_type": "client_credentials"},
                401,
                {"error": "invalid_client"},
                req=[["Authorization", "Basic YmlsbGluZzpzM2NyM3QtRVhBTVBMRQ=="]],
                at=-8,
            ),
        ]
    },
    client={
        "client_id": "billing",
        "token_endpoint_auth_method": "client_secret_basic",
        "registered": {"token_endpoint_auth_method": "client_secret_post"},
    },
    software="golang.org/x/oauth2",
)
twins(
    "jwt.expired_not_refreshed",
    {
        "exchanges": [
            bearer(OLD, resp=EXPIRED, at=-12),
            bearer(OLD, url=AUD + "/v1/me", resp=EXPIRED, at=-12),
            tok(FORM, 200, ISSUED, at=-11),
            bearer(GOOD, status=200, resp=FINE, at=-10),
            bearer(GOOD, url=AUD + "/v1/me", status=200, resp=FINE, at=-10),
        ]
    },
    {
        "exchanges": [
            bearer(OLD, resp=EXPIRED, at=-12),
            bearer(OLD, url=AUD + "/v1/me", resp=EXPIRED, at=-12),
            tok(FORM, 200, ISSUED, at=-11),
            bearer(OLD, resp=EXPIRED, at=-10),
            bearer(OLD, url=AUD + "/v1/me", resp=EXPIRED, at=-10),
        ]
    },
    verifier=verifier(),
)
twins(
    "oauth.client_secret_wrong_or_expired",
    {
        "symptom": "invalid_client between 09:00 and 09:05 while we switched the secret; 200 ever since",
        "log": [
            line(-400, "POST /token 401 invalid_client"),
            line(-90, "POST /token 200"),
            line(-20, "POST /token 200"),
        ],
    },
    {
        "symptom": "invalid_client since 09:05 when we switched the secret; 200 until then",
        "log": [
            line(-400, "POST /token 200"),
            line(-90, "POST /token 401 invalid_client"),
            line(-20, "POST /token 401 invalid_client"),
        ],
    },
    certain=False,
    also=["oauth.client_auth_method_mismatch"],
)
twins(
    "aws.session_expired",
    {
        "symptom": "job log: ExpiredToken, attempt 1 of 3. Attempt 2 went through.",
        "log": [line(-60, "attempt 1 of 3: ExpiredToken"), line(-50, "attempt 2 of 3: 200")],
    },
    {
        "symptom": "job log: ExpiredToken, attempt 1 of 3. Attempts 2 and 3 did not go through.",
        "log": [
            line(-60, "attempt 1 of 3: ExpiredToken"),
            line(-50, "attempt 2 of 3: ExpiredToken"),
            line(-40, "attempt 3 of 3: ExpiredToken, giving up"),
        ],
    },
    certain=False,
    also=["aws.session_cached_not_refreshed"],
)
twins(
    "jwt.payload_reserialised",
    {
        "symptom": "webhook delivery 1 had signature mismatch while we deployed; redelivery was accepted, all later ones too"
    },
    {"symptom": "webhook deliveries have signature mismatch since we deployed express.json(); all later ones too"},
    also=["jwt.signed_string_differs", "jwt.wrong_secret"],
    certain=False,
)
# ---------------------------------------------------------------- denied on purpose
twins(
    "jwt.wrong_audience",
    {
        "symptom": "A token for the other API must not open ours: 401. Right so.",
        "credential": cred(sign(claims(aud="https://other.tamarack.example"))),
    },
    {
        "symptom": "A token for our API does not open it: 401. Why so?",
        "credential": cred(sign(claims(aud="https://other.tamarack.example"))),
    },
    verifier=verifier(),
)
twins(
    "oauth.missing_scope",
    {"symptom": "Readers get 403 insufficient_scope on DELETE, which is what we want"},
    {"symptom": "Editors get 403 insufficient_scope on DELETE, which is not what we want"},
    exchanges=[
        ex(
            "DELETE",
            AUD + "/v1/orders/7",
            403,
            req=[["Authorization", "Bearer " + GOOD]],
            resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.delete"']],
        )
    ],
)
twins(
    "jwt.lifetime_over_server_maximum",
    {
        "symptom": "unit test 'refuses a lifetime of 11 minutes' is green: 401 'Expiration time' claim ('exp') is too far in the future"
    },
    {"symptom": "GitHub App: 401 'Expiration time' claim ('exp') is too far in the future"},
    certain=False,
)
twins(
    "aws.web_identity_sub_mismatch",
    {
        "symptom": "Canary: a foreign repository must get AccessDenied (Not authorized to perform sts:AssumeRoleWithWebIdentity). It got it. Check passed."
    },
    {
        "symptom": "Our repository gets AccessDenied (Not authorized to perform sts:AssumeRoleWithWebIdentity). Check failed."
    },
    certain=False,
)
twins(
    "jwt.expired_not_refreshed",
    {
        "symptom": "Chaos day: we let the tokens run out. 401 for 20 s, then every client had refreshed; nothing else seen"
    },
    {"symptom": "Since today: the tokens run out. jwt expired, 401 from every client after 20 min"},
    certain=False,
    also=["jwt.lifetime_unit_wrong"],
)
twins(
    "oauth.grant_revoked",
    {
        "symptom": "We revoked this grant ourselves (offboarding). invalid_grant is correct here, just want the ticket closed."
    },
    {"symptom": "We did not revoke this grant ourselves. invalid_grant is what we get here, want the ticket solved."},
    exchanges=[tok(FORM, 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})],
    also=[
        "oauth.refresh_token_superseded",
        "oauth.google_testing_7_days",
        "oauth.grant_revoked_by_password_change",
        "oauth.refresh_token_reuse_race",
    ],
    certain=False,
)
twins(
    "aws.key_deleted_or_rotated",
    {"symptom": "xfail test_old_key_is_dead: InvalidClientTokenId (expected failure)"},
    {"symptom": "test_new_key_works: InvalidClientTokenId (unexpected failure), key was rotated yesterday"},
    also=["aws.unknown_access_key", "aws.key_not_yet_propagated", "aws.session_token_missing", "aws.wrong_partition"],
    certain=False,
)
# ---------------------------------------------------------------- reports and figures
twins(
    "jwt.expired_not_refreshed",
    {"symptom": "k6: http_req_failed 0.04 % (11 of 27,400), all 401 jwt expired at the change of the hour"},
    {"symptom": "k6: http_req_failed 97.4 % (26,687 of 27,400), all 401 jwt expired after the change of the hour"},
    certain=False,
    also=["jwt.lifetime_unit_wrong", "jwt.clock_skew_not_yet_valid", "jwt.timezone_offset_in_claims"],
)
twins(
    "oauth.state_cookie_lost",
    {"symptom": "state mismatch: 2 of 41,000 sign-ins this month, both from a bookmarked callback"},
    {"symptom": "state mismatch: every sign-in from Safari, the state cookie is not there in the callback"},
    certain=False,
)
twins(
    "aws.clock_skew",
    {"symptom": "Daily digest: SignatureDoesNotMatch 0, RequestTimeTooSkewed 0, Throttling 12"},
    {"symptom": "Daily digest: SignatureDoesNotMatch 0, RequestTimeTooSkewed 48112, Throttling 12"},
    certain=False,
)
twins(
    "oauth.dpop_nonce_stale",
    {"symptom": "1 in 300 calls gets use_dpop_nonce and is sent again at once"},
    {"symptom": "each of 300 calls is refused with use_dpop_nonce, the repeated one as well"},
    certain=False,
)
# ---------------------------------------------------------------- what is old
twins(
    "aws.key_deleted_or_rotated",
    {"command": "aws s3 ls --profile live", "exchanges": [aws(service="s3", key_id="AKIA2NEWEDRFTEXAMPLE")]},
    {"command": "aws s3 ls --profile y2025", "exchanges": [aws(key_id=AK, code=INV[0], msg=INV[1])]},
    files={
        "~/.aws/credentials": creds(AK, section="y2025") + creds("AKIA2NEWEDRFTEXAMPLE", section="live"),
        "~/.aws/README": "y2025 was deleted on 2026-01-12",
    },
    symptom="the file still has a key that was deleted",
    also=["aws.unknown_access_key"],
    certain=False,
)
twins(
    "jwt.expired_not_refreshed",
    {
        "log": [
            line(-9000, "WARN  jwt expired " + OLD),
            line(-8990, "INFO  refreshed"),
            line(-30, "INFO  request with " + GOOD + " 200"),
        ]
    },
    {
        "log": [
            line(-9000, "WARN  jwt expired " + OLD),
            line(-8990, "INFO  not refreshed, no refresh token"),
            line(-30, "WARN  request with " + OLD + " 401 jwt expired"),
        ]
    },
    certain=True,
)
twins(
    "jwt.kid_unknown_stale_jwks_cache",
    {
        "verifier": verifier(key={"jwks": BOTH}),
        "symptom": "sig-7 is on its way out, and this token still names it. Too late?",
    },
    {
        "verifier": verifier(key={"jwks": jwks((rsakey("b"), "sig-8"))}),
        "symptom": "sig-7 is on its way out, and this token still names it: no key for kid sig-7",
    },
    credential=cred(GOOD),
    issuer={"jwks": BOTH},
    also=["jwt.kid_key_mismatch"],
)
twins(
    "jwt.expired_not_refreshed",
    {"symptom": "fixtures/ holds tokens for the tests of expiry. Does the scanner rightly call them expired?"},
    {"symptom": "the fixtures' tokens are expired, and the tests are refused with 401"},
    files={"fixtures/expired.json": '["' + old(900) + '", "' + old(800) + '"]'},
)
# ---------------------------------------------------------------- documents, features, warnings
twins(
    "jwt.expired_not_refreshed",
    {"symptom": "Where do I set the leeway? README only lists the errors", "credential": cred(GOOD)},
    {"symptom": "Where do I set the leeway? TokenExpiredError", "credential": cred(OLD)},
    files={
        "README.md": "Errors: `TokenExpiredError: jwt expired`, `JsonWebTokenError: invalid signature`, `jwt audience invalid`"
    },
    verifier=verifier(),
)
twins(
    "jwt.wrong_secret",
    {
        "exchanges": [bearer(sign(claims(), key=SHARED, alg="HS256"), status=200, resp=FINE)],
        "verifier": verifier(algorithms=["HS256"], key={"secret": SHARED}),
    },
    {
        "exchanges": [bearer(sign(claims(), key=SHARED, alg="HS256"), body="invalid signature")],
        "verifier": verifier(algorithms=["HS256"], key={"secret": SHARED[::-1]}),
    },
    symptom="DeprecationWarning: verification without 'algorithms' will be an error in the next release",
)
twins(
    "oauth.pkce_method_missing",
    {
        "symptom": 'The docs warn: "code_challenge_method defaults to plain if not present". We send S256, do we need to care?'
    },
    {"symptom": "code_challenge_method missing, transform algorithm not supported"},
    certain=False,
)
twins(
    "aws.profile_section_name",
    {
        "symptom": "One file says [profile live], the other [live]. Is one of them a mistake?",
        "exchanges": [aws()],
        "files": {"~/.aws/config": "[profile live]\nregion = eu-west-1\n", "~/.aws/credentials": creds(section="live")},
    },
    {
        "symptom": "The config profile (live) could not be found",
        "files": {"~/.aws/config": "[live]\nregion = eu-west-1\n"},
    },
    command="aws sts get-caller-identity --profile live",
)
twins(
    "oauth.refresh_token_superseded",
    {
        "symptom": "Can Assay tell invalid_grant of a stolen refresh token from invalid_grant of a forgotten one? We plan rotation."
    },
    {"symptom": "invalid_grant: the old refresh token is sent after each rotation"},
    certain=False,
    also=["oauth.refresh_token_reuse_race"],
)
twins(
    "aws.sso_session_expired",
    {
        "log": [line(-60, "WARN  SSO token expires in 4 minutes"), line(-58, "INFO  SSO token refresh succeeded")],
        "symptom": "yellow: SSO token about to expire",
    },
    {
        "log": [
            line(-60, "WARN  SSO token expires in 4 minutes"),
            line(-58, "ERROR SSO token refresh failed: InvalidGrantException"),
        ],
        "symptom": "red: Error when retrieving token from sso: Token has expired and refresh failed",
    },
    certain=False,
)
twins(
    "jwt.clock_skew_not_yet_valid",
    {
        "credential": cred(sign(claims(nbf=NOW + 3, iat=NOW + 3))),
        "verifier": verifier(leeway_seconds=10),
        "exchanges": [bearer(sign(claims(nbf=NOW + 3, iat=NOW + 3)), status=200, resp=FINE)],
    },
    {
        "credential": cred(sign(claims(nbf=NOW + 3, iat=NOW + 3))),
        "verifier": verifier(),
        "exchanges": [bearer(sign(claims(nbf=NOW + 3, iat=NOW + 3)), body="token is not yet valid")],
    },
    symptom="nbf is 3 s ahead",
    also=["jwt.client_clock_ahead"],
)
twins(
    "aws.session_token_missing",
    {"env": env(SI, SS, ST), "exchanges": [aws(key_id=SI, token=ST)]},
    {"env": env(SI, SS), "exchanges": [aws(key_id=SI, code=INV[0], msg=INV[1])]},
    symptom="linter: AWS_SECURITY_TOKEN is deprecated, AWS_SESSION_TOKEN expected",
)
twins(
    "oauth.redirect_uri_localhost_vs_127",
    {
        "client": {
            "client_id": "cli",
            "redirect_uri": "http://127.0.0.1:8250/cb",
            "registered": {"redirect_uris": ["http://127.0.0.1:8250/cb", "http://localhost:8250/cb"]},
        },
        "symptom": "Two loopback URIs are registered, one of them unused. Is that a mismatch?",
    },
    {
        "client": {
            "client_id": "cli",
            "redirect_uri": "http://127.0.0.1:8250/cb",
            "registered": {"redirect_uris": ["http://localhost:8250/cb"]},
        },
        "symptom": "redirect_uri mismatch",
    },
)
twins(
    "oauth.header_stripped_by_proxy",
    {
        "symptom": "bots knock without a token: 401 'Authorization header missing', 6,100 lines; our users are not affected",
        "log": [
            line(-60, "GET /.env 401 Authorization header missing"),
            line(-50, "GET /v1/orders 200"),
            line(-40, "GET /wp-login.php 401 Authorization header missing"),
        ],
    },
    {
        "symptom": "since nginx was put in front: 401 'Authorization header missing', 6,100 lines; the client sends it",
        "log": [
            line(-60, "GET /v1/orders 401 Authorization header missing"),
            line(-50, "GET /v1/orders 401 Authorization header missing"),
        ],
    },
    certain=False,
    also=["oauth.authorization_header_conflict"],
)


# Words of calm in a complaint: each of these is refused, whatever else it says went well.
STILL_REFUSED = (
    "Works on all machines but mine: InvalidClientTokenId",
    "works for every user except the admins, those get 403 insufficient_scope",
    "Found an old InvalidClientTokenId in the log, and today it is there again",
    "tests are green, in production: invalid signature",
    "JsonWebTokenError: invalid signature in the login test since Monday, the build is red",
    "It was fixed last week and today every call ends with SignatureDoesNotMatch",
    "ExpiredToken is caught and retried but comes again: ExpiredToken",
    "we sent a fresh token and got 401 invalid_token",
    "invalid_grant once during the deploy, and on each login since",
    "all jobs green but the deploy: ExpiredToken",
    "The user pressed login and got invalid_client",
    "That is what the policy says, yet 403 insufficient_scope",
    "401 invalid_token, users did not notice until today, now nobody can log in",
    "AccessDenied as we wanted at first, now for the new key as well: InvalidAccessKeyId",
    "It does not work as expected: invalid signature",
    "The alert is resolved by restarting, but it comes back every night: invalid_token, token expired",
    "Expected 200 as in the docs, got 401 invalid_token",
    "Docs say the audience is optional. jwt audience invalid. expected: https://api",
    "Token must not be expired, and it is not: 401 jwt expired",
    "no error in the log of the API, the gateway answers 401 invalid_token",
    'No problem with curl. From the browser: 401 "token expired"',
    "The key must be refused after the rotation, and now the new one is refused too: InvalidClientTokenId",
    "0.4 % of all tokens have an invalid signature",
    "1 of 256 calls ends with 'signature verification failed'",
    "half of all requests are answered 401 (invalid signature)",
    "Everything green in staging, in production: invalid_client",
    "Monitoring says OK, users get 401 jwt malformed",
    "It resolved itself last week, today again: ExpiredToken",
    "[RESOLVED] disk full. And now: invalid_grant on each login",
    "Sentry: JsonWebTokenError: invalid signature, 4,112 events, unresolved",
    "Sentry issue was closed, the error is back: JsonWebTokenError: invalid signature",
    "Resolved [org.springframework.security.oauth2.jwt.JwtValidationException: An error occurred while attempting to decode the Jwt: Jwt expired at 2026-01-01T00:00:00Z]",
    "Could not resolve issuer: invalid_token",
    "README example works, our own token: jwt malformed",
    "The manual describes RS256, our verifier says: invalid algorithm",
    "Not a single login works: AADSTS50011 redirect URI mismatch",
    "There is no exception in our code, only AADSTS700016: Application not found",
    "as expected by the library, aud should be 'api' but jwt audience invalid",
    "expected audience https://a, got https://b",
    "expected status 200 but received 401 Unauthorized: token is expired",
    "test_login FAILED: AssertionError: 401 != 200, invalid_token",
    "tests pass, production: InvalidClientTokenId",
    "We rotated the key on purpose, now SignatureDoesNotMatch everywhere",
    "By design we send no client secret: invalid_client",
    "The token was intentionally short-lived; still 'jwt expired' right after login",
    "Our test deliberately uses a long key id: kid not found",
    "Requests: 12 of 300 answered 401 jwt expired",
    "2 of 40 requests answered 401 (jwt expired)",
    "without an error in the console the login loops, invalid_state",
    "Feature request: none. We get invalid_grant on refresh",
    "CloudWatch alarm: 4xx rate 38 %, UnrecognizedClientException",
    "The error disappeared after the restart and is back now: no key for kid",
    "It should return 200 and it does not: 401 invalid_token",
    "It must not fail and it does: 401 invalid_token",
    "the API rightly complains: jwt expired. How do I refresh?",
    "Attempt 1: 401. The second attempt is also refused: invalid_token",
    "works as designed locally. On the server: secretOrPrivateKey must have a value",
)
