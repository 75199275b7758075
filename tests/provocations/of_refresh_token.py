"""Reasons of the family `refresh_token`, through the token endpoint."""

from __future__ import annotations

from assay.formats import opaque_token
from assay.model.effects import EndEndUserSession, RevokeGrant, SwitchEndUser
from provocations.registry import provokes
from provocations.world import PERSON, SESSION, Credentials, World

DAY = 86_400


def owned(world: World, **changes: object) -> tuple[Credentials, str]:
    client = world.web_client()
    return client, world.refresh_token(client, **changes)


def body_of(token: str) -> bytes:
    parsed = opaque_token.parse(token)
    assert parsed is not None
    return parsed.body


@provokes("refresh_token.malformed")
def malformed(world: World) -> str:
    return world.reason_of(world.refresh(world.web_client(), "abc"))


@provokes("refresh_token.unknown")
def unknown(world: World) -> str:
    client, token = owned(world)
    forged = opaque_token.encode(opaque_token.REFRESH_TOKEN, body_of(token)[:-1] + bytes((body_of(token)[-1] ^ 1,)))
    return world.reason_of(world.refresh(client, forged))


@provokes("refresh_token.forgotten")
def forgotten(world: World) -> str:
    return world.reason_of(world.refresh(world.web_client(), world.parts.mint.text(b"f" * 16, 1)))


@provokes("refresh_token.wrong_client")
def wrong_client(world: World) -> str:
    _, token = owned(world)
    return world.reason_of(world.refresh(world.web_client(), token))


@provokes("refresh_token.revoked")
def revoked(world: World) -> str:
    client, token = owned(world, grant_id="a-grant")
    now = int(world.now)
    world.commit(RevokeGrant("a-grant", now, now + 300, "introspection.revoked_by_client"))
    return world.reason_of(world.refresh(client, token))


@provokes("refresh_token.reused")
def reused(world: World) -> str:
    client = world.web_client()
    world.change_client(client.client_id, rotate_refresh_tokens=True)
    first = world.refresh_token(client)
    second = world.refresh(client, first).json()["refresh_token"]
    assert world.refresh(client, second).status == 200
    return world.reason_of(world.refresh(client, first))


@provokes("refresh_token.ahead")
def ahead(world: World) -> str:
    client, token = owned(world)
    return world.reason_of(world.refresh(client, world.parts.mint.text(body_of(token)[1:17], 9)))


@provokes("refresh_token.expired")
def expired(world: World) -> str:
    client, token = owned(world, scopes=("offline_access", "read"))
    for _ in range(5):
        world.now += 5 * DAY
        assert world.refresh(client, token).status == 200
    world.now += 5 * DAY
    return world.reason_of(world.refresh(client, token))


@provokes("refresh_token.idle_expired")
def idle_expired(world: World) -> str:
    client, token = owned(world, scopes=("offline_access", "read"))
    world.now += 7 * DAY
    return world.reason_of(world.refresh(client, token))


@provokes("refresh_token.end_user_disabled")
def end_user_disabled(world: World) -> str:
    client, token = owned(world)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    return world.reason_of(world.refresh(client, token))


@provokes("refresh_token.session_ended")
def session_ended(world: World) -> str:
    client, token = owned(world)
    world.commit(EndEndUserSession(SESSION.session_id, int(world.now)))
    return world.reason_of(world.refresh(client, token))
