"""Mail and the pages that stand on it, wired."""

from __future__ import annotations

from urllib.parse import urlsplit

from assay.app.parts import SharedParts
from assay.outbound.mail import ConsoleMail, SmtpMail
from assay.ports.message_delivery import MessageDelivery
from assay.server.administration.password_policy import PasswordPolicy
from assay.server.end_user_authentication.mailed_links import MailedLinks
from assay.server.end_user_authentication.sign_in_policy import SignInPolicy
from assay.server.endpoints.mailed_links import (
    EmailVerificationEndpoint,
    ForgottenPasswordEndpoint,
    PasswordResetEndpoint,
    Recovery,
)
from assay.server.mail.letters import Letters
from assay.server.mail.limits import MailBudget
from assay.web.render.in_languages import InLanguages
from assay.web.render.mailed_links import MailedLinksRenderer
from assay.web.render.page_frame import Frames
from assay.web.route import Route
from assay.web.routes.mailed_links import mailed_link_routes


def mail_delivery(parts: SharedParts) -> MessageDelivery | None:
    """Where mail goes; None where nothing is set, and then it waits in the outbox."""
    settings = parts.settings.mail
    if settings.host:
        return SmtpMail(settings)
    return ConsoleMail() if settings.to_console else None


def letters_of(parts: SharedParts) -> Letters:
    """What writes the mails."""
    return Letters(parts.outgoing, urlsplit(parts.settings.issuer).netloc)


def password_policy_of(parts: SharedParts) -> PasswordPolicy:
    """What judges a password that people set themselves."""
    host = urlsplit(parts.settings.issuer).hostname or ""
    return PasswordPolicy(parts.settings.passwords, (host, "assay"), parts.doors.breached)


def mailed_links_of(parts: SharedParts) -> MailedLinks:
    """What makes links and follows them."""
    store = parts.doors.store
    return MailedLinks(
        store.email_links, store.end_users, letters_of(parts), parts.doors.entropy, parts.settings.issuer
    )


def mailed_link_routes_of(parts: SharedParts, sign_in_policy: SignInPolicy, frames: Frames) -> tuple[Route, ...]:
    """`/login/forgotten`, `/login/reset`, `/login/verify`."""
    settings, store = parts.settings, parts.doors.store
    letters, links = letters_of(parts), mailed_links_of(parts)
    recovery = Recovery(settings.issuer, store.end_users, store.unit_of_work, links, letters, parts.recorder)
    passwords = password_policy_of(parts)
    return mailed_link_routes(
        ForgottenPasswordEndpoint(recovery, MailBudget(parts.rate_limits)),
        PasswordResetEndpoint(
            recovery, passwords, sign_in_policy, parts.password_hasher, parts.session_ending, settings.lifetimes
        ),
        EmailVerificationEndpoint(recovery, parts.sessions),
        InLanguages(MailedLinksRenderer, frames),
    )
