"""What the pages are: light, self-contained, unframeable, and deaf to what is written into them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from browser.test_passkeys import by_password

POLYGLOT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}<svg/onload=alert(3)>"


def test_the_sign_in_page_is_small_and_loads_nothing_from_elsewhere(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(house.authorize_url())
    expect(page.locator("#login-title")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert all(answer.url.startswith(house.server.issuer + "/") for answer in answers)
    assert all(answer.status in {200, 303} for answer in answers)
    bytes_in_all = sum(len(answer.body()) for answer in answers if answer.status == 200)
    assert bytes_in_all <= 50_000
    assert any(".css" in answer.url for answer in answers)


@pytest.mark.parametrize("path", ["sign in", "error"])
def test_every_page_carries_its_headers(house: Any, context: BrowserContext, path: str) -> None:
    page = context.new_page()
    changes = {} if path == "sign in" else {"client_id": "nobody"}
    answer = page.goto(house.authorize_url(**changes))
    assert answer is not None
    headers = answer.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "no-store" in headers["cache-control"]


@pytest.fixture
def shop(house: Any) -> Any:
    house.client = house.shop()
    return house


def test_whoever_is_asked_sees_the_picture_and_the_pages_of_the_client(shop: Any, either: BrowserContext) -> None:
    page = either.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    by_password(page, shop)
    logo = page.locator("img#client-logo")
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [256, 128]
    assert all(answer.url.startswith(shop.server.issuer + "/") for answer in answers), "nothing from elsewhere"
    for mark, address in (
        ("client-page", "https://shop.example"),
        ("client-policy", "https://shop.example/privacy?a=1&b=2#policy"),
        ("client-tos", "https://shop.example/terms"),
    ):
        link = page.locator(f"a#{mark}")
        assert link.get_attribute("href") == address
        assert link.get_attribute("target") == "_blank"
        assert {"noopener", "noreferrer"} <= set((link.get_attribute("rel") or "").split())
    expect(page.locator("#client-page")).to_have_text("shop.example")
    mails = [link.get_attribute("href") for link in page.locator("#client-pages a[href^=mailto]").all()]
    assert mails == ["mailto:help@shop.example", "mailto:%22%3Cb%3E%3Fbcc%3Dx%22@shop.example"]


@pytest.mark.parametrize(
    ("language", "read"), [("en", "see what you ordered"), ("de", "sehen, was Sie bestellt haben")]
)
def test_scopes_are_told_in_the_words_of_the_operator(shop: Any, chromium: Browser, language: str, read: str) -> None:
    context = chromium.new_context(locale=language)
    page = context.new_page()
    page.goto(shop.authorize_url(prompt="login consent", scope="openid orders.read orders.write"))
    page.fill("#username", shop.server.dev["username"])
    page.fill("#password", shop.server.dev["password"])
    page.click("#login-submit")
    told = page.locator("#consent-scopes li")
    expect(told).to_have_count(3)
    expect(told.nth(1)).to_have_text(read)
    expect(told.nth(2)).to_have_text("order <b>in your name</b>")
    assert told.nth(2).get_attribute("lang") == (None if language == "en" else "en")
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    page.goto(shop.server.issuer + "/account")
    allowed = page.locator("#account-clients > li", has=page.locator(f'button[value="{shop.client.client_id}"]'))
    assert allowed.locator(".asks li").all_text_contents()[1:] == [read, "order <b>in your name</b>"]
    context.close()


def test_a_client_without_them_has_no_empty_place(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    by_password(page, house)
    expect(page.locator("#consent-title")).to_be_visible()
    assert page.locator("img#client-logo, #client-pages").count() == 0


def test_a_page_is_not_framed(house: Any, context: BrowserContext) -> None:
    house.site.pages["/frame"] = f'<!doctype html><iframe id=f src="{house.authorize_url()}"></iframe>'
    page = context.new_page()
    page.goto(house.site.origin + "/frame")
    page.wait_for_load_state("networkidle")
    assert page.frame_locator("#f").locator("#username").count() == 0


def test_a_form_on_another_site_signs_nobody_in(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(house.authorize_url())
    handle = page.locator("#login-form input[name=request]").get_attribute("value")
    token = page.locator("#login-form input[name=form_token]").get_attribute("value")
    dev = house.server.dev
    house.site.pages["/forged"] = (
        f'<!doctype html><form method=post action="{house.server.issuer}/login">'
        f'<input name=request value="{handle}"><input name=form_token value="{token}">'
        f'<input name=username value="{dev["username"]}"><input name=password value="{dev["password"]}">'
        "<button id=go>go</button></form>"
    )
    page.goto(house.site.origin + "/forged")
    page.click("#go")
    expect(page.locator("#error-code")).to_have_text("session.cross_site_post")
    assert all("session" not in cookie["name"] for cookie in context.cookies())


def test_what_is_sent_is_shown_and_never_run(house: Any, chromium: Browser) -> None:
    house.client = house.register(POLYGLOT)
    context = chromium.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(house.authorize_url(login_hint=POLYGLOT[:64], state=POLYGLOT, response_mode="form_post"))
    expect(page.locator("#client-name")).to_have_text(POLYGLOT)
    assert page.input_value("#username") == POLYGLOT[:64]
    page.fill("#username", POLYGLOT[:64])
    page.fill("#password", POLYGLOT)
    page.click("#login-submit")
    expect(page.locator("#error-code")).to_have_text("end_user.authentication_failed")
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    expect(page.locator("#client-name")).to_have_text(POLYGLOT)
    page.click("#consent-approve")
    expect(page.locator("#landed")).to_be_visible()
    assert house.site.calls[-1].parameters["state"] == POLYGLOT
    for parameter in ("redirect_uri", "client_id", "scope"):
        page.goto(house.authorize_url(**{parameter: POLYGLOT}))
    assert dialogs == []
    context.close()


def test_cookies_are_kept_from_scripts_and_from_other_sites(house: Any, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(house.authorize_url())
    page.fill("#username", house.server.dev["username"])
    page.fill("#password", house.server.dev["password"])
    page.click("#login-submit")
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    assert set(cookies) == {"assay_browser", "assay_session", "assay_device"}
    for cookie in cookies.values():
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"
        assert cookie["path"] == "/"
    assert page.evaluate("document.cookie") == ""


def _overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows_and_text_is_readable(house: Any, chromium: Browser, width: int, scheme: Any) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 720}, color_scheme=scheme)
    page = context.new_page()
    for changes in ({}, {"client_id": "nobody"}):
        page.goto(house.authorize_url(**changes))
        assert _overflow(page) == 0
        for selector in ("h1", ".lead", ".hint", "button.primary", "label"):
            for element in page.locator(selector).all():
                assert element.evaluate(CONTRAST) >= 4.5, selector
    context.close()


CONTRAST = """element => {
  const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b) };
  const ground = e => { const c = getComputedStyle(e).backgroundColor;
    return /, 0\\)$/.test(c) && e.parentElement ? ground(e.parentElement) : c };
  const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
"""The contrast ratio of WCAG 2.2 section 1.4.3."""
