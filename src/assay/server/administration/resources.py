"""Registers and changes resources (RFC 8707 section 2).

Reasons: `registration.resource_identifier_unusable`, `registration.resource_taken`, `registration.scope_malformed`,
`registration.access_token_algorithm_unknown`, `registration.access_token_lifetime_out_of_range`,
`registration.client_unknown`, that of `scope_descriptions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from urllib.parse import urlsplit

from assay.checks.client_registration.scopes import is_scope_token
from assay.decision import Allowed, Decision, Refused, refuse
from assay.model.effects import Effect, RecordEvent, SaveResource
from assay.model.event import Event
from assay.model.resource import Resource
from assay.ports.clients import Clients
from assay.reasons import registration as reasons
from assay.server.administration.scope_descriptions import description_refusal, without_scopes_gone
from assay.server.issuance.signing_keys import ALGORITHMS

MAX_IDENTIFIER = 500
SHORTEST_LIFETIME = 10


def register_resource(
    resource: Resource,
    *,
    existing: Resource | None,
    known_clients: frozenset[str],
    longest_lifetime: int,
    now: float,
) -> Decision[Resource, Effect]:
    """A new resource. `existing` is the one that has the identifier already, if any."""
    refused = _identifier_refusal(resource, existing)
    if refused is None:
        refused = _member_refusal(resource, known_clients, longest_lifetime)
    if refused is not None:
        return Decision(refused)
    at = int(now)
    detail = json.dumps({"resource": resource.identifier})
    return Decision(
        Allowed(resource), (SaveResource(resource), RecordEvent(Event("resource.registered", at, detail=detail)))
    )


async def known_clients(clients: Clients, named: Iterable[str]) -> frozenset[str]:
    """Those of the named clients that exist."""
    return frozenset([client_id for client_id in named if await clients.find(client_id) is not None])


def change_resource(
    resource: Resource, wanted: Resource, *, known_clients: frozenset[str], longest_lifetime: int, now: float
) -> Decision[Resource, Effect]:
    """The resource as `wanted`, which has its identifier. What is as it was changes nothing."""
    wanted = replace(wanted, descriptions=without_scopes_gone(resource, wanted))
    if wanted == resource:
        return Decision(Allowed(resource))
    refused = _member_refusal(wanted, known_clients, longest_lifetime)
    if refused is not None:
        return Decision(refused)
    named = [one.name for one in fields(Resource) if getattr(resource, one.name) != getattr(wanted, one.name)]
    detail = json.dumps({"resource": resource.identifier, "changed": sorted(named)})
    changed = replace(wanted, revision=resource.revision + 1)
    return Decision(
        Allowed(changed), (SaveResource(changed), RecordEvent(Event("resource.changed", int(now), detail=detail)))
    )


def _identifier_refusal(resource: Resource, existing: Resource | None) -> Refused | None:
    identifier = resource.identifier
    defect = _identifier_defect(identifier)
    if defect is not None:
        return refuse(reasons.RESOURCE_IDENTIFIER_UNUSABLE, identifier=identifier, defect=defect)
    if existing is not None:
        return refuse(reasons.RESOURCE_TAKEN, identifier=identifier, created_at=existing.created_at)
    return None


def _member_refusal(resource: Resource, known_clients: frozenset[str], longest_lifetime: int) -> Refused | None:
    for scope in resource.scopes:
        if not is_scope_token(scope):
            return refuse(reasons.SCOPE_MALFORMED, scope=scope)
    refused = description_refusal(resource)
    if refused is not None:
        return refused
    algorithm = resource.access_token_signing_alg
    if algorithm not in ALGORITHMS:
        return refuse(reasons.ACCESS_TOKEN_ALGORITHM_UNKNOWN, algorithm=algorithm, supported=ALGORITHMS)
    lifetime = resource.access_token_lifetime
    if lifetime is not None and not SHORTEST_LIFETIME <= lifetime <= longest_lifetime:
        return refuse(
            reasons.ACCESS_TOKEN_LIFETIME_OUT_OF_RANGE,
            lifetime=lifetime,
            shortest=SHORTEST_LIFETIME,
            longest=longest_lifetime,
        )
    for client_id in resource.introspection_clients:
        if client_id not in known_clients:
            return refuse(reasons.CLIENT_UNKNOWN, client_id=client_id)
    return None


def _identifier_defect(identifier: str) -> str | None:
    """What keeps a text from being an absolute URI without fragment, or None."""
    if not identifier:
        return "it is empty"
    if len(identifier) > MAX_IDENTIFIER:
        return f"it has {len(identifier)} characters; {MAX_IDENTIFIER} are possible"
    if not identifier.isascii() or not identifier.isprintable() or any(ch in ' "<>\\^`{|}' for ch in identifier):
        return "it has a character that a URI cannot have"
    try:
        parts = urlsplit(identifier)
    except ValueError:
        return "it does not parse as a URI"
    if not parts.scheme:
        return "it has no scheme"
    if "#" in identifier:
        return "it has a fragment"
    if not parts.netloc and not parts.path:
        return "nothing follows the scheme"
    return None
