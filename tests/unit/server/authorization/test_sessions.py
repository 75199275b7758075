"""End-user sessions behind the pages: limits, rotating cookies, two tabs, theft, and the end (A190 to A193)."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlencode

import pytest

from assay.formats.user_agent import device_of
from assay.model.effects import EndEndUserSession
from assay.server.authorization.outstanding import Page
from assay.server.authorization.results import AnswerClient, GoToPage, ShowSignIn
from assay.server.end_user_authentication.session_settings import SessionSettings

COOKIE = "__Host-assay_session"
AGENT = (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")


def signed_in(browser) -> bool:
    """Whether the browser gets a code without being asked who it is."""
    return isinstance(browser.authorize(prompt="none"), AnswerClient) and browser.last.code is not None


@pytest.fixture
def person(house, browser):
    """A browser in which alice has signed in to a client that asks no consent."""
    house.client(first_party=True)
    send = browser.send

    def remembered(http):
        browser.last = send(http)
        return browser.last

    browser.send = remembered
    browser.get_code()
    return browser


def the_session(house):
    (session,) = house.run(house.store.end_user_sessions.list_of("sub-alice"))
    return session


def test_a_session_ends_when_it_is_not_used(house, person) -> None:
    idle = house.session_settings.idle
    for _ in range(3):
        house.now += idle - 61
        assert signed_in(person)
    house.now += idle
    assert not signed_in(person)
    assert house.record_of(person.last).evidence["session"] == "the session was not used for too long"


def test_a_session_ends_in_the_end_however_much_it_is_used(house, person) -> None:
    ends_at = house.now + house.session_settings.lifetime
    while house.now + 1800 < ends_at:
        house.now += 1800
        assert signed_in(person)
    house.now = ends_at
    assert not signed_in(person)
    assert house.record_of(person.last).evidence["session"] == "the session has run out"


def test_the_cookie_is_another_one_after_a_while_and_the_old_one_dies(house, person) -> None:
    first, sid = person.cookies[COOKIE], the_session(house).session_id
    house.now += house.session_settings.cookie_rotation
    assert signed_in(person)
    second = person.cookies[COOKIE]
    assert second != first
    assert the_session(house).session_id == sid
    assert signed_in(person)  # the new one is brought, and so confirmed
    house.now += house.session_settings.cookie_grace
    person.cookies[COOKIE] = first
    assert not signed_in(person)


def test_two_tabs_with_the_old_cookie_at_once_get_the_same_new_one(house, person) -> None:
    house.now += house.session_settings.cookie_rotation
    first = person.cookies[COOKIE]
    requests = [person.request("GET", "/authorize", person_query(prompt="none")) for _ in range(10)]

    async def at_once():
        return await asyncio.gather(*(house.authorize(one, house.now) for one in requests))

    results = asyncio.run(at_once())
    assert all(result.code is not None for result in results)
    values = {cookie.value for result in results for cookie in result.cookies if cookie.name == COOKIE}
    assert len(values) == 1
    assert first not in values
    person.cookies[COOKIE] = first  # the answer was lost: the old one still counts, and brings the same successor
    house.now += 10 * house.session_settings.cookie_grace
    assert signed_in(person)
    assert person.cookies[COOKIE] in values


def test_a_late_request_of_another_tab_is_let_in_within_the_grace(house, person) -> None:
    first = person.cookies[COOKIE]
    house.now += house.session_settings.cookie_rotation
    assert signed_in(person)
    assert signed_in(person)
    second, person.cookies[COOKIE] = person.cookies[COOKIE], first
    house.now += house.session_settings.cookie_grace - 1
    assert signed_in(person)
    assert person.cookies[COOKIE] == second


def test_a_stolen_cookie_that_comes_after_its_successor_ends_the_session_for_both(house, person) -> None:
    stolen = person.cookies[COOKIE]
    house.now += house.session_settings.cookie_rotation
    assert signed_in(person)
    assert signed_in(person)
    house.now += house.session_settings.cookie_grace
    kept, person.cookies[COOKIE] = person.cookies[COOKIE], stolen
    assert not signed_in(person)
    person.cookies[COOKIE] = kept
    assert not signed_in(person)
    (ended,) = house.events("end_user_session.ended")
    assert json.loads(ended.detail)["because"] == "an older cookie came again"


def test_neither_the_store_nor_the_old_cookie_alone_yields_the_successor(house, person) -> None:
    first = person.cookies[COOKIE]
    house.now += house.session_settings.cookie_rotation
    assert signed_in(person)
    session = the_session(house)
    assert first.encode() not in (session.rotation_nonce or b"")
    assert person.cookies[COOKIE] not in str(session)


def test_a_sign_in_changes_the_cookie_and_no_earlier_one_counts(house, person) -> None:
    """A190: an attacker who knows a cookie gains nothing by the sign-in that follows."""
    before, sid = person.cookies[COOKIE], the_session(house).session_id
    house.now += 5
    person.type_in(person.show(person.authorize(prompt="login")))
    session = the_session(house)
    assert (session.session_id, session.authenticated_at) == (sid, int(house.now))
    assert signed_in(person)
    person.cookies[COOKIE] = before
    assert not signed_in(person)
    assert len(house.events("end_user_session.proved")) == 1


def test_another_account_in_the_same_browser_ends_the_session_before(house, person) -> None:
    before = person.cookies[COOKIE]
    person.type_in(person.show(person.authorize(prompt="login")), "bob")
    assert house.run(house.store.end_user_sessions.list_of("sub-alice")) == ()
    person.cookies[COOKIE] = before
    assert not signed_in(person)


def test_use_is_noted_with_network_and_device_but_not_on_every_request(house, person) -> None:
    at = house.now
    house.now += 59
    person.authorize(AGENT, prompt="none")
    assert the_session(house).last_used_at == int(at)
    house.now += 1
    person.peer = "2001:db8::1"
    person.authorize(AGENT, prompt="none")
    session = the_session(house)
    assert (session.last_used_at, session.network, session.device) == (int(at) + 60, "2001:db8::", "Firefox on Linux")


def test_a_session_that_was_ended_gives_no_code(house, person) -> None:
    house.commit(EndEndUserSession(the_session(house).session_id, int(house.now)))
    assert not signed_in(person)
    assert isinstance(person.show(person.authorize()), ShowSignIn)


def test_the_end_of_a_session_between_its_reading_and_the_code_wins(house, person) -> None:
    """The code is written only while the session lives, whoever is faster."""
    session = the_session(house)
    find = house.store.consents.find

    async def end_meanwhile(*_):
        await house.store.unit_of_work.commit([EndEndUserSession(session.session_id, int(house.now))])
        return await find("client-1", "sub-alice")

    house.progress._situations._consents = type("Consents", (), {"find": staticmethod(end_meanwhile)})()
    assert isinstance(person.authorize(), GoToPage)
    assert len(house.events("authorization_code.issued")) == 1


def test_one_session_the_others_and_all_are_ended(house, person) -> None:
    others = [type(person)(house) for _ in range(3)]
    for other in others:
        other.get_code()
    mine = house.run(house.sessions.who(person.request("GET", "/"), house.now)).session
    theirs = house.run(house.sessions.who(others[0].request("GET", "/"), house.now)).session
    house.run(house.ending.end((theirs,), "ended on the account page", house.now))
    assert others[0].authorize(prompt="none").refused is not None
    assert house.run(house.ending.end_all("sub-alice", "the others", house.now, but=mine.session_id)) == 2
    assert signed_in(person)
    assert house.run(house.ending.end_all("sub-alice", "all", house.now)) == 1
    assert not signed_in(person)
    assert house.run(house.ending.end_all("sub-alice", "all", house.now)) == 0


@pytest.mark.parametrize("wrong", [{"lifetime": 0}, {"idle": 0}, {"cookie_rotation": 0}, {"cookie_grace": 301}])
def test_settings_that_let_nobody_in_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SessionSettings(**wrong)


@pytest.mark.parametrize(
    ("header", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5", "curl"),
        ("<script>", ""),
        ("x" * 10_000 + "Firefox/1 Linux", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_in_words_of_ours(header, device) -> None:
    assert device_of(header) == device


def person_query(**changes):
    asked = {
        "client_id": "client-1",
        "response_type": "code",
        "redirect_uri": "https://client.example/cb",
        "scope": "openid",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    return urlencode({**asked, **changes})


def test_a_sign_in_that_was_on_its_way_does_not_outlive_its_password(house, browser):
    from assay.model.effects import ChangePassword

    page, matches = browser.show(browser.authorize()), house.hasher.matches

    async def matches_just_before_a_reset(password: str, phc: str | None) -> bool:
        fits = await matches(password, phc)
        await house.store.unit_of_work.commit((ChangePassword("sub-alice", "another hash", int(house.now)),))
        return bool(fits)

    house.hasher.matches = matches_just_before_a_reset
    where = browser.type_in(page)
    assert isinstance(where, GoToPage)
    assert where.page is Page.SIGN_IN
    assert "__Host-assay_session" not in browser.cookies
    assert house.run(house.store.end_user_sessions.list_of("sub-alice")) == ()
