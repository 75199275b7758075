"""A fourth set of reports of all families, in other words again."""

from __future__ import annotations

import base64

from evidence import (
    ISSUER,
    NOW,
    authorize_call,
    aws_call,
    b64,
    claims,
    ec2_error,
    ec_key,
    environment,
    jwk,
    jwt,
    s3_error,
    token_call,
    verifier,
)
from reported.further_jwt_reports import APP, AZT, HS, RSAT, az2, hv
from reported.further_oauth_reports import DT, IG, OK, az, basic, ch, tc, v1
from reported.program_words import (
    AF,
    BADSIG,
    ID,
    ID2,
    INV,
    SEC,
    SEC2,
    SID,
    TOK,
    L,
    Reports,
    ap,
    b64s,
    c,
    cli,
    json_error,
    prof,
    reshaped,
)

REPORTS = Reports()
add, healthy = REPORTS.add, REPORTS.healthy

V = verifier
add(
    "aws.clock_skew",
    software="rclone",
    symptom="Failed to copy: RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n\tstatus code: 403",
)
add(
    "aws.session_token_missing",
    software="metabase athena",
    symptom="UnrecognizedClientException",
    settings={"access_key": SID, "secret_key": SEC, "region": "eu-west-1"},
    exchanges=[
        aws_call(
            400,
            json_error("UnrecognizedClientException", INV),
            key_id=SID,
            host="athena.eu-west-1.amazonaws.com",
            service="athena",
            region="eu-west-1",
        )
    ],
)
add(
    "aws.wrong_partition",
    software="aws-iam-authenticator",
    symptom="could not get token: InvalidClientTokenId: The security token included in the request is invalid",
    environment=environment(ID, SEC, AWS_DEFAULT_REGION="us-gov-west-1"),
    exchanges=[aws_call(403, key_id=ID, host="sts.amazonaws.com")],
)
add(
    "aws.key_id_whitespace",
    software="mc alias",
    symptom="mc: <ERROR> Unable to initialize new alias from the provided credentials. The Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws_call(
            403,
            s3_error("InvalidAccessKeyId", "The Access Key Id you provided does not exist in our records."),
            key_id=ID + " ",
            host="s3.amazonaws.com",
            service="s3",
        )
    ],
)
add(
    "aws.literal_placeholder",
    software="k8s",
    symptom="The AWS Access Key Id you provided does not exist in our records",
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: {b64s('CHANGEME')}\n  AWS_SECRET_ACCESS_KEY: {b64s('CHANGEME')}\n"
    },
)
add(
    "aws.secret_extra_characters",
    software="terraform.tfvars",
    symptom="api error SignatureDoesNotMatch: " + BADSIG,
    files={"terraform.tfvars": f'access_key = "{ID}"\nsecret_key = "{SEC};"\n'},
)
add(
    "aws.env_overrides_profile",
    software="boto3",
    symptom=cli("AccessDenied", "ListObjectsV2", "Access Denied"),
    settings={"profile_name": "analytics"},
    environment=environment(ID2, SEC2),
    files={"~/.aws/credentials": prof("analytics")},
    exchanges=[
        aws_call(403, s3_error("AccessDenied", "Access Denied"), key_id=ID2, host="x.s3.amazonaws.com", service="s3")
    ],
)
add(
    "aws.region_not_enabled",
    certain=False,
    software="boto3",
    symptom=cli("AuthFailure", "DescribeVpcs", AF),
    environment=environment(ID, SEC, AWS_REGION="me-south-1"),
    exchanges=[
        aws_call(
            200,
            "<DescribeVpcsResponse/>",
            key_id=ID,
            host="ec2.eu-west-1.amazonaws.com",
            service="ec2",
            region="eu-west-1",
            at=NOW - 30,
        ),
        aws_call(401, ec2_error(), key_id=ID, host="ec2.me-south-1.amazonaws.com", service="ec2", region="me-south-1"),
    ],
)
add(
    "aws.sso_session_expired",
    software="cdk",
    symptom="Unable to resolve AWS account to use. ExpiredTokenException / The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
)
add(
    "aws.credentials_in_other_file",
    software="spring",
    symptom="Unable to load credentials from any of the providers in the chain. ProfileCredentialsProvider: Profile file contained no credentials for profile 'svc'",
    environment={"AWS_PROFILE": "svc", "AWS_SHARED_CREDENTIALS_FILE": "/etc/svc/aws"},
    files={"/etc/svc/aws": prof("default"), "~/.aws/credentials": prof("svc", ID2, SEC2)},
)
add(
    "aws.real_key_to_other_endpoint",
    software="cloudflare r2",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    environment=environment(ID, SEC, S3_ENDPOINT="https://abc123.r2.cloudflarestorage.example.com"),
)
add(
    "aws.getsessiontoken_no_mfa_iam",
    software="terraform with aws-vault",
    symptom="Error: reading IAM Role (deploy): InvalidClientTokenId: The security token included in the request is invalid. status code: 403",
    command="aws-vault exec dev -- terraform plan",
    environment={"AWS_VAULT": "dev", "AWS_ACCESS_KEY_ID": SID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_SESSION_TOKEN": TOK},
    exchanges=[
        aws_call(
            200, "<ListAllMyBucketsResult/>", key_id=SID, token=TOK, host="s3.amazonaws.com", service="s3", at=NOW - 20
        ),
        aws_call(403, key_id=SID, token=TOK, host="iam.amazonaws.com", service="iam", sent="Action=GetRole"),
    ],
)
add(
    "jwt.kid_missing",
    software="traefik",
    symptom="unable to find key: token has no kid header",
    credential=c(jwt(kid=None)),
)
add(
    "jwt.alg_not_allowed",
    software="python-jose",
    symptom="jose.exceptions.JWTError: The specified alg value is not allowed",
    credential=c(HS()),
    verifier=V(),
)
add(
    "jwt.sub_not_string",
    software="flask-jwt-extended 4.7.0, PyJWT 2.10.1",
    symptom='422 {"msg":"Subject must be a string"}',
)
add(
    "jwt.clock_skew_not_yet_valid",
    software="msal browser",
    symptom="Token is not yet valid: nbf claim is in the future",
    credential=c(jwt(claims(nbf=NOW + 90, iat=NOW + 90))),
    verifier=V(),
)
add(
    "jwt.expired_not_refreshed",
    software="kubectl oidc",
    symptom="error: You must be logged in to the server (Unauthorized); oidc: verify token: oidc: token is expired (Token Expiry: 2026-09-21 13:00:00 +0000 UTC)",
    credential=c(jwt(claims(iat=NOW - 8000, exp=NOW - 4400)), "id_token"),
)
add(
    "jwt.id_token_used_as_access_token",
    software="azure api",
    symptom="IDX10214: Audience validation failed",
    exchanges=[
        ap(
            jwt(
                claims(
                    iss=f"https://login.microsoftonline.com/{AZT}/v2.0",
                    ver="2.0",
                    tid=AZT,
                    aud=APP,
                    nonce="n",
                    scope=None,
                    client_id=None,
                    azp=None,
                    name="A",
                )
            )
        )
    ],
    client={"client_id": APP},
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience="api://orders-api"),
)
add(
    "jwt.token_truncated",
    software="airflow var",
    symptom="jwt.exceptions.DecodeError: Not enough segments",
    credential=c(jwt().split(".")[0] + "." + jwt().split(".")[1][:50]),
)
add(
    "jwt.pem_line_breaks_lost",
    software="terraform var",
    symptom="asn1: structure error / failed to parse private key",
    settings={"private_key": RSAT.replace("\n", "")},
)
add(
    "jwt.hmac_secret_base64_vs_raw",
    software="hasura + keycloak",
    symptom="Could not verify JWT: JWSError JWSInvalidSignature",
    credential=c(HS(k=bytes.fromhex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"))),
    verifier=hv("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
)
add(
    "jwt.aud_wrong_identifier",
    software="functions",
    symptom="401 invalid audience",
    exchanges=[ap(jwt(az2(aud=APP)))],
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience=f"api://{APP}/.default"),
)
add(
    "jwt.ecdsa_signature_length",
    software="es512 lib",
    symptom="invalid signature",
    credential=c(
        reshaped(
            jwt(alg="ES256", key=ec_key()),
            lambda p: p[0] + "." + p[1] + "." + b64(base64.urlsafe_b64decode(p[2] + "==") + b"\0"),
        )
    ),
    verifier=V(algorithms=["ES256"], key={"jwks": {"keys": [jwk(ec_key())]}}),
)
add(
    "jwt.verifier_audience_not_given",
    software="PyJWT/2.9",
    symptom="Invalid audience",
    credential=c(HS()),
    verifier=hv(),
)
add(
    "jwt.wrong_secret",
    certain=False,
    software="lcobucci",
    symptom="RequiredConstraintsViolated: Token signature mismatch",
    credential=c(HS(k=b"one-EXAMPLE-secret-aaaaaaaaaaaaaaaaa")),
    verifier=hv("two-EXAMPLE-secret-bbbbbbbbbbbbbbbbb"),
)
add(
    "jwt.typ_not_accepted",
    software="jose4j",
    symptom="JWT rejected: typ at+jwt is not an allowed type",
    credential=c(jwt(typ="at+jwt")),
    verifier=V(),
)
add(
    "oauth.redirect_uri_trailing_slash",
    software="keycloak",
    symptom="Invalid parameter: redirect_uri",
    exchanges=[
        authorize_call("", status=400, redirect_uri="https://a.example.org", body="Invalid parameter: redirect_uri")
    ],
    client={"client_id": "w", "registered": {"redirect_uris": ["https://a.example.org/"]}},
)
add(
    "oauth.client_secret_not_sent",
    software="keycloak confidential",
    symptom="unauthorized_client: Client secret not provided in request",
    exchanges=[
        token_call(
            401,
            {"error": "unauthorized_client", "error_description": "Client secret not provided in request"},
            grant_type="authorization_code",
            code="c",
            client_id="w",
        )
    ],
)
add(
    "oauth.code_redeemed_twice",
    software="okta spa",
    symptom="invalid_grant: The authorization code is invalid or has expired.",
    exchanges=[
        tc(200, OK, code="ok1", at=NOW - 3),
        tc(
            400,
            {"error": "invalid_grant", "error_description": "The authorization code is invalid or has expired."},
            code="ok1",
            at=NOW - 3,
        ),
    ],
)
add(
    "oauth.refresh_token_superseded",
    certain=False,
    software="xero",
    symptom="invalid_grant",
    exchanges=[
        token_call(
            200,
            {**OK, "refresh_token": "B2"},
            at=NOW - 7000,
            grant_type="refresh_token",
            refresh_token="A1",
            client_id="w",
        ),
        token_call(400, IG, grant_type="refresh_token", refresh_token="A1", client_id="w"),
    ],
    log=[L(-6999, "pod restarted from image, tokens.json of the image used")],
)
add(
    "oauth.grant_revoked_by_password_change",
    certain=False,
    software="thunderbird o365",
    symptom="AADSTS50173: The provided grant has expired due to it being revoked",
)
add(
    "oauth.missing_scope",
    software="fastapi",
    symptom='403 {"detail":"Not enough permissions"}',
    exchanges=[
        ap(
            jwt(claims(scope="me")),
            403,
            {"detail": "Not enough permissions"},
            answer={"WWW-Authenticate": 'Bearer scope="items"'},
        )
    ],
)
add(
    "oauth.dpop_proof_missing",
    software="bsky",
    symptom="401 Unauthorized",
    exchanges=[ap(DT, 401, {"error": "invalid_token", "message": "DPoP proof required"})],
)
add(
    "oauth.pkce_method_missing",
    software="vb.net",
    symptom="invalid_grant: code_verifier mismatch",
    exchanges=[az(ch(v1), NOW - 9, None), tc(400, IG, code="cc", code_verifier=v1)],
)
add("oauth.wrong_tenant", software="azure devops sp", symptom="AADSTS90002: Tenant 'abc' not found.")
add(
    "oauth.server_metadata_wrong",
    software="mcp client",
    symptom="invalid_client: only client_secret_post is supported",
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        },
    },
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "only client_secret_post is supported"},
            basic=basic("w", "x-EXAMPLE"),
            grant_type="client_credentials",
        )
    ],
)
healthy(
    "jwt",
    "undecided",
    symptom="Is it sound?",
    credential=c(
        jwt(claims(iss="https://securetoken.google.com/p1", aud="p1", auth_time=NOW - 60, scope=None, client_id=None)),
        "id_token",
    ),
)
healthy(
    "jwt",
    symptom="It failed once last week, I could not see it again.",
    exchanges=[ap(jwt(), 200, "{}")],
    verifier=V(),
    settings={"environment": "staging"},
    log=[L(-90000, "401 token expired, refreshed")],
)
healthy(
    "aws",
    symptom="No error so far, collected for the audit.",
    environment=environment(ID, SEC),
    exchanges=[
        aws_call(
            200, "<ListAllMyBucketsResult/>", key_id=ID, host="s3.amazonaws.com", service="s3", at=NOW, date=NOW + 120
        )
    ],
)
healthy(
    "oauth",
    symptom="Works for me, please check before we go live.",
    exchanges=[token_call(200, OK, basic=basic("w", "x-EXAMPLE"), grant_type="client_credentials")],
    issuer={
        "url": ISSUER,
        "metadata": {
            "issuer": ISSUER,
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        },
    },
    client={"client_id": "w", "registered": {"token_endpoint_auth_method": "client_secret_basic"}},
)
