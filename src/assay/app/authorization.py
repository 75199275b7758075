"""The authorization endpoint and its pages, wired: the only parts that deal with browsers and passwords."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.outbound.password_hasher import ThreadedPasswordHasher
from assay.server.authorization.pending_requests import PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.end_user_authentication.id_token_hints import IdTokenHints
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.throttle import SignInThrottle
from assay.server.endpoints.authorization import AuthorizationEndpoint
from assay.server.endpoints.consent import ConsentEndpoint
from assay.server.endpoints.sign_in import SignInEndpoint
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.route import Route
from assay.web.routes.authorization import authorization_routes


def authorization_routes_of(parts: SharedParts) -> tuple[Route, ...]:
    """`/authorize`, `/login`, `/consent` and what their pages load."""
    settings, store, entropy = parts.settings, parts.doors.store, parts.doors.entropy
    cookies, sessions = parts.cookies, parts.sessions
    pending = PendingRequests(
        store.authorization_requests,
        store.clients,
        store.unit_of_work,
        parts.rate_limits,
        entropy,
        cookies,
        settings.authorization,
    )
    progress = Progress(store.consents, pending, store.unit_of_work, entropy, parts.recorder, settings.authorization)
    passwords = PasswordSignIn(
        store.end_users, ThreadedPasswordHasher(entropy), SignInThrottle(parts.rate_limits, settings.sign_in)
    )
    hints = IdTokenHints(settings.issuer, store.signing_keys)
    return authorization_routes(
        AuthorizationEndpoint(store.clients, store.resources, hints, sessions, progress),
        SignInEndpoint(pending, sessions, passwords, progress, parts.recorder),
        ConsentEndpoint(pending, sessions, progress),
        AuthorizationRenderer(settings.issuer, entropy),
    )
