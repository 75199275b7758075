"""A reason of the catalogue as a page or as JSON, whichever the caller would rather have. It works without JavaScript."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape

from assay.formats.raw_request import RawRequest
from assay.primitives.hashing import sha256
from assay.reasons import Reason, Tier, find_reason
from assay.web.answer import Headers, HttpAnswer
from assay.web.render.json import encode

_TOLD_TO = {
    Tier.SELF_EVIDENT: "any caller",
    Tier.SERVER_STATE: "the authenticated client that owns the token or credential, and the operator",
    Tier.DEFENCE: "the operator",
}
_STYLE = (
    ":root{color-scheme:light dark;font:16px/1.55 system-ui,sans-serif}"
    "body{max-width:46rem;margin:3rem auto;padding:0 1.25rem}"
    "h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 1rem}h2{font-size:1rem;margin:1.75rem 0 .35rem}"
    "code,var{font:.92em ui-monospace,monospace}var::before{content:'\\2039'}var::after{content:'\\203a'}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;"
    "border-bottom:1px solid #8886}a{color:#17605a;text-underline-offset:.2em}a:focus-visible{outline:3px solid #a97d1b;"
    "outline-offset:2px}@media(prefers-color-scheme:dark){body{background:#131416;color:#ecebe7}a{color:#7cd0c5}"
    "a:focus-visible{outline-color:#d9b255}}@media(max-width:40rem){code{overflow-wrap:anywhere}}"
    ".code{opacity:.75}.retired{border-left:4px solid #c60;padding-left:.75rem}"
)
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode())).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_KEPT: Headers = ((b"cache-control", b"public, max-age=3600"), (b"vary", b"Accept"))
_PAGE: Headers = (
    *_KEPT,
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", _POLICY.encode("ascii")),
)
_JSON: Headers = (*_KEPT, (b"content-type", b"application/json"))
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_RFC = re.compile(r"RFC (\d+)(?: (section|appendix) ([\w.]+))?")


def render_reason(reason: Reason, request: RawRequest, issuer: str, *, inspects: bool = False) -> HttpAnswer:
    """One reason. `inspects` says that this server explains pasted tokens."""
    if prefers_json(request):
        return HttpAnswer(200, _JSON, encode(members_of(reason)))
    return HttpAnswer(200, _PAGE, _document(reason.code, _article(reason, issuer), issuer, inspects=inspects))


def render_reasons(
    catalogue: tuple[Reason, ...], request: RawRequest, issuer: str, *, inspects: bool = False
) -> HttpAnswer:
    """The whole catalogue: one line per reason on the page, everything in the JSON."""
    if prefers_json(request):
        return HttpAnswer(200, _JSON, encode({"reasons": [members_of(reason) for reason in catalogue]}))
    rows = "".join(
        f"<tr><td>{_link(reason.code, issuer)}{' (retired)' if reason.retired else ''}</td>"
        f"<td>{_text(reason.headline)}</td></tr>"
        for reason in catalogue
    )
    body = f"<h1>Reasons</h1><p>Every reason why this server refuses something.</p><table>{rows}</table>"
    return HttpAnswer(200, _PAGE, _document("Reasons", body, issuer, inspects=inspects))


def members_of(reason: Reason) -> dict[str, object]:
    """The reason as JSON; the texts keep their placeholders."""
    return {
        "code": reason.code,
        "headline": reason.headline,
        "explanation": reason.explanation,
        "fix": reason.fix,
        "fault": reason.fault,
        "retry": reason.retry,
        "told_to": _TOLD_TO[reason.tier],
        "told_to_others_as": reason.public_as or None,
        "error": reason.public.error or None,
        "status": reason.public.status,
        "references": reason.references,
        "evidence": [
            {"name": field.name, "kind": field.kind, "meaning": field.meaning, "told_to": _TOLD_TO[field.tier]}
            for field in reason.evidence
        ],
        "see_also": reason.see_also,
        "retired": reason.retired,
    }


def prefers_json(request: RawRequest) -> bool:
    """Whether the caller would rather have JSON than a page (RFC 9110 section 12.5.1)."""
    accepted: dict[str, float] = {}
    for value in request.header_values(b"accept"):
        for part in value.decode("latin-1").split(","):
            media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
            accepted[media_type] = _quality(parameters)
    anything = accepted.get("*/*", 0.0)
    json = accepted.get("application/json", accepted.get("application/*", anything))
    return json > accepted.get("text/html", accepted.get("text/*", anything))


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def _article(reason: Reason, issuer: str) -> str:
    parts = [f'<p class="code"><code>{escape(reason.code)}</code></p><h1>{_text(reason.headline)}</h1>']
    if reason.retired:
        parts.append('<p class="retired">This reason is retired: no current release gives it.</p>')
    parts += [
        f"<p>{_text(reason.explanation)}</p>",
        f"<h2>What to do</h2><p>{_text(reason.fix)}</p>",
        f"<h2>Who must act</h2><p>The {escape(reason.fault)}.</p>",
        f"<h2>Sending it again</h2><p>{_RETRY[reason.retry]}</p>",
        f"<h2>On the wire</h2><p>{_wire(reason)}</p>",
        f"<h2>Who is told</h2><p>{_told(reason, issuer)}</p>",
    ]
    if reason.evidence:
        rows = "".join(
            f"<tr><td><code>{escape(field.name)}</code></td><td>{escape(field.meaning)}</td>"
            f"<td>{_TOLD_TO[field.tier]}</td></tr>"
            for field in reason.evidence
        )
        parts.append(f"<h2>Evidence</h2><table><tr><th>Name<th>Meaning<th>Told to</tr>{rows}</table>")
    if reason.references:
        items = "".join(f"<li>{_reference(reference)}</li>" for reference in reason.references)
        parts.append(f"<h2>References</h2><ul>{items}</ul>")
    if reason.see_also:
        parts.append(f"<h2>See also</h2><p>{', '.join(_link(code, issuer) for code in reason.see_also)}</p>")
    return "".join(parts)


_RETRY = {
    "never": "The same request is refused for ever.",
    "after a fix": "It helps after the request, a setting or a registration has changed.",
    "with a new credential": "It helps with a new token, code or assertion.",
    "later": "The same request may pass after a while.",
}


def _wire(reason: Reason) -> str:
    if reason.public.error:
        return f"HTTP {reason.public.status}, <code>{escape(reason.public.error)}</code>."
    return f"HTTP {reason.public.status}, without an error code."


def _told(reason: Reason, issuer: str) -> str:
    told = f"Told to {_TOLD_TO[reason.tier]}."
    if not reason.public_as:
        return told
    public = find_reason(reason.public_as)
    as_what = _text(public.headline) if public is not None else ""
    return f"{told} Anybody else is told {_link(reason.public_as, issuer)}: {as_what}."


def _reference(reference: str) -> str:
    match = _RFC.fullmatch(reference)
    if match is None:
        return escape(reference)
    number, kind, place = match.groups()
    anchor = "" if place is None else f"#{kind}-{place}"
    return f'<a href="https://www.rfc-editor.org/rfc/rfc{number}{anchor}">{escape(reference)}</a>'


def _link(code: str, issuer: str) -> str:
    return f'<a href="{escape(issuer.rstrip("/"))}/reasons/{escape(code)}"><code>{escape(code)}</code></a>'


def _text(template: str) -> str:
    """A template as a page shows it: placeholders stand as the names of what would be there."""
    return _PLACEHOLDER.sub(r"<var>\1</var>", escape(template))


def _document(title: str, body: str, issuer: str, *, inspects: bool) -> bytes:
    below = escape(issuer.rstrip("/"))
    inspect = f' \u00b7 <a href="{below}/inspect">Have a token explained</a>' if inspects else ""
    home = f'<nav aria-label="Assay"><a href="{below}/reasons">All reasons</a>{inspect}</nav>'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - Assay</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main>{home}</body></html>"
    ).encode()
