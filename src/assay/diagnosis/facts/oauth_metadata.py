"""Metadata of servers and clients as the evidence holds it: fetched, in files, printed, or in the answer of a registration."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.http import Exchange
from assay.diagnosis.json_view import parse_json

_METHODS = "token_endpoint_auth_methods_supported"


def methods_published(bundle: Bundle) -> tuple[str, ...]:
    """The methods of client authentication that the server's metadata lists: at hand, fetched, or in a file (RFC 8414)."""
    documents = [bundle.issuer["metadata"]]
    documents += [one.response.json for one in bundle.exchanges if one.succeeded and "/.well-known/" in one.request.url]
    named = (raw[:100_000] for raw in bundle.files.values() if _METHODS.encode() in raw[:100_000])
    documents += [parse_json(raw.decode("utf-8", "replace")) for raw in named]
    return next((document[_METHODS].texts for document in documents if document[_METHODS].texts), ())


def methods_printed(bundle: Bundle) -> tuple[str, ...]:
    """The methods of client authentication that a printed discovery document lists."""
    if not any(_METHODS in line for line in bundle.log):
        return ()
    printed = re.search(rf"{_METHODS}['\"]?\]?\s{{0,4}}[:=]?\s{{0,4}}(\[[\w\s,'\"]{{4,400}}\])", "\n".join(bundle.log))
    return tuple(re.findall(r"\w{6,40}", printed.group(1))) if printed is not None else ()


def redirect_uris_answered(exchanges: Iterable[Exchange], clients: Collection[str | None]) -> tuple[str, ...]:
    """The redirect URIs that the answer of a registration names for one of these clients (RFC 7591 section 3.2.1)."""
    answers = (exchange.response.json for exchange in exchanges if exchange.response.status == 201)
    return next((one["redirect_uris"].texts for one in answers if one["client_id"].text in clients), ())
