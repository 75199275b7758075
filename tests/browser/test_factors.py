"""Second factor, enrolment, recovery code and reset by mail in a real browser, with and without JavaScript."""

from __future__ import annotations

import json
import re
import time
from base64 import b32decode, urlsafe_b64decode
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from assay.primitives.totp import code_at, step_at
from browser.conftest import PASSWORD


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("#login-submit")


def enrol(page: Page) -> tuple[bytes, list[str]]:
    """Read the key as a person would, type the first code; the seed and the recovery codes."""
    expect(page.locator("#enrolment-qr svg")).to_be_visible()
    seed = b32decode((page.text_content("#enrolment-key") or "").replace(" ", ""))
    page.fill("#otp", code_at(seed, step_at(time.time())))
    page.click("#login-submit")
    codes = page.locator("#recovery-codes code").all_text_contents()
    assert len(codes) == 10
    page.click("#recovery-codes-done")
    return seed, codes


def fresh_code(seed: bytes, used: int) -> str:
    """A code of a step after the one that was used, waited for if need be: the next step is accepted already."""
    while step_at(time.time()) + 1 <= used:
        time.sleep(0.5)
    return code_at(seed, max(step_at(time.time()), used + 1))


def approve(page: Page) -> None:
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()


def id_token(house: Any) -> dict[str, Any]:
    tokens = house.tokens(house.site.calls[-1].parameters["code"])
    payload = tokens["id_token"].split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def enrolled(house: Any, context: BrowserContext, person: str) -> tuple[bytes, list[str], int]:
    page = context.new_page()
    page.goto(house.authorize_url(acr_values="aal2"))
    sign_in(page, person)
    seed, codes = enrol(page)
    approve(page)
    context.clear_cookies()
    page.close()
    return seed, codes, step_at(time.time())


def test_enrolment_at_first_need_and_the_next_sign_in(house: Any, either: BrowserContext, person: str) -> None:
    page = either.new_page()
    page.goto(house.authorize_url(acr_values="aal2"))
    sign_in(page, person)
    page.fill("#otp", "000000")
    page.click("#login-submit")
    expect(page.locator("#error-code")).to_have_text("end_user.code_mismatch")
    seed, _ = enrol(page)
    used = step_at(time.time())
    approve(page)
    claims = id_token(house)
    assert (claims["acr"], claims["amr"]) == ("aal2", ["pwd", "otp", "mfa"])
    either.clear_cookies()
    page.goto(house.authorize_url())
    sign_in(page, person)
    expect(page.locator("#factor-title")).to_be_visible()
    page.fill("#otp", fresh_code(seed, used))
    page.click("#login-submit")
    expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()


def test_a_recovery_code_a_used_one_and_the_way_back_to_the_app(
    house: Any, either: BrowserContext, person: str
) -> None:
    _, codes, _ = enrolled(house, either, person)
    for attempt in range(2):
        page = either.new_page()
        page.goto(house.authorize_url())
        sign_in(page, person)
        page.click("#use-recovery-code")
        page.fill("#recovery-code", codes[0].upper())
        page.click("#login-submit")
        if attempt == 0:
            expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()
            either.clear_cookies()
    expect(page.locator("#error-code")).to_have_text("end_user.recovery_code_used")
    page.click("#use-app")
    expect(page.locator("#otp")).to_be_visible()


def test_the_back_button_and_a_second_tab_show_what_is_needed_now(
    house: Any, context: BrowserContext, person: str
) -> None:
    seed, _, used = enrolled(house, context, person)
    page, other = context.new_page(), context.new_page()
    page.goto(house.authorize_url(state="one"))
    sign_in(page, person)
    expect(page.locator("#factor-title")).to_be_visible()
    other.goto(house.authorize_url(state="two"))
    expect(other.locator("#login-title")).to_be_visible()  # half a sign-in counts for its own request
    page.go_back()
    page.reload()
    expect(page.locator("#factor-title")).to_be_visible()
    page.fill("#otp", fresh_code(seed, used))
    page.click("#login-submit")
    expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()
    other.reload()
    expect(other.locator("#landed").or_(other.locator("#consent-title"))).to_be_visible()


def test_a_code_that_is_sent_twice_counts_once(house: Any, context: BrowserContext, person: str) -> None:
    seed, _, used = enrolled(house, context, person)
    page = context.new_page()
    page.goto(house.authorize_url())
    sign_in(page, person)
    page.fill("#otp", fresh_code(seed, used))
    page.dblclick("#login-submit")
    expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()


def test_without_cookies_the_second_step_says_so(house: Any, context: BrowserContext, person: str) -> None:
    enrolled(house, context, person)
    page = context.new_page()
    page.goto(house.authorize_url())
    sign_in(page, person)
    expect(page.locator("#factor-title")).to_be_visible()
    context.clear_cookies()
    page.fill("#otp", "123456")
    page.click("#login-submit")
    expect(page.locator("#error-code")).to_have_text("session.cookie_missing")


def test_a_remembered_browser_is_not_asked_again(house: Any, context: BrowserContext, person: str) -> None:
    seed, _, used = enrolled(house, context, person)
    page = context.new_page()
    page.goto(house.authorize_url())
    sign_in(page, person)
    page.check("#remember-device")
    page.fill("#otp", fresh_code(seed, used))
    page.click("#login-submit")
    expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()
    kept = [cookie for cookie in context.cookies() if cookie["name"].endswith("assay_device")]
    context.clear_cookies()
    context.add_cookies(kept)
    page.goto(house.authorize_url())
    sign_in(page, person)
    expect(page.locator("#landed").or_(page.locator("#consent-title"))).to_be_visible()


def test_a_forgotten_password_is_set_anew_by_mail(house: Any, either: BrowserContext, person: str) -> None:
    page = either.new_page()
    page.goto(house.authorize_url())
    page.click("#forgotten")
    page.fill("#username", person)
    page.click("#forgotten-submit")
    expect(page.locator("#mail-sent")).to_be_visible()
    link = waited_for(lambda: mailed_link(house, person))
    page.goto(link)
    page.fill("#new-password", "short")
    page.click("#reset-submit")
    expect(page.locator("#error-code")).to_have_text("registration.password_too_short")
    page.fill("#new-password", "quite another passphrase")
    page.click("#reset-submit")
    expect(page.locator("#password-done")).to_be_visible()
    page.goto(link)
    expect(page.locator("#error-code")).to_have_text("end_user.link_unknown")
    page.goto(house.authorize_url())
    sign_in(page, person)
    expect(page.locator("#error-code")).to_have_text("end_user.authentication_failed")
    sign_in(page, person, "quite another passphrase")
    expect(page.locator("#consent-title")).to_be_visible()


def mailed_link(house: Any, person: str) -> str | None:
    """The link in the last mail to a person, as the development server printed it."""
    log = house.server.log.read_text()
    mails = log.split("Mail to ")
    own = [mail for mail in mails if mail.startswith(f"{person}@example.org")]
    found = re.search(r"http://\S+/login/reset\?token=\S+", own[-1]) if own else None
    return found[0] if found else None


def waited_for(look: Callable[[], str | None]) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    raise AssertionError("no mail came")
