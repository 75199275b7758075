"""A twelfth set of reports: what looks like calm and is none, since one word or one answer is another."""

from __future__ import annotations

from reported.short_forms import (
    ISS,
    NOW,
    SI,
    SS,
    ST,
    aws,
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
CODE = {"grant_type": "authorization_code", "code": "c1", "client_id": "web", "code_verifier": "v" * 50}
ISSUED = {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600}

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
