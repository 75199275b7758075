"""A ninth set of reports of tokens and OAuth: refusals told with 200, a client's own reading of them, and what logs show twice."""

from __future__ import annotations

import base64
import hashlib

from reported.short_forms import (
    ISS,
    b64,
    bearer,
    claims,
    cred,
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

SECRET = "a-signing-EXAMPLE-value-of-40-characters"
JWE = ".".join(map(b64, ('{"alg":"RSA-OAEP-256","enc":"A256GCM"}', b"k" * 256, b"i" * 12, b"c" * 90, b"t" * 16)))


def h(key=SECRET, **over):
    return sign(claims(**over), key=key, alg="HS256")


def basic(text):
    return [["Authorization", "Basic " + base64.b64encode(text.encode()).decode()]]


# refusals that are told with the status 200
for told, headers in (
    (
        {
            "errors": [{"message": "Token must have three parts", "extensions": {"code": "UNAUTHENTICATED"}}],
            "data": None,
        },
        [],
    ),
    ({"jsonrpc": "2.0", "id": 3, "error": {"code": -32001, "message": "Unauthorized: invalid token"}}, []),
    ("", [["grpc-status", "16"], ["grpc-message", "invalid token format"]]),
):
    rep(
        "jwt.jwe_given_to_jws_verifier",
        exchanges=[bearer(JWE, url="https://graph.tamarack.example/q", status=200, body=told, resp=[*headers])],
    )
# what the receiver answers is more than what its client makes of it
rep(
    "oauth.missing_scope",
    symptom="Your session has expired, please sign in again",
    exchanges=[
        bearer(
            sign(claims(scope="notes.read")),
            status=403,
            resp=[["WWW-Authenticate", 'Bearer error="insufficient_scope", scope="notes.write"']],
        )
    ],
)
# a set that was there, without the key
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    symptom="could not retrieve signing key: no key with kid sig-7 in the key set",
    credential=cred(sign(claims())),
    verifier=verifier(key={"jwks": jwks((rsakey("b"), "sig-6"))}),
    issuer={"jwks": jwks((rsakey("b"), "sig-6"), (rsakey(), "sig-7"))},
)
# one code, one request, two lines
rep(
    "oauth.code_redeemed_twice",
    certain=False,
    symptom="token exchange failed: the authorization code is invalid or was used by someone else",
    log=[
        iso(-4) + " INFO  [gateway] exchanging code=0.AXoAx7kEXAMPLEq1 for session",
        iso(-3) + " INFO  [gateway] exchanging code=0.AXoAx7kEXAMPLEq1 for session",
        iso(-2) + " INFO  [gateway] token endpoint answered 200",
        iso(-1) + " ERROR [gateway] token endpoint answered 400",
    ],
)
rep(
    "oauth.code_redeemed_twice",
    certain=False,
    symptom="The authorization code is invalid or has expired",
    files={"main.jsx": "createRoot(el).render(<StrictMode><Callback /></StrictMode>)"},
)
# a name in a secret that a shell or file reader took for a variable
rep(
    "jwt.secret_special_chars_mangled",
    symptom="signature verification failed",
    credential=cred(h("pEXAMPLEx7!-nine")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "pEXAMPLEx7!${TAIL}-nine"}},
)
rep(
    "jwt.secret_special_chars_mangled",
    symptom="invalid signature",
    credential=cred(h("something-else-entirely-EXAMPLE")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "wEXAMPLE9$KEY4u%Qr2"}},
    env={"PORTAL_TOKEN": "wEXAMPLE9%Qr2"},
)
# secrets that were set anew
rep(
    "jwt.secret_rotated",
    symptom="All users were signed out at once after the release",
    credential=cred(h("the-value-of-before-EXAMPLE-x")),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
    log=[iso(-300) + " INFO  installer: signing key was overwritten, new value written to .env"],
)
rep(
    "jwt.secret_rotated",
    symptom="Invalid signature for every session of yesterday. Signing in again helps.",
    also=["jwt.secret_differs_between_instances"],
    credential=cred(h("the-value-of-before-EXAMPLE-x")),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
)
# a refusal that contradicts itself
rep(
    "jwt.verifier_bug",
    symptom='InvalidClaimException: The audience is invalid, expected ["shop","desk"] but got ["shop","desk"]',
    credential=cred(h(aud=["shop", "desk"])),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
)
rep(
    "jwt.verifier_bug",
    symptom=f"issuer mismatch: expected '{ISS}', received '{ISS}'",
    credential=cred(sign(claims())),
)
# two attempts at once, at a service that names the grant in its query
first, second = "v1-" + "a" * 48, "v2-" + "b" * 48
rep(
    "oauth.pkce_verifier_stale",
    symptom="code challenge does not match the saved code verifier",
    exchanges=[
        *(
            ex(
                "GET",
                f"{ISS}/authorize?provider=x&code_challenge={b64(hashlib.sha256(one.encode()).digest())}&code_challenge_method=s256",
                302,
                at=at,
                by="browser",
            )
            for one, at in ((first, -60), (second, -50))
        ),
        ex(
            "POST",
            ISS + "/token?grant_type=pkce",
            400,
            {"code": "bad_code_verifier"},
            sent=f'{{"auth_code":"c-1","code_verifier":"{first}"}}',
        ),
    ],
)
# what a process was really given
rep(
    "oauth.literal_placeholder",
    symptom='{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}',
    files={"docker inspect proxy": '"Args": ["--client-id=desk", "--client-secret=${OIDC_SECRET}"]'},
)
# one secret, written in two ways
GRANT = {"grant_type": "client_credentials", "scope": "jobs"}
rep(
    "oauth.client_library_bug",
    symptom="401 bad credentials since the update of the client, reverting it helps",
    exchanges=[
        tok(GRANT, 401, {"message": "no"}, req=basic("jobs:k%2BEXAMPLE%2F7"), at=-60),
        tok(
            GRANT,
            200,
            {"access_token": "opaque-EXAMPLE-x", "token_type": "Bearer"},
            req=basic("jobs:k+EXAMPLE/7"),
            at=-30,
        ),
    ],
)
# the header is listed, and the body alone is read
rep(
    "oauth.server_metadata_wrong",
    symptom="missing parameter: client_secret",
    issuer={"metadata": {"issuer": ISS, "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"]}},
    client={"client_id": "desk", "client_secret": "s-EXAMPLE-1", "token_endpoint_auth_method": "client_secret_basic"},
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "c-9"},
            400,
            {"error": "invalid_request", "error_description": "missing parameter: client_secret"},
            req=basic("desk:s-EXAMPLE-1"),
        )
    ],
)
