"""Wires the authorization endpoint and its pages."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.outbound.password_hasher import ThreadedPasswordHasher
from assay.server.authorization.pending_requests import PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.end_user_authentication.browser_cookies import BrowserCookies
from assay.server.end_user_authentication.id_token_hints import IdTokenHints
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.sessions import Sessions
from assay.server.end_user_authentication.throttle import SignInThrottle
from assay.server.endpoints.authorization import AuthorizationEndpoint
from assay.server.endpoints.consent import ConsentEndpoint
from assay.server.endpoints.sign_in import SignInEndpoint
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.route import Route
from assay.web.routes.authorization import authorization_routes


def authorization_pages(parts: SharedParts) -> tuple[Route, ...]:
    """The routes of `/authorize`, `/login`, `/consent` and of what their pages load."""
    store, entropy, recorder, issuer = parts.doors.store, parts.doors.entropy, parts.recorder, parts.settings.issuer
    settings, cookies = parts.settings.authorization, BrowserCookies(issuer)
    sessions = Sessions(store.end_user_sessions, store.end_users, entropy, cookies, settings.session_lifetime)
    pending = PendingRequests(
        store.authorization_requests,
        store.clients,
        store.unit_of_work,
        entropy,
        cookies,
        settings,
    )
    progress = Progress(store.consents, pending, store.unit_of_work, entropy, recorder, settings)
    hints = IdTokenHints(issuer, store.signing_keys)
    passwords = PasswordSignIn(
        store.end_users,
        ThreadedPasswordHasher(entropy),
        SignInThrottle(parts.rate_limits, parts.settings.sign_in),
    )
    return authorization_routes(
        AuthorizationEndpoint(store.clients, store.resources, hints, sessions, pending, progress),
        SignInEndpoint(pending, sessions, passwords, progress, recorder),
        ConsentEndpoint(pending, sessions, progress),
        AuthorizationRenderer(issuer, entropy),
    )
