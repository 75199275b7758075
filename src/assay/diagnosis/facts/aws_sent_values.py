"""Whether a value in the evidence is the one that AWS was asked with: only then does its damage prove anything.

Another key may have been sent, or the value be a reporter's mask, or stand in a file that people only copy.
"""

from __future__ import annotations

import re

from assay.diagnosis.facts.aws import KEY_ID
from assay.diagnosis.facts.aws_hosts import is_aws_host
from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.aws_told_sources import PRINTED
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.facts.placeholders import ASKS_FOR_A_VALUE
from assay.diagnosis.pattern import any_of

SENT = frozenset({"the signed request", "the error text"})
_MADE_TO_COPY = re.compile(
    any_of(
        r"\bfile (?:\S{0,200}/)?(?:readme|docs?/|examples?/)",
        r"\bfile \S{0,200}(?:example|sample|template|\.dist\b|\.tpl\b|\.md\b|\.rst\b|\.patch\b|\.diff\b)",
    ),
    re.IGNORECASE,
)
"""Files that nothing reads: people copy them."""
_FILLED_IN_LATER = re.compile(
    r"\bfile \S{0,200}\.(?:tf|tfvars|ya?ml|hcl|j2|tpl|env\S{0,20}|sh|toml|json|config|xml|properties)\b|\bsettings?\b",
    re.IGNORECASE,
)
"""Where a reference may stand that a program replaces before use."""
_MASK = re.compile(r"^(?:x{3,}|\*+|<[^<>]*>|\[[^\[\]]*\])$", re.IGNORECASE)
_ASKED = re.compile(ASKS_FOR_A_VALUE + r"|\bmy[-_ ]|replace|\bhere\b|^<?your", re.IGNORECASE)


def was_asked_with(facts: Facts, source: AwsSource) -> bool:
    """Whether AWS was asked with the values of a source, as far as is shown: the key that was sent may be another's, or pass."""
    sent = (facts.aws.key_id_sent or "").strip()
    own = (source.key_id or "").strip(" \t\r\n\"'")
    if source.place == PRINTED or _MADE_TO_COPY.search(source.place):
        return False
    another = bool(own) and own != sent
    return not (KEY_ID.match(sent) and (another or any(one.key_id.strip() == sent for one in facts.aws.granted)))


def was_asked_with_id(facts: Facts, place: str) -> bool:
    """Whether AWS was asked with the key id at a place, as far as is shown: what was sent may be seen, and be whole."""
    sent = facts.aws.key_id_sent
    whole = sent is not None and KEY_ID.match(sent) is not None and place not in SENT
    return not (whole or place == PRINTED or _MADE_TO_COPY.search(place))


def stood_there(place: str, value: str) -> bool:
    """Whether a placeholder was what the program read: a reporter masks values too, and a program may fill them in."""
    if _ASKED.search(value):
        return True
    return not _MASK.match(value) and (place in SENT or not _FILLED_IN_LATER.search(place))


def was_signed_with(facts: Facts, source: AwsSource) -> bool:
    """Whether AWS compared a signature made with the secret of a source: a bare refusal says nothing of one.

    Another vendor's server has a secret that is as long as its owner likes, and may hold the very same damage.
    """
    host = facts.aws.host or host_of(facts.aws.endpoint)
    return facts.aws.said_signature and (not host or is_aws_host(host)) and was_asked_with(facts, source)


def reads_to_the_letter(facts: Facts, source: AwsSource) -> bool:
    """Whether the program that reads a source takes quotation marks and blanks at an end for part of the value.

    Most readers of .env do not.
    """
    if source.kind != "file" or not re.search(r"env", source.name.rsplit("/", 1)[-1]):
        return True
    return keeps_comments(facts)


def keeps_comments(facts: Facts) -> bool:
    """Whether a file of variables is read by a program that takes every character behind the sign for the value."""
    return bool(facts.narrates(r"--env-file|env_file|\bdocker\b|\bpodman\b"))
