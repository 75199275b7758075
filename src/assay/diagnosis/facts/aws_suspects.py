"""The AWS key ids and secrets that may have been used, without what a reporter took out."""

from __future__ import annotations

import re

from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.gathered import Facts

SECRET_LENGTH = 40
SECRET = re.compile(r"^[A-Za-z0-9/+=]{40}$")
KEY_ID_INSIDE = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,17}")
_TAKEN_OUT = re.compile(
    r"(?<![a-z])(?:redacted|removed|hidden|masked|obfuscated|censored|omitted|snip(?:ped)?|sanitized|scrubbed)(?![a-z])|[●•█■]{3,}|^\W*\*{3,}\W*$|\w\*{3,}|\u2026|\w\.{3,}$",
    re.IGNORECASE,
)
"""What a reporter puts in place of a value: it tells nothing of the value."""


def suspects(facts: Facts) -> list[AwsSource]:
    """The sources whose values may have been used: the one in use, else all but the profiles that nobody named."""
    aws = facts.aws
    if aws.used is not None:
        mine = (aws.used.key_id or "").strip()
        return [aws.used] + [
            source
            for source in aws.sources
            if source is not aws.used and mine and (source.key_id or "").strip() == mine
        ]
    wanted = aws.profile or "default"
    free = [source for source in aws.sources if source.kind != "profile" or source.name == wanted]
    if free:
        return free
    return list(aws.sources) if len(aws.sources) == 1 else []


def key_ids(facts: Facts) -> list[tuple[str, str]]:
    """(place, key id) of everything that may have been sent, the sent one first."""
    found = []
    if facts.aws.key_id_sent is not None:
        seen = facts.aws.failing is not None and facts.aws.failing.signed
        found.append(("the signed request" if seen else "the error text", facts.aws.key_id_sent))
    in_words = re.search(r"\bgot '?([^,']*?)/\d{8}/", facts.symptom)
    if in_words:
        found.append(("the error text", in_words.group(1)))
    found += [(source.place, source.key_id) for source in suspects(facts) if source.key_id is not None]
    return [(place, value) for place, value in found if not _TAKEN_OUT.search(value)]


def secrets(facts: Facts) -> list[tuple[str, str, AwsSource]]:
    """(place, secret, source) of everything that may have been used."""
    return [
        (source.place, source.secret, source)
        for source in suspects(facts)
        if source.secret and not _TAKEN_OUT.search(source.secret)
    ]


def knew_the_id(facts: Facts) -> bool:
    """Whether AWS knew the key id: only then does it compare signatures."""
    return facts.aws.said_signature and not facts.aws.said_invalid
