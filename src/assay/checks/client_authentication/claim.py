"""The client that a request claims to come from, and what the store knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.model.client import Client, ClientSecret


@dataclass(frozen=True, slots=True)
class ClientClaim:
    """`client` is None where there is no such client; whoever makes a claim has done the same work for it.

    `matching` is the client's secret that fits what was `presented`, expired or not. `form_encoded` is false where the
    credentials fit only as they came.
    """

    client_id: str
    method: str
    client: Client | None
    presented: str = field(default="", repr=False)
    matching: ClientSecret | None = None
    form_encoded: bool = True

    @property
    def known(self) -> Client:
        """The client, for the checks after the one that asks whether there is one."""
        if self.client is None:
            raise AssertionError(f"nobody has asked whether there is a client {self.client_id!r}")
        return self.client
