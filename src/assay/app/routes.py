"""Every endpoint with its parts, and every route: a new endpoint is a line here."""

from __future__ import annotations

from assay.app.authorization import authorization_routes_of
from assay.app.logout import logout_route_of
from assay.app.parts import SharedParts
from assay.app.readiness import Readiness
from assay.checks.authorization_request.end_user import PROMPTS
from assay.checks.client_assertion.expectations import ALGORITHMS as ASSERTION_ALGORITHMS
from assay.outbound.inspection.process import ProcessInspector
from assay.server.client_authentication import METHODS
from assay.server.end_user_authentication.assurance import ACR_VALUES
from assay.server.endpoints.access_token_guard import AccessTokenGuard
from assay.server.endpoints.client_logo import ClientLogoEndpoint
from assay.server.endpoints.explain import Explain
from assay.server.endpoints.inspection import Inspection
from assay.server.endpoints.introspection import Introspection
from assay.server.endpoints.jwks import KeySet
from assay.server.endpoints.metadata import Metadata, MetadataSettings
from assay.server.endpoints.reason_page import ReasonList, ReasonPage
from assay.server.endpoints.refusal import RefusalLookup
from assay.server.endpoints.refusal_reports import RefusalReports
from assay.server.endpoints.revocation import Revocation
from assay.server.endpoints.status_list import StatusLists
from assay.server.endpoints.token import TokenEndpoint, TokenSettings
from assay.server.endpoints.userinfo import Userinfo
from assay.server.grants import GRANTS
from assay.server.issuance.signing_keys import ALGORITHMS
from assay.server.refusals.reading import RefusalReading
from assay.web.route import Route
from assay.web.routes.client_logo import client_logo_route
from assay.web.routes.explain import explain_route
from assay.web.routes.front_door import front_door_route
from assay.web.routes.health import health_routes
from assay.web.routes.inspection import inspection_route
from assay.web.routes.introspection import introspection_route
from assay.web.routes.metadata import jwks_route, metadata_routes
from assay.web.routes.reasons import reason_routes
from assay.web.routes.refusal_reports import refusal_reports_route
from assay.web.routes.refusals import refusal_route
from assay.web.routes.revocation import revocation_route
from assay.web.routes.status_list import status_list_route
from assay.web.routes.token import token_route
from assay.web.routes.userinfo import userinfo_route


def every_route(parts: SharedParts, readiness: Readiness) -> tuple[Route, ...]:
    """The public surface."""
    issuer = parts.settings.issuer
    recorder = parts.recorder
    return (
        *metadata_routes(_metadata(issuer), issuer),
        jwks_route(KeySet(parts.doors.store.signing_keys)),
        *_status_lists(parts),
        *authorization_routes_of(parts),
        client_logo_route(ClientLogoEndpoint(parts.doors.store.client_logos, recorder), issuer),
        logout_route_of(parts),
        token_route(_token(parts), issuer),
        introspection_route(_introspection(parts), issuer),
        revocation_route(_revocation(parts), issuer),
        userinfo_route(Userinfo(_guard(parts), parts.doors.store.end_users), issuer),
        refusal_route(RefusalLookup(_guard(parts), _refusal_reading(parts)), issuer),
        refusal_reports_route(_refusal_reports(parts), issuer),
        explain_route(Explain(parts.authentication, _refusal_reading(parts), recorder), issuer),
        *_inspection(parts),
        *reason_routes(ReasonPage(recorder), ReasonList(), issuer, inspects=parts.settings.inspection.parallel > 0),
        front_door_route(issuer),
        *health_routes(readiness),
    )


def _metadata(issuer: str) -> Metadata:
    return Metadata(
        MetadataSettings(
            issuer=issuer,
            grant_types=tuple(grant.name for grant in GRANTS),
            client_authentication_methods=tuple(method.name for method in METHODS),
            client_assertion_algorithms=ASSERTION_ALGORITHMS,
            id_token_algorithms=ALGORITHMS,
            prompt_values=PROMPTS,
            acr_values=ACR_VALUES,
        )
    )


def _status_lists(parts: SharedParts) -> tuple[Route, ...]:
    settings, statuses = parts.settings, parts.doors.store.token_statuses
    if not settings.status_lists.enabled:
        return ()
    lists = StatusLists(
        settings.issuer, statuses, parts.signers, parts.recorder, settings.status_lists, settings.lifetimes
    )
    return (status_list_route(lists, settings.issuer),)


def _token(parts: SharedParts) -> TokenEndpoint:
    return TokenEndpoint(
        TokenSettings(parts.settings.issuer, parts.settings.lifetimes),
        parts.doors.store,
        parts.authentication,
        parts.token_issuer,
        parts.recorder,
        parts.doors.entropy,
        parts.grant_ids,
    )


def _introspection(parts: SharedParts) -> Introspection:
    return Introspection(
        parts.settings.issuer,
        parts.doors.store,
        parts.authentication,
        parts.access_tokens,
        parts.mint,
        parts.recorder,
        parts.settings.lifetimes.public_client_grace,
    )


def _inspection(parts: SharedParts) -> tuple[Route, ...]:
    settings = parts.settings
    if settings.inspection.parallel == 0:
        return ()
    inspector = ProcessInspector(settings.inspection)
    inspection = Inspection(settings.issuer, parts.doors.store.signing_keys, inspector, parts.recorder)
    return (inspection_route(inspection, settings.issuer, settings.inspection.body_limit),)


def _revocation(parts: SharedParts) -> Revocation:
    return Revocation(
        parts.doors.store,
        parts.authentication,
        parts.access_tokens,
        parts.mint,
        parts.recorder,
        parts.settings.lifetimes,
    )


def _guard(parts: SharedParts) -> AccessTokenGuard:
    return AccessTokenGuard(parts.settings.issuer, parts.access_tokens, parts.doors.store.standings, parts.recorder)


def _refusal_reports(parts: SharedParts) -> RefusalReports:
    return RefusalReports(
        parts.authentication,
        parts.doors.store,
        parts.refusal_ids,
        parts.rate_limits,
        parts.recorder,
        parts.settings.refusal_reports,
    )


def _refusal_reading(parts: SharedParts) -> RefusalReading:
    store = parts.doors.store
    return RefusalReading(
        store.refusal_records, parts.refusal_ids, store.events, parts.rate_limits, parts.settings.refusal_reading
    )
