"""What cannot be done now but later: the store does not answer, no key can sign, or too many sign-ins wait.

Reasons: `operation.storage_unavailable`, `operation.signing_unavailable`, `operation.password_hasher_busy`.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.ports.password_hasher import HasherBusy
from assay.ports.signer import SigningUnavailable
from assay.ports.unit_of_work import StorageUnavailable
from assay.reasons import operation as reasons

Outage = StorageUnavailable | SigningUnavailable | HasherBusy
OUTAGES = (StorageUnavailable, SigningUnavailable, HasherBusy)

_HASHER_RETRY = 2
_SIGNING_RETRY = 30  # somebody has to make or unlock a key first


def outage(unavailable: Outage) -> tuple[Refused, int]:
    """The refusal, and after how many seconds the caller may try again."""
    if isinstance(unavailable, StorageUnavailable):
        return refuse(reasons.STORAGE_UNAVAILABLE), unavailable.retry_after
    if isinstance(unavailable, SigningUnavailable):
        return refuse(reasons.SIGNING_UNAVAILABLE, defect=str(unavailable)), _SIGNING_RETRY
    return refuse(reasons.PASSWORD_HASHER_BUSY), _HASHER_RETRY
