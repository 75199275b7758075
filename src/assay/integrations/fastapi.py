"""FastAPI: a dependency that gives the verified token, and stands in the OpenAPI document as a bearer scheme.

`Depends(bearer)`, or `Security(bearer, scopes=["write"])` to ask for more. Reasons: those of `bearer`.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.checks.resource_request import Requirements
from assay.integrations.bearer import TokenVerifier
from assay.integrations.frameworks import framework
from assay.integrations.resource_settings import ResourceSettings
from assay.verifier.verified_token import VerifiedToken

with framework("fastapi", "fastapi"):
    from fastapi import FastAPI
    from fastapi.openapi.models import HTTPBearer
    from fastapi.requests import HTTPConnection
    from fastapi.security import SecurityScopes
    from fastapi.security.base import SecurityBase

    from assay.integrations import starlette

BearerRefused = starlette.BearerRefused
"""What the dependency raises: an HTTPException, so an application may answer it in its own way."""


class Bearer(SecurityBase):
    """A dependency over one verifier. The route runs only for tokens with `scopes` and with those of `Security(…)`.

    `requires` adds strength and age of the sign-in (RFC 9470).
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        scopes: Sequence[str] = (),
        *,
        requires: Requirements | None = None,
        settings: ResourceSettings | None = None,
        scheme_name: str = "AccessToken",
    ) -> None:
        self._guard = starlette.Bearer(verifier, scopes, settings=settings)
        self._requires = Requirements() if requires is None else requires
        self.model = HTTPBearer(bearerFormat="JWT")
        self.scheme_name = scheme_name

    async def __call__(self, connection: HTTPConnection, security_scopes: SecurityScopes) -> VerifiedToken:
        """Called by FastAPI for each request."""
        wanted = self._requires.joined(Requirements(security_scopes.scopes))
        return await self._guard.admit(connection, wanted)


def install(app: FastAPI, settings: ResourceSettings | None = None) -> None:
    """Let refusals be answered as OAuth has them ({"error": …}), and serve the document of RFC 9728 if there is one.

    Without it FastAPI writes its own body ({"detail": …}); status and headers are the same.
    """
    app.add_exception_handler(BearerRefused, starlette.answer_refused)
    if settings is not None and settings.resource is not None:
        app.add_route(settings.resource.path, starlette.metadata_endpoint(settings), include_in_schema=False)
