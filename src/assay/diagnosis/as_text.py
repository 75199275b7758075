"""An answer as a page for a terminal: headline, difference, cause with evidence and fix, the decoded token.

Everything that comes from outside was escaped before; this file adds colour and layout only.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from assay.diagnosis.answer import Answer, FoundCause
from assay.diagnosis.comparison import Comparison
from assay.diagnosis.evidence_lines import evidence_lines
from assay.diagnosis.fix_steps import fix_step
from assay.diagnosis.ruled_out import SHOWN, ruled_out_words
from assay.diagnosis.token_page import TokenPage
from assay.diagnosis.who_acts import who_acts

if TYPE_CHECKING:
    from assay.diagnosis.facts.ground import Ground

WIDTH = 96
_MARKS = {"refused": ("x", "31"), "accepted": ("+", "32"), "undecided": ("?", "33")}
_OUTCOMES = {"passed": "+", "refused": "x", "not_applicable": "-", "not_reached": "."}


def answer_page(answer: Answer, *, colour: bool = False) -> str:
    """The page, lines ended by newlines: what is wrong, how that is known, what to do; then everything else."""
    paint = _Paint(colour)
    mark, shade = _MARKS[answer.outcome]
    lines = [
        *_painted(f"{mark} {answer.outcome.upper()}: ", answer.headline, paint, f"1;{shade}"),
        *_indented(_plain(answer.summary), "  "),
    ]
    for one in answer.comparisons:
        lines += ["", *_comparison(one, paint)]
    if answer.ground is not None:
        lines += ["", *_ground(answer.ground)]
    elif answer.leading is not None:
        lines += ["", *_cause(answer.leading, paint)]
    if answer.next_step:
        lines += ["", *_indented(answer.next_step, "  next   ", "         ")]
    lines += _others(answer, paint)
    if answer.reasons:
        lines += ["", paint("Refused checks", "1")]
        for reason in answer.reasons:
            lines.append(f"  {reason.code}")
            lines += [
                line
                for told in evidence_lines(reason.code, reason.evidence)
                for line in _indented(_plain(told), "    ", "      ")
            ]
    if answer.counterfactuals:
        lines += ["", paint("What would be accepted", "1")]
        for sentence in answer.counterfactuals:
            lines += _indented(_plain(sentence), "  ", "    ")
    if answer.token is not None:
        lines += ["", *_token(answer.token, paint)]
    if answer.warning:
        lines += ["", *(paint(line, "33") for line in _indented(answer.warning, "! ", "  "))]
    if answer.checks:
        checks = "  ".join(f"{_OUTCOMES.get(o, '?')}\u00a0{c}" for c, o in answer.checks)
        lines += ["", paint("Checks", "1") + "  (+ passed, x refused, - not applicable)"]
        lines += [line.replace("\u00a0", " ") for line in _indented(checks, "  ")]
    if answer.ruled_out and answer.causes:
        lines += ["", paint("Ruled out", "1")]
        rest = " (--json names all)" if len(answer.ruled_out) > SHOWN else ""
        lines += _indented(ruled_out_words(answer.ruled_out) + rest, "  ")
    return "\n".join(lines) + "\n"


def _others(answer: Answer, paint: _Paint) -> list[str]:
    """Further causes: in full while the first is not certain, else by name; guesses in two lines each, at the end."""
    others = [cause for cause in answer.causes if cause is not answer.leading and not cause.is_guess]
    guesses = [cause for cause in answer.causes if cause.is_guess]
    lines: list[str] = []
    if others and answer.causes[0].confidence == "certain":
        lines += ["", paint("Fits too, and explains less", "1")]
        for cause in others:
            lines += _indented(f"{_plain(cause.headline)}  [{cause.code}]", "  ", "    ")
        return lines
    # Below a likely cause the weak ones take two lines each: what it is, and what would settle it.
    weak = (
        [cause for cause in others if cause.confidence == "possible"]
        if others and answer.causes[0].confidence == "likely"
        else []
    )
    full = [cause for cause in others if cause not in weak]
    lines += ["", paint("It may also be", "1")] if full else []
    for cause in full:
        if cause.is_known_by_words_alone:
            lines += [
                *_indented(f"{_plain(cause.headline)}  [{cause.code}]", "  ", "    "),
                *_steps(cause, paint, "  "),
            ]
        else:
            lines += ["", paint(f"  {cause.headline}", "1"), *_cause(cause, paint)]
    for title, listed in (
        ("Also possible", weak),
        ("What it might be: nothing here speaks for it or against it", guesses),
    ):
        if listed:
            lines += ["", paint(title, "1")]
        for cause in listed:
            lines += _indented(f"{_plain(cause.headline)}  [{cause.code}]", "  ", "    ")
            lines += _indented(_plain(cause.settle), "    ask  ", "         ")
    return lines


def _painted(first: str, text: str, paint: _Paint, shade: str) -> list[str]:
    return [paint(line, shade) for line in _indented(_plain(text), first, "  ")]


def _comparison(one: Comparison, paint: _Paint) -> list[str]:
    """Both values below each other, and a line of carets below what differs."""
    margin = max(len("expected"), len(one.what)) + 4
    lines = [paint(f"  {one.what}", "1")]
    for word, value in (("expected", one.expected), ("seen", one.seen)):
        before, differs, after = one.parts(value)
        lines.append(f'  {word:{margin - 3}} "{before}{paint(differs, "1;4;31" if word == "seen" else "1;4")}{after}"')
    before, differs, _ = one.parts(one.seen)
    _, missing, _ = one.parts(one.expected)
    under = "^" * max(len(differs), 1)
    note = f' missing: "{missing}"' if not differs else "" if missing else " too much"
    lines.append(" " * (margin + len(before) + 1) + paint(under + note, "31"))
    return lines


class _Paint:
    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, shade: str) -> str:
        return f"\x1b[{shade}m{text}\x1b[0m" if self.colour else text


def _cause(cause: FoundCause, paint: _Paint) -> list[str]:
    lines = [f"  cause  {cause.code} ({cause.confidence})"]
    for place, text in enumerate(cause.evidence):
        lines += _indented(_plain(text), f"  {'seen' if place == 0 else '':5}  ", "         ")
    return [*lines, *_steps(cause, paint)]


def _steps(cause: FoundCause, paint: _Paint, margin: str = "") -> list[str]:
    lines: list[str] = []
    for place, text in enumerate(cause.fix):
        words, commands = fix_step(text)
        label = "fix" if place == 0 else ""
        if words:
            first = f"{margin}  {label:5}  "
            lines += _indented(_plain(words) + (":" if commands else ""), first, f"{margin}         ")
            label = ""
        for command in commands:
            # A command stays on one line, so that it can be copied.
            lines.append(f"{margin}  {label:5}    {paint(f'$ {_plain(command)}', '36')}")
            label = ""
    lines.append(f"{margin}  who    {who_acts(cause.who)}")
    if cause.settle:
        lines += _indented(cause.settle, f"{margin}  ask    ", f"{margin}         ")
    return lines


def _ground(ground: Ground) -> list[str]:
    lines: list[str] = []
    for place, text in enumerate(ground.evidence):
        lines += _indented(_plain(text), f"  {'seen' if place == 0 else '':5}  ", "         ")
    return [*lines, *_indented(_plain(ground.fix), "  do     ", "         ")]


def _token(page: TokenPage, paint: _Paint) -> list[str]:
    lines = [paint("The token (decoded; reading it proves nothing)", "1")]
    for title, members in (("header", page.header), ("claims", page.claims)):
        lines.append(f"  {title}")
        for name, value, remark in members:
            note = f"   {paint(remark, '2')}" if remark else ""
            lines.append(f"    {_plain(name)}: {_plain(value)}{note}")
    lines += _time_line(page)
    return lines


def _time_line(page: TokenPage, width: int = 60) -> list[str]:
    lifetime = page.lifetime
    if lifetime is None:
        return []
    begin, end, now = (round(share * (width - 1)) for share in lifetime.shares)
    line = ["."] * width
    line[begin : end + 1] = "=" * (end + 1 - begin)
    line[now] = "|"
    return ["  lifetime", f"    {''.join(line)}   (= valid, | now)", f"    {lifetime.words}"]


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
