"""Where links by mail are asked for and opened: `/login/forgotten`, `/login/reset`, `/login/verify`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.mailed_links import (
    EmailVerificationEndpoint,
    ForgottenPasswordEndpoint,
    PasswordResetEndpoint,
    Result,
)
from assay.web.answer import HttpAnswer
from assay.web.render.in_languages import InLanguages
from assay.web.render.mailed_links import FORGOTTEN, RESET, VERIFY
from assay.web.route import Route


def mailed_link_routes(
    forgotten: ForgottenPasswordEndpoint,
    reset: PasswordResetEndpoint,
    verification: EmailVerificationEndpoint,
    render: InLanguages[Result],
) -> tuple[Route, ...]:
    """The endpoints at their paths."""

    async def ask(request: RawRequest, now: float) -> HttpAnswer:
        return render(await forgotten(request, now), request)

    async def change(request: RawRequest, now: float) -> HttpAnswer:
        return render(await reset(request, now), request)

    async def verify(request: RawRequest, now: float) -> HttpAnswer:
        return render(await verification(request, now), request)

    return tuple(
        Route("sign_in", path, ("GET", "POST"), answer, render_refusal=render.refusal)
        for path, answer in ((FORGOTTEN, ask), (RESET, change), (VERIFY, verify))
    )
