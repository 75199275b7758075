"""Counter-bundles of the form and the kind of a token: the finding is true and need not be why, beside some in which it is."""

from __future__ import annotations

from reported.short_forms import (
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    counter,
    cred,
    dumps,
    ex,
    iso,
    raw_sign,
    rsakey,
    sign,
    tok,
    verifier,
)

COUNTER_FORMS = []
row = counter(COUNTER_FORMS)

V = verifier()
NG = [["Server", "nginx"]]
api = "https://api.tamarack.example/v1/orders"
t = sign(claims())
h, p_, s_ = t.split(".")


def pad(x):
    return x + "=" * (-len(x) % 4)


def padded(c=None, **k):
    c = c or claims(sub="abcde")
    hh = pad(b64(dumps({"alg": "RS256", "typ": "JWT", "kid": "sig-7"})))
    pp = pad(b64(dumps(c)))
    if "=" not in pp:
        c = dict(c, x="y")
        pp = pad(b64(dumps(c)))
    if "=" not in pp:
        c = dict(c, x="yy")
        pp = pad(b64(dumps(c)))
    return hh + "." + pp + "." + pad(b64(raw_sign(hh + "." + pp, rsakey(), "RS256")))


pt = padded()
row("", "401 Unauthorized", exchanges=[bearer(pt, resp=NG)])
row("jwt.expired_not_refreshed", "jwt expired", credential=cred(padded(claims(exp=NOW - 60))))
row("", "401 token revoked", credential=cred(pt))
row("jwt.base64_padding_in_token", "Invalid header encoding", credential=cred(pt))
row("jwt.base64_padding_in_token", "invalid signature", verifier=V, credential=cred(pt))
row("jwt.base64_padding_in_token", "401 Unauthorized", verifier=V, exchanges=[bearer(pt, resp=NG)])
row("jwt.wrong_audience", "jwt audience invalid", verifier=verifier(audience="https://q"), credential=cred(pt))
row("", "403 Forbidden", exchanges=[bearer(pt, status=403, resp=NG)])
al = t.replace("-", "+").replace("_", "/")
row("", "401 Unauthorized", exchanges=[bearer(al, resp=NG)])
row("", "403 missing role", credential=cred(al))
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    credential=cred(sign(claims(exp=NOW - 60)).replace("-", "+").replace("_", "/")),
)
row("jwt.base64_alphabet", "illegal base64 data at input byte 40", credential=cred(al))
row("", 'invalid header field value for "X-Api-Version"', files={"motd.txt": "HelloWorld_12345\n"})
row("", "Error: unexpected newline in config.yaml", files={"notes.txt": "abcdefgh12345\n"}, credential=cred(t))
row("", "401 Unauthorized", files={"token": t + "\n"}, exchanges=[bearer(t, resp=NG)])
row("", "invalid header value", files={"version": "1.2.3-abcdef\n"}, exchanges=[bearer(t, resp=NG)])
row("jwt.expired_not_refreshed", "jwt expired", credential=cred(sign(claims(exp=NOW - 60)) + "\n"))
row(
    "jwt.wrong_audience",
    "jwt audience invalid. expected: https://q",
    credential=cred(t + "\n"),
    verifier=verifier(audience="https://q"),
)
row("", "401 Unauthorized", exchanges=[bearer(t + " ", resp=NG)])
row("jwt.whitespace_in_token", 'net/http: invalid header field value for "Authorization"', credential=cred(t + "\n"))
row(
    "jwt.expired_not_refreshed",
    "401 token is expired",
    credential=cred("\n".join(sign(claims(exp=NOW - 60))[i : i + 76] for i in range(0, 800, 76))),
)
row("", "illegal header value", settings={"BANNER": "welcome-to-us "}, credential=cred(t))
row("jwt.expired_not_refreshed", "jwt expired", credential=cred('"' + sign(claims(exp=NOW - 60)) + '"'))
row("jwt.token_quoted", "401 Unauthorized", credential=cred('"' + t + '"'))
row("", "401 Unauthorized", settings={"token": '"' + t + '"'}, exchanges=[bearer(t, resp=NG)])
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    verifier=verifier(audience="https://q"),
    credential=cred('"' + t + '"'),
)
row("jwt.expired_not_refreshed", "jwt expired", credential=cred("Bearer " + sign(claims(exp=NOW - 60))))
row("", "401 Unauthorized", credential=cred("Bearer " + t))
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    verifier=verifier(audience="https://q"),
    credential=cred("Bearer " + t),
)
row("", "403 lacks role", credential=cred("Bearer " + t))
row("jwt.bearer_prefix_in_token", "jwt malformed", credential=cred("Bearer " + t))
row(
    "",
    "invalid signature",
    credential=cred(t),
    log=[iso(-5000) + " DEBUG verify('Bearer eyJhbGci...') fails", iso(-10) + " verify('eyJhbGci...') fails"],
)
row(
    "",
    "401 Unauthorized",
    log=[iso(-9000) + ' sent Authorization: "Bearer Bearer eyJhbGciOi"', iso(-8000) + " fixed the doubled prefix"],
    exchanges=[bearer(t, resp=NG)],
)
row(
    "",
    "401 Unauthorized",
    exchanges=[bearer("Bearer " + t, at=-500, resp=NG), bearer(sign(claims(exp=NOW - 9, iat=NOW - 3609)), at=-2)],
)
row("jwt.bearer_doubled", "401 Unauthorized", exchanges=[bearer("Bearer " + t, resp=NG)])
row("", "401 Unauthorized: expected format 'Authorization: BearereyJ...' is wrong", credential=cred(t))
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    log=["svc-b Authorization: BearereyJhbGciOiJSUzI1NiJ9.x.y 401"],
    credential=cred(sign(claims(exp=NOW - 60))),
)
row("", "jwt expired", credential=cred(t[:60] + "..."))
row("jwt.expired_not_refreshed", "jwt expired", credential=cred(sign(claims(exp=NOW - 60)).rpartition(".")[0] + ".abc"))
row(
    "jwt.wrong_audience",
    "jwt audience invalid",
    verifier=verifier(audience="https://q"),
    credential=cred(h + "." + p_ + "."),
)
row("", "401 Unauthorized", credential=cred(h + "." + p_ + ".SIGNATURE"))
row("", "401 Unauthorized", credential=cred(h + "." + p_ + ".[redacted]"))
row("", "401 Unauthorized", credential=cred(h + "." + p_ + ".xxxxx"))
row("", "401 Unauthorized", log=["token=" + t[:200]], exchanges=[bearer(t, resp=NG)])
row(
    "",
    "ERROR: value too long for type character varying(50)",
    files={"schema.sql": "CREATE TABLE users (name varchar(50), session_token varchar(4096));"},
    credential=cred(t),
)
row(
    "",
    "ERROR: value too long for type character varying(50) while saving session user name",
    files={"schema.sql": "CREATE TABLE users (name varchar(50));"},
    credential=cred(t),
)
row("jwt.token_truncated", "jwt malformed", credential=cred(t[:255]))
row("", "403 lacks role", credential=cred(t[:-10]))
big = sign(claims(groups=[f"g{i:04}" for i in range(900)]))
row(
    "",
    "413 Request Entity Too Large",
    exchanges=[
        ex(
            "POST",
            api,
            413,
            "client intended to send too large body",
            req=[["Authorization", "Bearer " + big], ["Content-Length", "104857600"]],
        )
    ],
)
row(
    "",
    "414 URI Too Long",
    exchanges=[ex("GET", api + "?q=" + "a" * 9000, 414, "", req=[["Authorization", "Bearer " + big]])],
)
row(
    "jwt.token_over_size_limit",
    "431 Request Header Fields Too Large",
    exchanges=[ex("GET", api, 431, "", req=[["Authorization", "Bearer " + big]])],
)
row("", "file exceeds size limit", credential=cred(big))
idt = sign(claims(aud="tamarack-web", nonce="n1", at_hash="h", scope=...))
row("jwt.id_token_used_as_access_token", "401 Unauthorized", verifier=V, exchanges=[bearer(idt, resp=NG)])
row("", "403 Forbidden", verifier=V, exchanges=[bearer(idt, status=403, resp=NG)])
row(
    "",
    "401 audience invalid",
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "c"},
            status=200,
            body={"access_token": "opaque-abcdefghijklmnop-1234", "id_token": idt},
            at=-30,
        ),
        ex(
            "GET",
            api,
            401,
            req=[["Authorization", "Bearer opaque-abcdefghijklmnop-1234"]],
            body={"error": "invalid audience"},
        ),
    ],
)
row("", "invalid_scope: scope not allowed", credential=cred(idt))
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    verifier=V,
    credential=cred(sign(claims(aud="tamarack-web", nonce="n1", at_hash="h", scope=..., exp=NOW - 50))),
)
row("", "id_token nonce mismatch", credential=cred(idt))
row(
    "",
    "audience invalid",
    verifier=V,
    credential=cred(sign(claims(aud="tamarack-web", nonce="n1", at_hash="h", typ="Bearer", scope=...))),
)
acc = sign(claims(), typ="at+jwt")
row("", "nonce does not match", credential=cred(acc))
row("jwt.expired_not_refreshed", "ID token expired", credential=cred(sign(claims(exp=NOW - 60), typ="at+jwt")))
row("", "this token used on another device", credential=cred(acc))
row("", "login token revoked", credential=cred(acc))
row("", "userinfo failed 401, the ID token was fine", credential=cred(acc))
row(
    "jwt.access_token_used_as_id_token",
    "Token use not allowed: access. Expected: id",
    credential=cred(sign(claims(token_use="access", aud=...))),
)
rt = sign(claims(typ="Refresh", scope="openid"), key="secretsecretsecretsecret", alg="HS512")
row("", "invalid_grant: Token is not active", exchanges=[tok({"grant_type": "refresh_token", "refresh_token": rt})])
row("", "401 Unauthorized", credential=cred(rt), exchanges=[bearer(t, resp=NG)])
row("", "refresh token expired", credential=cred(sign(claims(typ="Refresh", exp=NOW - 60))))
row(
    "",
    "500 Internal Server Error",
    exchanges=[tok({"grant_type": "refresh_token", "refresh_token": rt}, status=500, body="")],
    credential=cred(rt),
)
row("", "invalid_client: bad secret", credential=cred(rt))
row("", "401 Unauthorized", files={"tokens.json": f'{{"refresh":"{rt}"}}'}, exchanges=[bearer(t, resp=NG)])
row("", "401 Unauthorized", files={"rt.json": f'{{"refresh_token":"{rt}","access_token":"abc"}}'})
row(
    "",
    "401 Unauthorized",
    exchanges=[
        ex(
            "POST",
            "https://api.tamarack.example/auth/refresh",
            401,
            {"msg": "invalid"},
            req=[["Authorization", "Bearer " + sign(claims(type="refresh"))]],
        )
    ],
)
row(
    "",
    "400 unsupported_token_type",
    exchanges=[
        tok(
            {"token": rt, "token_type_hint": "refresh_token"},
            url=ISS + "/revoke",
            body={"error": "unsupported_token_type"},
        )
    ],
)
row("jwt.refresh_token_used_as_access_token", "401 Unauthorized", exchanges=[bearer(rt, resp=NG)])
fb = sign(
    {
        "iss": "fb@p.iam.gserviceaccount.com",
        "sub": "fb@p.iam.gserviceaccount.com",
        "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
        "uid": "u",
        "iat": NOW - 10,
        "exp": NOW + 3590,
    },
    kid=None,
)
row(
    "",
    "INVALID_CUSTOM_TOKEN",
    exchanges=[
        ex(
            "POST",
            "https://identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=AIza",
            400,
            {"error": {"message": "INVALID_CUSTOM_TOKEN"}},
            sent=dumps({"token": fb}),
        )
    ],
    credential=cred(fb),
)
row("", "CREDENTIAL_MISMATCH: auth/custom-token-mismatch", credential=cred(fb))
row("", "auth/invalid-custom-token: custom token expired", credential=cred(fb))
row(
    "jwt.firebase_custom_token_as_id_token",
    "verifyIdToken() expects an ID token, but was given a custom token",
    credential=cred(fb),
)
row("jwt.firebase_custom_token_as_id_token", "401 Unauthorized", exchanges=[bearer(fb, resp=NG)])
go = sign(claims(iss="https://accounts.google.com", aud="123.apps.googleusercontent.com"))
row(
    "",
    "auth/invalid-credential",
    software="firebase-js-sdk 10",
    exchanges=[
        ex(
            "POST",
            "https://identitytoolkit.googleapis.com/v1/accounts:signInWithIdp?key=AIza",
            400,
            {"error": {"message": "INVALID_IDP_RESPONSE"}},
            sent=dumps({"postBody": "id_token=" + go}),
        )
    ],
    credential=cred(go),
)
row(
    "jwt.expired_not_refreshed",
    "jwt expired",
    software="firebase-admin 12",
    credential=cred(sign(claims(iss="https://accounts.google.com", exp=NOW - 60))),
)
row(
    "",
    "401 Unauthorized",
    software="firebase-functions 5",
    exchanges=[bearer(go, url="https://europe-west1-p.cloudfunctions.net/f", resp=NG)],
)
gr = sign(
    claims(
        iss="https://sts.windows.net/11111111-2222-3333-4444-555555555555/", aud="00000003-0000-0000-c000-000000000000"
    ),
    head={"nonce": "abc"},
)
row("", "403 lacks role", credential=cred(gr))
row(
    "jwt.expired_not_refreshed",
    "InvalidAuthenticationToken: Lifetime validation failed, the token is expired.",
    credential=cred(
        sign(
            claims(
                iss="https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
                aud="00000003-0000-0000-c000-000000000000",
                exp=NOW - 60,
            ),
            head={"nonce": "abc"},
        )
    ),
)
row("", "Authorization_RequestDenied: Insufficient privileges to complete the operation.", credential=cred(gr))
row(
    "",
    "Microsoft.Graph.ServiceException: Code: InvalidAuthenticationToken Message: Access token has been revoked",
    credential=cred(gr),
)
row("", "401", exchanges=[bearer(gr, url="https://graph.microsoft.us/v1.0/me", resp=NG)])
row("jwt.ms_graph_token_not_verifiable", "IDX10503: Signature validation failed", credential=cred(gr))
jwe = ".".join([b64(dumps({"alg": "RSA-OAEP", "enc": "A256GCM"})), "a" * 40, "b" * 16, "c" * 60, "d" * 22])
row("", "403 Forbidden", exchanges=[bearer(jwe, status=403, resp=NG)])
row("", "token expired", credential=cred(jwe))
row("", "401 token revoked", credential=cred(jwe))
row("", "401 Unauthorized", exchanges=[bearer(jwe, resp=NG)])
row("", "JWEDecryptionFailed: decryption operation failed", credential=cred(jwe))
row("jwt.jwe_given_to_jws_verifier", "Invalid number of segments", credential=cred(jwe))
jd = ".".join(
    [b64(dumps({"alg": "dir", "enc": "A256GCM", "iss": "https://x.auth0.com/"})), "", "b" * 16, "c" * 60, "d" * 22]
)
row(
    "",
    "401 Unauthorized",
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "c"},
            url="https://x.auth0.com/oauth/token",
            status=200,
            body={"access_token": jd},
            at=-20,
        ),
        bearer(jd, url="https://x.auth0.com/userinfo", resp=NG),
    ],
)
row(
    "",
    "401 malformed",
    verifier=verifier(issuer="https://x.auth0.com/"),
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "c"},
            url="https://x.auth0.com/oauth/token",
            status=200,
            body={"access_token": "q" * 32},
            at=-20,
        ),
        bearer("q" * 32, url="https://x.auth0.com/userinfo", resp=NG),
    ],
)
