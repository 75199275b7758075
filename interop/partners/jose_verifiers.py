"""Shows tokens to PyJWT, joserfc and jwcrypto, each with issuer, audience, algorithm and key fixed. JSON in, JSON out."""

import datetime as dt
import json
import sys
import warnings

warnings.simplefilter("ignore")

import jwcrypto.jwk
import jwcrypto.jwt
import jwt
import jwt.api_jwt
from joserfc import jwk as joserfc_jwk
from joserfc import jwt as joserfc_jwt

given = json.load(sys.stdin)
JWK, ISSUER, AUDIENCE, NOW = given["jwk"], given["issuer"], given["audience"], given["now"]


class Frozen(dt.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(NOW, tz)


def pyjwt(token):
    jwt.api_jwt.datetime = Frozen
    jwt.decode(
        token,
        jwt.PyJWK(JWK),
        algorithms=["ES256"],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": ["exp", "iss", "aud"]},
    )


def joserfc(token):
    decoded = joserfc_jwt.decode(token, joserfc_jwk.KeySet.import_key_set({"keys": [JWK]}), algorithms=["ES256"])
    joserfc_jwt.JWTClaimsRegistry(
        now=NOW,
        leeway=0,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
    ).validate(decoded.claims)


def with_jwcrypto(token):
    import time

    time.time = lambda: NOW
    keys = jwcrypto.jwk.JWKSet.from_json(json.dumps({"keys": [JWK]}))
    checked = jwcrypto.jwt.JWT(
        algs=["ES256"], check_claims={"iss": ISSUER, "aud": AUDIENCE, "exp": None}, expected_type="JWS"
    )
    checked.leeway = 0
    checked.deserialize(token, keys)


answers = {}
for name, verify in (("PyJWT", pyjwt), ("joserfc", joserfc), ("jwcrypto", with_jwcrypto)):
    answers[name] = {}
    for case in given["cases"]:
        try:
            verify(case["token"])
        except Exception as fault:
            answers[name][case["name"]] = f"{type(fault).__name__}: {str(fault)[:80]}"
        else:
            answers[name][case["name"]] = "takes"
json.dump(answers, sys.stdout)
