"""A document that anybody may keep: with its age and its entity tag, and 304 for who has it already (RFC 9110, 9111)."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.published_document import PublishedDocument
from assay.web.answer import HttpAnswer


def render_published_document(document: PublishedDocument, request: RawRequest) -> HttpAnswer:
    """200 with the document, or 304 without it."""
    tag = document.etag.encode("ascii")
    kept = ((b"cache-control", b"public, max-age=%d" % document.max_age), (b"etag", tag))
    if _has_it(request, tag):
        return HttpAnswer(304, kept)
    return HttpAnswer(200, (*kept, (b"content-type", document.media_type.encode("ascii"))), document.body)


def _has_it(request: RawRequest, tag: bytes) -> bool:
    """If-None-Match compares weakly (RFC 9110 section 13.1.2): proxies that compress mark our tag as weak."""
    tags = [tag for value in request.header_values(b"if-none-match") for tag in value.split(b",")]
    return any(candidate.strip().removeprefix(b"W/") in {tag, b"*"} for candidate in tags)
