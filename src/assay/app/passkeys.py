"""Passkeys, wired: their use at the sign-in, and the page on which people look after their own."""

from __future__ import annotations

from assay.app.mail import letters_of
from assay.app.parts import SharedParts
from assay.server.account.guarded_page import GuardedPages
from assay.server.endpoints.passkeys import PasskeysEndpoint
from assay.server.passkeys.own_passkeys import PasskeyChanges
from assay.server.passkeys.registering import PasskeyRegistration
from assay.server.passkeys.relying_party import relying_party
from assay.server.passkeys.using import PasskeyUse
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.in_languages import InLanguages
from assay.web.render.page_frame import Frames
from assay.web.render.passkeys import PasskeysRenderer
from assay.web.route import Route
from assay.web.routes.passkeys import passkeys_route


def passkey_use(parts: SharedParts) -> PasskeyUse:
    """What decides about passkeys that are used."""
    store, settings = parts.doors.store, parts.settings
    return PasskeyUse(
        store.passkeys,
        store.end_users,
        store.unit_of_work,
        parts.passkey_challenges,
        relying_party(settings.issuer),
        settings.passkeys,
    )


def passkey_registration(parts: SharedParts) -> PasskeyRegistration:
    """What asks for new passkeys."""
    settings = parts.settings
    return PasskeyRegistration(parts.passkey_challenges, relying_party(settings.issuer), settings.passkeys)


def passkeys_route_of(parts: SharedParts, pages: GuardedPages, frames: Frames) -> Route:
    """`/account/passkeys`."""
    store, settings = parts.doors.store, parts.settings
    changes = PasskeyChanges(
        store.passkeys,
        passkey_registration(parts),
        letters_of(parts),
        store.unit_of_work,
    )
    render = InLanguages(lambda frame: PasskeysRenderer(frame, AuthorizationRenderer(settings.issuer, frame)), frames)
    return passkeys_route(PasskeysEndpoint(pages, changes), render)
