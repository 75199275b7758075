"""An eleventh set of reports: a new token beside one whose signature never fits, names nearly right, and who reads which part."""

from __future__ import annotations

from reported.short_forms import (
    AK,
    ISS,
    NOW,
    SI,
    SK,
    SS,
    ST,
    aws,
    bearer,
    claims,
    cred,
    creds,
    dumps,
    env,
    ex,
    iso,
    reporter,
    sign,
    tok,
)

REPORTS = []
rep = reporter(REPORTS)

OLD, NEW = "an-EXAMPLE-of-the-value-before-the-change", "an-EXAMPLE-of-the-value-since-the-change"
HMAC = {"algorithms": ["HS256"], "key": {"secret": NEW}}
EARLIER = sign(claims(iat=NOW - 4000, exp=NOW + 9000), OLD, alg="HS256")
LATER = sign(claims(iat=NOW - 30, exp=NOW + 9000), NEW, alg="HS256")
EXPIRED = sign(claims(iat=NOW - 9000, exp=NOW - 4000), NEW, alg="HS256")


def signing_in_again(first):
    return [
        bearer(first, body={"message": "Unauthorized"}, at=-60),
        ex("POST", "https://api.tamarack.example/login", 200, dumps({"access_token": LATER}), at=-30, sent="{}"),
        bearer(LATER, status=200, body={"items": []}, resp=[], at=-20),
    ]


# ---------------- a signature does not run out: that a newer token passes heals nothing
rep(
    "jwt.secret_rotated",
    symptom="401 for all people since this morning, signing in anew helps",
    credential=cred(EARLIER),
    verifier=HMAC,
    exchanges=signing_in_again(EARLIER),
    log=[iso(-1200) + " INFO config: signing secret reloaded, revision 7 -> 8"],
)
# The twin: what had ended was replaced by what was asked for.
rep(
    None,
    "accepted",
    symptom="one 401 in the browser's console, then it goes on",
    credential=cred(EXPIRED),
    verifier=HMAC,
    exchanges=signing_in_again(EXPIRED),
)

# ---------------- a reader of NAME=VALUE takes the value apart at its own sign
WHOLE = "r8Kq2vTz0mW=hYb4nLx7sPdEXAMPLE"
rep(
    "jwt.secret_special_chars_mangled",
    symptom="signature verification failed",
    credential=cred(sign(claims(), WHOLE.split("=", maxsplit=1)[0], alg="HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": WHOLE}},
    files={"load.py": "name, value = line.split('=')[:2]\n"},
)

# ---------------- what a server finds too large is what it was sent; no cookie is shown
rep(
    "jwt.token_over_size_limit",
    symptom="some people with many groups get 400 from the app behind the access proxy",
    exchanges=[
        ex("GET", "https://wiki.tamarack.example/", 400, "<center>Request Header Or Cookie Too Large</center>"),
    ],
)
# The twin: the answer before sets the cookie that is too large.
rep(
    "oauth.cookie_too_large",
    symptom="400 after signing in",
    exchanges=[
        ex("GET", "https://wiki.tamarack.example/callback", 302, resp=[["Set-Cookie", "s=" + "a" * 5000]], at=-9),
        ex("GET", "https://wiki.tamarack.example/", 400, "<center>Request Header Or Cookie Too Large</center>"),
    ],
)

# ---------------- the application's own log says what arrived
for line in ("environ HTTP_AUTHORIZATION: None", "auth: no authorization header, going on as guest"):
    rep(
        "oauth.header_stripped_by_proxy",
        certain=False,
        symptom="403 on the server, the same request passes against the development server",
        exchanges=[bearer(sign(claims()), status=403, body={"error": "forbidden"}, resp=[])],
        log=[iso(-2) + " app: " + line],
    )

# ---------------- HTTP Basic carries the id that the endpoint misses
rep(
    "oauth.server_metadata_wrong",
    also=["oauth.client_auth_method_mismatch"],
    symptom="invalid_client: client_id is required",
    issuer={"url": ISS, "metadata": {"token_endpoint_auth_methods_supported": ["client_secret_basic"]}},
    client={"client_id": "web", "token_endpoint_auth_method": "client_secret_basic"},
    exchanges=[
        tok(
            {"grant_type": "authorization_code", "code": "Qx81"},
            401,
            {"error": "invalid_client", "error_description": "client_id is required"},
            req=[["Authorization", "Basic d2ViOkVYQU1QTEVzZWNyZXQ="]],
        )
    ],
)

# ---------------- a member of a section is nearly named as SDKs want it
rep(
    "aws.wrong_variable_name",
    symptom="Unable to locate credentials. You can configure credentials by running aws configure",
    command="aws s3 ls --profile build",
    files={
        "~/.aws/credentials": f"[default]\naws_access_key_id = {AK}\naws_secret_access_key = {SK}\n\n"
        f"[build]\naws_access_key_id = AKIA7ZXPLMQ3BEXAMPLE\naws_secret_key = {SK}\n"
    },
)
# The twin: both members are named as SDKs want them.
rep(
    "aws.no_credentials_unsigned",
    also=["aws.wrong_profile_selected", "aws.other_users_home", "aws.credentials_in_other_file"],
    certain=False,
    symptom="Unable to locate credentials. You can configure credentials by running aws configure",
    command="aws s3 ls --profile build",
    files={"~/.aws/credentials": creds(section="build", extra="aws_region = eu-west-1\n")},
)

# ---------------- the program's own file names another profile than the call
rep(
    "aws.wrong_profile_selected",
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    command="AWS_PROFILE=images packer build image.json",
    files={
        "image.json": '{"builders": [{"type": "amazon-ebs", "profile": "default"}]}',
        "~/.aws/credentials": creds() + "\n" + creds("AKIA7ZXPLMQ3BEXAMPLE", section="images"),
    },
    exchanges=[aws("ec2", code="AuthFailure", msg="AWS was not able to validate the provided access credentials")],
)

# ---------------- another vendor's keys have another form
rep(
    "aws.real_key_to_other_endpoint",
    symptom="InvalidArgument: Credential access key has length 20, should be 32",
    env=env(),
    exchanges=[
        aws(
            "s3",
            "auto",
            code="InvalidArgument",
            msg="Credential access key has length 20, should be 32",
            status=400,
            host="0f3ad1.r2.cloudflarestorage.com",
        )
    ],
)

# ---------------- the provider, asked once more, hands out the next session
rep(
    "aws.session_cached_not_refreshed",
    symptom="ExpiredToken: The provided token has expired.",
    exchanges=[aws("s3", code="ExpiredToken", msg="The provided token has expired.", status=400, key_id=SI, token=ST)],
    files={"~/.aws/config": "[default]\ncredential_process = /opt/bin/hand-out\n"},
    log=[
        f"{iso(-5000)} credential_process: AccessKeyId {SI}, Expiration {iso(-1400)}",
        f"{iso(-1)} /opt/bin/hand-out: AccessKeyId ASIA7ZXPLMQ3BEXAMPLE, Expiration {iso(3500)}",
    ],
)
# The twin: old values in the file of credentials, which the provider is never asked for.
rep(
    "aws.static_section_shadows_provider",
    symptom="ExpiredToken: The provided token has expired.",
    exchanges=[aws("s3", code="ExpiredToken", msg="The provided token has expired.", status=400, key_id=SI, token=ST)],
    files={
        "~/.aws/config": "[default]\ncredential_process = /opt/bin/hand-out\n",
        "~/.aws/credentials": creds(SI, SS, ST),
    },
    log=[f"{iso(-1)} /opt/bin/hand-out: AccessKeyId ASIA7ZXPLMQ3BEXAMPLE, Expiration {iso(3500)}"],
)

# ---------------- an HTTP library names its error in one word
rep(
    "jwt.whitespace_in_token",
    symptom="panicked: called `Result::unwrap()` on an `Err` value: InvalidHeaderValue",
    command="uv publish",
    env={"PUBLISH_TOKEN": sign(claims()) + "\n"},
)

# ---------------- each instance has a pair of keys of its own
PLAIN = sign(claims(), kid=None)
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="the page shows and then the sign-in again; crypto/rsa: verification error",
    exchanges=[
        bearer(PLAIN, status=200, body={"items": []}, resp=[["X-Upstream", "10.4.0.11"]], at=-4),
        bearer(PLAIN, body="crypto/rsa: verification error", resp=[["X-Upstream", "10.4.0.12"]], at=-3),
        bearer(PLAIN, status=200, body={"items": []}, resp=[["X-Upstream", "10.4.0.11"]], at=-2),
        bearer(PLAIN, body="crypto/rsa: verification error", resp=[["X-Upstream", "10.4.0.12"]], at=-1),
    ],
)

# ---------------- the exchange shows where keys were looked for
rep(
    "jwt.jwks_url_wrong",
    symptom="JwtVerificationException: could not read remote keys",
    credential=cred(sign(claims())),
    issuer={"url": ISS, "metadata": {"issuer": ISS, "jwks_uri": ISS + "/oauth2/v1/keys"}},
    exchanges=[ex("GET", ISS + "/v1/keys", 404, {"error": "not found"})],
)

# ---------------- nothing is wrong, in these words
rep(None, "undecided", symptom="Nothing wrong so far; we keep a sample.", credential=cred(sign(claims())))
