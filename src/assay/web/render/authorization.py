"""Answers of the authorization endpoint and its pages: redirects with 303, pages with a policy of their own.

RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207, OAuth 2.0 Form Post Response Mode, RFC 9700 section 4.12.
"""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import urlencode, urlsplit

from assay.model.factor import TOTP
from assay.ports.entropy import Entropy
from assay.server.authorization.outstanding import Page
from assay.server.authorization.results import (
    AnswerClient,
    GoToPage,
    ShowConsent,
    ShowEnrolment,
    ShowRecoveryCodes,
    ShowRefusal,
    ShowSecondFactor,
    ShowSignIn,
)
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.recovery_codes import FEW
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import Headers, HttpAnswer
from assay.web.pages.assets import ICON, STYLE
from assay.web.pages.drawing import draw
from assay.web.pages.qr_code import qr_svg
from assay.web.pages.words import destination, scope_words, who_must_act
from assay.web.render.cookie import cookie_headers
from assay.web.render.refusal import error_description, error_uri

Result = (
    AnswerClient
    | GoToPage
    | ShowSignIn
    | ShowSecondFactor
    | ShowEnrolment
    | ShowRecoveryCodes
    | ShowConsent
    | ShowRefusal
)


class AuthorizationRenderer:
    """Renders for one issuer."""

    __slots__ = ("_below", "_entropy", "_issuer")

    def __init__(self, issuer: str, entropy: Entropy) -> None:
        self._issuer = issuer
        self._entropy = entropy
        self._below = urlsplit(issuer).path.rstrip("/")

    def __call__(self, result: Result) -> HttpAnswer:
        """The answer to a result of one of the endpoints."""
        match result:
            case AnswerClient(response_mode="form_post"):
                return self._form_post(result)
            case AnswerClient():
                return self._redirect(with_query(result.redirect_uri, self._parameters(result)), result)
            case GoToPage():
                query = urlencode({"request": result.handle})
                return self._redirect(f"{self._below}{result.page.value}?{query}", result)
            case ShowSignIn():
                return self._sign_in(result)
            case ShowSecondFactor():
                return self._second_factor(result)
            case ShowEnrolment():
                return self._enrolment(result)
            case ShowRecoveryCodes():
                return self._recovery_codes(result)
            case ShowConsent():
                return self._consent(result)
            case ShowRefusal():
                return self.refusal(result.refused)

    def refusal(self, refused: RefusedRequest, _issuer: str = "") -> HttpAnswer:
        """The error page (also for what the kernel refuses before an endpoint is asked)."""
        html = self._draw("error.html", problem=self._problem(refused))
        headers = _page_headers("form-action 'none'")
        return HttpAnswer(refused.public.public.status, (*headers, *_retry_after(refused)), html, refused)

    def address(self, path: str) -> str:
        """The path of a page, below the issuer's own."""
        return self._below + path

    def form_page(self, template: str, cookies: tuple[Cookie, ...], **values: object) -> HttpAnswer:
        """A page with a form that is sent once."""
        nonce = self._nonce()
        html = self._draw(template, nonce=nonce, **values)
        return HttpAnswer(200, (*_page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(cookies)), html)

    def plain_page(self, template: str, cookies: tuple[Cookie, ...], **values: object) -> HttpAnswer:
        """A page that only tells."""
        return HttpAnswer(
            200, (*_page_headers("form-action 'none'"), *cookie_headers(cookies)), self._draw(template, **values)
        )

    def _redirect(self, location: str, result: AnswerClient | GoToPage) -> HttpAnswer:
        headers = ((b"location", location.encode("ascii")), *cookie_headers(result.cookies))
        refused = result.refused if isinstance(result, AnswerClient) else None
        return HttpAnswer(303, headers, b"", refused)

    def _parameters(self, answer: AnswerClient) -> list[tuple[str, str]]:
        parameters: list[tuple[str, str]] = []
        if answer.code is not None:
            parameters.append(("code", answer.code))
        if answer.refused is not None:
            parameters += [
                ("error", answer.refused.public.public.error),
                ("error_description", error_description(answer.refused)),
                ("error_uri", error_uri(answer.refused.public, self._issuer)),
                ("refusal_id", answer.refused.refusal_id),
            ]
        if answer.state is not None:
            parameters.append(("state", answer.state))
        return [*parameters, ("iss", self._issuer)]

    def _form_post(self, answer: AnswerClient) -> HttpAnswer:
        nonce = self._nonce()
        html = self._draw(
            "form_post.html",
            action=answer.redirect_uri,
            parameters=self._parameters(answer),
            destination=destination(answer.redirect_uri),
            nonce=nonce,
        )
        headers = (*_page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(answer.cookies))
        return HttpAnswer(200, headers, html, answer.refused)

    def _sign_in(self, page: ShowSignIn) -> HttpAnswer:
        return self._form("sign_in.html", "/login", page, username=page.username)

    def _second_factor(self, page: ShowSecondFactor) -> HttpAnswer:
        return self._form(
            "second_factor.html",
            "/login/factor",
            page,
            username=page.end_user.username,
            recovery=page.recovery,
            has_app=TOTP in page.factors.methods,
            has_recovery_codes=page.factors.recovery_codes_left > 0,
            few_left=page.factors.recovery_codes_left if page.factors.recovery_codes_left <= FEW else None,
            may_remember=page.may_remember,
        )

    def _enrolment(self, page: ShowEnrolment) -> HttpAnswer:
        return self._form(
            "enrolment.html",
            "/login/enrol",
            page,
            username=page.end_user.username,
            qr_code=qr_svg(page.offered.uri),
            seed=page.offered.seed,
            sealed=page.offered.sealed,
        )

    def _form(
        self, template: str, action: str, page: ShowSignIn | ShowSecondFactor | ShowEnrolment, **values: object
    ) -> HttpAnswer:
        """A page of the sign-in; with the refusal of what was typed last, where there is one."""
        nonce, refused = self._nonce(), page.refused
        html = self._draw(
            template,
            action=self._below + action,
            handle=page.handle,
            form_token=page.form_token,
            client_name=page.client.name,
            problem=self._problem(refused) if refused is not None else None,
            nonce=nonce,
            **values,
        )
        headers = (*_page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(page.cookies))
        if refused is None:
            return HttpAnswer(200, headers, html)
        return HttpAnswer(refused.public.public.status, (*headers, *_retry_after(refused)), html, refused)

    def _recovery_codes(self, page: ShowRecoveryCodes) -> HttpAnswer:
        html = self._draw(
            "recovery_codes.html",
            client_name=page.client.name,
            codes=page.codes,
            onward=f"{self._below}{Page.SIGN_IN.value}?{urlencode({'request': page.handle})}",
        )
        return HttpAnswer(200, (*_page_headers("form-action 'none'"), *cookie_headers(page.cookies)), html)

    def _consent(self, page: ShowConsent) -> HttpAnswer:
        nonce = self._nonce()
        html = self._draw(
            "consent.html",
            action=f"{self._below}/consent",
            handle=page.handle,
            form_token=page.form_token,
            client_name=page.client.name,
            username=page.end_user.username,
            scopes=scope_words(page.request.scopes),
            resources=page.request.resources,
            destination=destination(page.request.redirect_uri),
            nonce=nonce,
        )
        headers = (*_page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(page.cookies))
        return HttpAnswer(200, headers, html)

    def _draw(self, template: str, **values: object) -> bytes:
        return draw(
            template,
            style=self._below + STYLE.path,
            icon=self._below + ICON.path,
            host=urlsplit(self._issuer).netloc,
            **values,
        )

    def _problem(self, refused: RefusedRequest) -> dict[str, str]:
        """What a person in front of the browser is told: of the public reason, and no received value."""
        fix = refused.public.fix
        return {
            "text": error_description(refused),
            "fix": "" if "{" in fix else fix,
            "fault": who_must_act(refused.public.fault),
            "code": refused.public.code,
            "page": error_uri(refused.public, self._issuer),
            "refusal_id": refused.refusal_id,
        }

    def _nonce(self) -> str:
        return b64encode(self._entropy(16)).decode("ascii")


def _page_headers(policy: str) -> Headers:
    # There is no form-action on pages with a form: browsers hold it against every redirect that follows the post, and so
    # against the client's own. The forms' targets are ours or a registered redirect URI, and nothing can be injected.
    csp = f"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; {policy}"
    return (
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", csp.encode("ascii")),
    )


def _retry_after(refused: RefusedRequest) -> Headers:
    return ((b"retry-after", b"%d" % refused.retry_after),) if refused.retry_after is not None else ()


def with_query(redirect_uri: str, parameters: list[tuple[str, str]]) -> str:
    """The URI with further parameters in its query; without any it stays as it is."""
    if not parameters:
        return redirect_uri
    separator = "?" if "?" not in redirect_uri else "" if redirect_uri.endswith(("?", "&")) else "&"
    return redirect_uri + separator + urlencode(parameters)
