"""Regions, partitions and hosts, beside what botocore knows of each."""

from __future__ import annotations

import pytest

from assay.diagnosis.facts.aws_hosts import (
    domain_of_region,
    is_aws_host,
    partition_of_host,
    partition_of_region,
    region_asked,
    regions_in,
)

loaders = pytest.importorskip("botocore.loaders")
PARTITIONS = loaders.create_loader().load_data("partitions")["partitions"]
REGIONS = [
    (partition["id"], region, partition["outputs"]["dnsSuffix"])
    for partition in PARTITIONS
    for region in partition["regions"]
    if not region.endswith("-global")
]


@pytest.mark.parametrize(("partition", "region", "domain"), REGIONS)
def test_a_region_has_its_partition_and_its_domain(partition: str, region: str, domain: str) -> None:
    assert (partition_of_region(region), domain_of_region(region)) == (partition, domain)
    host = f"sts.{region}.{domain}"
    assert is_aws_host(host)
    assert partition_of_host(host) == partition
    assert regions_in(f"sent to https://{host}/ twice: {host}") == (region,)


@pytest.mark.parametrize(
    ("host", "partition"),
    [
        ("sts.amazonaws.com", "aws"),
        ("s3.amazonaws.com.cn", "aws-cn"),
        ("iam.us-gov.amazonaws.com", "aws-us-gov"),
        ("iam.eusc-de-east-1.amazonaws.eu", "aws-eusc"),
        ("amazonaws.com.example", ""),
        ("notamazonaws.com", ""),
    ],
)
def test_a_host_without_a_region_is_told_by_its_domain(host: str, partition: str) -> None:
    assert partition_of_host(host) == partition


@pytest.mark.parametrize(
    ("command", "region"),
    [
        ("aws s3 ls --region eu-west-1", "eu-west-1"),
        ("aws --region='us-east-2' s3 ls", "us-east-2"),
        ("aws --region=us-east-2 s3 ls", "us-east-2"),
        ("aws s3 ls", ""),
    ],
)
def test_a_command_names_its_region(command: str, region: str) -> None:
    assert region_asked(command) == region
