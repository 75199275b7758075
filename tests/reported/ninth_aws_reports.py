"""A ninth set of reports, of AWS: what a client's log shows of its signing, what answers hand out, what statements hand on."""

from __future__ import annotations

from reported.short_forms import AK, INV, SI, SK, SS, ST, amz, aws, creds, env, ex, iso, reporter, xmlerr

REPORTS = []
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
OLD_ID = "ASIAW5KDLT7PEEXAMPLE"
OTHER_ID = "ASIAZ2QNVX5MKEXAMPLE"
ST2 = "IQoJb3JpZ2luX2VjEXAMPLE" + "Qp7RtYw2MnBv4Kd" * 20 + "EXAMPLETOKEN"
PLAIN = "host;x-amz-date;x-amz-target"
WITH_TOKEN = "host;x-amz-date;x-amz-security-token"


def signed(key_id, headers=WITH_TOKEN, service="logs", region="eu-west-1"):
    return f"DEBUG Authorization: AWS4-HMAC-SHA256 Credential={key_id}/{amz()[:8]}/{region}/{service}/aws4_request, SignedHeaders={headers}, Signature=<cut>"


def assumed(key_id, token, role="deploy", at=-30):
    body = f"<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{key_id}</AccessKeyId><SecretAccessKey>{SS}</SecretAccessKey><SessionToken>{token}</SessionToken><Expiration>{iso(3600)}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
    answer = aws("sts", key_id=AK, at=at, action="AssumeRole", body=body, status=200)
    answer["request"]["body"] = f"Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A415926535897%3Arole%2F{role}"
    return answer


# ---------------------------------------------------------------- the log shows who signed
rep(
    "aws.session_cached_not_refreshed",
    also=("aws.session_token_very_old",),
    symptom=f'level=error component=shipper err="UnrecognizedClientException: {M}" - since this morning; after a restart it is fine for a day',
    software="vector 0.34",
    files={"/var/lib/vector/.aws/credentials": creds(SI, SS, ST)},
    log=[signed(OLD_ID, service="kinesis")],
)
rep(
    "aws.session_cached_not_refreshed",
    symptom="ExpiredTokenException: The security token included in the request is expired",
    software="logstash-output-sqs 6.0",
    env={"AWS_PROFILE": "rotated"},
    files={"~/.aws/credentials": creds(SI, SS, ST, section="rotated")},
    log=[signed(OLD_ID, service="sqs"), "[ERROR] sqs: expired"],
)
rep(
    "aws.session_token_missing",
    symptom=f"AmazonServiceException: {M} (Service: AWSLambda; Status Code: 403; Error Code: UnrecognizedClientException)",
    software="aws-sdk-php 2.8",
    files={"app.ini": f"key = {SI}\nsecret = {SS}\n"},
    log=[signed(SI, PLAIN, "lambda")],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom="operation error EC2: DescribeInstances, api error AuthFailure: AWS was not able to validate the provided access credentials",
    software="inventory 3.1 (aws-sdk-go-v2)",
    env=env(),
    log=[signed(AK, "host;x-amz-date", "ec2", "me-central-1")],
)

# ---------------------------------------------------------------- a program that goes through the regions
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the ListTopics operation: {M}",
    software="nuke-sandbox 0.9",
    env=env(),
    log=["-> us-west-2", "   12 topics", "-> eu-south-1"],
)
rep(
    "aws.region_not_enabled",
    certain=False,
    symptom="AuthFailure: AWS was not able to validate the provided access credentials",
    files={"~/.aws/credentials": creds()},
    log=[
        "region=eu-central-1 instances=4",
        "region=af-south-1 ERROR AuthFailure",
        "region=us-east-1 instances=9",
    ],
)
rep(
    "aws.unknown_access_key",
    also=("aws.key_deleted_or_rotated",),
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}",
    env=env(),
    log=["regions to look at: us-east-1, eu-west-1, ap-east-1", "checking who we are"],
)

# ---------------------------------------------------------------- two of three values are handed on
for statement in (
    f"COPY events FROM 's3://lake/e/' CREDENTIALS 'aws_access_key_id={SI};aws_secret_access_key={SS}' FORMAT AS PARQUET",
    f"COPY INTO t FROM 's3://lake/e/' CREDENTIALS = (AWS_KEY_ID = '{SI}' AWS_SECRET_KEY = '{SS}') FILE_FORMAT = (TYPE = CSV)",
    f"CREATE SECRET lake (TYPE s3, KEY_ID '{SI}', SECRET '{SS}', REGION 'eu-west-1')",
    f"SELECT * FROM s3('https://lake.s3.eu-west-1.amazonaws.com/e/*.csv', '{SI}', '[HIDDEN]', 'CSV')",
):
    rep(
        "aws.session_token_missing",
        symptom="S3ServiceException: Access denied, status code 403: The AWS Access Key Id you provided does not exist in our records.",
        software="loader 2.4",
        env=env(SI, SS, ST),
        log=[f"executing: {statement}"],
    )
rep(
    "aws.session_token_missing",
    symptom="java.nio.file.AccessDeniedException: s3a://lake/e: getFileStatus: Service: Amazon S3; Status Code: 403; Error Code: 403 Forbidden",
    software="hadoop 3.3",
    command=f"hadoop distcp -Dfs.s3a.access.key={SI} -Dfs.s3a.secret.key={SS} hdfs:///e s3a://lake/e",
)
rep(
    None,
    verdict="accepted",
    symptom="it works; is the way we hand the session on all right?",
    env=env(SI, SS, ST),
    log=[
        f"executing: COPY e FROM 's3://lake/e/' CREDENTIALS 'aws_access_key_id={SI};aws_secret_access_key={SS};token={ST}'"
    ],
    exchanges=[
        aws("s3", key_id=SI, token=ST, status=200, host="lake.s3.eu-west-1.amazonaws.com", body="<ListBucketResult/>")
    ],
)

# ---------------------------------------------------------------- what answers handed out
rep(
    "aws.session_triplet_mismatch",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the DescribeStacks operation: {M}",
    exchanges=[
        assumed(SI, ST, "one", -30),
        assumed(OTHER_ID, ST2, "two", -29),
        aws("cloudformation", key_id=OTHER_ID, token=ST, code=INV[0], msg=INV[1]),
    ],
)
rep(
    "aws.session_triplet_mismatch",
    symptom=f"UnrecognizedClientException: {M}",
    software="gateway 1.2, in a pod",
    exchanges=[
        ex(
            "GET",
            "http://169.254.170.2/v2/credentials/7c0f",
            200,
            {"AccessKeyId": SI, "SecretAccessKey": SS, "Token": ST, "Expiration": iso(3000)},
            at=-400,
        ),
        aws("dynamodb", key_id=SI, token=ST2, code="UnrecognizedClientException", msg=M, status=400),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="somebody asked whether the switch between the two roles is sound",
    exchanges=[
        assumed(SI, ST, "one", -30),
        assumed(OTHER_ID, ST2, "two", -29),
        aws("s3", key_id=OTHER_ID, token=ST2, status=200),
    ],
)

# ---------------------------------------------------------------- which file, which profile, which name
rep(
    "aws.credentials_in_other_file",
    symptom="The config profile (billing) could not be found",
    command="aws ce get-cost-and-usage --profile billing",
    files={
        "C:\\Users\\ines\\.aws\\credentials.txt": creds(section="billing"),
        "C:\\Users\\ines\\.aws\\config": "[default]\nregion = eu-west-1\n",
    },
)
rep(
    "aws.credentials_in_other_file",
    symptom="NoCredentialProviders: no valid providers in chain",
    software="exporter 0.6 in a container",
    files={"/run/secrets/aws-credentials": creds(), "~/.aws/config": "[default]\nregion = eu-west-1\n"},
)
rep(
    "aws.wrong_profile_selected",
    symptom="AccessDenied: User: arn:aws:iam::415926535897:user/private is not authorized to perform: sqs:ReceiveMessage",
    software="Spring Cloud AWS 2.4",
    settings={
        "cloud.aws.credentials.profile-name": "company",
        "cloud": {"aws": {"credentials": {"profileName": "company"}}},
    },
    files={"~/.aws/credentials": creds() + creds("AKIAZ7WQ2LMNKEXAMPLE", SS, section="company")},
    exchanges=[
        aws("sqs", key_id=AK, code="AccessDenied", msg="User: arn:aws:iam::415926535897:user/private is not authorized")
    ],
)
for half in (
    {"AWS_ACCESS_KEY_ID": AK, "PROD_AWS_SECRET_ACCESS_KEY": SK},
    {"AWS_ACCESS_KEY_ID_DEV": AK, "AWS_SECRET_ACCESS_KEY": SK},
    {"AWS_ACESS_KEY_ID": AK, "AWS_SECRET_ACCESS_KEY": SK},
):
    rep(
        "aws.wrong_variable_name",
        also=("aws.no_credentials_unsigned",),
        symptom="botocore.exceptions.NoCredentialsError: Unable to locate credentials",
        software="boto3 1.34",
        env=half,
    )

# ---------------------------------------------------------------- a key's end
rep(
    "aws.key_deleted_or_rotated",
    also=("aws.unknown_access_key",),
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    software="terraform 1.6, agents with sleep 30 between the stages",
    log=[
        "09:01 stage one: AKIA****WSED ok",
        "09:04 ops: rotated the access key of user tf",
        "09:06 stage two: AKIA****WSED",
        "09:06 stage two: failed",
    ],
)
rep(
    "aws.key_not_yet_propagated",
    also=("aws.unknown_access_key",),
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    log=[
        "AKIA****OLD1 ok",
        "new access key created, old access key removed",
        "AKIA****NEW2",
        "sleep 20",
        "AKIA****NEW2 ok a minute later",
    ],
)

# ---------------------------------------------------------------- what a repeated call cured
WEB = "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A415926535897%3Arole%2Fci&RoleSessionName=ci&WebIdentityToken=masked"


def web_identity(status, body, at):
    return ex("POST", "https://sts.eu-west-1.amazonaws.com/", status, body, sent=WEB, at=at)


rep(
    None,
    verdict="accepted",
    symptom="there is a line 'IDPCommunicationError' in the log of the pipeline, afterwards everything goes on as usual",
    exchanges=[
        web_identity(
            400, xmlerr("IDPCommunicationError", "Couldn't retrieve verification key from your identity provider"), -20
        ),
        web_identity(
            200,
            f"<AssumeRoleWithWebIdentityResponse><Credentials><AccessKeyId>{SI}</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResponse>",
            -12,
        ),
    ],
)
rep(
    None,
    verdict="accepted",
    symptom="nightly sync, one 'Throttling: Rate exceeded' in the log",
    exchanges=[
        aws("cloudformation", code="Throttling", msg="Rate exceeded", status=400, action="ListStacks", at=-9),
        aws("cloudformation", status=200, action="ListStacks", at=-7, body="<ListStacksResponse/>"),
    ],
)
rep(
    "aws.session_expired",
    certain=False,
    symptom="An error occurred (ExpiredToken) when calling the ListStacks operation: The security token included in the request is expired",
    exchanges=[
        aws(
            "cloudformation",
            key_id=SI,
            token=ST,
            code="Throttling",
            msg="Rate exceeded",
            status=400,
            action="ListStacks",
            at=-9,
        ),
        aws(
            "cloudformation", key_id=SI, token=ST, status=200, action="ListStacks", at=-7, body="<ListStacksResponse/>"
        ),
    ],
)

# ---------------------------------------------------------------- what code and files show of a session
ASSUMES = "AssumeRoleResponse r = sts.assumeRole(request);\nClient c = Client.builder().credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(r.credentials().accessKeyId(), r.credentials().secretAccessKey(), r.credentials().sessionToken()))).build();\n"
rep(
    "aws.session_cached_not_refreshed",
    certain=False,
    symptom="SqsException: The security token included in the request is expired (Service: Sqs, Status Code: 403)",
    software="listener 4.1",
    files={"src/Queue.java": ASSUMES},
)
rep(
    "aws.presigned_by_expiring_session",
    certain=False,
    symptom="<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error> in the browser of whoever opens yesterday's mail",
    files={
        "lib/links.rb": "signer = Aws::S3::Presigner.new\nsigner.presigned_url(:get_object, bucket: b, key: k, expires_in: 604800)\n"
    },
)
rep(
    "aws.session_token_very_old",
    certain=False,
    symptom="InvalidToken: The provided token is malformed or otherwise invalid.",
    env=env(SI, SS, ST),
    log=["2026-08-02 10:11:12.000000000 +0000 /home/u/.awsenv"],
)
rep(
    "aws.getsessiontoken_no_mfa_iam",
    symptom="InvalidClientTokenId when calling AttachUserPolicy",
    env=env(SI, SS, ST),
    log=["GetSessionToken DurationSeconds=3600 ok", "GetObject ok"],
)
rep(
    "aws.region_not_enabled_in_source_account",
    certain=False,
    symptom=f"AssumeRole in me-central-1: InvalidClientTokenId: {M}",
    log=["target account has me-central-1 enabled since spring"],
)

# ---------------------------------------------------------------- names and programs
rep(
    "aws.env_overrides_profile",
    certain=False,
    symptom=f"deploy stopped: {M}",
    command="sls deploy --aws-profile stage",
    env=env(),
    files={"~/.aws/credentials": creds("AKIAZ7WQ2LMNKEXAMPLE", SS, section="stage")},
)
rep(
    "aws.wrong_variable_name",
    also=("aws.no_credentials_unsigned",),
    symptom="Unable to locate credentials",
    files={
        "task.json": '{"environment": [\n  {\n    "name": "AWS_ACCESS_ID_KEY",\n    "valueFrom": "arn:aws:ssm:eu-west-1:415926535897:parameter/id"\n  }\n]}'
    },
)
rep(
    "aws.wrong_variable_name",
    also=("aws.no_credentials_unsigned",),
    symptom="CredentialsProviderError: Could not load credentials from any providers",
    env={"AWS_ACCESS_KEY_ID": AK, "AWS_ACCESS_SECRET_KEY": SK},
)
rep(
    "aws.other_users_home",
    also=("aws.wrong_profile_selected",),
    certain=False,
    symptom="The config profile (nightly) could not be found - when the agent runs it, as deploy it works",
    command="aws s3 cp dump s3://b --profile nightly",
)
rep(
    "aws.plain_value_base64_decoded",
    symptom='Get "https://route53.amazonaws.com/": net/http: invalid header field value "AWS4-HMAC-SHA256 Credential=\\x00\\xa2\\x00\\xe1\\x05\\x84/20260921" for key Authorization',
)
rep(
    "aws.malformed_authorization_header",
    certain=False,
    symptom='AuthorizationHeaderMalformed: The authorization header is malformed; incorrect date format "21092026". This date in the credential must be in the format "yyyyMMdd".',
)
rep(
    "aws.web_identity_provider_missing",
    certain=False,
    symptom="OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
)

# ---------------------------------------------------------------- nothing was refused for good
rep(
    None,
    verdict="accepted",
    symptom="one 400 in the log of the night, the job finishes",
    exchanges=[
        aws("dynamodb", key_id=OLD_ID, token=ST2, code="ExpiredTokenException", msg="expired", status=400, at=-9),
        ex(
            "GET",
            "http://169.254.170.2/v2/credentials/7",
            200,
            {"AccessKeyId": SI, "SecretAccessKey": SS, "Token": ST, "Expiration": iso(3000)},
            at=-8,
        ),
        aws("dynamodb", key_id=SI, token=ST, status=200, at=-7),
    ],
)
rep(
    None,
    verdict="accepted",
    files={
        "~/.aws/config": "[default]\nregion = eu-west-1\n[attic]\nregion = eu-west-2\n",
        "~/.aws/credentials": creds(),
    },
    exchanges=[aws("s3", status=200, action="ListBuckets")],
)

# ---------------------------------------------------------------- two of three values, in further places
for members in (
    {"settings": {"spark.hadoop.fs.s3a.access.key": SI, "spark.hadoop.fs.s3a.secret.key": SS}},
    {"log": [f"DEBUG static credentials: id={SI} secret=<40 characters> session_token=None"]},
):
    rep("aws.session_token_missing", symptom=f"UnrecognizedClientException: {M}", software="ingest 1.9", **members)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    files={"backend.hcl": f'access_key = "{AK}"\nsecret_key = "{SK}"\ntoken = "{ST}"\n'},
)
for tale in (
    "of a pod that runs for days; to delete the pod helps",
    "exactly an hour after the server was started",
):
    rep(
        "aws.session_cached_not_refreshed",
        certain=False,
        symptom=f"ExpiredTokenException: The security token included in the request is expired, {tale}",
        software="uploader 7",
    )
rep(
    "aws.v1_token_in_optin_region",
    certain=False,
    symptom="InvalidClientTokenId in ap-southeast-4 with a SAML session; IAM user keys work there",
)

# ---------------------------------------------------------------- which source won, as the tools tell it
rep(
    "aws.env_overrides_profile",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the ListTables operation: {M}",
    env={"AWS_PROFILE": "fresh"},
    log=["$ aws configure list", "access_key     ****************MPLE              env"],
)
rep(
    "aws.profile_section_name",
    symptom="The config profile (ops) could not be found",
    env={"AWS_PROFILE": "ops"},
    files={"~/.aws/config": "[profile: ops]\nregion = eu-west-1\n"},
)
rep(
    "aws.wrong_profile_selected",
    verdict="accepted",
    certain=False,
    symptom="the tables of my own account are listed instead of the company's",
    command="aws dynamodb list-tables",
    files={"~/.aws/credentials": creds() + creds("AKIAZ7WQ2LMNKEXAMPLE", SS, section="company")},
)
rep(
    "aws.other_users_home",
    certain=False,
    symptom="Could not load credentials from any providers: the boot script runs as root, started by hand as me it is fine",
)

# ---------------------------------------------------------------- endpoints without a scheme, ids with slashes
rep(
    "aws.real_key_to_other_endpoint",
    certain=False,
    symptom="The Access Key Id you provided does not exist in our records.",
    settings={"endpoint": "objects.internal.example:9000", "accessKey": AK, "secretKey": SK},
)
rep(
    "aws.id_and_secret_swapped",
    symptom="403 InvalidAccessKeyId",
    exchanges=[
        ex(
            "GET",
            f"https://b.s3.amazonaws.com/x?AWSAccessKeyId={SK.replace('/', '%2F').replace('+', '%2B')}&Signature=x&Expires=1790000900",
            403,
            xmlerr("InvalidAccessKeyId", "x", "s3"),
        ),
    ],
)
rep(
    "aws.secret_extra_characters",
    certain=False,
    symptom="SignatureDoesNotMatch; the secret that I copied has 41 characters, with % at the end",
)
