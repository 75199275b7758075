"""Where anybody may have a token explained: `/inspect`."""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.formats.raw_request import RawRequest
from assay.ports.inspector import Inspected
from assay.reasons.operation import INSPECTOR_BUSY
from assay.server.endpoints.inspection import NAME, Inspection
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.body import LargeBodies
from assay.web.render.inspection import InspectionRenderer
from assay.web.route import Route

PATH = "/inspect"


LARGE_AT_ONCE = 4
"""How many bodies above the ordinary limit are read at once: each holds its bytes for as long as its caller takes to send them."""


def inspection_route(inspection: Inspection, issuer: str, body_limit: int) -> Route:
    """The page at its path. `body_limit` is in bytes; HAR files are larger than anything that other endpoints take."""
    parts = urlsplit(issuer)
    render = InspectionRenderer(issuer, parts.path.rstrip("/") + PATH, parts.netloc)

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        found = await inspection(request, now)
        if isinstance(found, RefusedRequest):
            return render.refusal(found, issuer)
        return render.answered(found) if isinstance(found, Inspected) else render.empty()

    large = LargeBodies(body_limit, LARGE_AT_ONCE, INSPECTOR_BUSY)
    return Route(NAME, PATH, ("GET", "POST"), answer, render_refusal=render.refusal, large_bodies=large)
