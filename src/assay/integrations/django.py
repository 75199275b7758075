"""Django: a middleware for a whole site, and a decorator for single views; both for WSGI and ASGI, sync and async views.

`settings.ASSAY` holds the verifier; the verified token is `request.assay`. Reasons: those of `bearer`.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from assay.checks.resource_request import NOTHING_MORE, Requirements
from assay.decision import Allowed
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard, BearerRefusal
from assay.integrations.frameworks import framework
from assay.integrations.path_rules import PathRules
from assay.integrations.protected_resource_metadata import HEADERS
from assay.verifier.verified_token import VerifiedToken

with framework("django", "django"):
    from asgiref.sync import iscoroutinefunction, markcoroutinefunction
    from django.conf import settings as django_settings
    from django.core.exceptions import ImproperlyConfigured
    from django.http import HttpRequest, HttpResponse

SETTINGS = ("verifier", "scopes", "public", "below", "resource_settings")
"""The members of `settings.ASSAY`: only `verifier` must be there. The last is a `ResourceSettings`, the others are as in
`assay.integrations.wsgi.BearerMiddleware`."""

_known: tuple[object, BearerGuard, PathRules] | None = None


class BearerMiddleware:
    """Nothing behind it sees a request that its bearer token does not admit. `public` and `below` are by `request.path`."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response
        self._guard, self._rules = configured()
        self._async = iscoroutinefunction(get_response)
        if self._async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        """Serve one request."""
        if self._async:
            return self._answered(request)
        required = self._rules.find(request.path)
        answer = self._metadata(request)
        if answer is None and required is not None:
            answer = _admit(self._guard, request, required)
        return self._get_response(request) if answer is None else answer

    async def _answered(self, request: HttpRequest) -> HttpResponse:
        required = self._rules.find(request.path)
        answer = self._metadata(request)
        if answer is None and required is not None:
            answer = await _admit_async(self._guard, request, required)
        return await self._get_response(request) if answer is None else answer

    def _metadata(self, request: HttpRequest) -> HttpResponse | None:
        resource = self._guard.settings.resource
        if resource is None or request.path != resource.path or request.method not in {"GET", "HEAD"}:
            return None
        return HttpResponse(resource.body(), headers=dict(HEADERS))


def bearer_required(
    *scopes: str, acr_values: Sequence[str] | None = None, max_age: int | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: the view runs for tokens with these scopes, this strength and this age of the sign-in.

    The view is exempt from Django's CSRF check: no browser adds a bearer token on its own.
    """
    wanted = Requirements(scopes, acr_values, max_age)

    def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
        if iscoroutinefunction(view):

            @functools.wraps(view)
            async def admitted(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
                refused = await _admit_async(configured()[0], request, wanted)
                return refused if refused is not None else await view(request, *arguments, **named)

        else:

            @functools.wraps(view)
            def admitted(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
                refused = _admit(configured()[0], request, wanted)
                return refused if refused is not None else view(request, *arguments, **named)

        admitted.csrf_exempt = True  # type: ignore[attr-defined]  # Django's way to mark a view
        return admitted

    return guarded


def configured() -> tuple[BearerGuard, PathRules]:
    """The guard and the rules of `settings.ASSAY`, made once. Raises `ImproperlyConfigured`."""
    global _known
    given = getattr(django_settings, "ASSAY", None)
    if _known is not None and _known[0] is given:
        return _known[1], _known[2]
    if not isinstance(given, Mapping) or "verifier" not in given:
        raise ImproperlyConfigured("settings.ASSAY is a dictionary with the member verifier, an AccessTokenVerifier")
    unknown = set(given) - set(SETTINGS)
    if unknown:
        raise ImproperlyConfigured(f"settings.ASSAY has {sorted(unknown)}; it may have {list(SETTINGS)}")
    guard = BearerGuard(given["verifier"], given.get("resource_settings"))
    rules = PathRules.of(given.get("scopes", ()), given.get("public", ()), given.get("below"))
    _known = (given, guard, rules)
    return guard, rules


def request_of(request: HttpRequest) -> RawRequest:
    """The facts of a request that matter here; the path is the routed one."""
    authorization = request.META.get("HTTP_AUTHORIZATION")
    return RawRequest(
        method=request.method or "GET",
        path=request.path,
        query=request.META.get("QUERY_STRING", "").encode("latin-1", "replace"),
        headers=() if authorization is None else ((b"authorization", authorization.encode("latin-1", "replace")),),
    )


def response_of(refusal: BearerRefusal) -> HttpResponse:
    """The answer, exactly as every other integration gives it."""
    response = HttpResponse(refusal.body, status=refusal.status)
    del response["Content-Type"]  # an empty body has none, and ours brings its own
    for name, value in refusal.headers:
        response[name] = value
    return response


def _admit(guard: BearerGuard, request: HttpRequest, required: Requirements) -> HttpResponse | None:
    return _noted(guard, request, required, _known_token(request) or guard.admit(request_of(request), required))


async def _admit_async(guard: BearerGuard, request: HttpRequest, required: Requirements) -> HttpResponse | None:
    outcome = _known_token(request) or await guard.admit_async(request_of(request), required)
    return _noted(guard, request, required, outcome)


def _known_token(request: HttpRequest) -> VerifiedToken | None:
    token = getattr(request, "assay", None)
    return token if isinstance(token, VerifiedToken) else None


def _noted(
    guard: BearerGuard,
    request: HttpRequest,
    required: Requirements,
    outcome: VerifiedToken | Allowed[VerifiedToken] | BearerRefusal,
) -> HttpResponse | None:
    if isinstance(outcome, BearerRefusal):
        return response_of(outcome)
    if isinstance(outcome, Allowed):
        request.assay = outcome.value
        return None
    if required == NOTHING_MORE:
        return None
    refusal = guard.require(outcome, request_of(request), required)  # the middleware has admitted it before
    return None if refusal is None else response_of(refusal)
