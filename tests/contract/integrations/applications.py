"""One small API, written once in every framework, behind that framework's integration.

`/items` needs the scope read, `/admin` needs admin too, `/fresh` needs a fresh and strong sign-in, `/public` needs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from assay.checks.resource_request import Requirements
from assay.integrations.resource_settings import ResourceSettings
from contract.integrations.drivers import Answer, Sent, over_asgi, over_wsgi

FRESH = Requirements(acr_values=("phr", "phrh"), max_age=60)
BELOW: dict[str, Any] = {"/admin": ("admin",), "/fresh": FRESH}
PUBLIC = ("/public",)

Send = Callable[[Sent], Answer]


@dataclass(frozen=True)
class Integration:
    """`make(verifier, settings)` gives the way to send requests. `by_path`: the rules are the integration's own, by path."""

    name: str
    needs: tuple[str, ...]
    make: Callable[[Any, ResourceSettings], Send]
    by_path: bool = False
    statuses: tuple[tuple[int, int], ...] = ()

    def start(self, verifier: Any, settings: ResourceSettings) -> Send:
        for module in self.needs:
            pytest.importorskip(module, reason=f"{module} is not installed, so {self.name} is not tested")
        return self.make(verifier, settings)

    def status(self, usual: int) -> int:
        return dict(self.statuses).get(usual, usual)


def _told(token: Any) -> str:
    return json.dumps({"sub": token.subject})


def asgi(verifier: Any, settings: ResourceSettings) -> Send:
    from assay.integrations.asgi import BearerMiddleware, answer

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
            return
        token = scope.get("assay")
        await answer(send, 200, (), b"{}" if token is None else _told(token).encode())

    return over_asgi(BearerMiddleware(app, verifier, scopes=("read",), public=PUBLIC, below=BELOW, settings=settings))


def wsgi(verifier: Any, settings: ResourceSettings) -> Send:
    from assay.integrations.wsgi import BearerMiddleware

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        token = environ.get("assay.token")
        return [b"{}" if token is None else _told(token).encode()]

    return over_wsgi(BearerMiddleware(app, verifier, scopes=("read",), public=PUBLIC, below=BELOW, settings=settings))


def starlette(verifier: Any, settings: ResourceSettings) -> Send:
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from assay.integrations.starlette import Bearer, metadata_endpoint, token_of

    bearer = Bearer(verifier, ["read"], settings=settings)

    async def own(request: Any) -> Any:
        return JSONResponse({"sub": token_of(request).subject})

    async def public(_request: Any) -> Any:
        return JSONResponse({})

    routes = [
        Route("/items", bearer.required()(own)),
        Route("/admin", bearer.required("admin")(own)),
        Route("/fresh", bearer.required(acr_values=FRESH.acr_values, max_age=FRESH.max_age)(own)),
        Route("/public", public),
    ]
    if settings.resource is not None:
        routes.append(Route(settings.resource.path, metadata_endpoint(settings)))
    return over_asgi(Starlette(routes=routes))


def starlette_middleware(verifier: Any, settings: ResourceSettings) -> Send:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from assay.integrations.asgi import BearerMiddleware
    from assay.integrations.starlette import token_of

    async def own(request: Any) -> Any:
        return JSONResponse({"sub": token_of(request).subject})

    async def public(_request: Any) -> Any:
        return JSONResponse({})

    routes = [Route(path, own) for path in ("/items", "/admin", "/fresh")]
    rules: dict[str, Any] = {"scopes": ("read",), "public": PUBLIC, "below": BELOW}
    guard = Middleware(BearerMiddleware, verifier, settings=settings, **rules)
    return over_asgi(Starlette(routes=[*routes, Route("/public", public)], middleware=[guard]))


def fastapi(verifier: Any, settings: ResourceSettings) -> Send:
    from fastapi import Depends, FastAPI, Security

    from assay.integrations.fastapi import Bearer, install

    app = FastAPI()
    install(app, settings)
    bearer = Bearer(verifier, ["read"], settings=settings)
    fresh = Bearer(verifier, ["read"], requires=FRESH, settings=settings)

    def items(token: Any = Depends(bearer)) -> Any:
        return {"sub": token.subject}

    def admin(token: Any = Security(bearer, scopes=["admin"])) -> Any:
        return {"sub": token.subject}

    def recent(token: Any = Depends(fresh)) -> Any:
        return {"sub": token.subject}

    def public() -> Any:
        return {}

    for path, view in (("/items", items), ("/admin", admin), ("/fresh", recent), ("/public", public)):
        app.add_api_route(path, view, response_model=None)
    return over_asgi(app)


def flask_extension(verifier: Any, settings: ResourceSettings) -> Send:
    from flask import Flask

    from assay.integrations.flask import Bearer

    app = Flask(__name__)
    bearer = Bearer(verifier, ["read"], app=app, settings=settings)
    _flask_views(app, bearer, bare_items=True)
    return over_wsgi(app)


def flask_decorator(verifier: Any, settings: ResourceSettings) -> Send:
    from flask import Flask

    from assay.integrations.flask import Bearer

    app = Flask(__name__)
    _flask_views(app, Bearer(verifier, ["read"], settings=settings), bare_items=False)
    return over_wsgi(app)


def _flask_views(app: Any, bearer: Any, *, bare_items: bool) -> None:
    async def own() -> Any:
        return {"sub": bearer.token.subject}

    def public() -> Any:
        return {}

    app.add_url_rule("/items", "items", own if bare_items else bearer.required()(own))
    app.add_url_rule("/admin", "admin", bearer.required("admin")(own))
    fresh = bearer.required(acr_values=FRESH.acr_values, max_age=FRESH.max_age)
    app.add_url_rule("/fresh", "fresh", fresh(own))
    app.add_url_rule("/public", "public", bearer.public(public))


def django_middleware(verifier: Any, settings: ResourceSettings) -> Send:
    rules: dict[str, Any] = {"scopes": ("read",), "public": PUBLIC, "below": BELOW}
    return _django("plain", verifier, settings, rules, middleware=True)


def django_async(verifier: Any, settings: ResourceSettings) -> Send:
    rules: dict[str, Any] = {"scopes": ("read",), "public": PUBLIC, "below": BELOW}
    return _django("asynchronous", verifier, settings, rules, middleware=True, asgi=True)


def django_decorator(verifier: Any, settings: ResourceSettings) -> Send:
    return _django("decorated", verifier, settings, {}, middleware=False)


def django_decorator_async(verifier: Any, settings: ResourceSettings) -> Send:
    return _django("decorated_asynchronous", verifier, settings, {}, middleware=False, asgi=True)


def django_rest_framework(verifier: Any, settings: ResourceSettings) -> Send:
    return _django("rest", verifier, settings, {}, middleware=False)


def django_middleware_and_decorator(verifier: Any, settings: ResourceSettings) -> Send:
    return _django("decorated", verifier, settings, {"scopes": ("read",), "public": PUBLIC}, middleware=True)


def django_rest_framework_behind_middleware(verifier: Any, settings: ResourceSettings) -> Send:
    rules: dict[str, Any] = {"scopes": ("read",), "public": PUBLIC}  # the views ask for the rest
    return _django("rest", verifier, settings, rules, middleware=True)


def _django(
    urls: str, verifier: Any, settings: ResourceSettings, rules: dict[str, Any], *, middleware: bool, asgi: bool = False
) -> Send:
    from django.core.handlers.asgi import ASGIHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings
    from django.urls import clear_url_caches, set_urlconf

    from contract.integrations import django_site

    django_site.set_up()
    ours = {
        "ASSAY": {"verifier": verifier, "resource_settings": settings, **rules},
        "ROOT_URLCONF": django_site.urls(urls),
        "MIDDLEWARE": ["assay.integrations.django.BearerMiddleware"] if middleware else [],
    }

    def send(sent: Sent) -> Answer:
        with override_settings(**ours):
            clear_url_caches()
            set_urlconf(None)
            return (over_asgi(ASGIHandler()) if asgi else over_wsgi(WSGIHandler()))(sent)

    return send


def forward_auth(verifier: Any, settings: ResourceSettings) -> Send:
    """The proxy's question for the path that it protects; what the answer says of the token is put into a body."""
    from assay.integrations.forward_auth import ForwardAuth

    rules = {"/items": ("read",), "/admin": ("read", "admin"), "/fresh": Requirements(("read",)).joined(FRESH)}
    asked = over_asgi(ForwardAuth(verifier, rules, settings=settings))

    def send(sent: Sent) -> Answer:
        answer = asked(sent)
        if answer.status != 200:
            return answer
        return Answer(200, answer.headers, json.dumps({"sub": answer.header("X-Token-Subject")}).encode())

    return send


_DJANGO = ("django",)
INTEGRATIONS = (
    Integration("asgi", (), asgi, by_path=True),
    Integration("wsgi", (), wsgi, by_path=True),
    Integration("starlette", ("starlette",), starlette),
    Integration("starlette_middleware", ("starlette",), starlette_middleware, by_path=True),
    Integration("fastapi", ("fastapi",), fastapi),
    Integration("flask_extension", ("flask", "asgiref"), flask_extension),
    Integration("flask_decorator", ("flask", "asgiref"), flask_decorator),
    Integration("django_middleware", _DJANGO, django_middleware, by_path=True),
    Integration("django_async", _DJANGO, django_async, by_path=True),
    Integration("django_decorator", _DJANGO, django_decorator),
    Integration("django_decorator_async", _DJANGO, django_decorator_async),
    Integration("django_rest_framework", ("django", "rest_framework"), django_rest_framework),
    Integration(
        "django_rest_framework_behind_middleware",
        ("django", "rest_framework"),
        django_rest_framework_behind_middleware,
    ),
    Integration("django_middleware_and_decorator", _DJANGO, django_middleware_and_decorator),
    Integration("forward_auth", (), forward_auth, statuses=((400, 401),)),
)
