"""Claims and headers that somebody decoded and printed: in a log, an error text, a file of notes or the settings.

People paste what is in a token rather than the token. JSON is read, and what Node, Python, Java and Go print in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.json_view import View
from assay.diagnosis.pattern import Pattern

MAX_TEXT = 20_000
MAX_OBJECTS = 20
_CLAIMS = frozenset(
    ("iss", "sub", "aud", "exp", "iat", "nbf", "azp", "scope", "scp", "client_id", "token_use", "jti", "tid")
)
_HEADER = frozenset(("alg", "kid", "typ", "crit", "enc"))
_OBJECT = Pattern(r"\{[^{}]{4,4000}(?:\{[^{}]{0,2000}\}[^{}]{0,2000}){0,6}\}")
_MENTIONED = Pattern(r"[\"'{ ,](?:iss|aud|exp|iat|alg|kid)[\"']?\s*[:=]")
_BARE = Pattern(r"\biat[=: ]{1,3}(\d{9,13})\b[^\n]{0,60}?\bexp[=: ]{1,3}(\d{9,13})\b")
_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}


class PrintedToken(TokenForm):
    """A token of which only the decoded parts are known: nothing can be said of its form and its signature."""

    def __init__(self, place: str, header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        super().__init__("", place)
        self.read_header = header
        self.read_claims = claims

    @cached_property
    def is_jwt(self) -> bool:
        """It was decoded, so it is one."""
        return True

    @cached_property
    def header(self) -> View:
        """The header as printed; empty where only the claims were."""
        return View(dict(self.read_header))

    @cached_property
    def claims(self) -> View:
        """The claims as printed; empty where only the header was."""
        return View(dict(self.read_claims))

    @cached_property
    def damage(self) -> str:
        """Nothing is known of its form."""
        return ""


def printed_token(bundle: Bundle) -> PrintedToken | None:
    """The token whose header or claims stand printed in the evidence; the last ones, as they belong to the refusal."""
    header: Mapping[str, Any] = {}
    claims: Mapping[str, Any] = {}
    place = "the evidence"
    for where, found in _objects(bundle):
        names = found.keys()
        if (len(names & _CLAIMS) >= 2 or names == {"exp"}) and not names & {
            "issuer",
            "jwks_uri",
            "keys",
            "grant_type",
            "algorithms",
        }:
            claims, place = found, where
        elif ("alg" in names and names <= _HEADER | {"jku", "x5t", "x5c", "jwk", "nonce", "cty", "zip"}) or (
            "crit" in names and "alg" in names
        ):
            header, place = found, where
    return PrintedToken(f"what {place} shows of it", header, claims) if header or claims else None


def _objects(bundle: Bundle) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, value in _inside(bundle.settings.raw, "settings", 0):
        yield path, value
    texts = [(f"file {name}", raw[:MAX_TEXT].decode("utf-8", "replace")) for name, raw in bundle.files.items()]
    texts += [("the log", line) for line in bundle.log]
    texts.append(("the error text", bundle.symptom[:MAX_TEXT]))
    for place, text in texts:
        bare = _BARE.search(text)
        if bare and "{" not in text:
            yield place, {"iat": int(bare.group(1)), "exp": int(bare.group(2))}
        if "{" not in text or not _MENTIONED.search(text):
            continue
        for count, match in enumerate(_OBJECT.finditer(text)):
            if count >= MAX_OBJECTS:
                break
            value = _read(match.group(0))
            if value:
                yield place, value


def _inside(value: Any, name: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict) and depth < 4:
        yield name, value
        for key, inner in list(value.items())[:50]:
            yield from _inside(inner, f"setting {key}", depth + 1)


def _read(text: str) -> dict[str, Any]:
    """The object in a text, in whichever of the usual notations; empty where it reads in none."""
    if not _MENTIONED.search(text):
        return {}
    for candidate in (text, text.replace('\\"', '"'), _as_json(text)):
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else {}
    return {}


def _as_json(text: str) -> str:
    """What Node, Python or Java print, written as JSON."""
    if re.match(r"\{\s*\w+=", text):  # {iss=https://a, aud=[b], exp=1}
        pairs = re.findall(r"(\w+)=(\[[^\]]*\]|[^,}]*)", text)
        return json.dumps({name: _plain(value.strip()) for name, value in pairs})
    written = re.sub(r"'((?:[^'\\\n]|\\.)*)'", lambda found: json.dumps(found.group(1)), text)
    written = re.sub(
        r"(:\s{0,4})(?:\*{2,}|<[\w ]{1,40}>|\[[a-z ]{3,20}\])(?=\s{0,4}[,}])", r"\1null", written
    )  # a mask
    written = re.sub(r"([{,]\s*)([A-Za-z_$][\w$]*)\s*:", r'\1"\2":', written)
    written = re.sub(r"\b(True|False|None|undefined|nil)\b", lambda found: _WORDS[found.group(1)], written)
    return re.sub(r",\s*([}\]])", r"\1", written)


def _plain(value: str) -> Any:
    if value.startswith("[") and value.endswith("]"):
        return [one.strip() for one in value[1:-1].split(",")]
    return int(value) if re.fullmatch(r"\d{1,15}", value) else value
