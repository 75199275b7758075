"""AWS values that were decoded though nobody had encoded them."""

from __future__ import annotations

import re
from base64 import b64encode

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_sent_values import was_asked_with_id
from assay.diagnosis.facts.aws_suspects import KEY_ID_INSIDE, key_ids
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import parse_json

_UNENCODED = re.compile(
    r"(?m)^data:[ \t]*\r?\n(?:[ \t]+[^\n]{0,300}\n){0,20}?[ \t]+\w{0,30}(?i:access_?-?key)\w{0,20}:[ \t]*[\"']?(\{\{(?![^\n}]{0,200}(?:b64|base64))[^\n}]{1,200}\}\})"
)


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
            return suggests(f"{name} has a template under data: that does not encode its value", weight=84)
    asked = False
    for line in facts.bundle.log if refused else ():
        if asked and KEY_ID_INSIDE.fullmatch(line.strip().strip("\"'")):
            return suggests("the secret's data holds the plain id, which is decoded from base64", weight=88)
        asked = ".data" in line and "kubectl" in line and "base64" not in line
    return None


def _is_key_id(value: object) -> bool:
    return isinstance(value, str) and KEY_ID_INSIDE.fullmatch(value.strip()) is not None


CAUSES = (
    Cause("aws.plain_value_base64_decoded", Who.CALLER, "A plain value was base64-decoded: it stands under data: in a Kubernetes secret",
          ("Encode it under data:, or put it under stringData:.",),
          "Look at the secret's manifest; print the value's length as the program sees it.", _decoded,
          explains_away=("aws.key_id_whitespace", "aws.malformed_authorization_header", "aws.unknown_access_key", "aws.fake_key_to_real_aws", "aws.literal_placeholder", "aws.key_id_extra_text", "aws.wrong_variable_name")),
)  # fmt: skip
