"""Reasons of the family `device_code`, through the endpoint that devices ask, the token endpoint and the page."""

from __future__ import annotations

from typing import Any

from assay.formats import opaque_token
from assay.model.effects import EndEndUserSession, RevokeGrantsOf, SwitchEndUser
from provocations.browser import Browser, someone
from provocations.registry import provokes
from provocations.world import PERSON, Answer, Credentials, World

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def a_client(world: World, **members: Any) -> Credentials:
    """A client for devices, and the end-user."""
    someone(world)
    members.setdefault("scopes", ("openid", "offline_access", "read"))
    return world.client(DEVICE_CODE, "refresh_token", **members)


def asked(world: World, client: Credentials, **form: str) -> dict[str, Any]:
    """The answer to a device's request."""
    answer = world.send("POST", "/device_authorization", form, basic=client)
    assert answer.status == 200, answer.body
    body: dict[str, Any] = answer.json()
    return body


def poll(world: World, client: Credentials, device_code: str) -> Answer:
    return world.token(client, grant_type=DEVICE_CODE, device_code=device_code)


def at_consent(world: World, user_code: str) -> Browser:
    """A person who has typed the code and signed in."""
    browser = Browser(world)
    browser.get("/device")
    browser.submit("/device", user_code=user_code)
    browser.sign_in()
    return browser


def approved(world: World, client: Credentials) -> str:
    """The code of a device that a person allowed."""
    body = asked(world, client)
    answer = at_consent(world, body["user_code"]).submit("/consent", **{"consent-approve": "yes"})
    assert b"device-approved" in answer.body, answer.body
    return str(body["device_code"])


def typed(world: World, user_code: str) -> str:
    browser = Browser(world)
    browser.get("/device")
    return world.reason_of(browser.submit("/device", user_code=user_code))


@provokes("device_code.malformed")
def malformed(world: World) -> str:
    return world.reason_of(poll(world, a_client(world), "abc"))


@provokes("device_code.unknown")
def unknown(world: World) -> str:
    code = opaque_token.encode(opaque_token.DEVICE_CODE, b"d" * 32)
    return world.reason_of(poll(world, a_client(world), code))


@provokes("device_code.wrong_client")
def wrong_client(world: World) -> str:
    code = asked(world, a_client(world))["device_code"]
    return world.reason_of(poll(world, a_client(world), code))


@provokes("device_code.authorization_pending")
def authorization_pending(world: World) -> str:
    client = a_client(world)
    return world.reason_of(poll(world, client, asked(world, client)["device_code"]))


@provokes("device_code.polled_too_fast")
def polled_too_fast(world: World) -> str:
    client = a_client(world)
    code = asked(world, client)["device_code"]
    poll(world, client, code)
    world.now += 2
    return world.reason_of(poll(world, client, code))


@provokes("device_code.expired")
def expired(world: World) -> str:
    client = a_client(world)
    code = asked(world, client)["device_code"]
    world.now += world.settings.device.code_lifetime
    return world.reason_of(poll(world, client, code))


@provokes("device_code.denied")
def denied(world: World) -> str:
    client = a_client(world)
    body = asked(world, client)
    answer = at_consent(world, body["user_code"]).submit("/consent", **{"consent-deny": "yes"})
    assert b"device-denied" in answer.body
    return world.reason_of(poll(world, client, body["device_code"]))


@provokes("device_code.redeemed")
def redeemed(world: World) -> str:
    client = a_client(world)
    code = approved(world, client)
    assert poll(world, client, code).status == 200
    return world.reason_of(poll(world, client, code))


@provokes("device_code.end_user_disabled")
def end_user_disabled(world: World) -> str:
    client = a_client(world)
    code = approved(world, client)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    return world.reason_of(poll(world, client, code))


@provokes("device_code.session_ended")
def session_ended(world: World) -> str:
    client = a_client(world)
    code = approved(world, client)
    for session in world.run(world.store.end_user_sessions.list_of(PERSON.subject)):
        world.commit(EndEndUserSession(session.session_id, int(world.now)))
    return world.reason_of(poll(world, client, code))


@provokes("device_code.too_many_waiting")
def too_many_waiting(world: World) -> str:
    client = a_client(world)
    for _ in range(world.settings.device.network_burst):
        asked(world, client)
    return world.refused("POST", "/device_authorization", {}, basic=client)


@provokes("device_code.user_code_unknown")
def user_code_unknown(world: World) -> str:
    return typed(world, "BCDF-GHJK")


@provokes("device_code.user_code_expired")
def user_code_expired(world: World) -> str:
    body = asked(world, a_client(world))
    world.now += world.settings.device.code_lifetime
    return typed(world, body["user_code"])


@provokes("device_code.user_code_answered")
def user_code_answered(world: World) -> str:
    body = asked(world, a_client(world))
    at_consent(world, body["user_code"]).submit("/consent", **{"consent-deny": "yes"})
    return typed(world, body["user_code"])


@provokes("device_code.too_many_guesses")
def too_many_guesses(world: World) -> str:
    for _ in range(world.settings.device.guesses_burst):
        typed(world, "BCDF-GHJK")
    return typed(world, "BCDF-GHJK")


@provokes("device_code.grant_revoked")
def grant_revoked(world: World) -> str:
    client = a_client(world)
    code = approved(world, client)
    at = int(world.now)
    world.commit(RevokeGrantsOf(client.client_id, PERSON.subject, at, at + 60, "consent.revoked"))
    return world.reason_of(poll(world, client, code))
