"""One fault in five dialects: boto3 meets a clock, a region, an ended session, and what it prints names the cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from evidence import answer_to, bundle, codes
from fixes.aws_service import AwsService, rfc3339

boto3 = pytest.importorskip("boto3", reason="boto3 is not installed (dependency group aws)")

OFF = 1_234.0
GATEWAY = "a1b2c3.execute-api.us-east-1.amazonaws.com"


@pytest.fixture
def aws() -> Iterator[AwsService]:
    with AwsService() as service:
        yield service


def client(aws: AwsService, service: str, host: str, keys: tuple[str, ...]) -> Any:
    """A client that speaks to a host of AWS, by way of the tests' one."""
    from botocore.config import Config

    config = Config(proxies={"http": aws.url}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    secret = dict(zip(("aws_access_key_id", "aws_secret_access_key", "aws_session_token"), keys, strict=False))
    return boto3.client(service, region_name="us-east-1", endpoint_url=f"http://{host}", config=config, **secret)


def query(aws, keys):
    with closing(client(aws, "sts", "sts.us-east-1.amazonaws.com", keys)) as asked:
        asked.get_caller_identity()


def json(aws, keys):
    with closing(client(aws, "dynamodb", "dynamodb.us-east-1.amazonaws.com", keys)) as asked:
        asked.list_tables()


def s3(aws, keys):
    with closing(client(aws, "s3", "s3.us-east-1.amazonaws.com", keys)) as asked:
        asked.list_buckets()


def ec2(aws, keys):
    with closing(client(aws, "ec2", "ec2.us-east-1.amazonaws.com", keys)) as asked:
        asked.describe_regions()


def gateway(aws, keys):
    """An API behind API Gateway has no client in boto3: programs sign with botocore and send with what they like."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    signed = AWSRequest("GET", f"http://{GATEWAY}/prod/orders")
    SigV4Auth(Credentials(*keys), "execute-api", "us-east-1").add_auth(signed)
    opener = build_opener(ProxyHandler({"http": aws.url}))
    try:
        opener.open(Request(signed.url, headers=dict(signed.headers)), timeout=10).close()
    except HTTPError as answered:
        answered.close()
        raise


DIALECTS = (query, json, s3, ec2, gateway)


def refused(aws: AwsService, call: Any, keys: tuple[str, ...], *, wire: bool) -> list[str]:
    """The causes of what the client says, and with `wire` of what went over it."""
    with pytest.raises(Exception, match=r".") as caught:
        call(aws, keys)
    symptom = f"{type(caught.value).__module__}.{type(caught.value).__name__}: {caught.value}"
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    evidence = bundle(
        now=rfc3339(datetime.now(UTC).timestamp()),
        symptom=symptom,
        environment=dict(zip(names, keys, strict=False)),
        exchanges=[aws.exchanges[-1]] if wire else [],
    )
    found = codes(evidence)
    assert found, (symptom, answer_to(evidence))
    return found


@pytest.mark.parametrize("call", DIALECTS)
def test_a_good_call_passes_in_each_dialect(aws, call):
    call(aws, aws.permanent_key())
    call(aws, aws.session())


@pytest.mark.parametrize("ahead", [OFF, -OFF], ids=["behind", "before"])
@pytest.mark.parametrize("call", DIALECTS)
def test_a_clock_that_is_off(aws, call, ahead):
    aws.ahead = ahead
    assert refused(aws, call, aws.permanent_key(), wire=True)[0] == "aws.clock_skew"


@pytest.mark.parametrize("call", DIALECTS)
def test_a_zone_that_is_off(aws, call):
    aws.ahead = 2 * 3_600
    assert refused(aws, call, aws.permanent_key(), wire=True)[0] == "aws.clock_timezone_error"


@pytest.mark.parametrize("call", [one for one in DIALECTS if one is not ec2])
def test_a_signature_for_another_region(aws, call):
    # EC2 says no more than that it could not validate the credentials; the next test has what can be known there.
    aws.region = "eu-central-1"
    assert refused(aws, call, aws.permanent_key(), wire=True)[0] == "aws.sigv4_wrong_region"


def test_ec2_does_not_tell_a_region_from_a_key(aws):
    aws.region = "eu-central-1"
    found = refused(aws, ec2, aws.permanent_key(), wire=True)
    assert found[0] in {"aws.unknown_access_key", "aws.key_deleted_or_rotated"}, found


@pytest.mark.parametrize("call", DIALECTS)
def test_a_session_that_has_ended(aws, call):
    assert refused(aws, call, aws.session(lasts=-60), wire=True)[0] == "aws.session_expired"


@pytest.mark.parametrize("call", [query, json, s3, ec2])
def test_a_session_that_has_ended_by_the_words_of_the_client_alone(aws, call):
    # Not for API Gateway: what a program prints there is its own.
    assert refused(aws, call, aws.session(lasts=-60), wire=False)[0] == "aws.session_expired"


@pytest.mark.parametrize("call", DIALECTS)
def test_a_key_that_is_not_known(aws, call):
    found = refused(aws, call, ("AKIAQ3EGVQ5LUN2LMW5P", "0kCb1oG5mPz2vVtFq8yH3rJdLwXnS6aTeUiYgB7c"), wire=True)
    assert found[0] == "aws.unknown_access_key"


@pytest.mark.parametrize("call", DIALECTS)
def test_a_session_key_without_its_token(aws, call):
    assert refused(aws, call, aws.session()[:2], wire=True)[0] == "aws.session_token_missing"
