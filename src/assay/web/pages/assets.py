"""The style sheet, the icon and the one script: served from our own origin under names that change with their content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assay.primitives.hashing import sha256

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that browsers may keep for ever. `path` is below the issuer."""

    path: str
    content_type: bytes
    body: bytes


def _asset(name: str, content_type: bytes) -> Asset:
    body = (_FOLDER / name).read_bytes()
    stem, _, suffix = name.partition(".")
    return Asset(f"/assets/{stem}-{sha256(body).hex()[:12]}.{suffix}", content_type, body)


STYLE = _asset("assay.css", b"text/css; charset=utf-8")
ICON = _asset("icon.svg", b"image/svg+xml")
PASSKEY_SCRIPT = _asset("passkey.js", b"text/javascript; charset=utf-8")
ASSETS = (STYLE, ICON, PASSKEY_SCRIPT)
