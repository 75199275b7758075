"""What the authorization endpoint and its pages answer; the web makes HTTP of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client
from assay.model.end_user import EndUser
from assay.server.authorization.outstanding import Page
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.refusals.refused_request import RefusedRequest


@dataclass(frozen=True, slots=True)
class AnswerClient:
    """The browser goes back to the client, with a code or with a refusal (RFC 6749 section 4.1.2, RFC 9207)."""

    redirect_uri: str
    response_mode: str
    state: str | None
    code: str | None = None
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class GoToPage:
    """The browser goes on to a page of ours, with the handle of the stored request."""

    page: Page
    handle: str
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowSignIn:
    """The sign-in page. `refused` is why the last attempt failed; `username` is what was typed, or the client's hint."""

    handle: str
    form_token: str
    client: Client
    username: str = ""
    refused: RefusedRequest | None = None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowConsent:
    """The consent page: who is asked, by whom, for what."""

    handle: str
    form_token: str
    client: Client
    end_user: EndUser
    request: AuthorizationRequest
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowRefusal:
    """The error page: the browser stays here, because nothing proves where else it could safely go."""

    refused: RefusedRequest


R = TypeVar("R", bound=AnswerClient | GoToPage | ShowSignIn | ShowConsent | ShowRefusal)


def with_cookie(result: R, cookie: Cookie | None) -> R:
    """The same result with one more cookie, if there is one; the error page sets none."""
    if isinstance(result, ShowRefusal) or cookie is None:
        return result
    return replace(result, cookies=(*result.cookies, cookie))
