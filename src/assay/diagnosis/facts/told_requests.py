"""Requests that nobody recorded, and that a log or a command tells: the address of an authorization, the form of a redemption."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import parse_qsl

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.json_view import parse_json
from assay.diagnosis.pattern import Pattern

_ADDRESS = Pattern(r"https?://[^\s'\"<>]+|(?<=\")(?:GET|POST) (/[^\s'\"<>]*)")
_FORM = Pattern(r"(?<![\w%.+-])(?:\w{1,40}=[^\s\"'&{}]{0,2000}&){1,20}\w{1,40}=[^\s\"'&{}]{0,2000}")
_OPTION = Pattern(r"(?:\s-d|--data(?:-raw|-urlencode|-binary)?)[\s=]['\"]?(\w{1,40})=([^\s'\"&]{0,2000})")
_REDEEMS = "grant_type=authorization_code"
_METHODS = "token_endpoint_auth_methods_supported"
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


def methods_published(bundle: Bundle) -> tuple[str, ...]:
    """The methods of client authentication that the server's metadata lists: at hand, fetched, or in a file (RFC 8414)."""
    documents = [bundle.issuer["metadata"]]
    documents += [one.response.json for one in bundle.exchanges if one.succeeded and "/.well-known/" in one.request.url]
    named = (raw[:100_000] for raw in bundle.files.values() if _METHODS.encode() in raw[:100_000])
    documents += [parse_json(raw.decode("utf-8", "replace")) for raw in named]
    return next((document[_METHODS].texts for document in documents if document[_METHODS].texts), ())


def told_methods(bundle: Bundle) -> tuple[str, ...]:
    """The methods of client authentication that a printed discovery document lists."""
    if not any(_METHODS in line for line in bundle.log):
        return ()
    printed = re.search(rf"{_METHODS}['\"]?\]?\s{{0,4}}[:=]?\s{{0,4}}(\[[\w\s,'\"]{{4,400}}\])", "\n".join(bundle.log))
    return tuple(re.findall(r"\w{6,40}", printed.group(1))) if printed is not None else ()


def uris_answered(exchanges: Iterable[Exchange], clients: Collection[str | None]) -> tuple[str, ...]:
    """The redirect URIs that the answer of a registration names for one of these clients (RFC 7591 section 3.2.1)."""
    answers = (exchange.response.json for exchange in exchanges if exchange.response.status == 201)
    return next((one["redirect_uris"].texts for one in answers if one["client_id"].text in clients), ())
