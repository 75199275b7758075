"""The page of one's own passkeys through the whole server (security bar A200): who may change them, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.model.effects import ChangeClaims
from assay.primitives.totp import code_at, step_at
from provocations.browser import Browser
from provocations.of_end_user import RECOVERY_CODE, SEED, at_second_factor, mails, with_address
from provocations.of_passkey import Person
from provocations.world import PERSON, World

PAGE = "/account/passkeys"


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def signed_in_long_ago(world: World, **second: bool) -> Browser:
    """Somebody with a second factor whose proofs are too old for a change."""
    browser = at_second_factor(world, **second)
    if second.get("app", True):
        browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    else:
        browser.submit("/login/factor", recovery_code=RECOVERY_CODE)
    world.now += world.settings.factors.fresh_for
    assert browser.get(PAGE).status == 200
    return browser


def shown(browser: Browser) -> str:
    assert browser.answer is not None
    return browser.answer.body.decode()


def test_whoever_is_not_signed_in_is_led_there_and_back(world: World) -> None:
    with_address(world)
    browser = Browser(world)
    assert b"login-title" in browser.follow(browser.get(PAGE)).body
    assert b"passkeys-title" in browser.sign_in().body


def test_a_form_of_nobody_changes_nothing_and_leads_to_the_sign_in(world: World) -> None:
    answer = Browser(world).post(PAGE, {"change": "remove", "id": "AAAA"})
    assert (answer.header("location") or "").startswith("/login")


def test_a_code_of_the_app_confirms(world: World) -> None:
    browser = signed_in_long_ago(world)
    assert 'id="otp"' in shown(browser)
    assert 'id="password"' not in shown(browser), "a password alone does not confirm"
    browser.submit(PAGE, change="confirm", otp=code_at(SEED, step_at(world.now)))
    assert "add-form" in shown(browser)


def test_the_password_does_not_stand_in_for_the_app(world: World) -> None:
    browser = signed_in_long_ago(world)
    browser.submit(PAGE, change="confirm", password="correct horse battery staple")
    assert "add-form" not in shown(browser)


def test_a_code_confirms_once(world: World) -> None:
    browser = signed_in_long_ago(world)
    code = code_at(SEED, step_at(world.now))
    browser.submit(PAGE, change="confirm", otp=code)
    world.now += world.settings.factors.fresh_for
    assert 'id="otp"' in browser.get(PAGE).body.decode()
    assert world.reason_of(browser.submit(PAGE, change="confirm", otp=code)) == "end_user.code_mismatch"


def test_the_same_code_at_once_confirms_one_session(world: World) -> None:
    browser = signed_in_long_ago(world)
    code = code_at(SEED, step_at(world.now))
    browser.submit(PAGE, change="confirm", otp=code)
    assert world.reason_of(browser.submit(PAGE, change="confirm", otp=code)) == "end_user.code_replayed"


def test_codes_are_not_guessed_here_either(world: World) -> None:
    browser = signed_in_long_ago(world)
    for _ in range(5):
        browser.submit(PAGE, change="confirm", otp="000000")
    assert world.reason_of(browser.submit(PAGE, change="confirm", otp="000000")) == "end_user.too_many_codes"


def test_who_has_recovery_codes_alone_confirms_with_a_password_no_more(world: World) -> None:
    browser = signed_in_long_ago(world, app=False)
    assert 'id="otp"' not in shown(browser), "the only code was used to sign in"
    assert 'id="password"' in shown(browser)


def test_people_hear_of_a_passkey_that_comes_and_of_one_that_goes(world: World) -> None:
    with_address(world)
    person = Person(world, registered=False)
    world.commit(ChangeClaims(known(world).subject, known(world).claims, '{"email": "person@example.org"}'))
    person.sign_in_by_password()
    person.add()
    assert "A passkey was added" in mails(world)[-1]["text"]
    world.now += 1
    person.confirm()
    page = person.browser.get(PAGE).body.decode()
    passkey_id = page.partition('name="id" value="')[2].partition('"')[0]
    person.browser.submit(PAGE, change="rename", id=passkey_id, name="Another name")
    assert len(mails(world)) == 1, "a name opens nothing"
    person.browser.submit(PAGE, change="remove", id=passkey_id)
    assert "A passkey was removed" in mails(world)[-1]["text"]


def known(world: World):
    found = world.run(world.store.end_users.find(PERSON.subject))
    assert found is not None
    return found
