"""The request that a pasted curl command makes. The command is read as a shell would split it, and never run."""

from __future__ import annotations

import re
import shlex
from base64 import b64encode
from typing import Any

from assay.diagnosis.evidence.exchange_form import exchange_of, header_of
from assay.diagnosis.facts.token_form import tokens_in

MAX_COMMAND = 256 * 1024
_BODY = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json")
_TAKES_VALUE = (
    *_BODY, "-X", "--request", "-H", "--header", "-u", "--user", "-A", "--user-agent", "-e", "--referer", "-b", "--cookie",
    "-o", "--output", "-x", "--proxy", "--cacert", "-E", "--cert", "--key", "-m", "--max-time", "--connect-timeout", "-F",
    "--form", "--resolve", "-w", "--write-out", "-c", "--cookie-jar", "--url", "--oauth2-bearer", "--aws-sigv4",
)  # fmt: skip


def read_curl_command(text: str) -> dict[str, Any]:
    """The members of a bundle: the request, and the text around the command as symptom; empty when it does not read."""
    match = re.search(r"(?:^|(?<=[\s$`;|&]))curl(?:\.exe)?\s", text[:MAX_COMMAND])
    if match is None:
        return {}
    command, after = _split(text[match.start() : MAX_COMMAND])
    try:
        words = shlex.split(command)
    except ValueError:
        return {}
    request = _request(words[1:])
    if request is None:
        return {}
    around = "\n".join(part.strip(" \t\r\n$") for part in (text[: match.start()], after)).strip()
    members: dict[str, Any] = {"exchanges": [exchange_of(request, None)], "command": command[:10_000]}
    if around and not tokens_in(around, "the pasted text"):
        members["symptom"] = around
    return members


def _split(text: str) -> tuple[str, str]:
    """The command (with lines continued by a backslash or inside quotation marks), and what follows it."""
    quote = ""
    place = 0
    while place < len(text):
        letter = text[place]
        if letter == "\\" and quote != "'":
            place += 3 if text[place + 1 : place + 3] == "\r\n" else 2
            continue
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "\n":
            break
        place += 1
    return text[:place].replace("\\\r\n", " ").replace("\\\n", " "), text[place:]


def _request(words: list[str]) -> tuple[str, str, list[list[str]], str] | None:
    method, url, body = "", "", ""
    headers: list[list[str]] = []
    rest = iter(words)
    for word in rest:
        option, value = _option(word)
        if option in _TAKES_VALUE and value is None:
            value = next(rest, "")
        if value is None:
            url = word if not word.startswith("-") and not url else url
        elif option in {"-X", "--request"}:
            method = value.upper()
        elif option in {"-H", "--header"}:
            headers += [header] if (header := header_of(value)) else []
        elif option in {"-u", "--user"}:
            headers.append(["Authorization", "Basic " + b64encode(value.encode("utf-8", "replace")).decode("ascii")])
        elif option == "--oauth2-bearer":
            headers.append(["Authorization", f"Bearer {value}"])
        elif option in {"-b", "--cookie"}:
            headers.append(["Cookie", value])
        elif option in _BODY:
            body = f"{body}&{value}" if body else value
        elif option == "--url":
            url = value
    if not url:
        return None
    return (method or ("POST" if body else "GET"), url, headers, body)


def _option(word: str) -> tuple[str, str | None]:
    """(-H, value) for `-HName: value`, (word, None) for an option on its own."""
    if word.startswith("-") and not word.startswith("--") and len(word) > 2 and word[:2] in _TAKES_VALUE:
        return word[:2], word[2:]
    return word, None
