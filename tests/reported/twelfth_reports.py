"""A twelfth set of reports: what looks like calm and is none, since one word or one answer is another."""

from __future__ import annotations

import hmac

from reported.short_forms import (
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
    ex,
    iso,
    reporter,
    sign,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

GOOD = sign(claims())
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
