from __future__ import annotations

import os
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from assay.decision import refuse
from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client
from assay.model.end_user import EndUser
from assay.reasons import authorization_request as reasons
from assay.reasons import end_user as end_user_reasons
from assay.reasons.operation import INTERNAL_FAULT
from assay.server.authorization.outstanding import Page
from assay.server.authorization.results import AnswerClient, GoToPage, ShowConsent, ShowRefusal, ShowSignIn
from assay.server.end_user_authentication.browser_cookies import BrowserCookies
from assay.server.refusals.disclosure import public_reason
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.authorization import AuthorizationRenderer
from assay.web.render.page_frame import PageFrame

ISSUER = "https://as.example/tenant"
CALLBACK = "https://client.example/cb"
CLIENT = Client("client-1", "Example <client>", "none", ("authorization_code",), redirect_uris=(CALLBACK,))
REQUEST = AuthorizationRequest("client-1", CALLBACK, True, "query", ("openid", "orders.read"), ("https://api.example",))
render = AuthorizationRenderer(ISSUER, PageFrame(ISSUER, os.urandom))


def refused(reason=reasons.CONSENT_DENIED, **evidence) -> RefusedRequest:
    refusal = refuse(reason, **(evidence or {"scopes": ("openid",)}))
    return RefusedRequest(refusal, public_reason(reason), "rf_" + "a" * 26)


def header(answer: HttpAnswer, name: bytes) -> str:
    [value] = [value for key, value in answer.headers if key == name]
    return value.decode()


def answered(answer: HttpAnswer) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(header(answer, b"location")).query, strict_parsing=True))


def test_a_code_goes_back_by_a_redirect_that_drops_the_post() -> None:
    answer = render(AnswerClient(CALLBACK, "query", "a state & more", code="assay_ac_x"))
    assert answer.status == 303
    assert header(answer, b"location").startswith(CALLBACK + "?code=")
    assert answered(answer) == {"code": "assay_ac_x", "state": "a state & more", "iss": ISSUER}
    assert answer.body == b""


@pytest.mark.parametrize(
    ("redirect_uri", "start"),
    [
        (CALLBACK + "?a=1", CALLBACK + "?a=1&code="),
        (CALLBACK + "?", CALLBACK + "?code="),
        ("com.example.app:/cb", "com.example.app:/cb?code="),
    ],
)
def test_a_query_of_the_redirect_uri_is_kept(redirect_uri: str, start: str) -> None:
    answer = render(AnswerClient(redirect_uri, "query", None, code="c"))
    assert header(answer, b"location").startswith(start)


def test_a_refusal_names_its_reason_and_its_issuer() -> None:
    answer = render(AnswerClient(CALLBACK, "query", "s", refused=refused()))
    assert answered(answer) == {
        "error": "access_denied",
        "error_description": reasons.CONSENT_DENIED.headline,
        "error_uri": ISSUER + "/reasons/authorization_request.consent_denied",
        "refusal_id": "rf_" + "a" * 26,
        "state": "s",
        "iss": ISSUER,
    }
    assert answer.refused is not None


def test_a_form_post_has_a_button_for_who_has_no_javascript() -> None:
    answer = render(AnswerClient(CALLBACK, "form_post", '"><b>', code="assay_ac_x"))
    html = answer.body.decode()
    assert answer.status == 200
    assert f'<form method="post" action="{CALLBACK}"' in html
    assert 'name="code" value="assay_ac_x"' in html
    assert f'name="iss" value="{ISSUER}"' in html
    assert "<b>" not in html
    assert 'id="form-post-submit"' in html
    [nonce] = re.findall(r'<script nonce="([^"]+)"', html)
    policy = header(answer, b"content-security-policy")
    assert f"script-src 'nonce-{nonce}'" in policy
    assert "form-action" not in policy


def test_a_nonce_is_used_once() -> None:
    pages = [render(AnswerClient(CALLBACK, "form_post", None, code="c")).body for _ in range(2)]
    assert pages[0] != pages[1]


def test_our_own_pages_stand_below_the_issuer() -> None:
    cookie = BrowserCookies(ISSUER).new_browser("v" * 43)
    answer = render(GoToPage(Page.SIGN_IN, "h" * 43, (cookie,)))
    assert answer.status == 303
    assert header(answer, b"location") == "/tenant/login?request=" + "h" * 43
    assert header(answer, b"set-cookie") == (
        "__Host-assay_browser=" + "v" * 43 + "; Path=/; HttpOnly; SameSite=Lax; Secure"
    )


def test_the_sign_in_page_has_the_names_that_automation_looks_for() -> None:
    answer = render(ShowSignIn("handle", "token", CLIENT, "alice"))
    html = answer.body.decode()
    assert answer.status == 200
    assert '<h1 id="login-title">Sign in</h1>' in html
    assert '<form method="post" action="/tenant/login"' in html
    for expected in ('id="username" name="username" value="alice"', 'id="password" name="password"'):
        assert expected in html
    assert 'id="login-submit" name="login-submit"' in html
    assert "Example &lt;client&gt;" in html
    assert "error-code" not in html


def test_a_failed_sign_in_tells_the_public_reason_alone() -> None:
    inside = refused(end_user_reasons.PASSWORD_MISMATCH, subject="sub-alice")
    answer = render(ShowSignIn("handle", "token", CLIENT, "alice", inside))
    html = answer.body.decode()
    assert answer.status == 400
    assert '<code id="error-code">end_user.authentication_failed</code>' in html
    assert "password_mismatch" not in html
    assert "sub-alice" not in html
    assert 'role="alert"' in html


def test_too_many_attempts_say_when_to_come_back() -> None:
    slowed = replace(refused(end_user_reasons.TOO_MANY_ATTEMPTS, retry_after=90, budget="network"), retry_after=90)
    answer = render(ShowSignIn("handle", "token", CLIENT, "alice", slowed))
    assert answer.status == 429
    assert header(answer, b"retry-after") == "90"


def test_the_consent_page_says_who_asks_whom_for_what_and_where_it_goes() -> None:
    html = render(ShowConsent("handle", "token", CLIENT, EndUser("s", "alice", None), REQUEST)).body.decode()
    assert "Example &lt;client&gt;" in html
    assert "know which account is yours" in html
    assert "<code>orders.read</code>" in html
    assert "<code>https://api.example</code>" in html
    assert '<bdi id="consent-account">alice</bdi>' in html
    assert '<bdi id="consent-destination">client.example</bdi>' in html
    assert html.index('id="consent-approve" name="consent-approve"') < html.index(
        'id="consent-deny" name="consent-deny"'
    )
    assert "openid profile" not in html


def test_the_error_page_tells_code_fix_and_who_must_act() -> None:
    told = refused(
        reasons.REDIRECT_URI_MISMATCH,
        redirect_uri="https://evil.example/<script>",
        nearest_registered=CALLBACK,
        difference="d",
    )
    answer = render(ShowRefusal(told))
    html = answer.body.decode()
    assert answer.status == 400
    assert '<code id="error-code">authorization_request.redirect_uri_mismatch</code>' in html
    assert 'id="error-text"' in html
    assert "the application that sent you here" in html
    assert told.refusal_id in html
    assert "evil.example" not in html
    assert CALLBACK not in html
    assert "form-action 'none'" in header(answer, b"content-security-policy")
    assert not [name for name, _ in answer.headers if name == b"location"]


@pytest.mark.parametrize(
    ("inspects", "told", "linked"),
    [
        (True, refused(reasons.CLIENT_UNKNOWN, client_id="x"), True),
        (False, refused(reasons.CLIENT_UNKNOWN, client_id="x"), False),
        (True, RefusedRequest(refuse(INTERNAL_FAULT), INTERNAL_FAULT, "rf_" + "a" * 26), False),
    ],
    ids=["the client's fault", "no such page here", "not the client's fault"],
)
def test_the_error_page_leads_a_developer_to_where_exchanges_are_explained(inspects, told, linked) -> None:
    frame = PageFrame("https://as.example/tenant", os.urandom, inspects=inspects)
    html = frame.error_page(told).body.decode()
    assert ('<a id="inspect-link" href="/tenant/inspect">' in html) is linked


def test_a_fix_with_a_received_value_in_it_is_left_out() -> None:
    from assay.reasons import request as request_reasons

    html = render(ShowRefusal(refused(request_reasons.PARAMETER_MISSING, parameter="client_id"))).body.decode()
    assert "The parameter client_id is missing." in html
    assert "{" not in html
