"""Nobody changes the factors of an account from a session alone (security bar A200, A184, A198)."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterator

import pytest

from assay.primitives.totp import code_at, step_at
from provocations.browser import PASSWORD, Browser
from provocations.of_end_user import SEED, at_second_factor, mails, with_address
from provocations.world import PERSON, World

PAGE = "/account/factors"


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def signed_in(world: World) -> Browser:
    with_address(world)
    browser = Browser(world)
    browser.authorize(world.web_client())
    browser.sign_in()
    browser.get(PAGE)
    return browser


def with_app(world: World) -> Browser:
    browser = at_second_factor(world)
    browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    browser.get(PAGE)
    return browser


def key_in(body: bytes) -> bytes:
    found = re.search(rb'id="enrolment-key">([A-Z2-7 ]+)<', body)
    assert found is not None
    return b32decode(found[1].replace(b" ", b""))


@pytest.mark.parametrize("change", ["recovery_codes", "remove", "enrol"])
def test_an_old_session_changes_nothing(world: World, change: str) -> None:
    browser = with_app(world)
    world.now += 301
    refused = browser.submit(PAGE, change=change)
    assert refused.status == 403
    assert world.reason_of(refused) == "session.confirmation_needed"
    assert world.run(world.store.second_factors.totp(PERSON.subject)) is not None


def test_whoever_has_a_second_factor_confirms_with_that_and_not_with_the_password(world: World) -> None:
    browser = with_app(world)
    world.now += 301
    browser.get(PAGE)
    browser.submit(PAGE, change="confirm", password=PASSWORD)
    assert world.reason_of(browser.submit(PAGE, change="remove")) == "session.confirmation_needed"
    before = browser.cookies["assay_session"]
    browser.submit(PAGE, change="confirm", otp=code_at(SEED, step_at(world.now)))
    assert browser.cookies["assay_session"] != before
    assert b'id="app-state">none<' in browser.submit(PAGE, change="remove").body


def test_an_app_is_enrolled_new_codes_are_made_and_each_is_told_by_mail(world: World) -> None:
    browser = signed_in(world)
    seed = key_in(browser.get(PAGE).body)
    assert world.reason_of(browser.submit(PAGE, otp="000000")) == "end_user.code_mismatch"
    shown = browser.submit(PAGE, otp=code_at(seed, step_at(world.now)))
    assert len(re.findall(rb'class="copy">[a-z2-7-]{19}<', shown.body)) == 10
    # A password is no fresh second factor: what was enrolled a moment ago is asked for.
    assert b'id="confirm-form"' in shown.body
    world.now += 30
    browser.submit(PAGE, change="confirm", otp=code_at(seed, step_at(world.now)))
    renewed = browser.submit(PAGE, change="recovery_codes")
    assert len(re.findall(rb'class="copy">[a-z2-7-]{19}<', renewed.body)) == 10
    told = [mail["subject"] for mail in mails(world)]
    assert any("authenticator app was set up" in subject for subject in told)
    assert any("New recovery codes" in subject for subject in told)


def test_a_form_of_another_session_or_site_changes_nothing(world: World) -> None:
    browser = with_app(world)
    assert world.reason_of(browser.submit(PAGE, change="remove", form_token="x")) == "session.form_token_mismatch"
    foreign = browser.post(PAGE, {**browser.form, "change": "remove"}, origin="https://evil.example")
    assert world.reason_of(foreign) == "session.cross_site_post"


def test_half_a_sign_in_sees_nothing(world: World) -> None:
    browser = at_second_factor(world)
    assert b"login-title" in browser.follow(browser.get(PAGE)).body


def test_a_change_that_does_not_exist_is_told_so(world: World) -> None:
    browser = signed_in(world)
    assert world.reason_of(browser.submit(PAGE, change="everything")) == "request.parameter_malformed"
