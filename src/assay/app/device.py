"""Device authorization, wired: where a device asks, and the page on which a person types its code."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.server.authorization.progress import Progress
from assay.server.device.user_codes import UserCodes
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.endpoints.device import DeviceEndpoint, DevicePageSettings
from assay.server.endpoints.device_authorization import DeviceAuthorizationEndpoint
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.device import DeviceRenderer
from assay.web.render.in_languages import InLanguages
from assay.web.render.page_frame import Frames
from assay.web.route import Route
from assay.web.routes.device import device_routes


def device_routes_of(parts: SharedParts, progress: Progress, frames: Frames) -> tuple[Route, ...]:
    """`/device_authorization` and `/device`."""
    settings, store, entropy = parts.settings, parts.doors.store, parts.doors.entropy
    asking = DeviceAuthorizationEndpoint(
        store, parts.authentication, parts.rate_limits, parts.recorder, entropy, settings.device
    )
    typing = DeviceEndpoint(
        UserCodes(store.device_authorizations, parts.attempts, settings.device),
        store.clients,
        parts.sessions,
        FormTokens(parts.cookies, entropy),
        progress,
        DevicePageSettings(settings.issuer, settings.device.sign_in_max_age),
    )
    render = InLanguages(lambda frame: DeviceRenderer(frame, AuthorizationRenderer(settings.issuer, frame)), frames)
    return device_routes(asking, typing, render, settings.issuer)
