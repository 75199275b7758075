"""Tokens that are asked about or given up; the answers say no more than their RFC lets them."""

from __future__ import annotations

from provocations.registry import provokes
from provocations.world import Credentials, World


def _machine_token(world: World) -> tuple[Credentials, str]:
    client = world.client()
    return client, str(world.token(client, grant_type="client_credentials").json()["access_token"])


@provokes("introspection.unrecognised")
def unrecognised(world: World) -> str:
    return world.refused("POST", "/introspect", {"token": "an-opaque-token"}, basic=world.client())


@provokes("introspection.not_entitled")
def not_entitled(world: World) -> str:
    _, token = _machine_token(world)
    return world.refused("POST", "/introspect", {"token": token}, basic=world.client())


@provokes("introspection.not_owner")
def not_owner(world: World) -> str:
    _, token = _machine_token(world)
    return world.refused("POST", "/revoke", {"token": token}, basic=world.client())


@provokes("introspection.refresh_token_replaced")
def refresh_token_replaced(world: World) -> str:
    client = world.web_client()
    world.change_client(client.client_id, rotate_refresh_tokens=True)
    first = world.refresh_token(client)
    second = world.refresh(client, first).json()["refresh_token"]
    assert world.refresh(client, second).status == 200
    return world.refused("POST", "/introspect", {"token": first}, basic=client)


@provokes("introspection.public_client")
def public_client(world: World) -> str:
    client = world.web_client(method="none")
    return world.refused("POST", "/introspect", {"token": "x", "client_id": client.client_id})


@provokes("introspection.not_revocable")
def not_revocable(world: World) -> str:
    client = world.web_client()
    return world.refused("POST", "/revoke", {"token": world.code(client)}, basic=client)
