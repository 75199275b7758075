"""What lies in the evidence and is not what was refused proves nothing; where the refusal is about it, it does."""

import pytest

from evidence import certain_codes
from reported.short_forms import NOW, claims, iso, sign

OLD = sign(claims(iat=NOW - 7200, exp=NOW - 3600))
TYPED = sign(claims(), typ="at+jwt")
REFRESH = sign(claims(typ="Refresh"))
CUT = {"notes.txt": sign(claims()).rpartition(".")[0]}
SECRET = {"AWS_ACCESS_KEY_ID": "AKIA2NEWEDRFTEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s" * 40 + " "}
SAID = "An error occurred ({}) when calling the GetCallerIdentity operation: {}"
UNKNOWN = SAID.format("InvalidClientTokenId", "The security token included in the request is invalid")
UNSIGNED = SAID.format("SignatureDoesNotMatch", "The request signature we calculated does not match")


def certain(symptom, **members):
    return certain_codes({"assay_bundle": 1, "now": iso(), "symptom": symptom, **members})


@pytest.mark.parametrize(
    ("symptom", "members"),
    [
        ("ValueError: Could not deserialize key data.", {"credential": {"token": OLD}}),
        ("500 Internal Server Error", {"credential": {"token": OLD}}),
        ("429 Too Many Requests", {"credential": {"token": OLD}}),
        ("403 Forbidden: user lacks role admin", {"credential": {"token": OLD}}),
        ("401 token revoked", {"credential": {"token": OLD}}),
        ("blocked by CORS policy: No Access-Control-Allow-Origin", {"credential": {"token": OLD}}),
        ("unsupported token type", {"credential": {"token": TYPED}}),
        ("invalid_grant: Session not active", {"credential": {"token": REFRESH}}),
        ("401 Unauthorized", {"files": CUT}),
        (UNKNOWN, {"environment": SECRET}),
    ],
)
def test_what_lies_beside_the_refusal_is_not_certain(symptom, members):
    assert certain(symptom, **members) == []


@pytest.mark.parametrize(
    ("cause", "symptom", "members"),
    [
        ("jwt.expired_not_refreshed", "401 Unauthorized", {"credential": {"token": OLD}}),
        ("jwt.expired_not_refreshed", "500 Internal Server Error: jwt expired", {"credential": {"token": OLD}}),
        ("jwt.typ_not_accepted", "invalid JWT header typ", {"credential": {"token": TYPED}}),
        ("jwt.refresh_token_used_as_access_token", "401 Unauthorized", {"credential": {"token": REFRESH}}),
        ("jwt.token_truncated", "jwt malformed", {"files": CUT}),
        ("aws.secret_whitespace", UNSIGNED, {"environment": SECRET}),
    ],
)
def test_what_the_refusal_is_about_is_certain(cause, symptom, members):
    assert certain(symptom, **members) == [cause]
