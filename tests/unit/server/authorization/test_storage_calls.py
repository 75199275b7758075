"""What a request of the sign-in asks of the store: nothing is read twice, for a network may lie in between.

Beside each figure stands what it was while every decision read for itself.
"""

from __future__ import annotations

from base64 import b32decode
from collections import Counter
from typing import Any

import pytest

from assay.model.effects import AddTotp
from assay.primitives.totp import code_at, step_at
from assay.server.authorization.outstanding import Page
from assay.server.authorization.results import AnswerClient, GoToPage, ShowConsent, ShowEnrolment, ShowRecoveryCodes

SEED = b"12345678901234567890"
OF_A_PERSON = ("passkeys.list_of", "second_factors.totp", "second_factors.recovery_codes", "consents.find")


@pytest.fixture
def house(new_house: Any) -> Any:
    house = new_house(policy={"second_factor": "required"})
    house.commit(AddTotp(house.seeds.credential("sub-alice", SEED, 0, house.now)))
    return house


def asked(house: Any) -> Counter[str]:
    """What was asked since the last look, but for the attempts, which have a test of their own."""
    calls = Counter({name: count for name, count in house.calls.items() if not name.startswith("attempt_budgets.")})
    house.calls.clear()
    return calls


def at_factor(house: Any, browser: Any) -> Any:
    where = browser.sign_in()
    assert isinstance(where, GoToPage)
    assert where.page is Page.SECOND_FACTOR
    asked(house)
    return browser.show(where)


def type_code(house: Any, browser: Any, page: Any, **more: str) -> Any:
    house.calls.clear()
    return browser.send_form("/login/factor", page, {"otp": code_at(SEED, step_at(house.now)), **more})


def read_once(calls: Counter[str], *but: str) -> None:
    assert [name for name in OF_A_PERSON if calls[name] != 1 and name not in but] == []


def test_a_password(house: Any, browser: Any) -> None:
    page = browser.show(browser.authorize())
    house.calls.clear()
    browser.type_in(page)
    calls = asked(house)
    read_once(calls)
    assert calls.total() == 9  # 12


def test_a_password_in_a_known_browser(house: Any, browser: Any) -> None:
    type_code(house, browser, at_factor(house, browser), remember_device="yes")
    del browser.cookies["__Host-assay_session"]
    house.now += 100
    page = browser.show(browser.authorize())
    house.calls.clear()
    browser.type_in(page)
    calls = asked(house)
    read_once(calls)
    assert calls["second_factors.device"] == 1  # 2
    assert calls["unit_of_work.commit"] == 2  # the session, the device's next token
    assert calls.total() == 11  # 15


def test_a_copied_device_is_noticed_once(house: Any, browser: Any) -> None:
    type_code(house, browser, at_factor(house, browser), remember_device="yes")
    copy = house.visitor()
    copy.cookies["__Host-assay_device"] = browser.cookies["__Host-assay_device"]
    del browser.cookies["__Host-assay_session"]
    house.now += 100
    browser.sign_in()
    house.now += 100
    page = copy.show(copy.authorize())
    house.calls.clear()
    copy.type_in(page)
    calls = asked(house)
    assert calls["second_factors.device"] == 1  # 2
    assert calls["unit_of_work.commit"] == 2  # the device is forgotten, the session waits for the second factor
    assert len(house.events("known_device.copied")) == 1


def test_the_page_of_the_second_factor_and_its_code(house: Any, browser: Any) -> None:
    page = at_factor(house, browser)
    calls = asked(house)
    read_once(calls)
    assert calls.total() == 8  # 11
    assert isinstance(type_code(house, browser, page), GoToPage)
    calls = asked(house)
    read_once(calls, "second_factors.totp")
    assert calls["second_factors.totp"] == 2  # 4; the seed that a code is held against is read for itself
    assert calls.total() == 11  # 18


def test_the_question_and_its_answer(house: Any, browser: Any) -> None:
    where = type_code(house, browser, at_factor(house, browser))
    house.calls.clear()
    page = browser.show(where)
    assert isinstance(page, ShowConsent)
    calls = asked(house)
    read_once(calls)
    assert calls.total() == 9  # the resources too, whose words the page shows; stores keep them parsed
    assert isinstance(browser.click(page), AnswerClient)
    calls = asked(house)
    read_once(calls)
    assert calls.total() == 9  # 13


def test_an_enrolment(house: Any, browser: Any) -> None:
    where = browser.sign_in("bob")
    house.calls.clear()
    page = browser.show(where)
    assert isinstance(page, ShowEnrolment)
    calls = asked(house)
    read_once(calls)
    assert calls.total() == 8
    seed = b32decode(page.offered.seed.replace(" ", "").upper())
    fields = {"enrolment": page.offered.sealed, "otp": code_at(seed, step_at(house.now))}
    shown = browser.send_form("/login/enrol", page, fields)
    assert isinstance(shown, ShowRecoveryCodes)
    calls = asked(house)
    read_once(calls)
    assert calls.total() == 10  # 17


def test_an_attempt_is_counted_once_and_a_success_forgets_it_once(house: Any, browser: Any) -> None:
    page = browser.show(browser.authorize())
    house.calls.clear()
    page = browser.type_in(page, password="wrong")
    assert (house.calls["attempt_budgets.use"], house.calls["attempt_budgets.forget"]) == (1, 0)
    where = browser.type_in(page)
    assert (house.calls["attempt_budgets.use"], house.calls["attempt_budgets.forget"]) == (2, 1)
    type_code(house, browser, browser.show(where))
    assert (house.calls["attempt_budgets.use"], house.calls["attempt_budgets.forget"]) == (1, 1)
