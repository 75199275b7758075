"""Where anybody may have a token explained: `/inspect`."""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.formats.raw_request import RawRequest
from assay.ports.inspector import Inspected
from assay.server.endpoints.inspection import NAME, Inspection
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.inspection import InspectionRenderer
from assay.web.route import Route

PATH = "/inspect"


def inspection_route(inspection: Inspection, issuer: str) -> Route:
    """The page at its path."""
    parts = urlsplit(issuer)
    render = InspectionRenderer(issuer, parts.path.rstrip("/") + PATH, parts.netloc)

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        found = await inspection(request, now)
        if isinstance(found, RefusedRequest):
            return render.refusal(found, issuer)
        return render.answered(found) if isinstance(found, Inspected) else render.empty()

    return Route(NAME, PATH, ("GET", "POST"), answer, render_refusal=render.refusal)
