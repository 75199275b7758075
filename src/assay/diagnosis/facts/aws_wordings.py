"""How AWS, its SDKs and its tools word a refusal: error codes, and phrases that carry none."""

from __future__ import annotations

import re

from assay.diagnosis.pattern import any_of

CODE_IN_TEXT = re.compile(
    r"\b(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure"
    r"|IncompleteSignature(?:Exception)?|InvalidAccessKeyId|ExpiredToken(?:Exception)?|RequestExpired|RequestTimeTooSkewed"
    r"|MissingAuthenticationToken(?:Exception)?|MissingAuthTokenException|AuthorizationHeaderMalformed|InvalidIdentityToken"
    r"|AccessDenied(?:Exception)?|OptInRequired|PendingVerification|SubscriptionRequiredException|InvalidToken|InvalidGrantException|UnauthorizedException|IDPRejectedClaim"
    r"|InvalidArgument|AuthorizationQueryParametersError|ResourceNotFoundException|NotSignedUp|InvalidSecurity)\b"
)

AWS_ONLY = frozenset(
    {"invalidclienttokenid", "unrecognizedclientexception", "signaturedoesnotmatch", "incompletesignature", "authfailure",
     "incompletesignatureexception", "invalidaccesskeyid", "requesttimetooskewed", "missingauthenticationtokenexception",
     "authorizationheadermalformed", "expiredtokenexception", "invalididentitytoken", "requestexpired", "expiredtoken",
     "optinrequired", "pendingverification", "subscriptionrequiredexception", "authorizationqueryparameterserror", "notsignedup"}
)  # fmt: skip

UNKNOWN_KEY = (
    "invalidclienttokenid",
    "unrecognizedclientexception",
    "unrecognizedclient",
    "invalidaccesskeyid",
    "authfailure",
    "invalidsecurity",
)
"""AWS does not know the key, or the session that it belongs to."""

# Wordings of SDKs, tools and services that carry no code; lower case.
PHRASES = (
    ("security token included in the request is invalid", "InvalidClientTokenId"),
    ("security token included in the request is expired", "ExpiredToken"),
    ("the provided token has expired", "ExpiredToken"),
    ("aws credentials have expired", "ExpiredToken"),
    ("access key id or security token is invalid", "UnrecognizedClientException"),
    ("the aws access key id you provided does not exist", "InvalidAccessKeyId"),
    ("access key id you provided does not exist", "InvalidAccessKeyId"),
    ("request signature we calculated does not match", "SignatureDoesNotMatch"),
    ("was not able to validate the provided access credentials", "AuthFailure"),
    ("not a valid key=value pair", "IncompleteSignature"),
    ("missing authentication token", "MissingAuthenticationToken"),
    ("not authorized to perform sts:assumerolewithwebidentity", "AccessDenied"),
    ("no openidconnect provider found", "InvalidIdentityToken"),
    ("request time and the server's time is too large", "RequestTimeTooSkewed"),
    ("signature expired:", "SignatureExpired"),
    ("signature not yet current", "SignatureExpired"),
    ("request has expired", "RequestExpired"),
    ("provided token is malformed or otherwise invalid", "InvalidToken"),
    ("unable to determine service/operation name", "IncompleteSignature"),
    ("authorization header requires", "IncompleteSignature"),
    ("unsupported authorization type", "InvalidArgument"),
    ("only one auth mechanism allowed", "InvalidArgument"),
    ("invalid according to policy", "AccessDenied"),
)

# What speaks of AWS, and what speaks of something else, in command, software and symptom (lower case).
AWS_WORDS = re.compile(
    any_of(
        # AWS and its services
        r"\baws\b",
        "aws[-_.:]",
        "amazon",
        "boto",
        "dynamodb",
        r"\bs3[an]?\b",
        r"\bs3[:_]",
        r"\bsts\b(?!\.windows\.)",
        r"\bec2\b",
        r"\bsqs\b",
        r"\bses\b",
        r"\bimds",
        "execute-api",
        "awsapps",
        # what is asked of it
        "assumerole",
        "sendrawemail",
        r"\bbucket\b",
        "invalid according to policy",
        # credentials, and where they lie
        "access ?key",
        r"\b(?:akia|asia)[a-z0-9]{12}",
        r"\bakia\b",
        r"\bakid\b",
        "security token",
        "credentials? (?:file|provider)",
        "providers in chain",
        r"(?:locate|load|find) (?:\w+ )?credentials",
        "shared config",
        "config profile",
        "config file",
        "section header",
        "sso (?:session|token)",
        "token from sso",
        # marks of requests
        "aws4[-_]",
        "x-amz-",
        r"169\.254\.169\.254",
        # codes of refusals
        "clienttoken",
        "unrecognizedclient",
        "expiredtoken",
        "signaturedoesnotmatch",
        "authfailure",
        "tooskewed",
        "authorizationheadermalformed",
        "incompletesignature",
        "optinrequired",
        "nocredential",
        # sentences of refusals
        "signature we calculated",
        r"signature (?:expired|not yet current): \d{8}t",
        "credential should be scoped",
        "key=value pair",
        "provided token (?:has expired|is malformed)",
        "unable to determine service/operation",
        "openidconnect provider",
        "configured thumbprint",
        "unsupported authorization type",
        "only one auth mechanism",
        # tools, and servers that speak its protocols
        "terraform",
        "localstack",
        "minio",
        "external-dns",
        "velero",
        "rclone",
    )
)
OTHER_WORDS = re.compile(
    any_of(
        # JOSE and its keys
        r"\bjwt",
        r"\bjwks?\b",
        r"\bkid\b",
        r"jose\b",
        "secretor",
        r"\bpem\b",
        "p(?:ublic|rivate).?key",
        r"asn\.?1",
        "pkcs",
        "deseriali[sz]e",
        # OAuth and OpenID Connect
        "oauth",
        "openid",
        "invalid_(?:client|grant)",
        "unauthorized_client",
        "cognito",
        "notauthorized",
        "token use",
        r"\bid.?token",
        "secret_?hash",
        "pkce",
        "code_?verifier",
        "redirect.?ur[il]",
        "audience",
        "issuer",
        "oidc",
        "refresh.?token",
        r"\bscope",
    )
)
