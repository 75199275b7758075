"""Pictures that resemble one another: sound tokens and a receiver at fault, and what must not be certain or cry."""

from __future__ import annotations

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    bearer,
    claims,
    cred,
    eckey,
    ex,
    iso,
    jwks,
    pem,
    reporter,
    rsakey,
    sign,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
R, R2, E = rsakey(), rsakey("b"), eckey()
good = sign(claims())


def HS(c=None, s="shared-EXAMPLE-secret-value-1", **k):
    return sign(c or claims(), s, "HS256", **k)


def hv(s="shared-EXAMPLE-secret-value-1", **k):
    return verifier(algorithms=["HS256"], key={"secret": s}, **k)


def bug(symptom, token=good, v=None, **k):
    rep(
        "jwt.verifier_bug",
        certain=k.pop("certain", False),
        symptom=symptom,
        credential=cred(token),
        verifier=v or verifier(),
        **k,
    )


bug("Invalid signature", software="lib-x/1.2", token=sign(claims(name="Zoë – Łukasz")))
bug("jwt.exceptions.InvalidAudienceError", token=sign(claims(aud=[AUD])), software="lib/0.9")
bug("exp claim is required", software="lib/2")
bug("Token does not have a valid 'iss'", software="lib/2")
bug("Invalid token: typ must be JWT", token=sign(claims(), typ="jwt"), also=["jwt.typ_not_accepted"])
bug(
    "401",
    token=sign(claims(iat=NOW - 900.25)),
    software="lib/1.0",
    exchanges=[bearer(sign(claims(iat=NOW - 900.25)), body={"error": "invalid_token"})],
)
bug(
    "Token expired",
    v=verifier(leeway_seconds=0),
    software="lib/3.1",
    platform={"os": "windows", "timezone": "America/New_York"},
    also=["jwt.verifier_expects_milliseconds"],
)
bug(
    "SignatureException",
    token=sign(claims(), E, "ES256", kid="e"),
    v=verifier(algorithms=["ES256"], key={"jwks": jwks((E, "e"))}),
    log=[iso(-1) + " jose (node) verifies the same token with the same JWKS"],
)
bug(
    "Key not found: sig-7",
    software="lib/2.0.1",
    log=[iso(-1) + " 2.0.0 verified it"],
    also=["jwt.kid_unknown_stale_jwks_cache"],
)
bug("malformed token", token=sign(claims(data="x" * 1500)))


# wrong_issuer against its likes
def W(have, want, symptom, also=(), **k):
    rep(
        "jwt.wrong_issuer",
        also=list(also),
        symptom=symptom,
        credential=cred(sign(claims(iss=have))),
        verifier=verifier(issuer=want),
        **k,
    )


W(
    "https://login.tamarack.example/oauth2/default",
    "https://login.tamarack.example/oauth2/aus1x2y3z",
    "The issuer is invalid",
    ["oauth.wrong_tenant"],
)
W("https://id.tamarack.example", "https://tamarack-prod.eu.auth0.example", "issuer mismatch")
W("tamarack-auth", "https://login.tamarack.example", 'unexpected "iss" claim value')
W("accounts.google.com", "https://accounts.google.com", "Wrong issuer", ["jwt.iss_typo"])
W("https://securetoken.google.com/tamarack", "https://session.firebase.google.com/tamarack", "iss invalid")
rep(
    "jwt.wrong_issuer",
    symptom="Jwt issuer is not configured",
    software="envoy",
    exchanges=[bearer(sign(claims(iss="https://auth.tamarack.example/")), body="Jwt issuer is not configured")],
    files={"envoy.yaml": "providers:\n  p:\n    issuer: https://tamarack.eu.auth0.example/\n"},
)
rep(
    "jwt.wrong_issuer",
    symptom="Invalid issuer",
    exchanges=[bearer(sign(claims(iss="https://auth.tamarack.example/")))],
    env={"OIDC_ISSUER": "https://tamarack.eu.auth0.example/"},
    certain=False,
)
rep(
    "jwt.wrong_issuer",
    symptom="No credentials found for given 'iss'",
    software="kong/3",
    exchanges=[
        bearer(
            HS(claims(iss="a36c3049b36249a3c9f8891cb127243c")), body={"message": "No credentials found for given 'iss'"}
        )
    ],
    certain=False,
)


# typos
def T(have, want, symptom, **k):
    rep("jwt.iss_typo", symptom=symptom, credential=cred(sign(claims(iss=have))), verifier=verifier(issuer=want), **k)


T(
    "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm3kTz9aB",
    "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Qm3kTz9ab",
    "issuer invalid",
)
T("https://login.tamarack.example", '"https://login.tamarack.example"', "issuer invalid")
T("https://login.tamarack.example", "https://login.tamarack.example.", "issuer invalid")
T("https://login.tamarack.example/realms/orders", "https://login.tamarack.example/realm/orders", "issuer invalid")
T("https://login.tamarack.example", "https://logn.tamarack.example", "401", exchanges=[bearer(good)])


# identifiers
def A(have, want, symptom, also=("jwt.wrong_audience",), **k):
    rep(
        "jwt.aud_wrong_identifier",
        also=list(also),
        symptom=symptom,
        credential=cred(sign(claims(aud=have, **k.pop("c", {})))),
        verifier=verifier(audience=want),
        **k,
    )


A("https://api.tamarack.example/orders", "orders", "aud invalid")
A("https://orders-7x2k-ew.a.run.example", "https://orders-7x2k-ew.a.run.example/v1/list", "401 Unauthorized: audience")
A("spn:d86408ee-c389-4c53-9d64-6b7556750d84", "d86408ee-c389-4c53-9d64-6b7556750d84", "Audience validation failed", ())
A("api.tamarack.example", "https://api.tamarack.example", "Audience validation failed", ())
A(
    "0oa1b2c3d4e5",
    "tamarack-web",
    "audience mismatch",
    settings={"client": {"client_id": "0oa1b2c3d4e5", "name": "tamarack-web"}},
)
# crit
rep(
    "jwt.crit_not_understood",
    symptom="400 Bad Request: x-jws-signature invalid",
    credential=cred(
        sign(
            claims(),
            head={
                "b64": False,
                "http://openbanking.org.uk/iat": 1,
                "http://openbanking.org.uk/iss": "x",
                "http://openbanking.org.uk/tan": "openbanking.org.uk",
                "crit": ["b64", "http://openbanking.org.uk/iat"],
            },
        )
    ),
    verifier=verifier(),
)
rep("jwt.crit_not_understood", symptom="Unsupported critical header(s): b64", software="nimbus")
rep(
    "jwt.crit_not_understood",
    symptom="invalid token",
    software="PyJWT/2.12",
    exchanges=[bearer(sign(claims(), head={"crit": ["cnf"], "cnf": {}}))],
)
# jwks url
rep(
    "jwt.jwks_url_wrong",
    symptom="401 Invalid token",
    credential=cred(good),
    verifier=verifier(key=...),
    settings={"jwksUri": ISS + "/certs"},
    issuer={"url": ISS, "metadata": {"issuer": ISS, "jwks_uri": ISS + "/protocol/openid-connect/certs"}},
    log=[iso(-2) + " GET " + ISS + "/certs 404"],
)
rep(
    "jwt.jwks_url_wrong",
    symptom="Failed to load public keys: Key set contains no keys",
    software="krakend",
    env={"JWK_URL": ISS + "/.well-known/oauth-authorization-server"},
)
rep(
    "jwt.jwks_url_wrong",
    symptom="unable to fetch signing keys: HTTP 404 for https://login.tamarack.example/.well-known/jwks",
    software="svc",
    also=["jwt.jwks_unreachable"],
)
# kid
rep(
    "jwt.kid_key_mismatch",
    symptom="401",
    exchanges=[bearer(good)],
    issuer={"url": ISS, "jwks": jwks((R2, "sig-7"), (R, "sig-8")), "jwks_status": 200},
)
rep(
    "jwt.kid_key_mismatch",
    symptom="JsonWebTokenError: invalid signature",
    credential=cred(sign(claims(), E, "ES256", kid="e1")),
    verifier=verifier(algorithms=["ES256"], key={"jwks": jwks((eckey("b"), "e1"), (E, "e2"))}),
)
# what must not be certain
rep(
    "jwt.hmac_secret_base64_vs_raw",
    also=["jwt.base64_alphabet"],
    certain=False,
    symptom="io.jsonwebtoken.io.DecodingException: Illegal base64 character: '_'",
    software="jjwt/0.11",
    env={"JWT_SECRET": "my_long_EXAMPLE_secret_for_tokens"},
    files={"J.java": "Keys.hmacShaKeyFor(Decoders.BASE64.decode(secret))\n"},
)
rep(
    "jwt.pem_literal_backslash_n",
    also=[
        "jwt.base64_alphabet",
        "jwt.pem_kind_not_supported",
        "jwt.pem_line_breaks_lost",
        "jwt.certificate_given_as_public_key",
    ],
    certain=False,
    symptom="java.lang.IllegalArgumentException: Illegal base64 character 2d",
    env={"PUBLIC_KEY": pem(R)},
    software="java.util.Base64",
)
rep(
    "jwt.wrong_secret",
    also=["jwt.secret_rotated"],
    certain=False,
    symptom="invalid signature",
    credential=cred(HS(s="abcdEXAMPLE111")),
    verifier=hv("zyxEXAMPLE999"),
    settings={"SESSION_SECRET": "other-EXAMPLE"},
)
# healthy
rep(
    None,
    verdict="accepted",
    certain=False,
    symptom="No error so far, collected for the audit.",
    credential=cred(good),
    verifier=verifier(),
    env={"AUTH_HEADER": "Bearer " + good},
    files={
        "api.ts": "headers.Authorization = process.env.AUTH_HEADER\n",
        "v.yaml": "key: >-\n  " + pem(R).strip().replace("\n", "\n  ") + "\n",
    },
)
rep(
    None,
    verdict="accepted",
    certain=False,
    credential=cred(HS()),
    verifier=hv(),
    settings={
        "a": {"JWT_SECRET": "shared-EXAMPLE-secret-value-1"},
        "pods": {"p-0": {"COOKIE_SECRET": "x1-EXAMPLE"}, "p-1": {"COOKIE_SECRET": "y2-EXAMPLE"}},
    },
    exchanges=[bearer(HS(), status=200, body={"ok": True}, resp=[])],
)
rep(
    None,
    verdict="accepted",
    certain=False,
    symptom="Just checking the setup",
    credential=cred(good),
    exchanges=[
        bearer(good, status=200, body=[], resp=[]),
        ex("GET", "https://other.example/jwks", 200, jwks((R2, "sig-7"))),
    ],
)
