"""What the checks of an authorization request may know beside the request itself."""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Allowed, Refused
from assay.model.client import Client


@dataclass(frozen=True, slots=True)
class AuthorizationFacts:
    """Everything that was loaded for one request. `client` is None when no such client is registered.

    `default_resource` is the identifier of the resource for clients that list none; `hint` the subject that an
    `id_token_hint` names, or why it was refused, or None when there was none.
    """

    client: Client | None
    default_resource: str | None = None
    hint: Allowed[str] | Refused | None = None

    @property
    def known_client(self) -> Client:
        """The client; asked for only after the check that there is one."""
        if self.client is None:
            raise AssertionError("a check that needs the client was asked before the check that there is one")
        return self.client
