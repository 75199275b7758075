"""AWS key ids and secrets that nobody put in: placeholders, masks and references stand in their place."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, sighted, suggests
from assay.diagnosis.facts.aws_sent_values import SENT, stood_there, was_asked_with, was_asked_with_id
from assay.diagnosis.facts.aws_suspects import KEY_ID_INSIDE, SECRET_LENGTH, key_ids, knew_the_id, secrets
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.placeholders import ASKS_FOR_A_VALUE, UNFILLED
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.pattern import any_of

PLACEHOLDER = re.compile(
    any_of(
        UNFILLED,
        ASKS_FOR_A_VALUE,
        "<[^<>]+>",
        r"^%\(\w+\)s?$",
        r"^%\w+%$",
        r"^\[[^\[\]]*[a-z]{3,}[^\[\]]*\]$",
        "^your",
        "replace[-_ ]",
        r"(?<![a-z])here(?![a-z])",
        # masks
        "xxx+",
        r"^\*+$",
        # the name of the setting itself
        "^(?:aws[-_ ]?)?access[-_ ]?key[-_ ]?id$",
    ),
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^(?:[a-z][a-z0-9+.-]{1,30}:(?://|/|[\w-]{1,60}[/:])\S|ENC\[|ENC\(|!(?:Ref|Sub|GetAtt|vault|secret)\b|@[A-Za-z.]{3,40}\(|#\{.{1,200}\}#?$|__\w{1,80}__$|@@\w{1,80}@@$|\[\[.{1,200}\]\]$)",
    re.IGNORECASE,
)
"""A reference that some program should have replaced: a secret store's address, an encrypted value, a template's mark."""
_NAMES_THE_VALUE = re.compile(
    r"^(?!.{0,60}(?:test|dummy|fake|mock|local|sample|minio|admin|root))(?=.{0,80}(?:key|akia|asia|id\b|cred|aws|value))[A-Za-z]{2,20}(?:[-_.][A-Za-z]{2,20}){1,6}$",
    re.IGNORECASE,
)
"""Words that name the value, in its place: id-from-console, prod_key_id."""
_EMULATOR = r"localstack|dynamodb[- ]local|\bmoto\b|elasticmq|emulator|minio|\bmock"


def _placeholder(facts: Facts) -> Sighting | None:
    if facts.aws.local_endpoint:
        return None  # an emulator takes any word
    shown = [pair for pair in key_ids(facts) if pair[0] in SENT]
    for place, value in shown or key_ids(facts):
        if value.startswith("$(") and place.startswith("file "):
            continue  # a script that asks a program
        if (PLACEHOLDER.search(value) or _REFERENCE.search(value)) and not KEY_ID_INSIDE.search(value):
            seen = f"the key id of {place} is {quoted(value)}"
            asked = was_asked_with_id(facts, place) and not knew_the_id(facts)
            return sighted(seen, weight=94, sure=asked and stood_there(place, value))
        if value.strip() and " " in value.strip() and not KEY_ID_INSIDE.search(value):
            return sighted(f"the key id of {place} is {quoted(value)}", weight=88, sure=was_asked_with_id(facts, place))
        if _NAMES_THE_VALUE.match(value.strip()) and not facts.narrates(_EMULATOR):
            return suggests(f"the key id of {place} is {quoted(value)}, which says where to find one", weight=84)
    for place, value, source in secrets(facts):
        if value.startswith("$(") and place.startswith("file "):
            continue
        if (PLACEHOLDER.search(value) or _REFERENCE.search(value)) and len(value) != SECRET_LENGTH:
            seen = f"the secret of {place} is no secret but a placeholder ({len(value)} characters)"
            return sighted(seen, weight=92, sure=was_asked_with(facts, source) and stood_there(place, value))
    return None


CAUSES = (
    Cause("aws.literal_placeholder", Who.CALLER, "A placeholder stands where the credential belongs",
          ("Put the real value in; ini files do not replace variables.",),
          "Print the value as the program sees it.", _placeholder,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.fake_key_to_real_aws", "aws.key_id_whitespace", "aws.malformed_authorization_header", "aws.secret_extra_characters", "oauth.literal_placeholder")),
)  # fmt: skip
