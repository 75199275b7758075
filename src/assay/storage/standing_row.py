"""What one row of the standing statement says; every backend with SQL asks the same five questions, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.model.standing import Standing, StandingQuery


def standing_of(query: StandingQuery, row: Sequence[Any]) -> Standing:
    """Of: client disabled, token denied because, grant denied because, end-user disabled, session ended.

    NULL where there is no row: a session that is gone was purged, so it has run out.
    """
    client_disabled, token_denied, grant_denied, end_user_disabled, session_ended = row
    return Standing(
        client_exists=client_disabled is not None,
        client_disabled=bool(client_disabled),
        denied=token_denied if token_denied is not None else grant_denied,
        end_user_exists=query.subject is None or end_user_disabled is not None,
        end_user_disabled=bool(end_user_disabled),
        session_ended=query.session_id is not None and (session_ended is None or bool(session_ended)),
    )
