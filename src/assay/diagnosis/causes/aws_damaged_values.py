"""AWS key ids and secrets that the carrier damaged, or that nobody put in."""

from __future__ import annotations

import re
from base64 import b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_relevance import is_of_another_vendor
from assay.diagnosis.facts.aws_sent_values import (
    SENT,
    keeps_comments,
    reads_to_the_letter,
    stood_there,
    was_asked_with,
    was_asked_with_id,
    was_signed_with,
)
from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.placeholders import ASKS_FOR_A_VALUE, UNFILLED
from assay.diagnosis.facts.quoting import line_shown, masked, quoted, shown_key_id
from assay.diagnosis.facts.told_lengths import longer_than, tells_blank
from assay.diagnosis.json_view import leaves, parse_json
from assay.diagnosis.pattern import any_of

SECRET_LENGTH = 40
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00a0"
_PLACEHOLDER = re.compile(
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
_TAKEN_OUT = re.compile(
    r"(?<![a-z])(?:redacted|removed|hidden|masked|obfuscated|censored|omitted|snip(?:ped)?|sanitized|scrubbed)(?![a-z])|[●•█■]{3,}|^\W*\*{3,}\W*$|\w\*{3,}|\u2026|\w\.{3,}$",
    re.IGNORECASE,
)
"""What a reporter puts in place of a value: it tells nothing of the value."""
_UNENCODED = re.compile(
    r"(?m)^data:[ \t]*\r?\n(?:[ \t]+[^\n]{0,300}\n){0,20}?[ \t]+\w{0,30}(?i:access_?-?key)\w{0,20}:[ \t]*[\"']?(\{\{(?![^\n}]{0,200}(?:b64|base64))[^\n}]{1,200}\}\})"
)
_NAMES_THE_VALUE = re.compile(
    r"^(?!.{0,60}(?:test|dummy|fake|mock|local|sample|minio|admin|root))(?=.{0,80}(?:key|akia|asia|id\b|cred|aws|value))[A-Za-z]{2,20}(?:[-_.][A-Za-z]{2,20}){1,6}$",
    re.IGNORECASE,
)
"""Words that name the value, in its place: id-from-console, prod_key_id."""
_EMULATOR = r"localstack|dynamodb[- ]local|\bmoto\b|elasticmq|emulator|minio|\bmock"
_KEY_ID_INSIDE = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,17}")
SECRET = re.compile(r"^[A-Za-z0-9/+=]{40}$")


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
        inside = _KEY_ID_INSIDE.search(value)
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
            or _PLACEHOLDER.search(bare)
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
    for place, value, source in secrets(facts):
        bare = value.strip()
        if _quoted_value(bare) or _PLACEHOLDER.search(bare):
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
        known = _id_was_found(facts) and _quoted_value((source.key_id or "").strip())
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


def _id_was_found(facts: Facts) -> bool:
    """Whether AWS knew the key id: only then does it compare signatures."""
    return facts.aws.said_signature and not facts.aws.said_invalid


def _placeholder(facts: Facts) -> Sighting | None:
    if facts.aws.local_endpoint:
        return None  # an emulator takes any word
    shown = [pair for pair in key_ids(facts) if pair[0] in SENT]
    for place, value in shown or key_ids(facts):
        if value.startswith("$(") and place.startswith("file "):
            continue  # a script that asks a program
        if (_PLACEHOLDER.search(value) or _REFERENCE.search(value)) and not _KEY_ID_INSIDE.search(value):
            seen = f"the key id of {place} is {quoted(value)}"
            asked = was_asked_with_id(facts, place) and not _id_was_found(facts)
            return sighted(seen, weight=94, sure=asked and stood_there(place, value))
        if value.strip() and " " in value.strip() and not _KEY_ID_INSIDE.search(value):
            return sighted(f"the key id of {place} is {quoted(value)}", weight=88, sure=was_asked_with_id(facts, place))
        if _NAMES_THE_VALUE.match(value.strip()) and not facts.narrates(_EMULATOR):
            return suggests(f"the key id of {place} is {quoted(value)}, which says where to find one", weight=84)
    for place, value, source in secrets(facts):
        if value.startswith("$(") and place.startswith("file "):
            continue
        if (_PLACEHOLDER.search(value) or _REFERENCE.search(value)) and len(value) != SECRET_LENGTH:
            seen = f"the secret of {place} is no secret but a placeholder ({len(value)} characters)"
            return sighted(seen, weight=92, sure=was_asked_with(facts, source) and stood_there(place, value))
    return None


def _decoded(facts: Facts) -> Sighting | None:
    ids = key_ids(facts)
    for place, value in dict.fromkeys(ids + [(one.place, one.key_id) for one in facts.aws.sources if one.key_id]):
        if not value or (value.isprintable() and value.isascii() and "\ufffd" not in value):
            continue
        try:
            again = b64encode(value.encode("latin-1")).decode("ascii")
        except UnicodeEncodeError:
            again = ""
        if again.startswith(("AKIA", "ASIA")):
            return sighted(
                f"the key id of {place} is not printable, and its base64 form begins with {quoted(again[:4])}",
                weight=94,
                sure=was_asked_with_id(facts, place),
            )
        if (place, value) in ids and ((value.strip() and not value.strip().isprintable()) or "\ufffd" in value):
            sure = was_asked_with_id(facts, place)
            return sighted(f"the key id of {place} is not printable: {quoted(value)}", weight=86, sure=sure)
    for name, raw in facts.bundle.files.items():
        text = raw.decode("utf-8", "replace")
        match = re.search(
            r"(?ms)^data:\s*$.*?^\s+\w*ACCESS_?KEY\w*:\s*[\"']?((?:AKIA|ASIA)[A-Z0-9]{12,17})", text, re.IGNORECASE
        )
        if match and re.search(r"(?m)^kind:\s*Secret", text):
            return proves(f"{name} has the plain id under data:, which Kubernetes decodes from base64", weight=94)
    return _plain_under_data(facts)


def _plain_under_data(facts: Facts) -> Sighting | None:
    """The plain id under data: of a secret in JSON, as a cluster gives it back, or put there by a template that does not encode."""
    refused = facts.complaint.technical or facts.observed == "refused"
    for name, raw in facts.bundle.files.items() if refused else ():
        if b"Secret" not in raw:
            continue
        text = raw[:100_000].decode("utf-8", "replace")
        view = parse_json(text) if text.lstrip()[:1] == "{" else None
        if view is not None and view["kind"].text == "Secret":
            plain = [key for key, value in view["data"].mapping.items() if _is_key_id(value)]
            if plain:
                return proves(f"{name} has the plain id under data.{plain[0]}, which is decoded from base64", weight=94)
        made = _UNENCODED.search(text) if re.search(r"(?m)^kind:\s*Secret", text) else None
        if made is not None:
            return suggests(
                f"{name} puts a value under data: and does not encode it: {quoted(made.group(1)[:80])}", weight=84
            )
    asked = False
    for line in facts.bundle.log if refused else ():
        if asked and _KEY_ID_INSIDE.fullmatch(line.strip().strip("\"'")):
            return suggests("the secret's data holds the plain id, which is decoded from base64", weight=88)
        asked = ".data" in line and "kubectl" in line and "base64" not in line
    return None


def _is_key_id(value: object) -> bool:
    return isinstance(value, str) and _KEY_ID_INSIDE.fullmatch(value.strip()) is not None


def _local_charset(facts: Facts) -> Sighting | None:
    aws = facts.aws
    local_words = facts.says(r"access key id or security token is invalid")
    said = aws.said_invalid or local_words
    key_id = aws.key_id
    if said and aws.local_endpoint and key_id and re.search(r"[^A-Za-z0-9]", key_id):
        odd = re.search(r"[^A-Za-z0-9]", key_id)
        return proves(
            f"the endpoint is local, and the key id holds {quoted(odd.group(0) if odd else '')}: {shown_key_id(key_id)}",
            weight=95,
        )
    if local_words and not aws.at_aws and not (key_id and key_id.isalnum()):
        return suggests("these are the words of DynamoDB Local for a key id with other characters", weight=78)
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
    Cause("aws.literal_placeholder", Who.CALLER, "A placeholder stands where the credential belongs",
          ("Put the real value in; ini files do not replace variables.",),
          "Print the value as the program sees it.", _placeholder,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.fake_key_to_real_aws", "aws.key_id_whitespace", "aws.malformed_authorization_header", "aws.secret_extra_characters", "oauth.literal_placeholder")),
    Cause("aws.plain_value_base64_decoded", Who.CALLER, "A plain value was base64-decoded: it stands under data: in a Kubernetes secret",
          ("Encode it under data:, or put it under stringData:.",),
          "Look at the secret's manifest; print the value's length as the program sees it.", _decoded,
          explains_away=("aws.key_id_whitespace", "aws.malformed_authorization_header", "aws.unknown_access_key", "aws.fake_key_to_real_aws", "aws.literal_placeholder", "aws.key_id_extra_text", "aws.wrong_variable_name")),
    Cause("aws.dynamodb_local_key_charset", Who.CALLER, "DynamoDB Local takes only letters and digits in a key id",
          ("Use letters and digits only for the dummy id: AWS_ACCESS_KEY_ID=dummy",),
          "Try an id of letters only.", _local_charset,
          explains_away=("aws.unknown_access_key", "aws.fake_key_to_real_aws", "aws.literal_placeholder", "aws.key_id_extra_text")),
)  # fmt: skip
