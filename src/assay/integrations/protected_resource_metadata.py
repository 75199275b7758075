"""The document in which an API says who issues its tokens (RFC 9728), and its address.

Clients that get a challenge with `resource_metadata` find the authorization server by it; MCP clients need it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

WELL_KNOWN = "/.well-known/oauth-protected-resource"
HEADERS = (
    ("content-type", "application/json"),
    ("cache-control", "public, max-age=3600"),
    ("access-control-allow-origin", "*"),
)
"""Of the answer: nothing in it is secret, and clients in browsers read it."""


@dataclass(frozen=True, slots=True)
class ProtectedResource:
    """An API: its identifier (an https URL without fragment; the audience of its tokens), and the issuers that it trusts.

    Raises `ValueError` for an identifier that RFC 9728 section 1.2 does not allow; http is for loopback alone.
    """

    resource: str
    authorization_servers: Sequence[str]
    scopes_supported: Sequence[str] = ()
    name: str | None = None
    documentation: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.resource)
        loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ValueError(f"{self.resource!r} is no https URL")
        if not parts.netloc or parts.fragment or "#" in self.resource:
            raise ValueError(f"{self.resource!r} has no host, or a fragment")
        if not all("!" <= ch <= "~" and ch not in '"\\' for ch in self.resource):
            raise ValueError(
                f"{self.resource!r} cannot stand in a header: printable ASCII without quotes and backslashes"
            )
        if isinstance(self.authorization_servers, str) or not self.authorization_servers:
            raise ValueError("authorization_servers is a sequence of at least one issuer")

    @property
    def path(self) -> str:
        """Where the document stands: the well-known path in front of the resource's own (RFC 9728 section 3.1)."""
        own = urlsplit(self.resource).path
        return WELL_KNOWN + ("" if own == "/" else own)

    @property
    def url(self) -> str:
        """The address of the document, as `resource_metadata` of a challenge has it (RFC 9728 section 5.1)."""
        parts = urlsplit(self.resource)
        return urlunsplit((parts.scheme, parts.netloc, self.path, parts.query, ""))

    def document(self) -> dict[str, object]:
        """The members of the document (RFC 9728 section 2)."""
        members: dict[str, object] = {
            "resource": self.resource,
            "authorization_servers": list(self.authorization_servers),
            "bearer_methods_supported": ["header"],
        }
        if self.scopes_supported:
            members["scopes_supported"] = list(self.scopes_supported)
        if self.name is not None:
            members["resource_name"] = self.name
        if self.documentation is not None:
            members["resource_documentation"] = self.documentation
        return members

    def body(self) -> bytes:
        """The document as JSON."""
        return json.dumps(self.document()).encode()
