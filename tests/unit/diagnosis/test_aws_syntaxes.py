"""A whole key in the syntax of many programs: nothing of it is damaged, and a session without its token is seen."""

from __future__ import annotations

import pytest

from evidence import answer_to
from reported.short_forms import AK, SI, SK, SS, iso

INVALID = "An error occurred (InvalidClientTokenId): The security token included in the request is invalid"
SIGNATURE = "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided."
SYNTAXES = {
    "a.sql": "SET s3_access_key_id='%I%';\nSET s3_secret_access_key='%S%';\n",
    "copy.sql": "COPY t FROM 's3://b/x' CREDENTIALS 'aws_access_key_id=%I%;aws_secret_access_key=%S%';\n",
    "into.sql": "COPY INTO t FROM 's3://b' CREDENTIALS=(AWS_KEY_ID='%I%' AWS_SECRET_KEY='%S%');\n",
    "a.ps1": '$env:AWS_ACCESS_KEY_ID = "%I%"\n$env:AWS_SECRET_ACCESS_KEY = "%S%"\n',
    "a.bat": "set AWS_ACCESS_KEY_ID=%I%\r\nset AWS_SECRET_ACCESS_KEY=%S%\r\n",
    "a.sh": 'AWS_ACCESS_KEY_ID="%I%"; export AWS_ACCESS_KEY_ID\nAWS_SECRET_ACCESS_KEY="%S%"; export AWS_SECRET_ACCESS_KEY\n',
    "b.sh": "export AWS_ACCESS_KEY_ID='%I%' AWS_SECRET_ACCESS_KEY='%S%'\n",
    "a.fish": 'set -x AWS_ACCESS_KEY_ID "%I%"\nset -x AWS_SECRET_ACCESS_KEY "%S%"\n',
    "a.kt": 'val accessKey = "%I%"\nval secretKey = "%S%"\n',
    "a.gradle": "accessKey '%I%'\nsecretKey '%S%'\n",
    "Jenkinsfile": "environment {\n AWS_ACCESS_KEY_ID = '%I%'\n AWS_SECRET_ACCESS_KEY = '%S%'\n}\n",
    "a.R": 'Sys.setenv(AWS_ACCESS_KEY_ID = "%I%",\n  AWS_SECRET_ACCESS_KEY = "%S%")\n',
    "logstash.conf": 'output { s3 {\n  access_key_id => "%I%"\n  secret_access_key => "%S%"\n} }\n',
    "core-site.xml": "<property><name>fs.s3a.access.key</name><value>%I%</value></property>\n<property><name>fs.s3a.secret.key</name><value>%S%</value></property>\n",
    "web.config": '<add key="AWSAccessKey" value="%I%"/>\n<add key="AWSSecretKey" value="%S%"/>\n',
    "a.ex": 'config :ex_aws,\n  access_key_id: "%I%",\n  secret_access_key: "%S%"\n',
    "a.pl": "aws_access_key_id => '%I%',\naws_secret_access_key => '%S%',\n",
    "a.php": "'key' => '%I%',\n'secret' => '%S%',\n",
    "a.rs": 'let access_key = "%I%".to_string();\nlet secret_key = "%S%".to_string();\n',
    "a.cpp": 'Aws::Auth::AWSCredentials c("%I%", "%S%");\n',
    "a.c": '#define AWS_ACCESS_KEY "%I%"\n#define AWS_SECRET_KEY "%S%"\n',
    "values.yaml": "s3:\n  accessKey: '%I%'  # of the pipeline\n  secretKey: '%S%'\n",
    "compose.yml": '    environment:\n      - "AWS_ACCESS_KEY_ID=%I%"\n      - "AWS_SECRET_ACCESS_KEY=%S%"\n',
    ".env": "AWS_ACCESS_KEY_ID=%I% # deploy\nAWS_SECRET_ACCESS_KEY=%S%\n",
    "a.service": '[Service]\nEnvironment="AWS_ACCESS_KEY_ID=%I%" "AWS_SECRET_ACCESS_KEY=%S%"\n',
    "Dockerfile": "ENV AWS_ACCESS_KEY_ID=%I% \\\n    AWS_SECRET_ACCESS_KEY=%S%\n",
    "a.cs": 'var c = new BasicAWSCredentials("%I%", "%S%");\n',
    "a.toml": 'access_key_id = "%I%" # of the pipeline\nsecret_access_key = "%S%"\n',
    "inventory.ini": "aws_access_key=%I% aws_secret_key=%S%\n",
    "a.js": 'AWS.config.update({accessKeyId: "%I%", secretAccessKey: "%S%", region: "eu-west-1"});\n',
    ".passwd-s3fs": "%I%:%S%\n",
}
OPEN = {"aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.request_changed_after_signing"}
"""What may be likely where nothing but a whole key is shown."""


def _asked(name: str, symptom: str, key_id: str, secret: str):
    text = SYNTAXES[name].replace("%I%", key_id).replace("%S%", secret)
    return answer_to({"assay_bundle": 1, "now": iso(), "symptom": symptom, "files": {name: text}})


@pytest.mark.parametrize("symptom", [INVALID, SIGNATURE], ids=["invalid", "signature"])
@pytest.mark.parametrize("name", SYNTAXES)
def test_a_whole_key_is_damaged_in_no_syntax(name, symptom):
    answer = _asked(name, symptom, AK, SK)
    assert {found.code for found in answer.causes if found.confidence != "possible"} <= OPEN


@pytest.mark.parametrize("name", SYNTAXES)
def test_a_session_without_its_token_is_seen_in_every_syntax(name):
    answer = _asked(name, INVALID, SI, SS)
    assert answer.causes[0].code == "aws.session_token_missing"
