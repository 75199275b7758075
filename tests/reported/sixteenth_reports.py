"""What new reports showed of secret hashes, and of facts that stand in other places than before."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from urllib.parse import quote

from reported.short_forms import (
    ISS,
    NOW,
    b64,
    bearer,
    claims,
    cred,
    der_sign,
    dumps,
    eckey,
    ex,
    iso,
    jwks,
    pem,
    pkcs1,
    priv,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)


def standard(raw):
    return b64encode(raw).decode()


POOL = "https://cognito-idp.eu-west-1.amazonaws.com/"
CLIENT, SECRET = "4h5kEXAMPLEclient", "1o9sEXAMPLEsecretEXAMPLEsecret"
PERSON = "7f0c4c1e-1c9e-4c52-8f4e-02c1d9a7a001"
id_token = sign(
    claims(
        iss=POOL + "eu-west-1_EXAMPLE",
        aud=CLIENT,
        token_use="id",
        email="sofia@tamarack.example",
        exp=NOW - 400,
        iat=NOW - 4000,
        **{"cognito:username": PERSON},
    )
)


def refreshed_with(name):
    """A refresh that Cognito refuses, with the secret hash of a name."""
    made = b64encode(hmac.digest(SECRET.encode(), (name + CLIENT).encode(), "sha256")).decode()
    asked = {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": CLIENT}
    asked["AuthParameters"] = {"REFRESH_TOKEN": "eyJjdHkiOiJKV1QiEXAMPLE", "SECRET_HASH": made}
    refusal = {"__type": "NotAuthorizedException", "message": f"SecretHash does not match for the client: {CLIENT}"}
    target = [["X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth"]]
    return ex("POST", POOL, 400, refusal, req=target, sent=dumps(asked))


# The ended ID token beside it is why somebody refreshes, and no cause.
for place in (
    {"credential": cred(id_token, "id_token")},
    {"files": {"/tmp/session.json": dumps({"idToken": id_token, "user": "sofia@tamarack.example"})}},
):
    rep(
        "oauth.cognito_secret_hash_username",
        symptom="NotAuthorizedException: SecretHash does not match for the client",
        software="amazon-cognito-identity-js/6.3",
        client={"client_id": CLIENT, "client_secret": SECRET},
        exchanges=[refreshed_with("sofia@tamarack.example")],
        **place,
    )
rep(
    "oauth.cognito_secret_hash_username",
    also=["oauth.client_secret_wrong_or_expired"],
    certain=False,
    symptom="NotAuthorizedException: SecretHash does not match for the client",
    client={"client_id": CLIENT, "client_secret": SECRET},
    credential=cred(id_token, "id_token"),
    exchanges=[refreshed_with(PERSON)],  # the pool's own name: what else is wrong, the client's registration knows
)

HS = sign({"sub": "14", "iat": NOW - 60, "exp": NOW + 7000}, "tamarack-EXAMPLE-Vfg2IdnnnTMm", alg="HS256")
# A module reads its variable before the file of variables is read: the library holds the word for nothing.
rep(
    "jwt.secret_not_set",
    also=["jwt.verifier_setting_undefined"],
    symptom="Authentication Error (401 Unauthorized)",
    software="koa-jwt/4.0",
    exchanges=[bearer(HS, body="Authentication Error\n", resp=[["Content-Type", "text/plain"]])],
    files={".env": "JWT_SECRET=tamarack-EXAMPLE-Vfg2IdnnnTMm\n"},
    settings={"koa-jwt": {"secret": "undefined"}},
)
# A token in a cookie lives three seconds where an hour was meant.
short = sign(claims(iat=NOW - 9, exp=NOW - 6, aud="docs.tamarack.example"), kid=None)
rep(
    "jwt.lifetime_unit_wrong",
    also=["jwt.expired_not_refreshed"],
    symptom="Sign-in loops: every request goes back to the identity provider (TokenExpiredError)",
    exchanges=[
        ex(
            "GET",
            "https://docs.tamarack.example/guide/",
            302,
            req=[["Cookie", f"lang=en; TOKEN={short}"]],
            resp=[["Location", ISS + "/authorize?client_id=docs"]],
        )
    ],
    settings={"SESSION_DURATION": "3600"},
)
# The key is PKCS#1, the signature passes under it, and the library speaks of an argument.
rep(
    "jwt.pem_kind_not_supported",
    symptom="not supported argument",
    software="jsrsasign/4.8",
    credential=cred(sign(claims(), kid=None)),
    verifier=verifier(key={"pem": pkcs1(rsakey())}),
    certain=False,
)
# The discovery document is consistent; the receiver is set to another name of the same server.
brand = "https://id.tamarack.example/"
rep(
    "jwt.wrong_issuer",
    symptom=f"BadRequestError: unexpected iss value, expected {brand}, got: {ISS}/",
    credential=cred(sign(claims(iss=ISS + "/")), "id_token"),
    verifier=verifier(issuer=brand),
    issuer={"url": ISS + "/", "metadata": {"issuer": ISS + "/"}, "jwks": jwks((rsakey(), "sig-7"))},
)
# The class that the code names takes ID tokens.
POOL_ISS = POOL + "eu-west-1_EXAMPLE"
rep(
    "jwt.access_token_used_as_id_token",
    symptom='{"detail":"Not verified"}',
    software="fastapi-cloudauth/0.4.3",
    verifier=verifier(issuer=POOL_ISS, audience=...),
    exchanges=[
        bearer(
            sign(claims(iss=POOL_ISS, aud=..., token_use="access")),
            status=403,
            body={"detail": "Not verified"},
            resp=[["Server", "uvicorn"]],
        )
    ],
    files={"main.py": 'get_current_user = CognitoCurrentUser(region="eu-west-1", userPoolId="eu-west-1_EXAMPLE")\n'},
)
# Nothing is wrong with these.
rep(
    None,
    verdict="accepted",
    symptom="503 Service Unavailable: upstream connect error or disconnect/reset before headers. reset reason: connection failure",
    software="envoy/1.31",
    verifier=verifier(),
    exchanges=[
        bearer(
            sign(claims()),
            status=503,
            body="upstream connect error or disconnect/reset before headers",
            resp=[["Server", "envoy"]],
        )
    ],
)
rep(
    None,
    verdict="undecided",
    symptom="jwt.io shows Invalid Signature as long as no key is pasted. Nothing has failed so far.",
    credential=cred(sign(claims())),
)
rep(
    None,
    verdict="accepted",
    symptom="The token has no kid. A reviewer calls that an error.",
    credential=cred(sign(claims(), kid=None)),
    verifier=verifier(key={"pem": pem(rsakey())}),
)
old, new = "v1.EXAMPLEoldEXAMPLE", "v1.EXAMPLEnewEXAMPLE"
rotation = [
    tok(
        {"grant_type": "refresh_token", "refresh_token": old}, 200, {"access_token": "a1", "refresh_token": new}, at=-6
    ),
    tok(
        {"grant_type": "refresh_token", "refresh_token": new},
        200,
        {"access_token": "a2", "refresh_token": "v1.EXAMPLEnext"},
        at=-5,
    ),
    tok(
        {"grant_type": "refresh_token", "refresh_token": old},
        body={"error": "invalid_grant", "error_description": "refresh token was rotated"},
        at=-4,
    ),
]
rep(
    None,
    verdict="undecided",
    software="jest/29.7.0 openid-client/5.7.0",
    command="npx jest test/rotation.spec.ts",
    exchanges=rotation,
    log=[
        iso(-3) + "     \u2713 refuses the rotated refresh token with invalid_grant (391 ms)",
        iso(-3) + " Tests:       2 passed, 2 total",
    ],
)
# The same calls in a test that fails, and outside of one.
rep(
    "oauth.refresh_token_superseded",
    also=["oauth.refresh_token_reuse_race"],
    certain=False,
    command="npx jest test/rotation.spec.ts",
    exchanges=rotation,
    log=[iso(-3) + "     \u2717 keeps the session (391 ms)", iso(-3) + " Tests:       1 failed, 1 passed, 2 total"],
)
rep(
    "jwt.kid_missing",
    symptom="The token has no kid. A reviewer calls that an error, but the gateway refuses it: no key for kid null",
    credential=cred(sign(claims(), kid=None)),
    verifier=verifier(),
)

# ---------------------------------------------------------------- facts that stand in logs, commands and notes
MISMATCH = "AuthorizationError: The redirect_uri MUST match the registered callback URL for this application."
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom=MISMATCH,
    software="passport-github/1.1.0",
    files={
        ".env": "GITHUB_KEY=d08ee68ad739EXAMPLE\nAPP_URL=http://localhost:8080/\nMONGO_URI=mongodb://localhost:27017/app\n",
        "NOTES.md": "Homepage URL: http://127.0.0.1:8080/\nAuthorization callback URL: http://127.0.0.1:8080/auth/github/callback\n",
    },
)
CHALLENGE = "oCCJlJ1nSzzCq_0lF2nqJy67I132YI1vTKV1ONRvStA"
AUTHORIZE = f"{ISS}/authorize?response_type=code&client_id=summary&redirect_uri=http%3A%2F%2Flocalhost%3A4200%2Fcb&state=lbKOIL&code_challenge={CHALLENGE}&code_challenge_method=S256"
BODY = "code=jFEyiZzx5jYonou4HEXAMPLE&grant_type=authorization_code&redirect_uri=http%3A%2F%2Flocalhost%3A4200%2Fcb&client_id=summary"
rep(
    "oauth.pkce_verifier_missing",
    certain=False,
    symptom="Bad Request from the token endpoint, the app stays blank",
    software="fhirclient/2.5.3",
    log=[
        f"Redirecting to {AUTHORIZE}",
        f'Token request options: {{method: "POST", body: "{BODY}"}}',
        f'POST {ISS}/token 400 (Bad Request)\n{{"error":"invalid_request"}}',
    ],
)
own_verifier = "9qQzzzXUA7KQ2hBW1G6zpSsPGDd0pNE4CNDH0P1wdRJ6FqBGbcEclakfOwP8Q4He"
hashed = b64(hashlib.sha256(own_verifier.encode()).digest())
rep(
    "oauth.pkce_method_missing",
    symptom='{"error": "invalid_grant"}',
    software="django-oauth-toolkit/2.1.0",
    command=f"curl -X POST http://127.0.0.1:8000/o/token/ -d client_id=$ID -d code=AWbfKxaGEXAMPLE -d code_verifier={own_verifier} -d redirect_uri=http://127.0.0.1:8000/cb -d grant_type=authorization_code",
    log=[
        f'[08/Jun/2026 12:00:32] "POST /o/authorize/?response_type=code&code_challenge={hashed}&client_id=vW1RcEXAMPLE&redirect_uri=http://127.0.0.1:8000/cb HTTP/1.1" 302 0',
        '[08/Jun/2026 12:00:46] "POST /o/token/ HTTP/1.1" 400 26',
    ],
)
# curl prints neither the body of its request nor, where the empty line is cut, where that of the answer begins.
POSTED = (
    f"$ curl -v --url {ISS}/token --data grant_type=client_credentials --data client_id=messaging --data client_secret=secret-EXAMPLE\n> POST /token HTTP/1.1\n< HTTP/1.1 401\n< Date: Tue, 05 May 2026 14:30:17 GMT\n"
    '{"error":"invalid_client"}'
)
IN_HEADER = (
    f"$ curl -v --user messaging:secret-EXAMPLE --url {ISS}/token --data grant_type=client_credentials\n> POST /token HTTP/1.1\n> Authorization: Basic {standard(b'messaging:secret-EXAMPLE')}\n< HTTP/1.1 200\n< Date: Tue, 05 May 2026 14:30:46 GMT\n"
    '{"access_token":"eyJraWQi","token_type":"Bearer"}'
)
rep(
    "oauth.client_auth_method_mismatch",
    certain=False,
    symptom='401 {"error":"invalid_client"}',
    log=[POSTED, IN_HEADER],
)
LISTED = (
    f"$ curl -s {ISS}/.well-known/openid-configuration | jq .token_endpoint_auth_methods_supported\n"
    '[\n  "client_secret_basic",\n  "client_secret_post"\n]'
)
rep(
    "oauth.server_metadata_wrong",
    symptom='401 {"error":"invalid_client"} with a method that the server says it supports',
    log=[LISTED, POSTED, IN_HEADER],
)
SPECIAL = "aB3=x9-/EXAMPLE="
PLAIN, ENCODED = f"ledger:{SPECIAL}".encode(), b"ledger:" + quote(SPECIAL, safe="").encode()
rep(
    "oauth.client_library_bug",
    certain=False,
    symptom="authlib.integrations.base_client.errors.OAuthError: invalid_client",
    software="authlib/1.3.0",
    log=[
        f"DEBUG httpcore: send_request_headers POST {ISS}/token\n  authorization: Basic {standard(PLAIN)}",
        f"DEBUG httpcore: send_request_headers POST {ISS}/token\n  authorization: Basic {standard(ENCODED)}",
    ],
)
rep(
    "jwt.pem_kind_not_supported",
    certain=False,
    symptom="not supported argument",
    software="jsrsasign/4.9.0",
    credential=cred(sign(claims(), kid=None)),
    files={"public.pem": pkcs1(rsakey())},
    log=[
        'throw"not supported argument"\n    at Function.KEYUTIL.getKey (jsrsasign.js:209)\n    at Function.KJUR.jws.JWS.verifyJWT (jsrsasign.js:231)'
    ],
)

# ---------------------------------------------------------------- what somebody saw in a log that goes on
CALM = [
    (
        '"token is about to expire" every hour in the log of the worker',
        [
            "WARN  token is about to expire (32 s left), renewing",
            "INFO  new token iat=1793750284 exp=1793753884 aud=queue",
            "INFO  POST https://queue.tamarack.example/lease 200 44ms",
        ],
    ),
    (
        'Pager: "token refresh failed" at night',
        [
            "ERROR token refresh failed: 503 Service Unavailable (try 1/5)",
            "INFO  token refreshed, expires_in=3599",
            "INFO  fetched 4 messages",
        ],
    ),
    (
        "ERROR lines about IMDS at every start",
        [
            "[error] [filter:aws:aws.2] Could not retrieve ec2 metadata from IMDS",
            "[ info] [aws_credentials] STS assume role with web identity succeeded",
            "[debug] PutLogEvents http status=200, events=318",
        ],
    ),
    (
        "Four errors 400 before every login of the CLI",
        [
            'POST /oauth2/token 400 {"error":"authorization_pending"}',
            'POST /oauth2/token 400 {"error":"slow_down"}',
            "POST /oauth2/token 200 token_type=Bearer expires_in=3600",
            "GET /api/me 200",
        ],
    ),
    (
        "A colleague saw an expired session in a file and asks whether that hurts.",
        ['DEBUG - https://reports.s3.eu-west-1.amazonaws.com:443 "GET /?list-type=2 HTTP/1.1" 200 None'],
    ),
]
for told, lines in CALM:
    rep(None, verdict="undecided", symptom=told, log=[f"{iso(-60 + n)} {line}" for n, line in enumerate(lines)])
rep(
    None,
    verdict="undecided",
    symptom=f"FetchError: request to {ISS}/token failed, reason: read ECONNRESET",
    software="simple-oauth2/5.1.0",
    client={"client_id": "nightly", "client_secret": "EXAMPLEBBws1cqE9g9O7nFeoe6SZW9JkRoMyO"},
    log=[iso(-20) + f" ERROR request to {ISS}/token failed, reason: read ECONNRESET"],
)
rep(
    None,
    verdict="accepted",
    symptom="We read that a numeric sub is refused. Ours has always been a number, are we affected?",
    software="PyJWT/2.8.0",
    credential=cred(sign(claims(sub=48213))),
    verifier=verifier(),
    exchanges=[bearer(sign(claims(sub=48213)), status=200, body={"items": []}, resp=[["Server", "nginx"]])],
)
rep(
    None,
    verdict="undecided",
    symptom="Login went well, nothing was sent so far. scope is shorter than what we asked for.",
    credential=cred(sign(claims())),
)
# The same words where the log does not go on, or another request is what succeeds.
rep(
    "oauth.grant_revoked",
    also=["oauth.refresh_token_superseded", "oauth.google_testing_7_days"],
    certain=False,
    symptom='Pager: "token refresh failed" at night',
    log=[
        iso(-60)
        + ' ERROR token refresh failed: 400 {"error":"invalid_grant","error_description":"Token has been expired or revoked."}',
        iso(-50) + " INFO  GET /orders 200",
    ],
)

# ---------------------------------------------------------------- what answers, code and versions show
eight_hours_late = sign(claims(iat=NOW - 8 * 3600 - 60, exp=NOW - 7 * 3600 - 60), kid=None)
handed_out = {"access_token": eight_hours_late, "expires_in": 3600, "token_type": "Bearer"}
rep(
    "jwt.timezone_offset_in_claims",
    symptom="jwt.exceptions.ExpiredSignatureError: Signature has expired",
    software="oauthlib/3.2.2 PyJWT/2.8",
    verifier={"algorithms": ["RS256"], "key": {"pem": pem(rsakey())}},
    exchanges=[
        tok({"grant_type": "client_credentials", "client_id": "batch"}, 200, handed_out, at=-60),
        bearer(eight_hours_late, body={"detail": "Signature has expired"}),
    ],
)
over_at_once = sign(claims(iat=..., nbf=NOW - 6, exp=NOW - 6))
rep(
    "jwt.zero_lifetime",
    symptom="IDX10223: Lifetime validation failed. The token is expired.",
    software="IdentityServer3/2.5.3",
    verifier=verifier(),
    exchanges=[
        tok(
            {"grant_type": "password", "client_id": "mobile"},
            200,
            {"access_token": over_at_once, "expires_in": 0},
            at=-6,
        ),
        bearer(over_at_once),
    ],
)
# An hour after it was handed out a token of an hour has simply run out.
hour = sign(claims(iat=NOW - 3700, exp=NOW - 100))
rep(
    "jwt.expired_not_refreshed",
    symptom="ExpiredSignatureError: Signature has expired",
    verifier=verifier(),
    exchanges=[
        tok(
            {"grant_type": "client_credentials", "client_id": "batch"},
            200,
            {"access_token": hour, "expires_in": 3600},
            at=-3700,
        ),
        bearer(hour, body={"detail": "Signature has expired"}),
    ],
)
hs = sign(claims(aud=...), "brackish-EXAMPLE-fHvgg60zx2RoUwDq7riR9zOj", alg="HS256")
rep(
    None,
    verdict="undecided",
    symptom="500 after login, could it be the token?",
    software="PyJWT/2.9.0",
    credential=cred(hs),
    verifier={"issuer": ISS, "algorithms": ["HS256"], "key": {"secret": "brackish-EXAMPLE-fHvgg60zx2RoUwDq7riR9zOj"}},
    exchanges=[
        bearer(hs, status=500, body={"detail": "Internal Server Error"}, resp=[["Server", "uvicorn"]], by="server")
    ],
    log=[iso(-3) + ' ERROR sqlalchemy.exc.ProgrammingError: relation "invoices" does not exist'],
)
registration = {"client_id": "ztUX1kmObfEjdpyH", "redirect_uris": ["http://localhost:49213/callback"]}
rep(
    "oauth.redirect_uri_localhost_vs_127",
    symptom="Server Error",
    exchanges=[
        ex("POST", ISS + "/register", 201, registration, sent=dumps({"redirect_uris": registration["redirect_uris"]})),
        ex(
            "GET",
            ISS
            + "/authorize?response_type=code&client_id=ztUX1kmObfEjdpyH&redirect_uri=http%3A%2F%2F127.0.0.1%3A49213%2Fcallback&state=s",
            500,
            "Server Error",
            by="browser",
        ),
    ],
    log=[
        iso(-2) + " Authorize error: Error: Invalid redirect URI. It does not match any registered URI for this client."
    ],
)
METHODS = {"token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"]}
code = "mcp_code_EXAMPLEd539cdac576e33d9"
redeemed = {
    "grant_type": "authorization_code",
    "code": code,
    "redirect_uri": "https://chat.tamarack.example/cb",
    "code_verifier": own_verifier,
}
rep(
    "oauth.server_metadata_wrong",
    certain=False,
    symptom="invalid_client: Client ID does not match",
    issuer={"url": ISS, "metadata": {"issuer": ISS, **METHODS}},
    client={
        "client_id": "mcp",
        "client_secret": "mcp_secret_EXAMPLE",
        "registered": {"token_endpoint_auth_method": "client_secret_basic"},
    },
    exchanges=[
        ex(
            "GET",
            f"{ISS}/authorize?response_type=code&client_id=mcp&code_challenge={hashed}&code_challenge_method=S256",
            302,
            resp=[["Location", f"https://chat.tamarack.example/cb?code={code}&state=s"]],
            by="browser",
            at=-9,
        ),
        tok(
            redeemed,
            body={"error": "invalid_client", "error_description": "Client ID does not match"},
            req=[["Authorization", "Basic " + standard(b"mcp:mcp_secret_EXAMPLE")]],
        ),
    ],
)
rep(
    "oauth.client_library_bug",
    certain=False,
    symptom='{"error": "invalid client"}',
    software="mcp-remote/0.1.38",
    exchanges=[tok({**redeemed, "client_id": "c6af3521"}, body={"error": "invalid client"})],
    log=[
        iso(-90000) + " [mcp-remote 0.1.37] Authorization successful, connected to remote server",
        iso(-2) + ' [mcp-remote 0.1.38] Token exchange failed: HTTP 400 {"error": "invalid client"}',
    ],
)
rep(
    "oauth.scope_claim_not_mapped",
    certain=False,
    symptom="AuthorizationFailedException: Token does not contain the required scope(s): orders.read",
    verifier=verifier(required_scope="orders.read"),
    exchanges=[
        bearer(
            sign(claims()),
            body={"message": "Token does not contain the required scope(s): orders.read"},
            resp=[["Server", "Kestrel"]],
        )
    ],
    files={
        "Validator.cs": 'string[] validScopeClaimTypes = new[] { "scp", "http://schemas.microsoft.com/identity/claims/scope" };\n'
    },
)

# ---------------------------------------------------------------- keys, headers and methods that texts show
rep(
    "jwt.pem_truncated_first_line",
    certain=False,
    symptom="JWTEncodeFailureException: Unable to create a signed JWT from the given configuration.",
    software="lexik/jwt-authentication-bundle 2.5.4",
    log=["$ docker-compose exec backend env", "JWT_SECRET_KEY=-----BEGIN RSA PRIVATE KEY-----", "JWT_TTL=3600"],
)
rep(
    "jwt.pem_literal_backslash_n",
    also=["jwt.pem_line_breaks_lost"],
    symptom="Could not deserialize key data. The data may be in an incorrect format or it may be encrypted with an unsupported algorithm.",
    software="google-auth 1.30.0",
    files={".env": "PROJECT=tamarack\nPRIVATE_KEY=" + priv(rsakey()).strip().replace("\n", "\\n") + "\n"},
)
rep(
    "jwt.whitespace_in_token",
    certain=False,
    symptom="exporter gets no metrics, GitLab works in the browser",
    log=[
        '{"error":"Get \\"https://gitlab.tamarack.example/api\\": net/http: invalid header field value \\"Bearer glpat-EXAMPLEbvUT\\\\n\\" for key Authorization","level":"warning"}'
    ],
)
rep(
    "jwt.clock_skew_not_yet_valid",
    also=["jwt.client_clock_ahead"],
    certain=False,
    symptom='I often get the error "Token used before issued", a reload helps',
    software="caddy-authorize v1.3.9",
)
rep(
    "jwt.kid_unknown_stale_jwks_cache",
    certain=False,
    symptom="JoseException: Failed to validate JWT string: Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
    software="okta-jwt-verifier 0.3.0",
    log=[
        "2026-03-02 06:00:09 INFO JwtConfig : keys loaded: [Vd80VQbMDqho8Cc0tR94aYSk]",
        '2026-06-13 14:20:02 DEBUG JwtFilter : header={"kid":"qR2kXortFGS7qZUPZ54L7v","alg":"RS256"}',
    ],
)
es = eckey()
pushed = (
    b64(dumps({"typ": "JWT", "alg": "ES256"}))
    + "."
    + b64(dumps({"aud": "https://push.tamarack.example", "exp": NOW + 9000, "sub": "mailto:a@tamarack.example"}))
)
rep(
    "jwt.ecdsa_der_signature",
    symptom="Push failed: 401 Unauthorized",
    software="py-vapid/0.8.1",
    verifier={"algorithms": ["ES256"], "audience": "https://push.tamarack.example", "key": {"pem": pem(es)}},
    exchanges=[
        ex(
            "POST",
            "https://push.tamarack.example/wpush/v2/abc",
            401,
            {"message": "Request did not validate Invalid Authorization header"},
            req=[["Authorization", f"WebPush {pushed}.{b64(der_sign(pushed, es))}"]],
        )
    ],
)
WEBHOOK_SECRET = "whsec_l1X9rMOOlsaXc19Z6w3FT2yGHEXAMPLE"
EVENT = '{\n  "id": "evt_1",\n  "amount": 1900\n}'
stamped = hmac.digest(WEBHOOK_SECRET.encode(), f"{NOW}.{EVENT}".encode(), "sha256").hex()
rep(
    "jwt.payload_reserialised",
    symptom="Webhook Error: No signatures found matching the expected signature for payload. Are you passing the raw request body you received from Stripe?",
    software="stripe-node/8.174",
    exchanges=[
        ex(
            "POST",
            "https://api.tamarack.example/webhook",
            400,
            "Webhook Error: No signatures found matching the expected signature for payload.",
            req=[["Stripe-Signature", f"t={NOW},v1={stamped}"]],
            sent=EVENT,
            by="server",
        )
    ],
    files={
        "server.ts": "app.use(express.json());\nconst event = stripe.webhooks.constructEvent(JSON.stringify(req.body), req.headers['stripe-signature'], secret);\n"
    },
    settings={"STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET},
)
rep(
    "oauth.client_auth_method_mismatch",
    certain=False,
    symptom="OAuth login failed after update to 1.136",
    files={
        "authelia/configuration.yml": "clients:\n  - client_id: 'immich'\n    token_endpoint_auth_method: 'client_secret_basic'\n"
    },
    settings={"immich.oauth": {"clientId": "immich", "tokenEndpointAuthMethod": "client_secret_post"}},
    log=[iso(-2) + " ERROR [Api:OAuthRepository] OAuth login failed: invalid_client"],
)
opaque = "polar_oat_EXAMPLEUSsIYseaSWgsxkFaJksAkUk"
rep(
    "oauth.wrong_environment",
    certain=False,
    symptom='Status 401: {"error": "invalid_token", "error_description": "The access token provided is expired, revoked, malformed, or invalid for other reasons."}',
    exchanges=[
        bearer(
            opaque,
            "https://api.polar.tamarack.example/v1/organizations/",
            200,
            {"items": []},
            resp=[["Server", "x"]],
            at=-90,
        ),
        bearer(opaque, "https://sandbox-api.polar.tamarack.example/v1/products/"),
    ],
)
assertion = sign(
    {"iss": "client-b", "sub": "client-b", "aud": ISS + "/token", "iat": NOW - 5, "exp": NOW + 240, "jti": "j1"}
)
rep(
    "oauth.code_issued_to_other_client",
    symptom="token exchange failed: 400 invalid_grant",
    exchanges=[
        ex(
            "GET",
            f"{ISS}/authorize?response_type=code&client_id=client-a&state=s&redirect_uri=https%3A%2F%2Fapply.tamarack.example%2Fcb",
            302,
            resp=[["Location", "https://apply.tamarack.example/cb?code=snADMZEXAMPLE&state=s"]],
            by="browser",
            at=-9,
        ),
        tok(
            {
                "grant_type": "authorization_code",
                "code": "snADMZEXAMPLE",
                "redirect_uri": "https://apply.tamarack.example/cb",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
            }
        ),
    ],
)
rep(
    "oauth.redirect_uri_scheme_behind_proxy",
    certain=False,
    symptom="400 Bad Request: The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
    files={"app.ini": "[server]\nroot_url = http://metrics.tamarack.example/\n"},
    settings={"okta.app.sign_in_redirect_uris": ["https://metrics.tamarack.example/login/okta"]},
)
out = {"error": "temporarily_unavailable", "error_description": "The authorization server is undergoing maintenance."}
rep(
    None,
    verdict="undecided",
    symptom="token refresh failed: 503 temporarily_unavailable",
    exchanges=[tok({"grant_type": "refresh_token", "refresh_token": "v1.EXAMPLEold", "client_id": "sync"}, 503, out)],
)
rep(
    None,
    verdict="undecided",
    symptom="token refresh failed twice last night, is the grant gone?",
    log=[
        "2026-03-31T21:01:05Z token refresh failed: HTTP 503 temporarily_unavailable, retry in 120s",
        "2026-03-31T21:03:06Z token refresh ok expires_in=3599",
        "2026-04-01T09:00:02Z token refresh ok expires_in=3599",
    ],
)
rep(
    None,
    verdict="undecided",
    symptom="InsecureKeyLengthWarning: The HMAC key is 20 bytes long, which is below the minimum recommended length of 32 bytes for SHA256.",
    software="PyJWT 2.11.0",
    log=['INFO:     10.2.0.7:52110 - "GET /v1/basket HTTP/1.1" 200 OK'],
)
