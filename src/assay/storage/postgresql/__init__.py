"""A store in a PostgreSQL database (15 or newer). Any number of processes serve from it, on any number of machines."""

from __future__ import annotations

from typing import Any

import asyncpg

from assay.model.effects import Effect
from assay.model.end_user import SessionUse
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.ports.clock import Clock
from assay.ports.store import Store
from assay.storage.postgresql.aside import Aside
from assay.storage.postgresql.attempt_budgets import PostgresqlAttemptBudgets
from assay.storage.postgresql.authorization_codes import PostgresqlAuthorizationCodes
from assay.storage.postgresql.authorization_requests import PostgresqlAuthorizationRequests
from assay.storage.postgresql.batch import APPLY as CALL
from assay.storage.postgresql.batch import apply_function
from assay.storage.postgresql.carrying_out import NOTHING, Calls
from assay.storage.postgresql.client_logos import PostgresqlClientLogos
from assay.storage.postgresql.clients import PostgresqlClients
from assay.storage.postgresql.connections import Connections
from assay.storage.postgresql.consents import PostgresqlConsents
from assay.storage.postgresql.device_authorizations import PostgresqlDeviceAuthorizations
from assay.storage.postgresql.email_links import PostgresqlEmailLinks
from assay.storage.postgresql.end_user_sessions import PostgresqlEndUserSessions
from assay.storage.postgresql.end_users import PostgresqlEndUsers
from assay.storage.postgresql.events import EVENTS, PostgresqlEvents
from assay.storage.postgresql.maintenance import PostgresqlMaintenance
from assay.storage.postgresql.migrations import require_current
from assay.storage.postgresql.outbox import PostgresqlOutbox
from assay.storage.postgresql.passkeys import PostgresqlPasskeys
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import members
from assay.storage.postgresql.refresh_tokens import PostgresqlRefreshTokens
from assay.storage.postgresql.refusal_records import RECORDS, PostgresqlRefusalRecords
from assay.storage.postgresql.registry_cache import RegistryCache
from assay.storage.postgresql.replicas import Replicas
from assay.storage.postgresql.resources import PostgresqlResources
from assay.storage.postgresql.sealed_values import PostgresqlSealedValues
from assay.storage.postgresql.second_factors import PostgresqlSecondFactors
from assay.storage.postgresql.signing_keys import PostgresqlSigningKeys
from assay.storage.postgresql.standing import PostgresqlStandings
from assay.storage.postgresql.target import PostgresqlTarget
from assay.storage.postgresql.token_statuses import PostgresqlTokenStatuses
from assay.storage.postgresql.unit_of_work import APPLY, PostgresqlUnitOfWork
from assay.storage.postgresql.write_behind import WriteBehind
from assay.storage.postgresql.writer import Writer
from assay.storage.retention import Retention

_MOST_EVENTS_BEHIND = 20_000
_MOST_REFUSAL_RECORDS_BEHIND = 10_000
_MOST_SESSION_USES_BEHIND = 10_000


def open_postgresql(
    target: PostgresqlTarget, *, issuer_id: str, clock: Clock, retention: Retention | None = None
) -> Store:
    """A store that connects when it is first asked. Whatever asks it may raise `StoreUnusable` then.

    The schema is brought up to date by `assay migrate`, never here: other processes may serve from it.
    """
    connections = Connections(target, target.connections, require_current)
    # Who waits in a batch must leave time for the others in it, and for a second try (`writer.py`).
    # Of two that wait for each other one gives up first: no two wait equally long, which microsecond they began in says how.
    lock_share = 0.2 + 0.1 * (clock() * 1000 % 1)
    writing = Connections(target, 1, _make_writer, lock_share=lock_share, statement_share=lock_share + 0.1)
    apart = Connections(target, 1, _make_writer, lock_share=lock_share)
    aside = Aside(Calls(apart, issuer_id), target.patience * lock_share)
    reader = Reader(connections, issuer_id)
    replicas = Replicas(target, issuer_id)
    cache = RegistryCache(reader, with_position=bool(replicas))
    events: WriteBehind[int, Event] = WriteBehind(EVENTS.written, _MOST_EVENTS_BEHIND)
    records: WriteBehind[str, RefusalRecord] = WriteBehind(RECORDS.written, _MOST_REFUSAL_RECORDS_BEHIND)
    uses: WriteBehind[str, SessionUse] = WriteBehind(members, _MOST_SESSION_USES_BEHIND)
    behind = (events, records, uses)
    writer = Writer(Calls(writing, issuer_id), aside, APPLY, behind, target.patience)
    return Store(
        issuer_id=issuer_id,
        clients=PostgresqlClients(reader, cache),
        client_logos=PostgresqlClientLogos(reader),
        resources=PostgresqlResources(reader, cache),
        end_users=PostgresqlEndUsers(reader),
        end_user_sessions=PostgresqlEndUserSessions(reader, uses),
        authorization_requests=PostgresqlAuthorizationRequests(reader),
        authorization_codes=PostgresqlAuthorizationCodes(reader),
        device_authorizations=PostgresqlDeviceAuthorizations(reader),
        refresh_tokens=PostgresqlRefreshTokens(reader),
        consents=PostgresqlConsents(reader),
        signing_keys=PostgresqlSigningKeys(reader, cache),
        standings=PostgresqlStandings(reader, clock, cache, replicas),
        token_statuses=PostgresqlTokenStatuses(reader),
        events=PostgresqlEvents(reader, events),
        refusal_records=PostgresqlRefusalRecords(reader, records),
        sealed_values=PostgresqlSealedValues(reader),
        second_factors=PostgresqlSecondFactors(reader),
        email_links=PostgresqlEmailLinks(reader),
        passkeys=PostgresqlPasskeys(reader),
        attempt_budgets=PostgresqlAttemptBudgets(connections, issuer_id),
        outbox=PostgresqlOutbox(reader),
        unit_of_work=PostgresqlUnitOfWork(writer, cache),
        maintenance=PostgresqlMaintenance(
            (connections, writing), replicas, writer, behind, issuer_id, clock, retention or Retention()
        ),
    )


def _named_steps() -> dict[str, Any]:
    kinds: dict[type[Effect], Any] = dict(APPLY)
    return {kind.__name__: step for kind, step in kinds.items()}


async def _make_writer(connection: asyncpg.Connection[Any]) -> None:
    await require_current(connection)
    await connection.execute(apply_function(_named_steps()))
    await connection.fetchrow(
        CALL, "", None, False, [], [], [], *NOTHING
    )  # so that its first request does not wait until it is parsed
