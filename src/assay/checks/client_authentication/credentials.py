"""The credentials that a request shows, before anybody looks for the client that they name."""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Refused


@dataclass(frozen=True, slots=True)
class ShownCredentials:
    """`methods` are the authentication methods that the request has credentials of.

    `client_ids` are the clients that the first ones may name, `in_body` is the parameter `client_id`. `unreadable` says
    why credentials do not parse, where they do not.
    """

    methods: tuple[str, ...]
    client_ids: tuple[str, ...]
    in_body: str | None = None
    unreadable: Refused | None = None
