"""The decoded token for people: header, claims and lifetimes, bounded, and never the signature."""

from __future__ import annotations

import json
from dataclasses import dataclass

from assay.diagnosis.facts.instants import show_instant, show_span
from assay.diagnosis.facts.quoting import MAX_SHOWN
from assay.diagnosis.facts.token_form import TokenForm

MAX_MEMBERS = 40
LIVE_WARNING = "This token has not expired: whoever has it can use it. Keep it out of tickets and chats."
_DATES = ("iat", "nbf", "auth_time", "exp")


@dataclass(frozen=True, slots=True)
class TokenPage:
    """What a page shows of a token: (name, JSON text, remark) lines, and the lifetimes."""

    header: tuple[tuple[str, str, str], ...]
    claims: tuple[tuple[str, str, str], ...]
    issued: float | None
    starts: float | None
    expires: float | None
    now: float | None

    @property
    def is_live(self) -> bool:
        """Whether somebody who reads it may still use it."""
        return self.now is not None and (self.expires is None or self.expires > self.now)


def open_page(token: TokenForm, now: float | None) -> TokenPage | None:
    """The page of a token that can be read; None for one that cannot."""
    if not token.is_jwt:
        return None
    return TokenPage(
        header=_lines(token.header.mapping, now),
        claims=_lines(token.claims.mapping, now),
        issued=token.instant("iat"),
        starts=token.instant("nbf"),
        expires=token.instant("exp"),
        now=now,
    )


def _lines(members: dict[str, object], now: float | None) -> tuple[tuple[str, str, str], ...]:
    lines = []
    for name, value in list(members.items())[:MAX_MEMBERS]:
        try:
            text = json.dumps(value, ensure_ascii=True)
        except (ValueError, RecursionError):
            text = "(not shown)"
        if len(text) > MAX_SHOWN:
            text = f"{text[:MAX_SHOWN]}… ({len(text)} characters)"
        lines.append((json.dumps(name)[1:-1][:60], text, _remark(name, value, now)))
    return tuple(lines)


def _remark(name: str, value: object, now: float | None) -> str:
    if name not in _DATES or isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        return ""
    remark = show_instant(float(value))
    if now is not None:
        distance = float(value) - now
        remark += f", {show_span(distance)} {'from now' if distance > 0 else 'ago'}"
    return remark
