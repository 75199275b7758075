"""The admin API, wired: an application of its own, for a listener of its own."""

from __future__ import annotations

from assay.app.first_start import key_maker
from assay.app.parts import SharedParts
from assay.server.admin import OPERATIONS
from assay.server.admin.api import AdminApi
from assay.server.admin.operation import Desk
from assay.server.endpoints.access_token_guard import AccessTokenGuard
from assay.server.refusals.reading import RefusalReading
from assay.web.application import Application
from assay.web.routes.admin import admin_routes
from assay.web.tally import Tally


class _NothingBeside:
    """The public application starts and stops what runs beside it."""

    async def start(self) -> None:
        """Nothing."""

    async def stop(self) -> None:
        """Nothing."""


def admin_application(parts: SharedParts, tally: Tally) -> Application:
    """Every call is counted and logged as the public ones are."""
    settings, doors = parts.settings, parts.doors
    store = doors.store
    desk = Desk(
        store,
        doors.entropy,
        settings.lifetimes,
        parts.session_ending,
        key_maker(settings, doors),
        RefusalReading(
            store.refusal_records, parts.refusal_ids, store.events, parts.rate_limits, settings.refusal_reading
        ),
    )
    guard = AccessTokenGuard(settings.issuer, parts.access_tokens, store.standings, parts.recorder)
    return Application(
        admin_routes(AdminApi(guard, desk), OPERATIONS, settings.issuer),
        settings.issuer,
        settings.web,
        parts.recorder,
        (doors.clock, doors.entropy),
        tally,
        _NothingBeside(),
    )
