"""An answer as one self-contained HTML file for a ticket: no script, no address, nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assay.diagnosis.answer import Answer, FoundCause
from assay.diagnosis.token_page import LIVE_WARNING, TokenPage

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:1.6rem 0 .3rem}code,td{font-family:ui-monospace,monospace;font-size:.9rem}
.refused{color:#a3190f}.accepted{color:#17692f}.undecided{color:#7a5b00}li{margin:.15rem 0}
table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181b}.refused{color:#ff8a7f}.accepted{color:#7bd88f}
.undecided{color:#e8c45a}}
"""


def answer_document_html(answer: Answer) -> str:
    """The whole file."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width"><title>assay explain</title>',
        f"<style>{_STYLE}</style></head><body>",
        f'<h1><span class="{answer.verdict}">{answer.verdict}</span>: {_told(answer.summary)}</h1>',
    ]
    parts += [_cause(cause) for cause in answer.causes]
    if answer.reasons:
        rows = [(reason.code, ", ".join(f"{k}: {v}" for k, v in reason.evidence.items())) for reason in answer.reasons]
        parts.append("<h2>Refused checks</h2>" + _table(rows))
    if answer.counterfactuals:
        parts.append("<h2>What would be accepted</h2>" + _list(answer.counterfactuals))
    if answer.checks:
        parts.append("<h2>Checks</h2>" + _table(answer.checks))
    if answer.token is not None:
        parts.append(_token(answer.token))
    if answer.ruled_out:
        parts.append(f"<h2>Looked for and not found</h2><p><code>{_told(', '.join(answer.ruled_out))}</code></p>")
    return "".join(parts) + "</body></html>\n"


def _cause(cause: FoundCause) -> str:
    settle = f"<p>To settle it: {_told(cause.settle)}</p>" if cause.settle else ""
    return (
        f"<h2>{_told(cause.headline)}</h2><p><code>{_told(cause.code)}</code> ({cause.confidence}); "
        f"must act: {_told(cause.who)}</p>{_list(cause.evidence)}<p>Fix:</p>{_list(cause.fix)}{settle}"
    )


def _token(page: TokenPage) -> str:
    rows = [(name, value, remark) for members in (page.header, page.claims) for name, value, remark in members]
    warning = f"<p><strong>{LIVE_WARNING}</strong></p>" if page.is_live else ""
    return f"<h2>The token (decoded; reading it proves nothing)</h2>{warning}{_table(rows)}"


def _list(lines: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{_told(line)}</li>" for line in lines) + "</ul>"


def _told(text: str) -> str:
    """A text of others as text: nothing in it is markup, and nothing in it steers whoever reads the file."""
    return escape("".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode("ascii") for ch in text))


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{_told(str(cell))}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
