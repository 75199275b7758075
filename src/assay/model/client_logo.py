"""The picture of a client, as people see it when they are asked: taken over once by the operator, served by us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientLogo:
    """One client's picture. `name` changes with its content and ends in the kind of picture, as in `0a…ff.png`."""

    client_id: str
    name: str
    body: bytes
