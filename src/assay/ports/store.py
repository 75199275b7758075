"""A store: everything that remembers, opened together and closed together."""

from __future__ import annotations

from dataclasses import dataclass

from assay.ports.attempt_budgets import AttemptBudgets
from assay.ports.authorization_codes import AuthorizationCodes
from assay.ports.authorization_requests import AuthorizationRequests
from assay.ports.client_logos import ClientLogos
from assay.ports.clients import Clients
from assay.ports.consents import Consents
from assay.ports.device_authorizations import DeviceAuthorizations
from assay.ports.email_links import EmailLinks
from assay.ports.end_user_sessions import EndUserSessions
from assay.ports.end_users import EndUsers
from assay.ports.events import Events
from assay.ports.maintenance import Maintenance
from assay.ports.outbox import Outbox
from assay.ports.passkeys import Passkeys
from assay.ports.refresh_tokens import RefreshTokens
from assay.ports.refusal_records import RefusalRecords
from assay.ports.resources import Resources
from assay.ports.sealed_values import SealedValues
from assay.ports.second_factors import SecondFactors
from assay.ports.signing_keys import SigningKeys
from assay.ports.standing import Standings
from assay.ports.token_statuses import TokenStatuses
from assay.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Store:
    """One opened backend for one issuer. Reads go through their ports, every write is an effect given to `unit_of_work`.

    Whoever opens it awaits `maintenance.close()` at the end. Reads raise `StorageUnavailable` as `commit` does.
    """

    issuer_id: str
    clients: Clients
    client_logos: ClientLogos
    resources: Resources
    end_users: EndUsers
    end_user_sessions: EndUserSessions
    second_factors: SecondFactors
    email_links: EmailLinks
    passkeys: Passkeys
    attempt_budgets: AttemptBudgets
    authorization_requests: AuthorizationRequests
    authorization_codes: AuthorizationCodes
    device_authorizations: DeviceAuthorizations
    refresh_tokens: RefreshTokens
    consents: Consents
    signing_keys: SigningKeys
    sealed_values: SealedValues
    standings: Standings
    token_statuses: TokenStatuses
    outbox: Outbox
    events: Events
    refusal_records: RefusalRecords
    unit_of_work: UnitOfWork
    maintenance: Maintenance


class StoreUnusable(Exception):
    """A store does not open: not ours, damaged, of another version, or readable by others. The message says what to do."""
