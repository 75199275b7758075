from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode

import pytest

from evidence import (
    NOW,
    SECRET,
    answer_to,
    api_call,
    bundle,
    claims,
    codes,
    ec_key,
    exchange,
    founded,
    jwk,
    jwt,
    rsa_key,
    verifier,
)  # fmt: skip

HMAC = {"algorithms": ["HS256"], "key": {"secret": SECRET}}
BODY = '{"id": "evt_1", "amount": 12.0, "name": "Zo\\u00eb"}'


def webhook(signature: str, **headers: str) -> dict:
    sent = {"Content-Type": "application/json", "X-Shop-Signature": signature, **headers}
    return exchange(
        "https://hooks.example.org/shop", 401, "bad signature", method="POST", headers=sent, sent=BODY, seen_by="server"
    )


REWRITING = {"hook.js": "crypto.createHmac('sha256', secret).update(JSON.stringify(req.body))"}
OF_THE_BODY = {"hook.py": "expected = hmac.new(secret, request.get_data(), 'sha256').hexdigest()"}


def mac(text: str) -> str:
    return hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256).hex()


def with_secret(token: str, secret: object = SECRET, **more: object) -> dict:
    return bundle(
        **(
            {
                "symptom": "invalid signature",
                "credential": {"token": token},
                "verifier": {"algorithms": ["HS256"], "key": {"secret": secret}},
            }
            | more
        )
    )


CASES = [
    ("jwt.ecdsa_der_signature", bundle(symptom="invalid signature", credential={"token": jwt(alg="ES256", der=True)}, verifier=verifier(algorithms=["ES256"], key={"jwks": {"keys": [jwk(ec_key())]}}))),
    ("jwt.alg_none", bundle(symptom="jwt signature is required", credential={"token": jwt(alg="none", kid=None)}, verifier=verifier())),
    ("jwt.alg_not_allowed", bundle(symptom="The specified alg value is not allowed", credential={"token": jwt(alg="HS256")}, verifier=verifier())),
    ("jwt.payload_reserialised", bundle(symptom="401", exchanges=[webhook(mac(BODY))], settings={"WEBHOOK_SECRET": SECRET}, files=REWRITING)),
    ("jwt.payload_reserialised", bundle(symptom="401", exchanges=[webhook("sha256=" + mac(BODY))], settings={"WEBHOOK_SECRET": SECRET}, files=REWRITING)),
    ("jwt.signed_string_differs", bundle(symptom="bad signature", exchanges=[webhook(f"t={NOW},v1={mac(f'{NOW}.{BODY}')}")], settings={"hook": {"signingSecret": SECRET}}, files=OF_THE_BODY)),
    ("jwt.signed_string_differs", bundle(symptom="bad signature", exchanges=[webhook("v0=" + mac(f"v0:{NOW}:{BODY}"), **{"X-Request-Timestamp": str(NOW)})], settings={"SIGNING_SECRET": SECRET}, files=OF_THE_BODY)),
    ("jwt.hmac_secret_base64_vs_raw", with_secret(jwt(alg="HS256", kid=None), b64encode(SECRET.encode()).decode())),
    ("jwt.hmac_secret_base64_vs_raw", with_secret(jwt(alg="HS256", kid=None, key=b64encode(SECRET.encode())))),
    ("jwt.hmac_secret_base64_vs_raw", with_secret(jwt(alg="HS256", kid=None), SECRET.encode().hex())),
    ("jwt.secret_special_chars_mangled", with_secret(jwt(alg="HS256", kid=None, key=b"ab$cd%long-enough-secret\n"), "ab$cd%long-enough-secret")),
    ("jwt.secret_special_chars_mangled", with_secret(jwt(alg="HS256", kid=None, key=b"pa$$word-long"), "pa$word-long", files={".env": "JWT_SECRET=pa$$word-long\n"})),
    ("jwt.secret_not_set", with_secret(jwt(alg="HS256", kid=None, key=b"undefined"), SECRET)),
    ("jwt.secret_not_set", with_secret(jwt(alg="HS256", kid=None), "")),
    ("jwt.secret_not_set", bundle(symptom="secretOrPrivateKey must have a value", settings={"JWT_SECRET": ""})),
    ("jwt.secret_rotated", with_secret(jwt(alg="HS256", kid=None, key=b"the-old-secret-of-last-week"), settings={"JWT_SECRET_OLD": "the-old-secret-of-last-week"})),
    ("jwt.kid_missing", bundle(symptom="No key ID in JWT header", credential={"token": jwt(kid=None)}, verifier=verifier())),
    ("jwt.kid_unknown_stale_jwks_cache", bundle(symptom="unknown kid", credential={"token": jwt(kid="k2")}, verifier=verifier(), issuer={"jwks": {"keys": [jwk(rsa_key(), "k2")]}})),
    ("jwt.kid_key_mismatch", bundle(symptom="signature verification failed", credential={"token": jwt(key=rsa_key("two"))}, verifier=verifier(key={"jwks": {"keys": [jwk(rsa_key()), jwk(rsa_key("two"), "k2")]}}))),
    ("jwt.jwks_url_wrong", bundle(symptom="JWKSClientError: no keys", verifier=verifier(key=None), issuer={"metadata": {"jwks_uri": "https://id.example.org/keys"}, "jwks_status": 200, "jwks_body": "{}"}, settings={"jwks_uri": "https://id.example.org/jwks"})),
    ("jwt.jwks_unreachable", bundle(symptom="JwksError: Unable to fetch signing keys", verifier=verifier(key=None), issuer={"jwks_status": 0, "jwks_body": "getaddrinfo ENOTFOUND id.example.org"})),
    ("jwt.jwks_unreachable", bundle(symptom="IDX20803: Unable to obtain configuration", verifier=verifier(key=None), issuer={"jwks_status": 200, "jwks_body": "<!DOCTYPE html><html>sign in</html>"})),
    ("jwt.sub_not_string", bundle(symptom="Subject must be a string", credential={"token": jwt(claims(sub=42))}, verifier=verifier())),
    ("jwt.crit_not_understood", bundle(symptom="Unsupported crit", credential={"token": jwt(crit=["urn:x"], **{"urn:x": 1})}, verifier=verifier())),
    ("jwt.typ_not_accepted", bundle(symptom="invalid typ header", credential={"token": jwt(typ="at+jwt")}, verifier=verifier(type="JWT"))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "evidence"), CASES)
def test_the_signature_is_explained_for_certain(code, evidence):
    first = answer_to(evidence).causes[0]
    assert (first.code, first.confidence) == (code, "certain")


def test_a_secret_that_fits_in_no_form_is_wrong_and_never_for_certain():
    first = answer_to(with_secret(jwt(alg="HS256", kid=None, key=b"something-else-entirely"))).causes[0]
    assert (first.code, first.confidence) == ("jwt.wrong_secret", "likely")


@pytest.mark.parametrize(
    "more",
    [
        {"files": {"server.js": "const JWT_SECRET = process.env.JWT_SECRET || crypto.randomBytes(32).toString('hex')"}},
        {"files": {"app.py": "app.config['SECRET_KEY'] = os.urandom(24)"}},
        {"log": ["2026-09-21T13:00:00Z WARN AUTH_JWT_SECRET not set, generated a random secret"]},
    ],
)
def test_a_secret_per_process_is_likely_and_never_certain(more):
    first = answer_to(with_secret(jwt(alg="HS256", kid=None, key=b"another-process-made-this"), **more)).causes[0]
    assert (first.code, first.confidence) == ("jwt.secret_differs_between_instances", "likely")


def test_one_token_that_passes_and_fails_in_turn_points_at_the_instances():
    token = jwt(alg="HS256", kid=None)
    calls = [api_call(token, status, at=NOW - 20 + n) for n, status in enumerate((200, 401, 200, 401))]
    assert (
        codes(bundle(symptom="401 at random: invalid signature", exchanges=calls))[0]
        == "jwt.secret_differs_between_instances"
    )


def test_a_change_of_the_secret_after_iat_explains_an_old_token():
    evidence = with_secret(
        jwt(claims(iat=NOW - 7200, exp=NOW + 600), alg="HS256", kid=None, key=b"old"),
        log=["2026-09-21T13:00:00Z INFO jwt secret rotated"],
    )
    assert codes(evidence)[0] == "jwt.secret_rotated"


def test_another_library_that_accepts_points_at_the_verifier():
    evidence = bundle(
        symptom="invalid signature",
        credential={"token": jwt()},
        verifier=verifier(),
        log=["2026-09-21T13:00:00Z same token verified by another library with the same key: valid"],
    )
    assert codes(evidence)[0] == "jwt.verifier_bug"


@pytest.mark.parametrize(
    ("told", "accepted"), [("jwt.io shows it as valid", True), ("jwt.io says Invalid Signature too", False)]
)
def test_a_decoder_page_points_at_the_verifier_only_where_it_accepts(told, accepted):
    evidence = bundle(symptom=f"invalid signature; {told}", credential={"token": jwt()}, verifier=verifier())
    assert ("jwt.verifier_bug" in founded(evidence)) is accepted


def test_the_traceback_of_a_library_is_no_other_verifier_that_accepts():
    evidence = bundle(
        symptom="InvalidAudienceError: Invalid audience",
        credential={"token": jwt()},
        verifier=verifier(),
        log=['  File "site-packages/PyJWT-2.8/jwt/api_jwt.py", line 140, in _validate_claims'],
    )
    assert "jwt.verifier_bug" not in founded(evidence)


def test_the_laboratory_shows_no_secret():
    evidence = with_secret(jwt(alg="HS256", kid=None), b64encode(SECRET.encode()).decode())
    assert SECRET not in json.dumps([cause.evidence for cause in answer_to(evidence).causes])
