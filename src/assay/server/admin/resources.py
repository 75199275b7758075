"""Resources. Gives the reasons of `administration.resources` and `registration.resource_not_registered`.

An identifier is a URI and can be no segment of a path, so it stands in the body, and for reading in the query.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from assay.decision import Refused, refuse
from assay.model.resource import Resource, ScopeDescription
from assay.reasons import registration as reasons
from assay.server.admin.operation import Answer, Body, Call, Desk, Document, Operation, Record, named_members
from assay.server.administration.resources import change_resource, known_clients, register_resource
from assay.server.administration.scope_descriptions import by_scope, described


class NewResource(Body):
    """A resource to be (RFC 8707). `descriptions` says by scope and language what a scope allows."""

    identifier: str
    scopes: list[str] = msgspec.field(default_factory=list)
    access_token_lifetime: int | None = None
    access_token_signing_alg: str = "ES256"
    introspection_clients: list[str] = msgspec.field(default_factory=list)
    default: bool = False
    descriptions: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


class ResourceChanges(Body):
    """What is to change of the resource with this identifier; a list is replaced as a whole, null takes a member away.

    Of `descriptions` too, only what is named changes (RFC 7396).
    """

    identifier: str
    scopes: list[str] | UnsetType = UNSET
    access_token_lifetime: int | UnsetType | None = UNSET
    access_token_signing_alg: str | UnsetType = UNSET
    introspection_clients: list[str] | UnsetType = UNSET
    default: bool | UnsetType = UNSET
    descriptions: dict[str, dict[str, str | None] | None] | UnsetType = UNSET


class ByIdentifier(Body):
    """Which resource."""

    identifier: str


class ResourceShown(Record):
    """A resource."""

    identifier: str
    scopes: list[str]
    access_token_lifetime: int | None
    access_token_signing_alg: str
    introspection_clients: list[str]
    default: bool
    descriptions: dict[str, dict[str, str]]
    created_at: int


class Resources(Document):
    """All of them."""

    resources: list[ResourceShown]


async def _list(desk: Desk, _call: Call) -> Answer:
    return Answer(Resources(resources=[_shown(one) for one in await desk.store.resources.list_all()]))


async def _create(desk: Desk, call: Call) -> Answer | Refused:
    resource = Resource(**_named(call.body, ()), created_at=int(call.now))
    decision = register_resource(
        resource,
        existing=await desk.store.resources.find(resource.identifier),
        known_clients=await known_clients(desk.store.clients, resource.introspection_clients),
        longest_lifetime=desk.lifetimes.longest_access_token,
        now=call.now,
    )
    made = await desk.carried_out(decision, call.lost)
    return _answered(made)


async def _read(desk: Desk, call: Call) -> Answer | Refused:
    query: ByIdentifier = call.query
    return _answered(await _found(desk, query.identifier))


async def _change(desk: Desk, call: Call) -> Answer | Refused:
    changes: ResourceChanges = call.body
    found = await _found(desk, changes.identifier)
    if isinstance(found, Refused):
        return found
    outdated = call.outdated(found)
    if outdated is not None:
        return outdated
    wanted = replace(found, **_named(changes, found.descriptions))
    decision = change_resource(
        found,
        wanted,
        known_clients=await known_clients(desk.store.clients, wanted.introspection_clients),
        longest_lifetime=desk.lifetimes.longest_access_token,
        now=call.now,
    )
    made = await desk.carried_out(decision, call.lost)
    return _answered(made)


async def _found(desk: Desk, identifier: str) -> Resource | Refused:
    found = await desk.store.resources.find(identifier)
    return refuse(reasons.RESOURCE_NOT_REGISTERED, identifier=identifier) if found is None else found


def _named(body: NewResource | ResourceChanges, before: tuple[ScopeDescription, ...]) -> dict[str, Any]:
    """The members that a body names, as a resource has them."""
    named = named_members(body)
    if "descriptions" in named:
        named["descriptions"] = described(before, named["descriptions"])
    return named


def _answered(outcome: Resource | Refused) -> Answer | Refused:
    return outcome if isinstance(outcome, Refused) else Answer(_shown(outcome), outcome)


def _shown(resource: Resource) -> ResourceShown:
    return ResourceShown(
        identifier=resource.identifier,
        scopes=list(resource.scopes),
        access_token_lifetime=resource.access_token_lifetime,
        access_token_signing_alg=resource.access_token_signing_alg,
        introspection_clients=list(resource.introspection_clients),
        default=resource.default,
        descriptions=by_scope(resource),
        created_at=resource.created_at,
    )


OPERATIONS = (
    Operation("list_resources", "GET", "/resources", "List resources", _list, Resources),
    Operation("read_resource", "GET", "/resource", "Read a resource", _read, ResourceShown, query=ByIdentifier),
    Operation(
        "create_resource", "POST", "/resources", "Register a resource", _create, ResourceShown, NewResource, status=201
    ),
    Operation(
        "change_resource",
        "PATCH",
        "/resources",
        "Change what is named of a resource",
        _change,
        ResourceShown,
        ResourceChanges,
        conditional=True,
    ),
)
