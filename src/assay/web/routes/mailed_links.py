"""Where links by mail are asked for and opened: `/login/forgotten`, `/login/reset`, `/login/verify`."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.mailed_links import (
    EmailVerificationEndpoint,
    ForgottenPasswordEndpoint,
    PasswordResetEndpoint,
)
from assay.web.answer import HttpAnswer
from assay.web.render.mailed_links import FORGOTTEN, RESET, VERIFY, MailedLinksRenderer
from assay.web.render.page_frame import PageFrame
from assay.web.route import Route


def mailed_link_routes(
    forgotten: ForgottenPasswordEndpoint,
    reset: PasswordResetEndpoint,
    verification: EmailVerificationEndpoint,
    frame: PageFrame,
) -> tuple[Route, ...]:
    """The endpoints at their paths."""
    render = MailedLinksRenderer(frame)

    async def ask(request: RawRequest, now: float) -> HttpAnswer:
        return render(await forgotten(request, now))

    async def change(request: RawRequest, now: float) -> HttpAnswer:
        return render(await reset(request, now))

    async def verify(request: RawRequest, now: float) -> HttpAnswer:
        return render(await verification(request, now))

    return tuple(
        Route("sign_in", path, ("GET", "POST"), answer, render_refusal=frame.error_page)
        for path, answer in ((FORGOTTEN, ask), (RESET, change), (VERIFY, verify))
    )
