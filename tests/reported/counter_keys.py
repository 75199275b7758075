"""Counter-bundles of signatures, headers and keys: the finding is true and need not be why, beside some in which it is."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import rsa

from reported.short_forms import (
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    counter,
    cred,
    der_sign,
    dumps,
    eckey,
    ex,
    jwks,
    pem,
    priv,
    rsakey,
    sign,
    verifier,
)

COUNTER_KEYS = []
row = counter(COUNTER_KEYS)

V = verifier()
NG = [["Server", "nginx"]]
api = "https://api.tamarack.example/v1/orders"
t = sign(claims())
EK = eckey()


def der(c, alg="ES256"):
    h = b64(dumps({"alg": alg, "typ": "JWT", "kid": "e1"})) + "." + b64(dumps(c))
    return h + "." + b64(der_sign(h, EK))


VE = verifier(algorithms=["ES256"], key={"jwks": jwks((EK, "e1"))})
row("", "jwt expired", verifier=VE, credential=cred(der(claims(exp=NOW - 60))))
row("", "403 lacks role", verifier=VE, credential=cred(der(claims())))
row("jwt.ecdsa_der_signature", "invalid signature", verifier=VE, credential=cred(der(claims())))
row("jwt.ecdsa_der_signature", "401 Unauthorized", verifier=VE, exchanges=[bearer(der(claims()), resp=NG)])
es = sign(claims(), key=EK, alg="ES256", kid="e1")
short = es.rsplit(".", 1)[0] + "." + b64(b"\x07" * 60)
row("jwt.expired_not_refreshed", "jwt expired", credential=cred(sign(claims(exp=NOW - 60), key=EK, alg="ES256")[:-5]))
row(
    "jwt.ecdsa_signature_length",
    "invalid signature",
    verifier=VE,
    credential=cred(es.rsplit(".", 1)[0] + "." + b64(b"\x07" * 63)),
)
none = b64(dumps({"alg": "none", "typ": "JWT"})) + "." + b64(dumps(claims())) + "."
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    credential=cred(b64(dumps({"alg": "none"})) + "." + b64(dumps(claims(exp=NOW - 60))) + "."),
)
row("", "PERMISSION_DENIED: false for 'list' @ L7", credential=cred(none), software="firebase emulator")
row("jwt.alg_none", "jwt signature is required", credential=cred(none))
row("jwt.alg_none", "401 Unauthorized", exchanges=[bearer(none, resp=NG)])
hs = sign(claims(), key="k" * 32, alg="HS256")
row("", "token revoked", verifier=V, credential=cred(hs))
row("jwt.alg_not_allowed", "401 Unauthorized", verifier=V, credential=cred(hs))
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    verifier=V,
    credential=cred(sign(claims(exp=NOW - 60), key="k" * 32, alg="HS256")),
)
row("jwt.wrong_audience", "jwt audience invalid", verifier=verifier(audience="https://q"), credential=cred(hs))
row("", "signing method not supported", credential=cred(t), settings={"cookie": {"alg": "HS256"}})
row(
    "",
    "algorithm RS256 unsupported by node crypto",
    credential=cred(t),
    settings={"DKIM_ALG": "RS512", "JWT_ALG": "RS256"},
)
row("", "404", verifier=V, exchanges=[bearer(hs, status=404, resp=NG)])
sn = sign(claims(sub=42))
row(
    "jwt.expired_not_refreshed",
    "Signature has expired",
    software="PyJWT/2.10.1",
    credential=cred(sign(claims(sub=42, exp=NOW - 60))),
)
row("", "Signature verification failed", software="PyJWT/2.10.1", credential=cred(sn))
row(
    "jwt.wrong_audience",
    "invalid audience",
    software="PyJWT/2.10.1",
    credential=cred(sn),
    verifier=verifier(audience="https://q"),
)
row("", "403 lacks role", software="PyJWT/2.10.1", credential=cred(sn))
row("jwt.sub_not_string", "InvalidSubjectError: Subject must be a string", software="PyJWT/2.10.1", credential=cred(sn))
row("", "401 Unauthorized", software="PyJWT/2.10.1", verifier=V, exchanges=[bearer(sn, resp=NG)])
row(
    "jwt.sub_not_string",
    "401 Unauthorized",
    software="fastapi/0.115 PyJWT/2.10.1",
    verifier=V,
    exchanges=[bearer(sn, resp=NG)],
)
cr = sign(claims(), head={"crit": ["b64"], "b64": True})
row("", "401 Unauthorized", exchanges=[bearer(cr, resp=NG)])
row("", "jwt expired", credential=cred(sign(claims(exp=NOW - 60), head={"crit": ["exp"]})))
row("jwt.wrong_audience", "jwt audience invalid", verifier=verifier(audience="https://q"), credential=cred(cr))
row("", "invalid signature", verifier=V, credential=cred(cr))
row("", "unknown kid sig-7", credential=cred(cr))
row("jwt.crit_not_understood", "unsupported crit header", credential=cred(cr))
at = sign(claims(), typ="at+jwt")
row("", "invalid token type: expected bearer", credential=cred(at))
row("", "unsupported content type: type not allowed", verifier=verifier(type="at+jwt"), credential=cred(t))
row("", "token type exchange not allowed", verifier=verifier(type="JWT"), credential=cred(at))
row("jwt.typ_not_accepted", "unexpected 'typ' JWT header value", verifier=verifier(type="JWT"), credential=cred(at))
nk = sign(claims(), kid=None)
row("", "failed to fetch jwks: connect ECONNREFUSED", verifier=V, credential=cred(nk))
row("", "unable to find user account", credential=cred(nk))
row("", "signing key invalid: PEM", verifier=verifier(key={"pem": pem(rsakey())}), credential=cred(nk))
row("", "key not found in cache: session store", credential=cred(nk))
row("", "401 Unauthorized", verifier=V, exchanges=[bearer(nk, resp=NG)])
row("jwt.kid_missing", "no kid in header: cannot find a signing key", verifier=V, credential=cred(nk))
nk9 = sign(claims(), kid=None, typ="at+jwt")
other = rsa.generate_private_key(65537, 2048)
kn = sign(claims(), key=other, kid="new-1")
VI = {"url": ISS, "jwks": jwks((rsakey(), "sig-7"), (other, "new-1"))}
row("", "jwt expired", verifier=V, issuer=VI, credential=cred(sign(claims(exp=NOW - 60), key=other, kid="new-1")))
row("", "token revoked", verifier=V, issuer=VI, credential=cred(kn))
row("", "403 lacks role", verifier=V, issuer=VI, credential=cred(kn))
row("", "getaddrinfo ENOTFOUND while fetching jwks", verifier=V, issuer=VI, credential=cred(kn))
row("", "invalid signature", verifier=verifier(issuer="https://other.example"), issuer=VI, credential=cred(kn))
row("jwt.kid_unknown_stale_jwks_cache", "unknown kid new-1", verifier=V, issuer=VI, credential=cred(kn))
mis = sign(claims(), key=other, kid="sig-7")
row(
    "",
    "jwt expired",
    verifier=verifier(key={"jwks": VI["jwks"]}),
    credential=cred(sign(claims(exp=NOW - 60), key=other, kid="sig-7")),
)
row("jwt.kid_key_mismatch", "invalid signature", verifier=verifier(key={"jwks": VI["jwks"]}), credential=cred(mis))
row(
    "jwt.expired_not_refreshed",
    "401 Unauthorized: jwt expired",
    exchanges=[
        ex("GET", ISS + "/.well-known/jwks.json", 503, "", at=-500),
        ex("GET", ISS + "/.well-known/jwks.json", 200, jwks((rsakey(), "sig-7")), at=-400),
        bearer(sign(claims(exp=NOW - 60))),
    ],
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    exchanges=[ex("GET", ISS + "/.well-known/jwks.json", 503, "upstream", at=-5), bearer(sign(claims(exp=NOW - 60)))],
)
row(
    "",
    "403 lacks role",
    exchanges=[ex("GET", ISS + "/.well-known/jwks.json", 403, "blocked by WAF", at=-5), bearer(t, status=403, resp=NG)],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[ex("GET", ISS + "/.well-known/jwks.json", 403, "<html>blocked</html>", at=-5), bearer(t, resp=NG)],
)
row(
    "",
    "403 Forbidden",
    exchanges=[
        ex("GET", "https://api.tamarack.example/v1/keys", 403, "forbidden", req=[["Authorization", "Bearer " + t]])
    ],
)
row(
    "",
    "500 error",
    exchanges=[ex("GET", "https://api.tamarack.example/v1/keys", 500, "boom", req=[["Authorization", "Bearer " + t]])],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[
        ex(
            "GET",
            "https://api.tamarack.example/v1/api/keys",
            401,
            '{"error":"unauthorized"}',
            req=[["Authorization", "Bearer " + t]],
        )
    ],
)
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    verifier=verifier(audience="https://q"),
    issuer={"url": ISS, "jwks_status": 503, "jwks_body": "Service Unavailable"},
    credential=cred(t),
)
row(
    "", "token revoked", issuer={"url": ISS, "jwks_status": 503, "jwks_body": "Service Unavailable"}, credential=cred(t)
)
row(
    "",
    "401 Unauthorized",
    issuer={"url": ISS, "jwks_status": 503, "jwks_body": "Service Unavailable"},
    credential=cred(t),
)
row(
    "jwt.jwks_unreachable",
    "failed to fetch JWKS: 503",
    issuer={"url": ISS, "jwks_status": 503, "jwks_body": "Service Unavailable"},
    credential=cred(t),
)
M = {"issuer": ISS, "jwks_uri": ISS + "/.well-known/jwks.json"}
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    verifier=verifier(audience="https://q"),
    issuer={"url": ISS, "metadata": M},
    settings={"JWKS_URI": "http://idp.internal/jwks"},
    credential=cred(t),
)
row(
    "",
    "401 Unauthorized",
    issuer={"url": ISS, "metadata": M},
    settings={"JWKS_URI": "http://idp.internal/.well-known/jwks.json"},
    exchanges=[bearer(t, resp=NG)],
)
row(
    "",
    "unknown kid new-1",
    verifier=V,
    issuer={"url": ISS, "metadata": M, "jwks": VI["jwks"]},
    settings={"JWKS_URI": "http://idp.internal/.well-known/jwks.json"},
    credential=cred(kn),
)
row(
    "",
    "invalid signature",
    issuer={"url": ISS, "metadata": M},
    settings={"partner": {"jwks_uri": "https://partner.example/jwks"}, "auth": {"issuer": ISS}},
    credential=cred(t),
)
row(
    "",
    "401 invalid token",
    issuer={"url": ISS, "metadata": M},
    settings={"JWKS_URI": ISS.replace("login.", "login.") + ":443/.well-known/jwks.json"},
    credential=cred(t),
)
row(
    "",
    "invalid signature",
    issuer={
        "url": "https://accounts.google.com",
        "metadata": {"issuer": "https://accounts.google.com", "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs"},
    },
    settings={"CERTS_URL": "https://www.googleapis.com/oauth2/v1/certs"},
    credential=cred(t),
)
row(
    "",
    "404 Not Found",
    exchanges=[
        ex(
            "GET",
            "https://api.tamarack.example/v1/keys",
            404,
            {"error": "not found"},
            req=[["Authorization", "Bearer " + t]],
        )
    ],
)
row(
    "",
    "invalid signature",
    exchanges=[
        ex("GET", ISS + "/jwks", 404, "", at=-50),
        ex("GET", ISS + "/.well-known/jwks.json", 200, jwks((rsakey(), "sig-7")), at=-40),
    ],
    credential=cred(mis),
)
row(
    "jwt.kid_key_mismatch",
    "invalid signature",
    exchanges=[ex("GET", ISS + "/jwks", 404, "", at=-50)],
    verifier=verifier(key={"jwks": VI["jwks"]}),
    credential=cred(mis),
)
CERT = "-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAljBbyB9WG4aIk5eSOcWv\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAljBbyB9WG4aIk5eSOcWv\n-----END CERTIFICATE-----\n"
row("", "x509: certificate signed by unknown authority", files={"tls/jwt-api.pem": CERT}, credential=cred(t))
row("", "unable to verify the first certificate", files={"keys/ca.pem": CERT}, credential=cred(t))
row(
    "jwt.pem_literal_backslash_n",
    "error:0909006C:PEM routines:get_name:no start line",
    settings={
        "SAML_IDP_CERT": CERT,
        "JWT_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----\\nMIIB\\n-----END PRIVATE KEY-----",
    },
)
row("", "invalid API key", files={"client-key-cert.pem": CERT})
row("", "certificate has expired", files={"jwt.pem": CERT}, credential=cred(t))
row(
    "jwt.certificate_given_as_public_key",
    "Could not deserialize key data.",
    files={"pubkey.pem": CERT},
    credential=cred(t),
)
ESC = priv(rsakey()).replace("\n", "\\n")
row(
    "",
    "unsupported certificate",
    environment={"PRIVATE_KEY": ESC},
    files={"a.js": "const k = process.env.PRIVATE_KEY.replace(/\\\\n/g, '\\n')"},
)
row("", "crypto.createDecipher is not a function", environment={"FIREBASE_PRIVATE_KEY": ESC})
row(
    "",
    "invalid_grant: Invalid JWT Signature. private key revoked",
    environment={"GOOGLE_CREDENTIALS": dumps({"type": "service_account", "private_key": priv(rsakey())})},
)
row(
    "",
    "error:1E08010C:DECODER routines::unsupported",
    environment={"GOOGLE_CREDENTIALS": dumps({"type": "service_account", "private_key": priv(rsakey())})},
)
row("", "x509: certificate has expired or is not yet valid", environment={"PRIVATE_KEY": ESC})
row(
    "jwt.pem_literal_backslash_n",
    "secretOrPrivateKey must be an asymmetric key when using RS256",
    environment={"JWT_PRIVATE_KEY": ESC},
)
ONE = priv(rsakey()).replace("\n", " ")
row("", "self signed certificate in certificate chain", environment={"SSH_KEY": ONE})
row("", "openssl not found in PATH", environment={"PRIVATE_KEY": ONE})
row("", "tls: bad certificate", environment={"JWT_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----"})
row(
    "",
    "failed to read public key: no such file or directory",
    settings={"secret": {"data": {"jwt.key": base64.b64encode(priv(rsakey()).encode()).decode()}}},
)
row(
    "",
    "PKCS1 padding check failed: signature invalid",
    environment={"KEY": priv(rsakey(), forms.PrivateFormat.TraditionalOpenSSL)},
)
row(
    "",
    "Unsupported key: expected PKCS#8",
    environment={
        "JWT_PRIVATE_KEY": priv(rsakey()),
        "DEPLOY_KEY": priv(rsakey(), forms.PrivateFormat.TraditionalOpenSSL),
    },
)
row(
    "",
    "hmac key too short for algorithm HS256",
    settings={"JWT_ALG": "HS256", "JWT_SECRET": "short"},
    environment={"TLS_PRIVATE_KEY": priv(rsakey())},
)
row(
    "",
    "jwt expired",
    verifier=verifier(algorithms=["ES256"], key={"pem": pem(eckey("b", "384"))}),
    credential=cred(sign(claims(exp=NOW - 60), key=EK, alg="ES256", kid="e1")),
)
