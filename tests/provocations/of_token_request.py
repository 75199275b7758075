"""Reasons of the family `token_request`, through the token endpoint."""

from __future__ import annotations

from assay.model.effects import SaveResource
from assay.model.resource import Resource
from provocations.registry import provokes
from provocations.world import API, World

FILES = "https://files.example"
RSA = "https://rsa.example"


def refused(world: World, resources: tuple[str, ...] = (), scopes: tuple[str, ...] = ("read",), **form: str) -> str:
    world.commit(
        SaveResource(Resource(FILES, ("list",))), SaveResource(Resource(RSA, access_token_signing_alg="RS256"))
    )
    client = world.client(resources=resources, scopes=scopes)
    return world.token_refused(client, grant_type="client_credentials", **form)


@provokes("token_request.grant_type_unsupported")
def grant_type_unsupported(world: World) -> str:
    return world.token_refused(world.client(), grant_type="password")


@provokes("token_request.scope_malformed")
def scope_malformed(world: World) -> str:
    return refused(world, scope='read "')


@provokes("token_request.scope_not_registered")
def scope_not_registered(world: World) -> str:
    return refused(world, scope="read admin")


@provokes("token_request.scope_wider_than_granted")
def scope_wider_than_granted(world: World) -> str:
    client = world.web_client()
    return world.reason_of(world.refresh(client, world.refresh_token(client), scope="openid write"))


@provokes("token_request.scope_needs_end_user")
def scope_needs_end_user(world: World) -> str:
    return refused(world, scopes=("openid",), scope="openid")


@provokes("token_request.scope_not_of_resource")
def scope_not_of_resource(world: World) -> str:
    return refused(world, resources=(API, FILES), scopes=("list",), scope="list", resource=API)


@provokes("token_request.resource_malformed")
def resource_malformed(world: World) -> str:
    return refused(world, resource="api")


@provokes("token_request.resource_unknown")
def resource_unknown(world: World) -> str:
    return refused(world, resource=API + "/")


@provokes("token_request.resource_not_registered")
def resource_not_registered(world: World) -> str:
    return refused(world, resources=(API,), resource=FILES)


@provokes("token_request.resource_not_granted")
def resource_not_granted(world: World) -> str:
    world.commit(SaveResource(Resource(FILES)))
    client = world.web_client(resources=(API, FILES))
    return world.reason_of(world.exchange(client, world.code(client, resources=(API,)), resource=FILES))


@provokes("token_request.resource_not_named")
def resource_not_named(world: World) -> str:
    return refused(world, resources=(FILES, RSA), scopes=())


@provokes("token_request.resources_differ_in_algorithm")
def resources_differ_in_algorithm(world: World) -> str:
    world.commit(SaveResource(Resource(RSA, access_token_signing_alg="RS256")))
    client = world.web_client(resources=(API, RSA))
    return world.reason_of(world.exchange(client, world.code(client, resources=(API, RSA))))
