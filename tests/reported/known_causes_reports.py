"""More reports of causes that the shared cases know, in other words and with less evidence."""

from __future__ import annotations

import json

from evidence import (
    ISSUER,
    NOW,
    aws_call,
    basic_time,
    bundle,
    certificate,
    claims,
    ec2_error,
    exchange,
    jwk,
    jwt,
    pem,
    rsa_key,
    s3_error,
    verifier,
)
from reported.aws_reports import ID, INV, SEC, SID, TOK, cred, e, env

REPORTS = []


def report(cause, also=(), certain=True, **b):
    REPORTS.append((cause, also, certain, bundle(**b)))


def c(t, use="access_token"):
    return {"token": t, "use": use}


report(
    "aws.clock_skew",
    symptom=e(
        "InvalidSignatureException",
        "ListTables",
        f"Signature not yet current: {basic_time(NOW + 1500)} is still later than {basic_time(NOW + 300)} ({basic_time(NOW)} + 5 min.)",
    ),
)
report(
    "aws.clock_skew",
    symptom=e("AuthFailure", "DescribeInstances", "AWS was not able to validate the provided access credentials"),
    exchanges=[aws_call(401, ec2_error(), host="ec2.us-east-1.amazonaws.com", service="ec2", at=NOW, date=NOW - 1200)],
)
report(
    "aws.sigv4_wrong_region",
    symptom="AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
)
report(
    "aws.sigv4_wrong_region",
    symptom=e(
        "SignatureDoesNotMatch", "SendEmail", "Credential should be scoped to a valid region, not 'eu-west-11'. "
    ),
)
report(
    "aws.web_identity_sub_mismatch",
    symptom="Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity",
    credential=c(
        jwt(
            claims(
                iss="https://token.actions.githubusercontent.com",
                sub="repo:Acme/web:environment:prod",
                aud="sts.amazonaws.com",
            )
        ),
        "id_token",
    ),
    files={
        "trust.json": json.dumps(
            {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Condition": {
                            "StringEquals": {
                                "token.actions.githubusercontent.com:sub": "repo:acme/web:ref:refs/heads/main"
                            }
                        },
                    }
                ]
            }
        )
    },
)
report(
    "aws.web_identity_provider_missing",
    certain=False,
    symptom="InvalidIdentityToken: No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com",
)
report(
    "aws.getsessiontoken_no_mfa_iam",
    symptom=e("InvalidClientTokenId", "ListUsers", INV),
    environment=env(AWS_ACCESS_KEY_ID=SID, AWS_SECRET_ACCESS_KEY=SEC, AWS_SESSION_TOKEN=TOK),
    exchanges=[
        aws_call(200, "<GetSessionTokenResponse/>", at=NOW - 50, key_id=ID, sent="Action=GetSessionToken"),
        aws_call(
            200, "<ListAllMyBucketsResult/>", at=NOW - 20, key_id=SID, host="s3.amazonaws.com", service="s3", token=TOK
        ),
        aws_call(403, key_id=SID, host="iam.amazonaws.com", service="iam", token=TOK, sent="Action=ListUsers"),
    ],
)
report(
    "aws.session_token_missing",
    symptom="UnrecognizedClientException: The security token included in the request is invalid.",
    files={"~/.aws/credentials": cred(key_id=SID)},
)
report(
    "aws.session_token_missing",
    symptom=e("InvalidAccessKeyId", "ListBuckets", "The AWS Access Key Id you provided does not exist in our records."),
    environment=env(AWS_ACCESS_KEY_ID=SID, AWS_SECRET_ACCESS_KEY=SEC),
)
report(
    "aws.wrong_partition",
    symptom=e("InvalidClientTokenId", "GetCallerIdentity", INV),
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC),
    exchanges=[aws_call(key_id=ID)],
    settings={"bucket_arn": "arn:aws-cn:s3:::b", "region": "cn-north-1"},
)
report(
    "aws.key_id_whitespace",
    symptom=e(
        "IncompleteSignature",
        "ListBuckets",
        "'" + ID + "\\n' not a valid key=value pair (missing equal-sign) in Authorization header",
    ),
    environment=env(AWS_ACCESS_KEY_ID=ID + "\n", AWS_SECRET_ACCESS_KEY=SEC + "\n"),
)
report(
    "aws.secret_whitespace",
    symptom="SignatureDoesNotMatch",
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SEC + "\r"),
)
report("aws.no_credentials_unsigned", symptom="Unable to locate credentials", environment={"HOME": "/root"})
report(
    "aws.no_credentials_unsigned",
    symptom="<Code>AccessDenied</Code><Message>Anonymous access is forbidden for this operation</Message>",
    exchanges=[exchange("https://b.s3.amazonaws.com/k", 403, s3_error("AccessDenied", "Access Denied"))],
)
report(
    "aws.empty_env_variable",
    symptom="Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
    environment=env(AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=""),
)
report(
    "aws.v1_token_in_optin_region",
    certain=False,
    symptom=e("InvalidToken", "ListBuckets", "The provided token is malformed or otherwise invalid."),
    environment=env(
        AWS_ACCESS_KEY_ID=SID,
        AWS_SECRET_ACCESS_KEY=SEC,
        AWS_SESSION_TOKEN=TOK,
        AWS_REGION="ap-east-1",
        AWS_STS_REGIONAL_ENDPOINTS="legacy",
    ),
    exchanges=[
        aws_call(
            400,
            s3_error("InvalidToken", "The provided token is malformed or otherwise invalid."),
            key_id=SID,
            host="b.s3.ap-east-1.amazonaws.com",
            service="s3",
            region="ap-east-1",
            token=TOK,
        )
    ],
)
report(
    "aws.dynamodb_local_key_charset",
    symptom="UnrecognizedClientException: The Access Key ID or security token is invalid.",
    environment=env(AWS_ACCESS_KEY_ID="my-local_key", AWS_SECRET_ACCESS_KEY="x"),
    exchanges=[
        exchange(
            "http://localhost:8000/",
            400,
            {
                "__type": "com.amazonaws.dynamodb.v20120810#UnrecognizedClientException",
                "Message": "The Access Key ID or security token is invalid.",
            },
            method="POST",
            headers={
                "X-Amz-Target": "DynamoDB_20120810.ListTables",
                "Authorization": "AWS4-HMAC-SHA256 Credential=my-local_key/20260921/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00",
            },
        )
    ],
)
report(
    "aws.request_changed_after_signing",
    symptom="SignatureDoesNotMatch on PUT, GET works",
    exchanges=[
        aws_call(200, "ok", host="b.s3.amazonaws.com", service="s3", at=NOW - 9),
        aws_call(
            403,
            s3_error(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.",
                "<CanonicalRequest>PUT\n/a%2Bb\n\nhost:b.s3.amazonaws.com</CanonicalRequest>",
            ),
            host="b.s3.amazonaws.com",
            service="s3",
            path="/a+b",
        ),
    ],
)
# jwt
report(
    "jwt.whitespace_in_token",
    symptom='net/http: invalid header field value for "Authorization"',
    credential=c(jwt() + "\n"),
)
report("jwt.token_truncated", symptom="Not enough segments", credential=c(jwt()[:255]))
report("jwt.token_truncated", symptom="invalid signature", credential=c(jwt()[:-20]), verifier=verifier())
report(
    "jwt.alg_not_allowed",
    symptom="The specified alg value is not allowed",
    credential=c(jwt(alg="HS256", kid=None)),
    verifier=verifier(),
)
report("jwt.kid_missing", symptom="kid not found in token header", credential=c(jwt(kid=None)))
report(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="IDX10503: Signature validation failed. Token does not have a kid matching",
    credential=c(jwt(kid="k9", key=rsa_key("two"))),
    verifier=verifier(),
    issuer={"url": ISSUER, "jwks": {"keys": [jwk(rsa_key(), "k1"), jwk(rsa_key("two"), "k9")]}},
    also=(),
)
report(
    "jwt.certificate_given_as_public_key",
    symptom="ValueError: Could not deserialize key data.",
    credential=c(jwt()),
    verifier=verifier(key={"pem": certificate()}),
)
report(
    "jwt.iss_trailing_slash",
    symptom="jwt issuer invalid",
    credential=c(jwt(claims(iss=ISSUER + "/"))),
    verifier=verifier(),
)
report(
    "jwt.azure_v1_v2_issuer",
    symptom="IDX40001: Issuer does not match any of the valid issuers provided for this application.",
    credential=c(
        jwt(
            claims(
                iss="https://sts.windows.net/2f6a1c3e-0000-4000-8000-000000000001/",
                ver="1.0",
                tid="2f6a1c3e-0000-4000-8000-000000000001",
            )
        )
    ),
    verifier=verifier(issuer="https://login.microsoftonline.com/2f6a1c3e-0000-4000-8000-000000000001/v2.0"),
)
report(
    "jwt.ms_graph_token_not_verifiable",
    symptom="IDX10511: Signature validation failed.",
    credential=c(
        jwt(claims(iss="https://sts.windows.net/2f6a/", aud="00000003-0000-0000-c000-000000000000"), nonce="abc")
    ),
)
report(
    "jwt.opaque_or_jwe_no_audience",
    symptom="jwt malformed",
    credential=c("kP3n9Zq7LmX2vB8sT1wY5cD6fG0hJ4aE"),
    issuer={"url": "https://acme.eu.auth0.com/"},
)
report(
    "jwt.id_token_used_as_access_token",
    symptom="invalid audience",
    credential=c(jwt(claims(aud="web", nonce="n", at_hash="x", scope=None, client_id=None))),
    verifier=verifier(),
    client={"client_id": "web"},
)
report(
    "jwt.bearer_prefix_in_token",
    symptom="Invalid token: illegal base64 data at input byte 6",
    credential=c("Bearer " + jwt()),
)
report(
    "jwt.pem_literal_backslash_n",
    symptom="error:1E08010C:DECODER routines::unsupported",
    environment={"PRIVATE_KEY": pem(rsa_key()).replace("\n", "\\n")},
)
report(
    "jwt.lifetime_over_server_maximum",
    symptom="401 {\"message\":\"'Expiration time' claim ('exp') is too far in the future\"}",
    credential=c(jwt(claims(iss="123", iat=NOW, exp=NOW + 660, aud=None)), "client_assertion"),
)
report("jwt.expired_not_refreshed", symptom="401", credential=c(jwt(claims(iat=NOW - 7200, exp=NOW - 3600))))
report("jwt.aud_missing", symptom="jwt audience invalid. expected: api", credential=c(jwt(claims(aud=None))))
report(
    "jwt.exp_in_milliseconds", symptom="year 58000 is out of range", credential=c(jwt(claims(exp=(NOW + 3600) * 1000)))
)
report("jwt.base64_padding_in_token", symptom="Illegal base64url string", credential=c(jwt().replace(".", "=.", 1)))
report("jwt.jwks_unreachable", symptom="JwksError: getaddrinfo ENOTFOUND id.example.org", credential=c(jwt()))
report(
    "jwt.ecdsa_signature_length",
    symptom="ECDSA signature has wrong length",
    credential=c(jwt(alg="ES256")[:-4]),
    also=("jwt.token_truncated",),
)
report(
    "jwt.clock_skew_not_yet_valid",
    symptom="The token is not yet valid (nbf)",
    credential=c(jwt(claims(iat=NOW + 4, nbf=NOW + 4))),
    verifier=verifier(),
)
