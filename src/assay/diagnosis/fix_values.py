"""Puts the evidence's own values into the commands of a fix: the profile, region, key id and addresses that are meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from shlex import quote

from assay.diagnosis.facts.gathered import Facts

_SAFE = re.compile(r"[A-Za-z0-9@%+=:,./_][A-Za-z0-9@%+=:,./_-]{0,199}")


def with_values(step: str, facts: Facts) -> str:
    """The step; a placeholder whose value is unknown, or would not survive a shell, stays."""
    for placeholder, find in _PLACEHOLDERS:
        if re.search(placeholder, step):
            value = find(facts)
            if value and _SAFE.fullmatch(value):
                step = re.sub(placeholder, lambda match, value=value: match.group(1) + quote(value), step)  # type: ignore[misc]
    return step


def _profile(facts: Facts) -> str:
    used = facts.aws.used
    return facts.aws.profile or (used.name if used is not None and used.kind == "profile" else "")


def _region(facts: Facts) -> str:
    asked = re.search(r"--region[ =]([^\s\"']+)", facts.bundle.command)
    if asked:
        return asked.group(1)
    if facts.aws.region:
        return facts.aws.region
    from assay.diagnosis.facts.aws_hosts import REGION

    regions = {region for _, region in facts.aws.configured_regions if REGION.fullmatch(region)}
    return regions.pop() if len(regions) == 1 else ""


def _key_id(facts: Facts) -> str:
    from assay.diagnosis.facts.aws import KEY_ID  # a bare token must not pay for AWS

    key_id = facts.aws.key_id.strip()
    return key_id if KEY_ID.match(key_id) else ""


def _issuer(facts: Facts) -> str:
    return facts.token.issuer if facts.token is not None else ""


def _jwks_uri(facts: Facts) -> str:
    return facts.bundle.issuer["metadata"]["jwks_uri"].text


_PLACEHOLDERS: tuple[tuple[str, Callable[[Facts], str]], ...] = (
    (r"(--profile |AWS_PROFILE=)NAME\b", _profile),
    (r"(--region(?:-name)? )REGION\b", _region),
    (r"(--access-key-id )ID\b", _key_id),
    (r"(--url )ISSUER\b", _issuer),
    (r"(curl -v )JWKS_URI\b", _jwks_uri),
)
