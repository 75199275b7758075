"""Where the demo client of a development server is called back: `/demo/callback`, in query and form_post."""

from __future__ import annotations

from assay.decision import Refused
from assay.formats.form import parse_form, single
from assay.formats.raw_request import RawRequest
from assay.web.answer import HttpAnswer
from assay.web.render.demo_callback import exchange_command, render_demo_callback
from assay.web.route import Route


def demo_callback_route(path: str, issuer: str, credentials: str, verifier: str) -> Route:
    """The page at `path`. `credentials` are `client_id:client_secret`, `verifier` the demo's code verifier."""

    async def answer(request: RawRequest, _now: float) -> HttpAnswer:
        parsed = parse_form(request.body if request.method == "POST" else request.query)
        if isinstance(parsed, Refused):
            return render_demo_callback([("refused", parsed.reason.headline)], None)
        members = [(name, value) for name, values in parsed.value.items() for value in values]
        code = single(parsed.value, "code")
        if code is None:
            return render_demo_callback(members, None)
        form = (
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", issuer + path),
            ("code_verifier", verifier),
        )
        return render_demo_callback(members, exchange_command(form, credentials, f"{issuer}/token"))

    return Route("demo_callback", path, ("GET", "POST"), answer)
