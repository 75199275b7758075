"""Asks PyJWT, joserfc and jwcrypto. One JSON object a line in, one a line out: what each took, or what it raised."""

import json
import sys
import warnings

import jwcrypto.jwe
import jwcrypto.jwk
import jwcrypto.jws
import jwt
from joserfc import jwe, jwk, jws

warnings.simplefilter("ignore")  # some warn of weak keys, to the same standard error as real faults


def pyjwt(case):
    return jwt.PyJWS().decode(case["token"], jwt.PyJWK(case["key"]), algorithms=case["algorithms"])


def joserfc(case):
    key = jwk.import_key(case["key"])
    if case["operation"] == "verify":
        return jws.deserialize_compact(case["token"], key, algorithms=case["algorithms"]).payload
    return jwe.decrypt_compact(case["token"], key, algorithms=[*case["algorithms"], *case["encryptions"]]).plaintext


def with_jwcrypto(case):
    key = jwcrypto.jwk.JWK(**case["key"])
    if case["operation"] == "verify":
        signed = jwcrypto.jws.JWS()
        signed.allowed_algs = case["algorithms"]
        signed.deserialize(case["token"], key)
        return signed.payload
    sealed = jwcrypto.jwe.JWE(algs=[*case["algorithms"], *case["encryptions"]])
    sealed.deserialize(case["token"], key)
    return sealed.payload


def asked(library, case):
    try:
        taken = library(case)
    except Exception as fault:
        return {"refused": type(fault).__name__}
    return {"taken": bytes(taken).hex()}


for line in sys.stdin:
    case = json.loads(line)
    answers = {"joserfc": asked(joserfc, case), "jwcrypto": asked(with_jwcrypto, case)}
    if case["operation"] == "verify":  # PyJWT has no encrypted tokens
        answers["PyJWT"] = asked(pyjwt, case)
    print(json.dumps(answers), flush=True)
