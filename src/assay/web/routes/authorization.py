"""Where the end-user's browser goes: `/authorize`, `/login`, `/consent`, and the files of the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from assay.formats.raw_request import RawRequest
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import ASSETS, Asset
from assay.web.render.authorization import Result
from assay.web.render.in_languages import InLanguages
from assay.web.route import Route

Endpoint = Callable[[RawRequest, float], Awaitable[Result]]


def authorization_routes(
    places: Iterable[tuple[str, str, Endpoint]], render: InLanguages[Result], own: tuple[Asset, ...] = ()
) -> tuple[Route, ...]:
    """The places of an authorization request, each by its name in records and its path, and what their pages load."""
    return (
        *(_page_route(name, path, endpoint, render) for name, path, endpoint in places),
        *(_asset_route(asset) for asset in (*ASSETS, *own)),
    )


def _page_route(name: str, path: str, endpoint: Endpoint, render: InLanguages[Result]) -> Route:
    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        return render(await endpoint(request, now), request)

    return Route(name, path, ("GET", "POST"), answer, render_refusal=render.refusal)


def _asset_route(asset: Asset) -> Route:
    kept = HttpAnswer(
        200,
        ((b"content-type", asset.content_type), (b"cache-control", b"public, max-age=31536000, immutable")),
        asset.body,
    )

    async def answer(_request: RawRequest, _now: float) -> HttpAnswer:
        return kept

    return Route("asset", asset.path, ("GET",), answer)
