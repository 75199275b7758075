"""Django REST framework: an authentication class, and a permission that asks for a token and the scopes of the view.

`settings.ASSAY` is as in `assay.integrations.django`; `request.auth` is the verified token. Reasons: those of `bearer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assay.checks.resource_request import NOTHING_MORE, Requirements
from assay.decision import Allowed
from assay.integrations import django
from assay.integrations.bearer import BearerRefusal
from assay.integrations.challenge import challenge
from assay.integrations.frameworks import framework
from assay.reasons.access_token import MISSING
from assay.verifier.verified_token import VerifiedToken

with framework("rest_framework", "django"):
    from django.core.exceptions import ImproperlyConfigured
    from rest_framework.authentication import BaseAuthentication
    from rest_framework.exceptions import APIException
    from rest_framework.permissions import BasePermission


@dataclass(frozen=True, slots=True)
class TokenUser:
    """Stands in `request.user`: an identity is issuer and subject together."""

    token: VerifiedToken
    is_authenticated = True
    is_anonymous = False
    is_active = True

    @property
    def pk(self) -> str:
        """Issuer and subject in one text, for throttles."""
        return f"{self.token.issuer} {self.token.subject}"

    def __str__(self) -> str:
        return self.token.subject or ""


class BearerRefused(APIException):  # type: ignore[misc]  # the framework has no types
    """Raised by the two classes. Give `exception_handler` to the framework's settings and the answer has its Refusal-Id."""

    def __init__(self, refusal: BearerRefusal) -> None:
        super().__init__()
        self.status_code = refusal.status
        self.detail = refusal.document  # ours is no template of the framework
        self.refusal = refusal
        self.auth_header = dict(refusal.headers).get("WWW-Authenticate")


class BearerAuthentication(BaseAuthentication):  # type: ignore[misc]  # the framework has no types
    """Authenticates by bearer token. A request without one is left to the next class and to the permissions.

    What the view requires is asked here already, so that a refusal's challenge names it.
    """

    def authenticate(self, request: Any) -> tuple[TokenUser, VerifiedToken] | None:
        """The user and the token. Raises `BearerRefused` for a token that is refused."""
        known = getattr(request._request, "assay", None)  # noqa: SLF001 - the documented way to Django's own request
        if isinstance(known, VerifiedToken):
            return TokenUser(known), known
        if not request.META.get("HTTP_AUTHORIZATION", "").strip().lower().startswith("bearer"):
            return None
        guard, _ = django.configured()
        view = (request.parser_context or {}).get("view")
        admitted = guard.admit(django.request_of(request._request), _required(view))  # noqa: SLF001 - as above
        if not isinstance(admitted, Allowed):
            raise BearerRefused(admitted)
        return TokenUser(admitted.value), admitted.value

    def authenticate_header(self, _request: Any) -> str:
        """The challenge where another permission than ours refuses a request without credentials."""
        guard, _ = django.configured()
        return challenge(MISSING, "", NOTHING_MORE, guard.settings)


class BearerRequired(BasePermission):  # type: ignore[misc]  # the framework has no types
    """Lets a view run for verified tokens with the view's `required_scopes` (a sequence) or `requirements`."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """True; or raises `BearerRefused`, or `ImproperlyConfigured` for a view that does not authenticate by token."""
        guard, _ = django.configured()
        required = _required(view)
        facts = django.request_of(request._request)  # noqa: SLF001 - the documented way to Django's own request
        if not isinstance(request.auth, VerifiedToken):
            admitted = guard.admit(facts, required)
            if isinstance(admitted, Allowed):
                raise ImproperlyConfigured("BearerAuthentication is not among the view's authentication_classes")
            raise BearerRefused(admitted)
        refusal = guard.require(request.auth, facts, required)
        if refusal is not None:
            raise BearerRefused(refusal)
        return True


def exception_handler(fault: Exception, context: dict[str, Any]) -> Any:
    """For REST_FRAMEWORK["EXCEPTION_HANDLER"]: refusals as every other integration answers them, all else as usual."""
    if isinstance(fault, BearerRefused):
        return django.response_of(fault.refusal)
    from rest_framework.views import (
        exception_handler as plain_answer,
    )  # it imports the classes above while it is imported

    return plain_answer(fault, context)


def _required(view: Any) -> Requirements:
    return getattr(view, "requirements", None) or Requirements(getattr(view, "required_scopes", ()))
