"""The API of the contract in Django: one set of URLs for each way to guard it."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any


@cache
def set_up() -> None:
    """Django is configured once in a process."""
    import django
    from django.conf import settings

    if not settings.configured:
        ours = "assay.integrations.django_rest_framework"
        settings.configure(
            SECRET_KEY="only for tests",
            ALLOWED_HOSTS=["*"],
            APPEND_SLASH=False,
            INSTALLED_APPS=[],
            REST_FRAMEWORK={
                "DEFAULT_AUTHENTICATION_CLASSES": [f"{ours}.BearerAuthentication"],
                "DEFAULT_PERMISSION_CLASSES": [f"{ours}.BearerRequired"],
                "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
                "EXCEPTION_HANDLER": f"{ours}.exception_handler",
                "UNAUTHENTICATED_USER": None,
            },
        )
        django.setup()


@cache
def urls(kind: str) -> Any:
    """Something that Django takes for a module of URLs."""
    from django.urls import path

    views = _VIEWS[kind]()
    return SimpleHashable(urlpatterns=[path(name, view) for name, view in views.items()])


class SimpleHashable(SimpleNamespace):
    __hash__ = object.__hash__


def _plain() -> dict[str, Any]:
    from django.http import JsonResponse

    def own(request: Any) -> Any:
        return JsonResponse({"sub": request.assay.subject})

    return {"items": own, "admin": own, "fresh": own, "public": lambda _request: JsonResponse({})}


def _asynchronous() -> dict[str, Any]:
    from django.http import JsonResponse

    async def own(request: Any) -> Any:
        return JsonResponse({"sub": request.assay.subject})

    async def public(_request: Any) -> Any:
        return JsonResponse({})

    return {"items": own, "admin": own, "fresh": own, "public": public}


def _guarded(views: dict[str, Any]) -> dict[str, Any]:
    from assay.integrations.django import bearer_required

    fresh = bearer_required("read", acr_values=("phr", "phrh"), max_age=60)
    return {
        "items": bearer_required("read")(views["items"]),
        "admin": bearer_required("read", "admin")(views["admin"]),
        "fresh": fresh(views["fresh"]),
        "public": views["public"],
    }


def _rest() -> dict[str, Any]:
    from rest_framework.response import Response
    from rest_framework.views import APIView

    from assay.checks.resource_request import Requirements

    class Items(APIView):
        required_scopes = ("read",)

        def get(self, request: Any) -> Any:
            assert request.user.is_authenticated
            return Response({"sub": request.auth.subject})

    class Admin(Items):
        required_scopes = ("read", "admin")

    class Fresh(Items):
        requirements = Requirements(("read",), ("phr", "phrh"), 60)

    class Public(APIView):
        authentication_classes = ()
        permission_classes = ()

        def get(self, _request: Any) -> Any:
            return Response({})

    return {"items": Items.as_view(), "admin": Admin.as_view(), "fresh": Fresh.as_view(), "public": Public.as_view()}


_VIEWS = {
    "plain": _plain,
    "asynchronous": _asynchronous,
    "decorated": lambda: _guarded(_plain()),
    "decorated_asynchronous": lambda: _guarded(_asynchronous()),
    "rest": _rest,
}
