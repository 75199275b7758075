"""What a client expects of an ID token (OpenID Connect Core 1.0 sections 3.1.3.7 and 3.3.2.11)."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.checks.jwt.expectations import Context, Expectations


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTokenExpectations(Expectations):
    """`audiences` are the client_id and whoever else is trusted. What is None was not asked for.

    `access_token` and `code` are what came beside the ID token; `max_age` in seconds.
    """

    client_id: str
    nonce: str | None = None
    max_age: float | None = None
    acr_values: tuple[str, ...] | None = None
    access_token: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


IdTokenContext = Context[IdTokenExpectations]
