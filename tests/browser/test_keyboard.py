"""Each journey without a mouse: Tab, Enter and what one types; and after a refusal one stands where one can mend it."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assay.primitives.totp import code_at, step_at
from browser.conftest import PASSWORD, Device
from browser.keyboard import Keyboard
from browser.test_factors import mailed_link, waited_for
from browser.test_passkeys import VirtualAuthenticator


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def keys(page: Page) -> Keyboard:
    return Keyboard(page)


def sign_in(keys: Keyboard, username: str, password: str = PASSWORD) -> None:
    keys.type("#username", username)
    keys.type("#password", password)
    keys.page.keyboard.press("Enter")


def at_account(keys: Keyboard, house: Any, person: str) -> None:
    keys.page.goto(house.server.issuer + "/account")
    sign_in(keys, person)
    expect(keys.page.locator("#account-title")).to_be_visible()


def test_sign_in_after_a_wrong_password_and_allow(house: Any, page: Page, keys: Keyboard, person: str) -> None:
    page.goto(house.authorize_url())
    expect(page.locator("#username")).to_be_focused()
    sign_in(keys, person, "not the password")
    expect(page.locator("#error-code")).to_have_text("end_user.authentication_failed")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    keys.press("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()


def test_refuse_what_is_asked(house: Any, page: Page, keys: Keyboard, person: str) -> None:
    page.goto(house.authorize_url())
    sign_in(keys, person)
    keys.reach("#consent-approve")
    page.keyboard.press("Tab")
    expect(page.locator("#consent-deny")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#landed")).to_be_visible()
    assert house.site.calls[-1].parameters["error"] == "access_denied"


def test_set_up_a_second_step_and_use_a_recovery_code(
    house: Any,
    page: Page,
    keys: Keyboard,
    person: str,
) -> None:
    page.goto(house.authorize_url(acr_values="aal2"))
    sign_in(keys, person)
    keys.type("#otp", "000000")
    page.keyboard.press("Enter")
    expect(page.locator("#error-code")).to_have_text("end_user.code_mismatch")
    expect(page.locator("#otp")).to_be_focused()
    seed = b32decode((page.text_content("#enrolment-key") or "").replace(" ", ""))
    page.keyboard.type(code_at(seed, step_at(time.time())))
    page.keyboard.press("Enter")
    expect(page.locator("#recovery-codes")).to_be_visible()
    codes = page.locator("#recovery-codes code").all_text_contents()
    keys.press("#recovery-codes-done")
    keys.press("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    page.context.clear_cookies()
    page.goto(house.authorize_url(acr_values="aal2"))
    sign_in(keys, person)
    keys.press("#use-recovery-code")
    expect(page.locator("#recovery-code")).to_be_focused()
    page.keyboard.type("aaaa-aaaa-aaaa-aaaa")
    page.keyboard.press("Enter")
    expect(page.locator("#error-code")).to_have_text("end_user.recovery_code_mismatch")
    keys.type("#recovery-code", codes[0])
    keys.press("#remember-device", "Space")
    keys.press("#login-submit")
    expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()


def test_set_a_forgotten_password_anew(house: Any, page: Page, keys: Keyboard, person: str) -> None:
    page.goto(house.authorize_url())
    keys.press("#forgotten")
    expect(page.locator("#forgotten-form #username")).to_be_focused()
    page.keyboard.type(person)
    page.keyboard.press("Enter")
    expect(page.locator("#mail-sent")).to_be_visible()
    page.goto(waited_for(lambda: mailed_link(house, person)))
    expect(page.locator("#new-password")).to_be_focused()
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    expect(page.locator("#error-code")).to_have_text("registration.password_too_short")
    expect(page.locator("#new-password")).to_be_focused()
    page.keyboard.type("quite another passphrase")
    page.keyboard.press("Enter")
    expect(page.locator("#password-done")).to_be_visible()


def test_look_after_one_s_account(house: Any, page: Page, keys: Keyboard, person: str) -> None:
    page.goto(house.authorize_url(prompt="consent"))
    sign_in(keys, person)
    keys.press("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    page.goto(house.server.issuer + "/account")
    keys.press("#account-clients button")
    expect(page.locator("#account-no-clients")).to_be_visible()
    keys.press("#account-profile-page")
    keys.type("#email", "somebody@[not an address]")
    page.evaluate("document.getElementById('email-form').noValidate = true")  # a browser that takes it for one
    page.keyboard.press("Enter")
    expect(page.locator("#error-code")).to_have_text("end_user.email_address_unusable")
    expect(page.locator("#login-problem")).to_be_focused()
    keys.type("#name", "Somebody Else")
    page.keyboard.press("Enter")
    expect(page.locator("#profile-name")).to_have_text("Somebody Else")
    keys.press("#to-account")
    keys.press("#account-logout")
    keys.press("#logout-confirm")
    expect(page.locator("#logout-done")).to_be_visible()


def test_add_rename_and_remove_a_passkey(house: Any, page: Page, keys: Keyboard, person: str) -> None:
    VirtualAuthenticator(page)
    at_account(keys, house, person)
    keys.press("#account-passkeys")
    keys.type("#new-name", "Laptop")
    page.keyboard.press("Enter")
    expect(page.locator("#passkeys h2")).to_have_text(["Laptop"])
    keys.press("#confirm-passkey-submit")
    keys.press("summary")
    keys.type("#name-1", "Phone")
    page.keyboard.press("Enter")
    expect(page.locator("#passkeys h2")).to_have_text(["Phone"])
    keys.press("summary")
    keys.press("button[value=remove]")
    expect(page.locator("#passkeys-none")).to_be_visible()


def test_connect_a_device(
    house: Any,
    page: Page,
    keys: Keyboard,
    person: str,
    device: Device,
) -> None:
    page.goto(device.address)
    expect(page.locator("#device-user-code")).to_be_focused()
    page.keyboard.type("BCDF-GHJK")
    page.keyboard.press("Enter")
    expect(page.locator("#error-code")).to_have_text("device_code.user_code_not_accepted")
    expect(page.locator("#device-user-code")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(device.user_code)
    page.keyboard.press("Enter")
    sign_in(keys, person)
    keys.press("#consent-approve")
    expect(page.locator("#device-approved")).to_be_visible()
    assert device.ended()[0] == 0


def test_have_a_token_explained(house: Any, page: Page, keys: Keyboard) -> None:
    page.goto(house.server.issuer + "/inspect")
    expect(page.locator("#paste")).to_be_focused()
    page.keyboard.type("eyJhbGciOiJub25lIn0.e30.")
    keys.press("summary")
    keys.type("#audience", "https://api.example")
    keys.press("#explain")
    expect(page.locator("#headline")).to_be_visible()
    keys.press(".again > summary")
    keys.type("#paste", "invalid_grant")
    keys.press("#explain")
    expect(page.locator("#headline")).to_be_visible()
