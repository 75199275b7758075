"""The sign-in page: who gets in, what everybody else learns, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assay.model.effects import AddEndUser, RehashPassword
from assay.model.end_user import EndUser
from assay.server.authorization.results import AnswerClient, GoToPage, ShowRefusal, ShowSignIn

PASSWORD = "correct horse battery staple"


def reason_of(browser: Any, result: Any) -> str:
    return str(browser.house.record_of(result).reason)


def page(browser: Any, **changes: str | None) -> Any:
    return browser.show(browser.authorize(**changes))


@pytest.mark.parametrize("typed", ["alice", "ALICE", " alice ", "\uff41lice"])
def test_a_username_is_folded(browser: Any, typed: str) -> None:
    assert isinstance(browser.type_in(page(browser), typed), GoToPage)


def test_the_hint_of_the_client_fills_the_form(browser: Any) -> None:
    assert page(browser, login_hint="alice@example.org").username == "alice@example.org"


def test_a_wrong_password_and_an_unknown_user_are_one_answer_at_one_price(browser: Any) -> None:
    answers = []
    for username in ("alice", "nobody"):
        hashes = browser.house.hasher.hashes
        result = browser.type_in(page(browser), username, "wrong")
        assert isinstance(result, ShowSignIn)
        assert browser.house.hasher.hashes == hashes + 1
        answers.append((result.refused.public.code, result.refused.public.public))
        assert browser.house.run(browser.house.store.refusal_records.find(result.refused.refusal_id)).evidence != {
            "username": username
        }
    assert answers[0] == answers[1]
    assert answers[0][0] == "end_user.authentication_failed"


@pytest.mark.parametrize(
    ("username", "password", "reason"),
    [
        ("alice", "wrong", "end_user.password_mismatch"),
        ("nobody", PASSWORD, "end_user.unknown"),
        ("a" * 500, PASSWORD, "end_user.unknown"),
        ("", PASSWORD, "end_user.credentials_missing"),
        ("alice", "", "end_user.credentials_missing"),
        ("alice", "p" * 1025, "end_user.password_too_long"),
        ("dora", PASSWORD, "end_user.disabled"),
        ("nora", PASSWORD, "end_user.has_no_password"),
    ],
)
def test_each_refusal_has_its_reason_inside(browser: Any, username: str, password: str, reason: str) -> None:
    house = browser.house
    alice = house.run(house.store.end_users.find("sub-alice"))
    house.commit(AddEndUser(replace(alice, subject="sub-dora", username="dora", disabled_at=5)))
    house.commit(AddEndUser(EndUser("sub-nora", "nora", None)))
    result = browser.type_in(page(browser), username, password)
    assert isinstance(result, ShowSignIn)
    assert reason_of(browser, result) == reason
    assert "__Host-assay_session" not in browser.cookies


def test_a_long_password_is_refused_before_it_is_hashed(browser: Any) -> None:
    browser.type_in(page(browser), "alice", "p" * 60_000)
    assert browser.house.hasher.hashes == 0


def test_guessing_is_slowed_per_account_and_network(browser: Any) -> None:
    shown = page(browser)
    for _ in range(10):
        assert reason_of(browser, browser.type_in(shown, "alice", "guess")) == "end_user.password_mismatch"
    result = browser.type_in(shown, "alice", PASSWORD)
    assert reason_of(browser, result) == "end_user.too_many_attempts"
    assert result.refused.retry_after > 0
    assert browser.house.hasher.hashes == 10
    assert isinstance(browser.type_in(shown, "bob"), GoToPage)


def test_the_owner_gets_in_from_another_network(browser: Any) -> None:
    for _ in range(11):
        browser.type_in(page(browser), "alice", "guess")
    browser.peer = "198.51.100.7"
    assert isinstance(browser.type_in(page(browser), "alice"), GoToPage)


def test_an_ipv6_network_is_one_network(browser: Any) -> None:
    for n in range(10):
        browser.peer = f"2001:db8::{n}"
        browser.type_in(page(browser), "alice", "guess")
    browser.peer = "2001:db8::ffff"
    assert reason_of(browser, browser.type_in(page(browser), "alice")) == "end_user.too_many_attempts"


def test_a_success_gives_the_budget_back(browser: Any) -> None:
    for _ in range(40):
        assert not isinstance(browser.type_in(page(browser, prompt="login")), ShowSignIn)


def test_a_page_is_only_for_the_browser_that_began(browser: Any) -> None:
    where = browser.authorize()
    browser.cookies["__Host-assay_browser"] = "x" * 43
    assert reason_of(browser, browser.show(where)) == "session.another_browser"


def test_a_browser_without_cookies_is_told_so(browser: Any) -> None:
    where = browser.authorize()
    browser.cookies.clear()
    assert reason_of(browser, browser.show(where)) == "session.cookie_missing"


def test_an_invented_handle_leads_nowhere(browser: Any) -> None:
    result = browser.send(browser.request("GET", "/login", "request=" + "x" * 43))
    assert reason_of(browser, result) == "session.authorization_request_unknown"
    result = browser.send(browser.request("GET", "/login"))
    assert reason_of(browser, result) == "session.authorization_request_unknown"


def test_a_page_left_open_too_long_is_over(browser: Any) -> None:
    shown = page(browser)
    browser.house.now += 900
    assert reason_of(browser, browser.type_in(shown)) == "session.authorization_request_expired"


def test_a_form_without_the_token_of_its_page_is_refused(browser: Any) -> None:
    shown = page(browser)
    for token in ("", "x" * 43, page(browser).form_token):
        result = browser.type_in(replace(shown, form_token=token))
        assert isinstance(result, ShowRefusal)
        assert result.refused.public.public.status == 403
        assert reason_of(browser, result) == "session.form_token_mismatch"
    assert browser.house.events("end_user_session.started") == []


@pytest.mark.parametrize(
    "header",
    [
        (b"origin", b"https://evil.example"),
        (b"sec-fetch-site", b"cross-site"),
        (b"sec-fetch-site", b"same-site"),
    ],
)
def test_a_form_from_another_site_is_refused(browser: Any, header: tuple[bytes, bytes]) -> None:
    result = browser.type_in(page(browser), "alice", PASSWORD, header)
    assert reason_of(browser, result) == "session.cross_site_post"


@pytest.mark.parametrize(
    "headers",
    [
        [(b"origin", b"https://as.example"), (b"sec-fetch-site", b"same-origin")],
        [(b"origin", b"null"), (b"sec-fetch-site", b"same-origin")],
        [(b"origin", b"https://localhost:8400"), (b"host", b"localhost:8400")],
        [],
    ],
)
def test_a_form_from_our_own_page_is_taken(browser: Any, headers: list[tuple[bytes, bytes]]) -> None:
    assert isinstance(browser.type_in(page(browser), "alice", PASSWORD, *headers), GoToPage)


def test_the_parameters_of_a_page_stand_once(browser: Any) -> None:
    result = browser.send(browser.request("GET", "/login", "request=a&request=b"))
    assert reason_of(browser, result) == "request.parameter_repeated"


def test_a_client_that_is_switched_off_meanwhile_gets_nothing(browser: Any) -> None:
    shown = page(browser)
    browser.house.client(disabled_at=1)
    assert reason_of(browser, browser.type_in(shown)) == "authorization_request.client_disabled"


def test_going_back_to_the_sign_in_page_goes_on_instead(browser: Any) -> None:
    where = browser.authorize()
    browser.type_in(browser.show(where))
    assert isinstance(browser.show(where), GoToPage)


def test_another_account_ends_the_session_of_the_first(browser: Any) -> None:
    browser.get_code("alice")
    browser.type_in(page(browser, prompt="login"), "bob")
    [ended] = browser.house.events("end_user_session.ended")
    assert ended.subject == "sub-alice"


def test_a_sign_in_is_an_event_with_its_session(browser: Any) -> None:
    browser.sign_in()
    [started] = browser.house.events("end_user_session.started")
    assert started.subject == "sub-alice"


def test_a_password_is_the_same_however_its_accents_are_composed(browser: Any) -> None:
    house = browser.house
    alice = house.run(house.store.end_users.find("sub-alice"))
    composed = house.run(house.hasher.hash("caf\u00e9 au lait"))
    house.commit(RehashPassword(alice.subject, alice.password_hash, composed))
    assert isinstance(browser.type_in(page(browser), "alice", "cafe\u0301 au lait"), GoToPage)


def test_without_prompt_the_answer_may_come_straight_from_the_sign_in(browser: Any) -> None:
    browser.house.client(first_party=True)
    answer = browser.type_in(page(browser))
    assert isinstance(answer, AnswerClient)
    assert [cookie.name for cookie in answer.cookies] == ["__Host-assay_session", "__Host-assay_device"]


def test_a_hash_of_weaker_parameters_is_made_anew_at_the_next_sign_in(browser: Any) -> None:
    from argon2.low_level import Type, hash_secret

    house = browser.house
    weak = hash_secret(PASSWORD.encode(), bytes(16), 1, 8_192, 1, 32, Type.ID).decode()
    alice = house.run(house.store.end_users.find("sub-alice"))
    house.commit(RehashPassword(alice.subject, alice.password_hash, weak))
    assert isinstance(browser.type_in(page(browser), "alice", "wrong"), ShowSignIn)
    assert house.run(house.store.end_users.find("sub-alice")).password_hash == weak
    assert isinstance(browser.type_in(page(browser)), GoToPage)
    renewed = house.run(house.store.end_users.find("sub-alice"))
    assert "m=19456,t=2,p=1" in renewed.password_hash
    assert renewed.password_changed_at == alice.password_changed_at
    assert isinstance(browser.type_in(page(browser, prompt="login")), GoToPage)
