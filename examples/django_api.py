"""An API in Django, in one file, behind access tokens. Run it: python django_api.py runserver --noreload"""

import logging
import os
import sys
from typing import Any

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from assay.outbound.remote_key_set import RemoteKeySet
from assay.verifier import AccessTokenVerifier

logging.basicConfig(level=logging.INFO)  # a refusal is one line: its id, its reason, what was seen

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
ASSAY = {
    "verifier": AccessTokenVerifier(
        issuer=ISSUER, audience="urn:assay:demo", algorithms=["ES256"], keys=RemoteKeySet(f"{ISSUER}/jwks")
    ),
    "scopes": ["demo.read"],  # needed for every path
    "public": ["/health"],  # but for these, exactly as they stand here
    "below": {"/reports": ["demo.write"]},  # needed beside it, for a path and all that lies under it
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["assay.integrations.django_rest_framework.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["assay.integrations.django_rest_framework.BearerRequired"],
    "EXCEPTION_HANDLER": "assay.integrations.django_rest_framework.exception_handler",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,  # the users of this site are elsewhere
}
settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    SECRET_KEY=os.urandom(32).hex(),
    MIDDLEWARE=["assay.integrations.django.BearerMiddleware"],
    ASSAY=ASSAY,
    REST_FRAMEWORK=REST_FRAMEWORK,
)
django.setup()

from rest_framework.response import Response  # noqa: E402 - it asks for the settings when it is imported
from rest_framework.views import APIView  # noqa: E402 - as above

from assay.integrations.django import bearer_required  # noqa: E402 - as above


def read(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"read_by": request.assay.subject})


@bearer_required("demo.write")
def write(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"written_by": request.assay.subject})


def health(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


class Reports(APIView):
    """A view of REST framework; `required_scopes` is asked for by BearerRequired."""

    required_scopes = ("demo.read", "demo.write")

    def get(self, request: Any) -> Response:
        """Who asked."""
        return Response({"asked_by": str(request.user)})


urlpatterns = [
    path("things", read),
    path("things/new", write),
    path("reports", Reports.as_view()),
    path("health", health),
]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
