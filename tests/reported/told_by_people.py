"""Reports in which a person tells what came of it, and a file, a date or a log shows why."""

from __future__ import annotations

from evidence import NOW
from reported.short_forms import (
    SI,
    SK,
    SS,
    ST,
    aws,
    bearer,
    claims,
    cred,
    creds,
    iso,
    reporter,
    sign,
    tok,
    verifier,
)

REPORTS = []
rep = reporter(REPORTS)
NEXT_ID = "ASIAW5KDLT7PEEXAMPLE"
CACHE = '{"startUrl": "https://wren.awsapps.com/start", "region": "eu-west-1", "accessToken": "aoaEXAMPLE", "expiresAt": "%s"}'
OLD_FORM = "[profile ops]\nsso_start_url = https://wren.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 415926535897\nsso_role_name = Ops\n"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

# ---------------------------------------------------------------- a file that a variable names is nobody's home
rep(
    "aws.credentials_in_other_file",
    symptom="CredentialsProviderError: Could not resolve credentials using profile: [deploy]",
    env={"AWS_PROFILE": "deploy", "HOME": "/home/ana", "AWS_SHARED_CREDENTIALS_FILE": "/opt/tools/.aws/credentials"},
    files={
        "/opt/tools/.aws/credentials": creds(section="scanner"),
        "/home/ana/.aws/credentials": creds(SI, SS, ST, section="deploy"),
    },
)
# ---------------------------------------------------------------- a lifetime, told by who is thrown out
rep(
    "jwt.lifetime_unit_wrong",
    symptom="the dashboard kicks everybody out within half a minute, they should stay logged in for eight hours",
    credential=cred(sign(claims(iat=NOW - 60, exp=NOW - 31), key="s-EXAMPLE", alg="HS256")),
    env={"SESSION_TTL_SECONDS": "28800", "JWT_EXPIRES_IN": "28800"},
)
# ---------------------------------------------------------------- a profile file without its section header, whatever its name
rep(
    "aws.credentials_file_no_section",
    symptom="nightly upload to the bucket is denied since we moved the keys into a mounted secret",
    software="restic 0.17",
    files={
        "/run/secrets/objectstore": f"# keys of the backup user\naws_access_key_id = AKIAY3RNDTQ2LEXAMPLE\naws_secret_access_key = {SK}\nregion = eu-west-1\n"
    },
    env={"AWS_SHARED_CREDENTIALS_FILE": "/run/secrets/objectstore"},
)
rep(
    "aws.credentials_file_no_section",
    symptom="the exporter cannot log in to AWS",
    files={"/etc/exporter/keys": f"aws_access_key_id=AKIAY3RNDTQ2LEXAMPLE\naws_secret_access_key={SK}\n"},
)
# ---------------------------------------------------------------- two processes, told as coming and going
rep(
    "jwt.secret_differs_between_instances",
    certain=False,
    symptom="Sign-in goes well, then the shop signs me off on every other page. Going back often helps.",
    software="express, pm2 -i 2",
    settings={"auth.js": "const key = process.env.JWT_KEY || require('crypto').randomBytes(32)"},
    credential=cred(sign(claims(), key="s-EXAMPLE", alg="HS256")),
    log=[
        iso(-30) + " pm2 start cluster worker=0",
        iso(-30) + " pm2 start cluster worker=1",
        iso(-9) + " worker=0 GET /cart 200",
        iso(-8) + " worker=1 GET /cart 401 JsonWebTokenError: invalid signature",
        iso(-7) + " worker=0 GET /cart 200",
    ],
)
# ---------------------------------------------------------------- the sign-in that ends every day
rep(
    "aws.sso_legacy_profile_no_refresh",
    also=("aws.sso_session_expired",),
    symptom="I have to log in again each afternoon, my neighbour with the same role does not",
    files={
        "~/.aws/config": OLD_FORM,
        "~/.aws/sso/cache/0b1c.json": CACHE % iso(-1900),
    },
)
# ---------------------------------------------------------------- nothing to do
rep(
    None,
    verdict="accepted",
    symptom="monitoring found 'ExpiredToken' in the output of the export, is that a problem?",
    exchanges=[
        aws(
            "sqs",
            key_id=SI,
            token=ST,
            code="ExpiredToken",
            msg="The security token included in the request is expired",
            at=-20,
        ),
        aws("sqs", key_id=NEXT_ID, token=ST + "next", body="<ok/>", status=200, at=-14),
    ],
    log=[iso(-18) + " INFO credentials of role export renewed", iso(-2) + " INFO export finished"],
)
rep(
    None,
    verdict="accepted",
    symptom="Our crash reporting lists two HTTP 400 of the token endpoint for each pairing of a set-top box",
    exchanges=[
        *(
            tok(
                {"grant_type": DEVICE, "device_code": "dc-EXAMPLE", "client_id": "box"},
                400,
                {"error": "authorization_pending"},
                at=at,
            )
            for at in (-20, -14)
        ),
        tok(
            {"grant_type": DEVICE, "device_code": "dc-EXAMPLE", "client_id": "box"},
            200,
            {"access_token": "<cut>", "token_type": "Bearer"},
            at=-8,
        ),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="no errors; the token is about to expire and has an odd kid",
    credential=cred(sign(claims(exp=NOW + 15))),
    verifier=verifier(),
)
rep(
    None,
    verdict="accepted",
    symptom="the decoder page told invalid signature, I can't reproduce it",
    credential=cred(sign(claims())),
    verifier=verifier(),
    log=[iso(-80_000) + " WARN token expired " + sign(claims(iat=NOW - 90_000, exp=NOW - 86_000, jti="older"))],
)
rep(
    None,
    verdict="accepted",
    symptom="ExpiredToken once in the night's log, the copy completed all the same",
    exchanges=[
        aws("s3", key_id=SI, token=ST, code="ExpiredToken", msg="The provided token has expired.", at=-20),
        aws("s3", key_id=NEXT_ID, token=ST + "next", body="<ok/>", status=200, at=-15),
    ],
    log=[iso(-17) + " INFO session renewed as " + NEXT_ID],
)
rep(
    "aws.key_not_yet_propagated",
    also=("aws.key_deleted_or_rotated", "aws.unknown_access_key"),
    certain=False,
    symptom="pulumi up: InvalidClientTokenId: The security token included in the request is invalid. The second run passes.",
    exchanges=[
        aws(
            key_id="AKIAY3RNDTQ2LEXAMPLE",
            code="InvalidClientTokenId",
            msg="The security token included in the request is invalid",
            at=-90,
        ),
        aws(key_id="AKIAY3RNDTQ2LEXAMPLE", body="<ok/>", status=200, at=-10),
    ],
    log=[iso(-94) + " aws:iam:AccessKey deployer created (2s) AKIAY3RNDTQ2LEXAMPLE"],
)
rep(
    "aws.key_deleted_or_rotated",
    certain=False,
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={"/etc/loki/keys": creds("AKIAY3RNDTQ2LEXAMPLE", SK)},
    exchanges=[
        aws(
            "s3",
            key_id="AKIAY3RNDTQ2LEXAMPLE",
            code="InvalidAccessKeyId",
            msg="The AWS Access Key Id you provided does not exist in our records.",
        )
    ],
    log=[iso(-3_600) + " aws_iam_access_key.loki: Destroying... [id=AKIAY3RNDTQ2LEXAMPLE]"],
)
rep(
    "aws.empty_env_variable",
    symptom="Unable to locate credentials",
    env={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
    files={
        "run.sh": "export AWS_ACCESS_KEY_ID=$(vault read -field=id aws/creds/ci)\nexport AWS_SECRET_ACCESS_KEY=$(vault read -field=secret aws/creds/ci)\naws s3 ls\n"
    },
)
rep(
    "oauth.scope_claim_not_mapped",
    symptom="the listener says only: not authorized",
    software="a gateway of our own",
    verifier=verifier(required_scope="stock.read"),
    exchanges=[
        bearer(
            sign(claims(scope=None, scp=["stock.read"])),
            url="http://localhost:9090/stock",
            status=403,
            body="not authorized",
        )
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="Should the secret be decoded first? Nothing has failed yet.",
    credential=cred(sign(claims(), key="c2VjcmV0LUVYQU1QTEUtb2YtYS1zdXJlLWxlbmd0aA", alg="HS256")),
    verifier={"algorithms": ["HS256"], "key": {"secret": "c2VjcmV0LUVYQU1QTEUtb2YtYS1zdXJlLWxlbmd0aA"}},
)
