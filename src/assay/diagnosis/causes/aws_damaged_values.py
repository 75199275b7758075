"""AWS key ids and secrets that their carrier damaged: white space, text beside them, quotation marks, changed characters."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_placeholders import PLACEHOLDER
from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_relevance import is_of_another_vendor
from assay.diagnosis.facts.aws_sent_values import (
    keeps_comments,
    reads_to_the_letter,
    was_asked_with,
    was_asked_with_id,
    was_signed_with,
)
from assay.diagnosis.facts.aws_suspects import (
    KEY_ID_INSIDE,
    SECRET,
    SECRET_LENGTH,
    key_ids,
    knew_the_id,
    secrets,
    suspects,
)
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import line_shown, masked, quoted, shown_key_id
from assay.diagnosis.facts.told_lengths import blank_in_a_table, longer_than, tells_blank
from assay.diagnosis.json_view import leaves

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00a0"


def _id_whitespace(facts: Facts) -> Sighting | None:
    sent = facts.aws.key_id_sent
    for place, value in key_ids(facts):
        bare = value.strip(" \t\r\n\\" + _INVISIBLE)
        damaged = (
            value != value.strip()
            or any(ch in value for ch in _INVISIBLE)
            or value.startswith("-n ")
            or value.endswith(("\\n", "\\r"))
        )
        if not damaged or not bare or len(bare.removeprefix("-n ").split()) > 1:
            continue
        if "file" in place and ".aws/" in place and sent is not None and sent == sent.strip():
            continue  # SDKs trim the values of these files
        sure = was_asked_with_id(facts, place)
        return sighted(f"the key id of {place} is {shown_key_id(value)}", weight=92, sure=sure)
    if facts.says(r"credential=\s+\S+/\d{8}|credential=[a-z0-9]+\s+/\d{8}"):
        return proves("the error shows a blank inside the credential: it stands at an end of the key id", weight=91)
    return None


_COMMENT_BEHIND = re.compile(r"[\"']?(?:AKIA|ASIA)[A-Z0-9]{12,17}[\"']?\s+#")
_ENV_FILE = re.compile(r"^file \S{0,200}env")


def _id_extra(facts: Facts) -> Sighting | None:
    for place, value in key_ids(facts):
        inside = KEY_ID_INSIDE.search(value)
        if inside and _COMMENT_BEHIND.match(value) and _ENV_FILE.search(place) and not keeps_comments(facts):
            continue  # most readers of such a file drop it
        rest = value.replace(inside.group(0), "").strip() if inside else ""
        if (
            inside
            and re.search(r"[A-Za-z0-9:=_,;-]", rest)
            and rest != "-n"
            and not (value.startswith(('"', "'")) and len(rest) <= 2)
        ):
            if "/" in rest and len(value) >= SECRET_LENGTH and not set(value) & set(" ,;:|"):
                continue
            seen = f"the key id of {place} holds other text beside the id: {shown_key_id(value)}"
            return sighted(seen, weight=93, sure=was_asked_with_id(facts, place))
    return None


def _secret_whitespace(facts: Facts) -> Sighting | None:
    for place, value, source in secrets(facts):
        bare = value.strip(" \t\r\n" + _INVISIBLE)
        if bare == value or not bare:
            continue
        if source.kind == "profile" and value.strip(" \t") == bare and not facts.aws.said_signature:
            continue
        if len(bare) == SECRET_LENGTH or facts.aws.said_signature:
            seen = f"the secret of {place} has {masked(value)}; a secret has {SECRET_LENGTH}"
            sure = was_signed_with(facts, source) and reads_to_the_letter(facts, source)
            return sighted(seen, weight=92, sure=sure)
    listed = blank_in_a_table(SECRET_LENGTH, facts.bundle.log) if facts.aws.said_signature else 0
    if listed:
        return suggests(
            f"a table shows {SECRET_LENGTH} characters of the secret, and gives {listed} as its length", weight=90
        )
    told = _length_told(facts)
    if told and tells_blank(told) and facts.aws.said_signature:
        return suggests(f"it is told: {line_shown(told)}", weight=86)
    return None


def _length_told(facts: Facts) -> str:
    """A line of the log that tells another length of the secret than it has; empty without one, and where the secret is at hand."""
    if secrets(facts) or _in_url(facts) is not None:
        return ""
    return longer_than(SECRET_LENGTH, facts.bundle.log)


def is_smtp_password(value: str) -> bool:
    """Whether a value has the form of the passwords that SES makes for SMTP."""
    return len(value) == 44 and value.startswith("B") and re.fullmatch(r"[A-Za-z0-9+/=]{44}", value) is not None


def _secret_extra(facts: Facts) -> Sighting | None:
    if is_of_another_vendor(facts.aws):
        return None
    for place, value, source in secrets(facts):
        bare = value.strip()
        if (
            len(bare) <= SECRET_LENGTH
            or len(bare) > 200
            or _quoted_value(bare)
            or PLACEHOLDER.search(bare)
            or is_smtp_password(bare)
        ):
            continue
        if re.search(r"%2[bBfF]|%3[dD]", bare) or " " in bare:
            continue
        sure = was_signed_with(facts, source)
        doubled = bare[: len(bare) // 2] == bare[len(bare) // 2 :]
        seen = f"the secret of {place} has {len(bare)} characters; a secret has {SECRET_LENGTH}"
        if bare.endswith("%"):
            return sighted(seen, "it ends in '%', which zsh prints after a line without an end", weight=92, sure=sure)
        if doubled:
            return sighted(seen, "it is the same text twice", weight=92, sure=sure)
        if SECRET.match(bare[:SECRET_LENGTH]) or len(bare) <= 48:
            return sighted(seen, weight=89, sure=sure)
    told = _length_told(facts)
    if told and not tells_blank(told) and facts.aws.said_signature:
        return suggests(f"it is told: {line_shown(told)}", weight=78)
    return None


_IN_URL = re.compile(r"[a-z][a-z0-9+.-]{0,20}://((?:AKIA|ASIA)[A-Z0-9]{12,17}):([^@\s]{20,60})@")


def _in_url(facts: Facts) -> Sighting | None:
    """A secret as the password of a URL, with characters that end or change it there."""
    texts = [(f"variable {name}", value) for name, value in facts.bundle.environment.items()]
    texts += [(f"setting {name}", value) for name, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)]
    texts += [("the command", facts.bundle.command), ("the error text", facts.symptom)]
    texts += [
        (f"file {name}", raw[:50_000].decode("utf-8", "replace"))
        for name, raw in facts.bundle.files.items()
        if b"://AKIA" in raw or b"://ASIA" in raw
    ]
    for place, value in texts:
        match = _IN_URL.search(value)
        odd = re.search(r"[/+%]", match.group(2)) if match else None
        if odd:
            bare = odd.group(0) != "%"
            what = f"a bare {quoted(odd.group(0))}" if bare else "percent-encodings"
            return suggests(f"{place} has the secret as part of a URL, with {what}", weight=87 if bare else 72)
    return None


def _mangled(facts: Facts) -> Sighting | None:
    in_url = _in_url(facts)
    if in_url is not None and (facts.aws.said_signature or facts.says("username or password|credential")):
        return in_url
    changed = _plus_became_blank(facts) if facts.aws.said_signature else ""
    if changed:
        return suggests(changed, weight=90)
    for place, value, source in secrets(facts):
        bare = value.strip()
        if _quoted_value(bare) or PLACEHOLDER.search(bare):
            continue
        sure = was_signed_with(facts, source)
        if re.search(r"%2[bBfF]|%3[dD]|%25", bare):
            return sighted(
                f"the secret of {place} holds percent-encodings ({len(bare)} characters)", weight=92, sure=sure
            )
        if " " in bare and len(bare.replace(" ", "+")) == SECRET_LENGTH:
            return sighted(
                f"the secret of {place} holds a blank where a '+' was ({len(bare)} characters)", weight=92, sure=sure
            )
        whole = _same_secret_elsewhere(facts, bare)
        if whole:
            return sighted(
                f"the secret of {place} has {len(bare)} characters, the same one in {whole} has {SECRET_LENGTH}",
                weight=91,
                sure=sure,
            )
        short = len(bare) < SECRET_LENGTH and not is_of_another_vendor(facts.aws)
        if facts.aws.said_signature and short and re.fullmatch(r"[A-Za-z0-9/+=]+", bare):
            return suggests(
                f"the secret of {place} has {len(bare)} characters; a secret has {SECRET_LENGTH}", weight=78
            )
    return None


_WITH_PLUS = re.compile(r"(?<![A-Za-z0-9/+])(?=[A-Za-z0-9/]*\+)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])")


def _plus_became_blank(facts: Facts) -> str:
    """Where a secret stands with its '+', while what a program prints of it has a blank there; empty where nothing does."""
    printed = "\n".join((*facts.bundle.log, facts.symptom))[:200_000]
    texts = [(f"file {name}", raw[:100_000].decode("utf-8", "replace")) for name, raw in facts.bundle.files.items()]
    texts += [(f"variable {name}", value) for name, value in facts.bundle.environment.items()]
    for place, text in texts:
        for found in _WITH_PLUS.finditer(text):
            if found.group(0).replace("+", " ") in printed:
                return f"{place} has a secret with '+', and the program shows it with a blank in that place"
    return ""


def _same_secret_elsewhere(facts: Facts, value: str) -> str:
    """A place with a whole secret of which `value` is what a carrier leaves."""
    if len(value) >= SECRET_LENGTH or len(value) < 6:
        return ""
    for source in facts.aws.sources:
        whole = (source.secret or "").strip().strip("\"'")
        related = whole.startswith(value[:6]) or whole.endswith(value[-6:])
        if len(whole) == SECRET_LENGTH and related and re.search(r"[+/$\\%&#]", whole):
            return source.place
    for name, raw in facts.bundle.files.items():
        for word in re.findall(r"[A-Za-z0-9/+]{40}", raw[:100_000].decode("utf-8", "replace")):
            if (word.startswith(value[:8]) or word.endswith(value[-8:])) and value != word:
                return f"file {name}"
    return ""


_MARKS = {
    '"': '"',
    "'": "'",
    "\u201c": "\u201d",
    "\u201d": "\u201d",
    "\u201e": "\u201c",
    "\u2018": "\u2019",
    "\u2019": "\u2019",
    "\u00ab": "\u00bb",
    "`": "`",
}


def _quoted_value(value: str) -> bool:
    return len(value) > 1 and _MARKS.get(value[0]) == value[-1]


def _value_quoted(facts: Facts) -> Sighting | None:
    sent = facts.aws.key_id_sent
    if sent is not None and _quoted_value(sent.strip()):
        return proves(f"the key id that was sent is {shown_key_id(sent)}", weight=93)
    for source in suspects(facts):
        known = knew_the_id(facts) and _quoted_value((source.key_id or "").strip())
        for name, value in source.values:
            if _quoted_value(value.strip()) and not (sent and sent == value.strip()[1:-1] and name == "key id"):
                if (
                    source.kind == "file"
                    and not source.name.endswith((".env", ".list", ".properties", ".bat", ".cmd", ".xml"))
                    and "env" not in source.name
                ):
                    continue
                seen = f"the {name} of {source.place} stands in quotation marks as the program sees it ({len(value)} characters)"
                asked = was_signed_with if name == "secret" else was_asked_with
                kept = reads_to_the_letter(facts, source)
                sure = kept and not known and asked(facts, source)
                return sighted(seen, weight=92 if kept else 72, sure=sure)
    return None


CAUSES = (
    Cause("aws.key_id_whitespace", Who.CALLER, "The access key id has white space at an end",
          ("Trim the value where it is stored.", "Make secrets with printf '%s' instead of echo."),
          "Print the id with its length: it has 20 characters.", _id_whitespace,
          explains_away=("aws.malformed_authorization_header", "aws.secret_whitespace", "aws.unknown_access_key", "aws.literal_placeholder", "aws.plain_value_base64_decoded", "aws.fake_key_to_real_aws", "aws.apigw_no_such_route")),
    Cause("aws.key_id_extra_text", Who.CALLER, "The access key id holds other text beside the id",
          ("Keep the 20-character id only.",),
          "Print the id with its length: it has 20 characters.", _id_extra,
          explains_away=("aws.key_id_whitespace", "aws.literal_placeholder", "aws.malformed_authorization_header", "aws.unknown_access_key", "aws.fake_key_to_real_aws")),
    Cause("aws.secret_whitespace", Who.CALLER, "The secret access key has white space or an invisible character at an end",
          ("Trim the value where it is stored.", "Make secrets with printf '%s' instead of echo."),
          "Print the secret's length: it is 40.", _secret_whitespace,
          explains_away=("aws.secret_extra_characters", "aws.secret_special_chars_mangled", "aws.request_changed_after_signing")),
    Cause("aws.secret_extra_characters", Who.CALLER, "The secret access key is longer than 40 characters: something was copied along",
          ("Copy exactly 40 characters; zsh's '%' at the end of a line does not belong to it.",),
          "Print the secret's length: it is 40.", _secret_extra,
          explains_away=("aws.request_changed_after_signing", "aws.secret_special_chars_mangled")),
    Cause("aws.secret_special_chars_mangled", Who.CALLER, "A URL, YAML or shell step changed the secret access key on its way",
          ("Quote or percent-encode the secret as its carrier wants it.", 'Compare its length and a hash at both ends: printf %s "$AWS_SECRET_ACCESS_KEY" | sha256sum'),
          "Compare length and hash of the secret at both ends; it has 40 characters.", _mangled,
          explains_away=("aws.request_changed_after_signing", "aws.secret_extra_characters")),
    Cause("aws.value_quoted", Who.CALLER, "The value stands in quotation marks that belong to no syntax there",
          ("Remove the quotation marks from that file (docker --env-file and systemd keep them).",),
          "Print the value with its length as the program sees it.", _value_quoted,
          explains_away=("aws.key_id_whitespace", "aws.secret_extra_characters", "aws.unknown_access_key", "aws.literal_placeholder", "aws.key_id_extra_text", "aws.fake_key_to_real_aws", "aws.malformed_authorization_header", "aws.request_changed_after_signing")),
)  # fmt: skip
