"""Answers of the authorization endpoint and its pages: redirects with 303, pages with a policy of their own.

RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207, OAuth 2.0 Form Post Response Mode, RFC 9700 section 4.12.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from assay.model.factor import TOTP
from assay.reasons.authorization_request import CONSENT_DENIED
from assay.server.authorization.outstanding import Page
from assay.server.authorization.own_pages import OWN_PAGES
from assay.server.authorization.results import (
    AnswerClient,
    CarryOver,
    GoToPage,
    ShowBreachedPassword,
    ShowConsent,
    ShowEnrolment,
    ShowPasskeyEnrolment,
    ShowPasswordByMail,
    ShowRecoveryCodes,
    ShowRefusal,
    ShowSecondFactor,
    ShowSignIn,
)
from assay.server.end_user_authentication.recovery_codes import FEW
from assay.server.endpoints.sign_in import ANOTHER_ACCOUNT
from assay.server.individual_claims import covering_scopes
from assay.server.languages.language import message
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.pages.assets import PASSKEY_SCRIPT
from assay.web.pages.client_pages import client_pages
from assay.web.pages.qr_code import qr_svg
from assay.web.pages.words import asking_device, client_name, destination, device_words, scope_words
from assay.web.render.cookie import cookie_headers
from assay.web.render.page_frame import PageFrame, page_headers
from assay.web.render.refusal import error_description, error_uri

Result = (
    AnswerClient
    | CarryOver
    | GoToPage
    | ShowSignIn
    | ShowSecondFactor
    | ShowEnrolment
    | ShowPasskeyEnrolment
    | ShowBreachedPassword
    | ShowPasswordByMail
    | ShowRecoveryCodes
    | ShowConsent
    | ShowRefusal
)

_APPROVED = (
    "device-approved",
    message("Your device is connected"),
    message("It goes on by itself in a few seconds. You can close this page."),
)
_DENIED = (
    "device-denied",
    message("You did not allow it"),
    message("The device gets nothing. You can close this page."),
)


class AuthorizationRenderer:
    """Renders for one issuer."""

    __slots__ = ("_frame", "_issuer", "_language")

    def __init__(self, issuer: str, frame: PageFrame) -> None:
        self._issuer = issuer
        self._frame = frame
        self._language = frame.language

    def __call__(self, result: Result) -> HttpAnswer:
        """The answer to a result of one of the endpoints."""
        match result:
            case AnswerClient() if result.response_mode in OWN_PAGES:
                return self._own_page(result)
            case AnswerClient(response_mode="device"):
                return self._device_answered(result)
            case AnswerClient(response_mode="form_post"):
                return self._form_post(result)
            case AnswerClient():
                location = with_query(result.redirect_uri, self._parameters(result))
                headers = ((b"location", location.encode("ascii")), *cookie_headers(result.cookies))
                return HttpAnswer(303, headers, b"", result.refused)
            case CarryOver():
                return self._frame.see_other(f"/authorize?{result.query}")
            case GoToPage():
                return self._frame.see_other(
                    f"{result.page.value}?{urlencode({'request': result.handle})}", result.cookies
                )
            case ShowSignIn():
                return self._sign_in(result)
            case ShowSecondFactor():
                return self._second_factor(result)
            case ShowEnrolment():
                return self._enrolment(result)
            case ShowPasskeyEnrolment():
                return self._passkey_enrolment(result)
            case ShowBreachedPassword():
                username = result.end_user.username
                return self._form("breached_password.html", Page.BREACHED_PASSWORD.value, result, username=username)
            case ShowPasswordByMail():
                return self._password_by_mail(result)
            case ShowRecoveryCodes():
                return self._recovery_codes(result)
            case ShowConsent():
                return self._consent(result)
            case ShowRefusal():
                return self.refusal(result.refused)

    def refusal(self, refused: RefusedRequest, _issuer: str = "") -> HttpAnswer:
        """The error page (also for what the kernel refuses before an endpoint is asked)."""
        return self._frame.error_page(refused)

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
        nonce = self._frame.nonce()
        html = self._frame.draw(
            "form_post.html",
            action=answer.redirect_uri,
            parameters=self._parameters(answer),
            destination=destination(answer.redirect_uri, self._language),
            nonce=nonce,
        )
        headers = (*page_headers(f"script-src 'nonce-{nonce}'"), *cookie_headers(answer.cookies))
        return HttpAnswer(200, headers, html, answer.refused)

    def _sign_in(self, page: ShowSignIn) -> HttpAnswer:
        forgotten = self._frame.address("/login/forgotten")
        passkey = self._passkey(page)
        return self._form("sign_in.html", "/login", page, username=page.username, forgotten=forgotten, **passkey)

    def _second_factor(self, page: ShowSecondFactor) -> HttpAnswer:
        return self._form(
            "second_factor.html",
            "/login/factor",
            page,
            username=page.end_user.username,
            recovery=page.recovery,
            has_app=TOTP in page.factors.methods and not page.only_passkey,
            has_recovery_codes=page.factors.recovery_codes_left > 0 and not page.only_passkey,
            few_left=page.factors.recovery_codes_left if page.factors.recovery_codes_left <= FEW else None,
            may_remember=page.may_remember,
            **self._passkey(page),
        )

    def _enrolment(self, page: ShowEnrolment) -> HttpAnswer:
        return self._form(
            "enrolment.html",
            "/login/enrol",
            page,
            username=page.end_user.username,
            qr_code=qr_svg(page.offered.uri, self._language.text(message("QR code"))),
            seed=page.offered.seed,
            sealed=page.offered.sealed,
        )

    def _passkey_enrolment(self, page: ShowPasskeyEnrolment) -> HttpAnswer:
        return self._form(
            "passkey_enrolment.html",
            Page.PASSKEY.value,
            page,
            username=page.end_user.username,
            create_options=page.options,
            device=device_words(page.device, self._language),
            passkey_script=self._frame.address(PASSKEY_SCRIPT.path),
        )

    def _password_by_mail(self, page: ShowPasswordByMail) -> HttpAnswer:
        return self._form(
            "password_by_mail.html",
            Page.PASSWORD_BY_MAIL.value,
            page,
            username=page.end_user.username,
            may_send=page.may_send,
            sent=page.sent,
            onward=self._onward(page.handle),
        )

    def _form(
        self,
        template: str,
        action: str,
        page: ShowSignIn
        | ShowSecondFactor
        | ShowEnrolment
        | ShowPasskeyEnrolment
        | ShowBreachedPassword
        | ShowPasswordByMail,
        **values: object,
    ) -> HttpAnswer:
        """A page of the sign-in."""
        return self._frame.form_page(
            template,
            page.cookies,
            page.refused,
            action=self._frame.below + action,
            handle=page.handle,
            form_token=page.form_token,
            client_name=client_name(page.client, self._language),
            another_account=self._another_account(page.handle),
            **values,
        )

    def _another_account(self, handle: str) -> str:
        """The sign-in page, also for somebody whose sign-in has begun or who is signed in."""
        query = urlencode({"request": handle, "with": ANOTHER_ACCOUNT})
        return f"{self._frame.below}{Page.SIGN_IN.value}?{query}"

    def _own_page(self, answer: AnswerClient) -> HttpAnswer:
        """The sign-in was for a page of ours."""
        if answer.refused is not None:
            return self.refusal(answer.refused)
        return replace(self._frame.see_other(OWN_PAGES[answer.response_mode], answer.cookies), refused=answer.refused)

    def _device_answered(self, answer: AnswerClient) -> HttpAnswer:
        """Nothing goes by redirect: the device polls, and the person is told what comes of it."""
        refused = answer.refused
        if refused is not None and refused.refused.reason is not CONSENT_DENIED:
            return self.refusal(refused)
        mark, title, text = _DENIED if refused is not None else _APPROVED
        return replace(self._frame.told_page(mark, title, text, answer.cookies), refused=refused)

    def _passkey(self, page: ShowSignIn | ShowSecondFactor) -> dict[str, object]:
        return {
            "passkey_options": page.passkey_options,
            "passkey_action": self._frame.below + Page.SIGN_IN.value,
            "passkey_script": self._frame.below + PASSKEY_SCRIPT.path,
        }

    def _recovery_codes(self, page: ShowRecoveryCodes) -> HttpAnswer:
        return self._frame.plain_page(
            "recovery_codes.html",
            page.cookies,
            client_name=client_name(page.client, self._language),
            codes=page.codes,
            onward=self._onward(page.handle),
        )

    def _onward(self, handle: str) -> str:
        """The sign-in page, which leads on to what is missing."""
        return f"{self._frame.below}{Page.SIGN_IN.value}?{urlencode({'request': handle})}"

    def _consent(self, page: ShowConsent) -> HttpAnswer:
        beside = covering_scopes(page.request.individual_claims, page.request.scopes)
        return self._frame.form_page(
            "consent.html",
            page.cookies,
            action=f"{self._frame.below}/consent",
            handle=page.handle,
            form_token=page.form_token,
            client_name=client_name(page.client, self._language),
            client=client_pages(page.client, self._frame.below, self._language),
            another_account=self._another_account(page.handle),
            username=page.end_user.username,
            scopes=scope_words((*page.request.scopes, *beside), self._language, page.resources),
            resources=page.request.resources,
            destination=destination(page.request.redirect_uri, self._language),
            device=asking_device(page.device, self._language) if page.device is not None else None,
        )


def with_query(redirect_uri: str, parameters: list[tuple[str, str]]) -> str:
    """The URI with further parameters in its query; without any it stays as it is."""
    if not parameters:
        return redirect_uri
    separator = "?" if "?" not in redirect_uri else "" if redirect_uri.endswith(("?", "&")) else "&"
    return redirect_uri + separator + urlencode(parameters)
