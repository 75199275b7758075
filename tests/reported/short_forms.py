"""Values of reports in short form: tokens that are really signed, exchanges, answers of AWS, and the noise around them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

NOW = 1790000000


def iso(n=0):
    return datetime.fromtimestamp(NOW + n, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def http(n=0):
    return format_datetime(datetime.fromtimestamp(NOW + n, UTC), usegmt=True)


def amz(n=0):
    return datetime.fromtimestamp(NOW + n, UTC).strftime("%Y%m%dT%H%M%SZ")


def b64(raw):
    if isinstance(raw, str):
        raw = raw.encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def dumps(v):
    return json.dumps(v, separators=(",", ":"))


@cache
def rsakey(name="a"):
    return rsa.generate_private_key(65537, 2048)


@cache
def eckey(name="a", curve="256"):
    return ec.generate_private_key({"256": ec.SECP256R1(), "384": ec.SECP384R1(), "521": ec.SECP521R1()}[curve])


def pem(key):
    return key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo).decode()


def pkcs1(key):
    return key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.PKCS1).decode()


def priv(key, fmt=forms.PrivateFormat.PKCS8):
    return key.private_bytes(forms.Encoding.PEM, fmt, forms.NoEncryption()).decode()


def num(n):
    return b64(n.to_bytes((n.bit_length() + 7) // 8, "big"))


def jwk(key, kid=None, alg=None):
    if isinstance(key, rsa.RSAPrivateKey):
        n = key.public_key().public_numbers()
        out = {"kty": "RSA", "n": num(n.n), "e": num(n.e), "use": "sig", "alg": alg or "RS256"}
    else:
        n = key.public_key().public_numbers()
        size = (key.key_size + 7) // 8
        out = {
            "kty": "EC",
            "crv": f"P-{key.key_size}",
            "x": b64(n.x.to_bytes(size, "big")),
            "y": b64(n.y.to_bytes(size, "big")),
            "use": "sig",
        }
    if kid:
        out["kid"] = kid
    return out


def jwks(*pairs):
    return {"keys": [jwk(k, kid) for k, kid in pairs]}


def raw_sign(text, key, alg):
    data = text.encode()
    if alg.startswith("HS"):
        secret = key if isinstance(key, bytes) else key.encode()
        return hmac.new(secret, data, getattr(hashlib, "sha" + alg[2:])).digest()
    if alg.startswith("RS"):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    der = key.sign(data, ec.ECDSA({"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[alg[2:]]))
    r, s = decode_dss_signature(der)
    size = (key.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def der_sign(text, key):
    return key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))


def sign(claims, key=None, alg="RS256", head=None, kid="sig-7", typ="JWT"):
    key = key if key is not None else rsakey()
    h = {"alg": alg, "typ": typ}
    if kid and not alg.startswith("HS"):
        h["kid"] = kid
    h.update(head or {})
    t = b64(dumps(h)) + "." + b64(dumps(claims))
    return t + "." + b64(raw_sign(t, key, alg))


ISS, AUD = "https://login.tamarack.example", "https://api.tamarack.example"


def claims(**over):
    c = {
        "iss": ISS,
        "sub": "7f0c4c1e-1c9e-4c52-8f4e-02c1d9a7a001",
        "aud": AUD,
        "iat": NOW - 900,
        "exp": NOW + 2700,
        "client_id": "tamarack-web",
        "scope": "orders.read",
        "jti": "d1b6c0c2",
    }
    c.update(over)
    return {k: v for k, v in c.items() if v is not ...}


def verifier(**over):
    v = {"issuer": ISS, "audience": AUD, "algorithms": ["RS256"], "key": {"jwks": jwks((rsakey(), "sig-7"))}}
    v.update(over)
    return {k: v for k, v in v.items() if v is not ...}


def ex(method, url, status=401, body="", req=None, resp=None, by="client", at=-2, date=None, sent=""):
    rh = [["Date", http(at if date is None else date)]] + (resp or [])
    if not isinstance(body, str):
        body = dumps(body)
        rh.append(["Content-Type", "application/json"])
    return {
        "at": iso(at),
        "seen_by": by,
        "request": {
            "method": method,
            "url": url,
            "headers": [["User-Agent", "axios/1.7.9"], ["Accept", "*/*"]] + (req or []),
            "body": sent,
        },
        "response": {"status": status, "headers": rh, "body": body},
    }


def bearer(token, url="https://api.tamarack.example/v1/orders", status=401, body="", resp=None, **kw):
    return ex(
        "GET",
        url,
        status,
        body,
        req=[["Authorization", "Bearer " + token]],
        resp=resp or [["WWW-Authenticate", 'Bearer error="invalid_token"']],
        **kw,
    )


def tok(params, status=400, body=None, url=ISS + "/token", **kw):
    req = [["Content-Type", "application/x-www-form-urlencoded"], *kw.pop("req", [])]
    return ex(
        "POST",
        url,
        status,
        body if body is not None else {"error": "invalid_grant"},
        req=req,
        sent=urlencode(params),
        **kw,
    )


AK, SK = "AKIA4QWSEDRFTEXAMPLE", "hT7uQe2/Zr9pLw0+KxVbn3MsYd5cGfEXAMPLEKEY"
SI, SS = "ASIA4QWSEDRFTEXAMPLE", "mN8vBc3+Xz1aSd4fGh7jKl0QwEr9tYEXAMPLEKEY"
ST = "IQoJb3JpZ2luX2VjEXAMPLE" + "Fh3kQw9LzTn7bVx" * 20 + "EXAMPLETOKEN"
assert len(SK) == 40 and len(SS) == 40, (len(SK), len(SS))


def xmlerr(code, msg, ns="sts"):
    if ns == "ec2":
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>{code}</Code><Message>{msg}</Message></Error></Errors><RequestID>e29d9daf</RequestID></Response>'
    if ns == "s3":
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{msg}</Message><RequestId>9A1B</RequestId></Error>'
    return f'<ErrorResponse xmlns="https://{ns}.amazonaws.com/doc/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{msg}</Message></Error><RequestId>3e829f45</RequestId></ErrorResponse>'


INV = ("InvalidClientTokenId", "The security token included in the request is invalid.")


def aws(
    service="sts",
    region="eu-west-1",
    key_id=AK,
    code=None,
    msg=None,
    status=403,
    token=None,
    host=None,
    action="GetCallerIdentity",
    at=-2,
    date=None,
    body=None,
    auth=None,
    scheme="https",
    method="POST",
    path="/",
):
    host = host or f"{service}.{region}.amazonaws.com"
    signed = "host;x-amz-date" + (";x-amz-security-token" if token else "")
    auth = (
        auth
        or f"AWS4-HMAC-SHA256 Credential={key_id}/{amz(at)[:8]}/{region}/{service}/aws4_request, SignedHeaders={signed}, Signature="
        + hashlib.sha256((key_id + host).encode()).hexdigest()
    )
    req = [
        ["Host", host],
        ["X-Amz-Date", amz(at)],
        ["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"],
        ["Authorization", auth],
    ]
    if token:
        req.append(["X-Amz-Security-Token", token])
    if body is None:
        body = xmlerr(code, msg, {"ec2": "ec2", "s3": "s3"}.get(service, service)) if code else OK
    return ex(
        method,
        f"{scheme}://{host}{path}",
        status if code or status != 403 else 200,
        body,
        req=req,
        at=at,
        date=date,
        resp=[["x-amzn-RequestId", "bfbb7488"], ["Content-Type", "text/xml"]],
        sent=f"Action={action}&Version=2011-06-15",
    )


OK = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::415926535897:user/deploy</Arn><UserId>AIDAEXAMPLE</UserId><Account>415926535897</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
STS_INV = "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid."
NOISE = {
    "SHELL": "/bin/bash",
    "LOG_LEVEL": "info",
    "CI": "true",
    "DATABASE_URL": "postgres://app@db.tamarack.example:5432/orders",
}
LOGNOISE = [iso(-2000) + " INFO  GET /healthz 200 3ms", iso(-1500) + " DEBUG cache hit ratio 0.84"]


def reporter(reports):
    """A function that adds one report to the list: its cause, what else is right, and the evidence."""

    def report(cause, verdict="refused", also=(), certain=True, **members):
        env = members.pop("env", members.pop("environment", {}))
        log = [*LOGNOISE, *members.pop("log", [])]
        evidence = {"assay_bundle": 1, "now": iso(), "environment": {**NOISE, **env}, "log": log, **members}
        reports.append((cause, list(also), certain, verdict, (cause or "none").partition(".")[0], evidence))

    return report


def counter(bundles):
    """A function that adds one counter-bundle: the only code that may be certain (or none), the words, and the evidence."""

    def row(certain, symptom, **members):
        told = {"symptom": symptom} if symptom else {}
        bundles.append((certain, {"assay_bundle": 1, "now": iso(), **told, **members}))

    return row


def cred(token, use="access_token"):
    return {"token": token, "use": use}


def creds(key_id=AK, secret=SK, token=None, section="default", extra=""):
    return (
        f"[{section}]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"
        + (f"aws_session_token = {token}\n" if token is not None else "")
        + extra
    )


def env(key_id=AK, secret=SK, token=None, **more):
    e = {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret}
    if token is not None:
        e["AWS_SESSION_TOKEN"] = token
    return {**e, **more}
