"""Every endpoint with its parts, and every route: a new endpoint is a line here."""

from __future__ import annotations

from assay.app.parts import SharedParts
from assay.app.readiness import Readiness
from assay.server.client_authentication import METHODS
from assay.server.endpoints.explain import Explain
from assay.server.endpoints.jwks import KeySet
from assay.server.endpoints.metadata import Metadata, MetadataSettings
from assay.server.endpoints.reason_page import ReasonList, ReasonPage
from assay.server.endpoints.token import TokenEndpoint, TokenSettings
from assay.server.grants import GRANTS
from assay.server.issuance.signing_keys import ALGORITHMS
from assay.server.refusals.reading import RefusalReading
from assay.web.route import Route
from assay.web.routes.explain import explain_route
from assay.web.routes.health import health_routes
from assay.web.routes.metadata import jwks_route, metadata_routes
from assay.web.routes.reasons import reason_routes
from assay.web.routes.token import token_route


def every_route(parts: SharedParts, readiness: Readiness) -> tuple[Route, ...]:
    """The public surface."""
    issuer = parts.settings.issuer
    recorder = parts.recorder
    return (
        *metadata_routes(_metadata(issuer), issuer),
        jwks_route(KeySet(parts.doors.store.signing_keys)),
        token_route(_token(parts), issuer),
        explain_route(Explain(parts.authentication, _refusal_reading(parts), recorder), issuer),
        *reason_routes(ReasonPage(recorder), ReasonList(), issuer),
        *health_routes(readiness),
    )


def _metadata(issuer: str) -> Metadata:
    return Metadata(
        MetadataSettings(
            issuer=issuer,
            grant_types=tuple(grant.name for grant in GRANTS),
            client_authentication_methods=tuple(method.name for method in METHODS),
            client_assertion_algorithms=ALGORITHMS,
            id_token_algorithms=ALGORITHMS,
        )
    )


def _token(parts: SharedParts) -> TokenEndpoint:
    return TokenEndpoint(
        TokenSettings(parts.settings.issuer, parts.settings.lifetimes),
        parts.doors.store,
        parts.authentication,
        parts.token_issuer,
        parts.mint,
        parts.recorder,
        parts.doors.entropy,
    )


def _refusal_reading(parts: SharedParts) -> RefusalReading:
    store = parts.doors.store
    return RefusalReading(
        store.refusal_records, parts.refusal_ids, store.events, parts.rate_limits, parts.settings.refusal_reading
    )
