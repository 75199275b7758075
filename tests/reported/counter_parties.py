"""Counter-bundles of issuers and audiences: the finding is true and need not be why, beside some in which it is."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa

from reported.short_forms import ISS, NOW, bearer, claims, counter, cred, ex, sign, verifier

COUNTER_PARTIES = []
row = counter(COUNTER_PARTIES)

V = verifier()
api = "https://api.tamarack.example/v1/orders"
sl = sign(claims(iss=ISS + "/"))
row("", "403 Forbidden", verifier=V, exchanges=[bearer(sl, status=403, resp=[["Server", "nginx"]])])
row("", "403 Forbidden: user lacks role admin", verifier=V, credential=cred(sl))
row("jwt.iss_trailing_slash", "401 Unauthorized", verifier=V, exchanges=[bearer(sl, resp=[["Server", "nginx"]])])
row(
    "",
    "401 Unauthorized at first, fine now",
    verifier=V,
    exchanges=[bearer(sl, at=-100), bearer(sl, status=200, body={"orders": []}, at=-1)],
)
row("", "JsonWebTokenError: invalid signature", verifier=V, credential=cred(sl[:-20] + "AAAAAAAAAAAAAAAAAAAA"))
row(
    "",
    "401 Unauthorized",
    verifier=V,
    credential=cred(sign(claims(iss=ISS + "/"), key=rsa.generate_private_key(65537, 2048))),
)
row("", "401 Unauthorized", verifier=V, credential=cred(sign(claims(iss=ISS + "/", iat=NOW - 9000, exp=NOW - 5000))))
row(
    "oauth.missing_scope",
    "403 insufficient_scope",
    verifier=verifier(required_scope="orders.write"),
    exchanges=[
        bearer(sl, status=403, resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"']])
    ],
)
row("", "401: token has been revoked", verifier=V, credential=cred(sl))
row("", "401 Unauthorized: DPoP proof missing", verifier=V, credential=cred(sl))
row("", "404 Not Found", verifier=V, exchanges=[bearer(sl, status=404, resp=[["Server", "nginx"]])])
row("", "500 Internal Server Error", verifier=V, exchanges=[bearer(sl, status=500, resp=[["Server", "nginx"]])])
row("", "429 Too Many Requests", verifier=V, exchanges=[bearer(sl, status=429, resp=[["Server", "nginx"]])])
row("", "401 Unauthorized", verifier=V, settings={"OLD_TOKEN": sl}, exchanges=[ex("GET", api, 401)])
ty = sign(claims(iss="https://login.tamarak.example"))
row("", "403 Forbidden", verifier=V, exchanges=[bearer(ty, status=403, resp=[["Server", "nginx"]])])
row("", "token revoked", verifier=V, credential=cred(ty))
row(
    "",
    "401 Unauthorized",
    verifier=verifier(issuer="https://login.tamarack.exampl"),
    credential=cred(sign(claims(iss="https://login.xxxxxxxx.example"))),
)
wi = sign(claims(iss="https://login.other.example"))
az1 = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"
az2 = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
azt = sign(claims(iss=az1, ver="1.0", tid="11111111-2222-3333-4444-555555555555"))
row("", "403 Forbidden", verifier=verifier(issuer=az2), exchanges=[bearer(azt, status=403, resp=[["Server", "nginx"]])])
row(
    "jwt.expired_not_refreshed",
    "401 token expired",
    verifier=verifier(issuer=az2),
    credential=cred(sign(claims(iss=az1, ver="1.0", exp=NOW - 5, iat=NOW - 3605))),
)
row(
    "",
    "403 Forbidden: missing role",
    verifier=verifier(issuer=az2),
    settings={"validIssuers": [az1, az2]},
    exchanges=[bearer(azt, status=403)],
)
row("", "401 Unauthorized", issuer={"url": az2}, exchanges=[bearer(azt, resp=[["Server", "nginx"]])])
row(
    "",
    "401: The audience 'api://x' is invalid",
    issuer={"url": az2},
    exchanges=[bearer(azt, resp=[["Server", "nginx"]])],
)
row(
    "",
    "IDX10501: Signature validation failed",
    issuer={"url": az2},
    exchanges=[bearer(azt, resp=[["Server", "nginx"]])],
)
row(
    "jwt.azure_v1_v2_issuer",
    f"IDX10205: Issuer validation failed. Issuer: '{az1}'.",
    issuer={"url": az2},
    exchanges=[bearer(azt, resp=[["Server", "nginx"]])],
)
row(
    "",
    "403 Forbidden",
    verifier=verifier(audience="undefined"),
    exchanges=[bearer(sign(claims()), status=403, resp=[["Server", "nginx"]])],
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    verifier=verifier(issuer="undefined"),
    credential=cred(sign(claims(exp=NOW - 100))),
)
row(
    "",
    "jwt expired",
    verifier=verifier(issuer="https://none.example"),
    credential=cred(sign(claims(iss="https://none.example"))),
)
row(
    "",
    "401 Unauthorized",
    verifier=verifier(audience="urn:none:api"),
    credential=cred(sign(claims(aud="urn:none:api"))),
)
row(
    "",
    "401 Unauthorized",
    verifier=verifier(issuer="https://id.example/null", audience="x"),
    credential=cred(sign(claims(iss="https://id.example/null", aud="x"))),
)
row(
    "",
    "Audience invalid. ValidAudience: 'null' or ValidAudiences: 'api://a, api://b'. Audience: 'api://c'",
    credential=cred(sign(claims(aud="api://c"))),
)
row(
    "",
    "jwt audience invalid. expected: null or https://api.tamarack.example",
    credential=cred(sign(claims(aud="api://c"))),
)
row(
    "",
    "IDX10214: Audience validation failed. Audiences: 'api://c'. Did not match: validationParameters.ValidAudience: 'api://d' or validationParameters.ValidAudiences: 'null'.",
    credential=cred(sign(claims(aud="api://c"))),
)
row(
    "jwt.verifier_setting_undefined",
    "IDX10204: Unable to validate issuer. validationParameters.ValidIssuer is null or whitespace AND validationParameters.ValidIssuers is null or empty.",
    credential=cred(sign(claims())),
)
wa = sign(claims(aud="https://other.example"))
row("jwt.wrong_audience", "jwt audience invalid", verifier=V, credential=cred(wa))
ident = sign(claims(aud="api.tamarack.example"))
row("", "403 Forbidden", verifier=V, exchanges=[bearer(ident, status=403, resp=[["Server", "nginx"]])])
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    verifier=V,
    credential=cred(sign(claims(aud="api.tamarack.example", exp=NOW - 50))),
)
row(
    "jwt.wrong_audience",
    "invalid audience",
    verifier=verifier(audience="https://api.tamarack.example/orders"),
    credential=cred(sign(claims(aud="https://api.tamarack.example/billing"))),
)
row(
    "",
    "invalid audience",
    verifier=verifier(audience="https://api.tamarack.example/billing"),
    credential=cred(sign(claims(aud="https://api.tamarack.example"))),
)
row("", "403 Forbidden", verifier=V, exchanges=[bearer(sign(claims(aud=...)), status=403, resp=[["Server", "nginx"]])])
general = sign(claims(aud=ISS + "/resources"))
row("", "401 Unauthorized", verifier=V, exchanges=[bearer(general, resp=[["Server", "nginx"]])])
row("", "403 Forbidden", verifier=V, exchanges=[bearer(general, status=403, resp=[["Server", "nginx"]])])
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    verifier=V,
    credential=cred(sign(claims(aud=ISS + "/resources", exp=NOW - 60))),
)
kc = "https://kc.tamarack.example/realms/main"
kct = sign(claims(iss=kc, aud="account", azp="web"))
row("", "403 Forbidden", verifier=verifier(issuer=kc), exchanges=[bearer(kct, status=403, resp=[["Server", "nginx"]])])
row(
    "jwt.keycloak_aud_account",
    "401 Unauthorized",
    verifier=verifier(issuer=kc),
    exchanges=[bearer(kct, resp=[["Server", "nginx"]])],
)
row("", "token is not active: session revoked", verifier=verifier(issuer=kc), credential=cred(kct))
row(
    "",
    "invalid audience",
    verifier=verifier(audience=...),
    credential=cred(sign(claims())),
    files={
        "tool.py": "x = json.decode(raw)\nclaims = jwt.decode(token, key, algorithms=['RS256'],\n   audience=settings.AUD)"
    },
)
row(
    "",
    "invalid audience",
    verifier=verifier(audience=...),
    credential=cred(sign(claims())),
    files={"app.py": "raw = b64.decode(header)\nverifier.check(token, aud=AUD)"},
)
row(
    "",
    "invalid audience",
    verifier=verifier(audience=...),
    credential=cred(sign(claims())),
    files={"app.py": "# old: jwt.decode(token, key)\nclaims = check(token, audience=AUD)"},
)
row(
    "jwt.verifier_audience_not_given",
    "InvalidAudienceError: Invalid audience",
    verifier=verifier(audience=...),
    credential=cred(sign(claims())),
    files={"app.py": "claims = jwt.decode(token, key, algorithms=['RS256'])"},
)
