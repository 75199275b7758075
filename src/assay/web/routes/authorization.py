"""Where the end-user's browser goes: `/authorize`, `/login`, `/consent`, and the files of the pages."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.authorization import AuthorizationEndpoint
from assay.server.endpoints.consent import ConsentEndpoint
from assay.server.endpoints.enrolment import EnrolmentEndpoint
from assay.server.endpoints.second_factor import SecondFactorEndpoint
from assay.server.endpoints.sign_in import SignInEndpoint
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import ASSETS, Asset
from assay.web.render.authorization import Result
from assay.web.render.in_languages import InLanguages
from assay.web.route import Route


def authorization_routes(
    authorization: AuthorizationEndpoint,
    sign_in: SignInEndpoint,
    second_factor: SecondFactorEndpoint,
    enrolment: EnrolmentEndpoint,
    consent: ConsentEndpoint,
    render: InLanguages[Result],
    own: tuple[Asset, ...] = (),
) -> tuple[Route, ...]:
    """The places of an authorization request, and what their pages load."""

    async def authorize(request: RawRequest, now: float) -> HttpAnswer:
        return render(await authorization(request, now), request)

    async def login(request: RawRequest, now: float) -> HttpAnswer:
        return render(await sign_in(request, now), request)

    async def factor(request: RawRequest, now: float) -> HttpAnswer:
        return render(await second_factor(request, now), request)

    async def enrol(request: RawRequest, now: float) -> HttpAnswer:
        return render(await enrolment(request, now), request)

    async def ask(request: RawRequest, now: float) -> HttpAnswer:
        return render(await consent(request, now), request)

    methods = ("GET", "POST")
    return (
        Route("authorization", "/authorize", methods, authorize, render_refusal=render.refusal),
        Route("sign_in", "/login", methods, login, render_refusal=render.refusal),
        Route("sign_in", "/login/factor", methods, factor, render_refusal=render.refusal),
        Route("sign_in", "/login/enrol", methods, enrol, render_refusal=render.refusal),
        Route("consent", "/consent", methods, ask, render_refusal=render.refusal),
        *(_asset_route(asset) for asset in (*ASSETS, *own)),
    )


def _asset_route(asset: Asset) -> Route:
    kept = HttpAnswer(
        200,
        ((b"content-type", asset.content_type), (b"cache-control", b"public, max-age=31536000, immutable")),
        asset.body,
    )

    async def answer(_request: RawRequest, _now: float) -> HttpAnswer:
        return kept

    return Route("asset", asset.path, ("GET",), answer)
