"""Signs that stand while another cause, or none, is at fault: what they prove, and beside which words they prove nothing."""

from __future__ import annotations

import base64

from reported.client_exchanges import VERIFIER, ask, call, redeem, s256
from reported.short_forms import (
    AK,
    NOW,
    SI,
    SK,
    SS,
    ST,
    STS_INV,
    aws,
    bearer,
    claims,
    counter,
    cred,
    creds,
    env,
    ex,
    sign,
    verifier,
)

UNPROVED_DOUBTS = []
row = counter(UNPROVED_DOUBTS)

UNSIGNED = "An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: The request signature we calculated does not match the signature you provided."
AUTH_FAILURE = "An error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials"

# A damaged secret is met where signatures are compared, and nowhere else.
DAMAGES = {
    "aws.secret_whitespace": [SK + " ", SK + "\n"],
    "aws.secret_extra_characters": [SK + "x", SK + "%"],
    "aws.value_quoted": [f'"{SK}"'],
    "aws.secret_special_chars_mangled": [SK.replace("/", "%2F"), SK.replace("+", " ")],
}
for code, secrets in DAMAGES.items():
    for secret in secrets:
        row("", "", environment=env(AK, secret))
        row("", "403 Forbidden", environment=env(AK, secret))
        row("", AUTH_FAILURE, environment=env(AK, secret))
        row(
            "",
            "upload fails",
            environment=env(AK, secret),
            exchanges=[aws("s3", key_id=AK, code="x", body="", method="HEAD", path="/b/k")],
        )
        row(
            "",
            "",
            environment=env(AK, secret),
            exchanges=[ex("GET", "https://bucket.s3.eu-west-1.amazonaws.com/x", 403, "")],
        )
        row(
            "",
            UNSIGNED,
            environment=env(AK, secret, AWS_ENDPOINT_URL="https://minio.tamarack.example"),
            exchanges=[aws("s3", host="minio.tamarack.example", code="SignatureDoesNotMatch", msg="does not match")],
        )
        row(code, UNSIGNED, environment=env(AK, secret))
VARIABLES = f"AWS_ACCESS_KEY_ID={AK}\nAWS_SECRET_ACCESS_KEY={SK} \n"
row("", UNSIGNED, files={".env": VARIABLES})  # what reads it strips the blank
row("aws.secret_whitespace", UNSIGNED, files={".env": VARIABLES}, command="docker run --env-file .env app")

# An empty variable is passed over by some programs.
EMPTY = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
for words in (
    "An error occurred (InvalidToken) when calling the ListBuckets operation: The provided token is malformed or otherwise invalid.",
    "An error occurred (OptInRequired) when calling the DescribeInstances operation",
    AUTH_FAILURE,
    STS_INV,
    "upload failed",
    "",
):
    row("", words, environment=EMPTY)
    row("", words, environment=EMPTY, files={"~/.aws/credentials": creds()})
    row("", words, environment={"AWS_SECRET_ACCESS_KEY": ""}, files={"~/.aws/credentials": creds(SI, SS, ST)})
row("aws.empty_env_variable", "Unable to locate credentials", environment=EMPTY)

# A file of settings holds no keys; a pair in the environment is found before any file.


def with_mark(text):
    return {"base64": base64.b64encode(b"\xef\xbb\xbf" + text.encode()).decode()}


CONFIG = {"~/.aws/config": with_mark("[default]\nregion = eu-west-1\n")}
for words in ("The config profile (prod) could not be found", "Unable to locate credentials", STS_INV):
    row("", words, files=CONFIG)
    row("", words, files=CONFIG | {"~/.aws/credentials": creds()})
row("aws.credentials_file_bom", "Unable to parse config file: /home/u/.aws/config", files=CONFIG)
row(
    "",
    "Unable to locate credentials",
    environment=env(),
    files={"~/.aws/credentials": with_mark(creds())},
)
row("aws.credentials_file_bom", "Unable to locate credentials", files={"~/.aws/credentials": with_mark(creds())})

# A key id that was masked in the request that is shown.
for mask in ("xxxx", "X" * 8, "<redacted>", "[hidden]", "__redacted__", "****"):
    row(
        "",
        STS_INV,
        exchanges=[
            aws(key_id=mask, code="InvalidClientTokenId", msg="The security token included in the request is invalid.")
        ],
    )
    row("", STS_INV, environment=env(mask, mask))
    row("", "jwt audience invalid", credential=cred(sign(claims())), verifier=verifier(audience=mask))
    row("", "jwt malformed", exchanges=[bearer(f'"{mask}"')])
row("", STS_INV, environment=env("AKIA" + "X" * 16, SS, ST))

# A caller may be built with the library that is named.
NUMBER = sign(claims(sub=42))
for software in ("PyJWT/2.10.1", "python-requests/2.32 (PyJWT 2.10.1)", "my-client/1.0 PyJWT/2.12"):
    row("", "401 Unauthorized", software=software, credential=cred(NUMBER))
    row("", "401 Unauthorized", software=software, exchanges=[bearer(NUMBER)], verifier=verifier())
    row("", "", software=software, credential=cred(NUMBER))
row(
    "jwt.sub_not_string",
    "401 Unauthorized",
    software="fastapi/0.115 PyJWT/2.10.1",
    exchanges=[bearer(NUMBER)],
    verifier=verifier(),
)
row("jwt.sub_not_string", "Subject must be a string", software="my-client/1.0 PyJWT/2.12", credential=cred(NUMBER))

# One issuer may serve the APIs of every environment.
STAGED = sign(claims(iss="https://login.staging.tamarack.example"))
for status, words in ((401, "401 Unauthorized"), (403, "403 Forbidden"), (401, "invalid token"), (401, "")):
    row("", words, exchanges=[bearer(STAGED, status=status)])
    row("", words, exchanges=[bearer(STAGED, url="https://api.prod.tamarack.example/v1", status=status)])
row("oauth.wrong_environment", "invalid issuer", exchanges=[bearer(STAGED, body="invalid issuer")])
row("oauth.wrong_environment", "401", exchanges=[bearer(STAGED)], verifier=verifier(key=...))
KEY = [("Authorization", "Bearer sk_test_EXAMPLEabcdef0123456789")]
LIVE = "https://api.live.tamarack.example/v1"
row("", "402 card declined", exchanges=[call("GET", LIVE, 402, "card declined", headers=KEY)])
row("", "403 Forbidden", exchanges=[call("GET", LIVE, 403, "Forbidden", headers=KEY)])
row("oauth.wrong_environment", "test mode key", exchanges=[call("GET", LIVE, 403, "test mode key", headers=KEY)])

# A server that knows no proof key passes the challenge over.
ASKED = ask(code_challenge=s256(VERIFIER), code_challenge_method="S256")
KNOWS = {"metadata": {"code_challenge_methods_supported": ["S256"]}}
for told in (None, "Code not valid", "Invalid authorization code", "client mismatch", "Bad Request"):
    row("", "invalid_grant", exchanges=[ASKED, redeem(desc=told)])
row("", "invalid_grant", exchanges=[ASKED, redeem(desc="Code not valid")], issuer=KNOWS)
row("oauth.pkce_verifier_missing", "invalid_grant", exchanges=[ASKED, redeem()], issuer=KNOWS)
row("oauth.pkce_verifier_missing", "invalid_grant", exchanges=[ASKED, redeem(desc="PKCE verification failed")])

# Whoever shows a token likes to take its signature away.
WHOLE = sign(claims())
for cut in (WHOLE.rpartition(".")[0], WHOLE.rpartition(".")[0] + ".", WHOLE[:-4], WHOLE[:60], WHOLE.partition(".")[0]):
    for words in ("401 Unauthorized", "403 Forbidden", "Invalid token", "The token could not be validated"):
        row("", words, credential=cred(cut))
        row("", words, exchanges=[bearer(cut)])
row("jwt.token_truncated", "jwt malformed", credential=cred(WHOLE.rpartition(".")[0]))
row("jwt.token_truncated", "invalid signature", credential=cred(WHOLE[:-4]))
row("jwt.token_truncated", "401 Unauthorized", exchanges=[bearer(WHOLE[:255])])

# Both sides read the blank of a file of variables, or neither.
SECRET = "s3cr3t-Value-For-Tests-0123456789"
BLANK = sign(claims(), key=SECRET + " ", alg="HS256")
row("", "401 Unauthorized", credential=cred(BLANK), files={"docker.env": f"JWT_SECRET={SECRET} \n"})
row(
    "jwt.secret_special_chars_mangled",
    "401 Unauthorized",
    credential=cred(BLANK),
    verifier=verifier(algorithms=["HS256"], key={"secret": SECRET}),
)

# Short words that differ by a letter, and plurals, are two names.
IDP = "https://idp.tamarack.example"
for one, two in (
    (f"{IDP}/prod", f"{IDP}/pro"),
    (f"{IDP}/live", f"{IDP}/love"),
    (f"{IDP}/customer", f"{IDP}/customers"),
    ("https://login.tamarack.com", "https://login.tamarack.co"),
    ("https://sso.tamarack.example", "https://sts.tamarack.example"),
):
    row("", "401 Unauthorized", credential=cred(sign(claims(iss=two))), verifier=verifier(issuer=one, key=...))
for one, two in (
    ("https://login.tamarakc.example", "https://login.tamarack.example"),
    (f"{IDP}/Acme", f"{IDP}/acme"),
    (f"{IDP}/costumer-portal", f"{IDP}/customer-portal"),
):
    row("jwt.iss_typo", "401", credential=cred(sign(claims(iss=two))), verifier=verifier(issuer=one, key=...))

# A list of algorithms may be told in other letters than it is kept.
for listed in (["rs256"], ["RSA256"], [" RS256"], ["RS256,ES256"], ["*"], ["sha256WithRSA"]):
    row("", "401 Unauthorized", credential=cred(WHOLE), verifier=verifier(algorithms=listed, key=...))
    row("jwt.alg_not_allowed", "invalid algorithm", credential=cred(WHOLE), verifier=verifier(algorithms=listed))
row("jwt.alg_not_allowed", "401", credential=cred(WHOLE), verifier=verifier(algorithms=["ES256"], key=...))

# Somebody asks, and says of nothing that it failed.
OVER = sign(claims(exp=NOW - 60))
row("", "it works, but how do I log out?", credential=cred(OVER), verifier=verifier())

# What is registered of another client; a cookie that signs nobody in.
OTHERS = {"client_id": "billing", "registered": {"redirect_uris": ["https://app.tamarack.example/callback/"]}}
OWN = OTHERS | {"client_id": "tamarack-web"}
SENT = call(
    "GET",
    "https://login.tamarack.example/authorize?response_type=code&client_id=tamarack-web&redirect_uri=https://app.tamarack.example/callback",
    400,
    "redirect_uri_mismatch",
    by="browser",
)
row("", "redirect_uri_mismatch", client=OTHERS, exchanges=[SENT])
row("oauth.redirect_uri_trailing_slash", "redirect_uri_mismatch", client=OWN, exchanges=[SENT])
for cookie, code in (("analytics", ""), ("sid", "oauth.cookie_too_large")):
    kept = ex("GET", "https://app.tamarack.example/x", 200, "", resp=[["Set-Cookie", f"{cookie}=" + "a" * 4200]])
    row(code, "login loop", exchanges=[kept, ex("GET", "https://app.tamarack.example/me", 401, "")])

# What lies in files of AWS beside a refusal by somebody else.
ELSEWHERE = call("GET", "https://api.tamarack.example/v1", 401, "", headers=[("Authorization", "Bearer at-7f3c9d1e5b")])
for files in (
    {"~/.aws/credentials": f"aws_access_key_id = {AK}\naws_secret_access_key = {SK}\n"},
    {"~/.aws/credentials": with_mark(creds())},
    {"~/.aws/credentials": creds("YOUR_ACCESS_KEY", "YOUR_SECRET_KEY")},
):
    row("", "401 Unauthorized", command="aws s3 ls", files=files, exchanges=[ELSEWHERE])
