"""The logout endpoint and the notices to clients, wired."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.outbound.backchannel_logout import BackchannelLogoutDelivery
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.end_user_authentication.id_token_hints import IdTokenHints
from assay.server.endpoints.logout import LogoutEndpoint
from assay.server.issuance.logout_token import LogoutTokens
from assay.server.logout.request import LogoutRequests
from assay.web.render.in_languages import InLanguages
from assay.web.render.logout import LogoutRenderer
from assay.web.render.page_frame import page_frames
from assay.web.route import Route
from assay.web.routes.logout import logout_route


def logout_route_of(parts: SharedParts) -> Route:
    """`/logout`."""
    issuer, store = parts.settings.issuer, parts.doors.store
    endpoint = LogoutEndpoint(
        issuer,
        LogoutRequests(store.clients, IdTokenHints(issuer, store.signing_keys)),
        parts.sessions,
        parts.session_ending,
        parts.cookies,
        parts.recorder,
        FormTokens(parts.cookies, parts.doors.entropy),
    )
    frames = page_frames(issuer, parts.doors.entropy, parts.settings.pages)
    return logout_route(endpoint, InLanguages(LogoutRenderer, frames))


def backchannel_logout_of(parts: SharedParts) -> BackchannelLogoutDelivery:
    """What delivers the notices."""
    tokens = LogoutTokens(parts.settings.issuer, parts.signers)
    return BackchannelLogoutDelivery(parts.doors.store.clients, tokens, parts.settings.logout.private_hosts)
