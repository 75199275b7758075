"""The secrets in a bundle's document: by place, by name, and by form (tokens, signatures, private keys)."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, unquote_plus

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.token_form import TokenForm
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import any_of
from assay.diagnosis.redaction.bounds import MAX_SECRETS, TooMuchEvidenceError

MIN_LENGTH = 6
_NAME = re.compile(
    r"secret|passw|passphrase|pwd|token|private|api[-_]?key|signing|assertion|cookie|code_verifier|^sig(?:nature)?$|hmac|^authorization$|refresh",
    re.IGNORECASE,
)
_NO_SECRET_NAME = re.compile(
    r"(?:endpoint|ur[il]s?|method|methods|type|types|types_supported|file|path|expir\w*|ttl|seconds|lifetime|max_?age|name|id|ids|alg|algorithms?|use|hint|supported|duration|leeway|audience|issuer|region|enabled|_at|format|strategy|header|domain|samesite|version|profile)$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?i)[\"']?([a-z][a-z0-9_.-]{0,60})[\"']?[ \t]*(?:=>|:=|=|:)[ \t]*(\"[^\"\n]{6,}\"|'[^'\n]{6,}'|[^\s\"'&,;<>{}]{6,})"
)
_HEADER = re.compile(
    r"^(?:proxy-)?authorization$|token$|secret|api-?key$|-auth$|password|credential|session(?:-id)?$|assertion$"
)
_SPACED = re.compile(r"(?im)^[ \t]*\w*(?:secret|signing_key|password|token)\w*[ \t]+([^\s;\"']{16,})")
_AWS_SECRET = re.compile(r"[A-Za-z0-9/+]{40}")
_DRAWN = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/=_-]{32,}")
_CODE = re.compile(r"(?:^|[?&\s\"'])code[\"']?[=:][ \"']?([A-Za-z0-9._~%/-]{16,})")
_BASIC = re.compile(r"(?i)\bbasic[ \t]+([A-Za-z0-9+/_=-]{6,})")
_SCHEME = re.compile(r"(?i)\b(?:bearer|dpop)[ \t]+([A-Za-z0-9+/_.~=-]{12,})")
_USER = re.compile(r"(?:-u|--user)[ =][\"']?[^\s:\"']+:([^\s\"']{4,})|://[^/\s:@]+:([^/\s@]{4,})@")
_AWS_SIGNATURE = re.compile(r"Signature=([0-9a-f]{16,})|\bAWS [A-Za-z0-9]+:([A-Za-z0-9+/=]{20,})")
_PRIVATE_PEM = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)(?:-----END|\Z)", re.DOTALL)
_JWT = re.compile(r"eyJ[A-Za-z0-9_+/=-]{8,}(?:\.[A-Za-z0-9_+/=-]*){1,4}")
_WRAPPED_PEM = "LS0tLS1CRUdJTi"
_PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "k")
_NO_SECRET = re.compile(
    any_of(
        # what is public by its nature: key ids, PEM armour, names of algorithms
        "^(?:AKIA|ASIA)[A-Z0-9]{12,17}(?:$|/)",
        "-----",
        "^AWS4-",
        # variables and templates that nobody filled in
        r"\$\{",
        r"\$\(",
        r"\{\{",
        r"^\$",
        r"^%\w+%$",
        "<[^<>]+>",
        # addresses and paths
        "://",
        r"^(?:~|\.{1,2})/",
        "^/(?:etc|var|home|usr|opt|tmp|run|mnt|app|secrets?|srv|root|Users|config|data|proc|dev)/",
        # words that stand for a value
        r"\byour[-_ ]",
        "^your",
        "xxx+",
        "change[-_ ]?me",
        "replace[-_ ]",
        "placeholder",
        "insert[-_ ]",
        r"_here\b",
        "^my[-_]client[-_]secret",
        # words of protocols, numbers and error codes
        r"^(?:true|false|null|none|undefined|bearer|basic|refresh_token|access_token|id_token|client_secret_\w+|private_key_jwt|authorization_code|client_credentials)$",
        r"^\d{1,10}$",
        r"^(?:invalid|unsupported|unauthorized|expired|insufficient|missing)_\w+$",
        "^[^A-Za-z0-9]*$",
        # a sentence
        r"\s\w+\s\w+\s",
    ),
    re.IGNORECASE,
)


def secrets_of(document: dict[str, Any]) -> frozenset[str]:
    """Every text that must not leave with the bundle. Raises `TooMuchEvidenceError`."""
    facts = Facts(read_bundle(document))
    found = {part for text in _all(document, facts) for part in _cores(text)}
    ids = (source.key_id.strip() for source in facts.aws.sources if source.key_id)
    key_ids = {each for each in ids if not _AWS_SECRET.fullmatch(each)}
    secrets = frozenset(text for text in found if len(text) >= MIN_LENGTH and text not in key_ids and not _plain(text))
    if len(secrets) > MAX_SECRETS:
        raise TooMuchEvidenceError(f"the evidence holds more than {MAX_SECRETS} secrets and tokens")
    return secrets


def _plain(text: str) -> bool:
    """Whether a text stands where secrets do and is none: a word of a protocol, a placeholder, a path."""
    if (_AWS_SECRET.fullmatch(text) or _DRAWN.fullmatch(text)) and re.search(r"\d", text):
        return False  # drawn at random, so that what looks like a word in it is none
    return bool(_NO_SECRET.search(text) or _NO_SECRET.search(unquote(text)))


def _all(document: dict[str, Any], facts: Facts) -> Iterator[str]:
    for source in facts.aws.sources:
        yield from (value for value in (source.secret, source.token) if value)
        if source.key_id and _AWS_SECRET.fullmatch(source.key_id.strip()):
            yield source.key_id  # id and secret are swapped
    for _, value in facts.secrets:
        yield value
    if facts.bundle.token:
        yield from _of_token(TokenForm(facts.bundle.token))
    for token in facts.tokens:
        yield from _of_token(token)
    for raw in facts.bundle.files.values():
        yield from _in_text(raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace"))
    for path, value in leaves({name: each for name, each in document.items() if name not in {"files", "now"}}):
        if isinstance(value, str):
            yield from _of_member(path, value)
            yield from _in_text(value)
    for exchange in facts.exchanges:
        for name, value in (*exchange.request.headers, *exchange.response.headers):
            yield from _of_header(name.lower(), value)
    yield from _private_members(document)


def _of_header(name: str, value: str) -> Iterator[str]:
    if name in {"cookie", "set-cookie"}:
        pairs = value.split(";") if name == "cookie" else [value.partition(";")[0]]
        yield from (pair.partition("=")[2] for pair in pairs)
    elif _HEADER.search(name) and "eyJ" not in value and not re.match(r"\s*(?:AWS|Basic)", value, re.IGNORECASE):
        yield value.rpartition(" ")[2] if name.endswith("authorization") else value


def _cores(text: str) -> Iterator[str]:
    """The text without what damage put around it, and the lines of one that is broken."""
    core = text.strip().strip("\"'").strip()
    if core.startswith(_WRAPPED_PEM):
        yield from _in_text(_opened(re.sub(r"\s+", "", core)))
        return
    pieces = core.split() if "\n" in core or "\\n" not in core else core.split("\\n")
    if len(pieces) > 1 and all(len(piece) >= 12 for piece in pieces[:-1]):
        yield from pieces
    yield core


def _of_member(path: str, value: str) -> Iterator[str]:
    name = path.rpartition(".")[2]
    if _NAME.search(name) and not _NO_SECRET_NAME.search(name) and len(value) < 20_000:
        if "eyJ" in value:
            yield from _of_token(TokenForm(value))
        elif "-----BEGIN" not in value and value[:1] not in {"{", "["}:
            yield re.sub(r"(?i)^\s*(?:bearer|basic|dpop)\s+", "", value)


def _of_token(token: TokenForm) -> Iterator[str]:
    """The signature of a JWT, all that is encrypted of a JWE, an opaque token as a whole."""
    parts = token.bare.split(".")
    if token.bare.startswith("eyJ"):
        yield from (parts[1:] if token.is_jwe else parts[2:])
    else:
        yield token.bare


def _in_text(text: str) -> Iterator[str]:
    for match in _JWT.finditer(text):
        yield from _of_token(TokenForm(match.group(0)))
    for name, value in _NAMED.findall(text):
        bare = value.strip("\"'")
        if _NAME.search(name) and not _NO_SECRET_NAME.search(name) and not bare.startswith("eyJ"):
            yield from (bare, unquote(bare), unquote_plus(bare))
    for encoded in _BASIC.findall(text):
        user = _opened(encoded).partition(":")[2]
        yield from (user, unquote_plus(user))
    for opaque in _SCHEME.findall(text):
        if not opaque.startswith("eyJ"):
            yield opaque
    yield from _SPACED.findall(text)
    for code in _CODE.findall(text):
        if re.search(r"\d", code):
            yield from (code, unquote(code))
    for pattern in (_USER, _AWS_SIGNATURE):
        for groups in pattern.findall(text):
            yield from groups
    for _, body in _PRIVATE_PEM.findall(text):
        yield from re.split(r"\s+|\\n|\\r", body)


def _private_members(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, dict) and depth < 24:
        if "kty" in value:
            yield from (value[name] for name in _PRIVATE_MEMBERS if isinstance(value.get(name), str))
        for inner in value.values():
            yield from _private_members(inner, depth + 1)
    elif isinstance(value, list) and depth < 24:
        for inner in value[:1000]:
            yield from _private_members(inner, depth + 1)


def _opened(encoded: str) -> str:
    try:
        return b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8")
    except (Base64Error, ValueError):
        return ""
