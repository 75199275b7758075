"""Where the claims about an end-user are served: `/userinfo`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.userinfo import NAME, Userinfo
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import json_answer
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def userinfo_route(userinfo: Userinfo, issuer: str) -> Route:
    """GET and POST (OpenID Connect Core 1.0 section 5.3.1)."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        outcome = await userinfo(request, now)
        if isinstance(outcome, RefusedRequest):
            return render_refusal(outcome, issuer)
        return json_answer(outcome.claims)

    return Route(NAME, "/userinfo", ("GET", "POST"), answer, cross_origin=True)
