"""A bundle without its secrets: shapes stand in their place, and what only the secrets could tell is written down.

What the signature laboratory found is kept in the member `redacted`, because no signature can be checked afterwards.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.examination import examine
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.ini_file import decoded, is_utf16
from assay.diagnosis.redaction.bounds import bounded
from assay.diagnosis.redaction.replacing import Replacements
from assay.diagnosis.redaction.secrets_found import secrets_of
from assay.diagnosis.redaction.signed_again import signatures_again

_NOT_WALKED = ("assay_bundle", "now", "files", "redacted")


def redacted(document: dict[str, Any], key: bytes) -> dict[str, Any]:
    """The document of a bundle as it may be shown. `key`: 32 random bytes that are thrown away afterwards.

    Long texts are cut, and what is nested deeper than the diagnosis looks is left out. Raises `TooMuchEvidenceError`.
    """
    document = bounded(document)
    facts = Facts(read_bundle(document))
    replacements = Replacements(secrets_of(document), key)
    replacements.follow(token.bare for token in (*facts.tokens, *((facts.token,) if facts.token else ())))
    replacements.know(signatures_again(facts, replacements.apply))
    made = {name: value if name in _NOT_WALKED else _walked(value, replacements) for name, value in document.items()}
    files = document.get("files")
    if isinstance(files, dict):
        made["files"] = {name: _file(content, replacements) for name, content in files.items()}
    if "redacted" not in document:
        made["redacted"] = {"signature": _signature(facts)}
    return made


def _signature(facts: Facts) -> dict[str, str]:
    report = facts.laboratory
    check = dict(examine(facts).checks).get("signature", "not_applicable")
    return {"check": check, "outcome": report.outcome, "form": report.form or "", "key": report.key}


def _walked(value: Any, replacements: Replacements) -> Any:
    if isinstance(value, str):
        return replacements.apply(value)
    if isinstance(value, dict):
        return {replacements.apply(name): _walked(inner, replacements) for name, inner in value.items()}
    if isinstance(value, list):
        return [_walked(inner, replacements) for inner in value]
    return value


def _file(content: Any, replacements: Replacements) -> Any:
    if isinstance(content, str):
        return replacements.apply(content)
    encoded = content.get("base64") if isinstance(content, dict) else None
    try:
        raw = b64decode(encoded) if isinstance(encoded, str) else b""
    except (Base64Error, ValueError):
        raw = b""
    return {"base64": b64encode(_bytes(raw, replacements)).decode("ascii")}


def _bytes(raw: bytes, replacements: Replacements) -> bytes:
    """The bytes again in their own encoding, its mark included."""
    text = replacements.apply(decoded(raw))
    if is_utf16(raw):
        big = raw.startswith(b"\xfe\xff") or (not raw.startswith(b"\xff\xfe") and not any(raw[:64:2]))
        mark = raw[:2] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else b""
        return mark + text.encode("utf-16-be" if big else "utf-16-le", "replace")
    return (b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b"") + text.encode("utf-8", "replace")
