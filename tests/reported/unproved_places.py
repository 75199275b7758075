"""Environments, tenants, issuers and cookies that differ, beside refusals of something else."""

from __future__ import annotations

from reported.client_exchanges import API, AUTHORIZE, IDP, ISSUED, TOKENS, ask, basic, bundle, call, cases, redeem
from reported.short_forms import NOW, claims, sign, verifier

CASES = []
case = cases(CASES)


def call_with(t, st=401, ans="", url=API, **k):
    return call("GET", url, st, ans, headers=[("Authorization", "Bearer " + t)], **k)


stg = sign(claims(iss="https://login.staging.tamarack.example"))
case(
    "en ! issuers honest",
    "oauth.wrong_environment",
    bundle("invalid issuer", [call_with(stg, ans="invalid issuer")], verifier=verifier(key=...)),
)
case("en: expired said", "", bundle("jwt expired", [call_with(stg, ans="jwt expired")], verifier=verifier(key=...)))
over = sign(claims(iss="https://login.staging.tamarack.example", exp=NOW - 50))
case(
    "en: expired bare",
    "jwt.expired_not_refreshed oauth.wrong_environment",
    bundle("401 Unauthorized", [call_with(over)], verifier=verifier(key=...)),
)
case(
    "en: 403 scope",
    "oauth.missing_scope",
    bundle(
        "403 insufficient_scope",
        [
            call_with(
                stg,
                403,
                {"error": "insufficient_scope"},
                resp=[("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="x.y"')],
            )
        ],
        verifier=verifier(key=...),
    ),
)
case(
    "en: host, one issuer for all: api prod accepts test idp; rate limit",
    "",
    bundle("429 Too Many Requests", [call_with(stg, 429, "Too many requests")]),
)
case("en: host, same token OK before", "", bundle("401", [call_with(stg, 200, "{}", at=-60), call_with(stg, 401)]))
case("en: host, 404", "", bundle("404 Not Found", [call_with(stg, 404, "not found")]))
case("en: host, 500", "", bundle("500", [call_with(stg, 500, "boom")]))
case("en: host, role", "", bundle("403 Forbidden: role admin required", [call_with(stg, 403, "role admin required")]))
case("en: host, revoked", "", bundle("401 token revoked", [call_with(stg, 401, "token revoked")]))


def call_with_key(k, host, st=401, ans="", **m):
    return call("GET", f"https://{host}/v1/x", st, ans, headers=[("Authorization", "Bearer " + k)], **m)


case(
    "en key ! honest",
    "oauth.wrong_environment",
    bundle(
        "401 invalid api key",
        [call_with_key("sk_test_EXAMPLE51HqLyjWD", "live.api.tamarack.example", 401, "invalid api key")],
    ),
)
case(
    "en key: revoked",
    "",
    bundle(
        "401 key revoked",
        [call_with_key("sk_test_EXAMPLE51HqLyjWD", "prod.api.tamarack.example", 401, "api key has been revoked")],
    ),
)
case(
    "en key: 429",
    "",
    bundle("429", [call_with_key("sk_test_EXAMPLE51HqLyjWD", "prod.api.tamarack.example", 429, "rate limit")]),
)
case(
    "en key: in settings only",
    "",
    bundle(
        "401 expired",
        [call_with_key("at-9912", "prod.api.tamarack.example", 401, "token expired")],
        settings={"STRIPE_KEY": "sk_test_EXAMPLE51HqLyjWD"},
    ),
)
case(
    "en key: settings unrelated bare",
    "",
    bundle(
        "401 Unauthorized",
        [call_with_key("at-9912", "prod.api.tamarack.example", 401)],
        settings={"STRIPE_SECRET_KEY": "sk_test_EXAMPLE51HqLyjWD"},
    ),
)
case(
    "en key: ok before",
    "",
    bundle(
        "403 role",
        [
            call_with_key("sk_test_EXAMPLE51HqLyjWD", "prod.api.tamarack.example", 200, "{}", at=-60),
            call_with_key("sk_test_EXAMPLE51HqLyjWD", "prod.api.tamarack.example", 403, "not permitted"),
        ],
    ),
)
case(
    "en st: NODE_ENV",
    "",
    bundle(
        "401 Unauthorized",
        [call_with_key("at-9912", "sandbox.api.tamarack.example", 401)],
        settings={"NODE_ENV": "production"},
    ),
)
case(
    "en st: NODE_ENV, expired said",
    "",
    bundle(
        "invalid_client: secret expired",
        [
            call(
                "POST",
                "https://test.idp.tamarack.example/token",
                401,
                {"error": "invalid_client", "error_description": "client secret expired"},
                headers=[basic()],
                body="grant_type=client_credentials",
            )
        ],
        settings={"environment": "production"},
    ),
)
case(
    "en st: readme",
    "",
    bundle(
        "401 Unauthorized",
        [call_with_key("at-9912", "sandbox.api.tamarack.example", 401)],
        files={"README.md": "API keys issued for production are managed by ops."},
    ),
)
case(
    "en st: env setting, 429",
    "",
    bundle("429", [call_with_key("at-9912", "sandbox.api.tamarack.example", 429)], settings={"env": "prod"}),
)
case(
    "en st: note for another key",
    "",
    bundle(
        "401 token expired",
        [call_with_key("at-9912", "sandbox.api.tamarack.example", 401, "token expired")],
        files={"notes.txt": "The token for metrics was created in production by Mia."},
    ),
)
# tenant
TA = "548d659f-7f98-4020-9563-ea6b9a3fe5f8"
TB = "2a7c2fe8-06c0-47e6-9017-21f7d74ee05c"


def at_microsoft(t, err, desc, **b):
    return call(
        "POST",
        f"https://login.microsoftonline.com/{t}/oauth2/v2.0/token",
        401,
        {"error": err, "error_description": desc},
        body={
            "grant_type": "client_credentials",
            "client_id": "5bedc923-1962-419d-b504-d49e9aeac455",
            "client_secret": "EXAMPLE~4sYMHhyrc",
            **b,
        },
    )


reg = {"client_id": "5bedc923-1962-419d-b504-d49e9aeac455", "registered": {"tenant_id": TB}}
case(
    "te ! honest",
    "oauth.wrong_tenant",
    bundle(
        "AADSTS700016: not found in the directory",
        [at_microsoft(TA, "unauthorized_client", "AADSTS700016: Application not found in the directory")],
        client=reg,
    ),
)
case(
    "te: multi-tenant, secret expired",
    "",
    bundle(
        "AADSTS7000222: secret expired",
        [at_microsoft(TA, "invalid_client", "AADSTS7000222: The provided client secret keys are expired")],
        client=reg,
    ),
)
case(
    "te: multi-tenant, consent",
    "",
    bundle(
        "AADSTS65001: consent",
        [
            at_microsoft(
                TA, "invalid_grant", "AADSTS65001: The user or administrator has not consented to use the application"
            )
        ],
        client=reg,
    ),
)
case(
    "te: 429",
    "",
    bundle("429", [at_microsoft(TA, "temporarily_unavailable", "AADSTS90055: too many requests")], client=reg),
)
case(
    "te: last exchange other tenant's jwks",
    "",
    bundle(
        "AADSTS7000215: Invalid client secret",
        [
            at_microsoft(TB, "invalid_client", "AADSTS7000215: Invalid client secret provided."),
            call("GET", f"https://login.microsoftonline.com/{TA}/discovery/v2.0/keys", 200, "{}", at=-1),
        ],
        client=reg,
    ),
)
case(
    "te: home tenant failing for mfa",
    "",
    bundle(
        "AADSTS50076: multi-factor",
        [at_microsoft(TA, "interaction_required", "AADSTS50076: you must use multi-factor authentication")],
        client=reg,
    ),
)


def of_tenant(t, **k):
    return sign(claims(iss=f"https://login.microsoftonline.com/{t}/v2.0", tid=t, **k))


case(
    "te tok ! honest",
    "oauth.wrong_tenant",
    bundle(
        "IDX10205: Issuer validation failed",
        [call_with(of_tenant(TA), ans="invalid issuer")],
        verifier=verifier(issuer=f"https://login.microsoftonline.com/{TB}/v2.0", key=...),
    ),
)
case(
    "te tok: 403 role",
    "",
    bundle(
        "403 Forbidden: lacks role admin",
        [call_with(of_tenant(TA), 403, "user lacks role admin")],
        verifier=verifier(issuer=f"https://login.microsoftonline.com/{TB}/v2.0", key=...),
    ),
)
case(
    "te tok: aud said",
    "jwt.wrong_audience",
    bundle(
        "invalid audience",
        [call_with(of_tenant(TA, aud="x"), ans="invalid audience")],
        verifier=verifier(issuer=f"https://login.microsoftonline.com/{TB}/v2.0", key=...),
    ),
)
case(
    "te tok: insufficient scope",
    "oauth.missing_scope",
    bundle(
        "insufficient_scope",
        [
            call_with(
                of_tenant(TA),
                403,
                {"error": "insufficient_scope"},
                resp=[("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="x.y"')],
            )
        ],
        verifier=verifier(issuer=f"https://login.microsoftonline.com/{TB}/v2.0", key=...),
    ),
)
case(
    "te realm: revoked",
    "",
    bundle(
        "token revoked",
        [call_with(sign(claims(iss="https://kc.tamarack.example/realms/partners")), ans="token revoked")],
        verifier=verifier(issuer="https://kc.tamarack.example/realms/staff", key=...),
    ),
)
case(
    "te tid: guest user tid claims only",
    "",
    bundle(
        "403 Forbidden",
        [call_with(sign(claims(tid=TA)), 403, "")],
        verifier=verifier(issuer=f"https://login.microsoftonline.com/{TB}/v2.0", key=...),
    ),
)
# discovery


def published(i, **k):
    return {"issuer": {"url": IDP, "metadata": {"issuer": i, "token_endpoint": TOKENS, **k}}}


case(
    "di ! honest",
    "oauth.discovery_issuer_mismatch jwt.iss_trailing_slash",
    bundle("issuer did not match the issuer returned by provider", **published(IDP + "/")),
)
case(
    "di: jwks unreachable said",
    "",
    bundle("could not fetch configuration: connection refused", **published("https://id2.tamarack.example")),
)
case(
    "di: invalid_client said",
    "",
    bundle(
        "invalid_client: check your configuration",
        [redeem(401, "invalid_client", "check client configuration", client_secret="EXAMPLE-a")],
        **published(IDP + "/"),
    ),
)
case(
    "di: redirect said",
    "",
    bundle(
        "redirect_uri not in configuration",
        [redeem(400, "invalid_grant", "redirect_uri not in configuration")],
        **published(IDP + "/"),
    ),
)
case(
    "di: token expired w/ 'configuration'",
    "jwt.expired_not_refreshed",
    bundle(
        "token expired (see configuration)",
        [call_with(sign(claims(iss=IDP + "/", exp=NOW - 30)), ans="token expired")],
        **published(IDP + "/"),
    ),
)
case(
    "di: asked under alias, redirect 308",
    "",
    bundle(
        "metadata endpoint returned 503",
        [call("GET", IDP + "/.well-known/openid-configuration", 503, "unavailable")],
        **published("https://id2.tamarack.example"),
    ),
)
# inner
I1 = "http://keycloak:8080/realms/main"
I2 = "https://id.tamarack.example/realms/main"
case(
    "in ! honest",
    "oauth.internal_vs_public_issuer",
    bundle(
        "invalid issuer", [call_with(sign(claims(iss=I1)), ans="invalid issuer")], verifier=verifier(issuer=I2, key=...)
    ),
)
case(
    "in: expired",
    "jwt.expired_not_refreshed",
    bundle(
        "jwt expired",
        [call_with(sign(claims(iss=I1, exp=NOW - 20)), ans="jwt expired")],
        verifier=verifier(issuer=I2, key=...),
    ),
)
case(
    "in: scope",
    "oauth.missing_scope",
    bundle(
        "insufficient_scope",
        [
            call_with(
                sign(claims(iss=I1)),
                403,
                {"error": "insufficient_scope"},
                resp=[("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="x.y"')],
            )
        ],
        verifier=verifier(issuer=I2, key=...),
    ),
)
case(
    "in: aud",
    "jwt.wrong_audience",
    bundle(
        "invalid audience",
        [call_with(sign(claims(iss=I1, aud="q")), ans="invalid audience")],
        verifier=verifier(issuer=I2, key=...),
    ),
)
case(
    "in: metadata public, url inner, invalid_client",
    "",
    bundle(
        "invalid_client: secret expired",
        [
            redeem(
                401,
                "invalid_client",
                "client secret expired",
                client_secret="EXAMPLE-a",
                url="http://keycloak:8080/realms/main/token",
            )
        ],
        issuer={"url": I1, "metadata": {"issuer": I2}},
    ),
)
case(
    "in: metadata public, url inner, healthy sym",
    "",
    bundle("just checking", issuer={"url": I1, "metadata": {"issuer": I2}}),
)
case(
    "in: metadata public, url inner, bare invalid_grant",
    "",
    bundle(
        "invalid_grant",
        [redeem(400, "invalid_grant", url="http://keycloak:8080/realms/main/token")],
        issuer={"url": I1, "metadata": {"issuer": I2}},
    ),
)
case(
    "in: metadata public, 503",
    "",
    bundle(
        "503 Service Unavailable",
        [redeem(503, "temporarily_unavailable", url="http://keycloak:8080/realms/main/token")],
        issuer={"url": I1, "metadata": {"issuer": I2}},
    ),
)
case(
    "in: auth public, token inner, words issuer=secret",
    "",
    bundle(
        "invalid_client: issuer says secret expired",
        [
            ask(url="https://id.tamarack.example/authorize"),
            redeem(
                401,
                "invalid_client",
                "client secret expired",
                url="http://keycloak:8080/token",
                client_secret="EXAMPLE-a",
            ),
        ],
    ),
)
case(
    "in: code reuse, Keycloak inner",
    "oauth.code_redeemed_twice",
    bundle(
        "invalid_grant: code already used",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-9, url="http://keycloak:8080/realms/main/token"),
            redeem(400, "invalid_grant", "code already used", url="http://keycloak:8080/realms/main/token"),
        ],
        issuer={"url": I1, "metadata": {"issuer": I2}},
    ),
)
# cookies
big = "sess=" + "a" * 4300 + "; Path=/; Secure"


def page(
    path, st=200, ck=None, set_=None, at=-9, host="app.tamarack.example", m="GET", ans="", sch="https", by="browser"
):
    return call(
        m,
        f"{sch}://{host}{path}",
        st,
        ans,
        headers=[("Cookie", ck)] if ck else [],
        resp=[("Set-Cookie", s) for s in (set_ or [])],
        by=by,
        at=at,
    )


case(
    "ck ! honest",
    "oauth.cookie_too_large",
    bundle("login loop", [page("/callback?code=1&state=2", 302, set_=[big]), page("/", 302, at=-8)]),
)
case(
    "ck: next to other path / cross-site xhr without cookies",
    "",
    bundle(
        "login works, but static assets 404",
        [
            page("/callback?code=1&state=2", 302, set_=[big]),
            call("GET", "https://app.tamarack.example/favicon.ico", 404, "", by="browser", at=-8),
        ],
    ),
)
case(
    "ck: later one carries it",
    "",
    bundle(
        "403 after login: role admin required",
        [
            page("/callback?code=1&state=2", 302, set_=[big]),
            page("/static/app.js", 200, at=-8),
            page("/", 403, ck="sess=" + "a" * 4300, at=-7, ans="role admin required"),
        ],
    ),
)
case(
    "ck: other path cookie",
    "",
    bundle(
        "404",
        [
            page("/callback?code=1&state=2", 302, set_=["sess=" + "a" * 4300 + "; Path=/admin"]),
            page("/home", 404, at=-8),
        ],
    ),
)
case(
    "ck: deleted cookie",
    "",
    bundle("500", [page("/callback?code=1&state=2", 302, set_=[big]), page("/healthz", 500, at=-8, by="server")]),
)
st = "oauth_state=abc; Path=/; HttpOnly; SameSite=Lax"


def come_back(**k):
    return page("/callback?code=1&state=2", k.pop("status", 400), at=-2, **k)


case(
    "st ! honest host",
    "oauth.state_cookie_lost",
    bundle(
        "state mismatch",
        [
            page("/login", 302, set_=[st], host="localhost:3000", sch="http"),
            call("GET", "http://127.0.0.1:3000/callback?code=1&state=2", 400, "state mismatch", by="browser"),
        ],
    ),
)
case(
    "st: unrelated cookie missing",
    "",
    bundle(
        "state mismatch: state expired",
        [page("/login", 302, set_=["theme=dark; Path=/", st]), come_back(ck="oauth_state=abc", ans="state expired")],
    ),
)
case(
    "st: analytics cookie rewritten",
    "",
    bundle(
        "invalid state",
        [page("/login", 302, set_=[st, "_ga=1; Path=/"]), come_back(ck="oauth_state=abc; _ga=2", ans="invalid state")],
    ),
)
case(
    "st: path-limited cookie elsewhere",
    "",
    bundle(
        "invalid state parameter",
        [
            page("/other", 200, set_=["adm=1; Path=/admin"], at=-60),
            page("/login", 302, set_=[st]),
            come_back(ck="oauth_state=abc", ans="invalid state parameter"),
        ],
    ),
)
case(
    "st: deleted cookie Max-Age=0",
    "",
    bundle(
        "state mismatch",
        [
            page("/login", 302, set_=["old=; Max-Age=0; Path=/", st]),
            come_back(ck="oauth_state=abc", ans="state mismatch"),
        ],
    ),
)
case(
    "st: 'cookie' words, code expired",
    "",
    bundle(
        "invalid_grant: code expired (cookie ok)",
        [page("/login", 302, set_=[st]), come_back(ans="invalid_grant: code expired")],
    ),
)
case(
    "st: error=access_denied callback",
    "",
    bundle(
        "access_denied",
        [
            page("/login", 302, set_=[st]),
            call(
                "GET",
                "https://app.tamarack.example/callback?error=access_denied&state=2",
                403,
                "access_denied",
                by="browser",
            ),
        ],
    ),
)
case(
    "st: seen at IdP: other host cookie",
    "",
    bundle(
        "state mismatch: state parameter was tampered",
        [
            call(
                "GET",
                AUTHORIZE + "?response_type=code&client_id=x&state=2",
                302,
                "",
                resp=[("Set-Cookie", "idp_session=1; Path=/")],
                by="browser",
                at=-9,
            ),
            come_back(ck="oauth_state=abc", ans="state mismatch"),
        ],
    ),
)
case(
    "st: server view without cookies recorded",
    "",
    bundle(
        "CSRF state mismatch: memory session store restarted",
        [page("/login", 302, set_=[st]), come_back(ck="oauth_state=abc", ans="state not found in session store")],
    ),
)
case(
    "st: cookie masked",
    "",
    bundle(
        "state mismatch",
        [
            page("/login", 302, set_=["oauth_state=<redacted>; Path=/"]),
            come_back(ck="oauth_state=[redacted]", ans="state mismatch"),
        ],
    ),
)
case(
    "st: cookie masked whole",
    "",
    bundle("state mismatch", [page("/login", 302, set_=[st]), come_back(ck="[redacted]", ans="state mismatch")]),
)
