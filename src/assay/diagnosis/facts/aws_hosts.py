"""Hosts, regions and partitions of AWS, as their names tell them."""

from __future__ import annotations

import re

OPT_IN_REGIONS = frozenset(
    [
        "af-south-1",
        "ap-east-1",
        "ap-east-2",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-west-1",
        "eu-central-2",
        "eu-south-1",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "mx-central-1",
    ]
)
REGION = re.compile(
    r"\b((?:[a-z]{2}|us-gov|us-iso[a-z]?)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d)\b"
)


def is_aws_host(host: str) -> bool:
    """Whether a host is one of AWS."""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws")) or host == "amazonaws.com"


def is_local_host(host: str) -> bool:
    """Whether a host is this machine or a container beside it."""
    return (
        host in {"localhost", "::1", "0.0.0.0", "host.docker.internal"}  # noqa: S104
        or (bool(host) and "." not in host)
        or host.startswith("127.")
        or host.endswith((".localhost", ".localstack.cloud"))
    )


def partition_of_region(region: str) -> str:
    """The partition of a region."""
    if region.startswith("cn-"):
        return "aws-cn"
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-iso" if region.startswith("us-iso") else "aws"


def partition_of_host(host: str) -> str:
    """The partition of a host of AWS; empty for other hosts."""
    if not is_aws_host(host):
        return ""
    if host.endswith(".amazonaws.com.cn"):
        return "aws-cn"
    match = REGION.search(host)
    return partition_of_region(match.group(1)) if match else "aws"


def regions_in(text: str) -> tuple[str, ...]:
    """Region names in a text, each once."""
    return tuple(dict.fromkeys(REGION.findall(text)))
