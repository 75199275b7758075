"""Healthy clients with something odd, sentences of RFC 6749 that name everything, and words of other grounds."""

from __future__ import annotations

from urllib.parse import urlencode

from reported.client_exchanges import (
    API,
    AUTHORIZE,
    BOUND,
    CALLBACK,
    HELD,
    IDP,
    ISSUED,
    OTHER_VERIFIER,
    VERIFIER,
    ask,
    bundle,
    call,
    cases,
    proof,
    redeem,
    s256,
)
from reported.short_forms import claims, iso, sign, verifier

CASES = []
case = cases(CASES)


def registered(m="client_secret_basic", **k):
    return {
        "client_id": "tamarack-web",
        "client_secret": "EXAMPLE-s3cr3tVal",
        "registered": {"token_endpoint_auth_method": m, **k},
    }


FINE = "Everything works, collected for the audit."
# healthy
case("h method", "", bundle(FINE, [redeem(200, answer=ISSUED, **HELD)], client=registered()))
case("h placeholder", "", bundle(FINE, [redeem(200, answer=ISSUED, client_secret="changeme")]))
case(
    "h inner",
    "",
    bundle(
        FINE,
        [redeem(200, answer=ISSUED, url="http://keycloak:8080/token", **HELD)],
        issuer={"url": "http://keycloak:8080", "metadata": {"issuer": IDP}},
    ),
)
case(
    "h disc",
    "",
    bundle(FINE, [redeem(200, answer=ISSUED, **HELD)], issuer={"url": IDP, "metadata": {"issuer": IDP + "/"}}),
)
case(
    "h slash",
    "",
    bundle(FINE, [ask(), redeem(200, answer=ISSUED)], client={"registered": {"redirect_uris": [CALLBACK + "/"]}}),
)
case("h pkce none", "", bundle(FINE, [ask(code_challenge=s256(VERIFIER)), redeem(200, answer=ISSUED)]))
case(
    "h short verifier",
    "",
    bundle(FINE, [ask(code_challenge=s256("short")), redeem(200, answer=ISSUED, code_verifier="short")]),
)
case(
    "h ath",
    "",
    bundle(FINE, [call("GET", API, 200, "{}", headers=[("Authorization", "DPoP " + BOUND), ("DPoP", proof())])]),
)
case(
    "h nonce retry",
    "",
    bundle(
        FINE,
        [
            call(
                "GET",
                API,
                401,
                "",
                headers=[("Authorization", "DPoP " + BOUND), ("DPoP", proof(token=BOUND))],
                resp=[("WWW-Authenticate", 'DPoP error="use_dpop_nonce"'), ("DPoP-Nonce", "n2")],
                at=-4,
            ),
            call(
                "GET",
                API,
                200,
                "{}",
                headers=[("Authorization", "DPoP " + BOUND), ("DPoP", proof(token=BOUND, nonce="n2"))],
            ),
        ],
    ),
)
case(
    "h inner only disc",
    "",
    bundle(
        FINE,
        issuer={"url": "http://keycloak:8080/realms/m", "metadata": {"issuer": "https://id.tamarack.example/realms/m"}},
    ),
)
case(
    "h no symptom inner",
    "",
    {
        "assay_bundle": 1,
        "now": iso(),
        "issuer": {
            "url": "http://keycloak:8080/realms/m",
            "metadata": {"issuer": "https://id.tamarack.example/realms/m"},
        },
    },
)
case(
    "h no symptom disc",
    "",
    {"assay_bundle": 1, "now": iso(), "issuer": {"url": IDP, "metadata": {"issuer": IDP + "/"}}},
)
case("h no symptom verifier", "", {"assay_bundle": 1, "now": iso(), "client": {"code_verifier": "short"}})
case(
    "h no symptom env",
    "",
    {"assay_bundle": 1, "now": iso(), "client": {"client_id": "your-client-id", "client_secret": "changeme"}},
)
case(
    "h no symptom redirect",
    "",
    {
        "assay_bundle": 1,
        "now": iso(),
        "client": {"redirect_uri": CALLBACK, "registered": {"redirect_uris": [CALLBACK + "/"]}},
    },
)
case(
    "h big cookie kept",
    "",
    bundle(
        FINE,
        [
            call(
                "GET",
                "https://app.tamarack.example/callback?code=1&state=2",
                302,
                "",
                resp=[("Set-Cookie", "sess=" + "a" * 4300)],
                by="browser",
                at=-9,
            ),
            call(
                "GET",
                "https://app.tamarack.example/",
                200,
                "hi",
                headers=[("Cookie", "sess=" + "a" * 4300)],
                by="browser",
            ),
        ],
    ),
)
# honest proofs in richer words
case(
    "! not sent keycloak",
    "oauth.client_secret_not_sent",
    bundle(
        "unauthorized_client: Invalid client or Invalid client credentials",
        [redeem(401, "unauthorized_client", "Invalid client or Invalid client credentials")],
        client=registered("client_secret_post"),
    ),
)
case(
    "! method hydra",
    "oauth.client_auth_method_mismatch",
    bundle(
        "invalid_client",
        [
            redeem(
                401,
                "invalid_client",
                "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method). The OAuth 2.0 Client supports client authentication method 'client_secret_basic', but method 'client_secret_post' was requested.",
                **HELD,
            )
        ],
        client=registered(),
    ),
)
case(
    "! ath solid",
    "oauth.dpop_ath_mismatch",
    bundle(
        "UnauthorizedHttpError: ath mismatch",
        [
            call(
                "GET",
                API,
                401,
                "DPoP-bound access token: The DPoP proof ath parameter doesn't match the base64 URL encoded SHA256 hash",
                headers=[("Authorization", "DPoP " + BOUND), ("DPoP", proof(token="z"))],
            )
        ],
    ),
)
case(
    "! slash aadsts",
    "oauth.redirect_uri_trailing_slash",
    bundle(
        "AADSTS50011: The redirect URI 'https://app.tamarack.example/callback' specified in the request does not match the redirect URIs configured for the application",
        [
            call(
                "GET",
                AUTHORIZE + "?" + urlencode({"response_type": "code", "client_id": "x", "redirect_uri": CALLBACK}),
                400,
                "AADSTS50011: The redirect URI specified in the request does not match",
                by="browser",
            )
        ],
        client={"registered": {"redirect_uris": [CALLBACK + "/"]}},
    ),
)
case(
    "! pkce rfc words",
    "oauth.pkce_verifier_stale",
    bundle(
        "invalid_grant",
        [
            ask(at=-90, code="cA", code_challenge=s256(OTHER_VERIFIER), code_challenge_method="S256"),
            ask(code_challenge=s256(VERIFIER), code_challenge_method="S256"),
            redeem(
                400,
                "invalid_grant",
                "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
                code_verifier=OTHER_VERIFIER,
            ),
        ],
    ),
)
case(
    "! twice rfc words",
    "oauth.code_redeemed_twice",
    bundle(
        "invalid_grant",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-9),
            redeem(
                400,
                "invalid_grant",
                "The provided authorization grant (e.g., authorization code) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
            ),
        ],
    ),
)
case(
    "! scope api words",
    "oauth.missing_scope",
    bundle(
        '403 {"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token."}',
        [
            call(
                "GET",
                API,
                403,
                {"error": "insufficient_scope"},
                headers=[("Authorization", "Bearer " + sign(claims()))],
                resp=[
                    (
                        "WWW-Authenticate",
                        'Bearer error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token.", scope="orders.write"',
                    )
                ],
            )
        ],
    ),
)
case(
    "! code other client words",
    "oauth.code_issued_to_other_client",
    bundle(
        "invalid_grant: Code was not issued to this client",
        [
            ask(client_id="tamarack-spa"),
            redeem(400, "invalid_grant", "authorization code was not issued to this client"),
        ],
    ),
)
case(
    "! verifier words",
    "oauth.pkce_verifier_missing",
    bundle(
        "invalid_grant: code_verifier is required",
        [
            ask(code_challenge=s256(VERIFIER), code_challenge_method="S256"),
            redeem(400, "invalid_grant", "Missing parameter: code_verifier"),
        ],
    ),
)
case(
    "! cookie",
    "oauth.state_cookie_lost",
    bundle(
        "OAuth2 state mismatch: state cookie was missing.",
        [
            call(
                "GET",
                "http://localhost:3000/login",
                302,
                "",
                resp=[("Set-Cookie", "next-auth.state=abc; Path=/; HttpOnly")],
                by="browser",
                at=-9,
            ),
            call(
                "GET",
                "http://127.0.0.1:3000/api/auth/callback?code=1&state=2",
                302,
                "",
                by="browser",
                resp=[("Location", "http://127.0.0.1:3000/error?error=OAuthCallback")],
            ),
        ],
    ),
)
# more adversaries
case(
    "a method: assertion registered but secret good; err consent",
    "",
    bundle(
        "invalid_grant: AADSTS65001 consent",
        [redeem(400, "invalid_grant", "AADSTS65001: not consented", **HELD)],
        client=registered("private_key_jwt"),
    ),
)
case(
    "a scope: 403 account suspended",
    "",
    bundle(
        "403: account suspended",
        [
            call(
                "GET",
                API,
                403,
                {"message": "account suspended"},
                headers=[("Authorization", "Bearer " + sign(claims()))],
            )
        ],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "a scope: 403 feature",
    "",
    bundle(
        "403: feature not enabled for this workspace",
        [
            call(
                "GET",
                API,
                403,
                {"message": "feature not enabled for this workspace"},
                headers=[("Authorization", "Bearer " + sign(claims()))],
            )
        ],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "a scope: 403 device",
    "",
    bundle(
        "403: device not compliant",
        [
            call(
                "GET",
                API,
                403,
                {"message": "device not compliant"},
                headers=[("Authorization", "Bearer " + sign(claims()))],
            )
        ],
        verifier=verifier(required_scope="orders.write"),
    ),
)
case(
    "a nm: 403 device",
    "",
    bundle(
        "403 Forbidden: device not compliant",
        [
            call(
                "GET",
                API,
                403,
                {"message": "device not compliant"},
                headers=[("Authorization", "Bearer " + sign(claims(scope=..., scp=["orders.read"])))],
            )
        ],
        verifier=verifier(required_scope="orders.read"),
    ),
)
case(
    "a nm: bare 403",
    "oauth.scope_claim_not_mapped",
    bundle(
        "403 Forbidden",
        [
            call(
                "GET",
                API,
                403,
                "",
                headers=[("Authorization", "Bearer " + sign(claims(scope=..., scp=["orders.read"])))],
            )
        ],
        verifier=verifier(required_scope="orders.read"),
    ),
)
case(
    "a dpop missing: bare 401, sig bad / locked",
    "",
    bundle(
        "401: session terminated",
        [call("GET", API, 401, "session terminated", headers=[("Authorization", "Bearer " + BOUND)])],
    ),
)
case(
    "a dpop missing: unknown kid",
    "",
    bundle("401: unknown kid", [call("GET", API, 401, "unknown kid", headers=[("Authorization", "Bearer " + BOUND)])]),
)
case(
    "a dpop ath: key id unknown",
    "",
    bundle(
        "401: unknown kid",
        [call("GET", API, 401, "unknown kid", headers=[("Authorization", "DPoP " + BOUND), ("DPoP", proof())])],
    ),
)
case(
    "a dpop ath: issuer",
    "",
    bundle(
        "401: invalid issuer",
        [call("GET", API, 401, "invalid issuer", headers=[("Authorization", "DPoP " + BOUND), ("DPoP", proof())])],
    ),
)
case(
    "a env: issuer words but 403 tenant blocked",
    "",
    bundle(
        "401: user is locked",
        [
            call(
                "GET",
                API,
                401,
                "user is locked",
                headers=[("Authorization", "Bearer " + sign(claims(iss="https://login.staging.tamarack.example")))],
            )
        ],
        verifier=verifier(key=...),
    ),
)
case(
    "a env: kid",
    "oauth.wrong_environment",
    bundle(
        "401: unknown kid",
        [
            call(
                "GET",
                API,
                401,
                "unknown kid",
                headers=[("Authorization", "Bearer " + sign(claims(iss="https://login.staging.tamarack.example")))],
            )
        ],
        verifier=verifier(key=...),
    ),
)
case(
    "a tenant client: user not found",
    "",
    bundle(
        "AADSTS50034: The user account does not exist in the directory",
        [
            call(
                "POST",
                "https://login.microsoftonline.com/548d659f-7f98-4020-9563-ea6b9a3fe5f8/oauth2/v2.0/token",
                400,
                {
                    "error": "invalid_grant",
                    "error_description": "AADSTS50034: The user account does not exist in the directory",
                },
                body="grant_type=password&client_id=x&username=a",
            )
        ],
        client={"client_id": "x", "registered": {"tenant_id": "2a7c2fe8-06c0-47e6-9017-21f7d74ee05c"}},
    ),
)
case(
    "a twice: network retry 500 first",
    "",
    bundle("invalid_grant", [ask(), redeem(502, answer="bad gateway", at=-5), redeem(400, "invalid_grant")]),
)
case(
    "a twice: device flow same code words",
    "",
    bundle(
        "invalid_grant: redirect",
        [
            ask(),
            redeem(200, answer=ISSUED, at=-90),
            redeem(400, "invalid_grant", "Session doesn't have required client", at=-2, code="other777"),
        ],
    ),
)
case(
    "a cookie: its time is over",
    "oauth.state_cookie_lost",
    bundle(
        "invalid state",
        [
            call(
                "GET",
                "https://app.tamarack.example/login",
                302,
                "",
                resp=[("Set-Cookie", "oauth_state=abc; Path=/; Max-Age=60; SameSite=Lax")],
                by="browser",
                at=-900,
            ),
            call(
                "GET",
                "https://app.tamarack.example/callback?code=1&state=2",
                400,
                "invalid state: expired",
                by="browser",
            ),
        ],
    ),
)
case(
    "a cookie: callback as the server saw it",
    "oauth.state_cookie_lost",
    bundle(
        "state mismatch",
        [
            call(
                "GET",
                "https://app.tamarack.example/login",
                302,
                "",
                headers=[("User-Agent", "Firefox")],
                resp=[("Set-Cookie", "oauth_state=abc; Path=/; SameSite=Lax")],
                by="browser",
                at=-9,
            ),
            call("GET", "https://app.tamarack.example/callback?code=1&state=2", 400, "state mismatch", by="server"),
        ],
    ),
)
case(
    "a cookie: callback header list omitted",
    "",
    bundle(
        "state mismatch",
        [
            call(
                "GET",
                "https://app.tamarack.example/login",
                302,
                "",
                resp=[("Set-Cookie", "oauth_state=abc; Path=/; SameSite=Lax")],
                by="browser",
                at=-9,
            ),
            {
                "at": iso(-2),
                "seen_by": "browser",
                "request": {
                    "method": "GET",
                    "url": "https://app.tamarack.example/callback?code=1&state=2",
                    "headers": [],
                    "body": "",
                },
                "response": {"status": 400, "headers": [], "body": "state mismatch"},
            },
        ],
    ),
)
