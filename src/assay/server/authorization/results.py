"""What the authorization endpoint and its pages answer; the web makes HTTP of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client
from assay.model.device_authorization import DeviceAuthorization
from assay.model.end_user import EndUser
from assay.model.resource import Resource
from assay.server.authorization.outstanding import Page
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.totp_enrolment import Offered
from assay.server.refusals.refused_request import RefusedRequest

TO_DEVICE = "device"
"""The response mode of what a device waits for: nothing goes by redirect, the device polls."""


@dataclass(frozen=True, slots=True)
class AnswerClient:
    """The browser goes back to the client, with a code or with a refusal (RFC 6749 section 4.1.2, RFC 9207).

    With the response mode `TO_DEVICE` it stays here, and is told that the device has the answer (RFC 8628 section 3.3).
    """

    redirect_uri: str
    response_mode: str
    state: str | None
    code: str | None = None
    refused: RefusedRequest | None = None
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class CarryOver:
    """A post came without our SameSite=Lax cookies: the same request once more, by a redirect that brings them.

    `query` holds its parameters. Nothing is stored and no cookie is set, so what the browser has begun elsewhere goes on.
    """

    query: str


@dataclass(frozen=True, slots=True)
class GoToPage:
    """The browser goes on to a page of ours, with the handle of the stored request."""

    page: Page
    handle: str
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowSignIn:
    """The sign-in page. `refused` is why the last attempt failed; `username` is what was typed, or the client's hint.

    `passkey_options` is what the browser may ask authenticators for, as JSON; None where there can be no passkeys.
    """

    handle: str
    form_token: str
    client: Client
    username: str = ""
    refused: RefusedRequest | None = None
    passkey_options: str | None = None
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowSecondFactor:
    """The page of the second factor. `recovery` asks for a recovery code; `refused` is why the last try failed.

    `only_passkey`: the request demands what no code can prove.
    """

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    factors: OwnFactors
    recovery: bool = False
    only_passkey: bool = False
    may_remember: bool = False
    passkey_options: str | None = None
    refused: RefusedRequest | None = None
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()

    def refused_with(self, refused: RefusedRequest) -> ShowSecondFactor:
        """The same page, saying why what was typed does not do."""
        return replace(self, refused=refused)


@dataclass(frozen=True, slots=True)
class ShowEnrolment:
    """The page on which an authenticator app is enrolled."""

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    offered: Offered
    refused: RefusedRequest | None = None
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()

    def refused_with(self, refused: RefusedRequest) -> ShowEnrolment:
        """The same page, saying why what was typed does not do."""
        return replace(self, refused=refused)


@dataclass(frozen=True, slots=True)
class ShowPasskeyEnrolment:
    """The page that asks for a new passkey, by `options`; `device` is what the browser says of itself, to name it by."""

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    options: str
    device: str
    refused: RefusedRequest | None = None
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowBreachedPassword:
    """The page that asks for another password; `refused` is why: the one that was typed, or the new one."""

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    refused: RefusedRequest
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowPasswordByMail:
    """The page that offers a link by mail, where nothing else can show whose account it is.

    `refused` is why the sign-in does not go on. `may_send`: there is a mailbox to send it to; `sent`: one is on its way there.
    """

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    may_send: bool
    sent: bool = False
    refused: RefusedRequest | None = None
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowRecoveryCodes:
    """The page that shows new recovery codes, once."""

    handle: str
    client: Client
    codes: tuple[str, ...] = field(repr=False)
    ui_locales: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class AskingDevice:
    """The device that waits for the answer; `elsewhere` tells that it is not in the network of this browser."""

    authorization: DeviceAuthorization
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class ShowConsent:
    """The consent page: who is asked, by whom, for what; `resources` tell what the scopes allow."""

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    request: AuthorizationRequest
    device: AskingDevice | None = None
    resources: tuple[Resource, ...] = ()
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowRefusal:
    """The error page: the browser stays here, because nothing proves where else it could safely go."""

    refused: RefusedRequest


def locales_of(result: object) -> tuple[str, ...]:
    """The languages that a client asked for with the request that a result is about (`ui_locales`), the best first."""
    match result:
        case (
            AnswerClient()
            | ShowSignIn()
            | ShowSecondFactor()
            | ShowEnrolment()
            | ShowPasskeyEnrolment()
            | ShowBreachedPassword()
            | ShowPasswordByMail()
            | ShowRecoveryCodes()
        ):
            return result.ui_locales
        case ShowConsent():
            return result.request.ui_locales
        case _:
            return ()


Shown = (
    AnswerClient
    | GoToPage
    | ShowSignIn
    | ShowSecondFactor
    | ShowEnrolment
    | ShowPasskeyEnrolment
    | ShowBreachedPassword
    | ShowPasswordByMail
    | ShowRecoveryCodes
    | ShowConsent
)

R = TypeVar("R", bound=Shown | ShowRefusal)


def with_cookie(result: R, cookie: Cookie | None) -> R:
    """The same result with one more cookie, if there is one; the error page sets none."""
    if isinstance(result, ShowRefusal) or cookie is None:
        return result
    return replace(result, cookies=(*result.cookies, cookie))
