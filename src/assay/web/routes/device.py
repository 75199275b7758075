"""Where a device asks, and where a person types its code: `/device_authorization` and `/device`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints import device, device_authorization
from assay.server.endpoints.device import DeviceEndpoint, DeviceResult
from assay.server.endpoints.device_authorization import DeviceAuthorizationEndpoint
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.device import PATH, render_device_authorization
from assay.web.render.in_languages import InLanguages
from assay.web.render.refusal import render_refusal
from assay.web.route import Route


def device_routes(
    authorization: DeviceAuthorizationEndpoint, page: DeviceEndpoint, render: InLanguages[DeviceResult], issuer: str
) -> tuple[Route, ...]:
    """The two places."""

    async def ask(request: RawRequest, now: float) -> HttpAnswer:
        response = await authorization(request, now)
        if isinstance(response, RefusedRequest):
            return render_refusal(response, issuer)
        return render_device_authorization(response, issuer)

    async def typed(request: RawRequest, now: float) -> HttpAnswer:
        return render(await page(request, now), request)

    return (
        Route(device_authorization.NAME, "/device_authorization", ("POST",), ask, cross_origin=True),
        Route(device.NAME, PATH, ("GET", "POST"), typed, render_refusal=render.refusal),
    )
