"""Stolen passwords that are tried here (security bar A183): noticed at the sign-in, told to whoever proves all else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest

from assay.app.settings import Settings
from assay.model.effects import ChangePassword
from assay.primitives.totp import code_at, step_at
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from assay.server.mail.settings import MailSettings
from provocations.browser import PASSWORD, Browser, someone
from provocations.of_end_user import LINK, SEED, at_second_factor, at_sign_in, mails, with_address
from provocations.of_passkey import Person
from provocations.world import ISSUER, PERSON, World

PAGE, MAIL = "/login/password", "/login/mail"
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


def with_app(world: World) -> Browser:
    """A person with an authenticator app, signed in."""
    browser = at_second_factor(world)
    typed(world, browser)
    return browser


def typed(world: World, browser: Browser) -> None:
    """The code that the app shows next."""
    world.now += 30
    browser.submit("/login/factor", otp=code_at(SEED, step_at(world.now)))


def test_a183_the_owner_is_led_to_change_it_and_then_goes_on(world: World, stolen: Imported) -> None:
    with_address(world)
    elsewhere = with_app(world)
    assert "consent-title" in shown(elsewhere)
    stolen.add(PASSWORD)  # imported after the password was set
    world.now += 60
    browser = at_sign_in_of(world)
    browser.sign_in()
    typed(world, browser)
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
    typed(world, again)
    assert "consent-title" in shown(again)


@pytest.mark.parametrize("app", [True, False])
def test_a183_nothing_goes_on_before_it_is_changed(world: World, stolen: Imported, app: bool) -> None:
    stolen.add(PASSWORD)
    if app:
        page, browser = PAGE, at_second_factor(world)
        typed(world, browser)
    else:
        page, browser = MAIL, at_sign_in(world)
        browser.sign_in()
    title = 'id="breached-password-title"' if app else 'id="password-by-mail-title"'
    assert title in shown(browser)
    form = dict(browser.form) or {"request": handle_in(browser)}
    for path in ("/login", "/consent", "/login/factor", "/login/enrol", "/login/passkey", "/login/password", MAIL):
        answer = browser.get(f"{path}?request={form['request']}")
        assert path == page or (answer.header("location") or "").startswith(f"{page}?"), path
    browser.form = form
    if app:
        assert title in browser.submit("/consent", **YES).body.decode()
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
    browser = at_second_factor(world)
    typed(world, browser)
    form, cookies = dict(browser.form), dict(browser.cookies)
    browser.submit(PAGE, new_password=ANOTHER)
    late = Browser(world)
    late.form, late.cookies = form, cookies
    late.submit(PAGE, new_password="seven slow green machines of brass")
    fresh = at_sign_in_of(world)
    fresh.sign_in(password=ANOTHER)
    assert 'id="factor-title"' in shown(fresh)


def test_a183_whoever_resets_it_meanwhile_has_the_last_word(world: World, stolen: Imported) -> None:
    stolen.add(PASSWORD)
    late = at_second_factor(world)
    typed(world, late)
    hasher = world.parts.password_hasher
    hashed = hasher.hash

    async def slow(password: str) -> str:
        made = await hashed(password)
        await world.store.unit_of_work.commit(
            [ChangePassword(PERSON.subject, "set by an operator", int(world.now) + 1)]
        )
        return made

    hasher.hash = slow
    late.submit(PAGE, new_password=ANOTHER)
    assert 'id="login-title"' in shown(late)
    known = world.run(world.store.end_users.find(PERSON.subject))
    assert known is not None
    assert known.password_hash == "set by an operator"


def test_a183_tokens_of_before_are_revoked(world: World, stolen: Imported) -> None:
    client = world.web_client()
    browser = at_second_factor(world)
    token = world.refresh_token(client)
    stolen.add(PASSWORD)
    browser = at_sign_in_of(world)
    browser.sign_in()
    typed(world, browser)
    browser.submit(PAGE, new_password=ANOTHER)
    assert world.reason_of(world.refresh(client, token)) == "refresh_token.revoked"


# ---------------------------------------------------------------------- where the password is all that there is


@pytest.fixture(params=["required", "optional"])
def mailing(request: pytest.FixtureRequest, stolen: Imported) -> Iterator[World]:
    """A server that delivers mail and asks everybody for a second factor, or those who have one; of a person without one."""
    policy = FactorPolicy(second_factor=request.param)
    made = World(Settings(issuer=ISSUER, factors=policy, mail=MailSettings(to_console=True)), breached=stolen)
    with_address(made, verified=True)
    stolen.add(PASSWORD)
    yield made
    made.close()


def stored(world: World) -> tuple[object, ...]:
    """All that a thief would like to change."""
    store = world.store
    return tuple(
        world.run(one)
        for one in (
            store.end_users.find(PERSON.subject),
            store.passkeys.list_of(PERSON.subject),
            store.second_factors.totp(PERSON.subject),
            store.second_factors.recovery_codes(PERSON.subject),
        )
    )


@pytest.mark.parametrize("acr", [None, "aal2", "phr"])
def test_a183_a_thief_enrols_and_changes_nothing(mailing: World, acr: str | None) -> None:
    before = stored(mailing)
    thief = Browser(mailing)
    thief.authorize(mailing.web_client(), acr_values=acr)
    thief.sign_in()
    assert 'id="password-by-mail-title"' in shown(thief)
    form = dict(thief.form)
    for path, fields in (
        ("/login/enrol", {"otp": "123456", "enrolment": "AAAA"}),
        ("/login/password", {"new_password": ANOTHER}),
        ("/login/passkey", {"passkey": "{}"}),
        ("/login/factor", {"otp": "123456"}),
        ("/consent", YES),
    ):
        thief.form = form
        thief.submit(path, **fields)
        assert 'id="password-by-mail-title"' in shown(thief), path
    for path in ("/account", "/account/factors", "/account/passkeys", "/account/profile"):
        assert (thief.get(path).header("location") or "").startswith("/login"), path
    assert stored(mailing) == before


def test_a183_the_page_tells_a_thief_nothing_of_the_account(mailing: World) -> None:
    thief = at_sign_in_of(mailing)
    pages = [thief.sign_in().body, thief.submit(MAIL).body]
    assert b'id="password-mailed"' in pages[1]
    assert not [page for page in pages if b"example.org" in page or b"A Person" in page]
    record = mailing.records.put_so_far[-1]
    assert (record.reason, record.subject, record.endpoint) == (
        "end_user.password_breached_alone",
        PERSON.subject,
        "sign_in",
    )
    assert (record.client_id, record.claimed_client_id, record.owner_id) == (None, None, None), "no client reads it"


def test_a183_the_owner_sets_another_one_by_the_link_and_goes_on(mailing: World) -> None:
    owner = at_sign_in_of(mailing)
    told = mailing.reason_of(owner.sign_in())
    assert told == "end_user.password_breached_alone"
    thief = at_sign_in_of(mailing)
    thief.sign_in()
    assert owner.submit(MAIL).status == 200
    assert 'id="password-mailed"' in shown(owner)
    handle = handle_in(owner)
    [mail] = mails(mailing)
    assert mail["to"] == "person@example.org"
    assert "somebody else knows the present one" in mail["text"]
    link = LINK.search(mail["text"])
    assert link is not None
    form = {"token": link[1], "new_password": PASSWORD}
    refused = Browser(mailing).post("/login/reset", form)
    assert mailing.reason_of(refused) == "registration.password_breached"
    mailing.now += 60
    assert Browser(mailing).post("/login/reset", {**form, "new_password": ANOTHER}).status == 200
    owner.follow(owner.get(f"/login?request={handle}"))
    assert 'id="login-title"' in shown(owner), "the sign-in that was begun goes on"
    owner.sign_in(password=ANOTHER)
    required = mailing.settings.factors.second_factor == "required"
    assert ('id="enrolment-title"' if required else 'id="consent-title"') in shown(owner)
    thief.follow(thief.get(f"{MAIL}?request={handle_in(thief)}"))
    assert 'id="login-title"' in shown(thief)
    assert mailing.reason_of(thief.sign_in()) == "end_user.password_mismatch"


def test_a183_a_stranger_who_asks_for_links_keeps_no_link_from_the_owner(mailing: World) -> None:
    owner, stranger = at_sign_in_of(mailing), Browser(mailing)
    owner.sign_in()
    mailing.peer = "198.51.100.9"
    for _ in range(30):  # whoever knows the username alone
        stranger.post("/login/forgotten", {"username": "person"})
    mailing.peer = "127.0.0.1"
    before = len(mails(mailing))
    owner.submit(MAIL)
    assert len(mails(mailing)) == before + 1


def test_a183_a212_links_are_few_and_one_is_always_good(mailing: World) -> None:
    thief = at_sign_in_of(mailing)
    thief.sign_in()
    sent: list[float] = []
    for _ in range(60):
        if thief.submit(MAIL).status == 200:
            sent.append(mailing.now)
        else:
            assert mailing.last_reason() == "end_user.too_many_mails"
            assert mailing.now < sent[-1] + 900, "whoever gets none has a link that works"
        mailing.now += 10
    assert 3 <= len(sent) <= 4


@pytest.mark.parametrize("why", ["address unknown", "address unverified", "no mail"])
def test_a183_without_a_mailbox_the_operator_is_asked(mailing: World, stolen: Imported, why: str) -> None:
    world = World(mailing.settings if why != "no mail" else Settings(issuer=ISSUER), breached=stolen)
    if why == "address unknown":
        someone(world)
    else:
        with_address(world, verified=why == "no mail")
    before, owner = stored(world), at_sign_in_of(world)
    assert world.reason_of(owner.sign_in()) == "end_user.mailbox_unprovable"
    assert 'id="password-by-mail-form"' not in shown(owner)
    assert b"example.org" not in owner.answer.body
    hidden = at_form_of(owner)
    assert world.reason_of(owner.post(MAIL, hidden)) == "end_user.mailbox_unprovable"
    assert mails(world) == []
    assert stored(world) == before
    world.close()


def at_form_of(browser: Browser) -> dict[str, str]:
    """What a form of a page without one would bring back: the token is that of the sign-in's other pages."""
    return {**browser.form, "request": handle_in(browser)}


def handle_in(browser: Browser) -> str:
    found = re.search(r"request=([A-Za-z0-9_-]{43})", shown(browser))
    assert found is not None
    return found[1]


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
