"""The page of `/inspect`: a form, and below it the answer. It works without JavaScript, and nothing pasted comes back."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from assay.diagnosis.answer_style import STYLE
from assay.ports.inspector import Inspected
from assay.primitives.hashing import sha256
from assay.server.languages.english import ENGLISH
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import Headers, HttpAnswer
from assay.web.pages.words import who_must_act
from assay.web.render.refusal import error_description, error_uri

_FORM_STYLE = """
header{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:0 1rem;margin:0 0 1rem}
header strong{font-size:1.125rem}
label{display:block;margin:1rem 0 .375rem;font-size:.9375rem;font-weight:550}
textarea,input{display:block;width:100%;padding:.625rem .875rem;color:inherit;background:var(--card);border:1px solid var(--quiet);border-radius:.625rem;
font:.875rem/1.5 ui-monospace,"SF Mono","Cascadia Mono",Consolas,"Liberation Mono",monospace}
#paste{min-height:9rem;resize:vertical}
button{margin-top:1rem;min-height:2.875rem;padding:.5rem 1.5rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:.625rem;cursor:pointer}
:is(a,button,input,textarea,summary):focus-visible{outline:3px solid var(--gold);outline-offset:2px}
.again{margin:1.5rem 0}.again>summary{font-weight:600}footer{margin:1.5rem 0}
@media(max-width:36rem){.again>summary,footer{padding:0 1.25rem}header{padding:1rem 1.25rem 0;margin:0}button{width:100%}}
"""
_PAGE_STYLE = STYLE + _FORM_STYLE
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_PAGE_STYLE.encode())).decode()}'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Headers = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY.encode("ascii")),
)


_NOT_ASKED = (
    '<p class="notice" id="not-asked">This page reads the token and nothing else. Whether it was revoked, or its client, session or grant ended, '
    "only its client (POST /introspect) and whoever runs this server can learn.</p>"
)


class InspectionRenderer:
    """Renders for one issuer. `action` is where the form is posted."""

    __slots__ = ("_action", "_host", "_reasons")

    def __init__(self, issuer: str, action: str, host: str) -> None:
        self._action = action
        self._host = host
        self._reasons = f"{issuer.rstrip('/')}/reasons"

    def empty(self) -> HttpAnswer:
        """The form alone."""
        return HttpAnswer(200, _HEADERS, self._page("Why is this token refused?", self._form()))

    def answered(self, inspected: Inspected) -> HttpAnswer:
        """An answer, and the form for the next text."""
        note = _NOT_ASKED if inspected.verdict == "accepted" else ""
        form = f'<details class="again"><summary>Explain something else</summary>{self._form()}</details>'
        return HttpAnswer(200, _HEADERS, self._page("The answer", note + inspected.html + form))

    def refusal(self, refused: RefusedRequest, issuer: str) -> HttpAnswer:
        """Why nothing was explained, and the form."""
        public = refused.public
        fix = "" if "{" in public.fix else f'<p id="error-fix">{escape(public.fix)}</p>'
        told = (
            '<section class="card refused"><p class="verdict">not explained</p>'
            f'<h1 id="error-text">{escape(error_description(refused))}</h1>{fix}'
            f'<h2 class="part">Who can mend it</h2><p id="error-fault">{escape(who_must_act(public.fault, ENGLISH))}</p>'
            f'<p class="quiet"><a href="{escape(error_uri(public, issuer))}"><code id="error-code">{escape(public.code)}</code></a>'
            f' <code id="refusal-id">{escape(refused.refusal_id)}</code></p></section>'
        )
        headers = _HEADERS
        if refused.retry_after is not None:
            headers = (*headers, (b"retry-after", b"%d" % refused.retry_after))
        return HttpAnswer(public.public.status, headers, self._page("Not explained", told + self._form()), refused)

    def _form(self) -> str:
        return f"""<section class="card"><h1 id="inspect-title">Why is this token refused?</h1>
<p>Paste a token, the output of <code>curl -v</code>, raw HTTP, a <code>curl</code> command, an error text or a bundle of evidence.</p>
<p class="quiet" id="inspect-promise">It is explained in a process of its own that ends with the answer. It is not stored, not logged and sent nowhere. A
token of somebody else's system is better explained on your own machine: <code>assay explain -</code>.</p>
<form method="post" action="{escape(self._action)}" autocomplete="off">
<label for="paste">What you have</label>
<textarea id="paste" name="paste" rows="7" required autofocus placeholder="eyJhbGciOi…" spellcheck="false" autocapitalize="off" autocomplete="off"></textarea>
<details><summary>What the receiver expects</summary>
<label for="issuer">Issuer</label><input id="issuer" name="issuer" spellcheck="false" autocomplete="off" inputmode="url">
<label for="audience">Audience</label><input id="audience" name="audience" spellcheck="false" autocomplete="off">
<label for="keys">Public keys: a JWK set, or PEM</label><textarea id="keys" name="keys" rows="4" spellcheck="false" autocomplete="off"></textarea>
</details>
<button id="explain" type="submit">Explain it</button></form>
<p class="quiet">A refusal id (<code>rf_…</code>) is read with <code>assay explain --refusal ID</code> by whoever runs this server, and by the client that was
refused at <code>POST /explain</code>.</p></section>"""

    def _page(self, title: str, body: str) -> bytes:
        head = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
            f"<title>{title} - Assay</title><style>{_PAGE_STYLE}</style></head>"
        )
        top = f'<header><strong>Assay</strong><span class="quiet">{escape(self._host)}</span></header>'
        foot = (
            f'<p class="quiet"><a href="{escape(self._reasons)}">Every reason why this server refuses something</a></p>'
        )
        return f"{head}<body><main>{top}{body}<footer>{foot}</footer></main></body></html>".encode()
