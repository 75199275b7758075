"""AWS values that stand in each other's place: id and secret, the id twice, the password for SMTP."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_damaged_values import is_smtp_password
from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws import KEY_ID
from assay.diagnosis.facts.aws_sent_values import was_asked_with, was_signed_with
from assay.diagnosis.facts.aws_suspects import SECRET, key_ids, secrets, suspects
from assay.diagnosis.facts.aws_wordings import UNKNOWN_KEY
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted

_GIVEN = re.compile(
    r"(?im)(?<![\w.-])(?:[a-z][a-z-]{0,20}?[_-]?)?(access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key)[\"']?[ \t]{0,20}[:=][ \t]{0,20}([^\n,]{1,200})"
)
_EXPRESSION = re.compile(r"\$\{|\bvar\.|environ|process\.env|getenv|secrets\.|\$[A-Z_]{3}|ENV\[")
_IN_ORDER = re.compile(
    r"(?:Basic(?:AWS|Aws|Session)Credentials|AwsBasicCredentials\.create|NewStaticCredentials(?:Provider)?|Aws::Credentials\.new|AWSCredentials|AWS\.Credentials)\(\s{0,20}([^,\n]{1,120}),\s{0,20}([^,\n]{1,120})"
)
"""The two first arguments of what every SDK makes credentials of: the id, and the secret."""
_SECRET_WORD = re.compile(r"secret(?!s\b|s\.|smanager)|private", re.IGNORECASE)
_ID_WORD = re.compile(r"access_?-?key|key_?-?id|\bid\b|_id\b|public", re.IGNORECASE)
_MALFORMED = ("incompletesignature", "authorizationheadermalformed")
_ID_FOR_SECRET = re.compile(
    r"secret(?:[._-]?access)?[._-]?key[\"']?\s?[=:]\s?[\"']?(?:AKIA|ASIA)[A-Z0-9*.\u2026]{1,16}(?![A-Za-z0-9/+])",
    re.IGNORECASE,
)
"""A log shows a secret that is a key id, whole or masked."""


def _swapped(facts: Facts) -> Sighting | None:
    for source in suspects(facts):
        key_id, secret = (source.key_id or "").strip(), (source.secret or "").strip()
        if KEY_ID.match(secret) and len(key_id) >= 30:
            return sighted(
                f"in {source.place} the key id has {len(key_id)} characters, and the secret begins with {quoted(secret[:4])}",
                weight=95,
                sure=was_asked_with(facts, source),
            )
    for place, value in key_ids(facts):
        sent = value.strip()
        if place in {"the signed request", "the error text"} and SECRET.match(sent) and not KEY_ID.match(sent[:20]):
            return proves(f"the key id of {place} has {len(sent)} characters, as a secret has", weight=93)
    return _crossed(facts)


def _crossed(facts: Facts) -> Sighting | None:
    """Code or configuration that takes the id from what is named for the secret, and the secret from what is named for the id."""
    if not facts.aws.said(*UNKNOWN_KEY, *_MALFORMED):
        return None
    for name, raw in facts.bundle.files.items():
        text = raw[:50_000].decode("utf-8", "replace")
        pairs = [_given(text), *((one.group(1), one.group(2)) for one in _IN_ORDER.finditer(text))]
        if any(_is_crossed(one, two) for one, two in pairs):
            return suggests(
                f"{name} takes the key id from what is named for the secret, and the other way round", weight=86
            )
    return None


def _is_crossed(key_id: str, secret: str) -> bool:
    """Whether an expression for the id names a secret, and the one for the secret names an id."""
    named_so = _SECRET_WORD.search(key_id) is not None and _SECRET_WORD.search(secret) is None
    return named_so and _ID_WORD.search(secret) is not None and not SECRET.match(secret)


def _given(text: str) -> tuple[str, str]:
    """What a file gives as id and as secret, as it stands there first; empty where it gives none."""
    given: dict[bool, str] = {}
    for match in _GIVEN.finditer(text):
        given.setdefault("secret" in match.group(1).lower(), match.group(2).strip().rstrip(",;)"))
    return given.get(False, ""), given.get(True, "")


def _id_as_secret(facts: Facts) -> Sighting | None:
    for place, value, source in secrets(facts):
        if KEY_ID.match(value.strip()) and 0 < len((source.key_id or "").strip()) <= 24:
            return sighted(
                f"the secret of {place} has {len(value.strip())} characters and begins with {quoted(value.strip()[:4])}",
                weight=94,
                sure=was_asked_with(facts, source),
            )
    return _one_for_both(facts)


def _one_for_both(facts: Facts) -> Sighting | None:
    """Code or configuration that gives one and the same expression as id and as secret."""
    if not facts.aws.said_signature:
        return None
    for name, raw in facts.bundle.files.items():
        one, two = _given(raw[:50_000].decode("utf-8", "replace"))
        if one and one == two and _EXPRESSION.search(one):
            return suggests(f"{name} takes {quoted(one[:80])} for the key id and for the secret", weight=86)
    shown = next((found for line in facts.bundle.log if (found := _ID_FOR_SECRET.search(line))), None)
    return (
        suggests(f"the log shows a secret that is a key id: {quoted(shown.group(0)[:80])}", weight=84)
        if shown
        else None
    )


def _smtp(facts: Facts) -> Sighting | None:
    for place, value, source in secrets(facts):
        if is_smtp_password(value.strip()):
            return sighted(
                f"the secret of {place} has 44 characters and begins with 'B', as SMTP passwords of SES do",
                weight=94,
                sure=was_signed_with(facts, source),
            )
    return None


CAUSES = (
    Cause("aws.id_and_secret_swapped", Who.CALLER, "Access key id and secret stand in each other's place",
          ("Swap the two values: the id has 20 characters and begins with AKIA or ASIA.",),
          "Count the characters: the id has 20, the secret 40.", _swapped,
          explains_away=("aws.key_id_used_as_secret", "aws.malformed_authorization_header", "aws.unknown_access_key", "aws.fake_key_to_real_aws", "aws.key_id_extra_text")),
    Cause("aws.key_id_used_as_secret", Who.CALLER, "The access key id was given as the secret too",
          ("Use the 40-character secret that was shown when the key was made.",),
          "Count the secret's characters: it has 40.", _id_as_secret,
          explains_away=("aws.secret_special_chars_mangled", "aws.request_changed_after_signing")),
    Cause("aws.ses_smtp_password_as_secret", Who.CALLER, "The SMTP password of SES was given as the secret access key",
          ("Use the IAM secret for the API, and keep the SMTP password for SMTP.",),
          "Count the secret's characters: it has 40.", _smtp,
          explains_away=("aws.secret_extra_characters", "aws.request_changed_after_signing")),
)  # fmt: skip
