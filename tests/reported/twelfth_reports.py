"""A twelfth set of reports: what looks like calm and is none, since one word or one answer is another."""

from __future__ import annotations

import base64
import hmac

from reported.short_forms import (
    AUD,
    ISS,
    NOW,
    SI,
    SS,
    ST,
    aws,
    bearer,
    claims,
    cred,
    creds,
    dumps,
    ex,
    iso,
    reporter,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

GOOD = sign(claims())
LATER = sign(claims(jti="later", exp=NOW + 90000))
OLD = sign(claims(iat=NOW - 9137, exp=NOW - 5537))

# ---------------- a later call of another program heals nothing, where somebody asks why
rep(
    "aws.session_cached_not_refreshed",
    also=["aws.session_expired", "aws.session_triplet_mismatch"],
    symptom="Why does the worker get ExpiredToken while there is a new session?",
    files={"~/.aws/credentials": creds(SI, SS, ST) + f"expiration = {iso(3000)}\n"},
    exchanges=[
        aws(
            key_id="ASIA0LDSEDRFTEXAMPLE",
            token=ST,
            code="ExpiredToken",
            msg="The security token included in the request is expired",
            status=400,
            at=-9,
        ),
        aws(key_id=SI, token=ST, at=-4),
    ],
)
# ---------------- a test run that fails provoked nothing
rep(
    "jwt.expired_not_refreshed",
    symptom="jwt expired",
    command="npm test",
    credential=cred(OLD),
    verifier=verifier(),
    log=["TokenExpiredError: jwt expired", "not ok 3 - reads the orders", "# fail 1"],
)
# ---------------- the same page, and nobody is let in afterwards
rep(
    "oauth.state_cookie_lost",
    also=["oauth.response_lost_in_browser"],
    certain=False,
    symptom="Error: Invalid state at GenericError.fromPayload (spa.js)",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?client_id=web&response_type=code&state=s1",
            302,
            resp=[["Location", "https://web.tamarack.example/cb?code=c1&state=s1"]],
            at=-9,
            by="browser",
        ),
        ex("GET", "https://web.tamarack.example/cb?code=c1&state=s1", 400, "Invalid state", at=-8, by="browser"),
    ],
)
# ---------------- a 404 whose words speak of the key set is about the keys
rep(
    "jwt.jwks_unreachable",
    also=["jwt.jwks_url_wrong", "oauth.wrong_environment", "oauth.wrong_tenant"],
    certain=False,
    symptom="Could not retrieve the JWK set, 404 from the discovery endpoint",
    exchanges=[ex("GET", ISS + "/tenant-b/.well-known/openid-configuration", 404, by="server")],
)
# ---------------- two neighbours are exchanged: a misspelling, and no other realm
MISSPELT = sign(claims(iss=ISS + "/realms/customers"))
rep(
    "jwt.iss_typo",
    symptom="401 from the server after the redirect",
    credential=cred(MISSPELT),
    verifier=verifier(issuer=ISS + "/realms/cutsomers"),
)
# The twin: a realm of its own name.
rep(
    "oauth.wrong_tenant",
    symptom="401 from the server after the redirect",
    credential=cred(MISSPELT),
    verifier=verifier(issuer=ISS + "/realms/partners"),
)
# ---------------- the receiver's own code names the kind of token that it wants
for kind, cause in (("id", "jwt.access_token_used_as_id_token"), ("access", "jwt.id_token_used_as_access_token")):
    other = "access" if kind == "id" else "id"
    for code in (
        f"if claims['token_use'] != '{kind}':\n    raise Exception('Unauthorized')\n",
        f"const verifier = CognitoJwtVerifier.create({{ userPoolId, tokenUse: '{kind}', clientId }})\n",
    ):
        rep(
            cause,
            symptom="401 Unauthorized for every call",
            exchanges=[
                bearer(sign(claims(token_use=other, scope=..., aud=...)), body={"message": "Unauthorized"}, resp=[])
            ],
            files={"authorizer": code},
        )
# ---------------- the receiver says that it knows no such key, and its log why
rep(
    "jwt.jwks_unreachable",
    certain=False,
    symptom="401 for POST /api/jobs",
    exchanges=[
        bearer(
            GOOD,
            resp=[
                [
                    "WWW-Authenticate",
                    'Bearer error="invalid_token", error_description="Did not find publicKey for specified kid"',
                ]
            ],
        )
    ],
    log=[
        iso(-2)
        + " ERROR JWKPublicKeyLocator - Error when sending request to retrieve realm keys: Connect to localhost:8180 failed: Connection refused"
    ],
)
# ---------------- time and signature stand in one header, under whatever names
STAMP, HOOK = str(NOW - 3), "wh-5f37d044a61d677c691b4c2ac4c9aa9a"
EVENT = '{"event":"build.finished","number":455}'
for form in ("timestamp={},signature={}", "ts={};h1={}"):
    rep(
        "jwt.signed_string_differs",
        symptom="401 for all deliveries: signature mismatch",
        settings={"HOOKS_WEBHOOK_TOKEN": HOOK},
        exchanges=[
            ex(
                "POST",
                "https://hooks.tamarack.example/in",
                401,
                {"error": "signature mismatch"},
                req=[
                    [
                        "X-Hooks-Signature",
                        form.format(STAMP, hmac.new(HOOK.encode(), f"{STAMP}.{EVENT}".encode(), "sha256").hexdigest()),
                    ]
                ],
                sent=EVENT,
                by="server",
            )
        ],
    )
# ---------------- an HTTP library shows the header that it refuses to send
for told in (
    'ArgumentError: header Authorization has field value "Token token=\\"***\\n\\n\\"", this cannot include CR/LF',
    "ValueError: Invalid header value b'Bearer ***\\n' for Authorization: b'Bearer ***\\n'",
):
    rep("jwt.whitespace_in_token", certain=False, symptom=told)
# ---------------- a JWK's member k is base64url of the secret, and one side takes its text
OCT = "tamarackEXAMPLEUHWcSiw0FJpQ4INrv"
rep(
    "jwt.hmac_secret_base64_vs_raw",
    symptom="verify() gives False",
    credential=cred(sign(claims(), OCT, alg="HS256")),
    verifier={"algorithms": ["HS256"], "key": {"jwks": {"keys": [{"kty": "oct", "alg": "HS256", "k": OCT}]}}},
)
# ---------------- the claims are printed, the token is masked, and the server's clock is behind
for masked in ("<jwt>", "***"):
    rep(
        "jwt.client_clock_ahead",
        also=["jwt.clock_skew_not_yet_valid"],
        symptom="BadRequest: 'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
        exchanges=[bearer(masked, "https://api.github.com/app/installations/1/access_tokens", resp=[], date=-45)],
        log=[f"DEBUG app jwt claims {{'iat': {NOW - 1}, 'exp': {NOW + 59}, 'iss': ***}}"],
    )
# The twin: the claim is a text.
rep(
    "jwt.numeric_date_is_string",
    symptom="BadRequest: 'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    exchanges=[bearer("<jwt>", "https://api.github.com/app/installations/1/access_tokens", resp=[])],
    log=[f"DEBUG app jwt claims {{'iat': '{NOW - 1}', 'exp': {NOW + 59}, 'iss': ***}}"],
)
# ---------------- the header has no kid, in the words of another library
for words in ("could not find kid in JWT header", "unable to find a kid in the token's header"):
    rep("jwt.kid_missing", certain=False, symptom="failed to verify access token: the JWT has an invalid kid: " + words)
# ---------------- each of two services holds a secret for tokens, and only one made the signature
MAKER, CHECKER = "bramble-EXAMPLE-zjIsDLSM7qPLiUU9li5SYsMP", "never-use-this-EXAMPLE-CAowaOOrTiNLSmbcEByP"
SIGNED = bearer(
    sign(claims(), MAKER, alg="HS256"), body={"error": "Could not verify JWT: JWSInvalidSignature"}, resp=[]
)
COMPOSE = 'services:\n  engine:\n    environment:\n      ENGINE_JWT_SECRET: \'{"type":"HS256", "key":"%s"}\'\n  accounts:\n    environment:\n      JWT_KEY: \'%s\'\n'
rep(
    "jwt.wrong_secret",
    also=["jwt.secret_differs_between_instances"],
    certain=False,
    symptom="Could not verify JWT: JWSInvalidSignature",
    exchanges=[SIGNED],
    files={"docker-compose.yaml": COMPOSE % (CHECKER, MAKER)},
)
# The twin: both hold the same, so the receiver is not the one that this file configures.
rep(
    "jwt.verifier_bug",
    also=["jwt.wrong_secret", "jwt.secret_differs_between_instances", "jwt.secret_rotated"],
    certain=False,
    symptom="Could not verify JWT: JWSInvalidSignature",
    exchanges=[SIGNED],
    files={"docker-compose.yaml": COMPOSE % (MAKER, MAKER)},
)
# ---------------- an answer without a newer refresh token leaves the old one in its place
GIVEN = {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600}
REFRESH = {"grant_type": "refresh_token", "refresh_token": "r1-EXAMPLE-value", "client_id": "web"}
rep(
    "oauth.grant_revoked",
    certain=False,
    symptom="invalid_grant: Token has been expired or revoked.",
    exchanges=[
        tok(REFRESH, 200, GIVEN, at=-90000),
        tok(REFRESH, 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}),
    ],
    log=[iso(-4000) + ' INFO mailbox: "You removed access for Orders from your account"'],
)
# The twin: that answer gave another one. A vendor's own endpoint names it in its own way.
rep(
    "oauth.refresh_token_superseded",
    certain=False,
    symptom="invalid_grant",
    exchanges=[
        tok(REFRESH, 200, {**GIVEN, "refresh_token": "r2-EXAMPLE-value"}, at=-9000),
        tok(REFRESH, 400, {"error": "invalid_grant"}),
    ],
)
rep(
    "oauth.refresh_token_superseded",
    certain=False,
    symptom="token refresh refused",
    exchanges=[
        ex(
            "POST", AUD + "/v3/refresh", 200, {"access": GOOD, "refresh": OLD}, sent=dumps({"refresh": LATER}), at=-9000
        ),
        ex(
            "POST",
            AUD + "/v3/refresh",
            403,
            {"message": "Refresh token is no longer valid"},
            sent=dumps({"refresh": LATER}),
        ),
    ],
)
# ---------------- the endpoint names the method that its own document does not list
rep(
    "oauth.server_metadata_wrong",
    certain=False,
    symptom="invalid_client: Client authentication failed",
    issuer={"url": ISS, "metadata": {"issuer": ISS, "token_endpoint_auth_methods_supported": ["none"]}},
    exchanges=[
        tok(
            {**REFRESH, "code_verifier": "v" * 50},
            401,
            {"error": "invalid_client", "error_description": "the token endpoint requires client_secret_post"},
        )
    ],
)
# ---------------- one secret in two spellings: taken encoded, refused as it is (RFC 6749 section 2.3.1)
PLAIN, ENCODED = (base64.b64encode(text.encode()).decode() for text in ("web:Xq+0k/Fc=6", "web:Xq%2B0k%2FFc%3D6"))
rep(
    "oauth.client_library_bug",
    certain=False,
    symptom="invalid_request: the basic Authorization header must have ClientID and ClientSecret UrlEncoded",
    exchanges=[
        tok({"grant_type": "client_credentials"}, 200, GIVEN, req=[["Authorization", "Basic " + ENCODED]], at=-90000),
        tok(
            {"grant_type": "client_credentials"},
            400,
            {"error": "invalid_request"},
            req=[["Authorization", "Basic " + PLAIN]],
        ),
    ],
)
# ---------------- a service calls the issuer by a short name of its own network
rep(
    "oauth.internal_vs_public_issuer",
    certain=False,
    symptom="HTTP 401 Unauthorized",
    exchanges=[
        bearer(
            sign(claims(iss="http://issuer-service.iam:8180/realms/staff")),
            resp=[],
            body={"error": "HTTP 401 Unauthorized"},
        )
    ],
    log=[
        iso(-2)
        + f" DEBUG Invalid token issuer. Expected '{ISS}/realms/staff', but was 'http://issuer-service.iam:8180/realms/staff'"
    ],
)
# ---------------- userinfo is the issuer's own, and another host of the family was asked
rep(
    "oauth.wrong_environment",
    certain=False,
    symptom='Error calling GetUserInfo: {"error":"invalid_token"}',
    exchanges=[
        bearer(
            sign(claims(iss="https://account.tamarack.example/", aud="web")),
            "https://account-d.tamarack.example/oauth/userinfo",
            body={"error": "invalid_token"},
            resp=[],
        )
    ],
)
# ---------------- who knows of the timestamp and writes the body anew signs other bytes; who is not shown may do either
STAMPED = f'{{"task_id": "t1", "budget": 5000.0, "at": {NOW}}}'


def delivery(signed, **members):
    rep(
        members.pop("cause"),
        also=members.pop("also", []),
        certain=members.pop("certain", True),
        symptom="Invalid webhook signature",
        settings={"webhookSecret": HOOK},
        exchanges=[
            ex(
                "POST",
                "https://hooks.tamarack.example/in",
                401,
                {"error": "invalid signature"},
                req=[
                    ["X-Hooks-Timestamp", STAMP],
                    ["X-Hooks-Signature", "sha256=" + hmac.new(HOOK.encode(), signed.encode(), "sha256").hexdigest()],
                ],
                sent=STAMPED,
                by="server",
            )
        ],
        **members,
    )


delivery(
    f"{STAMP}.{STAMPED}",
    cause="jwt.payload_reserialised",
    files={
        "hook.js": "const message = `${ts}.${JSON.stringify(payload)}`;\ncrypto.createHmac('sha256', secret).update(message)\n"
    },
)
delivery(f"{STAMP}.{STAMPED}", cause="jwt.signed_string_differs", also=["jwt.payload_reserialised"], certain=False)
delivery(
    f"{STAMP}.{STAMPED}",
    cause="jwt.signed_string_differs",
    files={"hook.py": "expected = hmac.new(secret, request.get_data(), 'sha256').hexdigest()\n"},
)
delivery(
    f"{STAMP}.{STAMPED}",
    cause="jwt.signed_string_differs",
    log=[iso(-2) + " WARN computed " + hmac.new(HOOK.encode(), STAMPED.encode(), "sha256").hexdigest()],
)
delivery(STAMPED, cause="jwt.payload_reserialised", certain=False)

# ---------------- the same told by other libraries
rep("jwt.secret_not_set", certain=False, symptom="DataError: Zero-length key is not supported", exchanges=[SIGNED])
rep(
    "jwt.verifier_setting_undefined",
    certain=False,
    symptom="JWT::InvalidIssuerError: Invalid issuer. Expected [], received <none>",
    credential=cred(sign(claims(iss=...), MAKER, alg="HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": MAKER}},
)
rep(
    "jwt.whitespace_in_token",
    symptom="Error: builder error: failed to parse header value",
    files={"/run/secrets/upload-token": GOOD + "\n"},
)
# ---------------- nothing is set, and a token that was made with nothing is taken
rep(
    "jwt.secret_not_set",
    "accepted",
    symptom="Pentest: a token that I made without knowing the key is accepted",
    environment={"JWT_SECRET_KEY": ""},
    exchanges=[bearer(sign(claims(), "", alg="HS256"), status=200, body={"role": "admin"}, resp=[])],
)
