"""A third set of reports of all families, in other words again."""

from __future__ import annotations

import base64
import json

from evidence import (
    API,
    ISSUER,
    NOW,
    authorize_call,
    aws_call,
    basic_time,
    certificate,
    claims,
    ec2_error,
    ec_key,
    environment,
    exchange,
    jwk,
    jwt,
    query_error,
    rsa_key,
    s3_error,
    token_call,
    verifier,
    when,
)
from reported.further_aws_reports import gh, presign, sha, sso, trust, u
from reported.further_jwt_reports import AZT, BIG, FC, HS, JWE, K2, RSAT, N, az1, hv, idt
from reported.further_oauth_reports import CAT, IC, IG, OK, az, basic, ca, ch, dpop, srv, tc, v1, v2
from reported.program_words import (
    ID,
    ID2,
    INV,
    S3SIG,
    SEC,
    SEC2,
    SID,
    SID2,
    TOK,
    TOK2,
    L,
    Reports,
    T,
    ap,
    c,
    cli,
    gci,
    json_error,
    prof,
)

REPORTS = Reports()
add, healthy = REPORTS.add, REPORTS.healthy

V = verifier
add(
    "aws.clock_skew",
    software="lambda custom runtime / ruby",
    symptom="Aws::EC2::Errors::AuthFailure (AWS was not able to validate the provided access credentials)",
    exchanges=[
        aws_call(
            401,
            ec2_error(),
            host="ec2.ap-south-1.amazonaws.com",
            service="ec2",
            region="ap-south-1",
            key_id=ID,
            at=NOW,
            date=NOW - 931,
        )
    ],
    log=[L(-100, "vm resumed from suspend")],
)
add(
    "aws.clock_timezone_error",
    software="vmware guest",
    symptom="Signature not yet current",
    exchanges=[
        aws_call(
            403,
            query_error(
                "SignatureDoesNotMatch",
                f"Signature not yet current: {basic_time(NOW)} is still later than {basic_time(NOW - 7200 + 300)} ({basic_time(NOW - 7200)} + 5 min.)",
            ),
            host="sns.eu-west-1.amazonaws.com",
            service="sns",
            region="eu-west-1",
            key_id=ID,
            at=NOW,
            date=NOW - 7200,
        )
    ],
)
add(
    "aws.wrong_partition",
    software="aws-sdk-go v2 (EKS China)",
    symptom="failed to assume role: operation error STS: AssumeRole, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.",
    environment=environment(ID, SEC, AWS_REGION="cn-north-1"),
    exchanges=[
        aws_call(
            403,
            key_id=ID,
            host="sts.amazonaws.com",
            sent="Action=AssumeRole&RoleArn=arn%3Aaws-cn%3Aiam%3A%3A210987654321%3Arole%2Fx",
        )
    ],
)
add(
    "aws.key_id_whitespace",
    software="fluentd s3",
    symptom="can't call S3 API. Please check your credentials or s3_region configuration. error = Aws::S3::Errors::InvalidAccessKeyId",
    files={"fluent.conf": f"<match **>\n  @type s3\n  aws_key_id {ID}\n</match>\n"},
    environment={"AWS_ACCESS_KEY_ID": " " + ID, "AWS_SECRET_ACCESS_KEY": SEC},
)
add(
    "aws.session_token_missing",
    software="sqlalchemy redshift copy",
    symptom="psycopg2.errors.InternalError_: S3ServiceException: The AWS Access Key Id you provided does not exist in our records.,Status 403,Error InvalidAccessKeyId",
    command=f"COPY t FROM 's3://b/k' CREDENTIALS 'aws_access_key_id={SID};aws_secret_access_key={SEC}'",
    settings={"redshift": {"aws_access_key_id": SID, "aws_secret_access_key": SEC}},
)
add(
    "aws.session_token_missing",
    software="ansible amazon.aws",
    symptom="botocore.exceptions.ClientError: An error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials",
    environment={"AWS_ACCESS_KEY_ID": SID, "AWS_SECRET_ACCESS_KEY": SEC, "AWS_REGION": "eu-west-1"},
)
add(
    "aws.web_identity_sub_mismatch",
    software="configure-aws-credentials v4",
    symptom="Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    credential=c(gh("repo:Acme-Inc/web:pull_request"), "id_token"),
    files={
        "iam.tf": 'condition {\n  test     = "StringLike"\n  variable = "token.actions.githubusercontent.com:sub"\n  values   = ["repo:acme-inc/web:*"]\n}\n'
    },
)
add(
    "aws.web_identity_sub_mismatch",
    software="eks pod",
    symptom="AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    files={
        "/var/run/secrets/eks.amazonaws.com/serviceaccount/token": jwt(
            claims(
                iss="https://oidc.eks.eu-west-1.amazonaws.com/id/AB12",
                aud=["sts.amazonaws.com"],
                sub="system:serviceaccount:prod:api",
                scope=None,
                client_id=None,
            )
        ),
        "trust.json": trust(
            {
                "StringEquals": {
                    "oidc.eks.eu-west-1.amazonaws.com/id/AB12:sub": "system:serviceaccount:default:api",
                    "oidc.eks.eu-west-1.amazonaws.com/id/AB12:aud": "sts.amazonaws.com",
                }
            },
            "oidc.eks.eu-west-1.amazonaws.com/id/AB12",
        ),
    },
)
add(
    "aws.env_overrides_profile",
    software="sam cli",
    symptom="Error: Failed to create managed resources: An error occurred (InvalidClientTokenId) when calling the CreateChangeSet operation: The security token included in the request is invalid.",
    command="sam deploy --profile prod",
    environment=environment(ID2, SEC2),
    files={"~/.aws/credentials": prof("prod")},
    exchanges=[
        aws_call(
            403, key_id=ID2, host="cloudformation.eu-west-1.amazonaws.com", service="cloudformation", region="eu-west-1"
        )
    ],
)
add(
    "aws.profile_section_name",
    software="aws-cli/2.17",
    symptom="The config profile (ops) could not be found",
    command="aws s3 ls --profile ops",
    files={"~/.aws/config": "[Profile ops]\nregion = eu-west-1\n", "~/.aws/credentials": prof()},
)
add(
    "aws.sigv4_wrong_region",
    software="opensearch-py",
    symptom="AuthorizationException(403, '{\"message\":\"Credential should be scoped to a valid region, not 'eu-west1'. \"}')",
)
add(
    "aws.empty_env_variable",
    software="laravel vapor",
    symptom='Aws\\S3\\Exception\\S3Exception: Error executing "PutObject"; InvalidAccessKeyId',
    exchanges=[
        aws_call(
            403,
            s3_error(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                "<AWSAccessKeyId></AWSAccessKeyId>",
            ),
            key_id="",
            host="b.s3.amazonaws.com",
            service="s3",
        )
    ],
)
add(
    "aws.presigned_by_expiring_session",
    software="sagemaker",
    symptom="Request has expired / ExpiredToken on download links",
    exchanges=[
        exchange(presign(NOW - 45000, 172800, TOK), 403, s3_error("ExpiredToken", "The provided token has expired."))
    ],
)
add(
    "aws.fake_key_to_real_aws",
    software="pytest without moto",
    symptom=cli("InvalidClientTokenId", "CreateTopic", INV),
    environment={
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SECURITY_TOKEN": "testing",
        "AWS_SESSION_TOKEN": "testing",
    },
    exchanges=[aws_call(403, key_id="testing", token="testing", host="sns.us-east-1.amazonaws.com", service="sns")],
)
add(
    "aws.secret_special_chars_mangled",
    software="spark s3a",
    symptom="com.amazonaws.services.s3.model.AmazonS3Exception: The request signature we calculated does not match the signature you provided. (Error Code: SignatureDoesNotMatch)",
    command=f"spark-submit s3a://{ID}:{SEC}@bucket/path",
    settings={"fs.s3a.path": f"s3a://{ID}:{SEC}@bucket/path"},
)
add(
    "aws.secret_whitespace",
    software="jenkins credentials",
    symptom="SignatureDoesNotMatch: " + S3SIG,
    environment={"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": "\u00a0" + SEC},
)
add(
    "aws.session_cached_not_refreshed",
    software="kafka connect s3",
    symptom="The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: ExpiredToken)",
    log=[
        L(-50000, f"task started with credentials {SID}"),
        L(-800, f"/srv/connect/.aws/credentials rewritten, aws_access_key_id = {SID2}"),
        L(-3, f"PUT signed Credential={SID}/20260921/us-east-1/s3/aws4_request"),
    ],
    files={"/srv/connect/.aws/credentials": prof("default", SID2, SEC2, TOK2, f"expiration={T(3000)}\n")},
)
add(
    "aws.apigw_no_such_route",
    software="amplify api",
    symptom="Request failed with status code 403",
    exchanges=[
        exchange(
            "https://zz9.execute-api.eu-west-1.amazonaws.com/prod/items/",
            403,
            {"message": "Missing Authentication Token"},
            headers={"Authorization": jwt()},
            answer={"x-amzn-ErrorType": "MissingAuthenticationTokenException"},
        ),
    ],
    log=[L(-60, "GET https://zz9.execute-api.eu-west-1.amazonaws.com/prod/items -> 200")],
)
add(
    "aws.id_and_secret_swapped",
    software="cyberduck cli",
    symptom="Login failed. The AWS Access Key Id you provided does not exist in our records.",
    exchanges=[
        aws_call(
            403,
            s3_error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
            key_id=SEC2,
            host="s3.amazonaws.com",
            service="s3",
        )
    ],
)
add(
    "aws.literal_placeholder",
    software="docker",
    symptom="The AWS Access Key Id you provided does not exist in our records.",
    environment={"AWS_ACCESS_KEY_ID": "<AWS_ACCESS_KEY_ID>", "AWS_SECRET_ACCESS_KEY": "<AWS_SECRET_ACCESS_KEY>"},
)
add(
    "aws.stale_session_token_with_new_key",
    software="eksctl",
    symptom="Error: checking AWS STS access – cannot get role ARN for current session: operation error STS: GetCallerIdentity, api error InvalidClientTokenId: The security token included in the request is invalid.",
    environment={"AWS_SESSION_TOKEN": TOK2, "AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SEC},
)
add(
    "aws.value_quoted",
    software="docker run --env-file",
    symptom="botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId)",
    files={"prod.env": f'AWS_ACCESS_KEY_ID="{ID}"\nAWS_SECRET_ACCESS_KEY="{SEC}"\n'},
    command="docker run --env-file prod.env app",
    exchanges=[
        aws_call(
            403,
            s3_error(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                f'<AWSAccessKeyId>"{ID}"</AWSAccessKeyId>',
            ),
            key_id=f'"{ID}"',
            host="b.s3.amazonaws.com",
            service="s3",
        )
    ],
)
add(
    "aws.account_inactive",
    certain=False,
    software="aws cli",
    symptom=cli("InvalidClientTokenId", "GetCallerIdentity", INV),
    exchanges=[
        aws_call(403, key_id=ID, at=NOW - 50),
        aws_call(403, key_id=ID2, at=NOW - 40),
        aws_call(403, key_id="AKIAZ9X8W7V6UEXAMPLE", at=NOW - 30),
    ],
    log=[L(-4000, "root user of the account cannot sign in either: account closed?")],
)
add(
    "aws.other_users_home",
    software="systemd service",
    symptom="Unable to locate credentials",
    environment={"HOME": "/", "INVOCATION_ID": "x"},
    files={
        "/home/app/.aws/credentials": prof(),
        "/etc/systemd/system/app.service": "[Service]\nUser=app\nExecStart=/opt/app/run\n",
    },
)
add(
    "aws.session_expired",
    software="gimme-aws-creds",
    symptom=cli("ExpiredTokenException", "ListFunctions", "The security token included in the request is expired"),
    environment={"AWS_PROFILE": "okta"},
    files={"~/.aws/credentials": prof("okta", SID, SEC, TOK, f"x_security_token_expires = {T(-5400)}\n")},
    exchanges=[
        aws_call(
            403,
            json_error("ExpiredTokenException", "The security token included in the request is expired"),
            key_id=SID,
            token=TOK,
            host="lambda.eu-west-1.amazonaws.com",
            service="lambda",
            region="eu-west-1",
        )
    ],
)
add(
    "aws.static_section_shadows_provider",
    software="aws-cli",
    command="aws --profile team s3 ls",
    symptom=cli("ExpiredToken", "ListBuckets", "The provided token has expired."),
    files={
        "~/.aws/credentials": prof("team", SID, SEC, TOK, f"expiration={T(-9000)}\n"),
        "~/.aws/config": f"[profile team]\nsso_session=corp\nsso_account_id=210987654321\nsso_role_name=x\n[sso-session corp]\nsso_start_url={u}\nsso_region=eu-west-1\n",
        f"~/.aws/sso/cache/{sha('corp')}.json": sso(u, NOW + 9000),
    },
    exchanges=[
        aws_call(
            400,
            s3_error("ExpiredToken", "The provided token has expired."),
            key_id=SID,
            token=TOK,
            host="s3.eu-west-1.amazonaws.com",
            service="s3",
            region="eu-west-1",
        )
    ],
    also=[],
)
add(
    "aws.wrong_variable_name",
    software="aws-sdk-net",
    symptom="Amazon.Runtime.AmazonClientException: No RegionEndpoint or credentials: Failed to resolve AWS credentials",
    environment={"AWS_ACCESSKEYID": ID, "AWS_SECRETACCESSKEY": SEC},
)
add(
    "aws.no_credentials_unsigned",
    software="aws-sdk-js v3 browser",
    symptom="Error: Credential is missing",
    environment={"AWS_REGION": "eu-west-1"},
    settings={"region": "eu-west-1"},
)
# jwt
add(
    "jwt.kid_missing",
    software="apache apisix openid",
    symptom="JWT verification failed: jwks lookup failed, header has no kid",
    credential=c(jwt(kid=None)),
    issuer={"url": ISSUER, "jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K2, "k2")]}, "jwks_status": 200},
)
add(
    "jwt.alg_not_allowed",
    software="Zuul / jjwt",
    symptom="The parsed JWT indicates it was signed with the HS512 signature algorithm, but the specified signing key of type sun.security.rsa.RSAPublicKeyImpl may not be used to validate HS512 signatures.",
    credential=c(jwt(alg="HS512", kid=None, key=b"s" * 64)),
    verifier=V(),
)
add(
    "jwt.kid_unknown_stale_jwks_cache",
    software="traefik jwt plugin",
    symptom="no key found for kid k2",
    exchanges=[
        ap(jwt(key=K2, kid="k2"), 401, "", at=NOW - 5),
        exchange(ISSUER + "/jwks", 200, {"keys": [jwk(rsa_key()), jwk(K2, "k2")]}, at=NOW - 1),
    ],
    verifier=V(),
)
add(
    "jwt.lifetime_over_server_maximum",
    software="app store server library",
    symptom="APIException 401 Unauthenticated",
    exchanges=[
        exchange(
            "https://api.storekit.itunes.apple.com/inApps/v1/history/1",
            401,
            "Unauthenticated\n",
            headers={
                "Authorization": "Bearer "
                + jwt(
                    {"iss": "x", "iat": NOW - 3, "exp": NOW + 7200, "aud": "appstoreconnect-v1", "bid": "com.x"},
                    alg="ES256",
                    key=ec_key(),
                    kid="K",
                )
            },
        )
    ],
)
add(
    "jwt.token_truncated",
    software="postgres varchar(500)",
    symptom="value too long for type character varying(500)",
    settings={"column": "sessions.access_token varchar(500)"},
    credential=c(jwt(claims(groups=[f"g{i}" for i in range(90)]))),
)
add(
    "jwt.certificate_given_as_public_key",
    software="jose importSPKI",
    symptom='TypeError: "spki" must be SPKI formatted string',
    environment={"JWT_PUBLIC_KEY": certificate()},
)
add(
    "jwt.hmac_secret_base64_vs_raw",
    software="supabase + php-jwt",
    symptom="Signature verification failed",
    credential=c(HS(k=base64.b64decode("MDEyMzQ1Njc4OWFiY2RlZkVYQU1QTEVzZWNyZXQ0NTY="))),
    verifier={"algorithms": ["HS256"]},
    settings={"JWT_SECRET": "MDEyMzQ1Njc4OWFiY2RlZkVYQU1QTEVzZWNyZXQ0NTY="},
)
add(
    "jwt.iss_trailing_slash",
    software="micronaut",
    symptom="JWT validation failed: issuer",
    credential=c(jwt(claims(iss="https://sso.example.org/realms/a/"))),
    verifier=V(issuer="https://sso.example.org/realms/a"),
)
add(
    "jwt.azure_v1_v2_issuer",
    software="aws alb / api gateway jwt authorizer",
    symptom='{"message":"Unauthorized"}',
    exchanges=[
        ap(
            jwt(az1(aud="api://x")),
            401,
            {"message": "Unauthorized"},
            answer={"WWW-Authenticate": 'Bearer error="invalid_token" error_description="invalid issuer"'},
        )
    ],
    verifier=V(issuer=f"https://login.microsoftonline.com/{AZT}/v2.0", audience="api://x"),
)
add(
    "jwt.ms_graph_token_not_verifiable",
    software="spring resource server",
    symptom="An error occurred while attempting to decode the Jwt: Signed JWT rejected: Invalid signature",
    exchanges=[ap(jwt(az1(aud="00000003-0000-0000-c000-000000000000"), nonce="q1"))],
    verifier=V(issuer=f"https://sts.windows.net/{AZT}/", audience="api://x", key={"jwks": {"keys": [jwk(K2, "k1")]}}),
)
add(
    "jwt.opaque_or_jwe_no_audience",
    software="express-oauth2-jwt-bearer",
    symptom="InvalidTokenError: Invalid Compact JWS",
    exchanges=[
        ap(
            JWE,
            401,
            "",
            answer={
                "WWW-Authenticate": 'Bearer realm="api", error="invalid_token", error_description="Invalid Compact JWS"'
            },
        )
    ],
    verifier=V(issuer="https://acme.us.auth0.com/", audience="https://api.acme.example"),
)
add(
    "jwt.id_token_used_as_access_token",
    software="graphql gateway",
    symptom="jwt audience invalid. expected: https://api.example.org",
    exchanges=[ap(idt())],
    verifier=V(),
)
add(
    "jwt.keycloak_aud_account",
    software="go-oidc",
    symptom='oidc: expected audience "orders" got ["account"]',
    credential=c(jwt(claims(iss="https://kc.example.org/realms/x", aud="account", azp="cli", typ="Bearer"))),
    verifier=V(issuer="https://kc.example.org/realms/x", audience="orders"),
)
add(
    "jwt.pem_literal_backslash_n",
    software="github action secrets",
    symptom="error:0909006C:PEM routines:get_name:no start line",
    environment={"GH_APP_KEY": RSAT.replace("\n", "\\n")},
)
add(
    "jwt.secret_differs_between_instances",
    certain=False,
    software="node cluster",
    symptom="invalid signature after every deploy",
    log=[
        L(-300, "worker 1 booted, generated signing secret"),
        L(-299, "worker 2 booted, generated signing secret"),
        L(-20, "worker 1 GET /me 200"),
        L(-10, "worker 2 GET /me 401 invalid signature"),
    ],
)
add(
    "jwt.aud_missing",
    software="express-jwt",
    symptom="jwt audience invalid. expected: https://api.example.org",
    credential=c(jwt(claims(aud=None))),
    verifier=V(),
)
add(
    "jwt.expired_not_refreshed",
    software="apollo client",
    symptom="Response not successful: Received status code 401: Token expired",
    exchanges=[ap(HS(claims(iat=NOW - 4000, exp=NOW - 400)))],
)
add(
    "jwt.jwks_unreachable",
    software="node-openid-client",
    symptom="OPError: expected 200 OK, got: 502 Bad Gateway while fetching jwks_uri",
    exchanges=[exchange(ISSUER + "/jwks", 502, "<html>502</html>")],
    verifier={"issuer": ISSUER},
)
add(
    "jwt.secret_not_set",
    software="go-jwt",
    symptom="signature is invalid",
    credential=c(HS(k=b"null")),
    verifier=hv("the-real-secret-EXAMPLE-11111111111"),
)
add(
    "jwt.wrong_audience",
    software="vault jwt auth",
    symptom="error validating claims: aud claim does not match any bound audience",
    credential=c(jwt(claims(iss="https://gitlab.example.org", aud="https://gitlab.example.org"))),
    verifier=V(issuer="https://gitlab.example.org", audience="vault"),
)
add(
    "jwt.alg_none",
    software="php",
    symptom="UnexpectedValueException: Algorithm not supported",
    credential=c(N),
    verifier=V(),
)
add(
    "jwt.crit_not_understood",
    software="PyJWT 2.12",
    symptom="InvalidTokenError: Unsupported critical extension: b64",
    credential=c(jwt(crit=["b64"], b64=False)),
)
add(
    "jwt.lifetime_unit_wrong",
    software="jsonwebtoken",
    symptom="TokenExpiredError: jwt expired",
    credential=c(HS(claims(iat=NOW - 10, exp=NOW - 10 + 7.2))),
    environment={"JWT_EXPIRES_IN": "7200"},
    verifier=hv(),
)
add(
    "jwt.refresh_token_used_as_access_token",
    software="spring + keycloak",
    symptom="Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    exchanges=[
        ap(
            jwt(
                claims(
                    iss="https://kc.example.org/realms/x", aud="https://kc.example.org/realms/x", typ="Refresh", azp="w"
                ),
                alg="HS512",
                kid="zz",
            )
        )
    ],
    verifier=V(issuer="https://kc.example.org/realms/x"),
)
add(
    "jwt.iss_typo",
    software="spring",
    symptom="The iss claim is not valid",
    credential=c(jwt(claims(iss="https://auth.example.org/realms/Main"))),
    verifier=V(issuer="https://auth.example.org/realms/main"),
)
add(
    "jwt.jwks_url_wrong",
    software="hasura",
    symptom="Error while fetching JWK: Not Found",
    settings={"jwk_url": ISSUER + "/.well-known/jwk"},
    exchanges=[exchange(ISSUER + "/.well-known/jwk", 404, "Not Found")],
    issuer={"url": ISSUER, "metadata": {"issuer": ISSUER, "jwks_uri": ISSUER + "/.well-known/jwks.json"}},
)
add(
    "jwt.kid_key_mismatch",
    software="custom idp",
    symptom="JWSSignatureVerificationFailed: signature verification failed",
    credential=c(jwt(key=K2, kid="k1")),
    issuer={"url": ISSUER, "jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K2, "k2")]}},
    verifier=V(key={"jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(K2, "k2")]}}),
)
add(
    "jwt.timezone_offset_in_claims",
    software="pyjwt",
    symptom="ImmatureSignatureError: The token is not yet valid (nbf)",
    credential=c(HS(claims(iat=NOW + 3600 * 2, nbf=NOW + 3600 * 2, exp=NOW + 3600 * 3))),
    files={"issue.py": "'nbf': datetime.now().timestamp()\n"},
    verifier=hv(),
)
add(
    "jwt.token_over_size_limit",
    software="aws alb",
    symptom="414 Request-URI Too Large",
    exchanges=[exchange("https://app.example.org/cb?access_token=" + BIG, 414, "")],
)
add(
    "jwt.verifier_setting_undefined",
    software="nest passport-jwt",
    symptom="jwt audience invalid. expected: undefined",
    exchanges=[ap(jwt(), 401, {"message": "jwt audience invalid. expected: undefined"})],
    settings={"AUTH0_AUDIENCE": None},
)
add(
    "jwt.wrong_issuer",
    software="auth0 custom domain",
    symptom="issuer invalid. expected: https://acme.eu.auth0.com/",
    exchanges=[ap(jwt(claims(iss="https://login.acme.example/")))],
)
add(
    "jwt.verifier_expects_milliseconds",
    software="dart",
    symptom="JWTExpiredException: jwt expired",
    credential=c(HS(claims(exp=NOW + 86400))),
    files={"check.dart": "if (payload['exp'] < DateTime.now().millisecondsSinceEpoch) throw JWTExpiredException();\n"},
)
add(
    "jwt.bearer_doubled",
    software="swagger",
    symptom="Invalid token",
    exchanges=[ap("Bearer " + jwt(), 401, {"error": "Invalid token"})],
)
add(
    "jwt.ecdsa_der_signature",
    software="aws kms sign",
    symptom="JWT verification failed: invalid signature length",
    credential=c(jwt(alg="ES256", key=ec_key(), der=True)),
    verifier=V(algorithms=["ES256"], key={"jwks": {"keys": [jwk(ec_key())]}}),
)
add(
    "jwt.numeric_date_is_string",
    software="auth0 java-jwt",
    symptom="The claim 'exp' contained a non-numeric date value.",
    credential=c(HS(claims(exp=T(3000)))),
)
# oauth
add(
    "oauth.header_stripped_by_proxy",
    software="symfony apache",
    symptom="JWT Token not found",
    exchanges=[ap(jwt(), 401, {"code": 401, "message": "JWT Token not found"})],
    files={
        "vhost.conf": "<VirtualHost *:80>\n ProxyPassMatch ^/(.*\\.php)$ fcgi://127.0.0.1:9000/srv/$1\n</VirtualHost>\n"
    },
)
add(
    "oauth.authorization_header_conflict",
    software="apache htpasswd in front of api",
    symptom="401 Unauthorized, the browser asks for a password",
    exchanges=[
        exchange(
            API + "/x",
            401,
            "",
            headers={"Authorization": "Bearer " + jwt()},
            answer={"WWW-Authenticate": 'Basic realm="stage"', "Server": "Apache"},
        )
    ],
)
add(
    "oauth.redirect_uri_scheme_behind_proxy",
    software="rails omniauth behind elb",
    symptom="redirect_uri_mismatch",
    exchanges=[
        srv(
            "http://app.example.org/auth/google", 302, headers={"Host": "app.example.org", "X-Forwarded-Proto": "https"}
        ),
        authorize_call(
            "",
            status=400,
            url="https://accounts.google.com/o/oauth2/auth",
            redirect_uri="http://app.example.org/auth/google/callback",
            body="Error 400: redirect_uri_mismatch",
        ),
    ],
    client={"client_id": "web", "registered": {"redirect_uris": ["https://app.example.org/auth/google/callback"]}},
)
add(
    "oauth.client_assertion_aud",
    software="openid-client 6.2",
    symptom="invalid_client (client authentication failed)",
    exchanges=[
        token_call(
            401,
            {"error": "invalid_client", "error_description": "aud claim in client_assertion not accepted"},
            grant_type="client_credentials",
            client_assertion_type=CAT,
            client_assertion=ca(aud=ISSUER + "/token"),
        )
    ],
    issuer={"url": ISSUER, "metadata": {"issuer": ISSUER, "token_endpoint": ISSUER + "/oauth2/token"}},
)
add(
    "oauth.client_auth_method_mismatch",
    software="oauth2-proxy + authelia",
    symptom="invalid_client",
    exchanges=[
        token_call(
            401,
            {
                "error": "invalid_client",
                "error_description": "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).",
            },
            grant_type="authorization_code",
            code="c",
            client_id="web",
            client_secret="x-EXAMPLE",
        )
    ],
    log=[
        L(
            -2,
            "authelia: Access Request failed with error: The registered client with id 'web' is configured to only support 'token_endpoint_auth_method' method 'client_secret_basic'",
        )
    ],
)
add(
    "oauth.wrong_environment",
    software="apple iap",
    symptom="401 Unauthorized",
    exchanges=[
        ap(jwt(claims(iss="https://auth.sandbox.pay.example.com")), 401, "", url="https://api.pay.example.com/v1/x")
    ],
)
add(
    "oauth.refresh_token_reuse_race",
    certain=False,
    software="k8s two replicas",
    symptom="invalid_grant",
    log=[
        f"{when(NOW - 9)} pod-a POST /oauth/token grant_type=refresh_token refresh_token=v1.MrX8… -> 200",
        f"{when(NOW - 9)} pod-b POST /oauth/token grant_type=refresh_token refresh_token=v1.MrX8… -> 403 invalid_grant",
        f"{when(NOW - 2)} pod-a POST /oauth/token grant_type=refresh_token refresh_token=v1.Nk2Z… -> 403 invalid_grant",
    ],
)
add(
    "oauth.state_cookie_lost",
    software="next-auth",
    symptom="[next-auth][error][OAUTH_CALLBACK_ERROR] State cookie was missing.",
    exchanges=[
        exchange(
            "https://app.example.org/api/auth/callback/keycloak?code=c&state=s",
            302,
            "",
            answer={"Location": "/api/auth/signin?error=OAuthCallback"},
            seen_by="browser",
        )
    ],
)
add(
    "oauth.code_redeemed_twice",
    software="oauth2_proxy",
    symptom='error redeeming code: got 400 from "https://www.googleapis.com/oauth2/v3/token" {"error":"invalid_grant","error_description":"Code was already redeemed."}',
)
add(
    "oauth.dpop_htu_behind_proxy",
    software="keycloak behind caddy",
    symptom="DPoP HTTP URL mismatch",
    exchanges=[
        exchange(
            "https://sso.example.org/realms/a/protocol/openid-connect/token",
            400,
            {"error": "invalid_request", "error_description": "DPoP HTTP URL mismatch"},
            method="POST",
            headers={"DPoP": dpop("https://sso.example.org/realms/a/protocol/openid-connect/token", "POST")},
            sent="grant_type=authorization_code&code=1&client_id=w",
        )
    ],
)
add(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    software="firebase service account",
    symptom="invalid_grant: Invalid grant: account not found",
    exchanges=[
        token_call(
            400,
            {"error": "invalid_grant", "error_description": "Invalid grant: account not found"},
            url="https://oauth2.googleapis.com/token",
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=jwt(
                {
                    "iss": "gone@p.iam.gserviceaccount.com",
                    "aud": "https://oauth2.googleapis.com/token",
                    "scope": "x",
                    "iat": NOW - 5,
                    "exp": NOW + 3500,
                }
            ),
        )
    ],
)
add(
    "oauth.discovery_issuer_mismatch",
    software="oauth4webapi",
    symptom='unexpected JSON attribute value encountered, {"expected":"https://login.microsoftonline.com/common/v2.0","attribute":"issuer"}',
    exchanges=[
        exchange(
            "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
            200,
            {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"},
        )
    ],
)
add(
    "oauth.internal_vs_public_issuer",
    software="oauth2-proxy in compose",
    symptom='oidc: issuer did not match the issuer returned by provider, expected "http://keycloak:8080/realms/a" got "https://sso.example.org/realms/a"',
    also=["oauth.discovery_issuer_mismatch"],
)
add(
    "oauth.bearer_scheme_case",
    software="java servlet filter",
    symptom="401 Missing token",
    exchanges=[
        token_call(200, {**OK, "token_type": "bearer"}, grant_type="password", at=NOW - 9),
        ap(OK["access_token"], 401, "Missing token", scheme="bearer"),
    ],
    files={"Filter.java": 'if (h != null && h.startsWith("Bearer ")) {'},
)
add(
    "oauth.client_secret_wrong_or_expired",
    certain=False,
    software="auth0",
    symptom="access_denied: Unauthorized",
    exchanges=[
        token_call(
            401,
            {"error": "access_denied", "error_description": "Unauthorized"},
            url="https://acme.eu.auth0.com/oauth/token",
            grant_type="client_credentials",
            client_id="w",
            client_secret="x-EXAMPLE",
        )
    ],
)
add(
    "oauth.grant_not_allowed_for_client",
    certain=False,
    software="spring auth server",
    symptom="[unauthorized_client] OAuth 2.0 Parameter: grant_type",
    exchanges=[
        token_call(
            400,
            {"error": "unauthorized_client"},
            basic=basic("w", "x-EXAMPLE"),
            grant_type="refresh_token",
            refresh_token="r",
        )
    ],
)
add(
    "oauth.wrong_tenant",
    software="teams bot",
    symptom="AADSTS700016: Application with identifier '0000' was not found in the directory 'Bot Framework'.",
    exchanges=[
        token_call(
            400,
            {"error": "unauthorized_client", "error_description": "AADSTS700016"},
            url="https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token",
            grant_type="client_credentials",
            client_id="0000",
            client_secret="x-EXAMPLE",
        )
    ],
)
add(
    "oauth.missing_scope",
    software="gitlab api",
    symptom='{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api"}',
    exchanges=[
        exchange(
            "https://gitlab.example.org/api/v4/projects",
            403,
            {"error": "insufficient_scope", "scope": "api"},
            headers={"Authorization": "Bearer glpat-EXAMPLE"},
        )
    ],
)
add(
    "oauth.pkce_verifier_stale",
    software="remix-auth",
    symptom="invalid_grant: code challenge failed",
    exchanges=[az(ch(v2), NOW - 20), tc(400, {"error": "invalid_grant"}, code="cc", code_verifier=v1)],
)
add(
    "oauth.pkce_verifier_missing",
    software="supabase",
    symptom="invalid request: both auth code and code verifier should be non-empty",
    exchanges=[
        az(ch(v1), NOW - 20),
        exchange(
            ISSUER + "/token?grant_type=pkce",
            400,
            {"error": "invalid_request"},
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            sent="grant_type=authorization_code&code=cc",
        ),
    ],
)
add(
    "oauth.scope_claim_not_mapped",
    software="asp.net [RequiredScope]",
    symptom="403 The 'scope' or 'scp' claim does not contain scopes 'orders.read'",
    exchanges=[ap(jwt(claims(scope=None, permissions=["orders.read"])), 403, "")],
    verifier=V(required_scope="orders.read"),
)
add(
    "oauth.server_metadata_wrong",
    software="vaultwarden",
    symptom="invalid_client: Client authentication failed",
    issuer={
        "url": ISSUER,
        "metadata": {"issuer": ISSUER, "token_endpoint_auth_methods_supported": ["client_secret_basic"]},
    },
    exchanges=[
        token_call(401, IC, at=NOW - 9, basic=basic("w", "x-EXAMPLE"), grant_type="authorization_code", code="a"),
        token_call(
            200, OK, at=NOW - 5, grant_type="authorization_code", code="b", client_id="w", client_secret="x-EXAMPLE"
        ),
    ],
)
add(
    "oauth.client_library_bug",
    certain=False,
    software="requests-oauthlib 2.0",
    symptom="(invalid_client) Bad client credentials; version 1.3 works with the same secret",
    exchanges=[token_call(401, IC, basic=basic("w", "x-EXAMPLE"), grant_type="client_credentials")],
)
add(
    "oauth.grant_revoked",
    certain=False,
    software="fitbit",
    symptom="invalid_grant: Refresh token invalid",
    log=[L(-9000, "webhook: user revoked access for the application"), L(-30, "POST /oauth2/token -> 400")],
)
add(
    "oauth.literal_placeholder",
    software="oidc spa",
    symptom="AADSTS900144 / invalid_request client_id",
    exchanges=[authorize_call("", status=400, client_id="YOUR_CLIENT_ID_HERE", body="invalid_client")],
)
add(
    "oauth.dpop_nonce_stale",
    software="atproto oauth",
    symptom='{"error":"use_dpop_nonce","error_description":"DPoP nonce mismatch"}',
    exchanges=[
        exchange(
            ISSUER + "/token",
            400,
            {"error": "use_dpop_nonce"},
            method="POST",
            headers={"DPoP": dpop(ISSUER + "/token", "POST", nonce="a")},
            answer={"DPoP-Nonce": "b"},
            sent="grant_type=refresh_token&refresh_token=r",
        )
    ],
)
add(
    "oauth.google_testing_7_days",
    certain=False,
    software="homeassistant google calendar",
    symptom="google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.')",
    files={
        "token.json": json.dumps(
            {
                "refresh_token": "1//x",
                "client_id": "a.apps.googleusercontent.com",
                "created_at": T(-7 * 86400 - 900),
                "token_uri": "https://oauth2.googleapis.com/token",
            }
        )
    },
)
add(
    "oauth.code_expired",
    certain=False,
    software="slack bolt",
    symptom="invalid_grant code expired",
    exchanges=[authorize_call("https://a.example.org/cb?code=sl&state=1", at=NOW - 700), tc(400, IG, code="sl")],
)
# healthy
healthy(
    "jwt",
    symptom="Works for me, please check before we go live.",
    credential=c(HS(claims(iat=NOW - 86400 * 364, exp=NOW + 86400 * 3, aud=API))),
    verifier=hv(audience=API),
)
healthy(
    "jwt",
    "undecided",
    symptom="Customer asked whether this token is sound.",
    credential=c(jwt(az1(aud="00000003-0000-0000-c000-000000000000"), nonce="zz")),
)
healthy("jwt", symptom="ok", exchanges=[ap(jwt(claims(iss="https://accounts.google.com", aud=API)), 200, "{}")])
healthy("jwt", "undecided", symptom="No error so far", credential=c(FC()))
healthy(
    "aws",
    symptom="fine now",
    environment=environment(ID, SEC, AWS_PROFILE="prod"),
    files={"~/.aws/credentials": prof("prod")},
    exchanges=[aws_call(200, gci(), key_id=ID)],
)
healthy(
    "aws",
    "undecided",
    symptom="please review this file",
    files={
        "~/.aws/config": f"[profile a]\nsso_session=c\nsso_account_id=1\nsso_role_name=x\n[sso-session c]\nsso_start_url={u}\nsso_region=eu-west-1\n",
        f"~/.aws/sso/cache/{sha('c')}.json": sso(u, NOW + 900, refreshToken="r"),
    },
)
healthy(
    "oauth",
    symptom="A colleague says that this cannot work. It does.",
    exchanges=[token_call(200, OK, grant_type="client_credentials", client_id="w", client_secret="changeme-EXAMPLE")],
)
healthy(
    "oauth",
    symptom="audit",
    exchanges=[
        exchange(
            "https://a.example.org/login",
            302,
            "",
            answer={
                "Set-Cookie": "s=1; Secure; SameSite=Lax",
                "Location": ISSUER + "/authorize?client_id=w&response_type=code&state=q",
            },
            seen_by="browser",
            at=NOW - 9,
        ),
        exchange("https://a.example.org/cb?code=1&state=q", 200, "", headers={"Cookie": "s=1"}, seen_by="browser"),
    ],
)
