"""Evidence in which something looks alarming and nothing is wrong: what was meant, is over, or belongs to the protocol."""

from __future__ import annotations

from reported.short_forms import (
    AK,
    AUD,
    ISS,
    LOGNOISE,
    NOISE,
    NOW,
    SI,
    SS,
    ST,
    aws,
    bearer,
    claims,
    cred,
    creds,
    env,
    ex,
    iso,
    jwks,
    rsakey,
    sign,
    tok,
    verifier,
)

CALM = []

GOOD = sign(claims())
OLD = sign(claims(iat=NOW - 9137, exp=NOW - 5537))
FINE = [["Vary", "Origin"]]


def line(at, t):
    return iso(at) + " " + t


def calmly(found):
    """A function that puts together evidence in which nothing is wrong, and keeps it in a list."""

    def calm(symptom=None, **members):
        evidence = {"assay_bundle": 1, "now": iso(), **({"symptom": symptom} if symptom else {}), **members}
        evidence["environment"] = {**NOISE, **members.pop("env", {})}
        evidence["log"] = [*LOGNOISE, *members.pop("log", [])]
        evidence.pop("env", None)
        found.append(evidence)

    return calm


calm = calmly(CALM)
ok = [bearer(GOOD, status=200, resp=FINE)]
calm(
    "Is it fine that the old key is still in the set?",
    credential=cred(GOOD),
    verifier=verifier(key={"jwks": jwks((rsakey(), "sig-7"), (rsakey("b"), "sig-6"))}),
)
calm(exchanges=ok, log=[line(-3000, "WARN  key sig-6 is retired tomorrow"), line(-100, "INFO  key set reloaded")])
calm(
    "A 403 for /admin and a 200 for /orders, with the same token. That is how it should be?",
    exchanges=[bearer(GOOD, status=200, resp=FINE)],
)
calm(
    "We saw invalid_grant twice in March. Nothing since.",
    exchanges=[
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r1-EXAMPLE", "client_id": "web"},
            200,
            {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600},
        )
    ],
)
calm("The last 401 is from yesterday.", exchanges=ok)
calm(
    "invalid_token was in the log of Tuesday, the token of today works",
    exchanges=ok,
    credential=cred(GOOD),
    verifier=verifier(),
)
calm(
    "Health check says 401 without credentials, which is right",
    exchanges=[ex("GET", AUD + "/health", 401, resp=[["WWW-Authenticate", "Bearer"]], at=-9), *ok],
)
calm("Warning: token lifetime of 3600 s is longer than recommended", exchanges=ok)
calm("Scanner: JWT uses RS256 with a 2048 bit key, weak?", credential=cred(GOOD), verifier=verifier())
calm(
    "Is there an issue when exp and iat are 3600 apart and the server allows 86400?",
    credential=cred(GOOD),
    verifier=verifier(),
)
calm(
    exchanges=[
        bearer(OLD, at=-9, by="proxy"),
        tok(
            {"grant_type": "refresh_token", "refresh_token": "r1-EXAMPLE", "client_id": "web"},
            200,
            {"access_token": GOOD, "token_type": "Bearer", "expires_in": 3600},
            at=-8,
        ),
        bearer(GOOD, status=204, resp=FINE),
    ]
)
calm(
    "Tous les appels passent, le 401 du début est normal ?",
    exchanges=[ex("GET", AUD + "/v1/orders", 401, resp=[["WWW-Authenticate", "Bearer"]], at=-9), *ok],
)
calm(
    "Alles läuft, nur zur Sicherheit: ist der 401 davor normal?",
    exchanges=[ex("GET", AUD + "/v1/orders", 401, resp=[["WWW-Authenticate", "Bearer"]], at=-9), *ok],
)
calm(
    "AWS Trusted Advisor flags an access key as exposed; it is the documentation's sample",
    env=env(),
    files={"SETUP.txt": "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"},
    exchanges=[aws()],
)
calm(
    "Key rotated this morning, checking that the new one is used",
    env=env("AKIA2NEWEDRFTEXAMPLE"),
    files={"~/.aws/credentials": creds("AKIA2NEWEDRFTEXAMPLE"), "~/.aws/credentials.bak": creds(AK)},
    exchanges=[aws(key_id="AKIA2NEWEDRFTEXAMPLE")],
)
calm(
    command="aws s3 cp a s3://b",
    env=env(SI, SS, ST),
    exchanges=[
        aws(
            service="s3",
            key_id=SI,
            token=ST,
            code="SlowDown",
            msg="Please reduce your request rate.",
            status=503,
            at=-9,
        ),
        aws(service="s3", key_id=SI, token=ST, at=-5),
    ],
)
calm(
    "ThrottlingException three times, then done",
    env=env(),
    exchanges=[aws(code="ThrottlingException", msg="Rate exceeded", status=400, at=-9), aws(at=-6)],
)
calm(
    "Two profiles hold the same key. A problem?",
    files={"~/.aws/credentials": creds() + creds(section="copy")},
    exchanges=[aws()],
)
calm(
    "Prompt shows the session in red, 4 minutes left",
    env=env(SI, SS, ST, AWS_CREDENTIAL_EXPIRATION=iso(240)),
    exchanges=[aws(key_id=SI, token=ST)],
)
calm(
    "Denied on purpose: the CI role may not read prod",
    exchanges=[aws(service="s3", key_id=SI, token=ST, code="AccessDenied", msg="Access Denied")],
    env=env(SI, SS, ST),
)
calm(
    "One of 5 refresh calls had to wait for a lock, none failed",
    log=[
        line(-50, "WARN  refresh lock held by worker-2, waiting"),
        line(-49, "INFO  refreshed"),
        line(-48, "INFO  GET /v1/orders 200 8ms"),
    ],
)
calm(
    "password grant will be removed, says the deprecation note. Are we affected? We use authorization_code.",
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "c1", "client_id": "web", "code_verifier": "v" * 50},
            200,
            {"access_token": GOOD, "token_type": "Bearer"},
        )
    ],
)
calm(
    "login_required in the iframe at start, then the page comes up signed in",
    exchanges=[
        ex(
            "GET",
            ISS + "/authorize?prompt=none&client_id=web&response_type=code&state=s",
            302,
            resp=[["Location", "https://web.tamarack.example/cb?error=login_required&state=s"]],
            at=-30,
            by="browser",
        ),
        tok(
            {"grant_type": "authorization_code", "code": "c1", "client_id": "web", "code_verifier": "v" * 50},
            200,
            {"access_token": GOOD, "token_type": "Bearer"},
        ),
    ],
)
calm(
    "Revoked my own session in the account page, the app asked for a new login, all good",
    log=[
        line(-90, "POST /token 400 invalid_grant (revoked by user)"),
        line(-60, "GET /authorize 302"),
        line(-50, "POST /token 200"),
    ],
)
calm("nur ein Test: abgelaufenes Token wird abgewiesen, wie erwartet", exchanges=[bearer(OLD)])
calm("Teste negativo: token expirado recusado, como esperado", exchanges=[bearer(OLD)])
calm(
    "JWKS request took 4 s and was retried, timeouts: 1 of 12,000",
    exchanges=[
        ex("GET", ISS + "/jwks", 504, by="server", at=-20),
        ex("GET", ISS + "/jwks", 200, jwks((rsakey(), "sig-7")), by="server", at=-15),
        *ok,
    ],
)
