"""A logo from a file: a picture and nothing else, told by its first bytes, small, and served from our own origin."""

from __future__ import annotations

from pathlib import Path

from assay.formats.picture import CONTENT_TYPES, Picture, parse_picture
from assay.primitives.hashing import sha256
from assay.web.pages.assets import Asset

MAX_BYTES = 64 * 1024


def read_logo(path: str) -> Asset:
    """The picture under a name that changes with its content. Raises `ValueError` with what is wrong with it."""
    if not Path(path).is_absolute():
        raise ValueError("the path is not absolute")
    try:
        with Path(path).open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"the file cannot be read: {error.strerror}") from error
    if len(body) > MAX_BYTES:
        raise ValueError(f"the file has more than {MAX_BYTES} bytes")
    match parse_picture(body):
        case Picture(suffix=suffix):
            return Asset(f"/assets/logo-{sha256(body).hex()[:12]}.{suffix}", CONTENT_TYPES[suffix], body)
        case defect:
            raise ValueError(defect)
