"""Ids, files and error texts in the forms in which programs write them."""

from __future__ import annotations

import base64
import json

from evidence import NOW, api_call, bundle, when


class Reports(list):
    """Reports in order: cause, what else is right, whether certainty is allowed, verdict, family, bundle."""

    def add(self, cause, also=(), certain=True, verdict="refused", family=None, **members):
        """One in which something is wrong."""
        self.append((cause, also, certain, verdict, family or cause.partition(".")[0], bundle(**members)))

    def healthy(self, family, verdict="accepted", **members):
        """One in which nothing is, or nothing that can be named."""
        self.append((None, (), False, verdict, family, bundle(**members)))


def T(d=0):
    return when(NOW + d)


def L(d, s):
    return f"{when(NOW + d)} {s}"


def ap(tok, st=401, body="", **k):
    return api_call(tok, st, body, **k)


ID = "AKIAY3RNDTQ2LEXAMPLE"
ID2 = "AKIAQ7VMC4XWTEXAMPLE"
SID = "ASIAY3RNDTQ2LEXAMPLE"
SID2 = "ASIAW5KDLT7PEEXAMPLE"
SEC = "hJ2vT9qLx/4bNwRk8ZsYc+1mUeGd0aEXAMPLEKEY"
SEC2 = "Qm7ZpXr1Ks9LtVb3Nc5YwEh2Jd8GfAEXAMPLEKEY"
SEC3 = "kL8sWq2Zx5Vb7Nm1Jh4Gf9Dt3RyPoEXAMPLEKEY" + "0"

TOK = "IQoJb3JpZ2luX2VjEXAMPLE" + "QXdzU2Vzc2lvblRva2Vu" * 16
TOK2 = "FwoGZXIvYXdzEXAMPLE" + "VG9rZW5Gb3JPbGRTZXNz" * 16
INV = "The security token included in the request is invalid."


def cli(code, op, msg):
    return f"An error occurred ({code}) when calling the {op} operation: {msg}"


def gov2(svc, op, code, msg, st=403):
    return f"operation error {svc}: {op}, https response error StatusCode: {st}, RequestID: 6f1d0c5e-51a2-4b7e-9a3b-0f2f4f7c1d2e, api error {code}: {msg}"


def js3(code, msg):
    return f"{code}: {msg}\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)\n  '$fault': 'client',\n  '$metadata': {{ httpStatusCode: 403, attempts: 1, totalRetryDelay: 0 }}"


def java2(svc, code, msg, st=403):
    return f"software.amazon.awssdk.services.{svc.lower()}.model.{svc}Exception: {msg} (Service: {svc}, Status Code: {st}, Request ID: 1b0f9c1e-66d8-4d0c-9f86-7f5a0c4c8b1a) (SDK Attempt Count: 1)"


def prof(name="default", i=ID, s=SEC, t=None, extra=""):
    return (
        f"[{name}]\naws_access_key_id = {i}\naws_secret_access_key = {s}\n"
        + (f"aws_session_token = {t}\n" if t is not None else "")
        + extra
    )


def b64s(x):
    return base64.b64encode(x.encode() if isinstance(x, str) else x).decode()


BADSIG = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
S3SIG = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
AF = "AWS was not able to validate the provided access credentials"
GCI = '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::{a}:{u}</Arn><UserId>AIDAEXAMPLE</UserId><Account>{a}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'


def gci(a="210987654321", u="user/ci"):
    return GCI.format(a=a, u=u)


def c(t, use="access_token"):
    return {"token": t, "use": use}


def json_error(t, m):
    return json.dumps({"__type": t, "message": m})


def reshaped(token, make):
    return make(token.split("."))
