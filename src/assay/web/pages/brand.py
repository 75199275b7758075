"""How the pages of one service look: its name and its accent colour, held to contrast (WCAG 2.2 section 1.4.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.primitives.hashing import sha256
from assay.web.pages.assets import Asset

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_MAX_NAME = 64
_LEAST_CONTRAST = 4.5
_GROUNDS = {"accent": ("#ffffff",), "accent_dark": ("#1c1e21", "#0c2a27")}
"""What each accent stands on or carries: the card of its scheme, and the text of a button."""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """`name` stands on every page; empty for the issuer's host. `accent` and `accent_dark` are colours as in #17605a, for
    links and the chief button in the light and in the dark scheme; empty for ours. `logo_file` is the absolute path of a PNG,
    JPEG or WebP picture of at most 64 KiB; empty for our mark.

    Raises `ValueError` for a colour that cannot be read on its ground.
    """

    name: str = ""
    accent: str = ""
    accent_dark: str = ""
    logo_file: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > _MAX_NAME or not self.name.isprintable():
            raise ValueError(f"name is at most {_MAX_NAME} visible characters")
        for member, grounds in _GROUNDS.items():
            colour = getattr(self, member)
            if colour and not _COLOUR.fullmatch(colour):
                raise ValueError(f"{member} is {colour!r}; a colour is written as in #17605a")
            least = min((contrast(colour, ground) for ground in grounds), default=0.0) if colour else _LEAST_CONTRAST
            if least < _LEAST_CONTRAST:
                raise ValueError(
                    f"{member} has a contrast of {least:.2f} to what it stands on; it is at least {_LEAST_CONTRAST}"
                )


def brand_style(settings: PageSettings) -> Asset | None:
    """The style sheet that sets the colours, or None where they are ours."""
    rules = ""
    if settings.accent:
        rules += f":root{{--accent:{settings.accent};--accent-strong:{settings.accent}}}"
    if settings.accent_dark:
        dark = f":root{{--accent:{settings.accent_dark};--accent-strong:{settings.accent_dark}}}"
        rules += f"@media (prefers-color-scheme:dark){{{dark}}}"
    elif settings.accent:
        rules = f"@media (prefers-color-scheme:light){{{rules}}}"
    if not rules:
        return None
    body = rules.encode("ascii")
    return Asset(f"/assets/brand-{sha256(body).hex()[:12]}.css", b"text/css; charset=utf-8", body)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    linear: float = channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
    return linear
