"""Somebody who has a keyboard and nothing else: Tab to get there, Enter to press, and a ring that shows where one is."""

from __future__ import annotations

from playwright.sync_api import Page

_FURTHEST = 80


class Keyboard:
    """The keys of one page. A control is named by its selector."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Tab until the control has the focus, and see that it has."""
        self.page.wait_for_selector(selector)
        for _ in range(_FURTHEST):
            if self.page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", selector):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{selector} is not reached in {_FURTHEST} steps")
        ring = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", f"nothing shows that {selector} has the focus"

    def type(self, selector: str, text: str) -> None:
        """In the place of what stands there."""
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, selector: str, key: str = "Enter") -> None:
        """The control is pressed."""
        self.reach(selector)
        self.page.keyboard.press(key)
