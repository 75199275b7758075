"""The composition root: settings and an opened store in, the wired application out. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assay.app.first_start import make_due_keys
from assay.app.message_deliveries import message_deliveries
from assay.app.parts import SharedParts
from assay.app.readiness import Readiness
from assay.app.routes import every_route
from assay.app.upkeep import Upkeep
from assay.outbound.outbox_delivery import OutboxDelivery
from assay.web.application import Application
from assay.web.route import Route
from assay.web.tally import Tally


@dataclass(frozen=True, slots=True)
class Wired:
    """The application, and what those who run it look at.

    `dropped` counts rows that could not be kept, `counted` is what a scrape tells of both, `clock_behind` tells by how many seconds the machine's clock was set back.
    """

    application: Application
    admin: Callable[[], Application]
    tally: Tally
    readiness: Readiness
    dropped: Callable[[], int]
    counted: Callable[[], tuple[Tally, int]]
    clock_behind: Callable[[], float]


def build(
    parts: SharedParts, more_routes: tuple[Route, ...] = (), clock_behind: Callable[[], float] = lambda: 0.0
) -> Wired:
    """Wire everything; `more_routes` are what a development server adds. Call it in a running loop."""
    settings, doors = parts.settings, parts.doors
    tally, readiness = Tally(), Readiness(doors.store, parts.signers, doors.clock)
    application = Application(
        (*every_route(parts, readiness), *more_routes),
        settings.issuer,
        settings.web,
        parts.recorder,
        (doors.clock, doors.entropy),
        tally,
        _upkeep(parts),
    )
    dropped = doors.store.maintenance.dropped
    return Wired(
        application,
        lambda: _admin(parts, tally),
        tally,
        readiness,
        dropped,
        lambda: (tally, dropped()),
        clock_behind,
    )


def _admin(parts: SharedParts, tally: Tally) -> Application:
    from assay.app.admin import admin_application  # only where it is served

    return admin_application(parts, tally)


def _upkeep(parts: SharedParts) -> Upkeep:
    settings, doors = parts.settings, parts.doors
    delivery = OutboxDelivery(
        doors.store, parts.outgoing, message_deliveries(parts), settings.outbox, doors.clock, doors.entropy
    )
    return Upkeep(
        doors.store.maintenance,
        lambda: make_due_keys(settings, doors),
        delivery.deliver_due,
        settings.outbox.poll,
        doors.clock,
    )
