"""The exchanges of a HAR file (HTTP Archive 1.2), as browsers save them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from typing import Any
from urllib.parse import urlencode

from assay.diagnosis.evidence.exchange_form import MAX_EXCHANGES, MAX_HEADERS
from assay.diagnosis.json_view import View

MAX_BODY = 512 * 1024
_SCENERY = ("image/", "font/", "text/css", "video/", "audio/", "application/javascript", "text/javascript")


def read_har(archive: View) -> dict[str, Any]:
    """The members of a bundle: the exchanges that are no scenery, and as its clock the newest instant of the file."""
    entries = [View(entry) for entry in archive["log"]["entries"].items]
    kept = [entry for entry in entries if not _is_scenery(entry)][-MAX_EXCHANGES:]
    instants = [entry["startedDateTime"].text for entry in kept if entry["startedDateTime"].text]
    members: dict[str, Any] = {"exchanges": [_exchange(entry) for entry in kept]}
    members["software"] = archive["log"]["browser"]["name"].text or archive["log"]["creator"]["name"].text
    return members | ({"now": max(instants)} if instants else {})


def _is_scenery(entry: View) -> bool:
    kind = entry["response"]["content"]["mimeType"].text
    return kind.startswith(_SCENERY) and (entry["response"]["status"].number or 0) < 400


def _exchange(entry: View) -> dict[str, Any]:
    request, response = entry["request"], entry["response"]
    sent = request["postData"]["text"].text
    if not sent and request["postData"]["params"].items:
        pairs = [View(each) for each in request["postData"]["params"].items[:500]]
        sent = urlencode([(pair["name"].text, pair["value"].text) for pair in pairs], errors="replace")
    return {
        "at": entry["startedDateTime"].text,
        "seen_by": "browser",
        "request": {
            "method": request["method"].text,
            "url": request["url"].text,
            "headers": _headers(request),
            "body": sent[:MAX_BODY],
        },
        "response": {
            "status": int(response["status"].number or 0),
            "headers": _headers(response),
            "body": _content(response["content"]),
        },
    }


def _headers(message: View) -> list[list[str]]:
    pairs = [View(each) for each in message["headers"].items[:MAX_HEADERS]]
    return [[pair["name"].text, pair["value"].text] for pair in pairs if pair["name"].text]


def _content(content: View) -> str:
    text = content["text"].text[: MAX_BODY * 2]
    if content["encoding"].text != "base64":
        return text[:MAX_BODY]
    try:
        return b64decode(text[: len(text) // 4 * 4]).decode("utf-8", "replace")[:MAX_BODY]
    except (Base64Error, ValueError):
        return ""
