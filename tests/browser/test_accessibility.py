"""Every page in every state, in both languages, light and dark, narrow and wide: axe finds nothing, nothing overflows, focus is seen.

The pages are those of `every_page`, made without sockets and handed to Chromium as they were answered, with their content
policy. Set ASSAY_SCREENSHOTS to a folder to look at them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from browser.axe import violations
from browser.every_page import DEVELOPERS, PAGES, Shown, error_pages, opened
from provocations.world import ISSUER

WIDTHS = (320, 1280)
SCHEMES: tuple[Any, ...] = ("light", "dark")
LANGUAGES = ("de", "en")
PICTURES = os.environ.get("ASSAY_SCREENSHOTS")
Visit = Callable[[Shown, str], Page]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Shows a page in a fresh profile of a language. What it asks of others is answered with nothing, so that it stays."""
    contexts = []

    def shown_there(shown: Shown, language: str) -> Page:
        context = chromium.new_context(locale=language)
        contexts.append(context)

        def fulfil(route: Route) -> None:
            path = urlsplit(route.request.url).path
            answer = shown.answer if path == "/shown" else shown.assets.get(path)
            if answer is None:
                route.fulfill(status=204)
            else:
                headers = {name: value for name, value in answer.headers if name != "set-cookie"}
                route.fulfill(status=answer.status, headers=headers, body=answer.body)

        context.route("**/*", fulfil)
        page = context.new_page()
        sends_itself = b"form-post-title" in shown.answer.body
        page.goto(f"{ISSUER}/shown", wait_until="commit" if sends_itself else "load")
        page.wait_for_selector("h1")
        return page

    yield shown_there
    for context in contexts:
        context.close()


def everything_wrong(page: Page, name: str, language: str) -> list[str]:
    """What overflows in each width, and what axe complains of: narrow and light or wide and dark, in German the other way round."""
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            where = f"{width} wide, {scheme}"
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{where}: {over} pixels too wide"] if over else []
            if ((width, scheme) in {(320, "light"), (1280, "dark")}) == (language == "en"):
                found += [f"{where}: {one}" for one in violations(page)]
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}, {language}, {where}.png", full_page=True)
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_use_it(visit: Visit, name: str, language: str) -> None:
    template = PAGES[name][0]
    page = visit(opened(name, language), language)
    assert page.get_attribute("html", "lang") == ("en" if template in DEVELOPERS else language)
    if template not in {*DEVELOPERS, "error.html"}:
        assert_a_refusal_is_told(page, language)
    assert_every_control_is_reached(page)
    assert everything_wrong(page, name, language) == []
    assert out_of_order(page) == []


@pytest.mark.parametrize("code", error_pages())
def test_everybody_can_use_the_page_of_a_refusal(visit: Visit, code: str) -> None:
    """Each reason that a provocation made a page of, whichever page that is."""
    assert everything_wrong(visit(error_pages()[code], "en"), code, "en") == []


def assert_a_refusal_is_told(page: Page, language: str) -> None:
    """Title, focus and description tell of it, so that whoever sees nothing of the page hears of it."""
    refused = page.locator("#login-problem")
    begins = {"en": "Not accepted: ", "de": "Nicht angenommen: "}[language]
    assert page.title().startswith(begins) == (refused.count() == 1)
    if refused.count():
        told = page.evaluate(
            """() => { const one = document.activeElement, problem = document.getElementById("login-problem");
                return one === problem || (one.getAttribute("aria-describedby") ?? "").split(" ").includes(problem.id) }"""
        )
        assert told, "what has the focus is not described by the refusal"
        assert refused.get_attribute("role") == "alert"


def out_of_order(page: Page) -> list[str]:
    """Controls to which Tab leads against the order in which they are seen."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += page.evaluate(
            """() => { const placed = [...document.querySelectorAll("a[href], button, summary, textarea, input:not([type=hidden], .unseen)")]
                .filter(one => one.checkVisibility()).map(one => [one.getBoundingClientRect(), one.id]);
                return placed.slice(1).filter(([now], place) => { const [before] = placed[place];
                    return now.bottom <= before.top || (now.top < before.bottom && now.right <= before.left) }).map(([, id]) => id) }"""
        )
    return found


def assert_every_control_is_reached(page: Page) -> None:
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, summary, textarea, select, input:not([type=hidden], .unseen)")]
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


def test_no_part_of_a_template_is_left_out() -> None:
    """Every id that stands in a template was on some page, so that no branch of one is looked at by nobody."""
    templates = Path(__file__).parents[2] / "src/assay/web/pages/templates"
    written = {
        (file.name, one)
        for file in templates.glob("*.html")
        for one in re.findall(r'(?:\bid=|bdi\()"([a-z0-9-]+)"', file.read_text())
    }
    shown: set[str] = set()
    for name in PAGES:
        shown |= set(re.findall(r'\bid="([^"]+)"', opened(name, "en").answer.body.decode()))
    assert sorted(one for one in written if one[1] not in shown) == []
