"""What cannot be done now but later: the store does not answer, or too many sign-ins wait.

Reasons: `operation.storage_unavailable`, `operation.password_hasher_busy`.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.ports.password_hasher import HasherBusy
from assay.ports.unit_of_work import StorageUnavailable
from assay.reasons import operation as reasons

_HASHER_RETRY = 2


def outage(unavailable: StorageUnavailable | HasherBusy) -> tuple[Refused, int]:
    """The refusal, and after how many seconds the caller may try again."""
    if isinstance(unavailable, StorageUnavailable):
        return refuse(reasons.STORAGE_UNAVAILABLE), unavailable.retry_after
    return refuse(reasons.PASSWORD_HASHER_BUSY), _HASHER_RETRY
