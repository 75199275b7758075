"""Counter-bundles of tokens that were taken, masked values, and refusals that name another credential."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    bearer,
    claims,
    counter,
    cred,
    ex,
    iso,
    jwks,
    pem,
    priv,
    rsakey,
    sign,
    tok,
    verifier,
)

COUNTER_OTHERS = []
row = counter(COUNTER_OTHERS)

NG = [["Server", "nginx"]]
V = verifier()
t = sign(claims())
h, p_, s_ = t.split(".")
st = sign(claims(exp=str(NOW + 2700)))


def ok(token, **k):
    return bearer(token, status=200, body={"orders": []}, resp=NG, **k)


row("", "", exchanges=[ok(st)])
row("", "All fine, collected for the audit.", verifier=V, exchanges=[ok(st)])
row("", "Collected for the audit", verifier=V, exchanges=[ok(sign(claims(sub=4)))])
row("", "Collected for the audit", exchanges=[ok(sign(claims(), head={"crit": ["b64"], "b64": True}))])
row("", "Collected for the audit", verifier=V, exchanges=[ok(sign(claims(iss=ISS + "/")))])
row("", "Collected for the audit", verifier=V, exchanges=[ok(sign(claims(), key="k" * 32, alg="HS256"))])
row(
    "",
    "Collected",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": sign(claims(typ="Refresh"))},
            status=200,
            body={"access_token": sign(claims()), "expires_in": 3600},
        )
    ],
)
row("", "Which kind of token is this?", credential=cred(sign(claims(typ="Refresh")), "refresh_token"))
row(
    "",
    "",
    exchanges=[
        ok(
            sign(
                claims(
                    aud="00000003-0000-0000-c000-000000000000",
                    iss="https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
                ),
                head={"nonce": "x"},
            ),
            url="https://graph.microsoft.com/v1.0/me",
        )
    ],
)
row("", "401 Unauthorized", exchanges=[bearer(t.rsplit(".", 1)[0] + ".***", resp=NG)])
row("", "jwt malformed", credential=cred(h + ".<redacted>." + s_))
row("", "401 Unauthorized", verifier=V, credential=cred(h + ".PAYLOAD." + s_))
row("", "401 Unauthorized", verifier=verifier(issuer="https://YOUR_DOMAIN/"), exchanges=[bearer(t, resp=NG)])
row("", "jwt audience invalid", verifier=verifier(audience="<your-api>"), credential=cred(t))
row(
    "",
    "invalid signature",
    verifier=verifier(algorithms=["HS256"], key={"secret": "***"}),
    credential=cred(sign(claims(), key="k" * 32, alg="HS256")),
)
row(
    "",
    "jwt issuer invalid",
    verifier=verifier(issuer="https://xxxx.example/"),
    credential=cred(sign(claims(iss="https://xxxx.example"))),
)
row(
    "",
    "401 Unauthorized",
    settings={
        "staging": {"issuer": "https://login.tamarack.example/"},
        "prod": {"issuer": "https://login.tamarack.example"},
    },
    exchanges=[bearer(t, resp=NG)],
)
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    environment={"JWT_SECRET": ""},
    credential=cred(sign(claims(aud="x"), key="k" * 32, alg="HS256")),
    verifier=verifier(algorithms=["HS256"], key={"secret": "k" * 32}),
)
row(
    "",
    "401 Unauthorized yesterday",
    log=[iso(-80000) + " invalid token: Bearer Bearer", iso(-70000) + " deployed fix", iso(-50) + " GET /orders 200"],
    exchanges=[ok(t)],
)
row(
    "",
    "403 Forbidden: role admin required",
    exchanges=[bearer(sign(claims(exp=NOW - 60)), at=-100), bearer(t, status=403, resp=NG, body="role admin required")],
)
row("", "401 Unauthorized", exchanges=[bearer(st, at=-100, resp=NG), ok(t, at=-10)])
row(
    "",
    "invalid signature",
    exchanges=[ex("GET", ISS + "/.well-known/jwks.json", 200, jwks((rsakey(), "sig-7")), at=-50, by="server")],
    verifier=V,
    credential=cred(t),
)
row(
    "",
    "invalid signature",
    environment={"OLD_PRIVATE_KEY": priv(rsakey()).replace("\n", "\\n")},
    verifier=verifier(key={"pem": pem(rsakey())}),
    credential=cred(sign(claims(), key=rsa.generate_private_key(65537, 2048))),
)
row("", "401 Unauthorized: invalid token", verifier=V, credential=cred(sign(claims(), kid=None)))
row("", "jwt audience invalid", verifier=V, credential=cred(sign(claims(aud=[AUD, "account"]))))
row("", "sometimes 401 Unauthorized", verifier=V, exchanges=[bearer(t, resp=NG, at=-30), ok(t, at=-29)])


at = sign(claims(), typ="at+jwt")
row("", "401 Unauthorized", verifier=V, credential=cred(h + ".PAYLOAD." + s_))
row("", "401 Unauthorized", verifier=V, credential=cred("HEADER." + p_ + "." + s_))
row(
    "",
    "400 invalid_request",
    exchanges=[
        ex(
            "GET",
            ISS + "/logout?id_token_hint=" + at + "&post_logout_redirect_uri=https://app/x",
            400,
            {"error": "invalid_request", "error_description": "post_logout_redirect_uri is not registered"},
        )
    ],
)
row(
    "",
    "400",
    exchanges=[
        ex(
            "GET",
            ISS + "/logout?id_token_hint=" + at,
            400,
            {"error": "invalid_request", "error_description": "session not found"},
        )
    ],
)
row("", "500 Internal Server Error", exchanges=[ex("GET", ISS + "/logout?id_token_hint=" + at, 500, "")])
row(
    "jwt.access_token_used_as_id_token",
    "id_token_hint is invalid",
    exchanges=[
        ex(
            "GET",
            ISS + "/logout?id_token_hint=" + at,
            400,
            {"error": "invalid_request", "error_description": "id_token_hint is not a valid ID token"},
        )
    ],
)
row(
    "",
    "403 Forbidden",
    verifier=verifier(issuer="https://login.tamarack.example//v2.0"),
    exchanges=[bearer(sign(claims(iss="https://login.tamarack.example/tenant1/v2.0")), status=403, resp=NG)],
)
row(
    "",
    "invalid_request: session expired, sign in",
    verifier=verifier(issuer="https://login.tamarack.example//v2.0"),
    credential=cred(sign(claims(iss="https://login.tamarack.example/tenant1/v2.0"))),
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    verifier=verifier(algorithms=["HS256"], key={"secret": ""}),
    credential=cred(sign(claims(exp=NOW - 60), key="", alg="HS256")),
)
row(
    "",
    "403 Forbidden: tenant is suspended",
    verifier=verifier(issuer="https://login.tamarack.example/acme"),
    credential=cred(sign(claims(iss="https://login.tamarack.example/acne"))),
)
row(
    "",
    "401 Unauthorized",
    verifier=verifier(issuer="https://login.tamarack.example/realms/shop-a"),
    credential=cred(sign(claims(iss="https://login.tamarack.example/realms/shop-b"))),
)
row(
    "jwt.wrong_issuer",
    "jwt issuer invalid",
    verifier=verifier(issuer="https://eu.tamarack.example"),
    credential=cred(sign(claims(iss="https://us.tamarack.example"))),
)
row("", "jwt issuer invalid", verifier=verifier(issuer="http://login.tamarack.example"), credential=cred(t))
row(
    "jwt.wrong_issuer",
    "jwt issuer invalid",
    verifier=verifier(issuer="https://login.tamarack.example:8443"),
    credential=cred(sign(claims(iss="https://login.tamarack.example:8444"))),
)
row(
    "jwt.wrong_issuer",
    "jwt issuer invalid",
    verifier=verifier(issuer="https://login.tamarack.example/t/4711"),
    credential=cred(sign(claims(iss="https://login.tamarack.example/t/4712"))),
)
row(
    "",
    "403 Forbidden: not_authorized uma",
    verifier=verifier(issuer="https://kc/realms/m"),
    credential=cred(sign(claims(iss="https://kc/realms/m", aud="account"))),
)
row(
    "",
    "403 You are not entitled to this resource",
    verifier=V,
    credential=cred(sign(claims(aud="tamarack-web", nonce="n", at_hash="q", scope=...))),
)
row(
    "",
    "402 Payment Required",
    verifier=V,
    exchanges=[bearer(sign(claims(aud="tamarack-web", nonce="n", at_hash="q", scope=...)), status=402, resp=NG)],
)
row(
    "",
    "402 Payment Required",
    verifier=V,
    exchanges=[bearer(sign(claims(exp=NOW - 61, iat=NOW - 3700)), status=402, resp=NG)],
)
row("", "409 Conflict", verifier=V, exchanges=[bearer(sign(claims(exp=NOW - 61, iat=NOW - 3700)), status=409, resp=NG)])
row(
    "",
    "422 Unprocessable: field email is required",
    verifier=V,
    exchanges=[bearer(sign(claims(exp=NOW - 61, iat=NOW - 3700)), status=422, resp=NG, body="field email is required")],
)
row("", "401 user not found", verifier=V, credential=cred(sign(claims(exp=NOW - 61, iat=NOW - 3700))))
row("", "401 invalid username or password", verifier=V, credential=cred(sign(claims(exp=NOW - 61, iat=NOW - 3700))))
row("", "401 invalid API key", verifier=V, credential=cred(sign(claims(exp=NOW - 61, iat=NOW - 3700))))
row("", "401 invalid username or password", verifier=V, credential=cred(sign(claims(iss=ISS + "/"))))
row("", "401 invalid API key", verifier=V, credential=cred(sign(claims(iss=ISS + "/"))))
row("", "403 captcha required", verifier=V, credential=cred(sign(claims(iss=ISS + "/"))))
row(
    "",
    "403 CSRF token mismatch",
    verifier=V,
    exchanges=[bearer(sign(claims(iss=ISS + "/")), status=403, body="CSRF token mismatch", resp=NG)],
)
row("", "401 your trial has ended", verifier=V, credential=cred(sign(claims(iss=ISS + "/"))))
row("", "401 missing authorization header", verifier=V, credential=cred(sign(claims(iss=ISS + "/"))))
row("", "401 missing authorization header", verifier=V, credential=cred(sign(claims(exp=NOW - 61, iat=NOW - 3700))))
