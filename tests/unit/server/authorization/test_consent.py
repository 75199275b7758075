"""The consent page: the answer counts once, for the stored request and the account that was shown."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest

from assay.server.authorization.results import AnswerClient, GoToPage, ShowConsent, ShowRefusal, ShowSignIn


def asked(browser: Any, **changes: str | None) -> Any:
    shown = browser.show(browser.sign_in(**changes))
    assert isinstance(shown, ShowConsent)
    return shown


def test_the_page_shows_who_asks_whom_for_what(browser: Any) -> None:
    shown = asked(browser)
    assert (shown.client.name, shown.end_user.username) == ("Example client", "alice")
    assert shown.request.scopes == ("openid", "profile")


def test_yes_is_remembered_and_an_event(browser: Any) -> None:
    browser.click(asked(browser))
    consent = browser.house.run(browser.house.store.consents.find("client-1", "sub-alice"))
    assert consent is not None
    assert consent.scopes == ("openid", "profile")
    [granted] = browser.house.events("consent.granted")
    assert (granted.subject, granted.client_id) == ("sub-alice", "client-1")


def test_no_goes_back_to_the_client_and_is_not_remembered(browser: Any) -> None:
    result = browser.click(asked(browser), "consent-deny")
    assert isinstance(result, AnswerClient)
    assert result.refused is not None
    assert result.refused.public.public.error == "access_denied"
    assert (result.code, result.state) == (None, "a state")
    assert browser.house.run(browser.house.store.consents.find("client-1", "sub-alice")) is None
    [denied] = browser.house.events("consent.denied")
    assert denied.subject == "sub-alice"


def test_both_buttons_at_once_mean_no(browser: Any) -> None:
    shown = asked(browser)
    result = browser.send_form("/consent", shown, {"consent-approve": "yes", "consent-deny": "yes"})
    assert browser.house.record_of(result).reason == "authorization_request.consent_denied"


def test_neither_button_means_nothing(browser: Any) -> None:
    shown = asked(browser)
    result = browser.send_form("/consent", shown, {})
    assert isinstance(result, ShowRefusal)
    assert browser.house.record_of(result).reason == "request.parameter_missing"
    assert isinstance(browser.click(shown), AnswerClient)


@pytest.mark.parametrize("button", ["consent-approve", "consent-deny"])
def test_a_second_click_is_told_that_it_is_over(browser: Any, button: str) -> None:
    shown = asked(browser)
    browser.click(shown)
    again = browser.click(shown, button)
    assert isinstance(again, ShowRefusal)
    assert browser.house.record_of(again).reason == "session.authorization_request_unknown"
    assert len(browser.house.events("authorization_code.issued")) == 1


def test_two_clicks_at_the_same_moment_give_one_code(browser: Any) -> None:
    house, shown = browser.house, asked(browser)
    fields = {"request": shown.handle, "form_token": shown.form_token, "consent-approve": "yes"}
    http = browser.request("POST", "/consent", "", urlencode(fields))

    async def both() -> list[Any]:
        return list(await asyncio.gather(house.consent(http, house.now), house.consent(http, house.now)))

    results = house.run(both())
    assert sorted(type(result).__name__ for result in results) == ["AnswerClient", "ShowRefusal"]
    assert len(house.events("authorization_code.issued")) == 1


def test_what_a_form_adds_is_ignored(browser: Any) -> None:
    from assay.primitives.hashing import sha256

    shown = asked(browser)
    extra = {"consent-approve": "yes", "scope": "openid admin", "redirect_uri": "https://evil.example/cb"}
    answer = browser.send_form("/consent", shown, extra)
    assert answer.redirect_uri == "https://client.example/cb"
    code = browser.house.run(browser.house.store.authorization_codes.find(sha256(answer.code.encode())))
    assert code.scopes == ("openid", "profile")


def test_another_account_in_between_voids_the_page(browser: Any) -> None:
    shown = asked(browser)
    browser.type_in(browser.show(browser.authorize(prompt="login")), "bob")
    result = browser.click(shown)
    assert browser.house.record_of(result).reason == "session.account_changed"
    assert browser.house.events("authorization_code.issued") == []


def test_the_page_shown_anew_is_for_the_new_account(browser: Any) -> None:
    consent = browser.sign_in()
    browser.type_in(browser.show(browser.authorize(prompt="login")), "bob")
    shown = browser.show(consent)
    assert shown.end_user.username == "bob"
    answer = browser.click(shown)
    [issued] = browser.house.events("authorization_code.issued")
    assert (issued.subject, answer.refused) == ("sub-bob", None)


def test_a_session_that_ended_meanwhile_leads_back_to_the_sign_in(browser: Any) -> None:
    shown = asked(browser)
    del browser.cookies["__Host-assay_session"]
    result = browser.click(shown)
    assert isinstance(result, GoToPage)
    assert isinstance(browser.show(result), ShowSignIn)


def test_the_sign_in_page_cannot_be_skipped(browser: Any) -> None:
    browser.get_code()
    where = browser.authorize(prompt="login")
    sign_in = browser.show(where)
    result = browser.send_form("/consent", sign_in, {"consent-approve": "yes"})
    assert isinstance(result, GoToPage)
    assert isinstance(browser.show(result), ShowSignIn)


def test_a_form_of_another_browser_is_refused(browser: Any) -> None:
    shown = asked(browser)
    browser.cookies["__Host-assay_browser"] = "y" * 43
    assert browser.house.record_of(browser.click(shown)).reason == "session.another_browser"


def test_a_post_from_another_site_changes_nothing(browser: Any) -> None:
    shown = asked(browser)
    result = browser.click(shown, "consent-approve", (b"origin", b"https://evil.example"))
    assert browser.house.record_of(result).reason == "session.cross_site_post"
    assert browser.house.events("consent.granted") == []


def test_a_request_answered_in_another_tab_does_not_come_back(browser: Any) -> None:
    shown = asked(browser)
    browser.click(shown)
    late = browser.send(browser.request("GET", "/consent", urlencode({"request": shown.handle})))
    assert browser.house.record_of(late).reason == "session.authorization_request_unknown"
