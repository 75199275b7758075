"""Whether a value in the evidence is the one that AWS was asked with: only then does its damage prove anything.

Another key may have been sent, or the value be a reporter's mask, or stand in a file that people only copy.
"""

from __future__ import annotations

import re

from assay.diagnosis.facts.aws import KEY_ID
from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.gathered import Facts
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
    if _MADE_TO_COPY.search(source.place):
        return False
    another = bool(own) and own != sent
    return not (KEY_ID.match(sent) and (another or any(one.key_id.strip() == sent for one in facts.aws.granted)))


def was_asked_with_id(facts: Facts, place: str) -> bool:
    """Whether AWS was asked with the key id at a place, as far as is shown: what was sent may be seen, and be whole."""
    sent = facts.aws.key_id_sent
    whole = sent is not None and KEY_ID.match(sent) is not None and place not in SENT
    return not whole and not _MADE_TO_COPY.search(place)


def stood_there(place: str, value: str) -> bool:
    """Whether a placeholder was what the program read: a reporter masks values too, and a program may fill them in."""
    if place in SENT or _ASKED.search(value):
        return True
    return not (_MASK.match(value) or _FILLED_IN_LATER.search(place))


def keeps_quotes(facts: Facts, source: AwsSource) -> bool:
    """Whether the program that reads a source takes quotation marks for part of the value; most readers of .env do not."""
    if source.kind != "file" or not re.search(r"env", source.name.rsplit("/", 1)[-1]):
        return True
    return bool(facts.narrates(r"--env-file|env_file|\bdocker\b|\bpodman\b"))
