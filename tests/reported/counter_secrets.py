"""Counter-bundles of shared secrets, webhooks and proxies: the finding is true and need not be why, beside some in which it is."""

from __future__ import annotations

import base64
import hmac
import json

from cryptography.hazmat.primitives.asymmetric import rsa

from reported.short_forms import ISS, NOW, b64, bearer, claims, counter, cred, ex, sign, verifier

COUNTER_SECRETS = []
row = counter(COUNTER_SECRETS)

NG = [["Server", "nginx"]]
api = "https://api.tamarack.example/v1/orders"
t = sign(claims())


def hs(secret, c=None, **k):
    return sign(c or claims(**k), key=secret, alg="HS256")


S = "s3cr3t-Value-For-Tests-0123456789"


def V(s, **k):
    return verifier(algorithms=["HS256"], key={"secret": s}, **k)


b64s = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
tb = hs(base64.b64decode(b64s))
row("", "jwt expired", verifier=V(b64s), credential=cred(hs(base64.b64decode(b64s), exp=NOW - 60)))
row("jwt.hmac_secret_base64_vs_raw", "invalid signature", verifier=V(b64s), credential=cred(tb))
row("", "token revoked", verifier=V(b64s), credential=cred(tb))
row("", "403 lacks role", verifier=V(b64s), credential=cred(tb))
row("jwt.wrong_audience", "jwt audience invalid", verifier=V(b64s, audience="https://q"), credential=cred(tb))
row(
    "",
    "invalid signature",
    verifier=V("other-secret-unrelated-0000000000"),
    settings={"LEGACY_JWT_SECRET": b64s},
    credential=cred(tb),
)
row("", "jwt expired", verifier=V(S + "\n"), credential=cred(hs(S, exp=NOW - 60)))
row(
    "jwt.secret_special_chars_mangled",
    "invalid signature",
    verifier=V("pa"),
    settings={"JWT_SECRET": "pa$word-abcdef-123456"},
    credential=cred(hs("pa$word-abcdef-123456")),
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    environment={"JWT_SECRET": S + "#x"},
    files={".env": f'JWT_SECRET="{S}#x"\n'},
    credential=cred(hs(S + "#x", exp=NOW - 60)),
)
row(
    "",
    "invalid signature",
    settings={"staging": {"JWT_SECRET": "myapp-secret!"}, "prod": {"JWT_SECRET": "myapp-secret!-prod-77"}},
    credential=cred(hs("zzz")),
)
row(
    "",
    "invalid signature",
    environment={"JWT_SECRET": "base$123456", "JWT_REFRESH_SECRET": "base$123456-refresh"},
    credential=cred(hs("zzz")),
)
row(
    "",
    "401 Unauthorized",
    environment={"JWT_SECRET": "base$123456", "SESSION_SECRET": "base$123456x"},
    credential=cred(hs("base$123456")),
)
row(
    "", "invalid signature", environment={"JWT_SECRET": "base$123456", "APP_SECRET": "base$123456x"}, credential=cred(t)
)
row(
    "",
    "invalid signature",
    environment={"JWT_SECRET": "new$secret-abc-99"},
    files={".env": "#JWT_SECRET=new$secret-abc\nJWT_SECRET='new$secret-abc-99'\n"},
    credential=cred(hs("zzz")),
)
row(
    "",
    "invalid signature",
    environment={"JWT_SECRET": "change$me-now-123"},
    files={".env.example": "JWT_SECRET=change$me-now\n"},
    credential=cred(hs("zzz")),
)
row(
    "",
    "invalid signature",
    environment={"JWT_SECRET": ""},
    settings={"vault": {"jwt_key": "real-secret-abcdef-0123"}},
    credential=cred(hs("real-secret-abcdef-0123-OLD")),
)
row("", "invalid signature", environment={"SESSION_SECRET": ""}, credential=cred(hs("k" * 32)))
row("", "invalid signature", environment={"WEBHOOK_SECRET": ""}, credential=cred(hs("k" * 32)))
row("", "invalid signature", files={".env.example": "JWT_SECRET=\n"}, credential=cred(hs("k" * 32)))
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    environment={"JWT_SECRET": ""},
    credential=cred(hs("k" * 32, exp=NOW - 60)),
)
row(
    "",
    "invalid signature",
    environment={"APP_SECRET": ""},
    exchanges=[bearer(hs("k" * 32), body={"error": "invalid signature"})],
)
row("jwt.wrong_audience", "jwt audience invalid", verifier=V("", audience="https://q"), credential=cred(hs("k" * 32)))
row(
    "",
    "jwt expired",
    verifier=verifier(algorithms=["HS256"], key={"secret": None}),
    credential=cred(hs("k" * 32, exp=NOW - 60)),
)
row("jwt.secret_not_set", "secretOrPrivateKey must have a value", environment={"JWT_SECRET": ""})
row(
    "",
    "401 invalid signature",
    environment={"JWT_SECRET": ""},
    verifier=verifier(),
    credential=cred(sign(claims(), key=rsa.generate_private_key(65537, 2048))),
)
row(
    "",
    "jwt expired",
    verifier=V("new-secret-abcdef-0000"),
    settings={"JWT_SECRET_PREVIOUS": "old-secret-abcdef-0000"},
    credential=cred(hs("old-secret-abcdef-0000", exp=NOW - 60)),
)
row(
    "",
    "invalid signature",
    verifier=V("new-secret-abcdef-0000"),
    settings={"OLD_SERVICE_JWT_SECRET": "svc-secret-abcdef-0000"},
    credential=cred(hs("svc-secret-abcdef-0000")),
)
row(
    "jwt.secret_rotated",
    "invalid signature",
    verifier=V("new-secret-abcdef-0000"),
    settings={"JWT_SECRET_PREVIOUS": "old-secret-abcdef-0000"},
    credential=cred(hs("old-secret-abcdef-0000")),
)
spaced = hs(S, exp=NOW - 60).split(".")
row(
    "",
    "jwt expired",
    verifier=V(S),
    credential=cred(f"{spaced[0]}.{b64(json.dumps(claims(exp=NOW - 60)))}.{spaced[2]}"),
)
body = '{"id": "evt_1", "a": 1}'
mac = hmac.new(b"whsec-abcdef-000000", body.encode(), "sha256").hexdigest()


def wh(status=401, b=body, h=None, resp=""):
    return ex(
        "POST",
        "https://app.tamarack.example/webhook",
        status,
        resp,
        req=[["X-Hub-Signature-256", "sha256=" + (h or mac)]],
        sent=b,
    )


row(
    "",
    "403 ip not allowed",
    settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"},
    exchanges=[wh(403, resp="ip not allowed")],
)
row("", "500 Internal Server Error", settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"}, exchanges=[wh(500)])
row("", "401 Unauthorized", settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"}, exchanges=[wh(401)])
row(
    "",
    "401 invalid signature",
    settings={"WEBHOOK_SECRET_OLD": "whsec-abcdef-000000", "WEBHOOK_SECRET": "whsec-new-111111"},
    exchanges=[wh(401, resp="invalid signature")],
)
row(
    "",
    "400 timestamp outside tolerance",
    settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"},
    exchanges=[wh(400, resp="timestamp outside tolerance")],
)
row("", "", settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"}, exchanges=[wh(200)])
row(
    "jwt.payload_reserialised",
    "401 invalid signature",
    settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"},
    exchanges=[wh(401, resp="invalid signature")],
    files={"app.js": "const sig = hmac(JSON.stringify(req.body))"},
)
ts = str(NOW - 3)
m2 = hmac.new(b"whsec-abcdef-000000", (ts + "." + body).encode(), "sha256").hexdigest()


def wh2(status=401, resp="", at=-2):
    return ex(
        "POST",
        "https://app.tamarack.example/webhook",
        status,
        resp,
        req=[["X-Sig-Timestamp", ts], ["X-Signature", m2]],
        sent=body,
        at=at,
    )


row(
    "",
    "400 timestamp too old",
    settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"},
    exchanges=[wh2(400, "timestamp too old")],
)
row("", "", settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"}, exchanges=[wh2(200)])
row("", "404", settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"}, exchanges=[wh2(404)])
row(
    "jwt.signed_string_differs",
    "401 signature mismatch",
    settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"},
    exchanges=[wh2(401, "signature mismatch")],
    files={"hook.py": "expected = hmac.new(secret, request.get_data(), 'sha256')"},
)
# A receiver that is not shown may know of the timestamp, and write the body anew.
row(
    "",
    "401 signature mismatch",
    settings={"WEBHOOK_SECRET": "whsec-abcdef-000000"},
    exchanges=[wh2(401, "signature mismatch")],
)
B1 = [["Authorization", "Bearer " + t]]


def srv(hdrs, status=401, body="", at=-2, url="http://127.0.0.1:9000/v1/orders"):
    return ex("GET", url, status, body, req=hdrs, by="server", at=at)


row(
    "jwt.expired_not_refreshed",
    "401 token expired",
    exchanges=[bearer(sign(claims(exp=NOW - 60)), at=-2, body="token expired"), srv([], status=401, at=-900)],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[bearer(t, resp=NG), ex("OPTIONS", "http://127.0.0.1:9000/v1/orders", 204, "", by="server")],
)
row(
    "",
    "403 lacks role",
    exchanges=[bearer(t, status=403, resp=NG, body="lacks role"), srv([], status=403, body="lacks role")],
)
row("", "401 Unauthorized", exchanges=[ex("POST", api, 401, "", req=B1), srv([], status=200)])
row(
    "",
    "500 Internal Server Error",
    exchanges=[bearer(t, status=500, resp=NG), srv([["X-User", "u1"]], status=500, body="boom NullPointer")],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[bearer(t, resp=NG), ex("GET", "http://127.0.0.1:9000/", 401, "", by="server", at=-300)],
)
row("oauth.header_stripped_by_proxy", "401 Unauthorized", exchanges=[bearer(t, resp=NG), srv([])])
row(
    "",
    "401 jwt expired",
    exchanges=[
        bearer(sign(claims(exp=NOW - 60)), body={"error": "jwt expired"}),
        srv([], body={"error": "jwt expired"}),
    ],
)
row(
    "",
    "invalid_client",
    exchanges=[
        ex(
            "POST",
            ISS + "/token",
            401,
            {"error": "invalid_client"},
            req=[["Authorization", "Bearer " + t]],
            resp=[["WWW-Authenticate", "Basic realm=token"]],
        )
    ],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[
        ex(
            "GET",
            "https://nexus.tamarack.example/repository/x",
            401,
            "",
            req=B1,
            resp=[["WWW-Authenticate", 'BASIC realm="Sonatype Nexus Repository Manager"'], ["Server", "Nexus/3"]],
        )
    ],
)
row(
    "",
    "401 jwt expired",
    exchanges=[
        ex(
            "GET",
            api,
            401,
            {"error": "jwt expired"},
            req=[["Authorization", "Bearer " + sign(claims(exp=NOW - 60))]],
            resp=[["WWW-Authenticate", 'Basic realm="Realm"']],
        )
    ],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[ex("GET", api, 401, "", req=B1, resp=[["WWW-Authenticate", 'Basic realm="Realm"']])],
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    exchanges=[
        ex("GET", api, 401, "", req=[["Authorization", "Basic dTpw"], *B1], at=-900),
        bearer(sign(claims(exp=NOW - 60)), body="jwt expired"),
    ],
)
row(
    "",
    "403 lacks role",
    exchanges=[
        ex("GET", "https://grafana.x/", 401, "", req=[["Authorization", "Basic dTpw"], *B1], at=-900),
        bearer(t, status=403, body="lacks role", resp=NG),
    ],
)
row(
    "oauth.authorization_header_conflict",
    "401",
    exchanges=[
        ex(
            "GET",
            api,
            401,
            "<html>401 Authorization Required nginx",
            req=B1,
            resp=[["Server", "nginx"], ["WWW-Authenticate", 'Basic realm="staging"']],
        )
    ],
)
bl = [["Authorization", "bearer " + t]]


def low(tok=None, status=401, body="", resp=NG, at=-2):
    return ex("GET", api, status, body, req=[["Authorization", "bearer " + (tok or t)]], resp=resp, at=at)


row("jwt.expired_not_refreshed", "401 jwt expired", exchanges=[low(sign(claims(exp=NOW - 60)), body="jwt expired")])
row("", "400 unsupported url scheme", exchanges=[low(status=400, body="unsupported url scheme")])
row(
    "",
    "401 jwt audience invalid",
    exchanges=[low(body="jwt audience invalid")],
    files={"client.js": "if (h.startsWith('Bearer ')) h = h.slice(7)"},
)
row("", "401 token revoked", exchanges=[ex("GET", api, 200, "[]", req=B1, at=-900), low(body="token revoked")])
row(
    "",
    "403 lacks role",
    exchanges=[low(status=403, body="lacks role")],
    files={"s.js": "if (!h.startsWith('Bearer ')) return 401"},
)
row("", "403 Forbidden", exchanges=[ex("GET", "https://other.example/x", 200, "[]", req=B1, at=-900), low(status=403)])
row(
    "oauth.bearer_scheme_case",
    "401 Unauthorized",
    exchanges=[low()],
    files={"s.js": "if (!h.startsWith('Bearer ')) return res.status(401)"},
)
