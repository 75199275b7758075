"""What configuration says outside of the verifier's own settings: names and values of settings, variables and files."""

from __future__ import annotations

import re

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.json_view import leaves, parse_json
from assay.diagnosis.pattern import Pattern

MAX_FILE = 50_000
MAX_PAIRS = 2_000
FORMER = Pattern(r"old|prev|last|former|retired|backup|\bbak\b|before|yesterday|\.orig\b|\.save\b", re.IGNORECASE)
"""Names of places that hold what was in force before."""
SHORTEST = 4
# NAME=value, name: value, "name": "value", name => 'value', define('NAME', 'value'), <name>value</name>, name="value" of a call
_PAIR = Pattern(
    r"(?:^|[\s\"'(<{,;$])([A-Za-z_][\w.-]{1,80})[\"']?[ \t]*(?:=>|[=:,>])(?:[ \t]+|[ \t]*\n[ \t]*(?=[\"'`]))?(?:[$@fFrRbBuU]{0,2}(?=[\"'`]))?(\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|`[^`\n]{0,400}`|[^\s\"'`,;<>(){}\[\]]{1,400})",
    re.MULTILINE,
)
CODE = Pattern(r"environ|process\.env|getenv|\w\(|\$\{|\bconfig\.|token_hex|randomBytes")
"""What stands in a value's place in code: a look-up, not the value."""
_ISSUER = Pattern(
    r"(?:^|[._-]|(?<=[a-z]))(?:iss|issuers?|authority)(?:[._-]?(?:ur[il]|location|claim|base[._-]?ur[il]))?$",
    re.IGNORECASE,
)
_AUDIENCE = Pattern(
    r"(?:^|[._-]|(?<=[a-z]))(?:aud|audiences?|resource[._-]?id|api[._-]?name)(?:[._-]?claim)?(?:\.\d+)?$", re.IGNORECASE
)
_TEMPLATE = Pattern(r"<|\byour|xxx|example-|placeholder|changeme|^(?:true|false|null|none)$", re.IGNORECASE)
_CLIENT = Pattern(r"(?:^|[._-]|(?<=[a-z]))client[._-]?id$", re.IGNORECASE)


def configured_pairs(bundle: Bundle) -> tuple[tuple[str, str, str], ...]:
    """(place, name, value) of all texts that configuration holds, those of the settings first."""
    found = [("the settings", name, value) for name, value in leaves(bundle.settings.raw) if isinstance(value, str)]
    found += [("the environment", name, value) for name, value in bundle.environment.items()]
    for file, raw in bundle.files.items():
        text = raw[:MAX_FILE].decode("utf-8", "replace")
        if "-----BEGIN" in text[:200]:
            continue
        if file.endswith(".json"):
            document = leaves(parse_json(text).raw)
            found += [(f"file {file}", name, value) for name, value in document if isinstance(value, str)]
            continue
        for match in _PAIR.finditer(text):
            value = match.group(2)
            bare = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`" else value
            found.append((f"file {file}", match.group(1), bare))
    return tuple(found[:MAX_PAIRS])


def issuers_in(pairs: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    """The issuers that configuration names, each once."""
    return tuple(dict.fromkeys(value for _, name, value in pairs if "://" in value and _ISSUER.search(name)))


def audiences_in(pairs: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    """The audiences that configuration names; where it names none, the client's id, which libraries then take."""
    named = dict.fromkeys(value for _, name, value in pairs if value and _AUDIENCE.search(name))
    clients = dict.fromkeys(value for _, name, value in pairs if value and _CLIENT.search(name))
    return tuple(value for value in (named or clients) if not CODE.search(value) and not _TEMPLATE.search(value))


def word_named(pairs: tuple[tuple[str, str, str], ...], wanted: str) -> str:
    """The plain word that configuration gives under a name, at whatever depth; empty where it gives none."""
    named = (value for _, name, value in pairs if name.rpartition(".")[2].upper() == wanted)
    return next((value for value in named if re.fullmatch(r"[\w.@+-]+", value)), "")


def code_in(bundle: Bundle) -> str:
    """What files, settings and the command hold, as one text without their places."""
    texts = [raw[:20_000].decode("utf-8", "replace") for raw in bundle.files.values()]
    texts += [f"{name}: {value}" for name, value in leaves(bundle.settings.raw) if isinstance(value, str)][:500]
    return "\n".join((bundle.command, *texts)).strip()


OF_AWS = Pattern(r"secret[ ._-]?access[ ._-]?key", re.IGNORECASE)
"""The name of AWS's secrets, with which no token is signed."""
_OF_CODE = Pattern(r"\.(?:[cm]?[jt]sx?|py|rb|php|go|java|kt|cs|rs|ex|scala|swift)$", re.IGNORECASE)
_DOTTED = Pattern(r"[A-Za-z_]\w*(?:\.\w+)+")
_SECRET = Pattern(r"secret|signing|jwt.{0,200}key|hmac|web_?hook[\w.-]{0,200}(?:token|key)", re.IGNORECASE)


def secrets_in(pairs: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str]]:
    """What is named as a secret for signatures: (where, value)."""
    found = []
    for place, name, whole in pairs:
        # Hasura takes algorithm and key in one value.
        value = (parse_json(whole)["key"].text or whole) if whole.lstrip()[:1] == "{" else whole
        if not _SECRET.search(name) or name.startswith("AWS_") or OF_AWS.search(name):
            continue
        if place == "the settings":
            found.append((f"setting {name}", value))
        elif place == "the environment":
            found.append((f"variable {name}", value))
        elif _OF_CODE.search(place) and _DOTTED.fullmatch(value):
            continue  # what a program calls or looks up
        elif len(value) >= SHORTEST and not CODE.search(value) and "aws" not in name.lower():
            found.append((f"{name} of {place}", value))
    return found
