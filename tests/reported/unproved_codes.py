"""Redirect URIs, codes, assertions and scopes that are odd, beside refusals of something else."""

from __future__ import annotations

from reported.client_exchanges import (
    API,
    AUTHORIZE,
    CALLBACK,
    IDP,
    ISSUED,
    TOKENS,
    ask,
    ask_in_vain,
    bundle,
    call,
    cases,
    redeem,
)
from reported.short_forms import NOW, claims, dumps, eckey, http, iso, sign, verifier

CASES = []
case = cases(CASES)


def registered(*uris, **over):
    return {"client_id": "tamarack-web", "registered": {"redirect_uris": list(uris), **over}}


# slash
case(
    "sl ! honest",
    "oauth.redirect_uri_trailing_slash",
    bundle(
        "redirect_uri_mismatch", [ask_in_vain("Error 400: redirect_uri_mismatch")], client=registered(CALLBACK + "/")
    ),
)
case(
    "sl: invalid_grant code expired",
    "",
    bundle(
        "invalid_grant",
        [ask(at=-1900), redeem(400, "invalid_grant", "code expired")],
        client=registered(CALLBACK + "/"),
    ),
)
case(
    "sl: invalid_grant bare; authorize passed",
    "",
    bundle("invalid_grant", [ask(), redeem(400, "invalid_grant")], client=registered(CALLBACK + "/")),
)
case(
    "sl: unauthorized_client grant",
    "",
    bundle(
        "unauthorized_client",
        [
            redeem(
                400, "unauthorized_client", "client_credentials not allowed", grant_type="client_credentials", code=None
            )
        ],
        client=registered(CALLBACK + "/"),
    ),
)
case(
    "sl: invalid_request scope missing",
    "",
    bundle(
        "invalid_request: scope is required",
        [ask_in_vain("invalid_request: scope is required")],
        client=registered(CALLBACK + "/"),
    ),
)
case(
    "sl: refresh invalid_grant",
    "",
    bundle(
        "invalid_grant: Token is not active",
        [
            redeem(
                400,
                "invalid_grant",
                "Token is not active",
                grant_type="refresh_token",
                refresh_token="rtX1",
                code=None,
                redirect_uri=CALLBACK,
            )
        ],
        client=registered(CALLBACK + "/"),
    ),
)
case(
    "sl: two uris sent, one registered, refused one is other",
    "",
    bundle(
        "redirect_uri_mismatch: https://app.tamarack.example/silent",
        [ask_in_vain("Error 400: redirect_uri_mismatch", redirect_uri="https://app.tamarack.example/silent")],
        client={"redirect_uri": CALLBACK, **registered(CALLBACK + "/", CALLBACK)},
    ),
)
case(
    "sl: code flow succeeded (tolerant), later API 401 invalid_request",
    "",
    bundle(
        "invalid_request: malformed header",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-9),
            call(
                "GET",
                API,
                400,
                {"error": "invalid_request", "error_description": "malformed authorization header"},
                headers=[("Authorization", "Bearer at-2f9c81")],
            ),
        ],
        client=registered(CALLBACK + "/"),
    ),
)
case(
    "sl: several registered, sent equals one but path differs",
    "",
    bundle(
        "redirect_uri_mismatch",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="https://app.tamarack.example/new")],
        client=registered(CALLBACK, CALLBACK + "/"),
    ),
)
case(
    "sl: registered both; sent in token w/out slash differs from authorize",
    "oauth.redirect_uri_trailing_slash",
    bundle(
        "invalid_grant: redirect_uri does not match the authorization request",
        [
            ask(redirect_uri=CALLBACK + "/"),
            redeem(400, "invalid_grant", "redirect_uri does not match the authorization request"),
        ],
        client=registered(CALLBACK, CALLBACK + "/"),
    ),
)
case(
    "sl: code used",
    "",
    bundle(
        "invalid_grant: code already redeemed",
        [ask(), redeem(400, "invalid_grant", "code already redeemed")],
        client=registered(CALLBACK + "/"),
    ),
)
case(
    "sl: pkce",
    "",
    bundle(
        "invalid_grant: code_verifier does not match",
        [ask(), redeem(400, "invalid_grant", "code_verifier does not match")],
        client=registered(CALLBACK + "/"),
    ),
)
# loopback
L = "http://localhost:8400/cb"
L2 = "http://127.0.0.1:8400/cb"
case(
    "lo ! honest",
    "oauth.redirect_uri_localhost_vs_127",
    bundle("redirect_uri_mismatch", [ask_in_vain("redirect_uri_mismatch", redirect_uri=L2)], client=registered(L)),
)
case(
    "lo: invalid_grant code expired",
    "",
    bundle(
        "invalid_grant: code expired",
        [ask(redirect_uri=L2, at=-1900), redeem(400, "invalid_grant", "code expired", redirect_uri=L2)],
        client=registered(L),
    ),
)
case(
    "lo: invalid_grant bare after authorize OK",
    "",
    bundle(
        "invalid_grant", [ask(redirect_uri=L2), redeem(400, "invalid_grant", redirect_uri=L2)], client=registered(L)
    ),
)
case(
    "lo: registered also the prod; sent prod & refused",
    "",
    bundle(
        "redirect_uri_mismatch https://app.tamarack.example/callback",
        [ask_in_vain("redirect_uri_mismatch")],
        client={"redirect_uri": L2, **registered(L)},
    ),
)
case(
    "lo: unauthorized",
    "",
    bundle(
        "unauthorized_client: response type not enabled",
        [ask_in_vain("unauthorized_client: response_type token not enabled", redirect_uri=L2, response_type="token")],
        client=registered(L),
    ),
)
case(
    "lo: different port",
    "",
    bundle(
        "redirect_uri_mismatch",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="http://127.0.0.1:9000/cb")],
        client=registered("http://localhost:8400/cb"),
    ),
)
case(
    "lo: slash as well",
    "",
    bundle(
        "redirect_uri_mismatch",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="http://127.0.0.1:8400/cb/")],
        client=registered("http://localhost:8400/cb"),
    ),
)
# scheme
H = "http://app.tamarack.example/callback"
case(
    "sc ! honest",
    "oauth.redirect_uri_scheme_behind_proxy",
    bundle(
        "redirect_uri_mismatch", [ask_in_vain("redirect_uri_mismatch", redirect_uri=H)], client=registered(CALLBACK)
    ),
)
case(
    "sc: hdr only, refused for invalid_scope",
    "",
    bundle(
        "invalid_scope",
        [
            call(
                "GET",
                "https://app.tamarack.example/login",
                302,
                "",
                headers=[("X-Forwarded-Proto", "https")],
                by="server",
                at=-9,
            ),
            ask_in_vain("invalid_scope", redirect_uri=H, scope="orders.all"),
        ],
        client=registered(CALLBACK),
    ),
)
case(
    "sc: hdr only, code expired",
    "",
    bundle(
        "invalid_grant: code expired",
        [
            call(
                "GET",
                "https://app.tamarack.example/login",
                302,
                "",
                headers=[("X-Forwarded-Proto", "https")],
                by="server",
                at=-1999,
            ),
            ask(redirect_uri=H, at=-1900),
            redeem(400, "invalid_grant", "code expired", redirect_uri=H),
        ],
        client=registered(CALLBACK),
    ),
)
case(
    "sc: hdr, login fails for access_denied",
    "",
    bundle(
        "access_denied: user is not assigned to the application",
        [
            call(
                "GET",
                "https://app.tamarack.example/login",
                302,
                "",
                headers=[("X-Forwarded-Proto", "https")],
                by="server",
                at=-9,
            ),
            ask_in_vain("access_denied", redirect_uri=H),
        ],
        client=registered(CALLBACK),
    ),
)
case(
    "sc: dev http registered also another path",
    "",
    bundle(
        "redirect_uri_mismatch",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="http://localhost:3000/callback")],
        client=registered(CALLBACK),
    ),
)
case(
    "sc: localhost dev never registered",
    "",
    bundle(
        "The redirect URI in the request, http://localhost:3000/callback, does not match the ones authorized",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="http://localhost:3000/callback")],
        client=registered("https://app.tamarack.example/callback"),
    ),
)
case(
    "sc: port differs 3000 dev",
    "",
    bundle(
        "redirect_uri_mismatch",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="http://localhost:3000/callback")],
        client=registered("http://localhost:5173/callback"),
    ),
)
case(
    "sc: port differs 8443 on the host",
    "",
    bundle(
        "redirect_uri_mismatch",
        [ask_in_vain("redirect_uri_mismatch", redirect_uri="https://app.tamarack.example:8443/callback")],
        client=registered(CALLBACK),
    ),
)
case(
    "sc: rebuilt, state mismatch",
    "",
    bundle(
        "state mismatch; redirect_uri ok",
        [
            ask(),
            call(
                "GET",
                "http://app.tamarack.example/callback?code=c1&state=s2",
                401,
                "state mismatch",
                by="server",
                headers=[("X-Forwarded-Proto", "https")],
            ),
        ],
        client=registered(CALLBACK),
    ),
)
case(
    "sc: rebuilt normal TLS termination, slash mismatch",
    "oauth.redirect_uri_trailing_slash",
    bundle(
        "invalid_grant: redirect_uri mismatch",
        [
            ask(redirect_uri=CALLBACK + "/"),
            call(
                "GET",
                "http://app.tamarack.example/callback/?code=c0deAx81kLm29dQz&state=s2",
                500,
                "",
                by="server",
                headers=[("X-Forwarded-Proto", "https")],
            ),
            redeem(400, "invalid_grant", "redirect_uri mismatch"),
        ],
    ),
)
case(
    "sc: rebuilt, TLS terminated, path typo",
    "",
    bundle(
        "redirect_uri_mismatch",
        [
            call(
                "GET",
                "http://app.tamarack.example/login",
                302,
                "",
                by="server",
                headers=[("X-Forwarded-Proto", "https")],
                at=-9,
            ),
            ask_in_vain("redirect_uri_mismatch", redirect_uri="https://app.tamarack.example/auth/callback"),
        ],
        client=registered("https://app.tamarack.example/oauth/callback"),
    ),
)
case(
    "sc: fallback: http sent, XFP on other, path mismatch",
    "",
    bundle(
        "redirect_uri_mismatch",
        [
            call(
                "GET",
                "https://other.example/login",
                302,
                "",
                by="server",
                headers=[("X-Forwarded-Proto", "https")],
                at=-9,
            ),
            ask_in_vain("redirect_uri_mismatch", redirect_uri="http://app.tamarack.example/auth/cb"),
        ],
        client=registered("http://app.tamarack.example/oauth/cb"),
    ),
)
case(
    "sc: inner registered too",
    "",
    bundle(
        "invalid_request: state is required",
        [ask_in_vain("invalid_request: state is required", redirect_uri=H)],
        client=registered(CALLBACK),
    ),
)
# code twice
case(
    "2x ! honest",
    "oauth.code_redeemed_twice",
    bundle("invalid_grant", [ask(), redeem(200, answer=ISSUED, at=-9), redeem(400, "invalid_grant")]),
)
case(
    "2x: second refused invalid_client",
    "",
    bundle(
        "invalid_client",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-9, client_secret="EXAMPLE-a"),
            redeem(401, "invalid_client", client_secret="EXAMPLE-b"),
        ],
    ),
)
case(
    "2x: 429",
    "",
    bundle("429", [ask(), redeem(200, answer=ISSUED, at=-9), redeem(429, "slow_down", "too many requests")]),
)
case(
    "2x: app recovered; problem is API 403",
    "oauth.missing_scope",
    bundle(
        "403 insufficient_scope",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-20),
            redeem(400, "invalid_grant", at=-19),
            call(
                "GET",
                API,
                403,
                {"error": "insufficient_scope", "error_description": "needs scope"},
                headers=[("Authorization", "Bearer " + sign(claims()))],
                resp=[("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"')],
            ),
        ],
    ),
)
case(
    "2x: session ok, API 401 expired",
    "jwt.expired_not_refreshed",
    bundle(
        "401 jwt expired",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-4000),
            redeem(400, "invalid_grant", at=-3999),
            call(
                "GET",
                API,
                401,
                "jwt expired",
                headers=[("Authorization", "Bearer " + sign(claims(exp=NOW - 300, iat=NOW - 4000)))],
            ),
        ],
    ),
)
case(
    "2x: log old, now refresh invalid",
    "",
    bundle(
        "invalid_grant: refresh token expired",
        [
            redeem(
                400,
                "invalid_grant",
                "refresh token expired",
                grant_type="refresh_token",
                refresh_token="rtX19af",
                code=None,
                redirect_uri=None,
            )
        ],
        log=[
            iso(-90000) + " POST /token grant_type=authorization_code code=abcdef123456 -> 200",
            iso(-89999) + " POST /token grant_type=authorization_code code=abcdef123456 -> 400 invalid_grant",
        ],
    ),
)
case(
    "2x: log then code expired newer",
    "",
    bundle(
        "invalid_grant: code expired",
        [redeem(400, "invalid_grant", "code expired")],
        log=[
            iso(-90000) + " POST /token grant_type=authorization_code code=abcdef123456 -> 200",
            iso(-89999) + " POST /token grant_type=authorization_code code=abcdef123456 -> 400 invalid_grant",
        ],
    ),
)
case(
    "2x: device code polling",
    "",
    bundle(
        "access_denied",
        [
            redeem(
                400,
                "authorization_pending",
                grant_type="urn:ietf:params:oauth:grant-type:device_code",
                device_code="dc1",
                code=None,
                redirect_uri=None,
                at=-20,
            ),
            redeem(
                400,
                "access_denied",
                grant_type="urn:ietf:params:oauth:grant-type:device_code",
                device_code="dc1",
                code=None,
                redirect_uri=None,
            ),
        ],
    ),
)
case(
    "2x: masked codes",
    "",
    bundle(
        "invalid_grant",
        [redeem(200, answer=ISSUED, at=-900, code="[redacted]"), redeem(400, "invalid_grant", code="[redacted]")],
    ),
)
case(
    "2x: masked codes stars",
    "",
    bundle(
        "invalid_grant",
        [redeem(200, answer=ISSUED, at=-900, code="********"), redeem(400, "invalid_grant", code="********")],
    ),
)
case(
    "2x: masked by one letter",
    "",
    bundle(
        "invalid_grant",
        [redeem(200, answer=ISSUED, at=-900, code="X" * 8), redeem(400, "invalid_grant", code="X" * 8)],
    ),
)
case(
    "2x: AUTH_CODE",
    "",
    bundle(
        "invalid_grant",
        [
            redeem(200, answer=ISSUED, at=-900, code="AUTHORIZATION_CODE"),
            redeem(400, "invalid_grant", code="AUTHORIZATION_CODE"),
        ],
    ),
)
case(
    "2x: other code said redirect",
    "",
    bundle(
        "invalid_grant: redirect_uri mismatch",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-9),
            redeem(400, "invalid_grant", "redirect_uri mismatch", redirect_uri=CALLBACK + "x"),
        ],
    ),
)
# other client
case(
    "oc ! honest",
    "oauth.code_issued_to_other_client",
    bundle("invalid_grant", [ask(client_id="tamarack-spa"), redeem(400, "invalid_grant", client_secret="EXAMPLE-a")]),
)
case(
    "oc: invalid_client",
    "",
    bundle(
        "invalid_client",
        [
            ask(client_id="tamarack-spa"),
            redeem(401, "invalid_client", "Client secret expired", client_secret="EXAMPLE-a"),
        ],
    ),
)
case(
    "oc: masked id",
    "",
    bundle(
        "invalid_grant: code expired",
        [ask(client_id="<client-id>", at=-1999), redeem(400, "invalid_grant", "code expired")],
    ),
)
case("oc: masked id bare", "", bundle("invalid_grant", [ask(client_id="[redacted]"), redeem(400, "invalid_grant")]))
case(
    "oc: 1 authorize of another app, code not shown",
    "",
    bundle(
        "invalid_grant: code expired",
        [
            call(
                "GET",
                AUTHORIZE + "?response_type=code&client_id=portal-spa&redirect_uri=https://portal.tamarack.example/cb",
                200,
                "<html>",
                by="browser",
                at=-400,
            ),
            redeem(400, "invalid_grant", "code expired"),
        ],
    ),
)
case(
    "oc: 1 authorize of another app bare",
    "",
    bundle(
        "invalid_grant",
        [
            call(
                "GET",
                AUTHORIZE + "?response_type=code&client_id=portal-spa&redirect_uri=https://portal.tamarack.example/cb",
                200,
                "<html>",
                by="browser",
                at=-4000,
            ),
            redeem(400, "invalid_grant"),
        ],
    ),
)
case(
    "oc: bundle id",
    "",
    bundle(
        "invalid_client",
        [
            call(
                "POST",
                "https://api.tamarack.example/login/apple",
                500,
                "",
                body=dumps({"code": "c0deAx81kLm29dQz", "package_name": "x"}),
                headers=[("Content-Type", "application/json")],
            ),
            redeem(401, "invalid_client"),
        ],
    ),
)
case(
    "oc: audience resource param",
    "",
    bundle(
        "invalid_grant",
        [
            call(
                "POST",
                "https://app.tamarack.example/exchange",
                500,
                "",
                body=dumps({"code": "c0deAx81kLm29dQz", "audience": "https://api.tamarack.example"}),
                headers=[("Content-Type", "application/json")],
            ),
            redeem(400, "invalid_grant"),
        ],
    ),
)
case(
    "oc: twice",
    "oauth.code_redeemed_twice oauth.code_issued_to_other_client",
    bundle(
        "invalid_grant",
        [
            ask(client_id="tamarack-spa"),
            redeem(200, answer=ISSUED, at=-9, client_id="tamarack-spa"),
            redeem(400, "invalid_grant"),
        ],
    ),
)
case(
    "oc: redirect",
    "",
    bundle(
        "invalid_grant: redirect_uri mismatch",
        [
            ask(client_id="tamarack-spa"),
            redeem(400, "invalid_grant", "redirect_uri mismatch", redirect_uri=CALLBACK + "z"),
        ],
    ),
)


# assertion
def assertion(**k):
    return sign(
        {
            "iss": "tamarack-web",
            "sub": "tamarack-web",
            "aud": TOKENS,
            "iat": NOW - 5,
            "exp": NOW + 295,
            "jti": "j1",
            **k,
        },
        eckey(),
        "ES256",
    )


def send(a, status=401, err="invalid_client", desc=None, ts=-2, date=None, **k):
    x = redeem(
        status,
        err,
        desc,
        at=ts,
        grant_type="client_credentials",
        code=None,
        redirect_uri=None,
        client_assertion=a,
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        **k,
    )
    if date is not None:
        x["response"]["headers"][0] = ["Date", http(date)]
    return x


a = assertion(aud=IDP)
case(
    "as aud ! honest",
    "oauth.client_assertion_aud",
    bundle(
        "invalid_client", [send(a)], credential={"token": a, "use": "client_assertion"}, verifier={"audience": TOKENS}
    ),
)
a2 = assertion(aud=IDP, exp=NOW - 100, iat=NOW - 400)
case(
    "as aud: expired said",
    "oauth.assertion_reused_expired",
    bundle(
        "invalid_client: assertion expired",
        [send(a2, desc="client assertion is expired")],
        credential={"token": a2, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as aud: key unknown said",
    "",
    bundle(
        "invalid_client: no matching key",
        [send(a, desc="no matching key for kid sig-7")],
        credential={"token": a, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as aud: signature said",
    "",
    bundle(
        "invalid_client: invalid signature",
        [send(a, desc="signature verification failed")],
        credential={"token": a, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as aud: verifier audience is the API's",
    "",
    bundle(
        "invalid_client: client not found",
        [send(assertion(), desc="client not found")],
        credential={"token": assertion(), "use": "client_assertion"},
        verifier={"audience": "https://api.tamarack.example", "token_endpoint": TOKENS},
    ),
)
case(
    "as aud: invalid_scope",
    "",
    bundle(
        "invalid_scope",
        [send(a, 400, "invalid_scope", "unknown scope")],
        credential={"token": a, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as aud: unauthorized grant",
    "",
    bundle(
        "unauthorized_client: grant type not allowed",
        [send(a, 400, "unauthorized_client", "grant type not allowed")],
        credential={"token": a, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as aud: same aud passed before",
    "",
    bundle(
        "invalid_client",
        [send(assertion(aud=IDP, jti="j0"), 200, ts=-600, answer=ISSUED), send(a)],
        credential={"token": a, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as aud: jti replay",
    "",
    bundle(
        "invalid_client: jti already used",
        [send(a, desc="jti has already been used")],
        credential={"token": a, "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
# clock
f = assertion(iat=NOW + 200, exp=NOW + 500)
case(
    "as clk ! honest",
    "oauth.assertion_clock_skew",
    bundle(
        "invalid_client: iat in the future",
        [send(assertion(iat=NOW - 2), desc="assertion iat is in the future", date=-300)],
        credential={"token": assertion(iat=NOW - 2), "use": "client_assertion"},
    ),
)
case(
    "as clk: aud said",
    "oauth.client_assertion_aud",
    bundle(
        "invalid_client: audience",
        [send(assertion(iat=NOW - 2, aud=IDP), desc="invalid audience", date=-300)],
        credential={"token": assertion(iat=NOW - 2, aud=IDP), "use": "client_assertion"},
        verifier={"audience": TOKENS},
    ),
)
case(
    "as clk: 20s ahead within tolerance, secret",
    "",
    bundle(
        "invalid_client: client disabled",
        [send(assertion(iat=NOW - 2), desc="client is disabled", date=-12)],
        credential={"token": assertion(iat=NOW - 2), "use": "client_assertion"},
    ),
)
case(
    "as clk: 8s bare",
    "",
    bundle(
        "invalid_client",
        [send(assertion(iat=NOW - 2), date=-10)],
        credential={"token": assertion(iat=NOW - 2), "use": "client_assertion"},
    ),
)
case(
    "as clk: invalid_scope",
    "",
    bundle(
        "invalid_scope",
        [send(assertion(iat=NOW - 2), 400, "invalid_scope", date=-300)],
        credential={"token": assertion(iat=NOW - 2), "use": "client_assertion"},
    ),
)
# reused
r = assertion(iat=NOW - 4000, exp=NOW - 3700)
case(
    "as re ! honest",
    "oauth.assertion_reused_expired",
    bundle(
        "invalid_client: expired",
        [send(r, 200, ts=-3900, answer=ISSUED), send(r, desc="assertion expired")],
        credential={"token": r, "use": "client_assertion"},
    ),
)
g = assertion()
case(
    "as re: sent before, refused both (aud)",
    "oauth.client_assertion_aud",
    bundle(
        "invalid_client", [send(assertion(aud=IDP), ts=-4), send(assertion(aud=IDP))], verifier={"audience": TOKENS}
    ),
)
gg = assertion(jti="jx")
case(
    "as re: retried on 503 then invalid_client disabled",
    "",
    bundle(
        "invalid_client: client disabled",
        [send(gg, 503, "temporarily_unavailable", ts=-5), send(gg, desc="client disabled")],
    ),
)
case("as re: both refused bare", "", bundle("invalid_client", [send(gg, ts=-5), send(gg)]))
case(
    "as re: used twice tolerant, now invalid_scope",
    "",
    bundle("invalid_scope", [send(gg, 200, ts=-5, answer=ISSUED), send(gg, 400, "invalid_scope")]),
)
# scopes


def refused_call(st=403, tok_=None, desc=None, chal=None, **k):
    return call(
        "GET",
        API,
        st,
        {"error": "insufficient_scope"} if desc is None else desc,
        headers=[("Authorization", "Bearer " + (tok_ or sign(claims())))],
        resp=[("WWW-Authenticate", chal)] if chal else [],
    )


CH = 'Bearer error="insufficient_scope", scope="orders.write"'
case("sp ! honest", "oauth.missing_scope", bundle("403 insufficient_scope", [refused_call(chal=CH)]))
case(
    "sp: 403 for role",
    "",
    bundle(
        "403 Forbidden: role admin required",
        [refused_call(desc={"message": "role admin required"})],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: 403 IP",
    "",
    bundle(
        "403 Forbidden: IP address not allowed",
        [refused_call(desc={"message": "IP address not allowed"})],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: 403 csrf",
    "",
    bundle(
        "403 Forbidden: CSRF token missing",
        [refused_call(desc="CSRF token missing")],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: 403 bare",
    "oauth.missing_scope",
    bundle("403 Forbidden", [refused_call(desc="")], verifier=verifier(required_scope="orders.write")),
)
case(
    "sp: 403 WAF html",
    "",
    bundle(
        "403 Forbidden",
        [refused_call(desc="<html>Request blocked. Cloudflare Ray ID</html>")],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: 403 from other host than the API",
    "",
    bundle(
        "403 Forbidden: SignatureDoesNotMatch",
        [
            call(
                "GET",
                "https://bucket.s3.amazonaws.com/x",
                403,
                "<Error><Code>AccessDenied</Code></Error>",
                headers=[("Authorization", "Bearer " + sign(claims()))],
            )
        ],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: any-of scopes",
    "",
    bundle(
        "403 Forbidden: subscription expired",
        [refused_call(desc={"message": "subscription expired"}, chal='Bearer scope="orders.read orders.write"')],
    ),
)
case(
    "sp: challenge any of",
    "oauth.missing_scope",
    bundle(
        "403 insufficient_scope",
        [refused_call(chal='Bearer error="insufficient_scope", scope="orders.read orders.write"')],
    ),
)
case(
    "sp: hierarchical scope orders",
    "",
    bundle(
        "403: order is not yours",
        [refused_call(tok_=sign(claims(scope="orders")), desc={"message": "order belongs to another user"})],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: expired 403",
    "jwt.expired_not_refreshed",
    bundle(
        "403 token expired",
        [refused_call(tok_=sign(claims(exp=NOW - 60)), desc={"message": "token expired"})],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: expired 403 bare",
    "jwt.expired_not_refreshed",
    bundle(
        "403 Forbidden",
        [refused_call(tok_=sign(claims(exp=NOW - 60)), desc="")],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: wrong aud",
    "jwt.wrong_audience",
    bundle(
        "403 invalid audience",
        [refused_call(tok_=sign(claims(aud="https://b")), desc={"message": "invalid audience"})],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp: same token passes on same",
    "",
    bundle(
        "403 rate",
        [
            call("GET", API, 200, "{}", headers=[("Authorization", "Bearer " + sign(claims()))], at=-60),
            refused_call(desc="quota exceeded for plan"),
        ],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "sp nm ! honest",
    "oauth.scope_claim_not_mapped",
    bundle(
        "403 insufficient_scope", [refused_call(tok_=sign(claims(scope=..., permissions=["orders.write"])), chal=CH)]
    ),
)
case(
    "sp nm: 403 role",
    "",
    bundle(
        "403 Forbidden: user lacks role admin",
        [refused_call(tok_=sign(claims(scope=..., scp=["orders.read"])), desc={"message": "user lacks role admin"})],
        verifier=verifier(required_scope="orders.read"),
    ),
)
case(
    "sp nm: mapped OK, other ground",
    "",
    bundle(
        "403 Forbidden: subscription required",
        [refused_call(tok_=sign(claims(scope=..., scp=["orders.read"])), desc={"message": "subscription required"})],
        verifier=verifier(required_scope="orders.read"),
    ),
)
case(
    "sp nm: expired",
    "jwt.expired_not_refreshed",
    bundle(
        "401 access denied: token expired",
        [
            refused_call(
                401,
                tok_=sign(claims(scope=..., scp=["orders.read"], exp=NOW - 50)),
                desc={"message": "access denied: token expired"},
            )
        ],
        verifier=verifier(required_scope="orders.read"),
    ),
)
case(
    "sp nm: wrong scope in a text claim",
    "",
    bundle(
        "403 insufficient_scope",
        [refused_call(tok_=sign(claims(scope="orders.read", description="may not orders.write yet")), chal=CH)],
    ),
)
case(
    "sp nm: requested_scope",
    "",
    bundle(
        "403 insufficient_scope",
        [refused_call(tok_=sign(claims(scope="orders.read", denied_scopes=["orders.write"])), chal=CH)],
    ),
)
