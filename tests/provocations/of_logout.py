"""Reasons of the family `logout`, at the endpoint where people sign out."""

from __future__ import annotations

from urllib.parse import urlencode

from provocations.registry import provokes
from provocations.world import World


def asked(world: World, **parameters: str) -> str:
    return world.refused("GET", f"/logout?{urlencode(parameters)}")


def id_token(world: World) -> tuple[str, str]:
    """A client's id, and an ID token that was issued to it."""
    client = world.web_client()
    return client.client_id, world.exchange(client, world.code(client)).json()["id_token"]


@provokes("logout.id_token_hint_unusable")
def id_token_hint_unusable(world: World) -> str:
    _, token = id_token(world)
    return asked(world, id_token_hint=token[:-8] + "AAAAAAAA")


@provokes("logout.client_unknown")
def client_unknown(world: World) -> str:
    return asked(world, client_id="nobody")


@provokes("logout.client_mismatch")
def client_mismatch(world: World) -> str:
    _, token = id_token(world)
    return asked(world, id_token_hint=token, client_id=world.web_client().client_id)


@provokes("logout.client_not_named")
def client_not_named(world: World) -> str:
    return asked(world, post_logout_redirect_uri="https://app.example/bye")


@provokes("logout.redirect_uri_mismatch")
def redirect_uri_mismatch(world: World) -> str:
    client = world.web_client(post_logout_redirect_uris=("https://app.example/bye",))
    return asked(world, client_id=client.client_id, post_logout_redirect_uri="https://app.example/bye?more=1")
