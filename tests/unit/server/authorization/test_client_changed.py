"""A client that was changed while a request of it waited: the request is held against the client as it stands now."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.primitives.hashing import sha256
from assay.server.authorization.results import AnswerClient, ShowConsent, ShowRefusal, ShowSignIn

FAMILY = "authorization_request"
MOVED = {"redirect_uris": ("https://client.example/elsewhere",)}
LESS = [
    ({"grant_types": ("client_credentials",)}, {}, "grant_type_not_registered", "unauthorized_client"),
    ({"scopes": ("openid",)}, {}, "scope_not_registered", "invalid_scope"),
    (
        {"resources": ("https://api.example/stock",)},
        {"resource": "https://api.example/orders"},
        "resource_not_allowed",
        "invalid_target",
    ),
    (
        {"pkce_required": True},
        {"code_challenge": None, "code_challenge_method": None},
        "code_challenge_missing",
        "invalid_request",
    ),
]


def at_sign_in(browser: Any, **asked: str | None) -> Any:
    page = browser.show(browser.authorize(**asked))
    assert isinstance(page, ShowSignIn)
    return page


def at_consent(browser: Any, **asked: str | None) -> Any:
    page = browser.show(browser.sign_in(**asked))
    assert isinstance(page, ShowConsent)
    return page


def opened_again(browser: Any, page: Any) -> Any:
    path = "/login" if isinstance(page, ShowSignIn) else "/consent"
    return browser.send(browser.request("GET", path, f"request={page.handle}"))


def answered(browser: Any, page: Any) -> Any:
    return browser.type_in(page) if isinstance(page, ShowSignIn) else browser.click(page)


def denied(browser: Any, page: Any) -> Any:
    return browser.type_in(page) if isinstance(page, ShowSignIn) else browser.click(page, "consent-deny")


@pytest.mark.parametrize("what", [opened_again, answered, denied])
@pytest.mark.parametrize("at", [at_sign_in, at_consent])
def test_nothing_goes_to_an_address_that_is_not_registered_any_more(browser: Any, at: Any, what: Any) -> None:
    page = at(browser)
    browser.house.client(**MOVED)
    result = what(browser, page)
    assert isinstance(result, ShowRefusal), "no redirect, neither with a code nor with an error"
    assert browser.house.record_of(result).reason == f"{FAMILY}.redirect_uri_mismatch"
    assert browser.house.events("authorization_code.issued") == []
    browser.house.client()  # registered again
    assert isinstance(opened_again(browser, page), type(page))


@pytest.mark.parametrize("what", [opened_again, answered])
@pytest.mark.parametrize("at", [at_sign_in, at_consent])
@pytest.mark.parametrize(("change", "asked", "reason", "error"), LESS)
def test_what_the_client_may_not_ask_for_any_more_is_refused_to_the_client(
    browser: Any, change: Any, asked: Any, reason: str, error: str, at: Any, what: Any
) -> None:
    browser.house.client(pkce_required=False)
    page = at(browser, **asked)
    browser.house.client(**{"pkce_required": False, **change})
    result = what(browser, page)
    assert isinstance(result, AnswerClient)
    assert result.redirect_uri == "https://client.example/cb"
    assert result.code is None
    record = browser.house.record_of(result)
    assert (record.reason, record.owner_id) == (f"{FAMILY}.{reason}", "client-1")
    assert result.refused.public.public.error == error
    assert browser.house.events("authorization_code.issued") == []
    over = opened_again(browser, page)
    assert browser.house.record_of(over).reason == "session.authorization_request_unknown"


@pytest.mark.parametrize("at", [at_sign_in, at_consent])
def test_what_the_client_has_got_beside_changes_nothing(browser: Any, at: Any) -> None:
    page = at(browser)
    browser.house.client(redirect_uris=("https://client.example/cb", *MOVED["redirect_uris"]), scopes=(*SCOPES, "more"))
    result = answered(browser, page)
    if isinstance(page, ShowSignIn):
        result = browser.click(browser.show(result))
    code = browser.house.run(browser.house.store.authorization_codes.find(sha256(result.code.encode())))
    assert (code.redirect_uri, code.scopes) == ("https://client.example/cb", ("openid", "profile"))


SCOPES = ("openid", "profile", "offline_access", "email")


@pytest.mark.parametrize("at", [at_sign_in, at_consent])
def test_single_claims_that_the_client_may_not_have_any_more_are_left_out(browser: Any, at: Any) -> None:
    wanted = {"id_token": {"email": None, "name": {"values": ["Alice"]}}, "userinfo": {"email": None}}
    browser.house.client(scopes=SCOPES)
    page = at(browser, claims=json.dumps(wanted))
    browser.house.client(scopes=SCOPES[:3])
    result = answered(browser, page)
    if isinstance(page, ShowSignIn):
        result = browser.click(browser.show(result))
    code = browser.house.run(browser.house.store.authorization_codes.find(sha256(result.code.encode())))
    assert json.loads(code.individual_claims) == {"id_token": {"name": ["Alice"]}}


def test_our_own_pages_are_no_clients(browser: Any) -> None:
    from assay.server.authorization.own_pages import ITSELF, SIGN_IN_FOR_ACCOUNT
    from assay.server.authorization.still_registered import address_refusal, registration_refusal

    assert address_refusal(SIGN_IN_FOR_ACCOUNT, ITSELF) is None
    assert registration_refusal(SIGN_IN_FOR_ACCOUNT, ITSELF) is None
