"""Flask: an extension that guards a whole application, and a decorator for single views. Views may be async.

The verified token is `bearer.token`. Reasons: those of `bearer`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from assay.checks.resource_request import Requirements
from assay.decision import Allowed
from assay.integrations.bearer import BearerGuard, BearerRefusal, TokenVerifier
from assay.integrations.frameworks import framework
from assay.integrations.protected_resource_metadata import HEADERS
from assay.integrations.resource_settings import ResourceSettings
from assay.integrations.wsgi import TOKEN, request_of
from assay.verifier.verified_token import VerifiedToken

with framework("flask", "flask"):
    from flask import Flask, Response, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
_PUBLIC = "assay_public"
_METADATA = "assay_protected_resource_metadata"


class Bearer:
    """`init_app(app)` guards every view but those marked `@bearer.public`; `@bearer.required("write")` guards one.

    Both may stand together: then the view's scopes are needed beside the extension's.
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        scopes: Sequence[str] = (),
        *,
        app: Flask | None = None,
        settings: ResourceSettings | None = None,
    ) -> None:
        self._guard = BearerGuard(verifier, settings)
        self._everywhere = Requirements(scopes)
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Guard every view of the application, unknown paths included."""
        app.before_request(self._before_view)
        resource = self._guard.settings.resource
        if resource is not None:
            view = self.public(lambda: Response(resource.body(), headers=list(HEADERS)))
            app.add_url_rule(resource.path, endpoint=_METADATA, view_func=view)

    def public(self, view: View) -> View:
        """Marks a view that needs no token."""
        setattr(view, _PUBLIC, True)
        return view

    def required(
        self, *scopes: str, acr_values: Sequence[str] | None = None, max_age: int | None = None
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A decorator: the view runs for tokens with these scopes, this strength and this age of the sign-in."""
        wanted = self._everywhere.joined(Requirements(scopes, acr_values, max_age))

        def guarded(view: Callable[..., Any]) -> Callable[..., Any]:
            @functools.wraps(view)
            def admitted(*arguments: Any, **named: Any) -> Any:
                refused = self._refused(wanted)
                return refused if refused is not None else current_app.ensure_sync(view)(*arguments, **named)

            return admitted

        return guarded

    @property
    def token(self) -> VerifiedToken:
        """The token of this request. Raises `LookupError` in a view that nothing guards: a fault of the application."""
        token = request.environ.get(TOKEN)
        if not isinstance(token, VerifiedToken):
            raise LookupError(  # noqa: TRY004 - nothing has a wrong type, nobody has looked
                "no guard has admitted this request: the view is public, or not decorated"
            )
        return token

    def _before_view(self) -> Response | None:
        view = current_app.view_functions.get(request.endpoint or "")
        return None if getattr(view, _PUBLIC, False) else self._refused(self._everywhere)

    def _refused(self, wanted: Requirements) -> Response | None:
        facts = request_of(request.environ)
        token = request.environ.get(TOKEN)
        if isinstance(token, VerifiedToken):  # the extension has admitted it, the view asks for more
            refusal = self._guard.require(token, facts, wanted)
            return None if refusal is None else _response(refusal)
        admitted = self._guard.admit(facts, wanted)
        if not isinstance(admitted, Allowed):
            return _response(admitted)
        request.environ[TOKEN] = admitted.value  # not in g, which can outlive a request
        return None


def _response(refusal: BearerRefusal) -> Response:
    response = Response(refusal.body, refusal.status)
    del response.headers["Content-Type"]  # an empty body has none, and ours brings its own
    response.headers.extend(refusal.headers)
    return response
