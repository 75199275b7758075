"""The decoded token for people: header, claims and lifetimes, bounded, and never the signature."""

from __future__ import annotations

import json

from assay.diagnosis.facts.instants import show_instant, show_span
from assay.diagnosis.facts.quoting import MAX_SHOWN
from assay.diagnosis.facts.token_form import TokenForm
from assay.record import Record

MAX_MEMBERS = 40
LIVE_WARNING = "This token has not expired: whoever has it can use it. Keep it out of tickets and chats."
PRIVATE_KEY_WARNING = "Whoever has this private key can sign or decrypt with it. Keep it out of tickets and chats."
MAYBE_LIVE_WARNING = (
    "Only its issuer can say whether this token still holds. Treat it as valid: keep it out of tickets and chats."
)
_DATES = ("iat", "nbf", "auth_time", "exp")


class Lifetime(Record):
    """When a token holds, and where now is. `shares` are begin, end and now as parts of the whole span that is drawn."""

    begin: float
    end: float
    now: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """Begin, end and now between 0 and 1."""
        left, right = min(self.begin, self.now), max(self.end, self.now)
        width = right - left
        return (self.begin - left) / width, (self.end - left) / width, (self.now - left) / width

    @property
    def words(self) -> str:
        """From when to when, and how far now is from that."""
        whole = f"from {show_instant(self.begin)} to {show_instant(self.end)} ({show_span(self.end - self.begin)})"
        if self.now < self.begin:
            return f"{whole}; begins in {show_span(self.begin - self.now)}"
        if self.now >= self.end:
            return f"{whole}; ended {show_span(self.now - self.end)} ago"
        return f"{whole}; holds for another {show_span(self.end - self.now)}"


class TokenPage(Record):
    """What a page shows of a token: (name, JSON text, remark) lines, and the lifetimes."""

    header: tuple[tuple[str, str, str], ...]
    claims: tuple[tuple[str, str, str], ...]
    issued: float | None
    starts: float | None
    expires: float | None
    now: float | None

    @property
    def lifetime(self) -> Lifetime | None:
        """The span from start to end beside now; None where one of them is unknown or they are years apart."""
        begin = self.starts if self.starts is not None else self.issued
        if begin is None or self.expires is None or self.expires <= begin or self.now is None:
            return None
        if abs(self.expires - self.now) > 10 * 365 * 86_400:
            return None
        return Lifetime(begin, self.expires, self.now)

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
