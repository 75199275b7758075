"""The table `clients`."""

from __future__ import annotations

import sqlite3
from typing import Any

from assay.model.client import Client
from assay.model.effects import SaveClient
from assay.storage.columns import from_names, from_secrets, to_names, to_secrets
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.registry_cache import RegistryCache
from assay.storage.sqlite.statements import BEGINNING, page, revise, select

_COLUMNS = (
    "client_id, name, token_endpoint_auth_method, grant_types, redirect_uris, scopes, resources, secrets, jwks, "
    "id_token_signed_response_alg, post_logout_redirect_uris, pkce_required, first_party, rotate_refresh_tokens, "
    "created_at, disabled_at, backchannel_logout_uri, backchannel_logout_session_required, client_uri, "
    "logo_uri, policy_uri, tos_uri, contacts, logo, revision"
)
_FIND = select("clients", _COLUMNS, "issuer_id = ? AND client_id = ?")
_PAGE = page("clients", _COLUMNS, "client_id")
_SAVE = revise("clients", _COLUMNS, "client_id")


class SqliteClients:
    """`ports.clients.Clients`, cached until anybody commits a change."""

    def __init__(self, connection: sqlite3.Connection, issuer_id: str, cache: RegistryCache) -> None:
        self._connection = connection
        self._reader = Reader(connection)
        self._issuer_id = issuer_id
        self._cache = cache

    async def find(self, client_id: str) -> Client | None:
        """See the port."""
        return await self._reader.patiently(lambda: self._find(client_id))

    async def page(self, after: Client | None, limit: int) -> tuple[Client, ...]:
        """See the port."""
        place = BEGINNING if after is None else (after.created_at, after.client_id)
        return tuple(_client(row) for row in await self._reader.all(_PAGE, (self._issuer_id, *place, limit)))

    def _find(self, client_id: str) -> Client | None:
        self._cache.revalidate()
        client = self._cache.clients.get(client_id)
        if client is None:
            row = self._connection.execute(_FIND, (self._issuer_id, client_id)).fetchone()
            if row is None:
                return None  # not kept: anybody can invent ids
            client = _client(row)
            self._cache.keep_client(client)
        return client


def save_client(connection: sqlite3.Connection, issuer_id: str, effect: SaveClient) -> bool:
    """Apply the effect, unless somebody changed the client meanwhile."""
    client = effect.client
    written = connection.execute(
        _SAVE,
        (
            issuer_id,
            client.client_id,
            client.name,
            client.token_endpoint_auth_method,
            from_names(client.grant_types),
            from_names(client.redirect_uris),
            from_names(client.scopes),
            from_names(client.resources),
            from_secrets(client.secrets),
            client.jwks,
            client.id_token_signed_response_alg,
            from_names(client.post_logout_redirect_uris),
            client.pkce_required,
            client.first_party,
            client.rotate_refresh_tokens,
            client.created_at,
            client.disabled_at,
            client.backchannel_logout_uri,
            client.backchannel_logout_session_required,
            client.client_uri,
            client.logo_uri,
            client.policy_uri,
            client.tos_uri,
            from_names(client.contacts),
            client.logo,
            client.revision,
        ),
    )
    return written.rowcount == 1


def _client(row: Any) -> Client:
    return Client(
        client_id=row[0],
        name=row[1],
        token_endpoint_auth_method=row[2],
        grant_types=to_names(row[3]),
        redirect_uris=to_names(row[4]),
        scopes=to_names(row[5]),
        resources=to_names(row[6]),
        secrets=to_secrets(row[7]),
        jwks=row[8],
        id_token_signed_response_alg=row[9],
        post_logout_redirect_uris=to_names(row[10]),
        pkce_required=bool(row[11]),
        first_party=bool(row[12]),
        rotate_refresh_tokens=bool(row[13]),
        created_at=row[14],
        disabled_at=row[15],
        backchannel_logout_uri=row[16],
        backchannel_logout_session_required=bool(row[17]),
        client_uri=row[18],
        logo_uri=row[19],
        policy_uri=row[20],
        tos_uri=row[21],
        contacts=to_names(row[22]),
        logo=row[23],
        revision=row[24],
    )
