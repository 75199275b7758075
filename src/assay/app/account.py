"""The account page, wired."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.server.authorization.progress import Progress
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.endpoints.account import AccountEndpoint, AccountSettings
from assay.web.render.account import AccountRenderer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.in_languages import InLanguages
from assay.web.render.page_frame import Frames
from assay.web.route import Route
from assay.web.routes.account import account_route


def account_route_of(parts: SharedParts, progress: Progress, frames: Frames) -> Route:
    """`/account`."""
    settings, doors = parts.settings, parts.doors
    endpoint = AccountEndpoint(
        doors.store,
        parts.sessions,
        parts.session_ending,
        FormTokens(parts.cookies, doors.entropy),
        progress,
        AccountSettings(settings.issuer, settings.session.idle, settings.lifetimes),
    )
    render = InLanguages(lambda frame: AccountRenderer(frame, AuthorizationRenderer(settings.issuer, frame)), frames)
    return account_route(endpoint, render)
