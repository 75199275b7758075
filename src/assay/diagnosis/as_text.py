"""An answer as a page for a terminal: verdict, causes with evidence and fix, what was ruled out, the decoded token.

Everything that comes from outside was escaped before; this file adds colour and layout only.
"""

from __future__ import annotations

from textwrap import wrap

from assay.diagnosis.answer import Answer, FoundCause
from assay.diagnosis.facts.instants import show_instant, show_span
from assay.diagnosis.token_page import LIVE_WARNING, TokenPage

WIDTH = 96
_MARKS = {"refused": ("x", "31"), "accepted": ("+", "32"), "undecided": ("?", "33")}
_OUTCOMES = {"passed": "+", "refused": "x", "not_applicable": "-", "not_reached": "."}


def answer_page(answer: Answer, *, colour: bool = False) -> str:
    """The page, lines ended by newlines."""
    paint = _Paint(colour)
    mark, shade = _MARKS[answer.verdict]
    lines = [paint(f"{mark} {answer.verdict.upper()}", f"1;{shade}") + f"  {_plain(answer.summary)}"]
    if not answer.causes and answer.verdict == "refused":
        lines += ["", "  No cause could be named from this evidence. What the checks found stands below."]
    for place, cause in enumerate(answer.causes):
        lines += ["", *_cause(cause, paint, first=place == 0)]
    if answer.reasons:
        lines += ["", paint("Refused checks", "1")]
        for reason in answer.reasons:
            facts = ", ".join(f"{name} {value}" for name, value in reason.evidence.items())
            lines += _indented(f"{reason.code}  {_plain(facts)}", "  ")
    if answer.counterfactuals:
        lines += ["", paint("What would be accepted", "1")]
        for sentence in answer.counterfactuals:
            lines += _indented(_plain(sentence), "  ")
    if answer.checks:
        lines += ["", paint("Checks", "1"), "  " + "  ".join(f"{_OUTCOMES.get(o, '?')} {c}" for c, o in answer.checks)]
    if answer.token is not None:
        lines += ["", *_token(answer.token, paint)]
    if answer.ruled_out and answer.causes:
        lines += ["", paint("Looked for and not found", "1")]
        lines += _indented(", ".join(answer.ruled_out[:40]) + (" …" if len(answer.ruled_out) > 40 else ""), "  ")
    return "\n".join(lines) + "\n"


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, shade: str) -> str:
        return f"\x1b[{shade}m{text}\x1b[0m" if self.colour else text


def _cause(cause: FoundCause, paint: _Paint, *, first: bool) -> list[str]:
    lines = [paint(cause.headline, "1" if first else "0"), f"  {cause.code} ({cause.confidence})"]
    for label, texts in (("seen", cause.evidence), ("fix", cause.fix)):
        for place, text in enumerate(texts):
            lines += _indented(_plain(text), f"  {label if place == 0 else '':5}", "       ")
    lines.append(f"  who  {cause.who}")
    if cause.settle:
        lines += _indented(cause.settle, "  ask  ", "       ")
    return lines


def _token(page: TokenPage, paint: _Paint) -> list[str]:
    lines = [paint("The token (decoded; reading it proves nothing)", "1")]
    for title, members in (("header", page.header), ("claims", page.claims)):
        lines.append(f"  {title}")
        for name, value, remark in members:
            note = f"   {paint(remark, '2')}" if remark else ""
            lines.append(f"    {_plain(name)}: {_plain(value)}{note}")
    lines += _time_line(page)
    if page.is_live:
        lines.append(f"  {LIVE_WARNING}")
    return lines


def _time_line(page: TokenPage, width: int = 60) -> list[str]:
    begin = page.starts if page.starts is not None else page.issued
    if begin is None or page.expires is None or page.expires <= begin or page.now is None:
        return []
    if abs(page.expires - page.now) > 10 * 365 * 86_400:
        return []
    left, right = min(begin, page.now), max(page.expires, page.now)
    scale = (width - 1) / (right - left)
    line = ["."] * width
    for place in range(round((begin - left) * scale), round((page.expires - left) * scale) + 1):
        line[place] = "="
    line[round((page.now - left) * scale)] = "|"
    where = "valid for another " if begin <= page.now < page.expires else "now is outside by "
    gap = page.expires - page.now if page.now >= begin else begin - page.now
    return [
        "  lifetime",
        f"    {''.join(line)}   (= valid, | now)",
        (
            f"    from {show_instant(begin)} to {show_instant(page.expires)} ({show_span(page.expires - begin)}); "
            f"{where}{show_span(gap)}"
        ),
    ]


def _indented(text: str, first: str, rest: str | None = None) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest or first,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _plain(text: str) -> str:
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in text)
