"""How AWS, its SDKs and its tools word a refusal: error codes, and phrases that carry none."""

from __future__ import annotations

import re

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

# Wordings of SDKs, tools and services that carry no code; lower case.
PHRASES = (
    ("security token included in the request is invalid", "InvalidClientTokenId"),
    ("security token included in the request is expired", "ExpiredToken"),
    ("the provided token has expired", "ExpiredToken"),
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
)

# What speaks of AWS, and what speaks of something else, in command, software and symptom (lower case).
AWS_WORDS = re.compile(
    r"\baws\b|aws[-_.:]|boto|amazon|dynamodb|\bs3\b|\bs3[:_]|\bsts\b(?!\.windows\.)|\bec2\b|\bsqs\b|assumerole|access ?key|clienttoken|security token"
    r"|unrecognizedclient|credentials? (?:file|provider)|(?:locate|load|find) (?:\w+ )?credentials|shared config|config profile"
    r"|sso (?:session|token)|token from sso|config file|section header|terraform|localstack|minio|expiredtoken|signaturedoesnotmatch|signature we calculated"
    r"|authfailure|tooskewed|credential should be scoped|authorizationheadermalformed|incompletesignature|key=value pair|provided token (?:has expired|is malformed)|nocredential"
    r"|\bbucket\b|aws4[-_]|x-amz-|amazonaws|\b(?:akia|asia)[a-z0-9]{12}|\bakia\b|\bakid\b|optinrequired|awsapps|aws_|\bs3[an]?\b|169\.254\.169\.254|\bimds"
    r"|providers in chain|signature (?:expired|not yet current): \d{8}t|unable to determine service/operation|execute-api|openidconnect provider|configured thumbprint|unsupported authorization type|only one auth mechanism|sendrawemail|\bses\b|external-dns|velero|rclone"
)
OTHER_WORDS = re.compile(
    r"\bjwt|jose\b|secretor|\bpem\b|p(?:ublic|rivate).?key|asn\.?1|pkcs|oauth|openid|invalid_(?:client|grant)|unauthorized_client|cognito|notauthorized"
    r"|token use|\bid.?token|deseriali[sz]e|secret_?hash|pkce|code_?verifier|redirect.?ur[il]|audience|issuer|oidc|refresh.?token|\bscope"
)
