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
# lines of code and configuration beside the words
for cause, words, files in (
    ("jwt.ecdsa_der_signature", "signature verification failed", {"mint.go": "// ES256\nsig, _ := ecdsa.SignASN1(rand.Reader, key, digest)\n"}),
    ("jwt.ecdsa_der_signature", "JWS signature invalid", {"Mint.java": 'Signature s = Signature.getInstance("SHA256withECDSA"); // P-256\n'}),
    ("jwt.bearer_prefix_in_token", "invalid token: illegal base64 data", {"guard.ts": "const who = jwt.verify(req.headers.authorization!, key)\n"}),
    ("jwt.bearer_no_space", "401 no bearer token", {"api.kt": 'request.header("Authorization", "Bearer$token")\n'}),
    ("jwt.id_token_used_as_access_token", "401 audience invalid", {"client.ts": "headers.Authorization = `Bearer ${user.id_token}`\n"}),
    ("jwt.token_quoted", "token malformed", {"call.sh": 'curl -H "Authorization: Bearer $(jq .token login.json)" $URL\n'}),
    ("jwt.alg_key_type_mismatch", "key is not PEM: failed to deserialize", {"mint.py": "jwt.encode(claims, 'plain-EXAMPLE', algorithm='ES256')\n"}),
    ("jwt.certificate_given_as_public_key", "could not parse public key", {"app.yml": "jwt:\n  public-key: /etc/idp/idp.cer\n"}),
    ("jwt.exp_in_milliseconds", "exp out of range: year 58000", {"Mint.java": 'claims.put("exp", System.currentTimeMillis() + 900000);\n'}),
    ("jwt.token_truncated", "jwt malformed after a restart", {"V7.sql": "ALTER TABLE logins ADD session_token VARCHAR(512);\n"}),
):  # fmt: skip
    rep(cause, also=[], certain=False, symptom=words, files=files)
rep(
    "jwt.aud_scope_not_requested",
    certain=False,
    symptom="invalid_token: The audience 'https://id.tamarack.example/resources' is invalid",
    files={"auth.ts": "new UserManager({ scope: 'openid profile', authority })\n"},
)
# words with their numbers and values
for cause, words, log in (
    ("jwt.ecdsa_der_signature", "bad signature: length 71, ES256 takes 64", ()),
    ("jwt.ecdsa_signature_length", "signature invalid: 95 bytes, expected 96", ()),
    ("jwt.jwe_given_to_jws_verifier", "malformed token: 5 parts", ()),
    ("jwt.alg_none", "refused: algorithm is none", ()),
    ("jwt.secret_not_set", "signing key is null", ()),
    ("jwt.iss_typo", f"iss claim {ISS}/realms/Shop is not {ISS}/realms/shop", ()),
    ("jwt.client_clock_ahead", "invalid iat", ("preflight: server time is 64 s behind",)),
    ("jwt.token_quoted", "401 invalid credentials", ('sent Authorization: Bearer "eyJhbGciOiJSUzI1NiJ9…"',)),
    ("jwt.secret_special_chars_mangled", "signature mismatch: the secret has 18 characters in the pod and 25 in the file", ()),
    ("jwt.refresh_token_used_as_access_token", "422 only access tokens are allowed", ()),
    ("oauth.header_stripped_by_proxy", "401, no token", ("received headers: host, user-agent, x-forwarded-for",)),
    ("oauth.bearer_scheme_case", "'bearer' gets 401, 'Bearer' gets 200", ()),
    ("oauth.assertion_key_account_mismatch", "AADSTS700027 client assertion contains an invalid signature", ()),
    ("oauth.missing_scope", "403 resource not accessible by personal access token", ()),
    ("oauth.redirect_uri_trailing_slash", "redirect_uri invalid: https://a.example/cb is not https://a.example/cb/", ()),
    ("oauth.redirect_uri_localhost_vs_127", "redirect_uri http://localhost:5000/cb not registered, only http://127.0.0.1:5000/cb", ()),
):  # fmt: skip
    rep(
        cause,
        certain=cause in {"jwt.iss_typo", "oauth.redirect_uri_trailing_slash", "oauth.redirect_uri_localhost_vs_127"},
        symptom=words,
        log=[*log],
    )
rep(
    "jwt.hmac_secret_base64_vs_raw",
    certain=False,
    symptom="invalid signature",
    credential=cred(h("Y29ycmVjdC1ob3JzZS1FWEFNUExFLWJhdHRlcnk=")),
    settings={"jwt_secret": "Y29ycmVjdC1ob3JzZS1FWEFNUExFLWJhdHRlcnk=", "jwt_secret_base64": True},
)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="signature invalid, two of three calls",
    log=["replica r-a GET /me 200", "replica r-b GET /me 401 signature invalid"],
)
# what only looks like a refusal
for words, members in (
    ("jwt.io says invalid signature with the box ticked. The gateway itself accepts.", {"credential": cred(h()), "verifier": {"algorithms": ["HS256"], "key": {"secret": SECRET}}}),
    ("The scanner flags a missing jti", {"credential": cred(sign(claims())), "verifier": verifier()}),
    ("No kid in the header: is that a problem?", {"credential": cred(sign(claims(), kid=None)), "verifier": verifier(key={"jwks": jwks((rsakey(), None))})}),
    ("Bugs tracker shows login_required at each start, sign-in works", {}),
    ("WARN no key for kid, fetching the set", {"credential": cred(sign(claims())), "verifier": verifier(), "log": [
        iso(-9) + " WARN no key for kid sig-7, fetching the set", iso(-8) + " INFO token verified", iso(-8) + " GET /me 200"]}),
    ("GraphQL answers an error", {"exchanges": [bearer(sign(claims()), status=200, body={"errors": [{"message": "Cannot query field"}]}, resp=[])]}),
):  # fmt: skip
    rep(None, verdict="accepted", symptom=words, **members)
# the log is all that there is
for cause, line in (
    ("jwt.wrong_audience", "ERROR audience check failed: expected 'orders' got 'billing'"),
    ("jwt.alg_not_allowed", "ERROR token refused: unexpected signing method HS384"),
    ("jwt.typ_not_accepted", "WARN token refused: typ at+jwt not allowed"),
    ("jwt.kid_missing", "ERROR no kid in the token's header, cannot select a key"),
    ("oauth.dpop_htu_behind_proxy", "WARN dpop proof invalid: htu does not match http://10.1.0.9:8080/me"),
    ("oauth.grant_not_allowed_for_client", "ERROR token endpoint: unauthorized_client, grant not allowed"),
    ("oauth.redirect_uri_scheme_behind_proxy", "ERROR redirect_uri_mismatch: http://s.example/cb, registered https://s.example/cb"),
):  # fmt: skip
    rep(cause, certain=cause.startswith("oauth.redirect"), log=[iso(-3) + " " + line])
rep(
    None,
    verdict="undecided",
    log=[iso(-9) + " ERROR token refused: kid unknown", iso(-8) + " INFO token accepted sub=u1"],
)
# a library that bears another product's name
rep("jwt.kid_missing", certain=False, symptom='Firebase\\JWT: "kid" empty, unable to lookup correct key')
rep("jwt.alg_key_type_mismatch", certain=False, symptom="firebase/php-jwt: Incorrect key for this algorithm")
# who asks why it is refused does not wonder whether it is
rep(
    "jwt.verifier_audience_not_given",
    symptom="Why do I get 401 Invalid audience?",
    credential=cred(h()),
    verifier={"algorithms": ["HS256"], "key": {"secret": SECRET}},
)
