"""Hosts, regions and partitions of AWS, as their names tell them."""

from __future__ import annotations

from assay.diagnosis.pattern import Pattern

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
# The beginning of a region's name, the partition it tells, and the domain of that partition's hosts.
_PARTITIONS = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
    ("", "aws", "amazonaws.com"),
)
_DOMAINS = tuple(dict.fromkeys(domain for *_, domain in _PARTITIONS))
REGION = Pattern(
    r"\b((?:[a-z]{2}|us-gov|us-iso[a-z]?|eu-isoe|eusc-[a-z]{2})"
    r"-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d)\b"
)
_ASKED_FOR = Pattern(r"--region[ =][\"']?([^\s\"']+)")

METADATA_HOST = "169.254.169.254"


def is_aws_host(host: str) -> bool:
    """Whether a host is one of AWS."""
    return host.endswith((".api.aws", ".on.aws", *(f".{domain}" for domain in _DOMAINS))) or host == "amazonaws.com"


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
    return next(partition for begins, partition, _ in _PARTITIONS if region.startswith(begins))


def domain_of_region(region: str) -> str:
    """The domain under which a region's services have their hosts."""
    return next(domain for begins, _, domain in _PARTITIONS if region.startswith(begins))


def partition_of_host(host: str) -> str:
    """The partition of a host of AWS; empty for other hosts."""
    if not is_aws_host(host):
        return ""
    match = REGION.search(host)
    if match:
        return partition_of_region(match.group(1))
    if ".us-gov." in f".{host}":
        return "aws-us-gov"  # the services without regions have hosts of their own there
    # Hosts of GovCloud and of the commercial partition have one domain; without a region it is the latter's.
    named = (partition for _, partition, domain in reversed(_PARTITIONS) if host.endswith(f".{domain}"))
    return next(named, "aws")


def region_asked(command: str) -> str:
    """The region that a command asks for; empty when it names none."""
    asked = _ASKED_FOR.search(command)
    return asked.group(1) if asked else ""


def regions_in(text: str) -> tuple[str, ...]:
    """Region names in a text, each once."""
    return tuple(dict.fromkeys(REGION.findall(text)))
