"""A QR code as SVG that stands in the page itself: nothing is fetched for it, so nothing of it is logged (A197)."""

from __future__ import annotations

from html import escape

_QUIET = 4
"""Modules of white around the code (ISO/IEC 18004 section 9.1)."""


def qr_svg(text: str, label: str) -> str:
    """The drawing, dark on white in light and dark pages alike, or half of the readers would not see it."""
    import segno  # only a few pages have one

    code = segno.make_qr(text, error="m")
    size = code.symbol_size(border=_QUIET)[0]
    squares = "".join(
        f"M{column + _QUIET} {row + _QUIET}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, dark in enumerate(line)
        if dark
    )
    return (
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{escape(label)}" focusable="false">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{squares}"/></svg>'
    )
