"""Reasons of the family `end_user`, through the sign-in page."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import SaveEndUser
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


@provokes("end_user.unknown")
def unknown(world: World) -> str:
    return world.reason_of(at_sign_in(world).sign_in(username="nobody"))


@provokes("end_user.password_mismatch")
def password_mismatch(world: World) -> str:
    return world.reason_of(at_sign_in(world).sign_in(password="wrong"))


@provokes("end_user.has_no_password")
def has_no_password(world: World) -> str:
    browser = at_sign_in(world)
    world.commit(SaveEndUser(PERSON))
    return world.reason_of(browser.sign_in())


@provokes("end_user.disabled")
def disabled(world: World) -> str:
    browser = at_sign_in(world)
    known = world.run(world.store.end_users.find(PERSON.subject))
    world.commit(SaveEndUser(replace(known, disabled_at=int(world.now))))
    return world.reason_of(browser.sign_in(password=PASSWORD))
