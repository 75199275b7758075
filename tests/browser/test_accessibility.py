"""Every page, light and dark, narrow and wide: axe finds nothing, nothing overflows, the keyboard reaches everything."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assay.primitives.totp import code_at, step_at
from browser.axe import violations
from browser.test_passkeys import VirtualAuthenticator, asked_for_a_passkey, by_password, forget, register

Opened = Callable[[Page, Any], None]


def sign_in(page: Page, house: Any) -> None:
    VirtualAuthenticator(page, automaticPresenceSimulation=False)
    page.goto(house.authorize_url(prompt="login"))
    expect(page.locator("#passkey-form")).to_be_visible()


def sign_in_again(page: Page, house: Any) -> None:
    sign_in(page, house)
    page.fill("#username", "nobody")
    page.fill("#password", "wrong")
    page.click("#login-submit")
    expect(page.locator("#error-code")).to_be_visible()


def error(page: Page, house: Any) -> None:
    page.goto(house.authorize_url(client_id="nobody"))
    expect(page.locator("#error-title")).to_be_visible()


def consent_in_full(page: Page, house: Any) -> None:
    house.client = house.shop()
    by_password(page, house)
    expect(page.locator("#client-logo")).to_be_visible()


def enrolment(page: Page, house: Any) -> None:
    page.goto(house.authorize_url(prompt="login", acr_values="aal2"))
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("main form")).to_be_visible()


def second_step(page: Page, house: Any) -> None:
    device = VirtualAuthenticator(page)
    register(page, house)
    device.do("setAutomaticPresenceSimulation", enabled=False)
    page.context.clear_cookies()
    page.goto(house.authorize_url(prompt="login consent", acr_values="phr"))
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#factor-title")).to_be_visible()


def passkey_enrolment(page: Page, house: Any) -> None:
    VirtualAuthenticator(page, automaticPresenceSimulation=False)
    asked_for_a_passkey(page, house)
    expect(page.locator("#add-form")).to_be_visible()


def no_passkeys(page: Page, house: Any) -> None:
    VirtualAuthenticator(page)
    by_password(page, house)
    page.goto(house.server.issuer + "/account/passkeys")
    expect(page.locator("#add-form")).to_be_visible()


def passkeys(page: Page, house: Any) -> None:
    VirtualAuthenticator(page)
    register(page, house, "A name that is as long as a name can be, and so wraps on phones")
    expect(page.locator("#confirm-passkey-form")).to_be_visible()


def passkeys_open(page: Page, house: Any) -> None:
    passkeys(page, house)
    page.click("#confirm-passkey-submit")
    page.click("summary")
    expect(page.locator("#name-1")).to_be_visible()


def logout(page: Page, house: Any) -> None:
    by_password(page, house)
    page.goto(house.server.issuer + "/logout")
    expect(page.locator("main form")).to_be_visible()


def logged_out(page: Page, house: Any) -> None:
    logout(page, house)
    page.locator("main form button").first.click()
    expect(page.locator("main form")).to_have_count(0)


def reason(page: Page, house: Any) -> None:
    page.goto(house.server.issuer + "/reasons/passkey.origin_mismatch")
    expect(page.locator("h1")).to_be_visible()


def device(page: Page, house: Any) -> None:
    page.goto(house.server.issuer + "/device")
    expect(page.locator("main form")).to_be_visible()


def recovery_codes(page: Page, house: Any) -> None:
    enrolment(page, house)
    seed = b32decode((page.text_content("#enrolment-key") or "").replace(" ", ""))
    page.fill("#otp", code_at(seed, step_at(time.time())))
    page.click("#login-submit")
    expect(page.locator("#recovery-codes")).to_be_visible()


def form_post(page: Page, house: Any) -> None:
    page.route(house.site.origin + "/**", lambda route: route.fulfill(status=204))  # so that the page stays
    page.goto(house.authorize_url(prompt="login consent", response_mode="form_post"))
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    page.click("#consent-approve")
    expect(page.locator("#form-post-title")).to_be_visible()


def inspect(page: Page, house: Any) -> None:
    page.goto(house.server.issuer + "/inspect")
    expect(page.locator("#inspect-title")).to_be_visible()


def account(page: Page, house: Any) -> None:
    by_password(page, house)
    page.click("#consent-approve")
    page.goto(house.server.issuer + "/account")
    expect(page.locator("#account-title")).to_be_visible()


def factors(page: Page, house: Any) -> None:
    by_password(page, house)
    page.goto(house.server.issuer + "/account/factors")
    expect(page.locator("#factors-title")).to_be_visible()


def forgotten(page: Page, house: Any) -> None:
    page.goto(house.server.issuer + "/login/forgotten")
    expect(page.locator("#forgotten-form")).to_be_visible()


def mail_sent(page: Page, house: Any) -> None:
    forgotten(page, house)
    page.fill("#username", "nobody")
    page.click("#forgotten-submit")
    expect(page.locator("#mail-sent")).to_be_visible()


def profile(page: Page, house: Any) -> None:
    account(page, house)
    page.click("#account-profile-page")
    expect(page.locator("#email-form")).to_be_visible()
    page.fill("#email", "somebody@example.org")
    page.click("#email-submit")
    expect(page.locator("#profile-mailed")).to_be_visible()


PAGES: dict[str, Opened] = {
    "sign-in": sign_in,
    "sign-in refused": sign_in_again,
    "consent": by_password,
    "consent in full": consent_in_full,
    "enrolment": enrolment,
    "second step": second_step,
    "passkey enrolment": passkey_enrolment,
    "error": error,
    "no passkeys": no_passkeys,
    "passkeys": passkeys,
    "passkeys, one open": passkeys_open,
    "logout": logout,
    "logged out": logged_out,
    "reason": reason,
    "device": device,
    "recovery codes": recovery_codes,
    "form_post": form_post,
    "inspect": inspect,
    "account": account,
    "factors": factors,
    "forgotten": forgotten,
    "mail sent": mail_sent,
    "profile": profile,
}

ENGLISH_ONLY = {"reason", "inspect"}
"""What developers read."""


@pytest.fixture
def open_page(house: Any, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens one of the pages in a fresh profile of a size, a colour scheme and a language."""
    contexts = []
    enrolled = []

    def opened(name: str, width: int, scheme: Any, language: str = "en") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language)
        contexts.append(context)
        page = context.new_page()
        PAGES[name](page, house)
        assert page.get_attribute("html", "lang") == ("en" if name in ENGLISH_ONLY else language)
        enrolled.append(name == "recovery codes")
        return page

    yield opened
    for context in contexts:
        context.close()
    forget(house)
    if any(enrolled):
        assert house.server.assay("user", "reset-factors", house.server.dev["username"]).returncode == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme", "language"), [(320, "light", "de"), (1280, "dark", "en")])
def test_axe_finds_nothing(open_page: Any, name: str, width: int, scheme: str, language: str) -> None:
    page = open_page(name, width, scheme, language)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_and_one_sees_where_one_is(open_page: Any, name: str) -> None:
    page = open_page(name, 800, "light")
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, summary, textarea, select, input:not([type=hidden])")]
            .filter(one => one.checkVisibility()).length"""
    )
    page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(reachable + 2):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => { const one = document.activeElement; if (one === document.body) return null;
                const style = getComputedStyle(one);
                return [[...document.querySelectorAll("*")].indexOf(one), style.outlineStyle, parseFloat(style.outlineWidth)] }"""
        )
        if place is not None:
            assert place[1] != "none", "focus is not seen"
            assert place[2] >= 2, "focus is hardly seen"
            seen.add(place[0])
    assert len(seen) == reachable
