"""Reasons of the family `session`, through the pages for sign-in and consent."""

from __future__ import annotations

from dataclasses import replace

from assay.model.effects import AddEndUser
from provocations.browser import Browser, someone
from provocations.registry import provokes
from provocations.world import PERSON, World


def at_sign_in(world: World) -> Browser:
    someone(world)
    browser = Browser(world)
    browser.authorize(world.web_client())
    return browser


@provokes("session.cookie_missing")
def cookie_missing(world: World) -> str:
    browser = at_sign_in(world)
    browser.cookies.clear()
    return world.reason_of(browser.sign_in())


@provokes("session.another_browser")
def another_browser(world: World) -> str:
    browser, other = at_sign_in(world), at_sign_in(world)
    browser.cookies = other.cookies
    return world.reason_of(browser.sign_in())


@provokes("session.authorization_request_unknown")
def authorization_request_unknown(world: World) -> str:
    browser = at_sign_in(world)
    browser.form["request"] = "unheard-of"
    return world.reason_of(browser.sign_in())


@provokes("session.authorization_request_expired")
def authorization_request_expired(world: World) -> str:
    browser = at_sign_in(world)
    world.now += world.settings.authorization.pending_request_lifetime
    return world.reason_of(browser.sign_in())


@provokes("session.form_token_mismatch")
def form_token_mismatch(world: World) -> str:
    browser = at_sign_in(world)
    browser.form["form_token"] = "invented"
    return world.reason_of(browser.sign_in())


@provokes("session.cross_site_post")
def cross_site_post(world: World) -> str:
    browser = at_sign_in(world)
    return world.reason_of(browser.post("/login", browser.form, origin="https://evil.example"))


@provokes("session.account_changed")
def account_changed(world: World) -> str:
    browser = at_sign_in(world)
    browser.sign_in()
    consent = dict(browser.form)
    browser.authorize(world.web_client(), prompt="login")
    person = world.run(world.store.end_users.find(PERSON.subject))
    assert person is not None
    world.commit(AddEndUser(replace(person, subject="another", username="another")))
    browser.sign_in("another")  # the same browser, another account
    browser.form = consent
    return world.reason_of(browser.submit("/consent", **{"consent-approve": "yes"}))


@provokes("session.confirmation_needed")
def confirmation_needed(world: World) -> str:
    browser = at_sign_in(world)
    browser.sign_in()
    world.now += world.settings.factors.fresh_for
    browser.get("/account/passkeys")
    return world.reason_of(browser.submit("/account/passkeys", change="add", passkey="{}", name="Phone"))
