"""A sixth set of reports of all families, with less evidence and more of the words of programs."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives import serialization as forms

from reported.fifth_oauth_reports import (
    CID,
    CS,
    GT,
    V1,
    U,
    auth,
    basic,
    ch,
    code,
    dt,
    ga,
    gass,
    proof,
    tok,
)
from reported.short_forms import (
    AK,
    INV,
    ISS,
    NOW,
    SI,
    SK,
    SS,
    ST,
    STS_INV,
    amz,
    aws,
    bearer,
    claims,
    cred,
    creds,
    dumps,
    eckey,
    env,
    ex,
    iso,
    jwks,
    pem,
    priv,
    reporter,
    rsakey,
    sign,
    verifier,
    xmlerr,
)

REPORTS = []
rep = reporter(REPORTS)

R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())
M = "The security token included in the request is invalid."
# harder: other carriers, other words
rep(
    "aws.fake_key_to_real_aws",
    symptom="UnrecognizedClientException: " + M,
    software="aws-sdk-java/2.20 spring-cloud-aws",
    settings={
        "spring": {
            "cloud": {
                "aws": {"credentials": {"access-key": "foo", "secret-key": "bar"}, "region": {"static": "eu-west-1"}}
            }
        }
    },
    exchanges=[aws("sqs", key_id="foo", code="UnrecognizedClientException", msg=M)],
)
rep(
    "aws.session_token_missing",
    symptom=STS_INV,
    software="docker compose",
    files={
        "docker-compose.yml": f"services:\n  api:\n    environment:\n      - AWS_ACCESS_KEY_ID={SI}\n      - AWS_SECRET_ACCESS_KEY={SS}\n      - AWS_REGION=eu-west-1\n"
    },
    exchanges=[aws(key_id=SI, code=INV[0], msg=M)],
)
rep(
    "aws.session_token_missing",
    symptom="InvalidClientTokenId: " + M,
    software="terraform/1.6",
    files={"terraform.tfvars": f'access_key = "{SI}"\nsecret_key = "{SS}"\n'},
)
rep("aws.key_id_whitespace", symptom="An error occurred (InvalidAccessKeyId)", software="airflow", env=env(AK + " "))
rep(
    "aws.value_quoted",
    symptom="The AWS Access Key Id you provided does not exist in our records.",
    software="systemd",
    files={"/etc/default/backup": f'AWS_ACCESS_KEY_ID="{AK}"\nAWS_SECRET_ACCESS_KEY="{SK}"\n'},
    env=env(f'"{AK}"', f'"{SK}"'),
)
rep(
    "aws.clock_skew",
    symptom="SignatureDoesNotMatch: Signature expired: "
    + amz()
    + " is now earlier than "
    + amz(500)
    + " ("
    + amz(1400)
    + " - 15 min.)",
    software="docker desktop",
)
rep(
    "aws.clock_skew",
    symptom="An error occurred (RequestTimeTooSkewed) when calling the PutObject operation: The difference between the request time and the current time is too large.",
    software="wsl2",
    exchanges=[
        aws(
            "s3",
            code="RequestTimeTooSkewed",
            msg="The difference between the request time and the current time is too large.",
            date=4000,
        )
    ],
)
rep(
    "aws.sso_start_url_mismatch",
    symptom="Error loading SSO Token: Token for https://tamarack.awsapps.com/start/ does not exist",
    software="aws-cli",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": "[profile dev]\nsso_start_url = https://tamarack.awsapps.com/start/\nsso_region = eu-west-1\nsso_account_id = 4\nsso_role_name = Dev\n",
        "~/.aws/sso/cache/" + hashlib.sha1(b"https://tamarack.awsapps.com/start").hexdigest() + ".json": dumps(
            {"startUrl": "https://tamarack.awsapps.com/start", "accessToken": "EXAMPLEt", "expiresAt": iso(20000)}
        ),
    },
)
rep(
    "aws.web_identity_sub_mismatch",
    symptom="Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    software="configure-aws-credentials",
    credential=cred(
        sign(
            {
                "iss": "https://token.actions.githubusercontent.com",
                "aud": "sts.amazonaws.com",
                "sub": "repo:Tamarack/orders:environment:prod",
                "iat": NOW - 10,
                "exp": NOW + 290,
            }
        ),
        "id_token",
    ),
    files={
        "trust.json": dumps(
            {
                "Statement": [
                    {
                        "Condition": {
                            "StringEquals": {
                                "token.actions.githubusercontent.com:sub": "repo:Tamarack/orders:ref:refs/heads/main"
                            }
                        }
                    }
                ]
            }
        )
    },
)
rep(
    "aws.wrong_profile_selected",
    symptom="InvalidClientTokenId: " + M,
    software="cdk",
    env={"AWS_PROFILE": "old"},
    command="cdk deploy  # meant for profile new",
    files={"~/.aws/credentials": creds("AKIA1OLDOLDOLEXAMPLE", section="old") + creds(section="new")},
    exchanges=[aws(key_id="AKIA1OLDOLDOLEXAMPLE", code=INV[0], msg=M)],
    log=["INFO expected account of profile new"],
    also=["aws.key_deleted_or_rotated", "aws.unknown_access_key"],
)
rep("aws.secret_whitespace", symptom="SignatureDoesNotMatch", software="gitlab ci", env=env(AK, SK + "\n"))
rep(
    "aws.ses_smtp_password_as_secret",
    symptom="SignatureDoesNotMatch: The request signature we calculated does not match",
    software="nodemailer-ses",
    env=env(AK, "B" + "Kx7v/Qm2" * 5 + "aZ0"),
)
rep("aws.secret_extra_characters", symptom="SignatureDoesNotMatch", software="zsh", env=env(AK, SK + "%"))
rep(
    "aws.presigned_by_expiring_session",
    symptom="<Code>ExpiredToken</Code><Message>The provided token has expired.</Message>",
    software="boto3",
    files={
        "link.txt": f"https://b.s3.amazonaws.com/x?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={SI}%2F{amz(-40000)[:8]}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-40000)}&X-Amz-Expires=604800&X-Amz-Security-Token={ST}&X-Amz-SignedHeaders=host&X-Amz-Signature=aa"
    },
)
rep(
    "aws.other_users_home",
    symptom="Unable to locate credentials",
    software="cron",
    env={"HOME": "/root", "LOGNAME": "root"},
    files={"/home/ubuntu/.aws/credentials": creds(), "/etc/cron.d/backup": "0 3 * * * root /opt/backup.sh\n"},
    also=["aws.no_credentials_unsigned"],
)
rep(
    "aws.empty_env_variable",
    symptom="The AWS Access Key Id you provided does not exist in our records",
    software="github actions",
    env=env("", ""),
    files={"ci.yml": "env:\n  AWS_ACCESS_KEY_ID: ${{ secrets.MISSING }}\n"},
)
rep(
    "aws.request_changed_after_signing",
    symptom="SignatureDoesNotMatch",
    software="minio behind nginx",
    exchanges=[
        aws(
            "s3",
            host="files.tamarack.example",
            method="GET",
            code="SignatureDoesNotMatch",
            msg="The request signature we calculated does not match",
        ),
        {
            **aws("s3", host="minio:9000", method="GET", code="SignatureDoesNotMatch", msg="x", scheme="http"),
            "seen_by": "server",
        },
    ],
    files={"nginx.conf": "location / {\n  proxy_pass http://minio:9000;\n}\n"},
)
rep(
    "aws.getsessiontoken_no_mfa_iam",
    symptom="An error occurred (InvalidClientTokenId) when calling the ListAccountAliases operation: " + M,
    software="aws-cli",
    env=env(SI, SS, ST),
    exchanges=[
        aws("s3", key_id=SI, token=ST, method="GET", body="<ListAllMyBucketsResult/>", at=-30),
        aws(
            "iam", "us-east-1", SI, token=ST, host="iam.amazonaws.com", code=INV[0], msg=M, action="ListAccountAliases"
        ),
    ],
)
rep(
    "aws.profile_section_name",
    symptom="The config profile (staging) could not be found",
    software="aws-cli",
    files={"~/.aws/credentials": creds(section="profile staging")},
    command="aws s3 ls --profile staging",
)
rep(
    "aws.no_credentials_unsigned",
    symptom="MissingAuthenticationToken: Request is missing Authentication Token",
    software="own client",
    exchanges=[
        ex(
            "POST",
            "https://sts.eu-west-1.amazonaws.com/",
            403,
            xmlerr("MissingAuthenticationToken", "Request is missing Authentication Token"),
        )
    ],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom="InvalidToken: The provided token is malformed or otherwise invalid.",
    software="s3cmd",
    files={"~/.aws/credentials": creds(AK, SK, ST)},
)
rep(
    "aws.key_not_yet_propagated",
    symptom="InvalidClientTokenId: " + M,
    software="terraform",
    certain=False,
    log=[iso(-6) + " aws_iam_access_key.ci: Creation complete after 1s [id=" + AK + "]"],
    exchanges=[aws(code=INV[0], msg=M)],
)
rep(
    "aws.sso_session_expired",
    symptom="UnauthorizedException: Session token not found or invalid (GetRoleCredentials)",
    software="aws-sdk-go-v2",
    env={"AWS_PROFILE": "dev"},
    files={
        "~/.aws/config": "[profile dev]\nsso_session = corp\nsso_account_id = 4\nsso_role_name = D\n[sso-session corp]\nsso_start_url = https://tamarack.awsapps.com/start\nsso_region = eu-west-1\n",
        "~/.aws/sso/cache/" + hashlib.sha1(b"corp").hexdigest() + ".json": dumps(
            {
                "startUrl": "https://tamarack.awsapps.com/start",
                "accessToken": "EXAMPLEt",
                "expiresAt": iso(-100),
                "refreshToken": "r-EXAMPLE",
            }
        ),
    },
)
# jwt
rep(
    "jwt.secret_differs_between_instances",
    symptom="invalid signature",
    software="express behind pm2",
    certain=False,
    files={"index.js": "const SECRET = crypto.randomBytes(64).toString('hex')\n"},
    log=["pm2: restarted app"],
)
rep(
    "jwt.secret_not_set",
    symptom="Error: secret or public key must be provided",
    software="jsonwebtoken",
    files={"auth.js": "jwt.verify(token, process.env.JWT_SECRET)\n", ".env.example": "JWT_SECRET=\n"},
)
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="invalid signature",
    software="supabase",
    credential=cred(sign(claims(), "c3VwYS1FWEFNUExFLXNlY3JldC1vZi10aGUtcHJvamVjdA==", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "supa-EXAMPLE-secret-of-the-project"}},
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="JWKSNoMatchingKey: no applicable key found in the JSON Web Key Set",
    software="jose",
    credential=cred(sign(claims(), R2, kid="2026-09")),
    verifier=verifier(key={"jwks": jwks((R, "2026-03"))}),
    issuer={"url": ISS, "jwks": jwks((R, "2026-03"), (R2, "2026-09")), "jwks_status": 200},
)
rep(
    "jwt.jwks_unreachable",
    symptom="IDX20803: Unable to obtain configuration from: 'https://login.tamarack.example/.well-known/openid-configuration'.",
    software="JwtBearer",
    log=["System.Net.Http.HttpRequestException: The SSL connection could not be established"],
)
rep(
    "jwt.jwks_url_wrong",
    symptom="Expected 200 OK from the JSON Web Key Set HTTP response",
    software="jose/5",
    exchanges=[ex("GET", ISS + "/.well-known/jwks", 404, "<html>Not Found</html>")],
    issuer={"url": ISS, "metadata": {"issuer": ISS, "jwks_uri": ISS + "/oauth2/keys"}},
    settings={"jwksUri": ISS + "/.well-known/jwks"},
)
rep(
    "jwt.client_clock_ahead",
    symptom="Token used too early, 1790000000 < 1790000090. Check that your computer's clock is set correctly.",
    software="google-auth",
    credential=cred(sign(claims(iat=NOW + 90, exp=NOW + 3690))),
    also=["jwt.clock_skew_not_yet_valid"],
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="ImmatureSignatureError: The token is not yet valid (nbf)",
    software="PyJWT",
    credential=cred(sign(claims(iat=NOW + 2, nbf=NOW + 2, exp=NOW + 600))),
    verifier=verifier(),
)
rep(
    "jwt.lifetime_over_server_maximum",
    symptom="NOT_AUTHORIZED",
    software="fastlane",
    also=["jwt.client_clock_ahead"],
    exchanges=[
        ex(
            "GET",
            "https://api.appstoreconnect.apple.com/v1/apps",
            401,
            {"errors": [{"code": "NOT_AUTHORIZED"}]},
            req=[
                [
                    "Authorization",
                    "Bearer "
                    + sign(
                        {"iss": "u", "iat": NOW - 2, "exp": NOW + 3598, "aud": "appstoreconnect-v1"},
                        E,
                        "ES256",
                        kid="K1",
                    ),
                ]
            ],
        )
    ],
)
rep(
    "jwt.lifetime_unit_wrong",
    symptom="Users are signed out right after login: jwt expired",
    software="nest",
    credential=cred(sign(claims(iat=NOW - 10, exp=NOW - 6.4))),
    settings={"signOptions": {"expiresIn": "3600"}},
)
rep(
    "jwt.numeric_date_is_string",
    symptom="jwt.exceptions.DecodeError: Expiration Time claim (exp) must be an integer.",
    software="PyJWT",
    credential=cred(sign(claims(exp="soon"))),
)
rep(
    "jwt.exp_in_milliseconds",
    symptom="year 58723 is out of range",
    software="python-jose",
    credential=cred(sign(claims(exp=(NOW + 3600) * 1000))),
)
rep(
    "jwt.opaque_or_jwe_no_audience",
    symptom="jwt malformed",
    software="express-oauth2-jwt-bearer",
    credential=cred("Xk29sLQp0aZtVvYwUu7RrEe1NnMmBb45"),
    settings={"auth0": {"domain": "tamarack.eu.auth0.com", "clientId": "abc"}},
)
rep("jwt.keycloak_aud_account", symptom='oidc: expected audience "orders" got ["account"]', software="go-oidc")
rep(
    "jwt.verifier_audience_not_given",
    symptom="jose.exceptions.JWTClaimsError: Invalid audience",
    software="python-jose",
    credential=cred(good),
    files={"auth.py": "jwt.decode(token, key, algorithms=['RS256'])\n"},
    verifier=verifier(audience=...),
)
rep(
    "jwt.verifier_setting_undefined",
    symptom="IDX10204: Unable to validate issuer. validationParameters.ValidIssuer is null or whitespace AND validationParameters.ValidIssuers is null.",
    software="JwtBearer",
    credential=cred(good),
    verifier=verifier(issuer=...),
)
rep(
    "jwt.wrong_issuer",
    symptom="issuer mismatch, expected https://tamarack.okta.com/oauth2/default, got https://tamarack.okta.com",
    software="okta-jwt-verifier",
    credential=cred(sign(claims(iss="https://tamarack.okta.com"))),
    verifier=verifier(issuer="https://tamarack.okta.com/oauth2/default"),
)
rep(
    "jwt.payload_reserialised",
    symptom="No signatures found matching the expected signature for payload. Are you passing the raw request body you received from Stripe?",
    software="stripe-node",
    files={
        "server.js": "app.use(express.json())\napp.post('/webhook', (req,res)=>stripe.webhooks.constructEvent(JSON.stringify(req.body), sig, secret))\n"
    },
)
rep(
    "jwt.signed_string_differs",
    symptom="invalid slack signature",
    software="bolt",
    settings={"SLACK_SIGNING_SECRET": "sl-EXAMPLE"},
    exchanges=[
        ex(
            "POST",
            "https://h.tamarack.example/slack",
            401,
            "bad",
            req=[
                ["X-Slack-Request-Timestamp", str(NOW - 2)],
                [
                    "X-Slack-Signature",
                    "v0=" + hmac.new(b"sl-EXAMPLE", f"v0:{NOW - 2}:a=1".encode(), "sha256").hexdigest(),
                ],
            ],
            by="server",
            sent="a=1",
        )
    ],
)
rep(
    "jwt.pem_line_breaks_lost",
    symptom="MalformedFraming: unable to load PEM",
    software="cryptography",
    files={".env": "PRIVATE_KEY=" + priv(R).replace("\n", " ") + "\n"},
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="InvalidKeyFormat",
    software="jsonwebtoken (Rust)",
    settings={"key": priv(E, forms.PrivateFormat.TraditionalOpenSSL)},
)
rep(
    "jwt.certificate_given_as_public_key",
    symptom="asn1: structure error: tags don't match (16 vs {class:0 tag:2})",
    software="golang",
    settings={
        "public_key": "-----BEGIN CERTIFICATE-----\nMIICvzCCAaegAwIBAgIJAPbXcGu2slIDMA0GCSqGSIb3DQEBCwUAMB8xHTAbBgNV\n-----END CERTIFICATE-----\n"
    },
)
rep("jwt.token_truncated", symptom="jwt malformed", software="mysql varchar(255)", credential=cred(good[:255]))
rep(
    "jwt.bearer_prefix_in_token",
    symptom="illegal base64 data at input byte 6",
    software="golang-jwt",
    credential=cred("Bearer " + good),
)
rep("jwt.token_quoted", symptom="401", software="spa", exchanges=[bearer('"' + good + '"')])
rep(
    "jwt.whitespace_in_token",
    symptom='TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["Authorization"]',
    software="node",
    env={"API_TOKEN": good + "\r\n"},
)
rep(
    "jwt.alg_key_type_mismatch",
    symptom="ValueError: The specified key is an asymmetric key or x509 certificate and should not be used as an HMAC secret.",
    software="PyJWT",
    credential=cred(sign(claims(), "x-EXAMPLE", "HS256")),
    verifier=verifier(algorithms=["HS256"], key={"pem": pem(R)}),
    also=["jwt.alg_not_allowed"],
)
rep(
    "jwt.access_token_used_as_id_token",
    symptom="ID token rejected: missing nonce",
    software="oidc-client",
    credential=cred(sign(claims(), typ="at+jwt"), "id_token"),
    verifier=verifier(audience="tamarack-web"),
)
rep(
    "jwt.aud_token_used_as_own_reviewer",
    symptom="* permission denied",
    software="vault-agent",
    certain=False,
    exchanges=[
        ex(
            "PUT",
            "https://vault.tamarack.example/v1/auth/kubernetes/login",
            403,
            {"errors": ["permission denied"]},
            sent=dumps(
                {
                    "role": "app",
                    "jwt": sign(
                        {
                            "iss": "https://kubernetes.default.svc",
                            "sub": "system:serviceaccount:app:app",
                            "aud": ["vault"],
                            "iat": NOW - 9,
                            "exp": NOW + 590,
                        }
                    ),
                }
            ),
        )
    ],
    settings={"vault": {"token_reviewer_jwt": ""}},
)
rep(
    "jwt.firebase_custom_token_as_id_token",
    symptom="verifyIdToken() expects an ID token, but was given a custom token.",
    software="firebase-admin",
)
# oauth
rep(
    "oauth.header_stripped_by_proxy",
    symptom="Authentication credentials were not provided.",
    software="django mod_wsgi",
    files={"site.conf": "WSGIScriptAlias / /srv/app/wsgi.py\n"},
    exchanges=[bearer(good, status=403, body={"detail": "Authentication credentials were not provided."}, resp=[])],
)
rep(
    "oauth.authorization_header_conflict",
    symptom="401 Unauthorized",
    software="traefik basicauth",
    exchanges=[
        ex(
            "GET",
            U,
            401,
            "401 Unauthorized",
            req=[["Authorization", "Basic bGVhOkVYQU1QTEU="], ["Authorization", "Bearer " + good]],
        )
    ],
)
rep(
    "oauth.state_cookie_lost",
    symptom="OAuthCallbackError: State cookie was missing.",
    software="next-auth",
    exchanges=[
        ex(
            "GET",
            "https://app.tamarack.example/api/auth/signin",
            302,
            "",
            by="browser",
            at=-9,
            resp=[["Set-Cookie", "next-auth.state=x; Path=/; HttpOnly; SameSite=Lax"]],
        ),
        ex(
            "POST", "https://app.tamarack.example/api/auth/callback/apple", 302, "", by="browser", sent="state=s&code=c"
        ),
    ],
)
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="Invalid redirect URI: http://127.0.0.1:8888/callback is not registered",
    software="spotify",
    settings={"registered": "http://localhost:8888/callback"},
    client={
        "client_id": CID,
        "redirect_uri": "http://127.0.0.1:8888/callback",
        "registered": {"redirect_uris": ["http://localhost:8888/callback"]},
    },
)
rep(
    "oauth.code_expired",
    symptom="invalid_grant: Code expired",
    software="cli",
    certain=False,
    exchanges=[
        auth(at=-120),
        tok(code(), body={"error": "invalid_grant", "error_description": "The code passed is incorrect or expired."}),
    ],
)
rep(
    "oauth.code_redeemed_twice",
    symptom="bad_verification_code: The code passed is incorrect or expired.",
    software="react",
    exchanges=[
        tok(
            code(),
            status=200,
            body={"access_token": "gho_EXAMPLE"},
            at=-3,
            url="https://github.com/login/oauth/access_token",
        ),
        tok(
            code(),
            status=200,
            body={"error": "bad_verification_code", "error_description": "The code passed is incorrect or expired."},
            url="https://github.com/login/oauth/access_token",
        ),
    ],
)
rep(
    "oauth.grant_not_allowed_for_client",
    symptom="unauthorized_client: AADSTS700051 response_type 'token' is not enabled for the application",
    software="msal",
    certain=False,
)
rep(
    "oauth.client_secret_wrong_or_expired",
    symptom="Bad client credentials: The client_id and/or client_secret passed are incorrect.",
    software="github",
    certain=False,
    exchanges=[
        tok(
            {**code(), "client_secret": CS},
            status=200,
            body={"error": "incorrect_client_credentials"},
            url="https://github.com/login/oauth/access_token",
        )
    ],
)
rep(
    "oauth.client_secret_not_sent",
    symptom="AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    software="msal",
)
rep(
    "oauth.client_auth_method_mismatch",
    symptom="invalid_client",
    software="grafana",
    client={"client_id": CID, "client_secret": CS, "registered": {"token_endpoint_auth_method": "client_secret_post"}},
    exchanges=[tok(code(), status=401, body={"error": "invalid_client"}, req=basic())],
)
rep(
    "oauth.refresh_token_reuse_race",
    symptom="invalid_grant: Refresh token reuse detected",
    software="supabase",
    certain=False,
    log=[iso(-4) + " tab-1 refresh -> 200", iso(-4) + " tab-2 refresh -> 400 already used"],
)
rep(
    "oauth.refresh_token_superseded",
    symptom="invalid_grant",
    software="n8n",
    certain=False,
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "old-EXAMPLE", "client_id": CID},
            status=200,
            body={"access_token": good, "refresh_token": "new-EXAMPLE"},
            at=-4000,
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "old-EXAMPLE", "client_id": CID}),
    ],
)
rep(
    "oauth.grant_revoked",
    symptom="invalid_grant: Bad Request",
    software="gmail",
    certain=False,
    also=["oauth.google_testing_7_days", "oauth.grant_revoked_by_password_change"],
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "1//EXAMPLE", "client_id": CID},
            url=GT,
            body={"error": "invalid_grant", "error_description": "Bad Request"},
            at=-a,
        )
        for a in (9000, 5000, 2)
    ],
)
rep(
    "oauth.assertion_clock_skew",
    symptom="invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
    software="google-api-php",
    exchanges=[gass(ga(iat=NOW - 2), body={"error": "invalid_grant"}, date=-3600 * 5 - 333)],
)
rep(
    "oauth.assertion_reused_expired",
    symptom="AADSTS700024: Client assertion is not within its valid time range.",
    software="msal",
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_id": CID,
                "client_assertion": sign(
                    {"iss": CID, "sub": CID, "aud": ISS + "/token", "iat": NOW - 4000, "exp": NOW - 3400, "jti": "a"}
                ),
            },
            status=401,
            body={"error": "invalid_client", "error_description": "AADSTS700024"},
        )
    ],
)
rep(
    "oauth.pkce_verifier_missing",
    symptom="invalid_grant: code_verifier is required",
    software="ory",
    exchanges=[
        auth(code_challenge=ch(V1), code_challenge_method="S256"),
        tok(code(), body={"error": "invalid_grant", "error_description": "The PKCE code verifier must be provided."}),
    ],
)
rep(
    "oauth.pkce_verifier_malformed",
    symptom="invalid_request: code_verifier must be at least 43 characters",
    software="own",
    client={"client_id": CID, "code_verifier": "too-short"},
)
rep(
    "oauth.dpop_proof_missing",
    symptom="DPoP proof required",
    software="own",
    exchanges=[
        ex(
            "GET",
            U,
            401,
            {"error": "invalid_token"},
            req=[["Authorization", "Bearer " + dt]],
            resp=[["WWW-Authenticate", 'DPoP error="invalid_token"']],
        )
    ],
)
rep(
    "oauth.dpop_htu_behind_proxy",
    symptom="invalid_dpop_proof: htu mismatch",
    software="spring",
    settings={"server_sees": "http://api.internal:8080/v1/orders"},
    exchanges=[
        ex(
            "GET",
            U,
            401,
            {
                "error": "invalid_dpop_proof",
                "error_description": "htu claim mismatch: expected http://api.internal:8080/v1/orders",
            },
            req=[["Authorization", "DPoP " + dt], ["DPoP", proof(U, token=dt)]],
        )
    ],
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="Access Denied",
    software="spring-security",
    credential=cred(sign(claims(scope=..., scp="orders.read"))),
    verifier=verifier(required_scope="orders.read"),
    files={"Sec.java": '.hasAuthority("SCOPE_orders.read")\nconverter.setAuthoritiesClaimName("scope");\n'},
)
rep(
    "oauth.missing_scope",
    symptom="Resource not accessible: insufficient scopes",
    software="gh",
    exchanges=[
        ex(
            "GET",
            "https://api.github.com/orgs/t/members",
            403,
            {"message": "You must have the read:org scope"},
            req=[["Authorization", "Bearer ghp_EXAMPLE"]],
            resp=[["X-OAuth-Scopes", "repo"], ["X-Accepted-OAuth-Scopes", "read:org"]],
        )
    ],
)
rep(
    "oauth.wrong_environment",
    symptom="invalid_client_id",
    software="paypal",
    exchanges=[bearer("A21AA-sandbox-EXAMPLE", url="https://api-m.paypal.com/v1/x", body={"error": "invalid_token"})],
    settings={"PAYPAL_MODE": "sandbox", "host": "https://api-m.paypal.com"},
)
rep(
    "oauth.wrong_tenant",
    symptom="AADSTS50020: User account 'lea@x' from identity provider 'live.com' does not exist in tenant 'Tamarack'",
    software="msal",
)
rep(
    "oauth.literal_placeholder",
    symptom="invalid_client: The OAuth client was not found.",
    software="app",
    settings={"GOOGLE_CLIENT_ID": "<your-client-id>"},
)
rep(
    "oauth.client_library_bug",
    symptom="invalid_client since upgrade to 4.2.0",
    software="oauthlib/4.2.0",
    log=["pinned 4.1.9: works", "4.2.0: invalid_client"],
)
rep(
    "oauth.server_metadata_wrong",
    symptom="invalid_client: Client authentication method not supported",
    software="openid-client",
    issuer={
        "url": ISS,
        "metadata": {
            "issuer": ISS,
            "token_endpoint": ISS + "/token",
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
        },
    },
    exchanges=[
        tok(
            code(),
            status=401,
            body={"error": "invalid_client", "error_description": "Client authentication method not supported"},
            req=basic(),
        )
    ],
    also=["oauth.client_auth_method_mismatch"],
)
rep(
    "oauth.discovery_issuer_mismatch",
    symptom='oidc: issuer did not match the issuer returned by provider, expected "https://id.tamarack.example/" got "https://id.tamarack.example/auth"',
    software="go-oidc",
)
rep(
    "oauth.cookie_too_large",
    symptom="too many redirects",
    software="next-auth",
    log=["CHUNKING_SESSION_COOKIE: session cookie exceeds allowed 4096 bytes (size 5210)"],
)
rep(
    "oauth.bearer_scheme_case",
    symptom="Invalid token type",
    software="kong",
    exchanges=[ex("GET", U, 401, {"message": "Invalid token type"}, req=[["Authorization", "bearer " + good]])],
    verifier=verifier(),
)
for s, b in (
    ("ok", {"credential": cred(good), "verifier": verifier(leeway_seconds=5)}),
    (
        "It failed once last week, I could not see it again.",
        {"exchanges": [bearer(good, status=200, resp=[], body={"ok": 1})]},
    ),
    ("200 OK", {"exchanges": [aws(key_id=SI, token=ST)], "environment": env(SI, SS, ST)}),
    ("No error so far, collected for the audit.", {"files": {"~/.aws/credentials": creds()}, "exchanges": [aws()]}),
):
    rep(None, verdict="accepted", symptom=s, **b)
