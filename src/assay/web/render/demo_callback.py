"""The page of the demo client, in a development server only: what came back, and the command that exchanges the code."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from shlex import quote

from assay.web.answer import HttpAnswer

_STYLE = (
    ":root{color-scheme:light dark;font:16px/1.55 system-ui,sans-serif}"
    "body{max-width:46rem;margin:3rem auto;padding:0 1.25rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0}td{overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8886;padding:1rem}"
)
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY.encode("ascii")),
)


def render_demo_callback(members: Iterable[tuple[str, str]], exchange: str | None) -> HttpAnswer:
    """The members of the authorization answer as a table; `exchange` is the command to run next, where there is one."""
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td id="{escape(name)}">{escape(value)}</td></tr>'
        for name, value in members
    )
    body = f"<h1>The demo client was called back</h1><table>{rows}</table>"
    if exchange is not None:
        body += f"<h2>Exchange the code within a minute</h2><pre>{escape(exchange)}</pre>"
    document = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Demo client - Assay</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )
    return HttpAnswer(200, _HEADERS, document.encode())


def exchange_command(form: Iterable[tuple[str, str]], credentials: str, token_endpoint: str) -> str:
    """A `curl` call that a shell reads as it is meant, whatever the values hold."""
    fields = " \\\n  ".join(f"--data-urlencode {quote(f'{name}={value}')}" for name, value in form)
    return f"curl -s -u {quote(credentials)} \\\n  {fields} \\\n  {quote(token_endpoint)}"
