"""A password that stands on an imported list, in a real browser: changed at the sign-in, and then one goes on (A183)."""

from __future__ import annotations

import hashlib
import re
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assay.primitives.totp import code_at, step_at
from browser.axe import violations
from live import DevServer

ANOTHER = "eleven purple ladders in the rain"
SIZES = [(320, "light", "de"), (1280, "dark", "en")]
LINK = re.compile(r"http://\S+/login/reset\?token=\S+")
Import = Callable[[], None]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DevServer]:
    started = DevServer(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def import_list(server: DevServer, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Imports a list on which the demo person's password stands, and begins the server again with it."""

    def imported() -> None:
        stolen, target = server.folder / "stolen.txt", server.folder / "breached"
        stolen.write_text(f"{hashlib.sha1(server.dev['password'].encode()).hexdigest().upper()}:7\n")
        done = server.assay("user", "import-breached", str(stolen), "--to", str(target))
        assert done.returncode == 0, done.stderr
        server.stop()
        monkeypatch.setenv("ASSAY_PASSWORDS__BREACHED_FILE", str(target))
        server.start()

    return imported


def signed_in(page: Page, server: DevServer, password: str | None = None) -> None:
    page.goto(server.issuer + "/account")
    type_in(page, server, password)


def type_in(page: Page, server: DevServer, password: str | None = None) -> None:
    page.fill("#username", server.dev["username"])
    page.fill("#password", password or server.dev["password"])
    page.click("#login-submit")


def with_app(chromium: Browser, server: DevServer) -> tuple[bytes, int]:
    """The demo person sets up an authenticator app; its seed, and the time step of the code that was used."""
    context = chromium.new_context()
    page = context.new_page()
    signed_in(page, server)
    page.goto(server.issuer + "/account/factors")
    seed = b32decode((page.text_content("#enrolment-key") or "").replace(" ", ""))
    used = step_at(time.time())
    page.fill("#otp", code_at(seed, used))
    page.click("#enrolment-submit")
    expect(page.locator("#app-state")).to_be_visible()
    context.close()
    return seed, used


def type_code(page: Page, seed: bytes, used: int) -> int:
    """A code of a later step; the next one is accepted already."""
    while step_at(time.time()) + 1 <= used:
        time.sleep(0.5)
    step = max(step_at(time.time()), used + 1)
    page.fill("#otp", code_at(seed, step))
    page.click("#login-submit")
    return step


def links_in(server: DevServer, wanted: int) -> list[str]:
    """The links that were mailed, as the development server printed them."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = LINK.findall(server.log.read_text())
        if len(found) >= wanted:
            return found
        time.sleep(0.1)
    raise AssertionError("no mail came")


# ---------------------------------------------------------------------- beside a second factor


@pytest.mark.parametrize(("width", "scheme", "language"), SIZES)
def test_the_page_says_why_and_takes_another_password(
    server: DevServer, import_list: Import, chromium: Browser, width: int, scheme: Any, language: str
) -> None:
    seed, used = with_app(chromium, server)
    import_list()
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language)
    page = context.new_page()
    signed_in(page, server)
    expect(page.locator("#factor-title")).to_be_visible()
    used = type_code(page, seed, used)
    expect(page.locator("#error-code")).to_have_text("end_user.password_breached")
    assert page.get_attribute("html", "lang") == language
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.fill("#new-password", server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#error-code")).to_have_text("registration.password_breached")
    page.fill("#new-password", ANOTHER)
    page.dblclick("#login-submit", no_wait_after=True)
    expect(page.locator("#account-title")).to_be_visible()
    context.clear_cookies()
    signed_in(page, server, ANOTHER)
    type_code(page, seed, used)
    expect(page.locator("#account-title")).to_be_visible()
    context.close()


def test_without_javascript_too_and_with_the_back_button(
    server: DevServer, import_list: Import, chromium: Browser
) -> None:
    seed, used = with_app(chromium, server)
    import_list()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, server)
    type_code(page, seed, used)
    page.fill("#new-password", ANOTHER)
    page.click("#login-submit")
    expect(page.locator("#account-title")).to_be_visible()
    page.go_back()
    expect(page.locator("#breached-password-title")).to_have_count(0)
    context.close()


# ---------------------------------------------------------------------- where the password is all that there is


@pytest.mark.parametrize(("width", "scheme", "language"), SIZES)
def test_a_link_by_mail_sets_another_one_and_the_sign_in_goes_on(
    server: DevServer, import_list: Import, chromium: Browser, width: int, scheme: Any, language: str
) -> None:
    import_list()
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language)
    page = context.new_page()
    signed_in(page, server)
    expect(page.locator("#error-code")).to_have_text("end_user.password_breached_alone")
    assert page.get_attribute("html", "lang") == language
    for shown in ("#error-code", "#password-mailed"):
        expect(page.locator(shown)).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        if shown == "#error-code":
            page.dblclick("#login-submit", no_wait_after=True)
    assert "demo@example.com" not in page.content()
    [link] = links_in(server, 1)
    mailbox = chromium.new_context().new_page()  # the mail is read elsewhere
    mailbox.goto(link)
    mailbox.fill("#new-password", server.dev["password"])
    mailbox.click("#reset-submit")
    expect(mailbox.locator("#error-code")).to_have_text("registration.password_breached")
    mailbox.fill("#new-password", ANOTHER)
    mailbox.click("#reset-submit")
    expect(mailbox.locator("#password-done")).to_be_visible()
    page.click("#password-set")
    type_in(page, server)
    expect(page.locator("#error-code")).to_have_text("end_user.authentication_failed")
    type_in(page, server, ANOTHER)
    expect(page.locator("#account-title")).to_be_visible()
    mailbox.context.close()
    context.close()


def test_the_link_works_without_javascript_with_the_back_button_and_in_two_tabs(
    server: DevServer, import_list: Import, chromium: Browser
) -> None:
    import_list()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, server)
    page.click("#login-submit")
    expect(page.locator("#password-mailed")).to_be_visible()
    page.go_back()
    expect(page.locator("#password-by-mail-title")).to_be_visible()
    page.click("#login-submit")
    expect(page.locator("#password-mailed")).to_be_visible()
    page.click("#password-set")  # too early: nothing was set yet
    expect(page.locator("#error-code")).to_have_text("end_user.password_breached_alone")
    first, second = links_in(server, 2)
    tab = context.new_page()
    tab.goto(second)
    tab.fill("#new-password", ANOTHER)
    tab.click("#reset-submit")
    expect(tab.locator("#password-done")).to_be_visible()
    tab.goto(first)
    expect(tab.locator("#error-code")).to_have_text("end_user.link_unknown")
    page.reload()
    type_in(page, server, ANOTHER)
    expect(page.locator("#account-title")).to_be_visible()
    context.close()


def test_without_a_mailbox_the_page_names_the_operator(
    server: DevServer, import_list: Import, chromium: Browser
) -> None:
    created = server.assay("user", "create", "--username", "ada", "--password-stdin", given=ANOTHER)
    assert created.returncode == 0, created.stderr
    server.dev["password"] = ANOTHER
    import_list()
    page = chromium.new_context().new_page()
    page.goto(server.issuer + "/account")
    page.fill("#username", "ada")
    page.fill("#password", ANOTHER)
    page.click("#login-submit")
    expect(page.locator("#error-code")).to_have_text("end_user.mailbox_unprovable")
    expect(page.locator("#password-by-mail-form")).to_have_count(0)
    assert violations(page) == []
    done = server.assay("user", "set-password", "ada", "--password-stdin", given="seven slow green machines of brass")
    assert done.returncode == 0, done.stderr
    page.reload()
    page.fill("#username", "ada")
    page.fill("#password", "seven slow green machines of brass")
    page.click("#login-submit")
    expect(page.locator("#account-title")).to_be_visible()
    page.context.close()
