"""Where the pictures of clients are served. Their names change with their content, so browsers may keep them."""

from __future__ import annotations

from assay.formats.picture import CONTENT_TYPES
from assay.formats.raw_request import RawRequest
from assay.server.endpoints.client_logo import NAME, PATH, ClientLogoEndpoint
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def client_logo_route(endpoint: ClientLogoEndpoint, issuer: str) -> Route:
    """`/client-logos/{name}`."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        found = await endpoint(request, now)
        if isinstance(found, RefusedRequest):
            return render_refusal(found, issuer)
        content_type = CONTENT_TYPES[found.name.rpartition(".")[2]]
        kept = (b"cache-control", b"public, max-age=31536000, immutable")
        return HttpAnswer(200, ((b"content-type", content_type), kept), found.body)

    return Route(NAME, PATH, ("GET",), answer, prefix=True)
