"""Starlette: a guard for single endpoints, and the token of a request that the middleware has admitted.

For a whole application take `assay.integrations.asgi.BearerMiddleware`. Reasons: those of `bearer`.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Sequence

from assay.checks.resource_request import Requirements
from assay.decision import Allowed
from assay.integrations.asgi import TOKEN, request_of
from assay.integrations.bearer import BearerGuard, BearerRefusal, TokenVerifier
from assay.integrations.frameworks import framework
from assay.integrations.protected_resource_metadata import HEADERS
from assay.integrations.resource_settings import ResourceSettings
from assay.verifier.verified_token import VerifiedToken

with framework("starlette", "starlette"):
    from starlette.exceptions import HTTPException
    from starlette.requests import HTTPConnection, Request
    from starlette.responses import Response

Endpoint = Callable[[Request], Awaitable[Response]]


class BearerRefused(HTTPException):
    """Raised by guards. `answer_refused` makes the answer of it; without that the framework does, with the same headers."""

    def __init__(self, refusal: BearerRefusal) -> None:
        # The framework writes a body of its own, so the content type of ours does not go with it.
        headers = {name: value for name, value in refusal.headers if name != "Content-Type"}
        super().__init__(refusal.status, refusal.document.get("error_description", "Not authenticated"), headers)
        self.refusal = refusal


class Bearer:
    """Guards endpoints: `@bearer.required("write")` above an `async def` endpoint, or `await bearer.admit(request)` in it."""

    def __init__(
        self, verifier: TokenVerifier, scopes: Sequence[str] = (), *, settings: ResourceSettings | None = None
    ) -> None:
        self._guard = BearerGuard(verifier, settings)
        self._required = Requirements(scopes)

    async def admit(self, connection: HTTPConnection, required: Requirements | None = None) -> VerifiedToken:
        """The verified token, also put into the scope; raises `BearerRefused`. `required` adds to the guard's own scopes."""
        wanted = self._required if required is None else self._required.joined(required)
        admitted = await self._guard.admit_async(request_of(connection.scope), wanted)
        if not isinstance(admitted, Allowed):
            raise BearerRefused(admitted)
        connection.scope[TOKEN] = admitted.value
        return admitted.value

    def required(
        self, *scopes: str, acr_values: Sequence[str] | None = None, max_age: int | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        """A decorator: the endpoint runs for tokens with these scopes, this strength and this age of the sign-in."""
        wanted = Requirements(scopes, acr_values, max_age)

        def guarded(endpoint: Endpoint) -> Endpoint:
            @functools.wraps(endpoint)
            async def admitted(request: Request) -> Response:
                try:
                    await self.admit(request, wanted)
                except BearerRefused as refused:
                    return response_of(refused.refusal)
                return await endpoint(request)

            return admitted

        return guarded


def token_of(connection: HTTPConnection) -> VerifiedToken:
    """The token that a guard or the middleware has admitted. Raises `LookupError` where none has looked: a fault of the app."""
    token = connection.scope.get(TOKEN)
    if not isinstance(token, VerifiedToken):
        raise LookupError(  # noqa: TRY004 - nothing has a wrong type, nobody has looked
            "no guard has admitted this request: its path is public, or the middleware is not installed"
        )
    return token


def response_of(refusal: BearerRefusal) -> Response:
    """The answer, exactly as every other integration gives it."""
    return Response(refusal.body, refusal.status, dict(refusal.headers))


async def answer_refused(_request: Request, fault: Exception) -> Response:
    """For `app.add_exception_handler(BearerRefused, answer_refused)`."""
    if not isinstance(fault, BearerRefused):
        raise fault
    return response_of(fault.refusal)


def metadata_endpoint(settings: ResourceSettings) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the document of RFC 9728; it belongs at `settings.resource.path`. Raises `ValueError` without one."""
    resource = settings.resource
    if resource is None:
        raise ValueError("the settings describe no resource")

    async def document(_request: Request) -> Response:  # noqa: RUF029 - an endpoint is async
        return Response(resource.body(), headers=dict(HEADERS))

    return document
