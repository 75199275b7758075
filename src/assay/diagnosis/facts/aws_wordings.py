"""How AWS, its SDKs and its tools word a refusal: error codes, and phrases that carry none."""

from __future__ import annotations

import re

CODE_IN_TEXT = re.compile(
    r"\b(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure"
    r"|IncompleteSignature(?:Exception)?|InvalidAccessKeyId|ExpiredToken(?:Exception)?|RequestExpired|RequestTimeTooSkewed"
    r"|MissingAuthenticationToken(?:Exception)?|MissingAuthTokenException|AuthorizationHeaderMalformed|InvalidIdentityToken"
    r"|AccessDenied(?:Exception)?|OptInRequired|InvalidToken|InvalidGrantException|UnauthorizedException|IDPRejectedClaim"
    r"|InvalidArgument|AuthorizationQueryParametersError|ResourceNotFoundException|NotSignedUp|InvalidSecurity)\b"
)

AWS_ONLY = frozenset(
    {"invalidclienttokenid", "unrecognizedclientexception", "signaturedoesnotmatch", "incompletesignature", "authfailure",
     "incompletesignatureexception", "invalidaccesskeyid", "requesttimetooskewed", "missingauthenticationtokenexception",
     "authorizationheadermalformed", "expiredtokenexception", "invalididentitytoken", "requestexpired", "expiredtoken"}
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
)
