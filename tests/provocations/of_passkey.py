"""Reasons of the family `passkey`, through the sign-in page and the page of one's own passkeys."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

from assay.app.settings import Settings
from assay.formats.base64url import encode_text
from assay.model.effects import AddPasskey, SwitchEndUser
from authenticator import BACKED_UP, PRESENT, VERIFIED, Authenticator
from provocations.browser import Browser, someone
from provocations.registry import provokes
from provocations.world import PERSON, Answer, World

PAGE = "/account/passkeys"


class Person:
    """Somebody with a browser and an authenticator."""

    def __init__(self, world: World, *, registered: bool = True) -> None:
        someone(world)
        self.world = world
        self.browser = Browser(world)
        issuer = world.settings.issuer
        self.authenticator = Authenticator(issuer, urlsplit(issuer).hostname or "")
        if registered:
            self.sign_in_by_password()
            self.add()

    def sign_in_by_password(self) -> None:
        self.browser.authorize(self.world.web_client())
        self.browser.sign_in()

    def at_sign_in(self) -> None:
        self.browser.cookies.clear()
        self.browser.authorize(self.world.web_client())

    def options(self, form: str) -> str:
        assert self.browser.answer is not None
        page = self.browser.answer.body.decode()
        [found] = re.findall(rf'<form[^>]*id="{form}"[^>]*data-options="([^"]*)"', page)
        return html.unescape(found)

    def add(self, *, name: str = "Phone", **bent: Any) -> Answer:
        """Register the authenticator."""
        self.browser.get(PAGE)
        answer = self.authenticator.create(self.options("add-form"), **bent)
        return self.post_new(answer, name)

    def confirm(self) -> None:
        """Prove once more who one is; the password is not enough once there is a passkey."""
        self.browser.get(PAGE)
        self.browser.submit(
            PAGE, change="confirm", passkey=self.authenticator.get(self.options("confirm-passkey-form"))
        )

    def post_new(self, answer: str, name: str = "Phone") -> Answer:
        return self.browser.submit(PAGE, change="add", passkey=answer, name=name)

    def sign_in(self, **bent: Any) -> Answer:
        """Sign in with the authenticator, on a page that was just opened."""
        self.at_sign_in()
        return self.post_sign_in(self.authenticator.get(self.options("passkey-form"), **bent))

    def post_sign_in(self, answer: str) -> Answer:
        return self.browser.submit("/login", passkey=answer)

    def reason(self, answer: Answer) -> str:
        return self.world.reason_of(answer)


def bent_sign_in(world: World, **bent: Any) -> str:
    person = Person(world)
    return person.reason(person.sign_in(**bent))


@provokes("passkey.issuer_without_domain")
def issuer_without_domain(world: World) -> str:
    by_address = World(Settings(issuer="http://127.0.0.1:8400"))
    person = Person(by_address, registered=False)
    person.at_sign_in()
    reason = person.reason(person.post_sign_in("{}"))
    world.last_answer = by_address.last_answer
    by_address.close()
    return reason


@provokes("passkey.answer_malformed")
def answer_malformed(world: World) -> str:
    person = Person(world, registered=False)
    person.at_sign_in()
    return person.reason(person.post_sign_in('{"type": "public-key"}'))


@provokes("passkey.challenge_unknown")
def challenge_unknown(world: World) -> str:
    return bent_sign_in(world, challenge=encode_text(bytes(56)))


@provokes("passkey.challenge_expired")
def challenge_expired(world: World) -> str:
    person = Person(world)
    person.at_sign_in()
    world.now += world.settings.passkeys.challenge_lifetime
    return person.reason(person.post_sign_in(person.authenticator.get(person.options("passkey-form"))))


@provokes("passkey.challenge_used")
def challenge_used(world: World) -> str:
    person = Person(world)
    person.confirm()
    options = person.options("add-form")
    person.authenticator.credential_id = b"another credential"
    person.post_new(person.authenticator.create(options))
    person.authenticator.credential_id = b"and one more"
    return person.reason(person.post_new(person.authenticator.create(options)))


@provokes("passkey.type_mismatch")
def type_mismatch(world: World) -> str:
    return bent_sign_in(world, type="webauthn.create")


@provokes("passkey.origin_mismatch")
def origin_mismatch(world: World) -> str:
    return bent_sign_in(world, origin="http://localhost.evil.example")


@provokes("passkey.cross_origin")
def cross_origin(world: World) -> str:
    return bent_sign_in(world, crossOrigin=True, topOrigin="https://evil.example")


@provokes("passkey.domain_mismatch")
def domain_mismatch(world: World) -> str:
    person = Person(world)
    person.authenticator.rp_id = "evil.example"
    return person.reason(person.sign_in())


@provokes("passkey.nobody_present")
def nobody_present(world: World) -> str:
    person = Person(world)
    person.authenticator.flags = VERIFIED
    return person.reason(person.sign_in())


@provokes("passkey.not_verified")
def not_verified(world: World) -> str:
    person = Person(world)
    person.authenticator.flags = PRESENT
    return person.reason(person.sign_in())


@provokes("passkey.backup_state_impossible")
def backup_state_impossible(world: World) -> str:
    person = Person(world)
    person.authenticator.flags |= BACKED_UP
    return person.reason(person.sign_in())


@provokes("passkey.algorithm_not_offered")
def algorithm_not_offered(world: World) -> str:
    person = Person(world, registered=False)
    person.sign_in_by_password()
    return person.reason(person.add(algorithm=-35))


@provokes("passkey.unknown")
def unknown(world: World) -> str:
    person = Person(world)
    person.authenticator.credential_id = b"never registered"
    return person.reason(person.sign_in())


@provokes("passkey.owner_mismatch")
def owner_mismatch(world: World) -> str:
    person = Person(world)
    person.authenticator.user_handle = b"somebody else"
    return person.reason(person.sign_in())


@provokes("passkey.signature_mismatch")
def signature_mismatch(world: World) -> str:
    person = Person(world)
    other = Authenticator(person.authenticator.origin, person.authenticator.rp_id)
    person.authenticator.key = other.key
    return person.reason(person.sign_in())


@provokes("passkey.sign_count_went_back")
def sign_count_went_back(world: World) -> str:
    person = Person(world)
    person.authenticator.count = 9
    person.sign_in()
    person.authenticator.count = 8
    reason = person.reason(person.sign_in())
    events = [event.type for event in world.run(world.store.events.read(0, 1000))]
    assert events.count("passkey.sign_count_went_back") == 1
    return reason


@provokes("passkey.account_disabled")
def account_disabled(world: World) -> str:
    person = Person(world)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    return person.reason(person.sign_in())


@provokes("passkey.already_registered")
def already_registered(world: World) -> str:
    person = Person(world)
    person.confirm()
    return person.reason(person.add())


@provokes("passkey.too_many")
def too_many(world: World) -> str:
    person = Person(world, registered=False)
    person.sign_in_by_password()
    person.browser.get(PAGE)
    options = person.options("add-form")
    person.add()
    person.confirm()
    for number in range(1, world.settings.passkeys.most_per_end_user):
        person.authenticator.credential_id = b"number %d" % number
        person.add()
    return person.reason(person.post_new(person.authenticator.create(options)))


@provokes("passkey.name_unusable")
def name_unusable(world: World) -> str:
    person = Person(world)
    person.confirm()
    return person.reason(person.add(name=" "))


@provokes("passkey.not_on_the_list")
def not_on_the_list(world: World) -> str:
    person = Person(world)
    person.confirm()
    return person.reason(person.browser.submit(PAGE, change="remove", id=encode_text(b"somebody else's")))


def without_password(world: World) -> Person:
    """Somebody who was registered without a password, signed in with the only passkey."""
    elsewhere = World()
    person = Person(elsewhere)
    [passkey] = elsewhere.run(elsewhere.store.passkeys.list_of(PERSON.subject))
    elsewhere.close()
    world.person()
    world.commit(AddPasskey(passkey))
    person.world, person.browser = world, Browser(world)
    person.sign_in()
    return person


@provokes("passkey.last_way_in")
def last_way_in(world: World) -> str:
    person = without_password(world)
    person.browser.get(PAGE)
    own = encode_text(person.authenticator.credential_id)
    reason = person.reason(person.browser.submit(PAGE, change="remove", id=own))
    assert len(world.run(world.store.passkeys.list_of(PERSON.subject))) == 1
    return reason
