"""Reasons of the family `end_user`, through the sign-in page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace

from assay.model.effects import AddTotp, ChangeClaims, ReplaceRecoveryCodes, SwitchEndUser
from assay.primitives.totp import code_at, step_at
from assay.server.end_user_authentication.recovery_codes import recovery_code_hash
from assay.server.end_user_authentication.totp_seeds import TotpSeeds
from assay.server.mail.settings import MailSettings
from provocations.browser import PASSWORD, Browser, someone
from provocations.registry import provokes
from provocations.world import PERSON, World


def at_sign_in(world: World) -> Browser:
    someone(world)
    browser = Browser(world)
    browser.authorize(world.web_client())
    return browser


@provokes("end_user.credentials_missing")
def credentials_missing(world: World) -> str:
    return world.reason_of(at_sign_in(world).sign_in(password=""))


@provokes("end_user.password_too_long")
def password_too_long(world: World) -> str:
    return world.reason_of(at_sign_in(world).sign_in(password="x" * 2000))


@provokes("end_user.too_many_attempts")
def too_many_attempts(world: World) -> str:
    browser = at_sign_in(world)
    for _ in range(world.settings.sign_in.account_burst):
        browser.sign_in(password="wrong")
    return world.reason_of(browser.sign_in(password="wrong"))


def with_a_list(world: World, then: Callable[[World], str], mail: MailSettings | None = None) -> str:
    """What happens in a world with a list of breached passwords, on which the person's stands."""
    settings = replace(world.settings, mail=mail or world.settings.mail)
    imported = World(settings, breached={hashlib.sha1(PASSWORD.encode()).digest()})
    reason = then(imported)
    world.last_answer = imported.last_answer
    world.told_people |= imported.told_people
    imported.close()
    return reason


@provokes("end_user.password_breached")
def password_breached(world: World) -> str:
    def proved(imported: World) -> str:
        return imported.reason_of(
            at_second_factor(imported).submit("/login/factor", otp=code_at(SEED, step_at(world.now)))
        )

    return with_a_list(world, proved)


@provokes("end_user.password_breached_alone")
def password_breached_alone(world: World) -> str:
    def stopped(imported: World) -> str:
        with_address(imported, verified=True)
        return imported.reason_of(at_sign_in(imported).sign_in())

    return with_a_list(world, stopped, MailSettings(to_console=True))


@provokes("end_user.mailbox_unprovable")
def mailbox_unprovable(world: World) -> str:
    return with_a_list(world, lambda imported: imported.reason_of(at_sign_in(imported).sign_in()))


@provokes("end_user.unknown")
def unknown(world: World) -> str:
    return world.reason_of(at_sign_in(world).sign_in(username="nobody"))


@provokes("end_user.password_mismatch")
def password_mismatch(world: World) -> str:
    return world.reason_of(at_sign_in(world).sign_in(password="wrong"))


@provokes("end_user.has_no_password")
def has_no_password(world: World) -> str:
    browser = Browser(world)
    browser.authorize(world.web_client())
    return world.reason_of(browser.sign_in())


@provokes("end_user.disabled")
def disabled(world: World) -> str:
    browser = at_sign_in(world)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    return world.reason_of(browser.sign_in(password=PASSWORD))


# ---------------------------------------------------------------------- the second factor

SEED = b"12345678901234567890"
RECOVERY_CODE = "aaaa-bbbb-cccc-dddd"


def seeds_of(world: World) -> TotpSeeds:
    return TotpSeeds(world.doors.sealer, world.doors.entropy, world.store.issuer_id)


def at_second_factor(world: World, *, app: bool = True, recovery_codes: bool = True) -> Browser:
    someone(world)
    if app:
        world.commit(AddTotp(seeds_of(world).credential(PERSON.subject, SEED, 0, world.now)))
    if recovery_codes:
        world.commit(ReplaceRecoveryCodes(PERSON.subject, (recovery_code_hash(of(RECOVERY_CODE)),), 1))
    browser = Browser(world)
    browser.authorize(world.web_client(), acr_values="aal2")
    browser.sign_in()
    return browser


def of(text: str) -> bytes:
    from assay.formats.one_time_code import recovery_code

    code = recovery_code(text)
    assert code is not None
    return code


@provokes("end_user.code_missing")
def code_missing(world: World) -> str:
    return world.reason_of(at_second_factor(world).submit("/login/factor", otp="twelve"))


@provokes("end_user.code_mismatch")
def code_mismatch(world: World) -> str:
    return world.reason_of(at_second_factor(world).submit("/login/factor", otp="000000"))


@provokes("end_user.code_replayed")
def code_replayed(world: World) -> str:
    shown = code_at(SEED, step_at(world.now))
    at_second_factor(world).submit("/login/factor", otp=shown)
    other = Browser(world)
    other.authorize(world.web_client(), acr_values="aal2")
    other.sign_in()
    return world.reason_of(other.submit("/login/factor", otp=shown))


@provokes("end_user.too_many_codes")
def too_many_codes(world: World) -> str:
    browser = at_second_factor(world)
    for _ in range(5):
        browser.submit("/login/factor", otp="000000")
    return world.reason_of(browser.submit("/login/factor", otp="000000"))


@provokes("end_user.no_authenticator_app")
def no_authenticator_app(world: World) -> str:
    return world.reason_of(at_second_factor(world, app=False).submit("/login/factor", otp="123456"))


@provokes("end_user.recovery_code_mismatch")
def recovery_code_mismatch(world: World) -> str:
    return world.reason_of(at_second_factor(world).submit("/login/factor", recovery_code="aaaa-aaaa-aaaa-aaaa"))


@provokes("end_user.recovery_code_used")
def recovery_code_used(world: World) -> str:
    at_second_factor(world).submit("/login/factor", recovery_code=RECOVERY_CODE)
    other = Browser(world)
    other.authorize(world.web_client(), acr_values="aal2")
    other.sign_in()
    return world.reason_of(other.submit("/login/factor", recovery_code=RECOVERY_CODE))


@provokes("end_user.enrolment_expired")
def enrolment_expired(world: World) -> str:
    browser = at_second_factor(world, app=False, recovery_codes=False)
    return world.reason_of(browser.submit("/login/enrol", otp="123456", enrolment="AAAA"))


# ---------------------------------------------------------------------- links by mail

LINK = re.compile(r"token=([A-Za-z0-9_-]{43})")


def with_address(world: World, *, verified: bool = False) -> None:
    someone(world)
    known = world.run(world.store.end_users.find(PERSON.subject))
    claims = {"email": "person@example.org", **({"email_verified": True} if verified else {})}
    world.commit(ChangeClaims(known.subject, known.claims, json.dumps(claims)))


def mails(world: World) -> list[dict[str, str]]:
    """What waits in the outbox for the person, the oldest first."""
    waiting = world.run(world.store.outbox.list_all(50))
    return [world.parts.outgoing.content(one) for one in reversed(waiting) if one.kind == "mail"]


def mailed_token(world: World) -> str:
    with_address(world)
    world.now += 1  # mails of one second have no order
    Browser(world).post("/login/forgotten", {"username": "person"})
    found = LINK.search(mails(world)[-1]["text"])
    assert found is not None
    return found[1]


@provokes("end_user.link_unknown")
def link_unknown(world: World) -> str:
    return world.reason_of(Browser(world).get("/login/reset?token=" + "x" * 43))


@provokes("end_user.link_expired")
def link_expired(world: World) -> str:
    token = mailed_token(world)
    world.now += 900
    return world.reason_of(Browser(world).get(f"/login/reset?token={token}"))


@provokes("end_user.link_needs_sign_in")
def link_needs_sign_in(world: World) -> str:
    with_address(world)
    asking = Browser(world)
    asking.follow(asking.get("/account/profile"))
    asking.sign_in()
    asking.submit("/account/profile", change="email", email="victim@example.org")
    found = LINK.search(mails(world)[-1]["text"])
    assert found is not None
    return world.reason_of(Browser(world).get(f"/login/verify?token={found[1]}"))


def at_profile(world: World, **fields: str) -> str:
    someone(world)
    browser = Browser(world)
    browser.follow(browser.get("/account/profile"))
    browser.sign_in()
    return world.reason_of(browser.submit("/account/profile", **fields))


@provokes("end_user.email_address_unusable")
def email_address_unusable(world: World) -> str:
    return at_profile(world, change="email", email="somebody at example.org")


@provokes("end_user.name_unusable")
def name_unusable(world: World) -> str:
    return at_profile(world, change="name", name="x" * 129)


@provokes("end_user.too_many_mails")
def too_many_mails(world: World) -> str:
    browser = Browser(world)
    for number in range(20):
        browser.post("/login/forgotten", {"username": f"person-{number}"})
    return world.reason_of(browser.post("/login/forgotten", {"username": "person"}))
