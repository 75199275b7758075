"""The account page through the whole server: what a person sees and ends, and what nobody else can make them do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assay.app.settings import Settings
from assay.model.consent import Consent
from assay.model.effects import AddEndUser, SaveConsent, StartEndUserSession, SwitchEndUser
from assay.server.authorization.settings import AuthorizationSettings
from provocations.browser import Browser, someone
from provocations.world import ISSUER, PERSON, SESSION, Credentials, World

YES = {"consent-approve": "yes"}


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    someone(made)
    yield made
    made.close()


def at_account(world: World) -> Browser:
    browser = Browser(world)
    browser.follow(browser.get("/account"))
    page = browser.sign_in()
    assert b"account-title" in page.body, page.body[:600]
    return browser


def connected(world: World) -> tuple[Credentials, dict[str, str]]:
    """A client that the person allowed, and its tokens."""
    client = world.web_client()
    browser = Browser(world)
    browser.authorize(client)
    browser.sign_in()
    answer = browser.submit("/consent", **YES)
    found = re.search(r"code=([^&]+)", answer.header("location") or "")
    assert found
    tokens: dict[str, str] = world.exchange(client, found.group(1)).json()
    return client, tokens


def text(browser: Browser) -> str:
    page = browser.get("/account")
    assert page.status == 200
    return page.body.decode()


def test_whoever_is_not_signed_in_is_led_there_and_back(world: World) -> None:
    browser = at_account(world)
    assert f'<bdi id="account-username">{PERSON.username}</bdi>' in text(browser)
    assert "(this browser)" in text(browser)
    assert "You signed in" in text(browser)


def test_the_sign_in_for_the_account_gives_no_client_anything(world: World) -> None:
    at_account(world)
    events = world.run(world.store.events.read(0, 1000))
    assert not [event for event in events if event.type == "authorization_code.issued"]


def test_a_refused_sign_in_is_told_to_the_person_themselves(world: World) -> None:
    browser = Browser(world)
    browser.follow(browser.get("/account"))
    browser.sign_in(password="wrong")
    browser.sign_in()
    assert "Refused: The password is not the one of this account" in text(browser), text(browser)[-1500:]


def test_refused_sign_ins_push_nothing_out_of_sight(world: World) -> None:
    browser = at_account(world)
    stranger = Browser(world)
    for number in range(30):
        world.peer = f"198.51.100.{number + 1}"
        stranger.follow(stranger.get("/account"))
        stranger.sign_in(password="wrong")
    browser.get("/account")
    assert "You signed in" in text(browser)
    assert text(browser).count("Refused: The password is not the one of this account") == 5


def test_nothing_of_another_person_is_shown(world: World) -> None:
    other = replace(PERSON, subject="other", username="other")
    world.commit(
        AddEndUser(other),
        StartEndUserSession(
            replace(
                SESSION, session_hash=b"o" * 32, session_id="of-another", subject="other", last_used_at=int(world.now)
            )
        ),
        SaveConsent(Consent("client-of-another", "other", ("read",), (), int(world.now))),
    )
    page = text(at_account(world))
    assert "of-another" not in page
    assert "client-of-another" not in page


def test_disconnecting_a_client_ends_its_tokens_at_once(world: World) -> None:
    client, tokens = connected(world)
    browser = at_account(world)
    assert client.client_id in text(browser)
    assert world.send("GET", "/userinfo", bearer=tokens["access_token"]).status == 200
    browser.submit("/account", disconnect=client.client_id)
    assert client.client_id not in text(browser)
    assert "was disconnected" in text(browser)
    assert world.send("GET", "/userinfo", bearer=tokens["access_token"]).status == 401
    assert world.refresh(client, tokens["refresh_token"]).status == 400
    again = Browser(world)
    again.authorize(client)
    assert b"consent-title" in again.sign_in().body, "the client is asked about anew"


def test_another_session_is_ended_and_this_one_stays(world: World) -> None:
    other, browser = at_account(world), at_account(world)
    shown = re.findall(r'name="end-session" value="([^"]+)"', text(browser))
    [doomed] = [session_id for session_id in shown if session_id != SESSION.session_id]
    browser.submit("/account", **{"end-session": doomed})
    assert other.get("/account").status == 303
    assert doomed not in text(browser)


def test_all_other_sessions_are_ended(world: World) -> None:
    other, browser = at_account(world), at_account(world)
    text(browser)
    browser.submit("/account", **{"end-others": "yes"})
    assert other.get("/account").status == 303
    assert "end-session" not in text(browser)


def test_a_session_of_another_person_cannot_be_ended(world: World) -> None:
    # Security bar A209: an object is looked up under the person who asks.
    other = replace(PERSON, subject="other", username="other")
    foreign = replace(SESSION, session_hash=b"o" * 32, session_id="of-another", subject="other")
    world.commit(AddEndUser(other), StartEndUserSession(foreign))
    browser = at_account(world)
    text(browser)
    browser.submit("/account", **{"end-session": "of-another"})
    found = world.run(world.store.end_user_sessions.find_by_id("of-another"))
    assert found is not None
    assert found.ended_at is None


@pytest.mark.parametrize("how", ["no token", "a token of another browser", "another site"])
def test_a_form_from_elsewhere_changes_nothing(world: World, how: str) -> None:
    other, browser = at_account(world), at_account(world)
    text(browser)
    form = {**browser.form, "end-others": "yes"}
    if how == "no token":
        form.pop("form_token")
    elif how == "a token of another browser":
        text(other)
        form["form_token"] = other.form["form_token"]
    headers = {"origin": "https://evil.example"} if how == "another site" else {}
    answer = browser.post("/account", form, **headers)
    assert answer.status in {400, 403}
    assert other.get("/account").status == 200
    record = world.records.put_so_far[-1]
    # Whose session it is has not been asked yet where another site posts.
    assert (record.endpoint, record.subject) == ("account", PERSON.subject if how != "another site" else None)


@pytest.mark.parametrize("page", ["account", "passkeys", "factors", "profile"])
def test_refusals_of_a_page_are_recorded_under_it(world: World, page: str) -> None:
    browser = at_account(world)
    path = "/account" if page == "account" else f"/account/{page}"
    assert browser.get(path).status == 200
    assert world.reason_of(browser.post(path, {})) == "session.form_token_mismatch"
    record = world.records.put_so_far[-1]
    assert (record.endpoint, record.subject, record.claimed_client_id) == (page, PERSON.subject, None)
    assert [(one.check, one.outcome) for one in record.trace] == [
        ("request_readable", "passed"),
        ("form_token", "refused"),
        ("page", "not_reached"),
    ]


def test_a_flood_of_visitors_is_recorded_under_the_page_that_they_want() -> None:
    world = World(Settings(issuer=ISSUER, authorization=AuthorizationSettings(ISSUER, network_burst=1)))
    assert Browser(world).get("/account/factors").status == 303
    assert world.reason_of(Browser(world).get("/account/factors")) == "authorization_request.too_many"
    record = world.records.put_so_far[-1]
    assert (record.endpoint, record.claimed_client_id) == ("factors", None)
    world.close()


def test_a_second_click_is_harmless(world: World) -> None:
    client, _ = connected(world)
    browser = at_account(world)
    text(browser)
    form = {**browser.form, "disconnect": client.client_id}
    assert browser.post("/account", form).status == 303
    assert browser.post("/account", form).status == 303
    assert text(browser).count("was disconnected") == 1


def test_a_disabled_person_sees_nothing(world: World) -> None:

    browser = at_account(world)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    assert browser.get("/account").status == 303
