"""Decides which resources a token is for (RFC 8707 section 2, RFC 9068 section 3).

Reasons: `token_request.resource_unknown`, `.resource_not_registered`, `.resource_not_granted`, `.resource_not_named`,
`.resources_differ_in_algorithm`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Allowed, Refused, refuse
from assay.model.client import Client
from assay.model.resource import Resource
from assay.reasons import token_request as reasons


@dataclass(frozen=True, slots=True)
class KnownResources:
    """All resources of the issuer by identifier, and the default one.

    Where no default is registered the issuer itself stands in: such a token is good for userinfo and nothing else.
    """

    by_identifier: dict[str, Resource]
    default: Resource

    @classmethod
    def of(cls, resources: tuple[Resource, ...], issuer: str) -> KnownResources:
        """Compiled once per list."""
        default = next((resource for resource in resources if resource.default), Resource(issuer, default=True))
        return cls({resource.identifier: resource for resource in (*resources, default)}, default)


def decide_resources(
    asked: tuple[str, ...], granted: tuple[str, ...], client: Client, known: KnownResources, *, by_end_user: bool
) -> Allowed[tuple[Resource, ...]] | Refused:
    """The resources asked for; else those granted; else the one that the client can have without naming it.

    `granted` is empty where the authorization named none, which stands for the default resource. What the client has
    lost since the grant is refused when it is asked for, and left out when it is not.
    """
    if asked:
        ceiling = granted or (known.default.identifier,)
        for identifier in asked:
            refused = _refused(identifier, client, known)
            if refused is None and by_end_user and identifier not in ceiling:
                refused = refuse(reasons.RESOURCE_NOT_GRANTED, resource=identifier, granted=ceiling)
            if refused is not None:
                return refused
        return _together(tuple(known.by_identifier[identifier] for identifier in asked))
    left = tuple(identifier for identifier in granted if _refused(identifier, client, known) is None)
    if left:
        return _together(tuple(known.by_identifier[identifier] for identifier in left))
    if granted:
        return refuse(reasons.RESOURCE_NOT_REGISTERED, resource=granted[0], registered=client.resources)
    return _without_asking(client, known)


def _refused(identifier: str, client: Client, known: KnownResources) -> Refused | None:
    resource = known.by_identifier.get(identifier)
    if resource is None:
        return refuse(reasons.RESOURCE_UNKNOWN, resource=identifier)
    if identifier in client.resources or (not client.resources and resource is known.default):
        return None
    return refuse(reasons.RESOURCE_NOT_REGISTERED, resource=identifier, registered=client.resources)


def _without_asking(client: Client, known: KnownResources) -> Allowed[tuple[Resource, ...]] | Refused:
    if not client.resources or known.default.identifier in client.resources:
        return Allowed((known.default,))
    only = known.by_identifier.get(client.resources[0])
    if len(client.resources) == 1 and only is not None:
        return Allowed((only,))
    return refuse(reasons.RESOURCE_NOT_NAMED, registered=client.resources)


def _together(resources: tuple[Resource, ...]) -> Allowed[tuple[Resource, ...]] | Refused:
    algorithms = tuple(resource.access_token_signing_alg for resource in resources)
    if len(set(algorithms)) > 1:
        identifiers = tuple(resource.identifier for resource in resources)
        return refuse(reasons.RESOURCES_DIFFER_IN_ALGORITHM, resources=identifiers, algorithms=algorithms)
    return Allowed(resources)
