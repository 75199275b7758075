"""Signing out, two tabs, and what a client may ask of a sign-in, in a real browser."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, expect


def type_in(page: Page, house: Any) -> None:
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")


def approve(page: Page) -> None:
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()


class Client:
    """A client that is told of nothing and has a page for the end of a logout."""

    def __init__(self, house: Any) -> None:
        self.house, self.bye = house, house.site.origin + "/landed"
        done = house.server.assay(
            *("client", "create", "--name", "The leaving site", "--grant", "authorization_code"),
            *("--redirect-uri", house.client.redirect_uri, "--post-logout-redirect-uri", self.bye),
            *("--scope", "openid", "--scope", "profile", "-o", "json"),
        )
        assert done.returncode == 0, done.stderr
        made = json.loads(done.stdout)
        house.client = type(house.client)(made["client_id"], made["client_secret"], house.client.redirect_uri)

    def sign_in(self, page: Page) -> dict[str, Any]:
        """The tokens of a person who has signed in and approved."""
        page.goto(self.house.authorize_url())
        type_in(page, self.house)
        approve(page)
        return self.house.tokens(self.house.site.calls[-1].parameters["code"])

    def logout_url(self, **parameters: str) -> str:
        return f"{self.house.server.issuer}/logout?{urlencode(parameters)}"


@pytest.fixture
def client(house: Any) -> Client:
    return Client(house)


def claims_of(token: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def signed_in(page: Page, house: Any) -> bool:
    page.goto(house.authorize_url(prompt="none"))
    expect(page.locator("#landed")).to_be_visible()
    return "code" in house.site.calls[-1].parameters


def test_the_client_s_link_signs_out_and_leads_back_to_the_client(client: Client, either: BrowserContext) -> None:
    page = either.new_page()
    tokens = client.sign_in(page)
    page.goto(
        client.logout_url(id_token_hint=tokens["id_token"], post_logout_redirect_uri=client.bye, state="the state")
    )
    expect(page.locator("#landed")).to_be_visible()
    assert page.url == f"{client.bye}?state=the+state"
    assert not any(cookie["name"] == "assay_session" for cookie in either.cookies())
    assert not signed_in(page, client.house)


def test_whoever_comes_by_is_asked_and_can_stay(client: Client, either: BrowserContext) -> None:
    page = either.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    client.sign_in(page)
    page.goto(client.logout_url())
    expect(page.locator("#logout-account")).to_have_text(client.house.server.dev["username"])
    page.click("#logout-cancel")
    expect(page.locator("#logout-cancelled")).to_have_text("You are still signed in")
    assert signed_in(page, client.house)
    page.goto(client.logout_url(client_id=client.house.client.client_id))
    expect(page.locator("#client-name")).to_have_text("The leaving site")
    page.click("#logout-confirm")
    expect(page.locator("#logout-done")).to_have_text("You are signed out")
    assert complaints == []
    assert not signed_in(page, client.house)


def test_the_back_button_after_signing_out_ends_at_the_same_page(client: Client, either: BrowserContext) -> None:
    page = either.new_page()
    client.sign_in(page)
    page.goto(client.logout_url())
    page.click("#logout-confirm")
    expect(page.locator("#logout-done")).to_be_visible()
    page.go_back()
    if page.locator("#logout-confirm").is_visible():
        page.click("#logout-confirm")
    expect(page.locator("#logout-done")).to_be_visible()


def test_a_double_click_signs_out_once_and_shows_no_error(client: Client, context: BrowserContext) -> None:
    page = context.new_page()
    client.sign_in(page)
    page.goto(client.logout_url())
    page.dblclick("#logout-confirm")
    expect(page.locator("#logout-done")).to_be_visible()


def test_another_site_can_neither_post_nor_frame_the_question(client: Client, context: BrowserContext) -> None:
    page, house = context.new_page(), client.house
    client.sign_in(page)
    form = f'<form method=post action="{house.server.issuer}/logout"><button id=go name=logout-confirm value=yes>x</button>'
    house.site.pages["/evil"] = f"<!doctype html>{form}</form>"
    page.goto(house.site.origin + "/evil")
    page.click("#go")
    expect(page.locator("#error-code")).to_have_text("session.cross_site_post")
    house.site.pages["/frame"] = f'<!doctype html><iframe src="{house.server.issuer}/logout"></iframe>'
    page.goto(house.site.origin + "/frame")
    assert all("logout-confirm" not in frame.content() for frame in page.frames[1:])
    assert signed_in(page, house)


def test_a_tab_that_was_open_while_another_signed_out_asks_for_a_sign_in(
    client: Client, either: BrowserContext
) -> None:
    first, second, house = either.new_page(), either.new_page(), client.house
    tokens = client.sign_in(first)
    second.goto(house.authorize_url(prompt="consent"))
    expect(second.locator("#consent-title")).to_be_visible()
    first.goto(client.logout_url(id_token_hint=tokens["id_token"]))
    expect(first.locator("#logout-done")).to_be_visible()
    second.click("#consent-approve")
    expect(second.locator("#login-title")).to_be_visible()


def test_two_tabs_that_sign_in_at_once_both_reach_their_clients(house: Any, either: BrowserContext) -> None:
    first, second = either.new_page(), either.new_page()
    other = house.register("Another site")
    first.goto(house.authorize_url(state="first", prompt="consent"))
    second.goto(house.authorize_url(state="second", client_id=other.client_id, prompt="consent"))
    type_in(first, house)
    approve(first)
    type_in(second, house)
    approve(second)
    codes = {call.parameters["state"]: call.parameters["code"] for call in house.site.calls}
    assert set(codes) == {"first", "second"}
    assert house.tokens(codes["first"])["id_token"]
    house.client = other
    assert house.tokens(codes["second"])["id_token"]


def test_a_client_that_posts_leaves_the_sign_in_of_another_tab_alone(house: Any, either: BrowserContext) -> None:
    """A cookie for the browser is set once: a new one would end what the other tab has begun."""
    first, second = either.new_page(), either.new_page()
    first.goto(house.authorize_url(state="first", prompt="consent"))
    expect(first.locator("#login-title")).to_be_visible()
    fields = "".join(f'<input type=hidden name="{n}" value="{v}">' for n, v in house.parameters(state="second").items())
    form = f'<form method=post action="{house.server.issuer}/authorize">{fields}<button id=go>go</button></form>'
    house.site.pages["/start"] = f"<!doctype html>{form}"
    second.goto(house.site.origin + "/start")
    second.click("#go")
    expect(second.locator("#login-title")).to_be_visible()
    type_in(first, house)
    approve(first)
    assert house.site.calls[-1].parameters["state"] == "first"


@pytest.mark.parametrize("prompt", ["login", "select_account"])
def test_a_client_that_asks_for_it_gets_a_new_sign_in(client: Client, either: BrowserContext, prompt: str) -> None:
    page, house = either.new_page(), client.house
    before = claims_of(client.sign_in(page)["id_token"])
    page.wait_for_timeout(1100)  # auth_time is in whole seconds
    page.goto(house.authorize_url(prompt=prompt, login_hint=house.server.dev["username"]))
    expect(page.locator("#login-title")).to_have_text("Sign in")
    expect(page.locator("#username")).to_have_value(house.server.dev["username"])
    type_in(page, house)
    expect(page.locator("#landed")).to_be_visible()
    after = claims_of(house.tokens(house.site.calls[-1].parameters["code"])["id_token"])
    assert after["sub"] == before["sub"]
    assert after["sid"] == before["sid"], "the same browser and person: the same session"
    assert after["auth_time"] > before["auth_time"]


def test_prompt_consent_asks_though_all_was_approved(client: Client, either: BrowserContext) -> None:
    page, house = either.new_page(), client.house
    client.sign_in(page)
    page.goto(house.authorize_url(prompt="consent"))
    expect(page.locator("#consent-title")).to_be_visible()
    approve(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_question_fits_and_can_be_answered_by_keyboard(
    client: Client, context: BrowserContext, width: int, scheme: Any
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    client.sign_in(page)
    page.goto(client.logout_url(client_id=client.house.client.client_id))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#logout-cancel").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#logout-done")).to_be_visible()
