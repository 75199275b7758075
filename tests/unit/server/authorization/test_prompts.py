"""When a page is shown, and what the client hears where none may be (OpenID Connect Core section 3.1.2)."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.effects import ChangePassword, EndEndUserSession, SwitchEndUser
from assay.primitives.hashing import sha256
from assay.server.authorization.outstanding import Page
from assay.server.authorization.results import AnswerClient, CarryOver, GoToPage, ShowConsent, ShowRefusal, ShowSignIn
from assay.server.end_user_authentication.browser_cookies import Cookie


def error_of(result: Any) -> tuple[str, str]:
    assert isinstance(result, AnswerClient), result
    assert result.refused is not None
    return result.refused.refused.reason.code, result.refused.public.public.error


def test_the_first_request_leads_through_sign_in_and_consent_to_a_code(browser: Any) -> None:
    first = browser.authorize()
    assert isinstance(first, GoToPage)
    assert first.page is Page.SIGN_IN
    consent = browser.type_in(browser.show(first))
    assert isinstance(consent, GoToPage)
    assert consent.page is Page.CONSENT
    answer = browser.click(browser.show(consent))
    assert isinstance(answer, AnswerClient)
    assert answer.code is not None
    assert answer.code.startswith("assay_ac_")
    assert (answer.redirect_uri, answer.state, answer.response_mode) == (
        "https://client.example/cb",
        "a state",
        "query",
    )


def test_the_stored_code_holds_what_was_asked_and_who_approved_it(browser: Any) -> None:
    answer = browser.get_code(resource="https://api.example/orders", max_age="600")
    code = browser.house.run(browser.house.store.authorization_codes.find(sha256(answer.code.encode())))
    assert code is not None
    assert (code.subject, code.client_id, code.nonce) == ("sub-alice", "client-1", "a nonce")
    assert (code.scopes, code.resources) == (("openid", "profile"), ("https://api.example/orders",))
    assert (code.amr, code.auth_time) == (("pwd",), int(browser.house.now))
    assert code.expires_at - code.issued_at == 60
    assert code.redirect_uri_given
    [event] = browser.house.events("authorization_code.issued")
    assert (event.grant_id, event.subject, event.client_id) == (code.grant_id, "sub-alice", "client-1")
    assert answer.code not in event.detail


def test_without_scope_the_request_is_for_all_registered_scopes(browser: Any) -> None:
    shown = browser.show(browser.sign_in(scope=None))
    assert isinstance(shown, ShowConsent)
    assert shown.request.scopes == ("openid", "profile", "offline_access")


def test_a_second_request_is_answered_at_once(browser: Any) -> None:
    browser.get_code()
    answer = browser.authorize()
    assert isinstance(answer, AnswerClient)
    assert answer.code is not None
    assert browser.house.hasher.hashes == 1


def test_more_than_was_approved_is_asked_again(browser: Any) -> None:
    browser.get_code()
    shown = browser.show(browser.authorize(scope="openid offline_access"))
    assert isinstance(shown, ShowConsent)
    browser.click(shown)
    assert isinstance(browser.authorize(scope="openid profile offline_access"), AnswerClient)
    assert isinstance(browser.authorize(resource="https://api.example/orders"), GoToPage)


def test_prompt_none_without_a_session_is_login_required_at_once(browser: Any) -> None:
    assert error_of(browser.authorize(prompt="none")) == ("authorization_request.login_required", "login_required")


def test_prompt_none_with_a_session_and_consent_gives_a_code(browser: Any) -> None:
    browser.get_code()
    answer = browser.authorize(prompt="none")
    assert answer.code is not None


def test_prompt_none_without_consent_is_consent_required(browser: Any) -> None:
    browser.sign_in()
    assert error_of(browser.authorize(prompt="none")) == (
        "authorization_request.consent_required",
        "consent_required",
    )


def test_prompt_login_asks_for_the_password_again_and_moves_auth_time(browser: Any) -> None:
    browser.get_code()
    browser.house.now += 100
    page = browser.show(browser.authorize(prompt="login"))
    assert isinstance(page, ShowSignIn)
    answer = browser.type_in(page)
    assert isinstance(answer, AnswerClient)
    code = browser.house.run(browser.house.store.authorization_codes.find(sha256(answer.code.encode())))
    assert code is not None
    assert code.auth_time == int(browser.house.now)


def test_prompt_login_is_not_met_by_a_sign_in_for_another_request(browser: Any) -> None:
    browser.get_code()
    waiting = browser.authorize(prompt="login")
    browser.type_in(browser.show(browser.authorize(prompt="login")))
    assert isinstance(browser.show(waiting), ShowSignIn)


def test_select_account_shows_the_sign_in_page(browser: Any) -> None:
    browser.get_code()
    assert isinstance(browser.show(browser.authorize(prompt="select_account")), ShowSignIn)


def test_prompt_consent_asks_even_where_everything_is_approved(browser: Any) -> None:
    browser.get_code()
    assert isinstance(browser.show(browser.authorize(prompt="consent")), ShowConsent)


@pytest.mark.parametrize(("max_age", "asked"), [("1", True), ("0", True), ("10000", False)])
def test_max_age_asks_again_once_the_sign_in_is_older(browser: Any, max_age: str, asked: bool) -> None:
    browser.get_code()
    browser.house.now += 2
    result = browser.authorize(max_age=max_age)
    assert isinstance(result, GoToPage) is asked
    if asked:
        browser.house.now += 5
        answer = browser.type_in(browser.show(result))
        assert isinstance(answer, AnswerClient)
        assert answer.code is not None


@pytest.mark.parametrize("button", ["consent-approve", "consent-deny"])
@pytest.mark.parametrize(("max_age", "left_open"), [("0", 121), ("60", 121), ("600", 601)])
def test_a_consent_page_that_was_left_open_does_not_outlive_max_age(
    browser: Any, max_age: str, left_open: int, button: str
) -> None:
    house, page = browser.house, browser.show(browser.sign_in(max_age=max_age))
    assert isinstance(page, ShowConsent)
    house.now += left_open
    again = browser.click(page, button)
    assert isinstance(again, GoToPage), "asked to sign in again, not refused"
    assert house.events("authorization_code.issued") == []
    assert isinstance(browser.show(again), ShowSignIn)
    page = browser.show(browser.type_in(browser.show(again)))
    answer = browser.click(page)
    code = house.run(house.store.authorization_codes.find(sha256(answer.code.encode())))
    assert code.auth_time == int(house.now)


@pytest.mark.parametrize(("max_age", "left_open"), [("0", 120), ("60", 120), ("600", 600), (None, 800)])
def test_whoever_answers_in_time_is_not_asked_again(browser: Any, max_age: str | None, left_open: int) -> None:
    page = browser.show(browser.sign_in(max_age=max_age))
    browser.house.now += left_open
    assert browser.click(page).code is not None


def test_max_age_with_prompt_none_reads_outside_like_nobody_signed_in(browser: Any) -> None:
    browser.get_code()
    browser.house.now += 2
    assert error_of(browser.authorize(max_age="1", prompt="none")) == (
        "authorization_request.sign_in_too_old",
        "login_required",
    )


def test_a_hint_for_the_person_who_is_signed_in_passes(browser: Any) -> None:
    browser.get_code()
    assert browser.authorize(id_token_hint="hint-for-sub-alice", prompt="none").code is not None


def test_a_hint_for_somebody_else_asks_for_a_sign_in(browser: Any) -> None:
    browser.get_code()
    hint = "hint-for-sub-bob"
    assert error_of(browser.authorize(id_token_hint=hint, prompt="none"))[0] == "authorization_request.another_end_user"
    page = browser.show(browser.authorize(id_token_hint=hint))
    assert isinstance(page, ShowSignIn)
    assert error_of(browser.type_in(page, "alice")) == ("authorization_request.another_end_user", "login_required")


def test_the_right_person_may_sign_in_after_a_hint(browser: Any) -> None:
    page = browser.show(browser.authorize(id_token_hint="hint-for-sub-bob"))
    assert isinstance(browser.show(browser.type_in(page, "bob")), ShowConsent)


def test_a_subject_asked_for_by_claims_counts_like_a_hint(browser: Any) -> None:
    browser.get_code()
    wanted = '{"id_token": {"sub": {"value": "sub-bob"}}}'
    assert error_of(browser.authorize(claims=wanted, prompt="none"))[0] == "authorization_request.another_end_user"


def test_a_first_party_client_is_not_asked_for(browser: Any) -> None:
    browser.house.client(first_party=True)
    answer = browser.sign_in()
    assert isinstance(answer, AnswerClient)
    assert answer.code is not None


def test_a_public_client_is_asked_for_each_time(browser: Any) -> None:
    browser.house.client(token_endpoint_auth_method="none")
    browser.get_code()
    assert isinstance(browser.show(browser.authorize()), ShowConsent)


def test_a_first_party_public_client_is_spared_only_on_an_https_redirect_uri(browser: Any) -> None:
    native = "com.example.app:/cb"
    browser.house.client(
        token_endpoint_auth_method="none", first_party=True, redirect_uris=("https://client.example/cb", native)
    )
    assert isinstance(browser.sign_in(), AnswerClient)
    assert isinstance(browser.show(browser.authorize(redirect_uri=native)), ShowConsent)


@pytest.mark.parametrize(
    ("header", "value"),
    [(b"sec-purpose", b"prefetch"), (b"sec-purpose", b"prefetch;prerender"), (b"purpose", b"prefetch")],
)
def test_nothing_is_given_in_advance(browser: Any, header: bytes, value: bytes) -> None:
    browser.get_code()
    waiting = browser.authorize(prompt="consent")
    issued = len(browser.house.events("authorization_code.issued"))
    result = browser.authorize((header, value))
    assert isinstance(result, ShowRefusal)
    assert result.refused.public.public.status == 503
    assert isinstance(browser.show(waiting, (header, value)), ShowRefusal)
    assert len(browser.house.events("authorization_code.issued")) == issued


def test_a_head_request_gets_no_code(browser: Any) -> None:
    browser.get_code()
    issued = len(browser.house.events("authorization_code.issued"))
    assert isinstance(browser.authorize(method="HEAD"), ShowRefusal)
    assert len(browser.house.events("authorization_code.issued")) == issued


def test_a_post_is_carried_over_without_the_session_cookie_and_answered_with_it(browser: Any) -> None:
    browser.get_code()
    kept = dict(browser.cookies)
    browser.cookies.clear()  # a post from another site: SameSite=Lax holds them back
    carried = browser.post_authorize()
    assert isinstance(carried, CarryOver)
    assert browser.cookies == {}  # a new one would take the place of the one that other tabs stand on
    browser.cookies = kept
    answer = browser.carry(carried)
    assert isinstance(answer, AnswerClient)
    assert answer.code is not None


def test_a_post_with_prompt_none_is_answered_by_redirects_alone(browser: Any) -> None:
    assert error_of(browser.carry(browser.post_authorize(prompt="none")))[0] == "authorization_request.login_required"


def test_the_cookies_are_new_at_each_sign_in_and_hold_256_bits(browser: Any) -> None:
    first = browser.type_in(browser.show(browser.authorize()))
    again = browser.type_in(browser.show(browser.authorize(prompt="login")))
    (one, _device), (two, _renewed) = first.cookies, again.cookies
    assert isinstance(one, Cookie)
    assert (one.name, one.secure) == ("__Host-assay_session", True)
    assert one.value != two.value
    assert len(one.value) == 43


@pytest.mark.parametrize("why", ["ended", "disabled", "password changed", "run out"])
def test_a_session_ends_at_once(browser: Any, why: str) -> None:
    house = browser.house
    browser.get_code()
    house.now += 10
    alice = house.run(house.store.end_users.find("sub-alice"))
    assert alice is not None
    if why == "ended":
        cookie = browser.cookies["__Host-assay_session"]
        session = house.run(house.store.end_user_sessions.find(sha256(cookie.encode())))
        house.commit(EndEndUserSession(session.session_id, int(house.now)))
    elif why == "disabled":
        house.commit(SwitchEndUser(alice.subject, int(house.now)))
    elif why == "password changed":
        house.commit(ChangePassword(alice.subject, alice.password_hash, int(house.now)))
    else:
        house.now += 12 * 3600
    assert error_of(browser.authorize(prompt="none"))[0] == "authorization_request.login_required"


def test_a_cookie_that_a_sibling_host_doubled_is_not_believed(browser: Any) -> None:
    browser.get_code()
    mine = browser.cookies.pop("__Host-assay_session")
    doubled = (b"cookie", f"__Host-assay_session={mine}; __Host-assay_session={'x' * 43}".encode())
    assert error_of(browser.authorize(doubled, prompt="none"))[0] == "authorization_request.login_required"
