"""A store in one SQLite file. One process serves from it; any number of commands may read and write beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from assay.model.end_user import SessionUse
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.ports.clock import Clock
from assay.ports.store import Store
from assay.storage.retention import Retention
from assay.storage.sqlite.attempt_budgets import SqliteAttemptBudgets
from assay.storage.sqlite.authorization_codes import SqliteAuthorizationCodes
from assay.storage.sqlite.authorization_requests import SqliteAuthorizationRequests
from assay.storage.sqlite.client_logos import SqliteClientLogos
from assay.storage.sqlite.clients import SqliteClients
from assay.storage.sqlite.connection import connect, opening
from assay.storage.sqlite.consents import SqliteConsents
from assay.storage.sqlite.device_authorizations import SqliteDeviceAuthorizations
from assay.storage.sqlite.email_links import SqliteEmailLinks
from assay.storage.sqlite.end_user_sessions import SqliteEndUserSessions, note_session_use
from assay.storage.sqlite.end_users import SqliteEndUsers
from assay.storage.sqlite.events import SqliteEvents, append_event
from assay.storage.sqlite.maintenance import SqliteMaintenance
from assay.storage.sqlite.migrations import known_migrations, migrate, pending, require_current
from assay.storage.sqlite.outbox import SqliteOutbox
from assay.storage.sqlite.passkeys import SqlitePasskeys
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.refresh_tokens import SqliteRefreshTokens
from assay.storage.sqlite.refusal_records import SqliteRefusalRecords, put_refusal_record
from assay.storage.sqlite.registry_cache import RegistryCache
from assay.storage.sqlite.resources import SqliteResources
from assay.storage.sqlite.sealed_values import SqliteSealedValues
from assay.storage.sqlite.second_factors import SqliteSecondFactors
from assay.storage.sqlite.signing_keys import SqliteSigningKeys
from assay.storage.sqlite.standing import SqliteStandings
from assay.storage.sqlite.token_statuses import SqliteTokenStatuses
from assay.storage.sqlite.unit_of_work import SqliteUnitOfWork
from assay.storage.sqlite.write_behind import WriteBehind
from assay.storage.sqlite.writer import Writer

_MOST_EVENTS_BEHIND = 20_000
_MOST_REFUSAL_RECORDS_BEHIND = 10_000
_MOST_SESSION_USES_BEHIND = 10_000


def open_sqlite(path: Path, *, issuer_id: str, clock: Clock, retention: Retention | None = None) -> Store:
    """Open the file, making it and bringing its schema up to date where needed. Raises `StoreUnusable`.

    Blocks for up to five seconds while another process migrates; call it before anybody is served.
    """
    connection = connect(path, create=True)
    try:
        opening(path, lambda: migrate(connection, known_migrations(), int(clock())))
    except BaseException:
        connection.close()
        raise
    return _assemble(connection, issuer_id, clock, retention or Retention())


def migrate_file(path: Path, now: int) -> tuple[str, ...]:
    """Bring a file's schema up to date, making it where there is none; what was applied. Raises `StoreUnusable`."""
    connection = connect(path, create=True)
    try:
        missing = opening(path, lambda: pending(connection, known_migrations()))
        opening(path, lambda: migrate(connection, known_migrations(), now))
    finally:
        connection.close()
    return tuple(migration.name for migration in missing)


def lacks_migrations(path: Path) -> bool:
    """Whether an existing file is not of this version yet. Raises `StoreUnusable` when it never could be."""
    connection = connect(path, create=False)
    try:
        return bool(opening(path, lambda: pending(connection, known_migrations())))
    finally:
        connection.close()


def open_sqlite_for_reading(path: Path, *, issuer_id: str, clock: Clock) -> Store:
    """Open an existing file of exactly this version to look things up; commits raise `StorageUnavailable`.

    Other processes may serve from it: what they have written is seen by the next call. Raises `StoreUnusable`.
    """
    connection = connect(path, create=False)
    try:
        opening(path, lambda: require_current(connection))
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return _assemble(connection, issuer_id, clock, Retention(), closed_because="the store was opened for reading only")


def _assemble(
    connection: sqlite3.Connection,
    issuer_id: str,
    clock: Clock,
    retention: Retention,
    closed_because: str | None = None,
) -> Store:
    reader, cache = Reader(connection), RegistryCache(connection)
    events: WriteBehind[int, Event] = WriteBehind(
        lambda into, event: append_event(into, issuer_id, event), _MOST_EVENTS_BEHIND
    )
    records: WriteBehind[str, RefusalRecord] = WriteBehind(
        lambda into, record: put_refusal_record(into, issuer_id, record), _MOST_REFUSAL_RECORDS_BEHIND
    )
    uses: WriteBehind[str, SessionUse] = WriteBehind(
        lambda into, use: note_session_use(into, issuer_id, use), _MOST_SESSION_USES_BEHIND
    )
    writer = Writer(connection, (events, records, uses))
    writer.closed_because = closed_because
    return Store(
        issuer_id=issuer_id,
        clients=SqliteClients(connection, issuer_id, cache),
        client_logos=SqliteClientLogos(reader, issuer_id),
        resources=SqliteResources(connection, issuer_id, cache),
        end_users=SqliteEndUsers(reader, issuer_id),
        end_user_sessions=SqliteEndUserSessions(reader, issuer_id, uses),
        second_factors=SqliteSecondFactors(reader, issuer_id),
        email_links=SqliteEmailLinks(reader, issuer_id),
        passkeys=SqlitePasskeys(reader, issuer_id),
        attempt_budgets=SqliteAttemptBudgets(writer, issuer_id),
        authorization_requests=SqliteAuthorizationRequests(reader, issuer_id),
        authorization_codes=SqliteAuthorizationCodes(reader, issuer_id),
        device_authorizations=SqliteDeviceAuthorizations(reader, issuer_id),
        refresh_tokens=SqliteRefreshTokens(reader, issuer_id),
        consents=SqliteConsents(reader, issuer_id),
        signing_keys=SqliteSigningKeys(connection, issuer_id, cache),
        sealed_values=SqliteSealedValues(reader, issuer_id),
        standings=SqliteStandings(reader, issuer_id, clock),
        token_statuses=SqliteTokenStatuses(reader, issuer_id),
        outbox=SqliteOutbox(reader, issuer_id),
        events=SqliteEvents(reader, issuer_id, events),
        refusal_records=SqliteRefusalRecords(reader, issuer_id, records),
        unit_of_work=SqliteUnitOfWork(writer, issuer_id, cache),
        maintenance=SqliteMaintenance(connection, writer, cache, (events, records, uses), issuer_id, clock, retention),
    )
