from __future__ import annotations

import pytest

from evidence import API, answer_to, api_call, bundle, claims, codes, exchange, jwt, verifier

WHOLE = jwt()


def credential(token: str, **more: object) -> dict:
    return bundle(credential={"token": token, "use": "access_token"}, verifier=verifier(), **more)


CASES = [
    ("jwt.whitespace_in_token", credential(WHOLE + "\n", symptom="JsonWebTokenError: invalid token")),
    ("jwt.whitespace_in_token", credential(WHOLE[:40] + "\r\n" + WHOLE[40:], symptom="Malformed token")),
    (
        "jwt.whitespace_in_token",
        bundle(
            symptom='TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["Authorization"]',
            files={"token.txt": WHOLE + "\r\n"},
        ),
    ),
    ("jwt.token_quoted", bundle(symptom="401 Unauthorized", verifier=verifier(), exchanges=[api_call(f'"{WHOLE}"')])),
    ("jwt.bearer_prefix_in_token", credential("Bearer " + WHOLE, symptom="DecodeError: Invalid header string")),
    ("jwt.bearer_doubled", bundle(symptom="401 Unauthorized", exchanges=[api_call(WHOLE, scheme="Bearer Bearer")])),
    ("jwt.bearer_doubled", bundle(symptom="invalid token", exchanges=[api_call("bearer " + WHOLE)])),
    ("jwt.bearer_no_space", bundle(exchanges=[exchange(API, 401, headers={"Authorization": "Bearer" + WHOLE})])),
    ("jwt.token_truncated", credential(WHOLE[:255], symptom="jwt malformed")),
    ("jwt.token_truncated", credential(WHOLE[:-40], symptom="invalid signature")),
    ("jwt.token_truncated", credential(WHOLE[:120], symptom="Not enough segments")),
    ("jwt.token_truncated", credential(jwt(alg="HS256")[:-9], symptom="signature verification failed") | {"verifier": {"algorithms": ["HS256"]}}),
    ("jwt.base64_padding_in_token", credential(WHOLE + "==", symptom="JsonWebTokenError: invalid token")),
    (
        "jwt.base64_alphabet",
        bundle(symptom="java.lang.IllegalArgumentException: Illegal base64 character 2d", credential={"token": WHOLE}),
    ),
    (
        "jwt.token_over_size_limit",
        bundle(
            symptom="431 Request Header Fields Too Large",
            exchanges=[api_call(jwt(claims(groups=["group-of-the-company"] * 400)), 431, "Request Header Fields Too Large")],
        ),
    ),
    (
        "jwt.token_over_size_limit",
        bundle(
            symptom="414 URI Too Long",
            exchanges=[exchange(f"{API}/x?access_token={jwt(claims(groups=['g' * 30] * 300))}", 414, "URI Too Long")],
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_the_damage_is_named_first_and_for_certain(code, evidence):
    answer = answer_to(evidence)
    assert answer.causes[0].code == code
    assert answer.causes[0].confidence == "certain"
    assert answer.verdict == "refused"


def test_plain_base64_is_named_by_its_alphabet():
    damaged = WHOLE.replace("-", "+").replace("_", "/") + "=="
    assert codes(credential(damaged, symptom="Invalid token"))[0] in {
        "jwt.base64_alphabet",
        "jwt.base64_padding_in_token",
    }


def test_a_newline_at_the_end_of_a_token_file_is_no_fault_by_itself():
    found = codes(bundle(symptom="403 Forbidden", files={"token": WHOLE + "\n"}, exchanges=[api_call(WHOLE, 403)]))
    assert "jwt.whitespace_in_token" not in found


def test_a_large_token_that_is_cut_is_cut():
    long = jwt(claims(groups=["g" * 20] * 300))[:4096]
    assert codes(bundle(symptom="401", exchanges=[api_call(long)]))[0] == "jwt.token_truncated"


def test_a_short_jwt_with_a_short_lived_alphabet_is_no_damage():
    assert codes(credential(WHOLE, symptom="Works for me")) == []
