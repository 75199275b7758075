"""What every backend with SQL asks about standing: of one token, in one statement and so as of one moment; and of all, for status lists.

Parameters are `$1`, `$2`, …, of which the first is the issuer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.model.standing import Standing, StandingQuery
from assay.model.status_block import RevokedStatuses, StatusBlock

# A member that was not asked about is NULL, and `column = NULL` finds nothing without looking.
STANDING = """
SELECT
    (SELECT disabled_at IS NOT NULL FROM clients WHERE issuer_id = $1 AND client_id = $2),
    (SELECT because FROM denied_access_tokens WHERE issuer_id = $1 AND jti = $3),
    (SELECT because FROM revoked_grants WHERE issuer_id = $1 AND grant_id = $4),
    (SELECT disabled_at IS NOT NULL FROM end_users WHERE issuer_id = $1 AND subject = $5),
    (
        SELECT ended_at IS NOT NULL OR expires_at <= CAST($7 AS double precision) OR authenticated_at < coalesce(
            (SELECT password_changed_at FROM end_users WHERE issuer_id = $1 AND subject = session.subject), 0
        )
        FROM end_user_sessions AS session WHERE issuer_id = $1 AND session_id = $6
    )
"""
END_OF_STATUSES = "SELECT first + size FROM status_blocks WHERE issuer_id = $1 ORDER BY first DESC LIMIT 1"
# Few rows, each found by an index.
REVOKED_GRANTS = """
SELECT grant_id FROM revoked_grants WHERE issuer_id = $1 AND expires_at > $2
UNION
SELECT grant_id FROM refresh_token_families WHERE issuer_id = $1 AND revoked_at > $3
UNION
SELECT family.grant_id FROM end_users AS end_user
JOIN refresh_token_families AS family ON family.issuer_id = $1 AND family.subject = end_user.subject
WHERE end_user.issuer_id = $1 AND end_user.disabled_at IS NOT NULL AND family.expires_at > $3
"""
REVOKED_BLOCKS = """
SELECT block.first, block.size, block.client_id, block.expires_at FROM clients AS client
JOIN status_blocks AS block ON block.issuer_id = $1 AND block.client_id = client.client_id
WHERE client.issuer_id = $1 AND client.disabled_at IS NOT NULL AND block.expires_at > $2 ORDER BY block.first
"""


def parameters_of(query: StandingQuery, now: float) -> tuple[Any, ...]:
    """What `STANDING` is asked with, after the issuer."""
    return query.client_id, query.jti, query.grant_id, query.subject, query.session_id, now


def standing_of(query: StandingQuery, row: Sequence[Any]) -> Standing:
    """What the answer to `STANDING` says. NULL where there is no row: a session that is gone was purged, so it has run out."""
    client_disabled, token_denied, grant_denied, end_user_disabled, session_ended = row
    return Standing(
        client_exists=client_disabled is not None,
        client_disabled=bool(client_disabled),
        denied=token_denied if token_denied is not None else grant_denied,
        end_user_exists=query.subject is None or end_user_disabled is not None,
        end_user_disabled=bool(end_user_disabled),
        session_ended=query.session_id is not None and (session_ended is None or bool(session_ended)),
    )


def end_of(row: Sequence[int] | None) -> int:
    """What the answer to `END_OF_STATUSES` says."""
    return 0 if row is None else int(row[0])


def revoked_of(grants: Sequence[Sequence[Any]], blocks: Sequence[Sequence[Any]], end: int) -> RevokedStatuses:
    """What the answers to `REVOKED_GRANTS` and `REVOKED_BLOCKS` say."""
    return RevokedStatuses(frozenset(row[0] for row in grants), tuple(StatusBlock(*row) for row in blocks), end)
