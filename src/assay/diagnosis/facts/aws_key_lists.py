"""What IAM lists of access keys, in files, settings, answers and logs: which keys there are, in which state, made when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assay.diagnosis.facts.instants import parse_instant
from assay.diagnosis.json_view import parse_json
from assay.record import Record

if TYPE_CHECKING:
    from assay.diagnosis.bundle import Bundle

_KEY_ID = re.compile(r"(?<![A-Za-z0-9])AKIA[A-Z0-9]{12,17}(?![A-Za-z0-9])")
_ASKS = re.compile(r"list-access-keys|ListAccessKeys|Get-IAMAccessKey\b|list_access_keys")
_STATE = re.compile(r"\b(Active|Inactive)\b")
_MEMBER = re.compile(r"<member>(.{20,2000}?)</member>", re.DOTALL)
_TAG = re.compile(r"<(AccessKeyId|Status|CreateDate)>([^<]*)</\1>")
MAX_DEPTH = 8
MAX_LINES = 30


class ListedKey(Record):
    """One key of a list. `active` is None where the list does not say; `made` is in epoch seconds."""

    place: str
    key_id: str
    active: bool | None = None
    made: float | None = None


def listed_keys(bundle: Bundle) -> tuple[ListedKey, ...]:
    """Every key that some list of IAM shows."""
    found = _of_document("the settings", bundle.settings.raw)
    for name, raw in bundle.files.items():
        if b"AccessKeyMetadata" in raw:
            found += _of_document(f"file {name}", parse_json(raw[:200_000].decode("utf-8", "replace")).raw)
    for exchange in bundle.exchanges:
        body = exchange.response.body[:200_000]
        if "AccessKeyMetadata" not in body:
            continue
        found += _of_document("the answer", exchange.response.json.raw)
        for inner in _MEMBER.findall(body):
            found += _of_members("the answer", dict(_TAG.findall(inner)))
    return (*found, *_of_log(bundle.log))


def _of_document(place: str, raw: Any, depth: int = 0) -> list[ListedKey]:
    """The lists of keys somewhere in a document."""
    if depth > MAX_DEPTH:
        return []
    found: list[ListedKey] = []
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name == "AccessKeyMetadata" and isinstance(value, list):
                for one in value[:50]:
                    found += _of_members(place, one if isinstance(one, dict) else {})
            else:
                found += _of_document(place, value, depth + 1)
    elif isinstance(raw, list):
        for value in raw[:50]:
            found += _of_document(place, value, depth + 1)
    return found


def _of_members(place: str, members: dict[str, Any]) -> list[ListedKey]:
    key_id, status, made = (members.get(name) for name in ("AccessKeyId", "Status", "CreateDate"))
    if not isinstance(key_id, str) or not _KEY_ID.fullmatch(key_id.strip()):
        return []
    active = status == "Active" if status in ("Active", "Inactive") else None  # it may be of any type
    return [ListedKey(place, key_id.strip(), active, parse_instant(made) if isinstance(made, str) else None)]


def _of_log(log: tuple[str, ...]) -> list[ListedKey]:
    """The keys in the lines below a command that lists them, up to the next command."""
    found: list[ListedKey] = []
    left = 0
    for line in log:
        asked = [mark.end() for mark in _ASKS.finditer(line)]
        if asked:
            left = MAX_LINES
        elif re.match(r"\s*[$#>%] \S", line):
            left = 0
        if left:
            left -= 1
            below = line[max(asked, default=0) :]
            state = _STATE.search(below)
            active = state.group(1) == "Active" if state is not None else None
            found += [ListedKey("the log", key_id, active) for key_id in _KEY_ID.findall(below)]
    return found
