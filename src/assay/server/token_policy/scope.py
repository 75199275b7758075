"""Decides which scopes a token has: never more than the client is registered for, nor than was granted.

RFC 6749 sections 3.3 and 6, RFC 9068 section 3 (every scope means something at the token's resource).
Reasons: `token_request.scope_not_registered`, `.scope_wider_than_granted`, `.scope_needs_end_user`,
`.scope_not_of_resource`.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.model.client import Client
from assay.model.resource import Resource
from assay.reasons import token_request as reasons
from assay.server.claims_by_scope import CLAIMS_BY_SCOPE

END_USER_SCOPES = frozenset(("openid", "offline_access", *CLAIMS_BY_SCOPE))
"""Scopes of OpenID Connect: the issuer's own, whatever the resource, and without meaning where nobody has signed in."""


def decide_scopes(
    asked: tuple[str, ...],
    granted: tuple[str, ...],
    client: Client,
    resources: tuple[Resource, ...],
    *,
    by_end_user: bool,
) -> Allowed[tuple[str, ...]] | Refused:
    """The scopes asked for, or without any all that can be had. A scope that the client has lost since is left out.

    A resource that lists no scopes takes any.
    """
    if not asked:
        return Allowed(
            tuple(
                scope
                for scope in granted
                if scope in client.scopes and _fits(scope, by_end_user) and _means_something(scope, resources)
            )
        )
    if refused := tuple(scope for scope in asked if scope not in client.scopes):
        return refuse(reasons.SCOPE_NOT_REGISTERED, refused=refused, registered=client.scopes)
    if refused := tuple(scope for scope in asked if scope not in granted):
        return refuse(reasons.SCOPE_WIDER_THAN_GRANTED, refused=refused, granted=granted)
    if refused := tuple(scope for scope in asked if not _fits(scope, by_end_user)):
        return refuse(reasons.SCOPE_NEEDS_END_USER, refused=refused)
    if refused := tuple(scope for scope in asked if not _means_something(scope, resources)):
        identifiers = tuple(resource.identifier for resource in resources)
        return refuse(reasons.SCOPE_NOT_OF_RESOURCE, refused=refused, resources=identifiers)
    return Allowed(asked)


def _fits(scope: str, by_end_user: bool) -> bool:
    return by_end_user or scope not in END_USER_SCOPES


def _means_something(scope: str, resources: tuple[Resource, ...]) -> bool:
    if scope in END_USER_SCOPES:
        return True
    return any(not resource.scopes or scope in resource.scopes for resource in resources)
