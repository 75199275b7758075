"""A tenth set of reports: which token of an answer is looked at, values that stand one step aside, and what a log tells of before."""

from __future__ import annotations

import base64

from reported.short_forms import (
    AK,
    AUD,
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
    env,
    ex,
    iso,
    jwks,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
    xmlerr,
)

REPORTS = []
rep = reporter(REPORTS)

SECRET = "a-signing-EXAMPLE-value-of-40-characters"
JWE = ".".join(map(b64, ('{"alg":"RSA-OAEP-256","enc":"A256GCM"}', b"k" * 256, b"i" * 12, b"c" * 90, b"t" * 16)))
SIGNATURE = ("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")


def decoded(value):
    return base64.b64decode(value[: len(value) // 4 * 4]).decode("latin-1")


def h(key=SECRET, **over):
    return sign(claims(**over), key=key, alg="HS256")


# a client that signs people in looks at the ID token, whatever the access token is
SIGN_IN = {"grant_type": "authorization_code", "code": "SplxlOBeZQQYbYS6WxSbIA", "client_id": "tamarack-web"}
rep(
    "jwt.jwe_given_to_jws_verifier",
    symptom="Unable to process JOSE object (cause: UnresolvableKeyException)",
    verifier=verifier(audience="tamarack-web"),
    exchanges=[tok(SIGN_IN, 200, {"access_token": "vthdnHZSGYRXsS5XSh5AEFgDARJ1R3mxBY5Bqlmh", "id_token": JWE})],
)
rep(
    "jwt.clock_skew_not_yet_valid",
    symptom="The token is not yet valid (nbf)",
    verifier=verifier(audience="tamarack-web"),
    exchanges=[
        tok(
            SIGN_IN,
            200,
            {
                "access_token": "48d7fd0d5a8f6167961728d34c1cf380",
                "id_token": sign(claims(aud="tamarack-web", iat=..., nbf=NOW + 4)),
            },
        )
    ],
)
# a token under a name of the program's own, and code that compares it with milliseconds
rep(
    "jwt.verifier_expects_milliseconds",
    symptom="auth.isSignedIn() is false right after the login",
    exchanges=[ex("POST", "https://app.tamarack.example/auth", 200, {"token": h()}, sent='{"user":"lea"}')],
    files={"auth.js": "var exp = JSON.parse(atob(token.split('.')[1])).exp;\nreturn Date.now() <= exp;\n"},
)
rep(
    "jwt.verifier_bug",
    symptom="verify() is false since the update",
    credential=cred(h()),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
    log=[iso(-90) + " jwt-edge 2.2.3: verify -> true", iso(-9) + " jwt-edge 2.2.10: verify -> false"],
)
# who reads a .env file by hand keeps the quotation marks
rep(
    "jwt.secret_special_chars_mangled",
    symptom="AssertionError: expected 401 to equal 200",
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
    exchanges=[bearer(h(key=f'"{SECRET}"'), body={"error": "Invalid or expired token"})],
    files={".env": f'PORT=8800\nJWT_SECRET="{SECRET}"\n'},
)
# an access token is refused where the same receiver took an ID token
AUTHORIZER = "https://xk8n6hsp8r.execute-api.eu-west-1.amazonaws.com/prod/inventory"
POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_xfTlzaoe1"
rep(
    "jwt.access_token_used_as_id_token",
    symptom='401 {"message":"Unauthorized"}',
    exchanges=[
        ex(
            "GET",
            AUTHORIZER,
            200,
            {"items": []},
            req=[["Authorization", sign(claims(iss=POOL, token_use="id"))]],
            at=-180,
        ),
        ex(
            "GET",
            AUTHORIZER,
            401,
            {"message": "Unauthorized"},
            req=[["Authorization", sign(claims(iss=POOL, token_use="access", aud=...))]],
            resp=[["x-amzn-ErrorType", "UnauthorizedException"]],
        ),
    ],
)
# the view of the server belongs to the call that was made last before it
SENT = "https://journals.tamarack.example/api/v1/issues?count=4"
SAID = {"error": "api.403.unauthorized", "errorMessage": "You are not authorized to access the requested resource."}
rep(
    "oauth.header_stripped_by_proxy",
    symptom="403 Forbidden: api.403.unauthorized",
    exchanges=[
        ex("GET", SENT + "&apiToken=" + h(aud=...), 200, {"itemsMax": 31}, at=-60),
        bearer(h(aud=...), url=SENT, status=403, body=SAID, resp=[["X-Powered-By", "PHP/8.2"]], at=-3),
        ex("GET", "fcgi://127.0.0.1:9000/api/v1/issues?count=4", 403, SAID, by="server", at=-3),
    ],
)
# that the password is right approves of no refusal
rep(
    "oauth.authorization_header_conflict",
    symptom="The browser asks for the password again and again, though it is right",
    exchanges=[
        ex(
            "GET",
            "https://agent.tamarack.example/",
            200,
            "<html></html>",
            req=[["Authorization", "Basic b3BzOmVYQU1QTEU="]],
        ),
        bearer(
            "fcec98172b6798f8dfaf04d053725b92",
            url="https://agent.tamarack.example/ui.json",
            resp=[["WWW-Authenticate", 'Basic realm="x"']],
        ),
    ],
)
# a log tells of the rotation that made the token old
rep(
    "oauth.refresh_token_superseded",
    certain=False,
    symptom="invalid_grant (refresh token already used)",
    exchanges=[tok({"grant_type": "refresh_token", "refresh_token": "iCtFGPxcmsupv9La4QODml2MrzIm0"})],
    log=[
        iso(-25_000) + " INFO grant.success refresh_token iCtFGPxc… rotated to bdAUNJls…",
        iso(-2) + " WARN grant.error refresh token already used iCtFGPxc…",
    ],
)
rep(
    "jwt.pem_kind_not_supported",
    symptom="Something went awry creating the jwt\n\nInvalidEcdsaKey",
    command="jwt encode -A ES256 -S @key.pem '{}'",
    files={
        "key.pem": "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEICM9S7NpqYTxX+kWY4hhBUl+ExwcW+ri4fN/y0pmzSaDoAoGCCqGSM49\n"
        "AwEHoUQDQgAEiDOnwxyPQE25IZ8L1ElE9sk3FZQ3XG2Q+7Iu3EdunyXkrm2RyQdw\na0La7gjFc19ANBCNPen4eAs7tTwVWYf4ZQ==\n-----END EC PRIVATE KEY-----\n"
    },
)

# values of AWS that stand one step aside
rep(
    "aws.plain_value_base64_decoded",
    symptom="java.lang.IllegalArgumentException: a header value contains prohibited character 0x0 at index 28.",
    env={"SECRET_AWS_ACCESS_KEY_ID": AK, "SECRET_AWS_SECRET_KEY_ID": SK},
    settings={"s3": {"Upload": {"accessKeyId": decoded(AK), "secretKeyId": decoded(SK), "region": "eu-west-1"}}},
)
rep(
    "aws.key_id_used_as_secret",
    symptom=": ".join(SIGNATURE),
    settings={"aws": {"accessKeyId": AK, "accessKey": AK, "region": "eu-west-1"}},
    exchanges=[aws(code=SIGNATURE[0], msg=SIGNATURE[1])],
)
for log in (
    [
        iso(-900) + " run 1: secret from the environment only -> 200",
        iso(-4) + " run 4: secret from the old backup -> SignatureDoesNotMatch",
        iso(-2) + " run 4: secret from the environment -> SignatureDoesNotMatch",
    ],
    [
        iso(-4) + " verify attempt 1, secret of 39 characters -> SignatureDoesNotMatch",
        iso(-2) + " verify attempt 2, secret of 40 characters -> SignatureDoesNotMatch",
        iso(60) + " $ aws sts get-caller-identity (same variables) -> arn:aws:iam::415926535897:user/deploy",
    ],
):
    rep(
        "aws.negative_cache_after_bad_secret",
        certain=False,
        symptom=": ".join(SIGNATURE),
        env=env(),
        exchanges=[aws(code=SIGNATURE[0], msg=SIGNATURE[1], at=at) for at in (-4, -2)],
        log=log,
    )
rep(
    "aws.literal_placeholder",
    symptom="An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.",
    command="aws sts get-caller-identity --profile root",
    env=env(),
    files={"~/.aws/credentials": creds("%(AWS_ACCESS_KEY_ID)", "%(AWS_SECRET_ACCESS_KEY)", section="root")},
)
rep(
    "aws.wrong_profile_selected",
    symptom="CredentialsError: Missing credentials in config, if using AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1",
    files={".env.json": '{"default": {"AWS_PROFILE": "default"}}', "~/.aws/credentials": creds(section="tamarack")},
)
for signed in ("SignedHeaders=, Signature=", "SignedHeaders=x-amz-date, Signature=" + "ab" * 32):
    rep(
        "aws.malformed_authorization_header",
        symptom="IncompleteSignatureException: 'Host' must be a 'SignedHeader' in the AWS Authorization.",
        exchanges=[
            aws(
                service="execute-api",
                host="01xvvkwc7f.execute-api.eu-west-1.amazonaws.com",
                auth=f"AWS4-HMAC-SHA256 Credential={AK}/{amz()[:8]}/eu-west-1/execute-api/aws4_request, {signed}",
                body={"message": "'Host' must be a 'SignedHeader' in the AWS Authorization."},
                code="IncompleteSignatureException",
            )
        ],
    )

# a set of keys is fetched from another address than the issuer publishes, and the token's key is in the published one
TENANT = "https://is.tamarack.example:9443/t/ngd"
rep(
    "jwt.jwks_url_wrong",
    symptom="BadJOSEException: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    credential=cred(sign(claims(iss=TENANT))),
    verifier={"issuer": TENANT, "audience": AUD, "algorithms": ["RS256"]},
    issuer={
        "url": TENANT,
        "metadata": {"issuer": TENANT, "jwks_uri": TENANT + "/jwks"},
        "jwks": jwks((rsakey(), "sig-7")),
    },
    exchanges=[ex("GET", "https://is.tamarack.example:9443/jwks", 200, jwks((rsakey("b"), "other")))],
    settings={"spring.security.oauth2.resourceserver.jwt.jwk-set-uri": "https://is.tamarack.example:9443/jwks"},
)
# a template with nothing in it
V2 = "https://login.microsoftonline.com/acaaa6c0-db99-4bf9-9e00-320a74489fb8/v2.0"
rep(
    "jwt.verifier_setting_undefined",
    symptom=f"IDX10205: Issuer validation failed. Issuer: '{V2}'. Did not match: validationParameters.ValidIssuer: "
    "'https://login.microsoftonline.com//v2.0' or validationParameters.ValidIssuers: 'null'.",
    exchanges=[bearer(sign(claims(iss=V2)))],
)
# a letter too many in the realm's name; a digit more is another realm
for realm, cause in (("wanakku", "jwt.iss_typo"), ("wanaku2", "oauth.wrong_tenant")):
    rep(
        cause,
        symptom="the token is invalid: Error(InvalidIssuer)",
        verifier=verifier(issuer=f"https://id.tamarack.example/realms/{realm}"),
        exchanges=[bearer(sign(claims(iss="https://id.tamarack.example/realms/wanaku")))],
    )
# tokens of after the change pass, those of before it do not
rep(
    "jwt.secret_rotated",
    symptom="Invalid token (some customers only)",
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
    exchanges=[
        bearer(h(iat=NOW - 600), status=200, body={"id": 77}, at=-60),
        bearer(h(key=SECRET[::-1], iat=NOW - 90_000, exp=NOW + 90_000), body={"details": "Invalid token"}),
    ],
)
# a client that proves itself in the header looks at the ID token
rep(
    "jwt.alg_none",
    symptom="{:error, :no_supported_alg_or_key}",
    verifier=verifier(audience="tamarack-web"),
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "F2gyjniYpMBoCO0WX8SivsTMS2nZnLrO"},
            200,
            {
                "access_token": "8IpCRMRz5KaeHCk7FeRvH4SUeledHRZHeDFHzMGL3ZD",
                "id_token": b64('{"alg":"none"}') + "." + b64(dumps(claims(aud="tamarack-web"))) + ".",
            },
            req=[["Authorization", "Basic " + base64.b64encode(b"tamarack-web:cs-EXAMPLE-7Qm2").decode()]],
        )
    ],
)
# presigned URLs: of version 2, and of a clock that is hours ahead
S3 = "https://exports.s3.amazonaws.com/june.csv"
rep(
    "aws.presigned_by_expiring_session",
    symptom="<Code>ExpiredToken</Code> when a customer opens the download link, the day before it opened",
    exchanges=[
        ex(
            "GET",
            f"{S3}?AWSAccessKeyId={SI}&Expires={NOW + 900_000}&Signature=%2BEwbZHakYrB3&x-amz-security-token=FwoGZXIvYXdzEXAMPLE",
            400,
            xmlerr("ExpiredToken", "The provided token has expired.", "s3"),
        )
    ],
)
rep(
    "aws.clock_timezone_error",
    symptom="403 for every link from SignedURL()",
    env=env(),
    exchanges=[
        ex(
            "GET",
            f"https://objects.tamarack.example/x/june.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={AK}%2F{amz()[:8]}%2Fus-east-1%2Fs3%2Faws4_request"
            f"&X-Amz-Date={amz(28_798)}&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature={'ab' * 32}",
            403,
            xmlerr("AccessDenied", "Request is not valid yet", "s3"),
        )
    ],
)
rep(
    "aws.negative_cache_after_bad_secret",
    certain=False,
    symptom=": ".join(SIGNATURE),
    env=env(),
    exchanges=[aws(at=-900), *(aws(code=SIGNATURE[0], msg=SIGNATURE[1], at=at) for at in (-4, -2))],
    log=[
        iso(-4) + " self-test: new key id with the secret of the previous key, must fail: ok",
        iso(-2) + " self-test: new key id with its own secret, must pass: FAILED",
    ],
)
# no credentials file, and the keys stand in the config
rep(
    "aws.credentials_in_other_file",
    symptom="ENOENT: no such file or directory, open '/home/wei/.aws/credentials'",
    command="cdk deploy",
    env={"HOME": "/home/wei"},
    files={"~/.aws/config": creds(extra="region=us-west-2\n")},
)
# of two settings in Microsoft's message one is normally null, and a list may hold more than the null
rep(
    "jwt.keycloak_aud_account",
    symptom="IDX10214: Audience validation failed. Audiences: 'account'. Did not match: validationParameters.ValidAudience: 'null' "
    "or validationParameters.ValidAudiences: 'null, aspnet'.",
    verifier=verifier(issuer="https://sso.tamarack.example/realms/customers", audience="aspnet"),
    exchanges=[bearer(sign(claims(iss="https://sso.tamarack.example/realms/customers", aud="account", azp="aspnet")))],
)
# a token that lives a thousandth of what is set has not merely expired
rep(
    "jwt.lifetime_unit_wrong",
    symptom='{"auth":false,"message":"Failed to authenticate token."} about half an hour after the token was made',
    credential=cred(h(iat=NOW - 1_840, exp=NOW - 1_754)),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
    env={"TOKEN_TTL": "86400"},
    files={"token.js": "const token = jwt.sign({ id }, secret, { expiresIn: process.env.TOKEN_TTL });\n"},
)
# what a program prints of its own secret, and the one profile that there is
rep(
    "jwt.secret_not_set",
    symptom="UnauthorizedError: Authentication Error",
    exchanges=[bearer(h(), body="Authentication Error")],
    files={
        ".env": f"DB_USERNAME=app\nJWT_SECRET={SECRET}\n",
        "api.js": "console.log('secret', process.env.JWT_SECRET);\n",
    },
    log=[iso(-60) + " secret undefined", iso(-59) + " dotenv: loaded .env"],
)
rep(
    "aws.session_cached_not_refreshed",
    symptom="ExpiredTokenException: The security token included in the request is expired",
    log=[iso(-50_000) + f" INFO  extension activated, profile bedrock, key {SI}"],
    files={
        "~/.aws/credentials": creds(
            "ASIA5L6QOXTRNEXAMPLE", SS, ST, section="bedrock", extra=f"expiration = {iso(39_600)}\n"
        )
    },
    exchanges=[
        aws(
            key_id=SI,
            token=ST.replace("Fh3k", "Zz9p"),
            service="bedrock",
            code="ExpiredTokenException",
            msg="The security token included in the request is expired",
        )
    ],
)
