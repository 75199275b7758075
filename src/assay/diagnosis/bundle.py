"""The evidence bundle, version 1: one JSON document with everything that is known about one credential.

Every member is optional. Values stay exactly as they were found; a member of the wrong type reads as absent.
"""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any

from assay.diagnosis.facts.http import Exchange, read_exchange
from assay.diagnosis.facts.instants import parse_instant
from assay.diagnosis.json_view import View
from assay.diagnosis.masks import without_masks
from assay.diagnosis.pattern import Pattern
from assay.record import Record

MAX_BYTES = 16 * 1024 * 1024
MAX_TEXT = 512 * 1024
MAX_SYMPTOM = 64 * 1024
MAX_LINES = 2_000
MAX_LINE = 4_000
MAX_LOG = 512 * 1024
MAX_EXCHANGES = 200
_ASSIGNMENT = Pattern(r"(?:^|[\s;&|(])([A-Z][A-Z0-9_]{2,60})=(\"[^\"]*\"|'[^']*'|[^\s;&|]*)")


class BundleFaultError(ValueError):
    """A document that is no evidence bundle; the text says why."""


class Bundle(Record):
    """One bundle, taken apart. `now` is epoch seconds on the clock of the machine where the evidence was collected."""

    now: float | None
    symptom: str
    software: str
    command: str
    token: str
    use: str
    verifier: View
    issuer: View
    client: View
    exchanges: tuple[Exchange, ...]
    environment: dict[str, str]
    files: dict[str, bytes]
    settings: View
    log: tuple[str, ...]
    timezone: str
    redacted: View
    """What was found while the secrets were still there; in a bundle that was saved without them."""


def parse_bundle(document: bytes) -> Bundle:
    """The bundle in a document. Raises `BundleFaultError` when it is none."""
    if len(document) > MAX_BYTES:
        raise BundleFaultError(f"the file has {len(document)} bytes, and {MAX_BYTES} are read at most")
    try:
        value = json.loads(document.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BundleFaultError(f"the file is not UTF-8 (byte {fault.start})") from None
    except RecursionError:
        raise BundleFaultError("the JSON is nested too deeply") from None
    except ValueError as fault:
        raise BundleFaultError(f"the file is not JSON: {fault}") from None
    return read_bundle(value)


def read_bundle(value: Any) -> Bundle:
    """The bundle in a parsed document. Raises `BundleFaultError` when it is none."""
    if not isinstance(value, dict):
        raise BundleFaultError("the document is not a JSON object")
    version = value.get("assay_bundle")
    if version != 1 or isinstance(version, bool):
        raise BundleFaultError("the member assay_bundle is not 1: this is no evidence bundle of a known version")
    view = View(value)
    command = view["command"].text[:10_000]
    symptom, log = view["symptom"].text[:MAX_SYMPTOM], _newest(view["log"].texts)
    exchanges = view["exchanges"].items[:MAX_EXCHANGES]
    if not exchanges:
        symptom, log, exchanges = _transcribed(symptom, log)
    return Bundle(
        now=parse_instant(view["now"].text),
        symptom=symptom,
        software=view["software"].text[:1000],
        command=command,
        token=view["credential"]["token"].text[:MAX_TEXT],
        use=view["credential"]["use"].text,
        verifier=without_masks(view["verifier"]),
        issuer=without_masks(view["issuer"]),
        client=view["client"],
        exchanges=tuple(read_exchange(View(item)) for item in exchanges),
        environment={
            name: text[:MAX_TEXT] for name, text in view["environment"].mapping.items() if isinstance(text, str)
        }
        | _assigned(command),
        files={name: _content(found) for name, found in view["files"].mapping.items()},
        settings=view["settings"],
        log=log,
        timezone=view["platform"]["timezone"].text,
        redacted=view["redacted"],
    )


def _transcribed(symptom: str, log: tuple[str, ...]) -> tuple[str, tuple[str, ...], list[Any]]:
    """The symptom and the log without the HTTP exchanges that are printed in them, and those: nobody took them apart yet."""
    lines = "\n".join(log)
    if not any(mark in symptom or mark in lines for mark in ("HTTP/", "--> ", "<-- ")):
        return symptom, log, []
    from assay.diagnosis.evidence.transcript import read_transcript  # few bundles need it

    in_log, in_symptom = read_transcript(lines), read_transcript(symptom)
    exchanges: list[Any] = []
    if in_log is not None:
        exchanges += in_log.exchanges
        log = in_log.prose + in_log.remarks
    if in_symptom is not None:
        exchanges += in_symptom.exchanges
        symptom = "\n".join(in_symptom.prose + in_symptom.remarks).strip()
    return symptom, log, exchanges[-MAX_EXCHANGES:]


def _assigned(command: str) -> dict[str, str]:
    """The variables that a command sets for itself, as shells and `docker run -e` do; what it computes stays out."""
    found = (
        {match.group(1): match.group(2).strip("\"'") for match in _ASSIGNMENT.finditer(command)}
        if "=" in command
        else {}
    )
    return {name: value for name, value in found.items() if "$" not in value and "`" not in value}


def _newest(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The last lines that fit into the limits, in their order: what was logged last is nearest to the refusal."""
    kept: list[str] = []
    room = MAX_LOG
    for line in reversed(lines[-MAX_LINES:]):
        room -= min(len(line), MAX_LINE)
        if room < 0:
            break
        kept.append(line[:MAX_LINE])
    return tuple(reversed(kept))


def _content(found: Any) -> bytes:
    if isinstance(found, str):
        return found[:MAX_TEXT].encode("utf-8", "surrogatepass")
    encoded = View(found)["base64"].text
    try:
        return b64decode(encoded[: MAX_TEXT * 2], validate=False)
    except (Base64Error, ValueError):
        return b""
