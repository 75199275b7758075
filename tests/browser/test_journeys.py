"""What a person does, in a real browser: every way through the pages ends where it should."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect


def type_in(page: Page, house: Any, password: str | None = None) -> None:
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", password or house.server.dev["password"])
    page.click("#login-submit")


def sign_in(page: Page, house: Any, **changes: str) -> None:
    """From the client's link to the consent page."""
    page.goto(house.authorize_url(**changes))
    expect(page.locator("#login-title")).to_have_text("Sign in")
    type_in(page, house)
    expect(page.locator("#consent-title")).to_be_visible()


def finish_form_post(page: Page, *, javascript: bool) -> None:
    """Without JavaScript a person presses the button."""
    if not javascript:
        page.click("#form-post-submit")


def javascript_of(context: BrowserContext, page: Page) -> bool:
    page.set_content("<p id=p>off</p><script>document.getElementById('p').textContent='on'</script>")
    return page.locator("#p").inner_text() == "on"


@pytest.mark.parametrize("response_mode", ["query", "form_post"])
def test_sign_in_and_consent_for_a_site_on_another_origin_that_redirects_once_more(
    house: Any, either: BrowserContext, response_mode: str
) -> None:
    page = either.new_page()
    javascript = javascript_of(either, page)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, house, response_mode=response_mode, prompt="consent")
    expect(page.locator("#client-name")).to_have_text("The other site")
    expect(page.locator("#consent-destination")).to_contain_text(house.site.origin.removeprefix("http://"))
    page.click("#consent-approve")
    if response_mode == "form_post":
        finish_form_post(page, javascript=javascript)
    expect(page.locator("#landed")).to_be_visible()
    [call] = house.site.calls
    assert call.method == ("POST" if response_mode == "form_post" else "GET")
    assert call.parameters["state"] == "the state"
    assert call.parameters["iss"] == house.server.issuer
    assert call.referer is None
    assert house.tokens(call.parameters["code"])["id_token"]
    assert complaints == []


@pytest.mark.parametrize("response_mode", ["query", "form_post"])
def test_no_is_told_to_the_client(house: Any, either: BrowserContext, response_mode: str) -> None:
    page = either.new_page()
    javascript = javascript_of(either, page)
    sign_in(page, house, response_mode=response_mode, prompt="consent")
    page.click("#consent-deny")
    if response_mode == "form_post":
        finish_form_post(page, javascript=javascript)
    expect(page.locator("#landed")).to_be_visible()
    [call] = house.site.calls
    assert call.parameters["error"] == "access_denied"
    assert call.parameters["state"] == "the state"
    assert call.parameters["iss"] == house.server.issuer
    explained = house.server.explained(call.parameters["refusal_id"])
    assert explained["reasons"][0]["code"] == "authorization_request.consent_denied"


def test_a_wrong_password_is_told_without_saying_which_was_wrong(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    page.goto(house.authorize_url(prompt="consent"))
    type_in(page, house, "not the password")
    expect(page.locator("#error-code")).to_have_text("end_user.authentication_failed")
    expect(page.locator("#login-title")).to_have_text("Sign in")
    assert page.input_value("#username") == house.server.dev["username"]
    assert page.input_value("#password") == ""
    inside = house.server.explained(page.inner_text("#refusal-id"))
    assert inside["reasons"][0]["code"] == "end_user.password_mismatch"
    type_in(page, house)
    expect(page.locator("#consent-title")).to_be_visible()


def test_a_double_click_gives_one_code_and_no_error_page(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, house, prompt="consent")
    page.dblclick("#consent-approve", no_wait_after=True)
    expect(page.locator("#landed")).to_be_visible()
    [call] = house.site.calls
    assert house.tokens(call.parameters["code"])


def test_a_second_tab_finds_the_request_answered(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    sign_in(page, house, prompt="consent")
    second = either.new_page()
    second.goto(page.url)
    expect(second.locator("#consent-title")).to_be_visible()
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    second.click("#consent-approve")
    expect(second.locator("#error-code")).to_have_text("session.authorization_request_unknown")
    assert len(house.site.calls) == 1


def test_the_back_button_after_signing_in_does_not_ask_again(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    sign_in(page, house, prompt="consent")
    page.go_back()
    expect(page.locator("#consent-title")).to_be_visible()
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()


def test_the_back_button_after_the_answer_says_that_it_is_over(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    sign_in(page, house, prompt="consent")
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    page.go_back()
    expect(page.locator("#error-code")).to_have_text("session.authorization_request_unknown")
    assert len(house.site.calls) == 1


def test_the_second_time_nothing_is_asked(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    sign_in(page, house, prompt="consent")
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    page.goto(house.authorize_url(prompt="none"))
    expect(page.locator("#landed")).to_be_visible()
    assert "code" in house.site.calls[1].parameters


def test_prompt_none_comes_back_at_once(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    page.goto(house.authorize_url(prompt="none"))
    expect(page.locator("#landed")).to_be_visible()
    [call] = house.site.calls
    assert call.parameters["error"] == "login_required"
    assert call.parameters["error_uri"].startswith(house.server.issuer + "/reasons/")


def test_a_post_from_the_client_s_site_finds_the_session(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    sign_in(page, house, prompt="consent")
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    fields = "".join(f'<input type=hidden name="{n}" value="{v}">' for n, v in house.parameters().items())
    house.site.pages["/begin"] = (
        f'<!doctype html><form method=post action="{house.server.issuer}/authorize">{fields}<button id=go>go</button></form>'
    )
    page.goto(house.site.origin + "/begin")
    page.click("#go")
    expect(page.locator("#landed")).to_be_visible()
    assert "code" in house.site.calls[1].parameters


def test_an_unregistered_redirect_uri_stays_here(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    answer = page.goto(house.authorize_url(redirect_uri=house.site.origin + "/cb/"))
    assert answer is not None
    assert answer.status == 400
    assert answer.request.redirected_from is None
    expect(page.locator("#error-code")).to_have_text("authorization_request.redirect_uri_mismatch")
    expect(page.locator("#error-text")).to_be_visible()
    explained = house.server.explained(page.inner_text("#refusal-id"))
    assert explained["reasons"][0]["evidence"]["difference"] == "a slash at the end was added"
    assert house.site.calls == []


def test_without_cookies_the_page_says_what_is_missing(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(house.authorize_url())
    context.clear_cookies()
    type_in(page, house)
    expect(page.locator("#error-code")).to_have_text("session.cookie_missing")


def test_the_keyboard_alone_is_enough(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(house.authorize_url(prompt="consent"))
    expect(page.locator("#username")).to_be_focused()
    page.keyboard.type(house.server.dev["username"])
    page.keyboard.press("Tab")
    page.keyboard.type(house.server.dev["password"])
    page.keyboard.press("Enter")
    expect(page.locator("#consent-title")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "consent-approve"
    page.keyboard.press("Enter")
    expect(page.locator("#landed")).to_be_visible()
