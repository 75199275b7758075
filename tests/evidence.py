"""Builds evidence bundles for tests of the diagnosis: tokens with real signatures, exchanges, AWS calls."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from assay.diagnosis.answer import Answer
from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.diagnosis import diagnose

NOW = 1_790_000_000
ISSUER = "https://id.example.org"
API = "https://api.example.org"
SECRET = "a-secret-of-the-tests-that-is-long-enough"
KEY_ID = "AKIA2TESTKEYSEXAMPLE"
OTHER_KEY_ID = "AKIA9OTHERKEYEXAMPLE"
SESSION_ID = "ASIA2TESTKEYSEXAMPLE"
AWS_SECRET = "wJb+rXUtn/EMIK7MDENGbPxRfiCYzEXAMPLEKEYS"
SESSION_TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE" + "Zm9vYmFy" * 40


def when(moment: float = NOW) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def http_date(moment: float = NOW) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def basic_time(moment: float = NOW) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%dT%H%M%SZ")


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@cache
def rsa_key(name: str = "one") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key(name: str = "one") -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem(key: Any) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def private_pem(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@cache
def certificate() -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(rsa_key().public_key())
    builder = builder.serial_number(1).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    made = builder.not_valid_after(datetime(2030, 1, 1, tzinfo=UTC)).sign(rsa_key(), hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


def jwk(key: Any, kid: str | None = "k1", alg: str | None = None) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    if isinstance(key, rsa.RSAPrivateKey):
        made = {"kty": "RSA", "n": b64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
    else:
        made = {
            "kty": "EC",
            "crv": "P-256",
            "x": b64(numbers.x.to_bytes(32, "big")),
            "y": b64(numbers.y.to_bytes(32, "big")),
        }
    made |= {"kid": kid} if kid else {}
    return made | ({"alg": alg} if alg else {})


def claims(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"iss": ISSUER, "sub": "user-1", "aud": API, "iat": NOW - 60, "exp": NOW + 3540}
    made |= {"client_id": "web", "scope": "orders.read", "jti": "j-1"} | changes
    return {name: value for name, value in made.items() if value is not None}


def jwt(
    body: dict[str, Any] | None = None, *, alg: str = "RS256", key: Any = None, der: bool = False, **header: Any
) -> str:
    head: dict[str, Any] = {"alg": alg, "typ": "JWT", "kid": "k1"} | header
    head = {name: value for name, value in head.items() if value is not None}
    parts = [
        b64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims() if body is None else body)
    ]
    signed = ".".join(parts).encode()
    if alg.startswith("HS"):
        raw = hmac.digest(
            key or SECRET.encode(), signed, {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}[alg]
        )
    elif alg == "RS256":
        raw = (key or rsa_key()).sign(signed, padding.PKCS1v15(), hashes.SHA256())
    elif alg == "ES256":
        raw = (key or ec_key()).sign(signed, ec.ECDSA(hashes.SHA256()))
        if not der:
            r, s = decode_dss_signature(raw)
            raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        raw = b""
    return ".".join([*parts, b64(raw)])


def verifier(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "issuer": ISSUER,
        "audience": API,
        "algorithms": ["RS256"],
        "key": {"jwks": {"keys": [jwk(rsa_key())]}},
    }
    made |= changes
    return {name: value for name, value in made.items() if value is not None}


def exchange(
    url: str,
    status: int,
    body: Any = "",
    *,
    method: str = "GET",
    headers: dict[str, str] | list[list[str]] | None = None,
    sent: str = "",
    at: float = NOW - 2,
    seen_by: str = "client",
    answer: dict[str, str] | list[list[str]] | None = None,
    date: float | None = None,
) -> dict[str, Any]:
    pairs = headers if isinstance(headers, list) else [[name, value] for name, value in (headers or {}).items()]
    answers = answer if isinstance(answer, list) else [[name, value] for name, value in (answer or {}).items()]
    return {
        "at": when(at),
        "seen_by": seen_by,
        "request": {"method": method, "url": url, "headers": pairs, "body": sent},
        "response": {
            "status": status,
            "headers": [["Date", http_date(at if date is None else date)], *answers],
            "body": body if isinstance(body, str) else json.dumps(body),
        },
    }


def api_call(token: str, status: int = 401, body: Any = "", *, scheme: str = "Bearer", **more: Any) -> dict[str, Any]:
    headers = {"Authorization": f"{scheme} {token}".strip()} | more.pop("headers", {})
    return exchange(more.pop("url", f"{API}/v1/orders"), status, body, headers=headers, **more)


def token_call(
    status: int,
    answer: Any,
    *,
    url: str = f"{ISSUER}/token",
    basic: str | None = None,
    at: float = NOW - 2,
    **form: str,
) -> dict[str, Any]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | (
        {"Authorization": f"Basic {basic}"} if basic else {}
    )
    return exchange(url, status, answer, method="POST", headers=headers, sent=urlencode(form), at=at)


def authorize_call(
    location: str = "",
    *,
    status: int = 302,
    at: float = NOW - 20,
    url: str = f"{ISSUER}/authorize",
    body: Any = "",
    **query: str,
) -> dict[str, Any]:
    asked = {"response_type": "code", "client_id": "web", "scope": "openid", "state": "st-1"} | query
    answer = {"Location": location} if location else {}
    return exchange(f"{url}?{urlencode(asked)}", status, body, at=at, seen_by="browser", answer=answer)


def query_error(code: str, message: str) -> str:
    return f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"


def s3_error(code: str, message: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>'
    )


def ec2_error(
    code: str = "AuthFailure", message: str = "AWS was not able to validate the provided access credentials"
) -> str:
    return f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"


INVALID_TOKEN = query_error("InvalidClientTokenId", "The security token included in the request is invalid.")
SENTENCE = "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid."
BAD_SIGNATURE = query_error(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
)


def aws_call(
    status: int = 403,
    body: str = INVALID_TOKEN,
    *,
    key_id: str = KEY_ID,
    host: str = "sts.us-east-1.amazonaws.com",
    region: str = "us-east-1",
    service: str = "sts",
    token: str | None = None,
    at: float = NOW - 2,
    date: float | None = None,
    path: str = "/",
    sent: str = "Action=GetCallerIdentity&Version=2011-06-15",
    scheme: str = "https",
    method: str = "POST",
) -> dict[str, Any]:
    signed = basic_time(at)
    headers = {"Host": host, "X-Amz-Date": signed} | ({"X-Amz-Security-Token": token} if token is not None else {})
    signature = hashlib.sha256(f"{key_id}{signed}{host}".encode()).hexdigest()
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key_id}/{signed[:8]}/{region}/{service}/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={signature}"
    )
    return exchange(
        f"{scheme}://{host}{path}", status, body, method=method, headers=headers, sent=sent, at=at, date=date
    )


def environment(
    key_id: str = KEY_ID, secret: str = AWS_SECRET, token: str | None = None, **more: str
) -> dict[str, str]:
    made = {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret}
    return made | ({"AWS_SESSION_TOKEN": token} if token is not None else {}) | more


def bundle(**members: Any) -> dict[str, Any]:
    return {"assay_bundle": 1, "now": when()} | members


def answer_to(evidence: dict[str, Any]) -> Answer:
    return diagnose(read_bundle(evidence))


def codes(evidence: dict[str, Any]) -> list[str]:
    return [cause.code for cause in answer_to(evidence).causes]


def certain_codes(evidence: dict[str, Any]) -> list[str]:
    return [cause.code for cause in answer_to(evidence).causes if cause.confidence == "certain"]


def founded(evidence: dict[str, Any]) -> list[str]:
    """The codes of what is more than possible."""
    return [cause.code for cause in answer_to(evidence).causes if cause.confidence != "possible"]
