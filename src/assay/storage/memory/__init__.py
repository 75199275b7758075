"""A store in memory, for tests and trials: as strict as the durable ones, gone with the process."""

from __future__ import annotations

from assay.ports.clock import Clock
from assay.ports.store import Store
from assay.storage.memory.attempt_budgets import MemoryAttemptBudgets
from assay.storage.memory.authorization import MemoryAuthorizationCodes, MemoryAuthorizationRequests
from assay.storage.memory.client_logos import MemoryClientLogos
from assay.storage.memory.device_authorizations import MemoryDeviceAuthorizations
from assay.storage.memory.end_user_sessions import MemoryEndUserSessions
from assay.storage.memory.end_users import MemoryConsents, MemoryEndUsers
from assay.storage.memory.maintenance import MemoryMaintenance
from assay.storage.memory.outbox import MemoryOutbox
from assay.storage.memory.passkeys import MemoryPasskeys
from assay.storage.memory.records import MemoryEvents, MemoryRefusalRecords
from assay.storage.memory.registry import MemoryClients, MemoryResources, MemorySigningKeys
from assay.storage.memory.sealed_values import MemorySealedValues
from assay.storage.memory.second_factors import MemoryEmailLinks, MemorySecondFactors
from assay.storage.memory.standing import MemoryStandings
from assay.storage.memory.tables import Tables
from assay.storage.memory.token_statuses import MemoryTokenStatuses
from assay.storage.memory.tokens import MemoryRefreshTokens
from assay.storage.memory.unit_of_work import MemoryUnitOfWork
from assay.storage.retention import Retention


def open_memory(*, issuer_id: str, clock: Clock, retention: Retention | None = None) -> Store:
    """An empty store. `clock` tells when an end-user session has run out."""
    tables = Tables()
    return Store(
        issuer_id=issuer_id,
        clients=MemoryClients(tables),
        client_logos=MemoryClientLogos(tables),
        resources=MemoryResources(tables),
        end_users=MemoryEndUsers(tables),
        end_user_sessions=MemoryEndUserSessions(tables),
        second_factors=MemorySecondFactors(tables),
        email_links=MemoryEmailLinks(tables),
        passkeys=MemoryPasskeys(tables),
        attempt_budgets=MemoryAttemptBudgets(tables),
        authorization_requests=MemoryAuthorizationRequests(tables),
        authorization_codes=MemoryAuthorizationCodes(tables),
        device_authorizations=MemoryDeviceAuthorizations(tables),
        refresh_tokens=MemoryRefreshTokens(tables),
        consents=MemoryConsents(tables),
        signing_keys=MemorySigningKeys(tables),
        sealed_values=MemorySealedValues(tables),
        standings=MemoryStandings(tables, clock),
        token_statuses=MemoryTokenStatuses(tables),
        outbox=MemoryOutbox(tables),
        events=MemoryEvents(tables),
        refusal_records=MemoryRefusalRecords(tables),
        unit_of_work=MemoryUnitOfWork(tables),
        maintenance=MemoryMaintenance(tables, retention or Retention()),
    )
