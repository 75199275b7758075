"""Guessing passwords and codes, and what it does to the owner (security bar A180, A181, A182, A187, A195)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from assay.primitives.totp import code_at, step_at
from provocations.browser import PASSWORD, Browser, someone
from provocations.of_end_user import RECOVERY_CODE, SEED, at_second_factor, mailed_token
from provocations.world import Answer, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def told(answer: Answer) -> str | None:
    """The public reason on the page, or None."""
    found = re.search(rb'id="error-code">([a-z_.]+)<', answer.body)
    return found[1].decode() if found is not None else None


def guess(world: World, network: int, password: str = "a guess of somebody") -> str | None:
    """One guess from a network; the reason that came, or None when it let in."""
    world.peer = f"198.51.{network // 250}.{network % 250 + 1}"
    browser = Browser(world)
    browser.authorize(world.web)
    answer = browser.sign_in(password=password)
    return told(answer)


@pytest.fixture
def known(world: World) -> Browser:
    """The owner's own browser, signed in once."""
    someone(world)
    world.web = world.web_client()
    browser = Browser(world)
    browser.authorize(world.web)
    assert browser.sign_in().status == 200
    return browser


def test_two_hundred_guesses_from_two_hundred_networks_are_stopped_and_the_owner_is_not(
    world: World, known: Browser
) -> None:
    given = [guess(world, number) for number in range(200)]
    assert given.count("end_user.authentication_failed") == 100
    assert given.count("end_user.too_many_attempts") == 100
    assert guess(world, 300, PASSWORD) == "end_user.too_many_attempts", "a stranger who hits on it is not let in either"
    world.peer = "203.0.113.9"
    known.cookies = {name: value for name, value in known.cookies.items() if "session" not in name}
    known.authorize(world.web)
    assert b'id="consent-title"' in known.sign_in().body
    assert guess(world, 301) == "end_user.authentication_failed", "the owner's success gives the budget back"


def test_the_owners_browser_has_a_limit_of_its_own(world: World, known: Browser) -> None:
    known.cookies = {name: value for name, value in known.cookies.items() if "session" not in name}
    known.authorize(world.web)
    reasons = [world.reason_of(known.sign_in(password="wrong")) for _ in range(11)]
    assert reasons == ["end_user.password_mismatch"] * 10 + ["end_user.too_many_attempts"]


def test_a_device_cookie_of_another_person_is_no_way_around(world: World, known: Browser) -> None:
    from assay.model.effects import AddEndUser
    from assay.model.end_user import EndUser

    world.commit(AddEndUser(EndUser("victim", "victim", None)))
    known.authorize(world.web, prompt="login")
    reasons = [world.reason_of(known.sign_in(username="victim", password="wrong")) for _ in range(11)]
    assert reasons[-1] == "end_user.too_many_attempts"


def test_spraying_from_one_network_is_stopped(world: World, known: Browser) -> None:
    world.peer = "198.51.100.9"
    browser = Browser(world)
    browser.authorize(world.web)
    given = [told(browser.sign_in(username=f"user-{number}", password="Summer2026!!")) for number in range(310)]
    assert given[-1] == "end_user.too_many_attempts"
    assert given.count("end_user.authentication_failed") <= 301


def test_a_megabyte_of_password_is_refused_before_it_is_hashed(world: World, known: Browser) -> None:
    browser = Browser(world)
    browser.authorize(world.web)
    began = time.perf_counter()
    answer = browser.post("/login", {**browser.form, "username": "person", "password": "x" * 1_000_000})
    assert answer.status in {400, 413}
    assert time.perf_counter() - began < 0.5


def factor_page(world: World, peer: str, password: str = PASSWORD) -> Browser:
    """Somebody who knows the password, in a new browser at this address."""
    world.peer = peer
    browser = Browser(world)
    browser.authorize(world.web_client(), acr_values="aal2")
    browser.sign_in(password=password)
    return browser


def codes_used_up(world: World, peer: str) -> None:
    thief = factor_page(world, peer)
    while world.reason_of(thief.submit("/login/factor", otp="000000")) == "end_user.code_mismatch":
        pass


def signs_in(world: World, browser: Browser, **code: str) -> bool:
    return (
        b"consent-title" in browser.submit("/login/factor", **(code or {"otp": code_at(SEED, step_at(world.now))})).body
    )


def test_codes_are_counted_by_person_and_network_and_not_by_browser(world: World) -> None:
    at_second_factor(world)
    codes_used_up(world, "198.51.100.9")
    again = factor_page(world, "198.51.100.9")
    assert world.reason_of(again.submit("/login/factor", otp="000000")) == "end_user.too_many_codes"


def test_whoever_knows_the_password_cannot_use_up_the_codes_of_the_owner_elsewhere(world: World) -> None:
    at_second_factor(world)
    for _ in range(30):
        codes_used_up(world, "198.51.100.9")
        world.now += 1800
    assert signs_in(world, factor_page(world, "203.0.113.5")), "the owner, at a browser that nobody knows yet"


def test_codes_tried_from_many_networks_leave_the_owner_a_way(world: World) -> None:
    known = at_second_factor(world)
    world.now += 30
    assert signs_in(world, known)
    for number in range(60):
        codes_used_up(world, f"10.0.0.{number}")
    owner = factor_page(world, "203.0.113.5")
    assert world.reason_of(owner.submit("/login/factor", otp="000000")) == "end_user.too_many_codes"
    assert signs_in(world, owner, recovery_code=RECOVERY_CODE), "recovery codes are counted apart"
    world.now += 30
    known.cookies = {name: value for name, value in known.cookies.items() if "session" not in name}
    known.authorize(world.web_client(), acr_values="aal2")
    known.sign_in()
    assert signs_in(world, known), "and so is a browser that is known"
    # Another password ends it: nobody else gets to the page, and the budget of strangers grows again.
    token, new = mailed_token(world), "a quite different passphrase"
    assert Browser(world).post("/login/reset", {"token": token, "new_password": new}).status == 200
    assert b"factor-title" not in factor_page(world, "10.0.0.1").answer.body
    world.now += 1800
    assert signs_in(world, factor_page(world, "203.0.113.6", new))


def test_recovery_codes_are_few_too(world: World) -> None:
    thief = at_second_factor(world)
    tried = [world.reason_of(thief.submit("/login/factor", recovery_code="aaaa-aaaa-aaaa-aaaa")) for _ in range(6)]
    assert tried[-1] == "end_user.too_many_codes"
    assert tried.count("end_user.recovery_code_mismatch") <= 5
