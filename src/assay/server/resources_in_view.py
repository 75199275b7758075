"""Which resources an approval is about, so that its scopes can be told in the words of those resources (RFC 8707 section 2)."""

from __future__ import annotations

from assay.model.client import Client
from assay.model.resource import Resource
from assay.ports.resources import Resources


async def resources_in_view(
    resources: Resources, named: tuple[str, ...], client: Client | None
) -> tuple[Resource, ...]:
    """Those that were named; where none was, the default one or, of a client that cannot have it, its own only one."""
    known = await resources.list_all()
    if named:
        return tuple(resource for resource in known if resource.identifier in named)
    own = client.resources if client is not None else ()
    reachable = tuple(resource for resource in known if not own or resource.identifier in own)
    default = tuple(resource for resource in reachable if resource.default)
    return default or (reachable if len(own) == 1 else ())
