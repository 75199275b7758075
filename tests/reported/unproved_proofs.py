"""Proof keys and proofs of possession that are odd, beside refusals of something else."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from reported.client_exchanges import (
    API,
    BOUND,
    BOUND_AND_OVER,
    IDP,
    ISSUED,
    OTHER_VERIFIER,
    TOKENS,
    VERIFIER,
    ask,
    basic,
    bundle,
    call,
    cases,
    challenge,
    proof,
    redeem,
    s256,
    use,
)
from reported.short_forms import NOW, claims, iso, sign

CASES = []
case = cases(CASES)


def ask_with_challenge(**over):
    return ask(code_challenge=s256(VERIFIER), code_challenge_method="S256", **over)


# --- pkce missing
case(
    "pk missing ! honest",
    "oauth.pkce_verifier_missing",
    bundle(
        "invalid_grant: PKCE verification failed",
        [ask_with_challenge(), redeem(400, "invalid_grant", "PKCE verification failed")],
    ),
)
case(
    "pk missing ! bare, of a server that knows proof keys",
    "oauth.pkce_verifier_missing",
    bundle(
        "invalid_grant",
        [ask_with_challenge(), redeem(400, "invalid_grant")],
        issuer={"metadata": {"issuer": IDP, "code_challenge_methods_supported": ["S256"]}},
    ),
)
case(
    "pk missing: invalid_client secret expired",
    "",
    bundle("invalid_client", [ask_with_challenge(), redeem(401, "invalid_client", "Client secret expired")]),
)
case(
    "pk missing: invalid_client bare",
    "",
    bundle("invalid_client", [ask_with_challenge(), redeem(401, "invalid_client")]),
)
case(
    "pk missing: code expired",
    "",
    bundle(
        "invalid_grant: code expired",
        [ask_with_challenge(at=-1900), redeem(400, "invalid_grant", "The authorization code has expired")],
    ),
)
case(
    "pk missing: 429",
    "",
    bundle("429 Too Many Requests", [ask_with_challenge(), redeem(429, "slow_down", "Too many requests")]),
)
case(
    "pk missing: redirect mismatch",
    "",
    bundle(
        "invalid_grant: redirect_uri mismatch",
        [
            ask_with_challenge(),
            redeem(
                400, "invalid_grant", "redirect_uri does not match", redirect_uri="https://app.tamarack.example/cb2"
            ),
        ],
    ),
)
case(
    "pk missing: another code's authorize",
    "",
    bundle("invalid_grant", [ask_with_challenge(code="c0deOther777"), redeem(400, "invalid_grant")]),
)
case(
    "pk missing: seen by server, client sent",
    "",
    bundle(
        "invalid_grant: code already used", [ask_with_challenge(), redeem(400, "invalid_grant", "Code already used")]
    ),
)
case(
    "pk missing: other client at the same time",
    "",
    bundle(
        "invalid_grant",
        [
            ask(client_id="spa-two", code="cX9", code_challenge=s256(VERIFIER), code_challenge_method="S256"),
            redeem(400, "invalid_grant", client_secret="EXAMPLE-s3cr3tVal"),
        ],
    ),
)
case(
    "pk missing: body redacted",
    "",
    bundle(
        "invalid_grant",
        [
            ask_with_challenge(),
            call(
                "POST",
                TOKENS,
                400,
                {"error": "invalid_grant"},
                body="grant_type=authorization_code&code=[redacted]&<snip>",
            ),
        ],
    ),
)
case(
    "pk missing: unsupported grant",
    "",
    bundle(
        "unauthorized_client: grant not allowed",
        [
            ask_with_challenge(),
            redeem(400, "unauthorized_client", "authorization_code grant is not enabled for this client"),
        ],
    ),
)
# --- malformed
S = "short-verifier-12"
case(
    "pk malformed ! honest",
    "oauth.pkce_verifier_malformed",
    bundle(
        "invalid_grant: code_verifier invalid",
        [
            ask(code_challenge=s256(S), code_challenge_method="S256"),
            redeem(400, "invalid_grant", "invalid code_verifier", code_verifier=S),
        ],
    ),
)
case(
    "pk malformed: tolerant server, invalid_client",
    "",
    bundle(
        "invalid_client",
        [ask(code_challenge=s256(S), code_challenge_method="S256"), redeem(401, "invalid_client", code_verifier=S)],
    ),
)
case(
    "pk malformed: code expired",
    "",
    bundle(
        "invalid_grant: Authorization code expired",
        [
            ask(at=-2000, code_challenge=s256(S), code_challenge_method="S256"),
            redeem(400, "invalid_grant", "Authorization code expired", code_verifier=S),
        ],
    ),
)
case(
    "pk malformed: passed earlier with short",
    "",
    bundle(
        "invalid_grant",
        [
            redeem(200, answer=ISSUED, at=-8000, code="c1", code_verifier="short-verifier-00"),
            ask(code_challenge=s256(S), code_challenge_method="S256"),
            redeem(400, "invalid_grant", code_verifier=S),
        ],
    ),
)
case(
    "pk malformed: masked/cut by the reporter",
    "",
    bundle("invalid_grant", [ask_with_challenge(), redeem(400, "invalid_grant", code_verifier="dBjftJeZ4CVP...")]),
)
case(
    "pk malformed: cut with ellipsis char",
    "",
    bundle("invalid_grant", [ask_with_challenge(), redeem(400, "invalid_grant", code_verifier="dBjftJeZ4CVP…")]),
)
case(
    "pk malformed: cut w/o challenge match",
    "",
    bundle("invalid_grant", [ask_with_challenge(), redeem(400, "invalid_grant", code_verifier="<verifier>")]),
)
case(
    "pk malformed: client member only, no failing",
    "",
    bundle("invalid_grant: refresh token revoked", client={"code_verifier": "short"}),
)
case(
    "pk malformed: client member, redirect refused",
    "",
    bundle("redirect_uri_mismatch", client={"code_verifier": "short-one", "client_id": "x"}),
)
case(
    "pk malformed: no challenge was sent",
    "",
    bundle("invalid_grant: Code not valid", [ask(), redeem(400, "invalid_grant", "Code not valid", code_verifier=S)]),
)
# --- no method
case(
    "pk nomethod ! honest",
    "oauth.pkce_method_missing",
    bundle(
        "invalid_grant: PKCE verification failed",
        [
            ask(code_challenge=s256(VERIFIER)),
            redeem(400, "invalid_grant", "PKCE verification failed", code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk nomethod: invalid_grant bare",
    "oauth.pkce_method_missing",
    bundle("invalid_grant", [ask(code_challenge=s256(VERIFIER)), redeem(400, "invalid_grant", code_verifier=VERIFIER)]),
)
case(
    "pk nomethod: expired",
    "",
    bundle(
        "invalid_grant",
        [
            ask(code_challenge=s256(VERIFIER), at=-1900),
            redeem(400, "invalid_grant", "code has expired", code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk nomethod: redeemed twice",
    "oauth.code_redeemed_twice",
    bundle(
        "invalid_grant: code already redeemed",
        [
            ask(code_challenge=s256(VERIFIER)),
            redeem(200, answer=ISSUED, at=-9, code_verifier=VERIFIER),
            redeem(400, "invalid_grant", "code already redeemed", code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk nomethod: redeemed twice bare",
    "oauth.code_redeemed_twice",
    bundle(
        "invalid_grant",
        [
            ask(code_challenge=s256(VERIFIER)),
            redeem(200, answer=ISSUED, at=-9, code_verifier=VERIFIER),
            redeem(400, "invalid_grant", code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk nomethod: invalid_request redirect",
    "",
    bundle(
        "invalid_request",
        [
            ask(code_challenge=s256(VERIFIER)),
            redeem(400, "invalid_request", "redirect_uri is required", redirect_uri=None, code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk nomethod: passed before so",
    "",
    bundle(
        "invalid_grant",
        [
            ask(at=-900, code="cOld", code_challenge=s256(OTHER_VERIFIER)),
            redeem(200, answer=ISSUED, at=-890, code="cOld", code_verifier=OTHER_VERIFIER),
            ask(code_challenge=s256(VERIFIER)),
            redeem(400, "invalid_grant", code_verifier=VERIFIER),
        ],
    ),
)
# --- stale
case(
    "pk stale ! honest",
    "oauth.pkce_verifier_stale",
    bundle(
        "invalid_grant",
        [
            ask(at=-90, code="cA", code_challenge=s256(OTHER_VERIFIER), code_challenge_method="S256"),
            ask_with_challenge(),
            redeem(400, "invalid_grant", code_verifier=OTHER_VERIFIER),
        ],
    ),
)
case(
    "pk stale: expired code words",
    "",
    bundle(
        "invalid_grant: code expired",
        [
            ask(at=-2000, code="cA", code_challenge=s256(OTHER_VERIFIER), code_challenge_method="S256"),
            ask_with_challenge(at=-1900),
            redeem(400, "invalid_grant", "code expired", code_verifier=OTHER_VERIFIER),
        ],
    ),
)
case(
    "pk stale: invalid_client",
    "",
    bundle(
        "invalid_client",
        [
            ask(at=-90, code="cA", code_challenge=s256(OTHER_VERIFIER), code_challenge_method="S256"),
            ask_with_challenge(),
            redeem(401, "invalid_client", "secret expired", code_verifier=OTHER_VERIFIER),
        ],
    ),
)
case(
    "pk stale: code of a former attempt (right pair)",
    "",
    bundle(
        "invalid_grant",
        [
            ask(at=-2000, code="c0deAx81kLm29dQz", code_challenge=s256(OTHER_VERIFIER), code_challenge_method="S256"),
            ask_with_challenge(code="cB"),
            redeem(400, "invalid_grant", code_verifier=OTHER_VERIFIER),
        ],
    ),
)
case(
    "pk stale: masked verifier",
    "",
    bundle("invalid_grant", [ask_with_challenge(), redeem(400, "invalid_grant", code_verifier="x" * 43)]),
)
case(
    "pk stale: twice redeemed with another verifier",
    "oauth.code_redeemed_twice oauth.pkce_verifier_stale",
    bundle(
        "invalid_grant",
        [
            ask_with_challenge(),
            redeem(200, answer=ISSUED, at=-9, code_verifier=VERIFIER),
            redeem(400, "invalid_grant", code_verifier=OTHER_VERIFIER),
        ],
    ),
)
case(
    "pk stale: token request of another client",
    "",
    bundle(
        "invalid_grant",
        [
            ask(client_id="spa-two", code="cX9", code_challenge=s256(VERIFIER), code_challenge_method="S256"),
            redeem(400, "invalid_grant", code_verifier=OTHER_VERIFIER),
        ],
    ),
)
case(
    "pk stale: verifier percent-encoded?",
    "",
    bundle(
        "invalid_grant",
        [
            ask(code_challenge=s256(VERIFIER) + "=", code_challenge_method="S256"),
            redeem(400, "invalid_grant", code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk stale: hex challenge",
    "",
    bundle(
        "invalid_grant",
        [
            ask(code_challenge=hashlib.sha256(VERIFIER.encode()).hexdigest(), code_challenge_method="S256"),
            redeem(400, "invalid_grant", "PKCE verification failed", code_verifier=VERIFIER),
        ],
    ),
)
case(
    "pk stale: plain base64 challenge",
    "",
    bundle(
        "invalid_grant",
        [
            ask(
                code_challenge=b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode(),
                code_challenge_method="S256",
            ),
            redeem(400, "invalid_grant", "PKCE verification failed", code_verifier=VERIFIER),
        ],
    ),
)
# --- dpop
case(
    "dp ath ! honest",
    "oauth.dpop_ath_missing",
    bundle("401 invalid_dpop_proof", [use(BOUND, proof(), resp=[challenge("invalid_dpop_proof")])]),
)
case(
    "dp ath: token expired",
    "jwt.expired_not_refreshed",
    bundle(
        "invalid_token: token expired",
        [use(BOUND_AND_OVER, proof(), resp=[challenge("invalid_token", "The access token expired")])],
    ),
)
case(
    "dp ath: expired bare 401", "jwt.expired_not_refreshed", bundle("401 Unauthorized", [use(BOUND_AND_OVER, proof())])
)
case(
    "dp ath: nonce asked",
    "oauth.dpop_nonce_stale",
    bundle("use_dpop_nonce", [use(BOUND, proof(nonce="n1"), resp=[challenge("use_dpop_nonce"), ("DPoP-Nonce", "n2")])]),
)
case(
    "dp ath: nonce asked without header",
    "",
    bundle("use_dpop_nonce", [use(BOUND, proof(nonce="n1"), resp=[challenge("use_dpop_nonce")])]),
)
case(
    "dp ath: jti replay",
    "",
    bundle(
        "invalid_dpop_proof: jti has already been used",
        [use(BOUND, proof(), resp=[challenge("invalid_dpop_proof", "jti already used")])],
    ),
)
case(
    "dp ath: htu words",
    "",
    bundle(
        "invalid_dpop_proof: htu mismatch",
        [use(BOUND, proof(), resp=[challenge("invalid_dpop_proof", "htu mismatch")])],
    ),
)
case(
    "dp ath: insufficient scope",
    "",
    bundle("403 insufficient_scope", [use(BOUND, proof(), status=403, resp=[challenge("insufficient_scope")])]),
)
case(
    "dp ath: same without ath passes",
    "",
    bundle("401", [use(BOUND, proof(jti="a"), status=200, answer="{}", at=-40), use(BOUND, proof(), status=401)]),
)
case(
    "dp ath: invalid htm",
    "",
    bundle(
        "invalid_dpop_proof: htm does not match",
        [use(BOUND, proof(htm="POST"), resp=[challenge("invalid_dpop_proof", "htm does not match")])],
    ),
)
case(
    "dp ath: revoked",
    "",
    bundle(
        "invalid_token: token has been revoked",
        [use(BOUND, proof(), resp=[challenge("invalid_token", "The token has been revoked")])],
    ),
)
case(
    "dp ath: wrong aud",
    "jwt.wrong_audience",
    bundle(
        "invalid_token: invalid audience",
        [use(BOUND, proof(), resp=[challenge("invalid_token", "invalid audience")])],
        verifier={"audience": "https://other.tamarack.example"},
    ),
)
case("dp ath: 500", "", bundle("500 Internal Server Error", [use(BOUND, proof(), status=500)]))
case("dp ath: 429", "", bundle("429", [use(BOUND, proof(), status=429)]))
case(
    "dp ath: unbound token with proof as bearer",
    "",
    bundle("401 Unauthorized", [use(sign(claims(exp=NOW - 900, iat=NOW - 5000)), proof(), scheme="Bearer")]),
)
case(
    "dp athdiff ! honest",
    "oauth.dpop_ath_mismatch",
    bundle("invalid_dpop_proof", [use(BOUND, proof(token="other"), resp=[challenge("invalid_dpop_proof")])]),
)
case(
    "dp athdiff: token redacted by reporter",
    "",
    bundle("invalid_dpop_proof", [use("<redacted>", proof(token=BOUND), resp=[challenge("invalid_dpop_proof")])]),
)
case(
    "dp athdiff: token cut",
    "",
    bundle("invalid_dpop_proof", [use("eyJhbGciOi...", proof(token=BOUND), resp=[challenge("invalid_dpop_proof")])]),
)
case(
    "dp athdiff: signature cut",
    "",
    bundle(
        "invalid_dpop_proof: jti replay",
        [use(BOUND[:-20] + "***", proof(token=BOUND), resp=[challenge("invalid_dpop_proof", "jti replayed")])],
    ),
)
case(
    "dp athdiff: nonce",
    "oauth.dpop_nonce_stale",
    bundle(
        "use_dpop_nonce",
        [use(BOUND, proof(token="other", nonce="n1"), resp=[challenge("use_dpop_nonce"), ("DPoP-Nonce", "n2")])],
    ),
)
case(
    "dp athdiff: token endpoint basic",
    "",
    bundle(
        "invalid_client",
        [
            call(
                "POST",
                TOKENS,
                401,
                {"error": "invalid_client"},
                headers=[basic(), ("DPoP", proof(htu=TOKENS, htm="POST", token="x"))],
                body="grant_type=client_credentials",
            )
        ],
    ),
)
case(
    "dp athdiff: token expired says",
    "jwt.expired_not_refreshed",
    bundle(
        "token expired", [use(BOUND_AND_OVER, proof(token="other"), resp=[challenge("invalid_token", "token expired")])]
    ),
)
case("dp athdiff: all OK accepted", "", bundle("all fine", [use(BOUND, proof(token="other"), status=200, answer="{}")]))
case(
    "dp nonce ! honest",
    "oauth.dpop_nonce_stale",
    bundle(
        "use_dpop_nonce",
        [use(BOUND, proof(token=BOUND, nonce="n1"), resp=[challenge("use_dpop_nonce"), ("DPoP-Nonce", "n2")])],
    ),
)
case(
    "dp nonce: rotating nonce on every answer, expired",
    "jwt.expired_not_refreshed",
    bundle(
        "token expired",
        [
            use(
                BOUND_AND_OVER,
                proof(token=BOUND_AND_OVER, nonce="n1"),
                resp=[challenge("invalid_token", "The token has expired"), ("DPoP-Nonce", "n2")],
            )
        ],
    ),
)
case(
    "dp nonce: rotating nonce, insufficient scope",
    "oauth.missing_scope",
    bundle(
        "403 insufficient_scope",
        [
            use(
                BOUND,
                proof(token=BOUND, nonce="n1"),
                status=403,
                resp=[
                    ("WWW-Authenticate", 'DPoP error="insufficient_scope", scope="orders.write"'),
                    ("DPoP-Nonce", "n2"),
                ],
            )
        ],
    ),
)
case(
    "dp nonce: rotating nonce, bare 401 expired token",
    "jwt.expired_not_refreshed",
    bundle("401", [use(BOUND_AND_OVER, proof(token=BOUND_AND_OVER, nonce="n1"), resp=[("DPoP-Nonce", "n2")])]),
)
case(
    "dp nonce: rotating, ath missing says",
    "oauth.dpop_ath_missing",
    bundle(
        "invalid_dpop_proof: ath missing",
        [use(BOUND, proof(nonce="n1"), resp=[challenge("invalid_dpop_proof", "ath missing"), ("DPoP-Nonce", "n2")])],
    ),
)
case(
    "dp nonce: retried with n2, still refused else",
    "",
    bundle(
        "invalid_token",
        [
            use(BOUND, proof(token=BOUND), resp=[challenge("use_dpop_nonce"), ("DPoP-Nonce", "n2")], at=-4),
            use(
                BOUND,
                proof(token=BOUND, nonce="n2"),
                resp=[challenge("invalid_token", "revoked"), ("DPoP-Nonce", "n3")],
            ),
        ],
    ),
)
case(
    "dp nonce: id token nonce words",
    "",
    bundle(
        "invalid_grant: code expired",
        [
            call(
                "POST",
                TOKENS,
                400,
                {"error": "invalid_grant", "error_description": "code expired"},
                headers=[("DPoP", proof(htu=TOKENS, htm="POST", nonce="n1"))],
                body="grant_type=authorization_code&code=c1&client_id=x",
                resp=[("DPoP-Nonce", "n2")],
            )
        ],
    ),
)
case(
    "dp missing ! honest",
    "oauth.dpop_proof_missing",
    bundle("401 invalid_token", [use(BOUND, "", resp=[challenge("invalid_token")])]),
)
case(
    "dp missing: expired bound token, Bearer-tolerant",
    "jwt.expired_not_refreshed",
    bundle(
        "token expired",
        [use(BOUND_AND_OVER, "", scheme="Bearer", resp=[challenge("invalid_token", "The access token expired")])],
    ),
)
case(
    "dp missing: expired bare",
    "jwt.expired_not_refreshed oauth.dpop_proof_missing",
    bundle("401 Unauthorized", [use(BOUND_AND_OVER, "", scheme="Bearer")]),
)
case(
    "dp missing: 403 scope",
    "oauth.missing_scope",
    bundle(
        "403 insufficient_scope",
        [
            use(
                BOUND,
                "",
                status=403,
                scheme="Bearer",
                resp=[("WWW-Authenticate", 'Bearer error="insufficient_scope", scope="orders.write"')],
            )
        ],
    ),
)
case(
    "dp missing: same passes so before",
    "",
    bundle("401", [use(BOUND, "", status=200, answer="{}", at=-60, scheme="Bearer"), use(BOUND, "", scheme="Bearer")]),
)
case(
    "dp missing: credential token not sent; failing is something else",
    "",
    bundle(
        "invalid_client",
        [redeem(401, "invalid_client", grant_type="client_credentials", code=None, client_secret="EXAMPLE-a")],
        credential={"token": BOUND},
    ),
)
case(
    "dp missing: headers unrecorded",
    "",
    bundle(
        "invalid_token",
        [
            {
                "at": iso(-2),
                "seen_by": "server",
                "request": {"method": "GET", "url": API, "headers": [], "body": ""},
                "response": {"status": 401, "headers": [], "body": ""},
            }
        ],
        credential={"token": BOUND},
    ),
)
case(
    "dp missing: proxy log only auth header",
    "",
    bundle("401", [use("", "", headers=[("Host", "api.tamarack.example")])], credential={"token": BOUND}),
)
case(
    "dp missing: aud wrong said",
    "jwt.wrong_audience",
    bundle(
        "invalid audience",
        [use(BOUND, "", scheme="Bearer", resp=[challenge("invalid_token", "invalid audience")])],
        verifier={"audience": "https://x.example"},
    ),
)
case("dp missing: 500", "", bundle("500", [use(BOUND, "", status=502, scheme="Bearer")]))
case(
    "dp htu ! honest",
    "oauth.dpop_htu_behind_proxy",
    bundle(
        "invalid_dpop_proof: htu mismatch",
        [
            use(BOUND, proof(token=BOUND), resp=[challenge("invalid_dpop_proof", "htu mismatch")]),
            use(BOUND, proof(token=BOUND), by="server", url="http://api:8080/orders"),
        ],
    ),
)
case(
    "dp htu: server sees inner but trusts XFP; expired",
    "jwt.expired_not_refreshed",
    bundle(
        "token expired",
        [
            use(BOUND_AND_OVER, proof(token=BOUND_AND_OVER), resp=[challenge("invalid_token", "expired")]),
            use(BOUND_AND_OVER, proof(token=BOUND_AND_OVER), by="server", url="http://api:8080/orders"),
        ],
    ),
)
case(
    "dp htu: nonce",
    "oauth.dpop_nonce_stale",
    bundle(
        "use_dpop_nonce",
        [
            use(BOUND, proof(token=BOUND, nonce="a"), resp=[challenge("use_dpop_nonce"), ("DPoP-Nonce", "b")]),
            use(BOUND, proof(token=BOUND, nonce="a"), by="server", url="http://api:8080/orders"),
        ],
    ),
)
case(
    "dp htu: invalid_client",
    "",
    bundle(
        "invalid_client",
        [
            call(
                "POST",
                TOKENS,
                401,
                {"error": "invalid_client"},
                headers=[basic(), ("DPoP", proof(htu=TOKENS, htm="POST"))],
                body="grant_type=client_credentials",
            ),
            call(
                "POST",
                "http://idp:8080/token",
                401,
                {"error": "invalid_client"},
                headers=[basic(), ("DPoP", proof(htu=TOKENS, htm="POST"))],
                body="grant_type=client_credentials",
                by="server",
            ),
        ],
    ),
)
case(
    "dp htu: other server exchange",
    "",
    bundle(
        "jti already used",
        [
            use(BOUND, proof(token=BOUND), resp=[challenge("invalid_dpop_proof", "jti already used")]),
            use(BOUND, proof(token=BOUND, htu=API + "/7"), status=200, by="server", url="http://api:8080/orders/7"),
        ],
    ),
)
case(
    "dp htu: passes behind same proxy before",
    "",
    bundle(
        "invalid_dpop_proof",
        [
            use(BOUND, proof(token=BOUND), status=200, by="server", url="http://api:8080/orders", at=-60),
            use(BOUND, proof(token=BOUND, iat=NOW - 900), resp=[challenge("invalid_dpop_proof", "iat too old")]),
            use(BOUND, proof(token=BOUND, iat=NOW - 900), by="server", url="http://api:8080/orders"),
        ],
    ),
)
case(
    "dp htu: client bug other url",
    "",
    bundle(
        "invalid_dpop_proof: htu",
        [
            use(
                BOUND,
                proof(token=BOUND, htu="https://api.tamarack.example/v1/orders"),
                resp=[challenge("invalid_dpop_proof", "htu")],
            ),
            use(BOUND, proof(token=BOUND, htu="https://api.tamarack.example/v1/orders"), by="server", url=API),
        ],
    ),
)
