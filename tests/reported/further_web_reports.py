"""Reports of JWT and OAuth in the forms in which logs, settings and scripts hold them."""

from __future__ import annotations

import base64

from evidence import NOW
from reported.short_forms import (
    claims,
    cred,
    ex,
    iso,
    priv,
    reporter,
    rsakey,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE = "https://oauth2.googleapis.com/token"
TIMEFRAME = {
    "error": "invalid_grant",
    "error_description": "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
}


def account(**over):
    return claims(
        iss="mailer@larch-3.iam.gserviceaccount.com",
        sub=...,
        aud=GOOGLE,
        client_id=...,
        jti=...,
        scope="https://www.googleapis.com/auth/drive",
        **over,
    )


def ask_google(assertion, status=400, body=None, **kw):
    return tok({"grant_type": JWT_BEARER, "assertion": assertion}, status, body or TIMEFRAME, url=GOOGLE, **kw)


# uses of one refresh token that only the log shows
rep(
    "oauth.refresh_token_reuse_race",
    certain=False,
    also=["oauth.refresh_token_superseded"],
    symptom="invalid_grant several times a day, the integration has to be connected anew",
    log=[
        iso(-30) + " INFO 198.51.100.4 POST /token grant_type=refresh_token refresh=q7Rz… 200 rotated",
        iso(-29) + " WARN 198.51.100.9 POST /token grant_type=refresh_token refresh=q7Rz… 400 invalid_grant",
    ],
)
rep(
    "oauth.refresh_token_reuse_race",
    certain=False,
    also=["oauth.refresh_token_superseded"],
    symptom="refresh fails: invalid_grant",
    log=[
        iso(-30) + ' {"msg":"token refresh","refresh_token_hash":"9f2c41aa","pid":11,"result":"granted"}',
        iso(-29) + ' {"msg":"token refresh","refresh_token_hash":"9f2c41aa","pid":14,"result":"invalid_grant"}',
    ],
)
# a receiver that decodes plain base64
ODD = sign(claims(name="~~~???>>>Ünïcödé~~~"))
rep(
    "jwt.base64_alphabet",
    also=["jwt.verifier_bug"],
    symptom="DOMException: Failed to execute 'atob' on 'Window': The string to be decoded is not correctly encoded. For some users only.",
    credential=cred(ODD, "id_token"),
    files={"src/session.ts": "export const read = (t: string) => JSON.parse(atob(t.split('.')[1]))\n"},
)
rep(
    "jwt.base64_alphabet",
    also=["jwt.verifier_bug"],
    symptom="java.lang.IllegalArgumentException: Illegal base64 character 5f",
    credential=cred(ODD),
    files={"Claims.java": 'byte[] raw = Base64.getDecoder().decode(token.split("\\\\.")[1]);\n'},
)
# a key that is base64 by its setting's name, and has signed
APP = sign({"iat": NOW - 60, "exp": NOW + 540, "iss": 771203}, kid=None)
rep(
    "oauth.assertion_key_account_mismatch",
    certain=False,
    symptom="HttpError: A JSON web token could not be decoded",
    exchanges=[
        ex(
            "POST",
            "https://api.github.com/app/installations/5123/access_tokens",
            401,
            {"message": "A JSON web token could not be decoded"},
            req=[["authorization", "bearer " + APP]],
        ),
    ],
    settings={"app.id": "771203", "app.key_base64": base64.b64encode(priv(rsakey()).encode()).decode()},
)
# the machine's own clock, by a time that looks like a zone
rep(
    "oauth.assertion_clock_skew",
    also=["jwt.client_clock_ahead"],
    symptom="invalid_grant: " + TIMEFRAME["error_description"],
    exchanges=[ask_google(sign(account(iat=NOW - 2, exp=NOW + 3598)), date=-5410)],
)
# sent again when it was over
SENT = sign(account(iat=NOW - 3720, exp=NOW - 120))
rep(
    "oauth.assertion_reused_expired",
    symptom="after an hour: invalid_grant " + TIMEFRAME["error_description"],
    exchanges=[
        ask_google(SENT, 200, {"access_token": "ya29.EXAMPLE", "expires_in": 3599}, at=-3719),
        ask_google(SENT, at=-2),
    ],
)
# an audience that is not there, in words alone
for words in (
    'oidc: verify token: oidc: expected audience "kube-proxy" got []',
    "jwt audience invalid. expected: kube-proxy, got: undefined",
):
    rep("jwt.aud_missing", symptom=words)
# cookies that only the log shows
rep(
    "oauth.state_cookie_lost",
    symptom="The sign-in request is missing its state. Safari only.",
    log=[
        iso(-30) + " GET /login set-cookie: app_oidc_state=<cut>; Path=/; Domain=panel.example; SameSite=lax",
        iso(-22) + " GET /callback?code=<cut>&state=<cut> cookie: theme=dark",
    ],
)
# one secret per process, told by statuses
HS = sign(claims(), key="made-at-start-EXAMPLE-of-this-process", alg="HS256")
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="The same token is answered with 401 every other time since we run two replicas",
    credential=cred(HS),
    log=["1 200", "2 401", "3 200", "4 401", "5 401", "6 200"],
)
# nothing is refused, and still it is wrong
rep(
    "jwt.exp_in_milliseconds",
    "accepted",
    symptom="No error. A room token of one minute still opens the room on the next day, seen in a review.",
    credential=cred(sign(claims(iat=NOW - 90000, exp=(NOW - 89940) * 1000))),
    verifier=verifier(issuer=..., audience=...),
)
# a date with a fraction, which a receiver does not take
for iat, words in (
    (NOW - 40.125, "reason: invalid_jwt_claim, claim: iat, value: 1789999959.875"),
    (NOW - 40.5, "Jwt payload [iat] field is not an integer"),
):
    rep(
        "jwt.verifier_bug",
        certain=False,
        symptom="The broker refuses each token of this issuer: bad_username_or_password",
        credential=cred(sign(claims(iat=iat))),
        verifier=verifier(),
        log=[iso(-3) + " [debug] " + words],
    )
# a page with the status 200 shows the error
rep(
    "oauth.wrong_tenant",
    certain=False,
    also=["oauth.wrong_environment"],
    symptom="AADSTS700016: Application with identifier '5f0e' was not found in the directory 'Heron Ltd'.",
    exchanges=[
        ex(
            "GET",
            "https://login.microsoftonline.com/common/oauth2/authorize?client_id=5f0e&response_type=code",
            200,
            "<html>Sign in</html>",
            by="browser",
        )
    ],
)
# a role of Vault that compares the audience itself
rep(
    "jwt.wrong_audience",
    also=["jwt.aud_wrong_identifier"],
    symptom="error validating token: invalid audience (aud) claim: audience claim does not match any expected audience",
    software="Vault 1.15, jwt auth",
    credential=cred(
        sign(
            claims(
                aud=["https://kubernetes.default.svc"], sub="system:serviceaccount:shop:web", client_id=..., scope=...
            )
        )
    ),
    settings={"auth/jwt/role/web": {"bound_audiences": ["vault"], "user_claim": "sub"}},
)
# the issuer of a variable, and an error that only the log names
rep(
    "jwt.iss_trailing_slash",
    symptom="the sign-in ends at /login?error=oidc_invalid_id_token",
    credential=cred(sign(claims(iss="https://auth.heron.example/application/o/prints/")), "id_token"),
    env={"OIDC_ISSUER_URL": "https://auth.heron.example/application/o/prints"},
    log=[
        iso(-4) + " discovery 200, authorize 302, token 200, callback 302 /login?error=oidc_invalid_id_token",
        "jwt.exceptions.InvalidIssuerError: Invalid issuer",
    ],
)
