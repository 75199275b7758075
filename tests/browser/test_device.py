"""A person connects a device in a real browser, while the device polls with nothing but curl."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import Device


def come_to_the_question(page: Page, house: Any, device: Device) -> None:
    page.goto(device.address)
    page.fill("#device-user-code", device.user_code.lower().replace("-", " "))
    page.click("#device-submit")
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#consent-title")).to_be_visible()


def test_a_device_is_connected(house: Any, either: BrowserContext, device: Device) -> None:
    page = either.new_page()
    come_to_the_question(page, house, device)
    expect(page.locator("#client-name")).to_have_text("The backup tool")
    expect(page.locator("#consent-user-code")).to_have_text(device.user_code)
    expect(page.locator("#consent-device-kind")).to_have_text("curl")
    page.click("#consent-approve")
    expect(page.locator("#device-approved")).to_be_visible()
    status, tokens = device.ended()
    assert status == 0, tokens
    claims = house.server.send("/userinfo", {"access_token": tokens["access_token"]})
    assert claims.status == 200, claims.body


def test_no_is_told_to_the_device(house: Any, either: BrowserContext, device: Device) -> None:
    page = either.new_page()
    come_to_the_question(page, house, device)
    page.click("#consent-deny")
    expect(page.locator("#device-denied")).to_be_visible()
    status, told = device.ended()
    assert (status, told["error"]) == (1, "access_denied")


def test_a_wrong_code_is_told_and_the_next_one_counts(house: Any, either: BrowserContext, device: Device) -> None:
    page = either.new_page()
    page.goto(device.address)
    page.fill("#device-user-code", "BBBB-BBBB")
    page.click("#device-submit")
    expect(page.locator("#error-code")).to_have_text("device_code.user_code_not_accepted")
    expect(page.locator("#device-title")).to_be_visible()
    come_to_the_question(page, house, device)


def test_a_double_click_and_the_back_button_harm_nothing(house: Any, context: BrowserContext, device: Device) -> None:
    page = context.new_page()
    come_to_the_question(page, house, device)
    page.dblclick("#consent-approve", no_wait_after=True)
    expect(page.locator("#device-approved")).to_be_visible()
    page.go_back()
    expect(page.locator("#error-code")).to_have_text("session.authorization_request_unknown")
    assert device.ended()[0] == 0


def test_without_cookies_the_page_says_so(house: Any, context: BrowserContext, device: Device) -> None:
    page = context.new_page()
    page.goto(device.address)
    context.clear_cookies()
    page.fill("#device-user-code", device.user_code)
    page.click("#device-submit")
    expect(page.locator("#error-code")).to_have_text("session.cookie_missing")
