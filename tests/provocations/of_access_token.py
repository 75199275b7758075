"""Access tokens shown to the server that issued them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assay.model.effects import EndEndUserSession, SaveResource, SaveSigningKey, SwitchEndUser
from assay.model.resource import Resource
from provocations.operator import Operator
from provocations.registry import provokes
from provocations.world import ISSUER, PERSON, SESSION, Credentials, World


def _bought(world: World, **changes: Any) -> tuple[Credentials, str]:
    """A client and the access token that it got with a code."""
    client = world.web_client()
    answer = world.exchange(client, world.code(client, **changes))
    assert answer.status == 200, answer.body
    return client, str(answer.json()["access_token"])


@provokes("access_token.missing")
def missing(world: World) -> str:
    return world.refused("GET", "/userinfo")


@provokes("access_token.scheme_unsupported")
def scheme_unsupported(world: World) -> str:
    return world.refused("GET", "/userinfo", basic=Credentials("x", "y"))


@provokes("access_token.header_malformed")
def header_malformed(world: World) -> str:
    return world.refused("GET", "/userinfo", headers=[("authorization", "Bearer")])


@provokes("access_token.presented_twice")
def presented_twice(world: World) -> str:
    _, token = _bought(world)
    return world.refused("POST", "/userinfo", {"access_token": token}, bearer=token)


@provokes("access_token.in_query")
def in_query(world: World) -> str:
    _, token = _bought(world)
    return world.refused("GET", f"/userinfo?access_token={token}")


@provokes("access_token.scope_missing")
def scope_missing(world: World) -> str:
    _, token = _bought(world)
    return world.refused("GET", "/refusals/rf_" + "a" * 26, bearer=token)


@provokes("access_token.of_an_end_user")
def of_an_end_user(world: World) -> str:
    scopes = ("openid", "assay:operator")
    world.commit(SaveResource(Resource(ISSUER, scopes)))
    client = world.web_client(scopes=scopes, resources=(ISSUER,))
    answer = world.exchange(client, world.code(client, scopes=scopes, resources=(ISSUER,)))
    return world.refused("GET", "/refusals/rf_" + "a" * 26, bearer=str(answer.json()["access_token"]))


@provokes("access_token.may_not_appoint")
def may_not_appoint(world: World) -> str:
    new = {"name": "Another operator", "grant_types": ["client_credentials"], "scopes": ["assay:operator"]}
    return world.reason_of(Operator(world).call("POST", "/clients", new))


@provokes("access_token.revoked")
def revoked(world: World) -> str:
    client, token = _bought(world)
    assert world.send("POST", "/revoke", {"token": token}, basic=client).status == 200
    return world.refused("GET", "/userinfo", bearer=token)


@provokes("access_token.key_revoked")
def key_revoked(world: World) -> str:
    _, token = _bought(world)
    for key in world.run(world.store.signing_keys.list_all()):
        world.commit(SaveSigningKey(replace(key, revoked_at=int(world.now))))
    return world.refused("GET", "/userinfo", bearer=token)


@provokes("access_token.client_disabled")
def client_disabled(world: World) -> str:
    client, token = _bought(world)
    world.change_client(client.client_id, disabled_at=int(world.now))
    return world.refused("GET", "/userinfo", bearer=token)


@provokes("access_token.end_user_disabled")
def end_user_disabled(world: World) -> str:
    _, token = _bought(world)
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    return world.refused("GET", "/userinfo", bearer=token)


@provokes("access_token.session_ended")
def session_ended(world: World) -> str:
    _, token = _bought(world)
    world.commit(EndEndUserSession(SESSION.session_id, int(world.now)))
    return world.refused("GET", "/userinfo", bearer=token)
