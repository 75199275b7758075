"""A fourteenth set of reports, of AWS: values in markup and in secrets of a cluster, tokens that were cut, ids in a log, and addresses in variables."""

from __future__ import annotations

from reported.short_forms import (
    AK,
    INV,
    SI,
    SK,
    SS,
    ST,
    amz,
    aws,
    creds,
    dumps,
    env,
    iso,
    reporter,
)

REPORTS = []
rep = reporter(REPORTS)

M = "The security token included in the request is invalid"
E = "ExpiredToken: The provided token has expired."
SD = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
AK2, SK2 = "AKIA7ZXPLMQ3BEXAMPLE", "pL9oKi8+Uj7Yh6/Tg5rF4eDsW3qAzXEXAMPLEKEY"
SI2 = "ASIA7ZXPLMQ3BEXAMPLE"
CUT = "IQoJb3JpZ2luX2VjEXAMPLEFh3kQw9LzTn7bVx"

# ---------------------------------------------------------------- a token that the reporter cut, beside a permanent key
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"An error occurred (InvalidClientTokenId) when calling the CreateAccessKey operation: {M}.",
    command="rotate-keys --profile build",
    env=env(token=CUT + "<rest cut by me>"),
    log=[iso(-7) + " Rotating access keys of build", iso(-5) + " Made new access key ****************MPLE"],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"UnrecognizedClientException: {M}",
    files={"~/.aws/credentials": creds(token="FwoGZXIvYXdzEXAMPLE8oLQzx { shortened }")},
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"InvalidClientTokenId: {M}",
    software="aws-sdk-go 1.44",
    settings={"s3": {"accessKeyId": AK, "secretAccessKey": SK, "sessionToken": CUT + " (snip)"}},
    log=[iso(-9) + " vault: new access key issued"],
)
rep(
    "aws.stale_session_token_with_new_key",
    symptom=f"Error: configuring Terraform AWS Provider: validating provider credentials: InvalidClientTokenId: {M}",
    env=env(token="IQoJb3JpZ2luX2VjEJr<...>"),
)
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetUser operation: {M}.",
    env=env(),
    log=[iso(-6) + " Created access key " + AK],
)
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    env=env(token=""),
    log=[iso(-6) + " Created access key " + AK],
    also=("aws.empty_session_token",),
)
# The named profile is the one in use, and it has no token: what stands in the variables is not sent.
rep(
    "aws.key_not_yet_propagated",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetUser operation: {M}.",
    command="aws iam get-user --profile build",
    env=env(token=CUT + "<cut>"),
    files={"~/.aws/credentials": creds(AK2, SK2, section="build")},
    log=[iso(-6) + " Created access key " + AK2],
)
# ---------------------------------------------------------------- placeholders in the elements of markup
HADOOP = "<?xml version='1.0'?>\n<configuration>\n  <property>\n    <name>fs.s3a.access.key</name>\n    <value>{}</value>\n  </property>\n  <property>\n    <name>fs.s3a.secret.key</name>\n    <value>{}</value>\n  </property>\n</configuration>\n"
rep(
    "aws.literal_placeholder",
    symptom=f"WARNING: Bucket: - Error: An error occurred (SignatureDoesNotMatch) when calling the ListObjects operation: {SD}",
    software="shipper 4.3",
    files={
        "/etc/shipper.conf": f"  <source name='trail'>\n    <bucket type='trail'>\n      <access_key>{AK}</access_key>\n      <secret_key>insert_secret_key</secret_key>\n    </bucket>\n  </source>\n"
    },
    exchanges=[aws("s3", key_id=AK, code="SignatureDoesNotMatch", msg=SD)],
)
rep(
    "aws.literal_placeholder",
    symptom=f"com.amazonaws.services.s3.model.AmazonS3Exception: {SD} (Service: Amazon S3; Status Code: 403; Error Code: SignatureDoesNotMatch)",
    software="hadoop-aws 3.3.1",
    files={"core-site.xml": HADOOP.format(AK, "put_secret_here")},
)
rep(
    "aws.literal_placeholder",
    symptom="Amazon.S3.AmazonS3Exception: The AWS Access Key Id you provided does not exist in our records. InvalidAccessKeyId",
    software="AWSSDK.NET 3.7",
    files={
        "App.config": '<configuration>\n  <appSettings>\n    <!-- keys -->\n    <add key="AWSAccessKey" value="changeme" />\n    <add key="AWSSecretKey" value="changeme" />\n  </appSettings>\n</configuration>\n'
    },
)
rep(
    "aws.literal_placeholder",
    symptom=f"UnrecognizedClientException: {M}",
    software="aws-sdk-ios 2.30",
    files={
        "Info.plist": '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n  <key>AWSAccessKeyId</key>\n  <string>ENTER_ACCESS_KEY</string>\n  <key>AWSSecretAccessKey</key>\n  <string>ENTER_SECRET_KEY</string>\n</dict>\n</plist>\n'
    },
)
rep(
    "aws.literal_placeholder",
    symptom="com.amazonaws.services.s3.model.AmazonS3Exception: The AWS Access Key Id you provided does not exist in our records. (Error Code: InvalidAccessKeyId)",
    software="spring 4.1",
    files={
        "beans.xml": '<beans>\n  <bean id="s3" class="org.example.Store">\n    <property name="accessKey" value="&lt;access key&gt;"/>\n    <property name="secretKey" value="&lt;secret key&gt;"/>\n  </bean>\n</beans>\n'
    },
)
# A whole key in the same places is not at fault, and an encrypted secret is no damaged one.
rep(
    "aws.clock_skew",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    software="hadoop-aws 3.3.1",
    files={"core-site.xml": HADOOP.format(AK, SK)},
    log=["chronyd: System clock wrong by 1187.4 seconds", iso(-2) + " s3a: SignatureDoesNotMatch"],
)
rep(
    "aws.clock_skew",
    certain=False,
    symptom=f"SignatureDoesNotMatch: {SD}",
    software="jenkins s3 plugin",
    files={
        "credentials.xml": f"<list>\n  <com.example.AWSCredentialsImpl>\n    <accessKey>{AK}</accessKey>\n    <secretKey>{{AQAAABAAAAAwh7Jq2mZkQw9LzTn7bVxFh3kQw9LzTn7bVx8mN8vBc3Xz1aSd4fGh7jKl0QwEr9tY=}}</secretKey>\n  </com.example.AWSCredentialsImpl>\n</list>\n"
    },
    log=["chronyd: System clock wrong by 1187.4 seconds", iso(-2) + " s3: SignatureDoesNotMatch"],
)
rep(
    "aws.session_token_missing",
    symptom="com.amazonaws.services.s3.model.AmazonS3Exception: The AWS Access Key Id you provided does not exist in our records. (Error Code: InvalidAccessKeyId)",
    software="hadoop-aws 3.3.1",
    files={"core-site.xml": HADOOP.format(SI, SS)},
)
rep(
    "aws.key_id_whitespace",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={
        "conf/store.xml": f"<store><accessKeyId>{AK}\n</accessKeyId><secretAccessKey>{SK}</secretAccessKey></store>"
    },
)
rep(
    "aws.value_quoted",
    symptom="InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
    files={
        "conf/store.xml": f'<store><accessKeyId>"{AK}"</accessKeyId><secretAccessKey>"{SK}"</secretAccessKey></store>'
    },
)
# ---------------------------------------------------------------- a secret of three members, of which two are handed on
CREATED = "kubectl create secret generic cloud --from-literal=aws_access_key_id={} --from-literal=aws_secret_access_key={} --from-literal=aws_session_token={}"
MAPPED = "env:\n  - name: AWS_ACCESS_KEY_ID\n    valueFrom:\n      secretKeyRef:\n        name: cloud\n        key: aws_access_key_id\n  - name: AWS_SECRET_ACCESS_KEY\n    valueFrom:\n      secretKeyRef:\n        name: cloud\n        key: aws_secret_access_key\n"
THIRD = "  - name: AWS_SESSION_TOKEN\n    valueFrom:\n      secretKeyRef:\n        name: cloud\n        key: aws_session_token\n"
rep(
    "aws.session_token_missing",
    certain=False,
    symptom=f"ERROR, {M}.",
    software="a controller of secrets 8.1.0",
    command=CREATED.format("ASIA****************", "***", "***"),
    files={"values.yaml": MAPPED},
)
rep(
    "aws.session_token_missing",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    files={"deployment.yaml": MAPPED},
    log=["$ " + CREATED.format(SI, "****", "****"), "secret/cloud created"],
)
rep(
    "aws.session_token_missing",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    software="velero",
    files={
        "secret.yaml": f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: cloud\nstringData:\n  access_key_id: {SI}\n  secret_access_key: {SS}\n  session_token: {ST}\n",
        "deployment.yaml": MAPPED.replace("key: aws_", "key: "),
    },
)
rep(
    "aws.session_token_missing",
    certain=False,
    symptom=f"An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: {M}.",
    command="docker run --rm -e AWS_ACCESS_KEY_ID -e AWS_SECRET_ACCESS_KEY amazon/aws-cli sts get-caller-identity",
    env=env(SI, SS, ST),
)
rep(
    "aws.session_token_missing",
    certain=False,
    symptom=f"UnrecognizedClientException: {M}",
    files={
        "store.yaml": "kind: SecretStore\nspec:\n  provider:\n    aws:\n      service: SecretsManager\n      auth:\n        secretRef:\n          accessKeyIDSecretRef:\n            name: cloud\n            key: key-id\n          secretAccessKeySecretRef:\n            name: cloud\n            key: secret-key\n"
    },
    command=f"kubectl create secret generic cloud --from-literal=key-id={SI} --from-literal=secret-key=*** --from-literal=session-token=***",
)
rep(
    "aws.session_token_missing",
    certain=False,
    symptom=f"ERROR, {M}",
    command=CREATED.format("ASIA****************", "***", "***"),
    files={
        "values.yaml": "env:\n  AWS_REGION: eu-west-1\nfromSecret:\n  AWS_ACCESS_KEY_ID:\n    secretKeyRef: cloud\n    key: aws_access_key_id\n  AWS_SECRET_ACCESS_KEY:\n    secretKeyRef: cloud\n    key: aws_secret_access_key\n"
    },
)
# A command that unsets the variables hands nothing on.
rep(
    "aws.unknown_access_key",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    env=env(SI, SS, ST),
    log=["$ unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY"],
    also=("aws.session_very_old", "aws.getsessiontoken_no_mfa_iam"),
)
# All three are mapped: then something else is why.
rep(
    "aws.session_expired",
    certain=False,
    symptom="ExpiredTokenException: The security token included in the request is expired",
    command=CREATED.format(SI, "***", "***"),
    files={"values.yaml": MAPPED},
)
rep(
    "aws.unknown_access_key",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    command=CREATED.format(SI, "***", "***"),
    files={"values.yaml": MAPPED + THIRD},
    also=("aws.session_token_very_old", "aws.session_triplet_mismatch"),
)
# A permanent key in the same secret needs no token.
rep(
    "aws.unknown_access_key",
    certain=False,
    symptom=f"InvalidClientTokenId: {M}",
    command=f"kubectl create secret generic cloud --from-literal=aws_access_key_id={AK} --from-literal=aws_secret_access_key=***",
    files={"values.yaml": MAPPED},
    also=("aws.key_deleted_or_rotated", "aws.wrong_partition"),
)
# ---------------------------------------------------------------- a log that names the id in use, and what the provider has by now
rep(
    "aws.session_cached_not_refreshed",
    symptom="Got HTTP 403 with content '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>'",
    software="a client of S3 in Rust",
    log=[
        iso(-23000) + f" INFO  Credentials::from_instance_metadata -> {SI}",
        iso(-4) + f" DEBUG put_object /payments/a.json credential {SI}",
        iso(-1)
        + f" $ curl 169.254.169.254/latest/meta-data/iam/security-credentials/payments -> AccessKeyId {SI2}, Expiration {iso(18000)}",
    ],
)
rep(
    "aws.session_cached_not_refreshed",
    certain=False,
    symptom=E,
    software="an exporter",
    log=[
        iso(-3) + f" ERROR upload failed access_key_id={SI} code=ExpiredToken",
        "$ curl -s http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "{",
        f'  "AccessKeyId" : "{SI2}",',
        '  "SecretAccessKey" : "****",',
        '  "Token" : "****",',
        f'  "Expiration" : "{iso(20000)}"',
        "}",
    ],
)
rep(
    "aws.session_cached_not_refreshed",
    certain=False,
    symptom="S3::Error: The provided token has expired. (ExpiredToken)",
    log=[
        iso(-22000) + f" credentials loaded key_id={SI}",
        iso(-2) + f" GET /bucket/a key_id={SI}",
    ],
    files={"~/.aws/credentials": creds(SI2, SS, ST, extra=f"expiration = {iso(9000)}\n")},
)
rep(
    "aws.session_cached_not_refreshed",
    certain=False,
    symptom=E,
    log=[
        iso(-2) + f" s3: request as {SI} answered ExpiredToken",
        iso(-1) + f' imds: {{"Code":"Success","AccessKeyId":"{SI2}","Expiration":"{iso(18000)}"}}',
    ],
)
rep(
    "aws.session_cached_not_refreshed",
    certain=False,
    symptom=E,
    log=[
        iso(-9000) + f" provider: credentials refreshed, key id {SI2}",
        iso(-2) + f" worker 3: list objects, access key {SI}, answer ExpiredToken",
    ],
)
# Another program's session is fetched after the refusal.
rep(
    "aws.session_expired",
    certain=False,
    symptom=E,
    log=[
        iso(-9) + f" orders: request as {SI} -> ExpiredToken",
        iso(-5) + f" billing: credentials refreshed {SI2}",
    ],
)
# The provider has no other id, or one that has ended too: then the session has just ended.
rep(
    "aws.session_expired",
    certain=False,
    symptom=E,
    log=[
        iso(-23000) + f" INFO  Credentials::from_instance_metadata -> {SI}",
        iso(-4) + f" DEBUG put_object /payments/a.json credential {SI}",
        iso(-1) + f" $ curl 169.254.169.254/latest/meta-data/iam/security-credentials/x -> AccessKeyId {SI}",
    ],
)
rep(
    "aws.session_expired",
    certain=False,
    symptom=E,
    log=[
        iso(-4) + f" DEBUG put_object /payments/a.json credential {SI}",
        iso(-1) + f" $ cat session.json -> AccessKeyId {SI2}, Expiration {iso(-7000)}",
    ],
)


# ---------------------------------------------------------------- the address that a session signed, in a variable
def presigned(
    lasts=604800, made=-60000, token="IQoJb3JpZ2luX2VjEXAMPLErbihN4Xs04e588aoMDSfd3%2FORNCcH0fhSzEXAMPLE%3D", key_id=SI
):
    token = f"&X-Amz-Security-Token={token}" if token else ""
    return f"https://larkspur.s3.amazonaws.com/in/a.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={key_id}%2F20260921%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date={amz(made)}&X-Amz-Expires={lasts}&X-Amz-SignedHeaders=host{token}&X-Amz-Signature={'d7' * 32}"


GONE = "Could not download the input: HTTP 400 ExpiredToken: The provided token has expired."
rep(
    "aws.presigned_by_expiring_session",
    symptom=GONE,
    software="wget/1.17.1",
    env={"INPUT_URL": presigned()},
    log=[iso(-59990) + " job submitted", iso(-30) + " container started"],
)
rep(
    "aws.presigned_by_expiring_session",
    symptom=GONE,
    env={
        "JOB": dumps({"inputs": [{"url": presigned().replace("&", "\\u0026"), "to": "/tmp"}]}).replace("\\\\u", "\\u")
    },
)
rep(
    "aws.presigned_by_expiring_session",
    symptom=GONE,
    files={"job.xml": f'<job><input href="{presigned().replace("&", "&amp;")}"/></job>'},
)
rep(
    "aws.presigned_by_expiring_session",
    symptom=GONE,
    env={"DATASET": presigned(token="<cut>")},
)
rep(
    "aws.presigned_by_expiring_session",
    certain=False,
    symptom=GONE,
    env={"MODEL_URI": presigned()},
    exchanges=[
        {
            "at": iso(-1),
            "seen_by": "client",
            "request": {"method": "POST", "url": "https://jobs.larkspur.example/v1/done", "headers": [], "body": ""},
            "response": {"status": 403, "headers": [], "body": "no result"},
        }
    ],
)
# A call that an SDK signed for itself is refused, and the address lies beside it.
rep(
    "aws.session_expired",
    certain=False,
    symptom="An error occurred (ExpiredToken) when calling the ListObjectsV2 operation: The provided token has expired.",
    env={**env(SI, SS, ST), "INPUT_URL": presigned()},
)
# The address is over by itself, or holds no session.
rep(
    "aws.session_expired",
    certain=False,
    symptom=GONE,
    env={"INPUT_URL": presigned(lasts=3600)},
    also=("aws.presigned_by_expiring_session",),
)
rep(
    "aws.getsessiontoken_no_mfa_iam",
    symptom=f"InvalidClientTokenId: {M}",
    env={**env(SI, SS, ST), "INPUT_URL": presigned()},
    exchanges=[
        aws("s3", key_id=SI, token=ST, at=-9),
        aws("iam", "us-east-1", SI, *INV, token=ST, host="iam.amazonaws.com", action="ListUsers"),
    ],
)
