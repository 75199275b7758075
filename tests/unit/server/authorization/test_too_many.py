"""How many requests of one network are stored to wait for a page."""

from __future__ import annotations

from typing import Any

from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal
from assay.server.authorization.settings import AuthorizationSettings

BURST = AuthorizationSettings("https://as.example").network_burst


def use_up(browser: Any) -> None:
    for n in range(BURST):
        assert isinstance(browser.authorize(state=str(n)), GoToPage)


def test_a_network_that_has_stored_too_many_waits_and_stores_no_more(browser: Any) -> None:
    house = browser.house
    use_up(browser)
    stored = len(house.store.authorization_requests._rows)
    for result in (browser.authorize(), browser.carry(browser.post_authorize())):
        assert isinstance(result, ShowRefusal)
        assert house.record_of(result).reason == "authorization_request.too_many"
        assert result.refused.retry_after == 1
    assert len(house.store.authorization_requests._rows) == stored == BURST
    house.now += 1
    assert isinstance(browser.authorize(), GoToPage)


def test_another_network_is_not_held_up_nor_who_needs_no_page(browser: Any) -> None:
    browser.peer = "198.51.100.7"
    browser.get_code()
    browser.peer = "192.0.2.1"
    use_up(type(browser)(browser.house))
    assert isinstance(browser.authorize(prompt="none"), AnswerClient)
    assert isinstance(browser.authorize(prompt="login"), ShowRefusal)
    browser.peer = "198.51.100.7"
    assert isinstance(browser.authorize(prompt="login"), GoToPage)
