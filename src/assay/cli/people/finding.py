"""Finds the end-user that a command names, by username or by subject."""

from __future__ import annotations

from assay.cli.terminal.faults import RefusedByServer
from assay.cli.terminal.workplace import Workplace
from assay.decision import refuse
from assay.formats.username import fold_username
from assay.model.end_user import EndUser
from assay.reasons import registration as reasons


async def found(place: Workplace, name: str) -> EndUser:
    """The end-user. Raises `RefusedByServer` when there is none."""
    end_users = place.store.end_users
    end_user = await end_users.find_by_username(fold_username(name)) or await end_users.find(name)
    if end_user is None:
        raise RefusedByServer(refuse(reasons.END_USER_UNKNOWN, username=name))
    return end_user
