"""A request that demands a passkey leads whoever has none to one, after a fresh proof of what they have (A194, A200)."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator

import pytest

from assay.app.settings import Settings
from assay.model.effects import AddTotp
from assay.primitives.totp import code_at, step_at
from assay.server.end_user_authentication.factor_policy import FactorPolicy
from provocations.browser import Browser
from provocations.of_end_user import SEED, mails, seeds_of, with_address
from provocations.of_passkey import Person
from provocations.world import ISSUER, PERSON, World

PAGE = "/login/passkey"
YES = {"consent-approve": "yes"}


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


class Visitor:
    """Somebody without a passkey, with an authenticator that could hold one, and a client that demands one."""

    def __init__(self, world: World, *, app: bool = False) -> None:
        self.person = Person(world, registered=False)
        with_address(world)
        if app:
            world.commit(AddTotp(seeds_of(world).credential(PERSON.subject, SEED, 0, world.now)))
        self.world, self.browser, self.client = world, self.person.browser, world.web_client()

    def asks(self, **changes: str) -> None:
        self.browser.authorize(self.client, **{"acr_values": "phr", **changes})

    def types_code(self) -> None:
        self.browser.submit("/login/factor", otp=code_at(SEED, step_at(self.world.now)))

    def adds(self) -> None:
        answer = self.person.authenticator.create(self.person.options("add-form"))
        self.browser.submit(PAGE, passkey=answer, name="Laptop")

    def at(self, title: str) -> bool:
        assert self.browser.answer is not None
        return f'id="{title}"'.encode() in self.browser.answer.body

    def passkeys(self) -> int:
        return len(self.world.run(self.world.store.passkeys.list_of(PERSON.subject)))

    def reason(self) -> str:
        assert self.browser.answer is not None
        return self.world.reason_of(self.browser.answer)


def id_token_of(visitor: Visitor) -> dict[str, object]:
    location = visitor.browser.submit("/consent", **YES).header("location") or ""
    found = re.search(r"code=([^&]+)", location)
    assert found, location
    tokens = visitor.world.exchange(visitor.client, found.group(1)).json()
    payload = tokens["id_token"].split(".")[1]
    claims: dict[str, object] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


@pytest.mark.parametrize("second_factor", ["optional", "required"])
def test_who_has_a_password_alone_adds_one_and_goes_on(second_factor: str) -> None:
    policy = FactorPolicy(second_factor=second_factor)  # type: ignore[arg-type]
    world = World(Settings(issuer=ISSUER, factors=policy))
    visitor = Visitor(world)
    visitor.asks()
    visitor.browser.sign_in()
    assert visitor.at("passkey-enrolment-title")
    visitor.adds()
    assert visitor.at("consent-title")
    claims = id_token_of(visitor)
    assert claims["acr"] == "phr"
    assert set(claims["amr"]) == {"pwd", "hwk", "user", "mfa"}  # type: ignore[call-overload]
    assert "A passkey was added" in mails(world)[-1]["text"]
    world.now += 60
    visitor.person.authenticator.count += 1
    visitor.person.sign_in()
    assert visitor.at("consent-title"), "it signs in from now on"
    world.close()


def test_who_has_an_app_shows_it_first(world: World) -> None:
    visitor = Visitor(world, app=True)
    visitor.asks()
    visitor.browser.sign_in()
    assert visitor.at("factor-title")
    form = dict(visitor.browser.form)
    skipped = visitor.browser.get(f"{PAGE}?request={form['request']}")
    assert (skipped.header("location") or "").startswith("/login/factor")
    visitor.browser.form = form
    visitor.browser.submit(PAGE, passkey="{}", name="Laptop")
    assert visitor.at("factor-title")
    visitor.types_code()
    assert visitor.at("passkey-enrolment-title")
    visitor.adds()
    assert visitor.at("consent-title")
    assert visitor.passkeys() == 1


@pytest.mark.parametrize(("app", "asked"), [(False, "login-title"), (True, "factor-title")])
def test_a_stolen_session_makes_no_passkey_for_itself(world: World, app: bool, asked: str) -> None:
    visitor = Visitor(world, app=app)
    visitor.asks(acr_values="aal1")
    visitor.browser.sign_in()
    if app:
        visitor.types_code()
    assert visitor.at("consent-title")
    world.now += world.settings.factors.fresh_for + 1
    visitor.asks()
    assert visitor.at(asked)
    if app:
        visitor.types_code()
    else:
        visitor.browser.sign_in()
    assert visitor.at("passkey-enrolment-title")
    world.now += world.settings.factors.fresh_for + 1
    visitor.adds()
    assert visitor.at(asked), "the page was left open for too long"
    assert visitor.passkeys() == 0


def test_a_challenge_of_another_place_counts_for_nothing(world: World) -> None:
    visitor = Visitor(world)
    visitor.asks()
    visitor.browser.sign_in()
    first = visitor.person.authenticator.create(visitor.person.options("add-form"))
    visitor.asks(prompt="login")
    visitor.browser.sign_in()
    visitor.browser.submit(PAGE, passkey=first, name="Laptop")
    assert visitor.reason() == "passkey.challenge_unknown"
    visitor.browser.submit(PAGE, passkey="{}", name="Laptop")
    assert visitor.reason() == "passkey.answer_malformed"
    visitor.adds()
    assert visitor.at("consent-title")


def test_sending_it_twice_adds_one(world: World) -> None:
    visitor = Visitor(world)
    visitor.asks()
    visitor.browser.sign_in()
    form, cookies = dict(visitor.browser.form), dict(visitor.browser.cookies)
    answer = visitor.person.authenticator.create(visitor.person.options("add-form"))
    visitor.browser.submit(PAGE, passkey=answer, name="Laptop")
    late = Browser(world)
    late.form, late.cookies = form, cookies
    late.submit(PAGE, passkey=answer, name="Laptop")
    assert visitor.passkeys() == 1


def test_who_has_no_device_for_it_goes_back_and_the_client_is_told(world: World) -> None:
    visitor = Visitor(world)
    visitor.asks()
    visitor.browser.sign_in()
    answer = visitor.browser.submit(PAGE, without="yes")
    assert "error=unmet_authentication_requirements" in (answer.header("location") or "")
    assert world.records.put_so_far[-1].reason == "authorization_request.authentication_unmet"


def test_without_a_page_the_client_is_told_that_one_would_help(world: World) -> None:
    visitor = Visitor(world)
    visitor.asks(acr_values="aal1")
    visitor.browser.sign_in()
    visitor.asks(prompt="none")
    assert "error=login_required" in ((visitor.browser.answer and visitor.browser.answer.header("location")) or "")


@pytest.mark.parametrize(
    "settings",
    [
        Settings(issuer=ISSUER, factors=FactorPolicy(second_factor="optional", passkey_enrolment="beforehand")),
        Settings(issuer="http://127.0.0.1:8400", factors=FactorPolicy(second_factor="optional")),
    ],
    ids=["enrolled beforehand", "an issuer without a domain"],
)
def test_where_none_may_or_can_be_added_the_request_is_refused(settings: Settings) -> None:
    world = World(settings)
    visitor = Visitor(world)
    visitor.asks()
    visitor.browser.sign_in()
    assert visitor.reason() == "authorization_request.authentication_unmet"
    world.close()


def test_a_scope_that_needs_one_leads_there_too() -> None:
    policy = FactorPolicy(second_factor="optional", acr_by_scope=("read=phr",))
    world = World(Settings(issuer=ISSUER, factors=policy))
    visitor = Visitor(world)
    visitor.browser.authorize(visitor.client)
    visitor.browser.sign_in()
    assert visitor.at("passkey-enrolment-title")
    world.close()
