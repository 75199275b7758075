"""Where tokens are asked for: `POST /token`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.token import NAME, TokenEndpoint
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.refusal import render_refusal
from assay.web.render.token import render_token_response
from assay.web.route import Route


def token_route(token: TokenEndpoint, issuer: str) -> Route:
    """The endpoint at its path."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        response = await token(request, now)
        if isinstance(response, RefusedRequest):
            return render_refusal(response, issuer)
        return render_token_response(response)

    return Route(NAME, "/token", ("POST",), answer, cross_origin=True)
