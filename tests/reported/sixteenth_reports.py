"""What new reports showed of secret hashes, and of facts that stand in other places than before."""

from __future__ import annotations

import hmac
from base64 import b64encode

from reported.short_forms import (
    ISS,
    NOW,
    bearer,
    claims,
    cred,
    dumps,
    ex,
    iso,
    jwks,
    pem,
    pkcs1,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)

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
