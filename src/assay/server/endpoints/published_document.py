"""A document that anybody may fetch and keep for a while: its bytes, its entity tag, and for how long."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from assay.primitives.hashing import sha256


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """Bytes of a media type. `etag` is a strong entity tag with its quotation marks; `max_age` is in seconds (RFC 9111)."""

    body: bytes
    etag: str
    max_age: int
    media_type: str = "application/json"


def published(body: bytes, max_age: int, media_type: str = "application/json") -> PublishedDocument:
    """The document with the tag that follows from its bytes."""
    tag = urlsafe_b64encode(sha256(body)[:15]).decode("ascii")
    return PublishedDocument(body, f'"{tag}"', max_age, media_type)
