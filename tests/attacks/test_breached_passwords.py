"""Stolen passwords that are tried here (security bar A183): noticed at the sign-in, told to whoever proves all else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from assay.app.settings import Settings
from assay.model.effects import ChangePassword
from assay.primitives.totp import code_at, step_at
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from provocations.browser import PASSWORD, Browser
from provocations.of_end_user import SEED, at_second_factor, at_sign_in, mails, with_address
from provocations.of_passkey import Person
from provocations.world import ISSUER, PERSON, World

PAGE = "/login/password"
ANOTHER = "eleven purple ladders in the rain"
YES = {"consent-approve": "yes"}


class Imported:
    """A list that is imported while the server stands, and how often it was asked."""

    def __init__(self) -> None:
        self.hashes: set[bytes] = set()
        self.asked = 0

    def __contains__(self, sha1: object) -> bool:
        self.asked += 1
        return sha1 in self.hashes

    def add(self, password: str) -> None:
        self.hashes.add(hashlib.sha1(password.encode()).digest())


@pytest.fixture
def stolen() -> Imported:
    return Imported()


@pytest.fixture
def world(stolen: Imported) -> Iterator[World]:
    settings = Settings(issuer=ISSUER, factors=FactorPolicy(second_factor="optional"))
    made = World(settings, breached=stolen)
    yield made
    made.close()


def shown(browser: Browser) -> str:
    assert browser.answer is not None
    return browser.answer.body.decode()


def test_a183_the_owner_is_led_to_change_it_and_then_goes_on(world: World, stolen: Imported) -> None:
    with_address(world)
    elsewhere = at_sign_in_of(world)
    elsewhere.sign_in()
    assert "consent-title" in shown(elsewhere)
    stolen.add(PASSWORD)  # imported after the password was set
    world.now += 60
    browser = at_sign_in_of(world)
    browser.sign_in()
    assert 'id="breached-password-title"' in shown(browser)
    assert 'id="error-code">end_user.password_breached<' in shown(browser)
    record = world.records.put_so_far[-1]
    assert (record.reason, record.subject, record.endpoint) == ("end_user.password_breached", PERSON.subject, "sign_in")
    assert (record.client_id, record.claimed_client_id, record.owner_id) == (None, None, None), "no client reads it"
    assert world.reason_of(browser.submit(PAGE, new_password=PASSWORD)) == "registration.password_breached"
    assert world.reason_of(browser.submit(PAGE, new_password="short")) == "registration.password_too_short"
    before = browser.cookies["assay_session"]
    browser.submit(PAGE, new_password=ANOTHER)
    assert "consent-title" in shown(browser)
    assert browser.cookies["assay_session"] != before
    assert "code=" in (browser.submit("/consent", **YES).header("location") or "")
    assert "found among stolen ones" in mails(world)[-1]["text"]
    # What the old password opened is closed, and it opens nothing more.
    assert elsewhere.get("/account").status == 303
    again = at_sign_in_of(world)
    assert world.reason_of(again.sign_in()) == "end_user.password_mismatch"
    again.sign_in(password=ANOTHER)
    assert "consent-title" in shown(again)


def test_a183_nothing_goes_on_before_it_is_changed(world: World, stolen: Imported) -> None:
    stolen.add(PASSWORD)
    browser = at_sign_in(world)
    browser.sign_in()
    form = dict(browser.form)
    for path in ("/login", "/consent", "/login/factor", "/login/enrol"):
        answer = browser.get(f"{path}?request={form['request']}")
        assert (answer.header("location") or "").startswith(PAGE), path
    browser.form = form
    assert 'id="breached-password-title"' in browser.submit("/consent", **YES).body.decode()
    assert (browser.get("/account").header("location") or "").startswith("/login")
    silent = browser.authorize(world.web_client(), prompt="none")
    assert "error=login_required" in (silent.header("location") or "")


def test_a183_the_second_factor_comes_first_and_nothing_is_told_before(world: World, stolen: Imported) -> None:
    at_second_factor(world).sign_in()
    stolen.add(PASSWORD)
    thief = at_sign_in_of(world)
    page = thief.sign_in()
    assert 'id="factor-title"' in shown(thief)
    assert b"breached" not in page.body
    assert b"stolen" not in thief.submit("/login/factor", otp="000000").body
    assert not [record for record in world.records.put_so_far if record.reason == "end_user.password_breached"]
    assert (thief.get(f"{PAGE}?request={thief.form['request']}").header("location") or "").startswith("/login/factor")
    world.now += 900
    owner = at_sign_in_of(world)
    owner.sign_in()
    owner.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    assert 'id="breached-password-title"' in shown(owner)
    owner.submit(PAGE, new_password=ANOTHER)
    assert "consent-title" in shown(owner)
    [session] = [one for one in world.run(world.store.end_user_sessions.list_of(PERSON.subject)) if one.complete]
    assert {proof.method for proof in session.proofs} == {"password", "totp"}, "the second factor stays proved"


def test_a183_a_copied_remembered_browser_changes_no_stolen_password(world: World, stolen: Imported) -> None:
    owner = at_second_factor(world)
    owner.sign_in()
    owner.submit("/login/factor", otp=code_at(SEED, step_at(world.now)), remember_device="yes")
    assert "assay_device" in owner.cookies
    stolen.add(PASSWORD)
    world.now += 86_400
    thief = at_sign_in_of(world)
    thief.cookies["assay_device"] = owner.cookies["assay_device"]
    thief.sign_in()
    assert 'id="factor-title"' in shown(thief)
    form = dict(thief.form)
    assert (thief.get(f"{PAGE}?request={form['request']}").header("location") or "").startswith("/login/factor")
    thief.form = form
    thief.submit(PAGE, new_password=ANOTHER)
    assert 'id="factor-title"' in shown(thief)
    thief.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    assert 'id="breached-password-title"' in shown(thief), "whoever proves it freshly goes on"


def test_a183_who_does_not_know_the_password_makes_nobody_look(world: World, stolen: Imported) -> None:
    at_sign_in(world)
    stolen.add(PASSWORD)
    stolen.add("a guess")
    told = []
    for username in ("person", "nobody"):
        browser = at_sign_in_of(world)
        answer = browser.sign_in(username=username, password="a guess")
        told.append((answer.status, shown(browser).partition('id="error-code">')[2].partition("<")[0]))
    assert told == [(400, "end_user.authentication_failed")] * 2
    assert stolen.asked == 0


def test_a183_a_passkey_signs_in_as_ever(world: World, stolen: Imported) -> None:
    person = Person(world)
    stolen.add(PASSWORD)
    person.authenticator.count += 1
    person.sign_in()
    assert "consent-title" in shown(person.browser)


def test_a183_two_tabs_change_it_once(world: World, stolen: Imported) -> None:
    stolen.add(PASSWORD)
    browser = at_sign_in(world)
    browser.sign_in()
    form, cookies = dict(browser.form), dict(browser.cookies)
    browser.submit(PAGE, new_password=ANOTHER)
    late = Browser(world)
    late.form, late.cookies = form, cookies
    late.submit(PAGE, new_password="seven slow green machines of brass")
    fresh = at_sign_in_of(world)
    fresh.sign_in(password=ANOTHER)
    assert "consent-title" in shown(fresh)


def test_a183_whoever_resets_it_meanwhile_has_the_last_word(world: World, stolen: Imported) -> None:
    stolen.add(PASSWORD)
    thief = at_sign_in(world)
    thief.sign_in()
    hasher = world.parts.password_hasher
    hashed = hasher.hash

    async def slow(password: str) -> str:
        made = await hashed(password)
        reset = ChangePassword(PERSON.subject, "set by an operator", int(world.now) + 1)
        await world.store.unit_of_work.commit([reset])
        return made

    hasher.hash = slow
    thief.submit(PAGE, new_password=ANOTHER)
    assert 'id="login-title"' in shown(thief)
    known = world.run(world.store.end_users.find(PERSON.subject))
    assert known is not None
    assert known.password_hash == "set by an operator"


def test_a183_tokens_of_before_are_revoked(world: World, stolen: Imported) -> None:
    with_address(world)
    client = world.web_client()
    token = world.refresh_token(client)
    stolen.add(PASSWORD)
    browser = Browser(world)
    browser.authorize(client)
    browser.sign_in()
    browser.submit(PAGE, new_password=ANOTHER)
    assert world.reason_of(world.refresh(client, token)) == "refresh_token.revoked"


@pytest.mark.parametrize("factor", [True, False])
def test_a200_a_confirmation_with_a_breached_password_confirms_nothing(
    world: World, stolen: Imported, factor: bool
) -> None:
    owner = at_second_factor(world, app=factor, recovery_codes=False) if factor else at_sign_in(world)
    owner.submit("/login/factor", otp=code_at(SEED, step_at(world.now))) if factor else owner.sign_in()
    owner.get("/account/factors")
    assert 'id="factors-title"' in shown(owner)
    stolen.add(PASSWORD)
    world.now += 400  # somebody else sits at the browser that was left open
    owner.get("/account/factors")
    form = dict(owner.form)
    owner.submit("/account/factors", change="confirm", password=PASSWORD)
    [session] = world.run(world.store.end_user_sessions.list_of(PERSON.subject))[:1]
    assert not session.complete
    assert "breached_password" in {proof.method for proof in session.proofs}
    assert 'id="login-title"' not in shown(owner), "what was typed is not asked for once more"
    owner.form = form
    owner.submit("/account/factors", change="enrol", otp="000000")
    assert 'id="login-title"' in shown(owner)
    assert (owner.get("/account").header("location") or "").startswith("/login")


def test_a200_whoever_has_the_factor_changes_it_and_comes_back_to_the_page(world: World, stolen: Imported) -> None:
    owner = at_second_factor(world)
    owner.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    stolen.add(PASSWORD)
    world.now += 400
    owner.get("/account/factors")
    owner.submit("/account/factors", change="confirm", password=PASSWORD)
    assert 'id="factor-title"' in shown(owner)
    owner.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
    assert 'id="breached-password-title"' in shown(owner)
    owner.submit(PAGE, new_password=ANOTHER)
    assert 'id="factors-title"' in shown(owner)
    [session] = [one for one in world.run(world.store.end_user_sessions.list_of(PERSON.subject)) if one.complete]
    assert sorted(proof.method for proof in session.proofs) == ["password", "totp"], "each method has one proof"


def at_sign_in_of(world: World) -> Browser:
    browser = Browser(world)
    browser.authorize(world.web_client())
    return browser
