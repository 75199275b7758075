"""The authorization endpoint and its pages, wired: the only parts that deal with browsers and passwords."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from assay.app.account import account_route_of
from assay.app.device import device_routes_of
from assay.app.mail import letters_of, mail_delivery, mailed_link_routes_of, mailed_links_of, password_policy_of
from assay.app.parts import SharedParts
from assay.app.passkeys import passkey_registration, passkey_use, passkeys_route_of
from assay.decision import Allowed
from assay.server.account.confirmation import Confirmation, Proofs
from assay.server.account.guarded_page import GuardedPages
from assay.server.account.own_page import OwnPages
from assay.server.account.profile import ProfileChanges
from assay.server.authorization.outstanding import Page
from assay.server.authorization.pending_requests import PendingRequests
from assay.server.authorization.progress import Progress
from assay.server.authorization.sign_in_steps import SignInSteps
from assay.server.authorization.situations import Situations
from assay.server.end_user_authentication.factors import Factors
from assay.server.end_user_authentication.form_tokens import FormTokens
from assay.server.end_user_authentication.id_token_hints import IdTokenHints
from assay.server.end_user_authentication.known_devices import DeviceSettings, KnownDevices
from assay.server.end_user_authentication.own_factors import OwnFactorChanges
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.second_factor_sign_in import SecondFactorSignIn
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.end_user_authentication.throttle import SignInThrottle
from assay.server.end_user_authentication.totp_enrolment import TotpEnrolment
from assay.server.end_user_authentication.totp_seeds import TotpSeeds
from assay.server.endpoints.authorization import AuthorizationEndpoint
from assay.server.endpoints.breached_password import BreachedPasswordEndpoint, PasswordChange
from assay.server.endpoints.consent import ConsentEndpoint
from assay.server.endpoints.enrolment import EnrolmentEndpoint
from assay.server.endpoints.own_factors import OwnFactorsEndpoint
from assay.server.endpoints.passkey_enrolment import PasskeyEnrolmentEndpoint
from assay.server.endpoints.password_by_mail import PasswordByMailEndpoint
from assay.server.endpoints.profile import ProfileEndpoint
from assay.server.endpoints.second_factor import SecondFactorEndpoint
from assay.server.endpoints.sign_in import SignInEndpoint
from assay.server.mail.limits import MailBudget
from assay.server.passkeys.relying_party import relying_party
from assay.web.pages.assets import Asset
from assay.web.pages.brand import PageSettings, brand_style
from assay.web.pages.logo import read_logo
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.in_languages import InLanguages
from assay.web.render.own_factors import OwnFactorsRenderer
from assay.web.render.page_frame import page_frames
from assay.web.render.profile import ProfileRenderer
from assay.web.route import Route
from assay.web.routes.authorization import authorization_routes
from assay.web.routes.own_factors import own_factors_route
from assay.web.routes.profile import profile_route


def authorization_routes_of(parts: SharedParts) -> tuple[Route, ...]:
    """`/authorize`, `/login` and its further steps, `/consent`, `/device`, `/account`, and what their pages load."""
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
    policy = SignInPolicy(Factors(store.second_factors, store.passkeys), settings.factors)
    situations = Situations(store.consents, policy, passkeys_here=isinstance(relying_party(settings.issuer), Allowed))
    progress = Progress(
        situations,
        pending,
        store.unit_of_work,
        entropy,
        parts.recorder,
        settings.authorization,
        parts.grant_ids,
    )
    devices = KnownDevices(
        store.second_factors,
        store.unit_of_work,
        entropy,
        cookies,
        DeviceSettings(settings.factors.remembered_device),
    )
    passkeys = passkey_use(parts)
    steps = SignInSteps(pending, sessions, situations, devices, store.unit_of_work, progress, passkeys)
    passwords = PasswordSignIn(
        store.end_users,
        store.unit_of_work,
        parts.password_hasher,
        SignInThrottle(parts.attempts, settings.sign_in),
        parts.doors.breached,
    )
    seeds = TotpSeeds(parts.doors.sealer, entropy, store.issuer_id)
    letters = letters_of(parts)
    codes = SecondFactorSignIn(store.second_factors, seeds, letters, parts.attempts)
    enrolment = TotpEnrolment(seeds, letters, entropy, urlsplit(settings.issuer).netloc)
    password_change = PasswordChange(
        password_policy_of(parts), parts.password_hasher, parts.session_ending, letters, settings.lifetimes
    )
    hints = IdTokenHints(settings.issuer, store.signing_keys)
    frames = page_frames(settings.issuer, entropy, settings.pages, inspects=settings.inspection.parallel > 0)
    routes = authorization_routes(
        (
            (
                "authorization",
                "/authorize",
                AuthorizationEndpoint(store.clients, store.resources, hints, sessions, progress),
            ),
            ("sign_in", Page.SIGN_IN.value, SignInEndpoint(sessions, passwords, passkeys, steps, progress)),
            ("sign_in", Page.SECOND_FACTOR.value, SecondFactorEndpoint(codes, steps, progress)),
            ("sign_in", Page.ENROLMENT.value, EnrolmentEndpoint(enrolment, steps, progress)),
            (
                "sign_in",
                Page.PASSKEY.value,
                PasskeyEnrolmentEndpoint(store.passkeys, passkey_registration(parts), letters, steps, progress),
            ),
            (
                "sign_in",
                Page.BREACHED_PASSWORD.value,
                BreachedPasswordEndpoint(password_change, steps, progress),
            ),
            (
                "sign_in",
                Page.PASSWORD_BY_MAIL.value,
                PasswordByMailEndpoint(
                    mailed_links_of(parts),
                    MailBudget(parts.rate_limits),
                    store.unit_of_work,
                    steps,
                    progress,
                    mail_goes_out=mail_delivery(parts) is not None,
                ),
            ),
            (
                "consent",
                Page.CONSENT.value,
                ConsentEndpoint(sessions, progress, store.device_authorizations, store.resources),
            ),
        ),
        InLanguages(partial(AuthorizationRenderer, settings.issuer), frames),
        _own_assets(settings.pages),
    )
    confirmation = Confirmation(Proofs(passwords, passkeys, codes, devices), sessions, store.unit_of_work)
    pages = OwnPages(settings.issuer, sessions, FormTokens(cookies, entropy), progress)
    guarded = GuardedPages(pages, confirmation, policy)
    return (
        *routes,
        account_route_of(parts, pages, frames),
        *device_routes_of(parts, progress, frames),
        passkeys_route_of(parts, guarded, frames),
        *mailed_link_routes_of(parts, policy, frames),
        profile_route(
            ProfileEndpoint(
                guarded, ProfileChanges(mailed_links_of(parts), MailBudget(parts.rate_limits), store.unit_of_work)
            ),
            InLanguages(lambda frame: ProfileRenderer(frame, AuthorizationRenderer(settings.issuer, frame)), frames),
        ),
        own_factors_route(
            OwnFactorsEndpoint(guarded, OwnFactorChanges(enrolment, letters, store.unit_of_work, entropy)),
            InLanguages(lambda frame: OwnFactorsRenderer(frame, AuthorizationRenderer(settings.issuer, frame)), frames),
        ),
    )


def _own_assets(settings: PageSettings) -> tuple[Asset, ...]:
    """What the pages of this service load beside our own files."""
    logo = read_logo(settings.logo_file) if settings.logo_file else None
    return tuple(asset for asset in (brand_style(settings), logo) if asset is not None)
