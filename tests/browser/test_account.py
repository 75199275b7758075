"""A person looks after their own account in a real browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect


def come_to_account(page: Page, house: Any) -> None:
    page.goto(f"{house.server.issuer}/account")
    expect(page.locator("#login-title")).to_be_visible()
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#account-title")).to_be_visible()


def connect(page: Page, house: Any) -> None:
    page.goto(house.authorize_url(prompt="consent"))
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()


def test_a_person_disconnects_a_client(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    come_to_account(page, house)
    connect(page, house)
    page.goto(f"{house.server.issuer}/account")
    row = page.locator("#account-clients > li", has_text="The other site")
    expect(row).to_have_count(1)
    row.get_by_role("button").click()
    expect(page.locator("#account-activity")).to_contain_text("The other site was disconnected")
    expect(page.locator("#account-clients > li", has_text="The other site")).to_have_count(0)
    assert complaints == []


def test_a_person_signs_out_everywhere_else(house: Any, chromium: Browser, either: BrowserContext) -> None:
    elsewhere = chromium.new_context()
    far, page = elsewhere.new_page(), either.new_page()
    come_to_account(far, house)
    come_to_account(page, house)
    expect(page.locator("#account-sessions > li").first).to_contain_text("this browser")
    page.click("#account-end-others")
    expect(page.locator("#account-sessions > li")).to_have_count(1)
    far.reload()
    expect(far.locator("#login-title")).to_be_visible()
    elsewhere.close()


def test_two_tabs_and_the_back_button_do_nothing_twice(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    come_to_account(page, house)
    connect(page, house)
    page.goto(f"{house.server.issuer}/account")
    second = either.new_page()
    second.goto(page.url)
    for tab in (page, second):
        tab.locator("#account-clients > li", has_text="The other site").get_by_role("button").click()
        expect(tab.locator("#account-title")).to_be_visible()
        expect(tab.locator("#account-clients > li", has_text="The other site")).to_have_count(0)


def test_a_page_that_was_left_open_leads_to_the_sign_in(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    come_to_account(page, house)
    connect(page, house)
    page.goto(f"{house.server.issuer}/account")
    other = either.new_page()
    other.goto(f"{house.server.issuer}/logout")
    other.click("#logout-confirm")
    page.locator("#account-clients > li", has_text="The other site").get_by_role("button").click()
    expect(page.locator("#login-title")).to_be_visible()
