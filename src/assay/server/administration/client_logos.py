"""Decides whether a picture may be a client's logo, and what is written for it (docs/decisions/client-logos.md).

Gives `registration.logo_unusable`.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.formats.picture import parse_picture
from assay.model.client_logo import ClientLogo
from assay.model.effects import Effect, RemoveClientLogo, SaveClientLogo
from assay.primitives.hashing import sha256
from assay.reasons import registration as reasons

MAX_BYTES = 32 * 1024
"""Small enough for the page on which it stands, and for the body of a call to the admin API."""
MAX_SIDE = 1024
"""Pixels. A small file can unfold into a picture that no browser can hold."""


def client_logo(client_id: str, body: bytes) -> ClientLogo | Refused | None:
    """The logo; None for no bytes, which take it away."""
    if not body:
        return None
    if len(body) > MAX_BYTES:
        return _unusable(f"has {len(body)} bytes")
    picture = parse_picture(body)
    if isinstance(picture, str):
        return _unusable(f"cannot be used: {picture}")
    if max(picture.width, picture.height) > MAX_SIDE:
        return _unusable(f"has {picture.width} by {picture.height} pixels")
    return ClientLogo(client_id, f"{sha256(body).hex()[:32]}.{picture.suffix}", body)


def logo_effect(client_id: str, logo: ClientLogo | None) -> Effect:
    """What is written."""
    return RemoveClientLogo(client_id) if logo is None else SaveClientLogo(logo)


def _unusable(defect: str) -> Refused:
    return refuse(reasons.LOGO_UNUSABLE, defect=defect, bytes=MAX_BYTES, pixels=MAX_SIDE)
