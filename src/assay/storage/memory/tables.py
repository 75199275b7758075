"""The shared state of a memory store, and a transaction over it that can be rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from assay.model.authorization_code import AuthorizationCode
from assay.model.authorization_request import PendingAuthorizationRequest
from assay.model.client import Client
from assay.model.client_logo import ClientLogo
from assay.model.consent import Consent
from assay.model.device_authorization import DeviceAuthorization
from assay.model.email_link import EmailLink
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.outgoing_message import OutgoingMessage
from assay.model.passkey import Passkey
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.refusal_record import RefusalRecord
from assay.model.resource import Resource
from assay.model.second_factor import KnownDevice, RecoveryCode, TotpCredential
from assay.model.signing_key import ServerSecret, SigningKey
from assay.model.status_block import StatusBlock

K = TypeVar("K")
V = TypeVar("V")

_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Denial:
    """An entry of the deny list: why, and until when it is needed."""

    because: str
    until: int


@dataclass(slots=True)
class Tables:
    """One dictionary per table, by primary key; the second dictionaries stand for unique indexes."""

    clients: dict[str, Client] = field(default_factory=dict)
    client_logos: dict[str, ClientLogo] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    signing_keys: dict[str, SigningKey] = field(default_factory=dict)
    server_secrets: dict[str, ServerSecret] = field(default_factory=dict)
    end_users: dict[str, EndUser] = field(default_factory=dict)
    subjects_by_username: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, EndUserSession] = field(default_factory=dict)
    session_ids_by_hash: dict[bytes, str] = field(default_factory=dict)
    session_ids_by_previous_hash: dict[bytes, str] = field(default_factory=dict)
    session_clients: dict[tuple[str, str], None] = field(default_factory=dict)
    totp_credentials: dict[str, TotpCredential] = field(default_factory=dict)
    recovery_codes: dict[tuple[str, bytes], RecoveryCode] = field(default_factory=dict)
    known_devices: dict[str, KnownDevice] = field(default_factory=dict)
    email_links: dict[bytes, EmailLink] = field(default_factory=dict)
    passkeys: dict[bytes, Passkey] = field(default_factory=dict)
    attempt_budgets: dict[bytes, float] = field(default_factory=dict)
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    authorization_requests: dict[bytes, PendingAuthorizationRequest] = field(default_factory=dict)
    authorization_codes: dict[bytes, AuthorizationCode] = field(default_factory=dict)
    device_authorizations: dict[bytes, DeviceAuthorization] = field(default_factory=dict)
    families: dict[bytes, RefreshTokenFamily] = field(default_factory=dict)
    revoked_grants: dict[str, Denial] = field(default_factory=dict)
    denied_access_tokens: dict[str, Denial] = field(default_factory=dict)
    status_blocks: dict[int, StatusBlock] = field(default_factory=dict)
    remembered: dict[tuple[str, bytes], int] = field(default_factory=dict)
    outgoing_messages: dict[str, OutgoingMessage] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    refusal_records: dict[str, RefusalRecord] = field(default_factory=dict)


class Transaction:
    """Writes to tables and remembers how to take it back."""

    __slots__ = ("_before", "tables")

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._before: list[tuple[dict[Any, Any], Any, Any]] = []

    def put(self, table: dict[K, V], key: K, value: V) -> None:
        """Write one row."""
        self._before.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def remove(self, table: dict[K, V], key: K) -> None:
        """Delete one row that is there."""
        self._before.append((table, key, table.pop(key)))

    def roll_back(self) -> None:
        """Take every write back, the last one first."""
        for table, key, before in reversed(self._before):
            if before is _ABSENT:
                del table[key]
            else:
                table[key] = before
        self._before.clear()


def page_of(rows: Iterable[V], after: V | None, limit: int, place: Callable[[V], tuple[int, str]]) -> tuple[V, ...]:
    """The rows that follow one, by their place in the list."""
    following = (row for row in rows if after is None or place(row) > place(after))
    return tuple(sorted(following, key=place)[:limit])
