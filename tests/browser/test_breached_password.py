"""A password that stands on an imported list, in a real browser: changed at the sign-in, and then one goes on (A183)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import violations
from live import DevServer

ANOTHER = "eleven purple ladders in the rain"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DevServer]:
    """A server that was begun again after a list was imported on which the demo person's password stands."""
    started = DevServer(tmp_path)
    stolen = tmp_path / "stolen.txt"
    stolen.write_text(f"{hashlib.sha1(started.dev['password'].encode()).hexdigest().upper()}:7\n")
    target = tmp_path / "breached"
    done = started.assay("user", "import-breached", str(stolen), "--to", str(target))
    assert done.returncode == 0, done.stderr
    started.stop()
    monkeypatch.setenv("ASSAY_PASSWORDS__BREACHED_FILE", str(target))
    started.start()
    yield started
    started.stop()


def signed_in(page: Page, server: DevServer, password: str | None = None) -> None:
    page.goto(server.issuer + "/account")
    page.fill("#username", server.dev["username"])
    page.fill("#password", password or server.dev["password"])
    page.click("#login-submit")


@pytest.mark.parametrize(("width", "scheme", "language"), [(320, "light", "de"), (1280, "dark", "en")])
def test_the_page_says_why_and_takes_another_password(
    server: DevServer, chromium: Browser, width: int, scheme: Any, language: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language)
    page = context.new_page()
    signed_in(page, server)
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
    expect(page.locator("#account-title")).to_be_visible()
    context.close()


def test_without_javascript_too_and_with_the_back_button(server: DevServer, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, server)
    page.fill("#new-password", ANOTHER)
    page.click("#login-submit")
    expect(page.locator("#account-title")).to_be_visible()
    page.go_back()
    expect(page.locator("#breached-password-title")).to_have_count(0)
    context.close()
