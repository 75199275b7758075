"""A seventh set of reports of all families: near misses of what looks certain, and words alone."""

from __future__ import annotations

from reported.fifth_oauth_reports import (
    CID,
    V1,
    V2,
    U,
    auth,
    ch,
    code,
    ga,
    gass,
    proof,
    tok,
)
from reported.short_forms import (
    AK,
    AUD,
    INV,
    ISS,
    NOW,
    SI,
    SK,
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
    eckey,
    env,
    ex,
    iso,
    jwks,
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
# near misses of certainty
rep(
    "aws.session_token_missing",
    symptom="An error occurred (UnrecognizedClientException) when calling the DescribeCluster operation: " + M,
    software="kubectl eks",
    env=env(SI, SS, AWS_SECURITY_TOKEN=ST, AWS_REGION="eu-west-1"),
    exchanges=[aws("eks", key_id=SI, code="UnrecognizedClientException", msg=M)],
)
rep(
    "aws.credentials_in_other_file",
    symptom="The config profile (prod) could not be found",
    software="aws-cli",
    command="aws s3 ls --profile prod",
    env={"AWS_CONFIG_FILE": "/opt/ci/aws.cfg"},
    files={
        "/opt/ci/aws.cfg": "[default]\nregion=eu-west-1\n",
        "~/.aws/config": "[profile prod]\nregion=eu-west-1\nrole_arn=arn:aws:iam::415926535897:role/p\nsource_profile=default\n",
        "~/.aws/credentials": creds(),
    },
)
rep(
    "aws.session_cached_not_refreshed",
    symptom="ExpiredTokenException: The security token included in the request is expired",
    software="java daemon",
    certain=True,
    files={"~/.aws/credentials": creds(SI, SS, ST, extra=f"expiration = {iso(3000)}\n")},
    exchanges=[
        aws(
            "sqs",
            key_id="ASIA1OLDOLDOLEXAMPLE",
            token=ST.replace("Fh3k", "Qq1z"),
            code="ExpiredTokenException",
            msg="The security token included in the request is expired",
            status=400,
        )
    ],
    also=["aws.session_expired"],
)
rep(
    "aws.unknown_access_key",
    symptom="The AWS Access Key Id you provided does not exist in our records.",
    software="duplicity",
    certain=False,
    also=["aws.key_deleted_or_rotated"],
    settings={"access_key": AK, "secret_key": SK},
)
rep(
    "aws.clock_skew",
    symptom="AccessDenied: Request has expired",
    software="s3 presigned",
    exchanges=[
        ex(
            "GET",
            f"https://t.s3.eu-west-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={AK}%2F{amz()[:8]}%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date={amz(-3)}&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature="
            + "ab" * 32,
            403,
            xmlerr("AccessDenied", "Request has expired", "s3"),
            date=1100,
        )
    ],
)
rep(
    "aws.v1_token_in_optin_region",
    symptom="InvalidClientTokenId: " + M,
    software="aws-vault",
    env=env(SI, SS, ST, AWS_REGION="ap-east-1"),
    exchanges=[
        aws("sts", "us-east-1", SI, token=ST, host="sts.amazonaws.com", at=-20),
        aws("sts", "ap-east-1", SI, token=ST, code=INV[0], msg=M),
    ],
)
rep(
    "aws.wrong_partition",
    symptom="InvalidClientTokenId: " + M,
    software="terraform",
    env=env(AWS_REGION="cn-north-1"),
    exchanges=[aws("sts", "us-east-1", host="sts.amazonaws.com", code=INV[0], msg=M)],
)
rep(
    "aws.secret_special_chars_mangled",
    symptom="SignatureDoesNotMatch",
    software="s3:// url",
    settings={"backup_url": f"s3://{AK}:{SK.replace('/', '%2F').replace('+', '%2B')}@bucket"},
    env=env(AK, SK.replace("+", " ")),
)
rep(
    "aws.env_overrides_profile",
    symptom="AccessDenied... InvalidClientTokenId: " + M,
    software="sam",
    command="sam deploy --profile dev",
    env=env("AKIA1OLDOLDOLEXAMPLE", SK),
    files={"~/.aws/credentials": creds(section="dev")},
    exchanges=[aws("cloudformation", key_id="AKIA1OLDOLDOLEXAMPLE", code=INV[0], msg=M)],
)
rep(
    "aws.literal_placeholder",
    symptom="InvalidClientTokenId",
    software="k8s",
    env=env("$(AWS_ACCESS_KEY_ID)", "$(AWS_SECRET_ACCESS_KEY)"),
)
rep(
    "aws.web_identity_provider_missing",
    symptom="InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
    software="irsa",
    certain=False,
    env={"AWS_ROLE_ARN": "arn:aws:iam::1:role/x", "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/token"},
)
# jwt
rep(
    "jwt.expired_not_refreshed",
    symptom="TokenExpiredError: jwt expired",
    software="jsonwebtoken",
    credential=cred(sign(claims(iat=NOW - 4000, exp=NOW - 400))),
)
rep(
    "jwt.zero_lifetime",
    symptom="Token has expired",
    software="jjwt",
    credential=cred(sign(claims(iat=NOW - 9, exp=NOW - 69))),
    verifier=verifier(),
)
rep(
    "jwt.wrong_audience",
    symptom="IDX10214: Audience validation failed. Audiences: 'api://11111111-1111-1111-1111-111111111111'. Did not match: validationParameters.ValidAudience: 'api://22222222-2222-2222-2222-222222222222' or validationParameters.ValidAudiences: 'null'.",
    software="JwtBearer",
)
rep(
    "jwt.wrong_issuer",
    symptom="jwt issuer invalid. expected: https://login.tamarack.example",
    software="jsonwebtoken",
    credential=cred(sign(claims(iss="https://tamarack.eu.auth0.com/"))),
    verifier=verifier(),
)
rep(
    "jwt.iss_trailing_slash",
    symptom="The iss claim is not valid",
    software="spring",
    credential=cred(sign(claims(iss=ISS + "/"))),
    verifier=verifier(),
)
rep(
    "jwt.azure_v1_v2_issuer",
    symptom="IDX10205: Issuer validation failed. Issuer: 'https://sts.windows.net/64cdffb5-eb71-47e0-b66a-2debb4394bdd/'. Did not match: validationParameters.ValidIssuer: 'https://login.microsoftonline.com/64cdffb5-eb71-47e0-b66a-2debb4394bdd/v2.0'",
    software="func",
)
rep(
    "jwt.kid_missing",
    symptom='jwt.exceptions.PyJWKClientError: Unable to find a signing key that matches: "None"',
    software="PyJWT",
)
rep(
    "jwt.kid_key_mismatch",
    symptom="invalid signature",
    software="apisix",
    credential=cred(sign(claims(), R2, kid="sig-7")),
    verifier=verifier(key={"jwks": jwks((R, "sig-7"))}),
    issuer={"url": ISS, "jwks": jwks((R, "sig-7"), (R2, "sig-8")), "jwks_status": 200},
)
rep(
    "jwt.alg_none",
    symptom="alg none not allowed",
    software="jose",
    credential=cred(b64(dumps({"alg": "none"})) + "." + b64(dumps(claims())) + "."),
    also=["jwt.alg_not_allowed"],
)
rep(
    "jwt.alg_not_allowed",
    symptom="InvalidAlgorithmError: The specified alg value is not allowed",
    software="PyJWT",
    credential=cred(sign(claims(), E, "ES256")),
    verifier=verifier(),
)
rep(
    "jwt.verifier_bug",
    symptom="InvalidAudience",
    software="jsonwebtoken-rs 9.3",
    certain=True,
    credential=cred(sign(claims(aud=[AUD]))),
    verifier=verifier(),
    log=["works with 8.3"],
    also=["jwt.verifier_audience_not_given"],
)
rep(
    "jwt.idp_token_instead_of_broker_token",
    symptom='Firebase ID token has incorrect "iss" (issuer) claim. Expected "https://securetoken.google.com/tam" but got "https://accounts.google.com".',
    software="firebase-admin",
)
rep(
    "jwt.id_token_used_as_access_token",
    symptom="401 Unauthorized",
    software="apigw jwt authorizer",
    exchanges=[
        bearer(
            sign(
                {
                    "iss": "https://cognito-idp.eu-west-1.amazonaws.com/p",
                    "sub": "u",
                    "aud": "4zvg70",
                    "token_use": "id",
                    "iat": NOW - 60,
                    "exp": NOW + 3000,
                    "auth_time": NOW - 60,
                }
            ),
            resp=[["WWW-Authenticate", 'Bearer scope="orders/read" error="insufficient_scope"']],
        )
    ],
)
rep(
    "jwt.refresh_token_used_as_access_token",
    symptom="Invalid token: kid not found",
    software="keycloak-connect",
    credential=cred(
        sign(
            {
                "iss": "https://id.tamarack.example/realms/m",
                "sub": "u",
                "aud": "https://id.tamarack.example/realms/m",
                "typ": "Offline",
                "iat": NOW - 60,
                "azp": "w",
            },
            "x-EXAMPLE",
            "HS256",
            head={"kid": "zz"},
        )
    ),
)
rep(
    "jwt.base64_padding_in_token",
    symptom="Illegal base64url character =",
    software="jose4j",
    credential=cred(
        b64(dumps({"alg": "RS256", "typ": "JWT"})) + "=." + b64(dumps(claims())) + "==" + "." + b64(b"s" * 256)
    ),
)
rep(
    "jwt.token_over_size_limit",
    symptom="HTTP 414 URI Too Long",
    software="nginx",
    exchanges=[
        ex("GET", U + "?access_token=" + sign(claims(g=["x" * 40] * 200)), 414, "<h1>414 Request-URI Too Large</h1>")
    ],
)
rep(
    "jwt.secret_rotated",
    symptom="invalid signature for everybody who signed in before the deploy",
    software="rails",
    certain=True,
    credential=cred(sign(claims(iat=NOW - 90000, exp=NOW + 90000), "a-EXAMPLE", "HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "b-EXAMPLE"}},
    log=[iso(-3600) + " deploy: JWT_SECRET replaced"],
    also=["jwt.wrong_secret"],
)
rep(
    "jwt.timezone_offset_in_claims",
    symptom="The token is not yet valid (nbf)",
    software="pyjwt",
    credential=cred(sign(claims(iat=NOW + 7200 - 1, nbf=NOW + 7200 - 1, exp=NOW + 9000))),
    verifier=verifier(),
    platform={"os": "linux", "timezone": "Europe/Athens"},
)
rep("jwt.aud_missing", symptom="Audience validation failed. Audiences: 'empty'.", software="JwtBearer")
rep(
    "jwt.pem_truncated_first_line",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    software="node",
    files={".env": "JWT_PRIVATE_KEY=-----BEGIN RSA PRIVATE KEY-----\nMIIEEXAMPLE\n-----END RSA PRIVATE KEY-----\n"},
)
# oauth
rep(
    "oauth.client_assertion_aud",
    symptom="invalid_client: 'aud' in client assertion must be the issuer",
    software="fapi",
    exchanges=[
        tok(
            {
                "grant_type": "client_credentials",
                "client_id": CID,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": sign(
                    {"iss": CID, "sub": CID, "aud": ISS + "/token", "iat": NOW - 5, "exp": NOW + 200, "jti": "z"}
                ),
            },
            status=401,
            body={"error": "invalid_client", "error_description": "'aud' must be the issuer"},
        )
    ],
)
rep(
    "oauth.redirect_uri_scheme_behind_proxy",
    symptom="Error 400: redirect_uri_mismatch. redirect_uri=http://app.tamarack.example/oauth2callback",
    software="flask-dance",
    settings={"registered": "https://app.tamarack.example/oauth2callback"},
)
rep(
    "oauth.redirect_uri_trailing_slash",
    symptom="Invalid redirect_uri. Registered: https://app.tamarack.example/cb/ , got: https://app.tamarack.example/cb",
    software="zitadel",
)
rep("oauth.wrong_tenant", symptom="AADSTS90002: Tenant 'tamarck.onmicrosoft.com' not found.", software="az")
rep(
    "oauth.pkce_verifier_stale",
    symptom="invalid_grant: PKCE verification failed: Code mismatch",
    software="keycloak-js",
    log=[iso(-9) + " authorize attempt 1", iso(-6) + " authorize attempt 2 (new verifier stored)"],
    exchanges=[
        auth(code_challenge=ch(V1), code_challenge_method="S256"),
        tok(
            code(code_verifier=V2),
            body={"error": "invalid_grant", "error_description": "PKCE verification failed: Code mismatch"},
        ),
    ],
)
rep(
    "oauth.dpop_nonce_stale",
    symptom="use_dpop_nonce",
    software="bsky",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r-EXAMPLE"},
            status=400,
            body={"error": "use_dpop_nonce", "error_description": "DPoP nonce mismatch"},
            req=[["DPoP", proof(ISS + "/token", "POST", nonce="aa")]],
            resp=[["DPoP-Nonce", "bb"]],
        )
    ],
)
rep(
    "oauth.grant_revoked_by_password_change",
    symptom="invalid_grant",
    software="mail client",
    certain=False,
    log=[iso(-9000) + " INFO password reset by user", iso(-3) + " WARN refresh -> 400 invalid_grant"],
    exchanges=[tok({"grant_type": "refresh_token", "refresh_token": "r-EXAMPLE", "client_id": CID})],
)
rep(
    "oauth.google_testing_7_days",
    symptom="google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.')",
    software="gspread",
    certain=False,
    log=[iso(-7 * 86400 - 500) + " INFO consent given, refresh token stored"],
    settings={"publishing_status": "Testing"},
)
rep(
    "oauth.assertion_key_account_mismatch",
    symptom="invalid_grant: Invalid JWT Signature.",
    software="firebase",
    certain=False,
    files={"sa.json": dumps({"client_email": "a@tam.iam.gserviceaccount.com", "private_key_id": "k1"})},
    exchanges=[
        gass(
            ga(iss="b@tam.iam.gserviceaccount.com"),
            body={"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
        )
    ],
)
rep(
    "oauth.internal_vs_public_issuer",
    symptom="issuer mismatch: got http://keycloak.svc:8080/realms/m, expected https://id.tamarack.example/realms/m",
    software="oauth2-proxy",
)
rep(
    "oauth.client_auth_method_mismatch",
    symptom="invalid_client: The requested OAuth 2.0 Client does not exist or client authentication method 'client_secret_post' is not allowed",
    software="hydra",
    certain=True,
)
for s, b in (
    ("No error so far.", {"credential": cred(sign(claims(exp=NOW + 30))), "verifier": verifier()}),
    ("200 OK", {"exchanges": [bearer(good, status=200, body={"errors": []}, resp=[])]}),
    (
        "It failed once last week, I could not see it again.",
        {
            "files": {"~/.aws/credentials": creds(SI, SS, ST, extra=f"expiration = {iso(900)}\n")},
            "exchanges": [aws(key_id=SI, token=ST)],
        },
    ),
    (
        "collected for the audit",
        {
            "client": {"client_id": CID},
            "exchanges": [tok(code(), status=200, body={"access_token": good, "error": ""})],
        },
    ),
    ("works", {"environment": {"JWT_SECRET": ""}, "credential": cred(good), "verifier": verifier()}),
):
    rep(None, verdict="accepted", symptom=s, **b)
