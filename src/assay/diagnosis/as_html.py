"""An answer as HTML: the parts of a page, and one self-contained file for a ticket. No script, no address, nothing is loaded.

Whatever comes from outside is text: never markup, and nothing in it can steer whoever reads the source.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assay.diagnosis.answer import Answer, FoundCause
from assay.diagnosis.answer_style import STYLE
from assay.diagnosis.comparison import Comparison
from assay.diagnosis.evidence_lines import evidence_lines
from assay.diagnosis.fix_steps import fix_step
from assay.diagnosis.ruled_out import ruled_out_words
from assay.diagnosis.token_page import Lifetime, TokenPage
from assay.diagnosis.who_acts import who_acts

_MARKS = {"passed": "\u2713", "refused": "\u2717", "not_applicable": "\u2013", "not_reached": "\u00b7"}


def answer_document_html(answer: Answer) -> str:
    """The whole file."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(answer.headline)}</title><style>{STYLE}</style></head>"
        f"<body><main>{answer_html(answer)}</main></body></html>\n"
    )


def answer_html(answer: Answer) -> str:
    """The answer as sections of a page: headline, difference and first cause on top."""
    parts = [_top(answer)]
    if answer.warning:
        parts.insert(0, f'<p class="notice" id="live"><strong>{_text(answer.warning)}</strong></p>')
    others = [cause for cause in answer.causes if cause is not answer.leading and not cause.is_guess]
    if others:
        certain = answer.causes[0].confidence == "certain"
        parts.append(_card("Fits too, and explains less" if certain else "It may also be", _folded(others)))
    guesses = [cause for cause in answer.causes if cause.is_guess]
    if guesses:
        remark = '<p class="quiet">Nothing here speaks for one of these or against it.</p>'
        parts.append(_card("What it might be", remark + _folded(guesses)))
    if answer.counterfactuals:
        parts.append(_card("What would be accepted", _list(answer.counterfactuals)))
    if answer.token is not None:
        parts.append(_token(answer.token))
    checks = _checks(answer)
    if checks:
        parts.append(_card("Checks", checks))
    if answer.ruled_out and answer.causes:
        parts.append(_card("Ruled out", f"<p><code>{_text(ruled_out_words(answer.ruled_out))}</code></p>"))
    return "".join(parts)


def _top(answer: Answer) -> str:
    parts = [
        f'<p class="verdict" id="verdict">{answer.outcome}</p><h1 id="headline">{_text(answer.headline)}</h1>',
        f'<p class="quiet" id="subject">{_text(answer.summary)}</p>',
        *(_comparison(one) for one in answer.comparisons),
    ]
    if answer.ground is not None:
        parts.append(f"{_part('How that is known')}{_list(answer.ground.evidence)}")
        parts.append(f"{_part('What to do')}<p>{_text(answer.ground.fix)}</p>")
    elif answer.leading is not None:
        parts.append(_cause(answer.leading))
    if answer.next_step:
        parts.append(f"{_part('What would tell more')}<p>{_text(answer.next_step)}</p>")
    return f'<section class="card {answer.outcome}">{"".join(parts)}</section>'


def _comparison(one: Comparison) -> str:
    rows = []
    for word, value in (("expected", one.expected), ("seen", one.seen)):
        before, differs, after = one.parts(value)
        shown = f"&quot;{_text(before)}<mark>{_text(differs)}</mark>{_text(after)}&quot;"
        rows.append(f'<dt>{word}</dt><dd class="value">{shown}</dd>')
    return f'<div class="pair">{_part(one.what)}<dl>{"".join(rows)}</dl></div>'


def _part(title: str, level: int = 2) -> str:
    """The heading of a part: of the whole answer (2), or of one of its cards (3)."""
    return f'<h{level} class="part">{_text(title)}</h{level}>'


def _cause(cause: FoundCause, level: int = 2) -> str:
    seen = f"{_part('How that is known', level)}{_list(cause.evidence)}" if cause.evidence else ""
    ask = f"{_part('What would settle it', level)}<p>{_text(cause.settle)}</p>" if cause.settle else ""
    return (
        f"{seen}{_part('What to do', level)}<ul>{''.join(_step(step) for step in cause.fix)}</ul>"
        f"{_part('Who must act', level)}<p>{_text(who_acts(cause.who))}</p>{ask}"
        f'<p class="quiet"><code>{_text(cause.code)}</code> ({cause.confidence})</p>'
    )


def _folded(causes: Iterable[FoundCause]) -> str:
    return "".join(
        f"<details><summary>{_text(cause.headline)} ({cause.confidence})</summary>{_cause(cause, 3)}</details>"
        for cause in causes
    )


def _step(text: str) -> str:
    words, commands = fix_step(text)
    pasted = "".join(f"<pre>{_text(command)}</pre>" for command in commands)
    return f"<li>{_text(words)}{pasted}</li>"


def _checks(answer: Answer) -> str:
    tags = "".join(
        f'<span class="tag {_text(outcome)}">{_MARKS.get(outcome, "")} {_text(check.replace("_", " "))}</span>'
        for check, outcome in answer.checks
    )
    reasons = "".join(
        f'<h3 class="part"><code>{_text(reason.code)}</code></h3>' + _list(evidence_lines(reason.code, reason.evidence))
        for reason in answer.reasons
    )
    return (f"<p>{tags}</p>" if tags else "") + reasons


def _token(page: TokenPage) -> str:
    parts = []
    if page.lifetime is not None:
        parts.append(_lifetime(page.lifetime))
    for title, members in (("Header", page.header), ("Claims", page.claims)):
        rows = (
            f'<tr><th scope="row"><code>{_text(name)}</code></th><td class="value">{_text(value)}'
            + (f'<span class="quiet">{_text(remark)}</span>' if remark else "")
            + "</td></tr>"
            for name, value, remark in members
        )
        parts.append(f"{_part(title, 3)}<table>{''.join(rows)}</table>")
    return _card("The token, decoded", '<p class="quiet">Reading it proves nothing.</p>' + "".join(parts))


def _lifetime(lifetime: Lifetime) -> str:
    begin, end, now = (share * 992 for share in lifetime.shares)
    return (
        f'{_part("Lifetime", 3)}<svg class="lifetime" viewBox="0 0 1000 32" preserveAspectRatio="none" role="img" '
        f'aria-label="{_text(lifetime.words)}"><rect class="span" x="0" y="13" width="1000" height="6" rx="3"/>'
        f'<rect class="valid" x="{begin:.1f}" y="10" width="{end - begin + 8:.1f}" height="12" rx="3"/>'
        f'<rect class="now" x="{now:.1f}" y="2" width="8" height="28" rx="2"/></svg>'
        f'<p class="quiet">{_text(lifetime.words)}</p>'
    )


def _card(title: str, inner: str) -> str:
    return f'<section class="card"><h2>{title}</h2>{inner}</section>'


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _text(text: str) -> str:
    return escape("".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode("ascii") for ch in text))
