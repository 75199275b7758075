"""What a client expects of an ID token (OpenID Connect Core 1.0 sections 3.1.3.7 and 3.3.2.11)."""

from __future__ import annotations

from assay.checks.jwt.expectations import Context, Expectations


class IdTokenExpectations(Expectations, kw_only=True):
    """`audiences` are the client_id and whoever else is trusted. What is None was not asked for.

    `access_token` and `code` are what came beside the ID token; `max_age` in seconds.
    """

    client_id: str
    nonce: str | None = None
    max_age: float | None = None
    acr_values: tuple[str, ...] | None = None
    access_token: str | None = None
    code: str | None = None

    secret_fields = ("access_token", "code")


IdTokenContext = Context[IdTokenExpectations]
