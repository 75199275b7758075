"""`/inspect` as a person uses it: paste, press the button, read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from evidence import claims, jwt

POLYGLOT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}<svg/onload=alert(3)>"


def explain(page: Page, house: Any, paste: str) -> None:
    page.goto(house.server.issuer + "/inspect")
    page.fill("#paste", paste)
    page.click("#explain")
    expect(page.locator("#headline")).to_be_visible()


def access_token(house: Any) -> str:
    answer = house.server.send("/token", {"grant_type": "client_credentials"}, basic=house.server.demo)
    return str(answer.json()["access_token"])


def test_a_pasted_token_is_explained_with_and_without_javascript(house: Any, either: BrowserContext) -> None:
    page = either.new_page()
    explain(page, house, jwt(claims()))  # its dates are of 2026-09-21: long over
    expect(page.locator("#headline")).to_have_text("The token has expired and was not renewed")
    expect(page.locator("#verdict")).to_have_text("refused")
    expect(page.locator("svg.lifetime")).to_be_visible()


def test_a_live_token_of_this_server_is_accepted_with_a_warning(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    token = access_token(house)
    explain(page, house, token)
    expect(page.locator("#verdict")).to_have_text("accepted")
    expect(page.locator("#live")).to_contain_text("This token has not expired")
    assert token.rsplit(".", 1)[1] not in page.content()
    assert "eyJ" not in page.url


def test_what_a_token_says_is_shown_and_never_run(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    explain(page, house, jwt(claims(iss=POLYGLOT, sub=POLYGLOT) | {POLYGLOT: POLYGLOT}, kid=POLYGLOT))
    expect(page.locator("body")).to_contain_text("<script>alert(1)</script>")
    page.wait_for_load_state("networkidle")
    assert dialogs == []
    assert all(url.startswith(house.server.issuer) for url in asked)


def test_a_form_on_another_site_explains_nothing(house: Any, context: BrowserContext) -> None:
    house.site.pages["/forged"] = (
        f'<!doctype html><form method=post action="{house.server.issuer}/inspect"><input name=paste value=eyJ>'
        "<button id=go>go</button></form>"
    )
    page = context.new_page()
    page.goto(house.site.origin + "/forged")
    page.click("#go")
    expect(page.locator("#error-code")).to_have_text("session.cross_site_post")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 1000), ("light", 360)])
def test_nothing_is_cut_off_and_contrast_follows_the_system(house: Any, chromium: Any, scheme: Any, width: int) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    explain(page, house, jwt(claims(sub="s" * 300, aud=["https://a-very-long-audience.example.org/" + "x" * 80])))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(int(part) for part in ground[4:-1].split(",")[:3]) > 384
    assert light is (scheme == "light")
    context.close()
