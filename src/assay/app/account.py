"""The account page, wired."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.server.account.own_page import OwnPages
from assay.server.endpoints.account import AccountEndpoint, AccountSettings
from assay.web.render.account import AccountRenderer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.in_languages import InLanguages
from assay.web.render.page_frame import Frames
from assay.web.route import Route
from assay.web.routes.account import account_route


def account_route_of(parts: SharedParts, pages: OwnPages, frames: Frames) -> Route:
    """`/account`."""
    settings, doors = parts.settings, parts.doors
    endpoint = AccountEndpoint(
        pages, doors.store, parts.session_ending, AccountSettings(settings.session.idle, settings.lifetimes)
    )
    render = InLanguages(lambda frame: AccountRenderer(frame, AuthorizationRenderer(settings.issuer, frame)), frames)
    return account_route(endpoint, render)
