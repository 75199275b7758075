"""Refusals that belong to a protocol or to ordinary life, and the same ones where they are a fault.

In HEALTHY nothing is wrong with the credential that is asked about. UNWELL holds what looks so and is none: what fails
in turn, what never gets through, and what somebody cannot use.
"""

from __future__ import annotations

import base64

from evidence import NOW
from reported.short_forms import (
    AUD,
    ISS,
    bearer,
    claims,
    cred,
    dumps,
    eckey,
    ex,
    iso,
    jwks,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
HUB = "https://registry.wagtail.example"
FEED = "https://packages.wagtail.example"
LATER = {"error": "authorization_pending"}
GOOD = sign(claims())
OLD = sign(claims(iat=NOW - 9000, exp=NOW - 5400, jti="old"))
NEXT = sign(claims(kid="n", jti="n2"), key=rsakey("b"), kid="sig-8")
BASIC = ["Authorization", "Basic " + base64.b64encode(b"deploy:not-a-real-EXAMPLE").decode()]
ISSUED = {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600}


def asks(scheme):
    return [["WWW-Authenticate", scheme]]


def get(url, status, req=None, resp=None, body="", at=-2, method="GET", **kw):
    return ex(method, url, status, body, req=req, resp=resp, at=at, **kw)


def healthy(symptom=None, verdict="accepted", **members):
    rep(None, verdict, **({"symptom": symptom} if symptom else {}), **members)


# registries and feeds that ask first
healthy(
    "Is it normal that each docker pull leaves an unauthorized line in the registry's log?",
    software="docker 28.1, distribution 3.0",
    exchanges=[
        get(
            HUB + "/v2/",
            401,
            resp=asks(f'Bearer realm="{HUB}/token",service="registry"'),
            body={"errors": [{"code": "UNAUTHORIZED", "message": "authentication required", "detail": None}]},
            at=-6,
        ),
        get(
            HUB + "/token?service=registry&scope=repository:shop/web:pull",
            200,
            req=[BASIC],
            body={"token": GOOD, "expires_in": 300},
            at=-5,
        ),
        get(HUB + "/v2/shop/web/manifests/latest", 200, req=[["Authorization", "Bearer " + GOOD]], at=-4),
    ],
)
healthy(
    None,
    software="containerd 1.7",
    exchanges=[
        get(
            HUB + "/v2/shop/web/manifests/1.2",
            401,
            resp=asks(
                'Bearer realm="https://auth.wagtail.example/token",service="registry",scope="repository:shop/web:pull"'
            ),
            at=-6,
        ),
        get(
            "https://auth.wagtail.example/token?service=registry",
            200,
            body={"access_token": GOOD, "expires_in": 300},
            at=-5,
        ),
        get(
            HUB + "/v2/shop/web/manifests/1.2",
            307,
            req=[["Authorization", "Bearer " + GOOD]],
            resp=[["Location", "https://blobs.wagtail.example/sha256/ab?sig=1"]],
            at=-4,
        ),
        get("https://blobs.wagtail.example/sha256/ab?sig=1", 200, at=-3),
    ],
)
healthy(
    "nginx shows a 401 for each package that is fetched, then a 200 for the same path",
    software="pip 25.0",
    exchanges=[
        get(FEED + "/simple/acorn/", 401, resp=asks('Basic realm="packages"'), at=-6),
        get(FEED + "/simple/acorn/", 200, req=[BASIC], at=-5),
        get(FEED + "/files/acorn-1.0.whl", 200, req=[BASIC], at=-4),
    ],
)
healthy(
    "Maven always asks twice, audit wonders about the unauthorized requests",
    software="Apache Maven 3.9.9",
    exchanges=[
        get(
            FEED + "/maven/org/acorn/acorn.pom",
            401,
            resp=asks('BASIC realm="Sonatype Nexus Repository Manager"'),
            at=-6,
        ),
        get(FEED + "/maven/org/acorn/acorn.pom", 200, req=[BASIC], at=-5),
        get(
            FEED + "/maven/org/acorn/acorn.jar",
            401,
            resp=asks('BASIC realm="Sonatype Nexus Repository Manager"'),
            at=-4,
        ),
        get(FEED + "/maven/org/acorn/acorn.jar", 200, req=[BASIC], at=-3),
    ],
)
healthy(
    "GIT_CURL_VERBOSE prints < HTTP/1.1 401 Unauthorized before the clone goes through",
    software="git 2.48",
    exchanges=[
        get(
            "https://git.wagtail.example/shop/web.git/info/refs?service=git-upload-pack",
            401,
            resp=asks('Basic realm="GitLab"'),
            at=-6,
        ),
        get("https://git.wagtail.example/shop/web.git/info/refs?service=git-upload-pack", 200, req=[BASIC], at=-5),
        get("https://git.wagtail.example/shop/web.git/git-upload-pack", 200, req=[BASIC], at=-4, method="POST"),
    ],
)
healthy(
    "npm audit log: HEAD without a token first",
    exchanges=[
        get(
            FEED + "/npm/@acorn%2fui",
            401,
            resp=asks('Bearer realm="npm", Basic realm="npm"'),
            body={"error": "unauthorized"},
            at=-6,
            method="HEAD",
        ),
        get(FEED + "/npm/@acorn%2fui", 200, req=[["Authorization", "Bearer npm_EXAMPLE0123456789"]], at=-5),
    ],
)
# Windows, Kerberos, Digest
healthy(
    "Fiddler shows two 401s ahead of every page",
    software="Microsoft-IIS/10.0",
    exchanges=[
        get(
            "http://intra.wagtail.example/portal",
            401,
            resp=[["WWW-Authenticate", "Negotiate"], ["WWW-Authenticate", "NTLM"]],
            at=-6,
        ),
        get(
            "http://intra.wagtail.example/portal",
            401,
            req=[["Authorization", "NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAA"]],
            resp=asks("NTLM TlRMTVNTUAACAAAADAAMADgAAAAFgomi"),
            at=-5,
        ),
        get(
            "http://intra.wagtail.example/portal",
            200,
            req=[["Authorization", "NTLM TlRMTVNTUAADAAAAGAAYAHIAAAAYABgA"]],
            at=-4,
        ),
    ],
)
healthy(
    None,
    exchanges=[
        get("http://intra.wagtail.example/portal", 401, resp=asks("Negotiate"), at=-6),
        get(
            "http://intra.wagtail.example/portal",
            200,
            req=[["Authorization", "Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa+g"]],
            resp=asks("Negotiate oYGzMIGwoAMKAQChCwYJ"),
            at=-5,
        ),
    ],
)
healthy(
    "curl --digest prints a 401 in between",
    command="curl -v --digest -u deploy https://cam.wagtail.example/api",
    exchanges=[
        get("https://cam.wagtail.example/api", 401, resp=asks('Digest realm="cam", nonce="5f1c", qop="auth"'), at=-6),
        get(
            "https://cam.wagtail.example/api",
            200,
            req=[["Authorization", 'Digest username="deploy", realm="cam", nonce="5f1c", uri="/api", response="0f1e"']],
            at=-5,
        ),
    ],
)
healthy(
    "the proxy's log has a 407 for each connection",
    exchanges=[
        ex("CONNECT", "http://api.wagtail.example:443", 407, "", resp=[["Proxy-Authenticate", "Negotiate"]], at=-6),
        ex(
            "CONNECT",
            "http://api.wagtail.example:443",
            200,
            "",
            req=[["Proxy-Authorization", "Negotiate YIIJvwYGKwYBBQUC"]],
            at=-5,
        ),
        get("https://api.wagtail.example/orders", 200, req=[["Authorization", "Bearer " + GOOD]], at=-4),
    ],
)
# a token that had run out is renewed
healthy(
    "Our error tracker lists a 401 every hour; nobody has noticed anything in the app",
    software="axios 1.7 with a refresh interceptor",
    exchanges=[
        bearer(OLD, at=-8, body={"message": "jwt expired"}),
        tok(
            {"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1", "client_id": "web"},
            200,
            {**ISSUED, "refresh_token": "rt-EXAMPLE-2"},
            at=-7,
        ),
        bearer(GOOD, status=200, at=-6, resp=[["Content-Type", "application/json"]]),
    ],
)
healthy(
    "one 401 per hour per client in the access log, each followed by a token call and a 200",
    exchanges=[
        bearer(OLD, at=-8, body="", resp=[["Content-Length", "0"]]),
        tok(
            {"grant_type": "client_credentials", "client_id": "batch", "client_secret": "s3cr3t-EXAMPLE"},
            200,
            ISSUED,
            at=-7,
        ),
        bearer(GOOD, status=200, at=-6, resp=[["Content-Type", "application/json"]]),
    ],
)
healthy(
    None,
    software="Android app, OkHttp Authenticator",
    exchanges=[
        bearer(OLD, at=-8, body={"error": "token_expired"}),
        tok(
            {"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1"},
            200,
            {**ISSUED, "refresh_token": "rt-EXAMPLE-2"},
            at=-7,
            url="https://api.tamarack.example/auth/refresh",
        ),
        bearer(GOOD, status=200, at=-6, resp=[["Content-Type", "application/json"]]),
        bearer(
            GOOD,
            status=204,
            at=-5,
            resp=[["Content-Type", "application/json"]],
            url="https://api.tamarack.example/v1/seen",
        ),
    ],
    log=[iso(-8) + " WARN 401 from api, refreshing", iso(-6) + " INFO retried GET /v1/orders: 200"],
)
# nonces of proofs
healthy(
    "use_dpop_nonce once per start",
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "w"},
            400,
            {"error": "use_dpop_nonce", "error_description": "Authorization server requires nonce in DPoP proof"},
            req=[
                [
                    "DPoP",
                    sign(
                        {"jti": "a", "htm": "POST", "htu": ISS + "/token", "iat": NOW - 8},
                        key=eckey(),
                        alg="ES256",
                        typ="dpop+jwt",
                    ),
                ]
            ],
            resp=[["DPoP-Nonce", "n-1"]],
            at=-8,
        ),
        tok(
            {"grant_type": "client_credentials", "client_id": "w"},
            200,
            {**ISSUED, "token_type": "DPoP"},
            req=[
                [
                    "DPoP",
                    sign(
                        {"jti": "b", "htm": "POST", "htu": ISS + "/token", "iat": NOW - 7, "nonce": "n-1"},
                        key=eckey(),
                        alg="ES256",
                        typ="dpop+jwt",
                    ),
                ]
            ],
            at=-7,
        ),
    ],
)
healthy(
    "API answers the first call of a session with 401 and a DPoP-Nonce header, then all is fine",
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            "",
            req=[["Authorization", "DPoP " + GOOD], ["DPoP", "eyJ0eXAiOiJkcG9wK2p3dCJ9.eyJqdGkiOiJhIn0.c2ln"]],
            resp=[
                ["WWW-Authenticate", 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce"'],
                ["DPoP-Nonce", "n-9"],
            ],
            at=-8,
        ),
        ex(
            "GET",
            AUD + "/v1/orders",
            200,
            "[]",
            req=[
                ["Authorization", "DPoP " + GOOD],
                ["DPoP", "eyJ0eXAiOiJkcG9wK2p3dCJ9.eyJqdGkiOiJiIiwibm9uY2UiOiJuLTkifQ.c2ln"],
            ],
            at=-7,
        ),
    ],
)
# flows whose answers are errors by design
DEVICE = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "dc-EXAMPLE", "client_id": "tv"}
healthy(
    "authorization_pending several times while the user types the code",
    exchanges=[
        tok(DEVICE, 400, LATER, at=-20),
        tok(DEVICE, 400, {"error": "slow_down"}, at=-15),
        tok(DEVICE, 400, LATER, at=-8),
        tok(DEVICE, 200, ISSUED, at=-2),
    ],
)
healthy(
    None,
    exchanges=[
        ex(
            "GET",
            ISS
            + "/authorize?client_id=spa&response_type=code&prompt=none&state=s1&redirect_uri=https%3A%2F%2Fapp.tamarack.example%2Fcb",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?error=login_required&state=s1"]],
            by="browser",
            at=-60,
        ),
        ex(
            "GET",
            ISS
            + "/authorize?client_id=spa&response_type=code&state=s2&redirect_uri=https%3A%2F%2Fapp.tamarack.example%2Fcb",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-40,
        ),
        tok(
            {
                "grant_type": "authorization_code",
                "code": "cd-EXAMPLE",
                "client_id": "spa",
                "redirect_uri": "https://app.tamarack.example/cb",
            },
            200,
            ISSUED,
            at=-38,
        ),
    ],
)
healthy(
    "login_required in the console at the first visit, is it a bug of the silent renew?",
    software="oidc-client-ts 3.1",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?client_id=spa&response_type=code&prompt=none&state=s1",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/silent?error=login_required&state=s1"]],
            by="browser",
            at=-60,
        ),
        ex(
            "GET",
            ISS + "/authorize?client_id=spa&response_type=code&state=s2",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-40,
        ),
        tok({"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "spa"}, 200, ISSUED, at=-38),
    ],
)
healthy(
    None,
    exchanges=[
        ex(
            "POST",
            ISS + "/par",
            201,
            {"request_uri": "urn:ietf:params:oauth:request_uri:6e", "expires_in": 60},
            sent="client_id=web&response_type=code",
            at=-50,
        ),
        ex(
            "GET",
            ISS + "/authorize?client_id=web&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6e",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-45,
        ),
        tok({"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "web"}, 200, ISSUED, at=-44),
    ],
)
healthy(
    None,
    exchanges=[
        ex(
            "OPTIONS",
            AUD + "/v1/orders",
            204,
            "",
            req=[["Origin", "https://app.tamarack.example"], ["Access-Control-Request-Headers", "authorization"]],
            resp=[["Access-Control-Allow-Headers", "authorization"]],
            by="browser",
            at=-5,
        ),
        bearer(GOOD, status=200, at=-4, resp=[["Content-Type", "application/json"]], by="browser"),
    ],
)
# not about the credential at all, and over
healthy(
    "burst of 429, then it went on",
    exchanges=[
        bearer(GOOD, status=429, at=-30, resp=[["Retry-After", "10"]], body={"message": "rate limit exceeded"}),
        bearer(GOOD, status=200, at=-18, resp=[["X-RateLimit-Remaining", "99"]]),
    ],
)
healthy(
    "during the deployment two calls got 503, since then none",
    exchanges=[
        bearer(GOOD, status=503, at=-300, resp=[["Retry-After", "5"]], body="no healthy upstream"),
        bearer(GOOD, status=502, at=-290, resp=[["Server", "nginx"]], body="Bad Gateway"),
        bearer(GOOD, status=200, at=-60, resp=[["Server", "nginx"]]),
        bearer(GOOD, status=200, at=-10, resp=[["Server", "nginx"]]),
    ],
)
# rotation of keys: an unknown kid, a fetch, and it passes
healthy(
    "At midnight the keys were rotated: one 401 in the log, afterwards everything is fine",
    exchanges=[
        bearer(NEXT, at=-40, body={"message": "no key for kid sig-8 in cache"}),
        ex("GET", ISS + "/jwks", 200, dumps(jwks((rsakey(), "sig-7"), (rsakey("b"), "sig-8"))), by="server", at=-39),
        bearer(NEXT, status=200, at=-38, resp=[["Content-Type", "application/json"]]),
    ],
    log=[
        iso(-40) + " WARN kid sig-8 not in cache, refetching",
        iso(-39) + " INFO key set loaded: sig-7, sig-8",
        iso(-38) + " INFO GET /v1/orders 200",
    ],
)
healthy(
    None,
    credential=cred(GOOD),
    verifier=verifier(),
    log=[iso(-40) + " WARN unknown kid sig-7, refreshing jwks", iso(-39) + " INFO jwks refreshed, 2 keys"],
)
# another credential than the one that is asked about
healthy(
    "introspection says active:false for some ids, please check the current one",
    exchanges=[
        ex("POST", ISS + "/introspect", 200, {"active": False}, sent="token=" + OLD, at=-30),
        ex(
            "POST",
            ISS + "/introspect",
            200,
            {"active": True, "scope": "orders.read", "exp": NOW + 2000},
            sent="token=" + GOOD,
            at=-20,
        ),
        bearer(GOOD, status=200, at=-10, resp=[["Content-Type", "application/json"]]),
    ],
    credential=cred(GOOD),
)
healthy(
    "An old token was in the log of last week, is the present one all right?",
    credential=cred(GOOD),
    verifier=verifier(),
    log=[iso(-604800) + f" ERROR jwt expired: {OLD}", iso(-604799) + " INFO new token obtained"],
)
healthy(
    "After logout and a new sign-in all works; is the 401 in between expected?",
    exchanges=[
        bearer(GOOD, status=200, at=-40, resp=[["Content-Type", "application/json"]]),
        ex("POST", ISS + "/logout", 204, "", sent="id_token_hint=x", at=-30),
        ex("GET", AUD + "/v1/session", 401, {"message": "no session"}, resp=asks("Bearer"), at=-20),
        ex(
            "GET",
            ISS + "/authorize?client_id=spa&response_type=code&state=s2",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-10,
        ),
        tok({"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "spa"}, 200, ISSUED, at=-9),
    ],
)
healthy(
    "uptime probe calls the API without a token and counts on 401, is that okay?",
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            "",
            req=[["User-Agent", "probe/1.0"]],
            resp=asks('Bearer realm="api"'),
            at=-30,
        ),
        bearer(GOOD, status=200, at=-10, resp=[["Content-Type", "application/json"]]),
    ],
)
healthy(
    "scanners send rubbish to us all day; our own client is not affected",
    credential=cred(GOOD),
    verifier=verifier(),
    log=[
        iso(-60) + " WARN rejected token from 203.0.113.9: JsonWebTokenError: jwt malformed",
        iso(-58) + " WARN rejected token from 203.0.113.9: JsonWebTokenError: invalid algorithm (none)",
        iso(-50) + " INFO GET /v1/orders 200 client=tamarack-web",
    ],
)
healthy(
    None,
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/orders",
            401,
            "",
            req=[["Authorization", "Bearer admin"], ["User-Agent", "zgrab/0.x"]],
            resp=asks("Bearer"),
            by="server",
            at=-40,
        ),
        ex("GET", AUD + "/.env", 404, "", req=[["User-Agent", "zgrab/0.x"]], by="server", at=-39),
        ex(
            "GET",
            AUD + "/v1/orders",
            200,
            "[]",
            req=[["Authorization", "Bearer " + GOOD], ["User-Agent", "tamarack-web/4.2"]],
            by="server",
            at=-20,
        ),
    ],
    credential=cred(GOOD),
)
healthy(
    "A colleague gets 403 on the admin page and that is meant so; does my token work?",
    credential=cred(GOOD),
    exchanges=[
        ex(
            "GET",
            AUD + "/admin",
            403,
            {"error": "insufficient_scope"},
            req=[["Authorization", "Bearer " + sign(claims(sub="other", scope="orders.read", jti="z"))]],
            at=-50,
        ),
        ex("GET", AUD + "/admin", 200, "ok", req=[["Authorization", "Bearer " + GOOD]], at=-20),
    ],
)
healthy(
    "token looks old but it was asked for a moment ago",
    "accepted",
    credential=cred(sign(claims(iat=NOW - 3595, exp=NOW + 5))),
    verifier=verifier(),
)
healthy(
    None,
    exchanges=[
        ex("GET", AUD + "/v1/orders", 401, {"error": "missing token"}, resp=asks("Bearer"), at=-30, by="browser"),
        ex(
            "GET",
            ISS + "/authorize?client_id=spa&response_type=code&state=s2",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-20,
        ),
        tok({"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "spa"}, 200, ISSUED, at=-19),
        bearer(GOOD, status=200, at=-10, resp=[["Content-Type", "application/json"]], by="browser"),
    ],
)

# told by a log alone, or asked of a sound token
healthy(
    "401 every hour in our gateway's log, users are fine",
    log=[
        iso(-3700) + " WARN GET /v1/orders 401 token expired",
        iso(-3699) + " INFO POST /token 200",
        iso(-3698) + " INFO GET /v1/orders 200",
        iso(-100) + " WARN GET /v1/orders 401 token expired",
        iso(-99) + " INFO POST /token 200",
        iso(-98) + " INFO GET /v1/orders 200",
    ],
    verdict="undecided",
)
healthy(
    "Splunk alert: unauthorized requests from the scanner. Our own client works.",
    credential=cred(GOOD),
    verifier=verifier(),
    log=[
        iso(-50) + " WARN 203.0.113.9 GET /v1/orders 401 no token",
        iso(-20) + " INFO tamarack-web GET /v1/orders 200",
    ],
)
healthy(
    "Is a clock difference of 2 s between issuer and API something to worry about?",
    credential=cred(sign(claims(iat=NOW - 2))),
    verifier=verifier(leeway_seconds=30),
)
healthy("The linter says that RS256 should be replaced, our calls get 200", credential=cred(GOOD), verifier=verifier())
healthy(
    "what the token endpoint answered today, for the audit",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "rt-of-the-leaver-EXAMPLE"},
            400,
            {"error": "invalid_grant"},
            at=-900,
            by="server",
        ),
        tok({"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-7"}, 200, ISSUED, at=-10, by="server"),
    ],
)
healthy(
    "First POST gives 403 csrf, the second passes",
    exchanges=[
        ex(
            "POST",
            AUD + "/v1/orders",
            403,
            {"error": "csrf token required"},
            req=[["Authorization", "Bearer " + GOOD]],
            resp=[["X-CSRF-Token", "Required"]],
            at=-9,
        ),
        ex(
            "GET",
            AUD + "/v1/csrf",
            200,
            "",
            req=[["Authorization", "Bearer " + GOOD], ["X-CSRF-Token", "Fetch"]],
            resp=[["X-CSRF-Token", "q1"]],
            at=-8,
        ),
        ex(
            "POST",
            AUD + "/v1/orders",
            201,
            "",
            req=[["Authorization", "Bearer " + GOOD], ["X-CSRF-Token", "q1"]],
            at=-7,
        ),
    ],
)
healthy(
    "After 'insufficient_scope' the app asked for the further scope and went on, is that how step-up is meant?",
    exchanges=[
        bearer(
            GOOD,
            status=403,
            at=-60,
            resp=asks('Bearer error="insufficient_scope", scope="orders.write"'),
            body={"error": "insufficient_scope"},
        ),
        ex(
            "GET",
            ISS + "/authorize?client_id=spa&response_type=code&scope=orders.write&state=s2",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-40,
        ),
        tok(
            {"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "spa"},
            200,
            {**ISSUED, "access_token": NEXT},
            at=-39,
        ),
        bearer(NEXT, status=200, at=-38, resp=[["Content-Type", "application/json"]]),
    ],
)
healthy(
    "kubelet events show 'unauthorized' once per node, the pods run",
    exchanges=[
        get(
            HUB + "/v2/shop/web/manifests/7",
            401,
            resp=asks(
                f'Bearer realm="{HUB}/token",service="registry",scope="repository:shop/web:pull",error="invalid_token"'
            ),
            req=[["Authorization", "Bearer " + OLD]],
            at=-9,
        ),
        get(HUB + "/token?service=registry", 200, req=[BASIC], body={"token": GOOD}, at=-8),
        get(HUB + "/v2/shop/web/manifests/7", 200, req=[["Authorization", "Bearer " + GOOD]], at=-7),
    ],
)
healthy(
    "HTTP/1.1 401 Unauthorized in the output of curl -v --anyauth, then it goes through",
    command="curl -v --anyauth -u deploy: https://packages.wagtail.example/simple/",
    exchanges=[
        get(
            FEED + "/simple/", 401, resp=[["WWW-Authenticate", "Basic realm=x"], ["WWW-Authenticate", "Bearer"]], at=-9
        ),
        get(FEED + "/simple/", 200, req=[BASIC], at=-8),
    ],
)

# The same pictures, where they are a fault: (what it is, the evidence). The verdict must be `refused`.
UNWELL = []


def unwell(symptom=None, **members):
    UNWELL.append({"assay_bundle": 1, "now": iso(), **({"symptom": symptom} if symptom else {}), **members})


OPEN = [["Content-Type", "application/json"]]
# it comes and goes
unwell(
    None,
    exchanges=[
        bearer(GOOD, at=-8),
        bearer(GOOD, status=200, at=-7, resp=OPEN),
        bearer(GOOD, at=-6),
        bearer(GOOD, status=200, at=-5, resp=OPEN),
    ],
)
unwell(
    "401 now and then, a reload helps",
    exchanges=[
        bearer(GOOD, status=200, at=-9, resp=OPEN),
        bearer(GOOD, at=-8),
        bearer(GOOD, status=200, at=-7, resp=OPEN),
    ],
)
unwell(
    "Random 401s behind the load balancer",
    exchanges=[
        bearer(GOOD, at=-8, resp=[*asks("Bearer"), ["X-Pod", "a"]]),
        bearer(GOOD, status=200, at=-7, resp=[["X-Pod", "b"]]),
    ],
)
# a new token is refused too
unwell(
    "401 although it is refreshed",
    exchanges=[
        bearer(OLD, at=-8),
        tok({"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1"}, 200, ISSUED, at=-7),
        bearer(GOOD, at=-6),
    ],
)
# the dance that does not end
unwell(
    None,
    exchanges=[
        get(HUB + "/v2/", 401, resp=asks(f'Bearer realm="{HUB}/token"'), at=-9),
        get(HUB + "/token?service=registry", 200, body={"token": GOOD}, at=-8),
        get(
            HUB + "/v2/shop/web/manifests/7",
            401,
            req=[["Authorization", "Bearer " + GOOD]],
            resp=asks(f'Bearer realm="{HUB}/token",error="insufficient_scope"'),
            at=-7,
        ),
    ],
)
unwell(
    "NTLM prompts for ever",
    exchanges=[
        get("http://intra.wagtail.example/portal", 401, resp=asks("NTLM"), at=-6),
        get(
            "http://intra.wagtail.example/portal",
            401,
            req=[["Authorization", "NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAA"]],
            resp=asks("NTLM TlRMTVNTUAACAAAADAAMADgAAAAFgomi"),
            at=-5,
        ),
        get(
            "http://intra.wagtail.example/portal",
            401,
            req=[["Authorization", "NTLM TlRMTVNTUAADAAAAGAAYAHIAAAAYABgA"]],
            resp=asks("NTLM"),
            at=-4,
        ),
    ],
)
unwell(None, exchanges=[tok(DEVICE, 400, LATER, at=-20), tok(DEVICE, 400, {"error": "expired_token"}, at=-2)])
# another way works, and the first is what is asked about
unwell(
    "invalid_token with the id token, with the access token it works. Why?",
    exchanges=[bearer(OLD, at=-8), bearer(GOOD, status=200, at=-7, resp=OPEN)],
)
unwell(
    "Our SDK gets 401 on the first call, the same call by curl passes",
    exchanges=[
        ex("GET", AUD + "/v1/orders", 401, "", req=[["Authorization", "bearer " + GOOD]], at=-9),
        ex("GET", AUD + "/v1/orders", 200, "", req=[["Authorization", "Bearer " + GOOD]], at=-8),
    ],
)
unwell(
    "403 for the report, all other calls are fine",
    credential=cred(GOOD),
    exchanges=[
        ex(
            "GET",
            AUD + "/v1/report",
            403,
            {"error": "insufficient_scope"},
            req=[["Authorization", "Bearer " + GOOD]],
            at=-9,
        ),
        bearer(GOOD, status=200, at=-8, resp=OPEN),
    ],
)
unwell(
    "users are logged out each hour",
    exchanges=[
        bearer(OLD, at=-8),
        ex(
            "GET",
            ISS + "/authorize?client_id=spa&response_type=code&state=s2",
            302,
            "",
            resp=[["Location", "https://app.tamarack.example/cb?code=cd-EXAMPLE&state=s2"]],
            by="browser",
            at=-6,
        ),
        tok({"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "spa"}, 200, ISSUED, at=-5),
        bearer(GOOD, status=200, at=-4, resp=OPEN),
    ],
)
unwell(
    "invalid_grant, the user must sign in again and then it works for a week",
    exchanges=[
        tok({"grant_type": "refresh_token", "refresh_token": "rt-EXAMPLE-1"}, 400, {"error": "invalid_grant"}, at=-60),
        tok({"grant_type": "authorization_code", "code": "cd-EXAMPLE", "client_id": "spa"}, 200, ISSUED, at=-5),
    ],
)
