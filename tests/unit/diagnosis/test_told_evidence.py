"""What is told beside a refusal and belongs to something else: it proves nothing, and calms nobody."""

from __future__ import annotations

import pytest

from evidence import answer_to

NOW = "2026-11-23T11:00:00Z"
UNKNOWN = "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid."
UNSIGNED = "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided."
SECRET = "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"
CHALLENGE = "oCCJlJ1nSzzCq_0lF2nqJy67I132YI1vTKV1ONRvStA"
PROFILES = {
    "~/.aws/credentials": f"[dev]\naws_access_key_id = AKIADEVDEVDEVDEVDEV1\naws_secret_access_key = {SECRET}\n"
    "[prod]\naws_access_key_id = <your-key-id>\naws_secret_access_key = changeme\n"
}
REFUSED_CALL = {
    "request": {"method": "GET", "url": "https://api.example/x", "headers": [["Authorization", "Bearer abc"]]},
    "response": {"status": 401},
}
PRINTED_BY_A_SERVICE = """My service (not curl) printed this:
> POST /token HTTP/1.1
> Host: issuer.example
> Content-Type: application/x-www-form-urlencoded
>
< HTTP/1.1 400 Bad Request
< Content-Type: application/json
<
{"error":"invalid_grant","error_description":"PKCE"}
this one works:
curl -v -X POST https://issuer.example/token -d 'grant_type=authorization_code&code=c1&client_id=a&code_verifier=short'
"""
REGISTERED = {"request": {"method": "POST", "url": "https://i.example/register"}}
OF_ANOTHER_CLIENT = [
    {**REGISTERED, "response": {"status": 201, "body": '{"client_id":"b","redirect_uris":["https://a.example/cb"]}'}},
    {
        "request": {
            "method": "GET",
            "url": "https://i.example/authorize?response_type=code&client_id=a&redirect_uri=https%3A%2F%2Fa.example%2Fcb%2F",
        },
        "response": {"status": 400, "body": "redirect_uri mismatch"},
    },
]


@pytest.mark.parametrize(
    "evidence",
    [
        # a word of a command that takes no profile
        {
            "symptom": UNKNOWN,
            "environment": {"AWS_PROFILE": "dev"},
            "files": PROFILES,
            "command": "kubectl -n prod get pods",
        },
        {
            "symptom": UNKNOWN,
            "environment": {"AWS_PROFILE": "dev"},
            "files": PROFILES,
            "command": "sudo aws s3 ls prod",
        },
        # a search shows what it sought, and not what is absent
        {
            "symptom": UNKNOWN,
            "log": [
                "~/.aws/credentials:1:[default]",
                "~/.aws/credentials:2:aws_access_key_id = ASIAQWERTYUIOPASDFGH",
                f"~/.aws/credentials:3:aws_secret_access_key = {SECRET}",
            ],
        },
        # a key id above a checksum
        {
            "symptom": UNSIGNED,
            "files": {
                "app/config.yml": "key: AKIAQWERTYUIOPASDFGH\nsha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
            },
        },
        # what stands in the place of a verifier, and another client's
        {
            "symptom": "invalid_grant",
            "command": "curl -d grant_type=authorization_code -d code_verifier=${V} https://i/token",
        },
        {
            "symptom": "invalid_grant",
            "log": ["POST /token 400 grant_type=authorization_code&code=x&code_verifier=[FILTERED]"],
        },
        {
            "symptom": "invalid_grant",
            "log": [
                f"GET https://i.example/authorize?response_type=code&client_id=A&code_challenge={CHALLENGE}&code_challenge_method=S256",
                "app B: POST /token grant_type=authorization_code&code=x&client_id=B&code_verifier=" + "v" * 50,
            ],
        },
        # a command below another program's request, and another client's registration
        {"symptom": PRINTED_BY_A_SERVICE},
        {"exchanges": OF_ANOTHER_CLIENT},
        # tests that pass beside a call of production
        {
            "symptom": "Production answers 401 invalid_token, wrong issuer. CI log below.",
            "exchanges": [REFUSED_CALL],
            "log": ["ok 1 - refuses expired token", "# fail 0"],
        },
        {"command": "npm test && npm run deploy", "exchanges": [REFUSED_CALL], "log": ["PASS error handling 401"]},
        # a program that refuses before anything is sent
        {"symptom": "401 Unauthorized: invalid_token. The client refuses by itself; nothing has been sent yet."},
        {"symptom": "JsonWebTokenError: jwt malformed. Nothing was sent yet"},
        # a broken connection beside a stated refusal
        {
            "symptom": "invalid_client: client authentication failed. Retried after read ECONNRESET, still invalid_client"
        },
        {"symptom": "TokenExpiredError: jwt expired ... Error: read ECONNRESET"},
        {"symptom": "401 Jwt issuer is not configured; then upstream connect error or disconnect/reset before headers"},
        # another's success
        {
            "symptom": "invalid_grant",
            "log": ["refresh failed: invalid_grant", "giving up, no new token, user has to sign in"],
        },
        {"symptom": "Mobile app gets invalid_client", "log": ["mobile: invalid_client", "web: login ok"]},
        {"symptom": "401 for alice on /orders", "log": ["alice GET /orders 401", "bob GET /orders 200"]},
        # words of people about it
        {"symptom": "A colleague: invalid_token on every call to the API since noon"},
        {"symptom": "Support asked whether the clock is off. The API answers 401 invalid_token to every call."},
        {"symptom": "We have read that a 401 means expired and now every call gives 401 invalid_token"},
        {"symptom": "The scanner marks it as expired and login is refused with 401"},
    ],
)
def test_what_belongs_to_something_else_proves_nothing_and_calms_nobody(evidence):
    answer = answer_to({"assay_bundle": 1, "now": NOW, **evidence})
    assert answer.verdict == "refused"
    assert [cause.code for cause in answer.causes if cause.confidence == "certain"] == []


def test_a_contrast_of_versions_repeats_no_line():
    log = [
        "billing 1.4.2 connected user=svc password=Tr0ub4dor&3",
        "billing 1.5.0 error invalid_client client_secret=hunter2-Secret! refused",
    ]
    told = {"symptom": "invalid_client", "software": "billing 1.5.0", "log": log}
    answer = answer_to({"assay_bundle": 1, "now": NOW, **told})
    assert answer.causes[0].code == "oauth.client_library_bug"
    assert "Tr0ub4dor" not in repr(answer)
    assert "hunter2" not in repr(answer)
