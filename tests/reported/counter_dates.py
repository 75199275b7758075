"""Counter-bundles of dates: the finding is true and need not be why, beside some in which it is."""

from __future__ import annotations

from reported.short_forms import NOW, bearer, claims, counter, cred, eckey, ex, sign, tok, verifier

COUNTER_DATES = []
row = counter(COUNTER_DATES)

V = verifier()
NG = [["Server", "nginx"]]
api = "https://api.tamarack.example/v1/orders"
old = {"iat": NOW - 7200, "exp": NOW - 3600}
row(
    "",
    "401 Unauthorized",
    verifier=V,
    exchanges=[
        bearer(sign(claims(**old)), at=-60),
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r1"},
            status=200,
            body={"access_token": sign(claims()), "token_type": "Bearer", "expires_in": 3600},
            at=-50,
        ),
        bearer(sign(claims()), status=200, body={"ok": 1}, at=-40),
    ],
)
row(
    "",
    "401 Unauthorized",
    verifier=V,
    exchanges=[bearer(sign(claims(**old)), at=-60), bearer(sign(claims(sub="x")), at=-5, resp=NG)],
)
row(
    "",
    "401 Unauthorized",
    files={"old_token.txt": sign(claims(**old))},
    exchanges=[ex("GET", api, 401, req=[["Authorization", "Bearer 6f1d2f4e8a7b4c3d9e0f1a2b3c4d5e6f"]])],
)
row(
    "",
    "invalid_grant",
    exchanges=[tok({"grant_type": "refresh_token", "refresh_token": "r1"}, status=400)],
    credential=cred(sign(claims(**old)), "id_token"),
)
row("", "403 Forbidden: role admin required", credential=cred(sign(claims(**old))))
row("", "403 Forbidden", exchanges=[bearer(sign(claims(**old)), status=403, resp=NG)])
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(iat=NOW - 90000, exp=NOW - 86400)), at=-88000, resp=NG)])
row(
    "",
    "401 Unauthorized",
    verifier=V,
    exchanges=[bearer(sign(claims(iat=NOW - 90000, exp=NOW - 86400)), at=-88000, resp=NG)],
)
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(iat=NOW - 3610, exp=NOW - 8)), resp=NG, at=-2)])
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(iat=NOW - 3600, exp=NOW - 120)), resp=NG, at=-2, date=-400)])
row("", "401 step-up authentication required", credential=cred(sign(claims(**old))))
row("", "401 Unauthorized: user account is disabled", credential=cred(sign(claims(**old))))
row("jwt.expired_not_refreshed", "401 Unauthorized", credential=cred(sign(claims(**old))))
row("", "invalid signature", credential=cred(sign(claims(**old))))
row(
    "",
    "401 Unauthorized",
    files={"README.md": f"Example:\n curl -H 'Authorization: Bearer {sign(claims(**old))}' https://api/"},
)
row("", "401 Unauthorized", files={"fix.diff": f"-TOKEN={sign(claims(**old))}\n+TOKEN={sign(claims())}\n"})
st = sign(claims(exp=str(NOW + 2700)))
row("", "401 Unauthorized", exchanges=[bearer(st, resp=NG)])
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(iat=str(NOW - 900))), resp=NG)])
row("", "403 missing role", credential=cred(st))
row("", "invalid signature", credential=cred(st))
row("jwt.numeric_date_is_string", "missing required claim exp", credential=cred(st))
row("", "jwt expired", credential=cred(sign(claims(exp=str(NOW - 100), iat=str(NOW - 3700)))))
row("jwt.numeric_date_is_string", "401 Unauthorized", verifier=V, exchanges=[bearer(st, resp=NG)])
row("jwt.wrong_audience", "jwt audience invalid", verifier=verifier(audience="https://x.example"), credential=cred(st))
row("", "unknown kid", credential=cred(st))
ms = sign(claims(exp=(NOW + 2700) * 1000))
row("", "403 Forbidden", exchanges=[bearer(ms, status=403, resp=NG)])
row("", "401 Unauthorized", exchanges=[bearer(ms, resp=NG)])
row("", "invalid signature", credential=cred(ms))
row("", "401 token revoked", credential=cred(ms))
row("", "401 Unauthorized", credential=cred(sign(claims(exp=253402300799))))
row("", "jwt audience invalid", credential=cred(sign(claims(exp=253402300799))))
row("", "401 Unauthorized", credential=cred(sign(claims(exp=9223372036854775807))))
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(iat=NOW * 1000)), resp=NG)])
du = sign(claims(exp=3600))
row("", "403 Forbidden", exchanges=[bearer(du, status=403, resp=NG)])
row("jwt.exp_is_duration", "401 Unauthorized", exchanges=[bearer(du, resp=NG)])
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(exp=0)), resp=NG)])
row("", "jwt expired", exchanges=[bearer(sign(claims(exp=1, iat=...)), resp=NG)])
ze = sign(claims(iat=NOW - 100, exp=NOW - 100))
row("", "403 lacks role", credential=cred(ze))
row("", "401 token revoked", credential=cred(ze))
row("jwt.zero_lifetime", "jwt expired", credential=cred(sign(claims(iat=NOW - 100, exp=NOW - 130))))
row("jwt.zero_lifetime", "jwt expired", credential=cred(sign(claims(iat=NOW - 100, exp=NOW - 100 - 3600))))
row("jwt.zero_lifetime", "jwt expired", credential=cred(sign(claims(iat=NOW - 10, exp=NOW - 10 - 7200 + 900))))
row("", "jwt expired", credential=cred(sign(claims(iat=NOW - 100, exp=NOW - 98))), settings={"CACHE_TTL": "2000"})
row(
    "",
    "jwt expired",
    credential=cred(sign(claims(iat=NOW - 1000, exp=NOW - 400))),
    settings={"REFRESH_TOKEN_TTL": "604800", "SESSION_MAX_AGE": "600000"},
)
row(
    "jwt.expired_not_refreshed",
    "401 Unauthorized",
    credential=cred(sign(claims(iat=NOW - 1000, exp=NOW - 700))),
    settings={"DB_POOL_MAX_LIFETIME": "300000"},
)
row(
    "",
    "401 Unauthorized",
    exchanges=[bearer(sign(claims(iat=NOW - 10, exp=NOW + 290)), resp=NG)],
    settings={"ACCESS_TOKEN_TTL": "300000"},
)
row(
    "jwt.lifetime_unit_wrong",
    "jwt expired",
    credential=cred(sign(claims(iat=NOW - 100, exp=NOW - 96.4 + 0.0))),
    settings={"JWT_EXPIRES_IN": "3600"},
)
row("", "401 Unauthorized", verifier=verifier(), exchanges=[bearer(sign(claims(iat=NOW + 20, nbf=NOW + 20)), resp=NG)])
row(
    "jwt.clock_skew_not_yet_valid",
    "token is not yet valid (nbf)",
    verifier=verifier(leeway_seconds=0),
    credential=cred(sign(claims(iat=NOW + 20, nbf=NOW + 20))),
)
row(
    "", "401 Unauthorized", verifier=verifier(leeway_seconds=0), exchanges=[bearer(sign(claims(iat=NOW + 20)), resp=NG)]
)
row(
    "",
    "token is not yet valid (nbf)",
    verifier=verifier(leeway_seconds=0),
    credential=cred(sign(claims(nbf=NOW + 2400))),
)
row(
    "",
    "401 Unauthorized",
    verifier=verifier(leeway_seconds=0),
    exchanges=[bearer(sign(claims(iat=NOW + 20, nbf=NOW + 20)), resp=NG, date=+30)],
)
row(
    "",
    "401: please sign in before continuing",
    verifier=verifier(leeway_seconds=0),
    credential=cred(sign(claims(iat=NOW + 20))),
)
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    verifier=verifier(leeway_seconds=0, audience="https://z.example"),
    credential=cred(sign(claims(iat=NOW + 20, nbf=NOW + 20))),
)
row("", "jwt expired", verifier=verifier(leeway_seconds=0), credential=cred(sign(claims(iat=NOW + 20, nbf=NOW + 20))))
gh = "https://api.github.com/app"


def app(**k):
    return sign({"iss": "12345", **k}, kid=None)


row(
    "",
    "401 Bad credentials",
    exchanges=[
        ex(
            "GET",
            gh,
            401,
            {"message": "Bad credentials"},
            req=[["Authorization", "Bearer " + app(iat=NOW, exp=NOW + 300)]],
            at=0,
            date=-70,
        )
    ],
)
row(
    "",
    "A JSON web token could not be decoded",
    exchanges=[
        ex(
            "GET",
            gh,
            401,
            {"message": "A JSON web token could not be decoded"},
            req=[["Authorization", "Bearer " + app(iat=NOW, exp=NOW + 300)]],
            at=0,
            date=-70,
        )
    ],
)
row(
    "",
    "404 Integration not found",
    exchanges=[
        ex(
            "GET",
            gh,
            404,
            {"message": "Integration not found"},
            req=[["Authorization", "Bearer " + app(iat=NOW, exp=NOW + 300)]],
            at=0,
            date=-70,
        )
    ],
)
row(
    "jwt.client_clock_ahead",
    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    exchanges=[
        ex(
            "GET",
            gh,
            401,
            {
                "message": "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            },
            req=[["Authorization", "Bearer " + app(iat=NOW, exp=NOW + 300)]],
            at=0,
            date=-70,
        )
    ],
)
row("", "401 Unauthorized", exchanges=[bearer(sign(claims(iat=NOW - 3)), resp=NG, at=0, date=-65)])
row(
    "",
    "401 Bad credentials",
    exchanges=[
        ex(
            "GET",
            gh,
            401,
            {"message": "Bad credentials"},
            req=[["Authorization", "Bearer " + app(iat=NOW - 60, exp=NOW + 3600)]],
            at=0,
            date=0,
        )
    ],
)
row(
    "",
    "A JSON web token could not be decoded",
    exchanges=[
        ex(
            "GET",
            gh,
            401,
            {"message": "A JSON web token could not be decoded"},
            req=[["Authorization", "Bearer " + app(iat=NOW - 60, exp=NOW + 3600)]],
            at=0,
            date=0,
        )
    ],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[
        ex("GET", "https://api.github.com/zen", 200, "ok", at=-10),
        bearer(sign(claims(exp=NOW + 86400)), resp=NG),
    ],
)
row(
    "",
    "403 insufficient permission",
    exchanges=[
        ex(
            "GET",
            "https://www.googleapis.com/drive/v3/files",
            403,
            {"error": {"code": 403, "message": "Insufficient Permission"}},
            req=[["Authorization", "Bearer " + sign(claims(exp=NOW + 86400))]],
        )
    ],
)
row(
    "",
    "401 NOT_AUTHORIZED",
    exchanges=[
        ex(
            "GET",
            "https://api.appstoreconnect.apple.com/v1/apps",
            401,
            {"errors": [{"code": "NOT_AUTHORIZED"}]},
            req=[
                [
                    "Authorization",
                    "Bearer "
                    + sign(
                        {"iss": "x", "iat": NOW, "exp": NOW + 1200, "aud": "appstoreconnect-v1"},
                        key=eckey(),
                        alg="ES256",
                    ),
                ]
            ],
            at=0,
            date=0,
        )
    ],
)
row(
    "jwt.lifetime_over_server_maximum",
    "401 Unauthorized",
    verifier=verifier(max_lifetime_seconds=600),
    exchanges=[bearer(sign(claims()), resp=NG)],
)
row(
    "",
    "401 Invalid Credentials",
    exchanges=[
        ex(
            "GET",
            "https://www.googleapis.com/x",
            401,
            {"error": {"code": 401, "message": "Invalid Credentials"}},
            req=[["Authorization", "Bearer " + sign(claims(iat=NOW - 100, exp=NOW + 3500))]],
            date=-3,
        )
    ],
)
row("", "jwt expired", credential=cred(sign(claims(iat=NOW + 3600, exp=NOW + 7200))))
row(
    "",
    "401 Unauthorized",
    credential=cred(sign(claims(iat=NOW - 3600, exp=NOW + 3600))),
    files={"a.py": "# datetime.now() is used for logging\nlog(datetime.now())"},
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    credential=cred(sign(claims(iat=NOW - 7200, exp=NOW - 3600))),
    files={"a.py": "logger.info(datetime.now())\nstart = datetime.now()"},
)
row("", "invalid signature", credential=cred(sign(claims(iat=NOW - 3600))), files={"a.php": "$d = strtotime('today');"})
row("", "jwt audience invalid", credential=cred(sign(claims(iat=NOW + 3600, exp=NOW + 7200))))
row("", "403 Forbidden", exchanges=[bearer(sign(claims(iat=NOW + 3600, exp=NOW + 7200)), status=403, resp=NG)])
js = {"auth.js": "if (payload.exp < Date.now()) { throw new Error('expired') }"}
row(
    "",
    "401 Unauthorized",
    credential=cred(sign(claims())),
    files={"legacy/unused.js": "// if (payload.exp < Date.now())\nif (payload.exp*1000 < Date.now()) logout()"},
)
row(
    "",
    "401 Unauthorized",
    credential=cred(sign(claims())),
    files={"fix.diff": "-  if (payload.exp < Date.now()) {\n+  if (payload.exp * 1000 < Date.now()) {"},
)
row("", "jwt audience invalid", credential=cred(sign(claims())), files=js)
row(
    "",
    "401 Unauthorized",
    verifier=verifier(audience="https://x.example"),
    exchanges=[bearer(sign(claims()), resp=NG)],
    files=js,
)
row("jwt.verifier_expects_milliseconds", "session expired", credential=cred(sign(claims())), files=js)
row(
    "",
    "401 Unauthorized",
    credential=cred(sign(claims())),
    files={"s.js": "if (session.expiresAt < Date.now()) refresh()"},
)
