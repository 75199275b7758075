"""Where discovery and the JWK set are served."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.jwks import KeySet
from assay.server.endpoints.metadata import Metadata, well_known_paths
from assay.web.answer import HttpAnswer
from assay.web.render.published_document import render_published_document
from assay.web.route import Route


def metadata_routes(metadata: Metadata, issuer: str) -> tuple[Route, ...]:
    """The document at each of its well-known paths."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render_published_document(await metadata(request, now), request)

    return tuple(
        Route("metadata", path, ("GET",), answer, cross_origin=True, below_issuer=False)
        for path in well_known_paths(issuer)
    )


def jwks_route(key_set: KeySet) -> Route:
    """The keys."""

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render_published_document(await key_set(request, now), request)

    return Route("jwks", "/jwks", ("GET",), answer, cross_origin=True)
