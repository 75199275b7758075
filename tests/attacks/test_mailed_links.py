"""Links by mail and the pages around them (security bar A184, A189, A192, A200, A212)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.model.effects import AddEndUser, ChangeClaims
from assay.model.end_user import EndUser
from assay.primitives.totp import code_at, step_at
from provocations.browser import PASSWORD, Browser
from provocations.of_end_user import SEED, at_second_factor, mailed_token, mails, with_address
from provocations.world import PERSON, World

NEW = "a quite different passphrase"


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def set_new(world: World, token: str, password: str = NEW):
    return Browser(world).post("/login/reset", {"token": token, "new_password": password})


def test_a_link_sets_a_password_once_and_signs_everybody_out(world: World) -> None:
    token = mailed_token(world)
    old = Browser(world)
    client = world.web_client()
    old.authorize(client)
    assert old.sign_in().status == 200  # the consent page
    world.now += 5
    assert set_new(world, token).status == 200
    world.now += 1
    assert b'id="login-title"' in old.authorize(client).body
    assert world.reason_of(old.sign_in(password=PASSWORD)) == "end_user.password_mismatch"
    assert b'id="consent-title"' in old.sign_in(password=NEW).body
    assert world.reason_of(set_new(world, token, "yet another passphrase of mine")) == "end_user.link_unknown"
    assert "The password was changed" in mails(world)[-1]["text"]


def test_opening_a_link_does_not_use_it_up(world: World) -> None:
    token = mailed_token(world)
    for _ in range(3):
        assert Browser(world).get(f"/login/reset?token={token}").status == 200
    assert set_new(world, token).status == 200


def test_of_two_that_use_a_link_at_once_one_wins(world: World) -> None:
    token = mailed_token(world)
    form = {"token": token, "new_password": NEW}
    answers = world.send_at_once(
        "/login/reset", [form, {**form, "new_password": NEW + " too"}], [("host", "localhost:8400")]
    )
    assert sorted(answer.status for answer in answers) == [200, 400]


def test_a_bad_password_leaves_the_link_good(world: World) -> None:
    token = mailed_token(world)
    refused = set_new(world, token, "short")
    assert world.reason_of(refused) == "registration.password_too_short"
    assert b'id="new-password"' in refused.body
    assert world.reason_of(set_new(world, token, "person@example.org!!")) == "registration.password_of_own_words"
    assert set_new(world, token).status == 200


def test_a_link_is_for_one_purpose_and_its_address_and_ends_with_a_newer_change(world: World) -> None:
    token = mailed_token(world)
    assert world.reason_of(Browser(world).get(f"/login/verify?token={token}")) == "end_user.link_unknown"
    other = mailed_token(world)
    assert set_new(world, other).status == 200
    assert world.reason_of(set_new(world, token)) == "end_user.link_unknown"
    moved = mailed_token(world)
    known = world.run(world.store.end_users.find(PERSON.subject))
    world.commit(ChangeClaims(known.subject, known.claims, '{"email": "elsewhere@example.org"}'))
    assert world.reason_of(set_new(world, moved)) == "end_user.link_unknown"


def test_the_link_leads_to_the_issuer_whatever_the_host_header_says(world: World) -> None:
    with_address(world)
    body = b"username=person"
    form = ("content-type", "application/x-www-form-urlencoded")
    world.send("POST", "/login/forgotten", headers=[("x-forwarded-host", "evil.example"), form], body=body)
    assert "http://localhost:8400/login/reset?token=" in mails(world)[-1]["text"]
    assert "evil" not in mails(world)[-1]["text"]


def test_the_token_is_stored_nowhere_in_clear(world: World) -> None:
    token = mailed_token(world)
    waiting = world.run(world.store.outbox.list_all(10))
    assert all(token.encode() not in message.sealed for message in waiting)
    events = world.run(world.store.events.read(0, 100))
    assert not any(token in event.detail for event in events)


def test_whether_an_account_exists_is_not_told(world: World) -> None:
    with_address(world)
    world.commit(AddEndUser(EndUser("mute", "mute", None)))
    world.commit(AddEndUser(EndUser("gone", "gone", None, '{"email":"g@example.org"}', disabled_at=1)))
    answers = [
        Browser(world).post("/login/forgotten", {"username": name}) for name in ("person", "mute", "gone", "nobody", "")
    ]
    assert len({(answer.status, answer.body) for answer in answers}) == 1
    assert len(mails(world)) == 1


def test_an_account_gets_three_mails_an_hour_and_nobody_is_told(world: World) -> None:
    with_address(world)
    answers = set()
    for number in range(12):
        world.peer = f"192.0.2.{number}"
        answers.add(Browser(world).post("/login/forgotten", {"username": "person"}).body)
    assert len(mails(world)) == 3
    assert len(answers) == 1


def test_the_second_factor_stays(world: World) -> None:
    at_second_factor(world, recovery_codes=False)
    assert set_new(world, mailed_token(world)).status == 200
    world.now += 60
    browser = Browser(world)
    browser.authorize(world.web_client())
    page = browser.sign_in(password=NEW)
    assert b'id="otp"' in page.body
    assert b'id="consent-title"' in browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now))).body


def test_a_remembered_browser_does_not_stand_for_the_second_factor_after_a_link_by_mail(world: World) -> None:
    browser = at_second_factor(world, recovery_codes=False)
    assert browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)), remember_device="yes").status == 200
    token = mailed_token(world)
    assert browser.post("/login/reset", {"token": token, "new_password": NEW}).status == 200
    world.now += 60
    browser.authorize(world.web_client())
    assert b'id="otp"' in browser.sign_in(password=NEW).body


def test_a_form_of_another_site_sends_no_mail(world: World) -> None:
    with_address(world)
    refused = Browser(world).post("/login/forgotten", {"username": "person"}, origin="https://evil.example")
    assert world.reason_of(refused) == "session.cross_site_post"
    assert not mails(world)


def test_the_pages_leak_no_address(world: World) -> None:
    page = Browser(world).get(f"/login/reset?token={mailed_token(world)}")
    assert page.header("referrer-policy") == "no-referrer"
    assert page.header("cache-control") == "no-store"
