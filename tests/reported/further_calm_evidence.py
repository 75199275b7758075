"""More evidence in which something looks alarming and nothing is wrong: what people ask, note, or find in a log in passing."""

from __future__ import annotations

from reported.calm_evidence import FINE, GOOD, OLD, calmly, ok
from reported.calm_evidence import line as L
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
    dumps,
    env,
    ex,
    iso,
    jwks,
    rsakey,
    sign,
    tok,
    verifier,
)

FURTHER = []
calm = calmly(FURTHER)

SOON = sign(claims(iat=NOW - 3580, exp=NOW + 20))
RT = {"grant_type": "refresh_token", "refresh_token": "r1-EXAMPLE", "client_id": "web"}
ISSUED = {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r2-EXAMPLE"}
DEVICE = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "d1", "client_id": "cli"}
CODE = {"grant_type": "authorization_code", "code": "c1", "client_id": "web", "code_verifier": "v" * 50}

calm("session ends in 20 seconds says the banner", credential=cred(SOON), verifier=verifier())
calm(
    "The access token lives 15 minutes. Too short?",
    credential=cred(sign(claims(iat=NOW - 60, exp=NOW + 840))),
    verifier=verifier(),
)
calm(
    "exp is 30 s ago and the API still answers 200, leeway is 60",
    credential=cred(sign(claims(iat=NOW - 3630, exp=NOW - 30))),
    verifier=verifier(leeway_seconds=60),
    exchanges=[bearer(sign(claims(iat=NOW - 3630, exp=NOW - 30)), status=200, resp=FINE)],
)
calm(
    "Token has two audiences, ours is second. Fine?",
    credential=cred(sign(claims(aud=["https://other.example", AUD]))),
    verifier=verifier(),
)
calm(
    credential=cred(sign(claims(aud=["https://other.example", AUD]))),
    verifier=verifier(),
    log=[L(-50, "WARN  token carries 2 audiences")],
)
calm("Where do these OPTIONS 204 come from?", exchanges=[ex("OPTIONS", AUD + "/v1/orders", 204, at=-5), *ok])
calm(
    "CI prints 'jwt expired' in a passing test",
    log=[
        L(-5, "ok 12 - rejects an expired token (TokenExpiredError: jwt expired)"),
        L(-4, "# pass 48"),
        L(-3, "# fail 0"),
    ],
)
calm(
    "JsonWebTokenError: invalid signature appears in the unit test output, tests are green",
    log=[L(-4, "Tests: 48 passed, 48 total")],
)
calm(
    "We have one 401 per client per hour in the dashboard, always followed by a refresh and a 200. Is this healthy?",
    exchanges=[bearer(OLD, at=-9), tok(RT, 200, ISSUED, at=-7), *ok],
)
calm("How many seconds before exp should a client refresh?", credential=cred(GOOD))
calm(
    "What does the 401 at the beginning mean?",
    exchanges=[
        ex(
            "GET",
            "https://registry.tamarack.example/v2/",
            401,
            resp=[["WWW-Authenticate", 'Bearer realm="https://auth.tamarack.example/token",service="registry"']],
            at=-9,
        ),
        ex(
            "GET",
            "https://auth.tamarack.example/token?service=registry",
            200,
            {"token": GOOD},
            req=[["Authorization", "Basic d2ViOnNlY3JldA=="]],
            at=-8,
        ),
        ex("GET", "https://registry.tamarack.example/v2/", 200, "{}", req=[["Authorization", "Bearer " + GOOD]], at=-7),
    ],
)
calm(
    "docker pull prints 'unauthorized: authentication required' with -D and then pulls",
    exchanges=[
        ex(
            "GET",
            "https://registry.tamarack.example/v2/",
            401,
            '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
            resp=[["WWW-Authenticate", 'Bearer realm="https://auth.tamarack.example/token",service="registry"']],
            at=-9,
        ),
        ex("GET", "https://auth.tamarack.example/token?service=registry", 200, {"token": GOOD}, at=-8),
        ex("GET", "https://registry.tamarack.example/v2/", 200, "{}", req=[["Authorization", "Bearer " + GOOD]], at=-7),
    ],
)
calm(
    "authorization_pending in the console while I typed the code; signed in now",
    exchanges=[
        tok(
            DEVICE,
            400,
            {"error": "authorization_pending"},
            at=-20,
        ),
        tok(
            DEVICE,
            400,
            {"error": "slow_down"},
            at=-15,
        ),
        tok(
            DEVICE,
            200,
            ISSUED,
            at=-5,
        ),
    ],
)
calm(
    "Our SIEM raised 'JWT alg none attempt'. It was blocked.",
    exchanges=[bearer(b64('{"alg":"none"}') + "." + b64(dumps(claims())) + ".", at=-20), *ok],
)
calm("Pen test sent a tampered token and got 401", exchanges=[bearer(GOOD[:-4] + "AAAA")])
calm(
    "access_denied because I clicked Cancel, as one may",
    exchanges=[ex("GET", AUD + "/cb?error=access_denied&state=s", 200, "<html>You cancelled</html>", by="browser")],
)
calm(
    "Is HS256 with a 64 byte secret all right for an internal service?",
    credential=cred(sign(claims(), "s" * 64, alg="HS256")),
    verifier=verifier(algorithms=["HS256"], key={"secret": "s" * 64}),
)
calm(
    "Two kids in the JWKS, rotation is planned for Monday",
    credential=cred(GOOD),
    verifier=verifier(key={"jwks": jwks((rsakey(), "sig-7"), (rsakey("b"), "sig-8"))}),
)
calm("nbf equals iat. Does that matter?", credential=cred(sign(claims(nbf=NOW - 900))), verifier=verifier())
calm(
    "403 from the WAF for one IP, token is not involved",
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            403,
            "<html><h1>Request blocked</h1>Attention required</html>",
            req=[["Authorization", "Bearer " + GOOD]],
            resp=[["Server", "cloudflare"]],
        )
    ],
)
calm("404 for an order that was deleted", exchanges=[bearer(GOOD, status=404, body={"error": "not_found"}, resp=FINE)])
calm(
    "429 in the evening",
    exchanges=[bearer(GOOD, status=429, body={"error": "rate limited"}, resp=[["Retry-After", "30"]])],
)
calm(
    "409 conflict when two workers write the same order",
    exchanges=[bearer(GOOD, status=409, body={"error": "conflict"}, resp=FINE)],
)
calm(
    "POST gives 422: quantity must be positive",
    exchanges=[bearer(GOOD, status=422, body={"detail": "quantity must be positive"}, resp=FINE)],
)
calm("500 once during the deploy", exchanges=[bearer(GOOD, status=500, body="", resp=FINE, at=-20), *ok])
calm(
    "Client got a 503 while the pod restarted, then 200",
    exchanges=[bearer(GOOD, status=503, body="", resp=FINE, at=-20), *ok],
)
calm(
    "The logs say 'token cache miss' each hour",
    log=[L(-20, "INFO token cache miss, fetching"), L(-19, "INFO token cached for 3540 s")],
    exchanges=ok,
)
calm(
    "iss ends with a slash, the library wants it that way",
    credential=cred(sign(claims(iss=ISS + "/"))),
    verifier=verifier(issuer=ISS + "/"),
)
calm(
    "email_verified is false in the ID token, is this a problem?",
    credential=cred(sign(claims(email_verified=False))),
    verifier=verifier(),
)
calm("We removed the HS256 fallback last week", credential=cred(GOOD), verifier=verifier(), exchanges=ok)
calm(
    "Curl without a token gives 401, with it 200",
    exchanges=[ex("GET", AUD + "/v1/orders", 401, resp=[["WWW-Authenticate", "Bearer"]], at=-9), *ok],
)
calm(
    "prompt=none answered interaction_required, then login page, then fine",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?prompt=none&client_id=web&response_type=code&state=s",
            302,
            resp=[["Location", "https://web.tamarack.example/cb?error=interaction_required&state=s"]],
            at=-30,
            by="browser",
        ),
        tok(
            {"grant_type": "authorization_code", "code": "c1", "client_id": "web", "code_verifier": "v" * 50},
            200,
            ISSUED,
        ),
    ],
)
calm(
    "use_dpop_nonce first, then 200. Bug or feature?",
    exchanges=[
        tok(RT, 400, {"error": "use_dpop_nonce"}, resp=[["DPoP-Nonce", "n1"]], req=[["DPoP", "a.b.c"]], at=-9),
        tok(RT, 200, ISSUED, req=[["DPoP", "a.b.d"]], at=-8),
    ],
)
e = env()
calm("GetCallerIdentity works, just documenting the setup", env=e, exchanges=[aws()])
calm(
    "AWS_PROFILE and keys are both set to the same account. Any risk?",
    env={**e, "AWS_PROFILE": "default"},
    files={"~/.aws/credentials": creds()},
    exchanges=[aws()],
)
calm(
    "Session has 3 minutes left and the SDK will refresh it",
    env=env(SI, SS, ST, AWS_CREDENTIAL_EXPIRATION=iso(180)),
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "S3 says 301 then 200 when the bucket is in another region",
    env=e,
    exchanges=[
        aws(
            service="s3",
            region="us-east-1",
            code="PermanentRedirect",
            msg="The bucket you are attempting to access must be addressed using the specified endpoint.",
            status=301,
            at=-9,
        ),
        aws(service="s3", region="eu-west-1", at=-8),
    ],
)
calm(
    "The nightly job logged one RequestTimeTooSkewed in August when NTP was off; never again", env=e, exchanges=[aws()]
)
calm(
    "IMDSv1 call gets 401, v2 works",
    exchanges=[
        ex("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/", 401, at=-9),
        ex("PUT", "http://169.254.169.254/latest/api/token", 200, "AQAEXAMPLE==", at=-8),
        ex(
            "GET",
            "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
            200,
            "app-role",
            req=[["X-aws-ec2-metadata-token", "AQAEXAMPLE=="]],
            at=-7,
        ),
    ],
)
calm(
    "'aws configure list' shows the key as ****MPLE. Is it damaged?",
    command="aws configure list",
    files={"~/.aws/credentials": creds(), "~/.aws/config": "[default]\nregion = eu-west-1\n"},
)
calm(
    "ExpiredToken every hour in debug output, the SDK renews and goes on",
    env=env(SI, SS, ST),
    exchanges=[
        aws(
            key_id="ASIA0LDSEDRFTEXAMPLE",
            token=ST,
            code="ExpiredToken",
            msg="The security token included in the request is expired",
            status=400,
            at=-8,
        ),
        aws(key_id=SI, token=ST, at=-6),
    ],
)
calm(
    "AccessDenied for s3:PutObject on the audit bucket, which is what the policy says",
    env=e,
    exchanges=[aws(service="s3", code="AccessDenied", msg="Access Denied", at=-8)],
)
calm(
    "Is the region needed in the profile?",
    files={"~/.aws/credentials": creds(), "~/.aws/config": "[default]\nregion = eu-west-1\n"},
    exchanges=[aws()],
)
calm(
    "No credentials on the build machine, and none are needed: bucket is public (--no-sign-request)",
    command="aws s3 ls s3://public --no-sign-request",
    exchanges=[ex("GET", "https://public.s3.amazonaws.com/", 200, "<ListBucketResult></ListBucketResult>")],
)
calm(
    "presigned link still good for 2 hours",
    exchanges=[
        ex(
            "GET",
            f"https://b.s3.eu-west-1.amazonaws.com/o?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={AK}%2F{amz(-3600)[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-3600)}&X-Amz-Expires=10800&X-Amz-SignedHeaders=host&X-Amz-Signature=0a",
            200,
            "x",
        )
    ],
)
calm(
    "old profile 'legacy' has a deactivated key, nobody uses it",
    files={"~/.aws/credentials": creds() + creds("AKIA0LDSEDRFTEXAMPLE", section="legacy")},
    exchanges=[aws()],
)
calm(
    "SSO login expires at 18:00, reminder set",
    files={
        "~/.aws/config": "[profile dev]\nsso_session = c\nsso_account_id = 415926535897\nsso_role_name = Dev\nregion = eu-west-1\n[sso-session c]\nsso_start_url = https://c.awsapps.com/start\nsso_region = eu-west-1\n",
        "~/.aws/sso/cache/a.json": dumps(
            {
                "startUrl": "https://c.awsapps.com/start",
                "region": "eu-west-1",
                "accessToken": "aoaEXAMPLE",
                "expiresAt": iso(7200),
            }
        ),
    },
    env={"AWS_PROFILE": "dev"},
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "localstack takes test/test, as documented",
    env={"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": "http://localhost:4566"},
    exchanges=[aws(key_id="test", host="localhost:4566", scheme="http")],
)
calm("Access Analyzer: unused access key for 90 days in account sandbox", env=e, exchanges=[aws()])
calm("clock is 40 s off on this laptop", env=e, exchanges=[aws(at=-2, date=38)])
calm(
    "Key rotation done, old one is inactive since Tuesday; anything we forgot?",
    env=e,
    files={"~/.aws/credentials": creds()},
    exchanges=[aws()],
)
calm(
    "403 from our own ALB, not from AWS APIs",
    exchanges=[
        ex(
            "GET",
            "https://app.tamarack.example/",
            403,
            "<html><center><h1>403 Forbidden</h1></center></html>",
            resp=[["Server", "awselb/2.0"]],
        )
    ],
    env=e,
)
calm(
    "kid is a URL thumbprint, looks odd",
    credential=cred(sign(claims(), kid="NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg")),
    verifier=verifier(key={"jwks": jwks((rsakey(), "NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg"))}),
)
calm("typ is at+jwt, is this a JWT at all?", credential=cred(sign(claims(), typ="at+jwt")), verifier=verifier())
calm(credential=cred("  " + GOOD + "\n"), verifier=verifier(), exchanges=ok)
calm(
    "exp in my time zone is 14:30, and it is 13:45. Right?",
    credential=cred(GOOD),
    platform={"timezone": "Europe/Berlin"},
    verifier=verifier(),
)
calm(
    "the log of the gateway says 'jwt cache: entry expired, fetching JWKS'",
    log=[L(-30, "INFO jwks cache entry expired, fetching"), L(-29, "INFO jwks loaded, 2 keys")],
    exchanges=ok,
)
calm(
    "the same user has two tokens, one from the phone",
    exchanges=[bearer(sign(claims(iat=NOW - 100, jti="b")), status=200, resp=FINE, at=-9), *ok],
)
calm(
    "WARN clock drift 1.2s in the log each night",
    log=[L(-40000, "WARN chronyd: clock drift 1.2s corrected")],
    exchanges=ok,
)
calm(
    "OldTokenError? no: 'TokenExpiredError' is caught and refreshed in our interceptor",
    exchanges=[bearer(OLD, at=-9), tok(RT, 200, ISSUED, at=-8), *ok],
)
calm(
    "I see TokenExpiredError at 09:00 in the log and a refresh one second later",
    log=[
        L(-9, "WARN TokenExpiredError: jwt expired at " + iso(-10)),
        L(-8, "INFO refreshed access token, exp " + iso(3590)),
        L(-7, "INFO GET /v1/orders 200"),
    ],
    exchanges=ok,
)
calm(
    "Service answers 401 to health checks of the load balancer; we will allow-list them",
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            req=[["User-Agent", "ELB-HealthChecker/2.0"]],
            resp=[["WWW-Authenticate", "Bearer"]],
            at=-30,
        ),
        *ok,
    ],
)
calm("token of a test user was deleted with the user", credential=cred(GOOD), verifier=verifier(), exchanges=ok)
calm("Is RS256 deprecated?", credential=cred(GOOD), verifier=verifier())
calm(
    "Our audit wants aud as a string, ours is an array with one entry",
    credential=cred(sign(claims(aud=[AUD]))),
    verifier=verifier(),
)
calm("one user out of 40,000 got invalid_token yesterday, cannot reproduce", exchanges=ok)
calm("sub is numeric text, fine for us", credential=cred(sign(claims(sub="4711"))), verifier=verifier())
calm("Token has no nbf", credential=cred(GOOD), verifier=verifier())
calm(
    "I decoded my token and see my e-mail in it. Is that a leak?",
    credential=cred(sign(claims(email="mia@tamarack.example"))),
)
calm(
    "After the deploy at noon there were 12 invalid_signature, all from pods with the previous key; since 12:05 none",
    log=[
        L(-3000, "WARN invalid_signature kid=sig-6"),
        L(-2900, "INFO jwks reloaded: sig-6, sig-7"),
        L(-2800, "INFO GET /v1/orders 200"),
        L(-10, "INFO GET /v1/orders 200"),
    ],
    exchanges=ok,
)
calm("JWKS has a key with use=enc too", credential=cred(GOOD), verifier=verifier())
calm("refresh token changes with each refresh", exchanges=[tok(RT, 200, ISSUED, at=-7)])
calm(
    "no refresh token for client_credentials, right?",
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "m", "client_secret": "x" * 40},
            200,
            {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600},
        )
    ],
)
calm(
    "scope in the answer is shorter than asked, user unticked one",
    exchanges=[tok(CODE, 200, {**ISSUED, "scope": "orders.read"})],
)
calm(
    "redirect goes to http://localhost:8080/cb, for the desktop app",
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=cli&redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fcb&state=s&code_challenge=abc&code_challenge_method=S256",
            302,
            resp=[["Location", "http://localhost:8080/cb?code=c1&state=s"]],
            by="browser",
            at=-20,
        ),
        tok({**CODE, "redirect_uri": "http://localhost:8080/cb"}, 200, ISSUED),
    ],
    client={
        "client_id": "cli",
        "redirect_uri": "http://localhost:8080/cb",
        "registered": {"redirect_uris": ["http://127.0.0.1/cb", "http://localhost:8080/cb"]},
    },
)
calm("state parameter is 200 characters long, problem?", exchanges=[tok(CODE, 200, ISSUED)])
calm("The consent page shows again after we added a scope. Expected?", exchanges=[tok(CODE, 200, ISSUED)])
calm(
    "client secret expires on 2027-01-01, reminder",
    client={"client_id": "web", "client_secret_expires_at": 1798761600},
    exchanges=[tok(CODE, 200, ISSUED)],
)
calm(
    "password changed, all sessions were signed out, as we want it",
    exchanges=[tok(RT, 400, {"error": "invalid_grant", "error_description": "Session not active"})],
)
calm(
    "Device login: typed the wrong code first, second try signed in",
    exchanges=[
        tok(
            DEVICE,
            400,
            {"error": "authorization_pending"},
            at=-9,
        ),
        tok(
            DEVICE,
            200,
            ISSUED,
            at=-5,
        ),
    ],
)
calm(
    "The authorization page answered 302 to /login first",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?response_type=code&client_id=web&state=s",
            302,
            resp=[["Location", "/login?next=%2Fauthorize"]],
            at=-20,
            by="browser",
        ),
        tok(CODE, 200, ISSUED),
    ],
)
calm(
    "We use the implicit flow for an old kiosk until March",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?response_type=token&client_id=kiosk&state=s",
            302,
            resp=[["Location", "https://kiosk.tamarack.example/#access_token=" + GOOD + "&state=s"]],
            by="browser",
        )
    ],
)
calm(
    "introspection says active true with exp in 10 minutes",
    exchanges=[
        ex(
            "POST",
            ISS + "/introspect",
            200,
            {"active": True, "exp": NOW + 600, "scope": "orders.read"},
            sent="token=abc",
        )
    ],
)
calm(
    "Does offline_access have to be listed in scopes_supported?",
    issuer={"url": ISS, "metadata": {"issuer": ISS, "scopes_supported": ["openid", "profile"]}},
    exchanges=[tok(CODE, 200, ISSUED)],
)
calm(
    "One client got slow_down because it polled each second; now polls every 5 s and works",
    exchanges=[
        tok(
            DEVICE,
            400,
            {"error": "slow_down"},
            at=-9,
        ),
        tok(
            DEVICE,
            200,
            ISSUED,
            at=-4,
        ),
    ],
)
calm(
    "SPA shows a blank page for a second while prompt=none runs",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?prompt=none&client_id=web&response_type=code&state=s",
            302,
            resp=[["Location", "https://web.tamarack.example/cb?code=c1&state=s"]],
            by="browser",
            at=-9,
        ),
        tok(CODE, 200, ISSUED),
    ],
)
calm(
    "CORS preflight 204 then POST 200. Two requests, is it a misconfiguration?",
    exchanges=[
        ex(
            "OPTIONS",
            ISS + "/token",
            204,
            resp=[["Access-Control-Allow-Origin", "https://web.tamarack.example"]],
            at=-9,
        ),
        tok(CODE, 200, ISSUED),
    ],
)
calm("invalid_scope in staging last month was a typo, long fixed", exchanges=[tok(CODE, 200, ISSUED)])
calm(
    "In the Entra sign-in log there is 'AADSTS50074 strong authentication required' followed by success",
    log=[
        L(-30, "AADSTS50074: Strong Authentication is required"),
        L(-20, "sign-in success, MFA satisfied by authenticator"),
    ],
    exchanges=[tok(CODE, 200, ISSUED)],
)
calm("aws sts get-caller-identity prints the right account. Can I delete the old profile?", env=e, exchanges=[aws()])
calm(
    "credential_process takes 2 s, otherwise fine",
    files={"~/.aws/config": "[default]\ncredential_process = /usr/local/bin/creds\nregion = eu-west-1\n"},
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "The pod has AWS_WEB_IDENTITY_TOKEN_FILE and also keys from a secret, both same role",
    env={
        **env(SI, SS, ST),
        "AWS_ROLE_ARN": "arn:aws:iam::415926535897:role/app",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
    },
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "First GetObject 307 redirect for the new bucket, then 200",
    env=e,
    exchanges=[
        aws(
            service="s3",
            region="us-east-1",
            host="newb.s3.amazonaws.com",
            code="TemporaryRedirect",
            msg="Please re-send this request to the specified temporary endpoint.",
            status=307,
            at=-9,
        ),
        aws(service="s3", region="us-east-1", host="newb.s3.eu-west-1.amazonaws.com", at=-8),
    ],
)
calm(
    "The CLI prints 'Found credentials in environment variables', is there a way to silence it?",
    env=e,
    log=[L(-3, "botocore.credentials INFO Found credentials in environment variables.")],
    exchanges=[aws()],
)
calm(
    "NoSuchKey for the marker file on first run, then it is created",
    env=e,
    exchanges=[
        aws(service="s3", code="NoSuchKey", msg="The specified key does not exist.", status=404, at=-9),
        aws(service="s3", at=-8),
    ],
)
calm(
    "terraform plan says 'No changes'. There is a warning about deprecated assume_role syntax",
    command="terraform plan",
    env=e,
    log=[
        L(-9, "Warning: Argument is deprecated: role_arn"),
        L(-8, "No changes. Your infrastructure matches the configuration."),
    ],
)
calm(
    "MFA code typed wrong once, second was taken",
    env=env(SI, SS, ST),
    log=[
        L(
            -60,
            "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed with invalid MFA one time pass code.",
        ),
        L(-30, "assumed role arn:aws:sts::415926535897:assumed-role/Dev/mia"),
    ],
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "Session duration is 15 minutes by our policy",
    env=env(SI, SS, ST, AWS_CREDENTIAL_EXPIRATION=iso(600)),
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "GuardDuty reported UnauthorizedAccess from a Tor exit; key was deactivated by us, new one deployed, all jobs green",
    env=env("AKIA2NEWEDRFTEXAMPLE"),
    exchanges=[aws(key_id="AKIA2NEWEDRFTEXAMPLE")],
)
calm(
    "moto accepts any key, tests pass",
    env={"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_SECURITY_TOKEN": "testing"},
    log=[L(-3, "== 31 passed in 4.02s ==")],
)
calm(
    "the Lambda logs 'Refreshing temporary credentials failed during advisory refresh period.' twice a week",
    env=env(SI, SS, ST),
    log=[
        L(-900, "WARN Refreshing temporary credentials failed during advisory refresh period."),
        L(-600, "INFO Refreshing temporary credentials succeeded"),
    ],
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "ListBuckets is denied for the deploy user, and that is right",
    env=e,
    exchanges=[aws(service="s3", code="AccessDenied", msg="Access Denied")],
)
calm("key is 20 characters, secret 40. Do they look right?", env=e)
calm(
    "~/.aws/credentials has mode 600 and two sections",
    files={"~/.aws/credentials": creds() + creds("AKIA5OTHEDRFTEXAMPLE", section="other")},
    exchanges=[aws()],
)
calm(
    "aws configure sso printed the start URL, then 'Successfully logged into Start URL'",
    log=[L(-5, "Successfully logged into Start URL: https://c.awsapps.com/start")],
    env={"AWS_PROFILE": "dev"},
    exchanges=[aws(key_id=SI, token=ST)],
)


# ---------------- the token of the last answer is the one that counts, wherever a copy of it lies
def _refreshed(at):
    return tok(
        RT,
        200,
        {"access_token": sign(claims(iat=NOW + at, exp=NOW + at + 3600)), "token_type": "Bearer", "expires_in": 3600},
        at=at,
    )


calm(
    "the refresh token is another one each hour, is that how it ought to be",
    exchanges=[_refreshed(-7203), _refreshed(-3602), _refreshed(-3)],
    files={"~/.config/app/session.json": dumps({"access_token": sign(claims(iat=NOW - 3, exp=NOW + 3597))})},
)
# ---------------- the program itself went on with the next session
calm(
    "ExpiredTokenException shows up in the trace about once an hour. Does anybody need to do something?",
    files={"~/.aws/credentials": creds(SI, SS, ST)},
    exchanges=[
        aws(
            key_id="ASIA0LDSEDRFTEXAMPLE",
            token=ST,
            code="ExpiredTokenException",
            msg="The security token included in the request is expired",
            status=400,
            at=-9,
        ),
        aws(key_id=SI, token=ST, at=-7),
    ],
)
calm(
    "Came across an old InvalidClientTokenId while cleaning up. Anything left to do?",
    env=env(),
    log=[
        L(
            -90000,
            "ERROR InvalidClientTokenId: The security token included in the request is invalid. (key AKIA0LDSEDRFTEXAMPLE)",
        ),
        L(-80000, "INFO plan: no changes"),
    ],
    exchanges=[aws()],
)
# ---------------- plain PKCE where the server lists it
calm(
    "The old kiosk has no SHA-256, so it goes with plain. Login works on all 40 of them.",
    exchanges=[tok({**CODE, "code_verifier": "p" * 60}, 200, ISSUED)],
    client={
        "client_id": "web",
        "code_verifier": "p" * 60,
        "code_challenge": "p" * 60,
        "code_challenge_method": "plain",
    },
    issuer={"url": ISS, "metadata": {"issuer": ISS, "code_challenge_methods_supported": ["plain", "S256"]}},
)
# ---------------- EC2 would have granted it
calm(
    "An error occurred (DryRunOperation) when calling the CreateVolume operation: Request would have succeeded, but DryRun flag is set.",
    env=env(),
    exchanges=[
        aws(
            service="ec2",
            action="CreateVolume",
            code="DryRunOperation",
            msg="Request would have succeeded, but DryRun flag is set.",
            status=412,
        )
    ],
)
# ---------------- a probe that wants the refusal
calm(
    "One 401 per minute in the access log, day and night. Users do not complain.",
    credential=cred(GOOD),
    verifier=verifier(),
    exchanges=[
        ex("GET", AUD + "/v1/orders", 401, resp=[["WWW-Authenticate", "Bearer"]], at=-60),
        bearer(GOOD, status=200, resp=FINE, at=-30),
        ex("GET", AUD + "/v1/orders", 401, resp=[["WWW-Authenticate", "Bearer"]], at=-2),
    ],
)
# ---------------- a frame that asks silently, and then the page
calm(
    "Error: Login required at GenericError.fromPayload (spa.js) - each first visit of the day",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?prompt=none&response_mode=web_message&client_id=web&response_type=code&state=s",
            200,
            '<script>var response={"error":"login_required","state":"s"};</script>',
            at=-50,
            by="browser",
        ),
        tok(CODE, 200, ISSUED, at=-5),
    ],
)
# ---------------- the server has taken the assertion, whatever one document says of its audience
calm(
    "Two documents disagree on what aud has to be here. It works with ours.",
    issuer={"url": ISS, "metadata": {"issuer": ISS, "token_endpoint": ISS + "/token"}},
    client={"client_id": "web", "token_endpoint_auth_method": "private_key_jwt"},
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": sign(
                    {"iss": "web", "sub": "web", "aud": ISS, "iat": NOW - 9, "exp": NOW + 51, "jti": "a1"}
                ),
            },
            200,
            ISSUED,
        )
    ],
)
# ---------------- what a test run prints that passes
calm(
    'CI log is full of "invalid signature" and "jwt expired"',
    command="npm test",
    credential=cred(GOOD),
    verifier=verifier(),
    log=[
        "JsonWebTokenError: invalid signature",
        "ok 2 - another key is refused",
        "TokenExpiredError: jwt expired",
        "ok 3 - an old token is refused",
        "# fail 0",
    ],
)
# ---------------- what had ended was renewed by what an answer gave: the exception tells of a step
calm(
    "InvalidClaimException: The Token has expired, stack trace in the server log every hour",
    exchanges=[
        bearer(OLD, at=-9, resp=FINE, body={"errorMessage": "Access token expired"}),
        ex("POST", AUD + "/user/refresh", 200, {"token": GOOD}, sent='{"refreshToken": "r1-EXAMPLE"}', at=-8),
        bearer(GOOD, status=200, resp=FINE, at=-7),
    ],
)
