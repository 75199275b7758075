"""The tables `end_user_sessions` and `session_clients`: every change of a cookie is conditional on the present one."""

from __future__ import annotations

from assay.model.effects import ProveEndUserSession
from assay.model.end_user import EndUserSession, SessionUse
from assay.model.refresh_token import SESSION_ENDED
from assay.storage.postgresql.locks import FAMILIES_OF_SESSION, SESSION
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records, plain
from assay.storage.postgresql.steps import Step
from assay.storage.postgresql.write_behind import WriteBehind

# ruff: noqa: S608 - statements are put together from each other and from constants of ours

SESSIONS = Records("end_user_sessions", EndUserSession, "session_id")
# One of them has it: no hash is the present one of a session and the previous one of another.
_FIND = SESSIONS.select("AND (session_hash = $2 OR previous_hash = $2) ORDER BY session_hash = $2 DESC LIMIT 1")
_FIND_BY_ID = SESSIONS.select("AND session_id = $2")
_LIST = SESSIONS.select("AND subject = $2 AND ended_at IS NULL ORDER BY started_at DESC, session_id")
_CLIENTS = "SELECT client_id FROM session_clients WHERE issuer_id = $1 AND session_id = $2 ORDER BY client_id"

_PRESENT = "WHERE issuer_id = :issuer AND session_id = :session_id::text AND ended_at IS NULL"


def _proved(effect: ProveEndUserSession) -> dict[str, object]:
    return {**SESSIONS.written(effect.session), "from_hash": plain(effect.from_hash)}


START = Step(SESSIONS.insert(), settles=True, written=lambda effect: SESSIONS.written(effect.session))
ROTATE_COOKIE = Step(
    f"""
    UPDATE end_user_sessions
    SET session_hash = :to_hash::bytea, previous_hash = :from_hash::bytea, rotation_nonce = :nonce::bytea,
        rotated_at = :at::bigint, confirmed_at = NULL
    {_PRESENT} AND session_hash = :from_hash::bytea
    """,
    settles=True,
    locks=((SESSION, "session_id"),),
)
CONFIRM_COOKIE = Step(
    f"""
    UPDATE end_user_sessions SET confirmed_at = :at::bigint
    {_PRESENT} AND session_hash = :session_hash::bytea AND confirmed_at IS NULL
    """,
    locks=((SESSION, "session_id"),),
)
PROVE = Step(
    f"""
    UPDATE end_user_sessions
    SET session_hash = :session_hash::bytea, authenticated_at = :authenticated_at::bigint, proofs = :proofs::text,
        expires_at = :expires_at::bigint, complete = :complete::boolean, last_used_at = :last_used_at::bigint,
        network = :network::text, device = :device::text, rotated_at = :rotated_at::bigint,
        previous_hash = NULL, rotation_nonce = NULL, confirmed_at = NULL
    {_PRESENT} AND session_hash = :from_hash::bytea
    """,
    settles=True,
    written=_proved,
    locks=((SESSION, "session_id"),),
)
# Joining and ending meet at the session's row: whoever comes second sees what the first has written.
JOIN = Step(
    f"""
    PERFORM 1 FROM end_user_sessions {_PRESENT} FOR SHARE;
    IF FOUND THEN
        INSERT INTO session_clients (issuer_id, session_id, client_id)
        VALUES (:issuer, :session_id::text, :client_id::text) ON CONFLICT DO NOTHING;
    ELSE
        RAISE no_data_found;
    END IF
    """,
    locks=((SESSION, "session_id"),),
)
# A session ends once, a family is revoked once.
END = Step(
    f"""
    PERFORM 1 FROM end_user_sessions {_PRESENT} FOR NO KEY UPDATE;
    IF jsonb_typeof(v_members->'clients') = 'array' AND EXISTS (
        SELECT 1 FROM session_clients WHERE issuer_id = :issuer AND session_id = :session_id::text
          AND NOT v_members->'clients' ? client_id
    ) THEN
        RAISE no_data_found;
    END IF;
    UPDATE end_user_sessions SET ended_at = :at::bigint {_PRESENT};
    UPDATE refresh_token_families SET revoked_at = :at::bigint, revoked_because = '{SESSION_ENDED}'
    WHERE issuer_id = :issuer AND session_id = :session_id::text AND revoked_at IS NULL
    """,
    locks=((SESSION, "session_id"), (FAMILIES_OF_SESSION, "session_id")),
)
# Waits for nobody, since it comes last: a session that somebody changes at this moment is in use, and its next use is noted.
NOTE_USES = """
    WITH noted AS (
        SELECT one->>'session_id' AS session_id, (one->>'at')::bigint AS at, one->>'network' AS network,
            one->>'device' AS device
        FROM (SELECT one::jsonb AS one FROM unnest(v_uses) AS uses (one)) AS parsed
    ), held AS (
        SELECT session_id FROM end_user_sessions
        WHERE issuer_id = v_issuer AND session_id IN (SELECT session_id FROM noted)
        FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE end_user_sessions AS session
    SET last_used_at = noted.at, network = noted.network, device = noted.device
    FROM held JOIN noted USING (session_id)
    WHERE session.issuer_id = v_issuer AND session.session_id = held.session_id AND session.last_used_at < noted.at
"""


class PostgresqlEndUserSessions:
    """`ports.end_user_sessions.EndUserSessions`."""

    def __init__(self, reader: Reader, uses: WriteBehind[str, SessionUse]) -> None:
        self._reader = reader
        self._uses = uses

    async def find(self, cookie_hash: bytes) -> EndUserSession | None:
        """See the port."""
        row = await self._reader.one(_FIND, cookie_hash)
        return None if row is None else SESSIONS.record(row)

    async def find_by_id(self, session_id: str) -> EndUserSession | None:
        """See the port."""
        row = await self._reader.one(_FIND_BY_ID, session_id)
        return None if row is None else SESSIONS.record(row)

    async def list_of(self, subject: str) -> tuple[EndUserSession, ...]:
        """See the port."""
        return tuple(map(SESSIONS.record, await self._reader.all(_LIST, subject)))

    async def clients_of(self, session_id: str) -> tuple[str, ...]:
        """See the port."""
        return tuple(row[0] for row in await self._reader.all(_CLIENTS, session_id))

    def note_use(self, use: SessionUse) -> None:
        """See the port."""
        self._uses.put(use.session_id, use)
