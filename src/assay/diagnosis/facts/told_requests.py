"""Requests that nobody recorded, and that a log or a command tells: the address of an authorization, the form of a redemption."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.pattern import Pattern

_ADDRESS = Pattern(r"https?://[^\s'\"<>]+|(?<=\")(?:GET|POST) (/[^\s'\"<>]*)")
_FORM = Pattern(r"(?<![\w%.+-])(?:\w{1,40}=[^\s\"'&{}]{0,2000}&){1,20}\w{1,40}=[^\s\"'&{}]{0,2000}")
_OPTION = Pattern(r"(?:\s-d|--data(?:-raw|-urlencode|-binary)?)[\s=]['\"]?(\w{1,40})=([^\s'\"&]{0,2000})")
_REDEEMS = "grant_type=authorization_code"
MOST_ADDRESSES = 10


def told_authorizations(bundle: Bundle) -> list[str]:
    """The addresses of authorization requests, as logs of clients and servers print them, oldest first."""
    texts = (*bundle.log, bundle.symptom[:20_000])
    found = [
        address.group(1) or address.group(0)
        for text in texts
        if "response_type=" in text
        for address in _ADDRESS.finditer(text[:20_000])
    ]
    return found[:MOST_ADDRESSES]


def told_redemption(bundle: Bundle) -> dict[str, str]:
    """The form with which a code was redeemed, as the last line that shows one prints it; empty without one."""
    for text in reversed((bundle.command, *bundle.log)):
        if _REDEEMS not in text:
            continue
        options = {option.group(1): option.group(2) for option in _OPTION.finditer(text[:20_000])}
        if "grant_type" in options:
            return options
        for form in _FORM.finditer(text[:20_000]):
            if _REDEEMS in form.group(0) and not re.search(r"\u2026|\.\.\.", text):
                return dict(parse_qsl(form.group(0), keep_blank_values=True))
    return {}
