"""`/reasons` and `/reasons/{code}`: the catalogue, as public documentation. It tells what a reason is, never who met it.

Gives `operation.reason_unknown`.
"""

from __future__ import annotations

from assay.decision import refuse
from assay.formats.raw_request import RawRequest
from assay.reasons import Reason, every_reason
from assay.reasons import operation as reasons
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "reasons"


class ReasonPage:
    """Finds one reason by the last segment of the path, retired ones included."""

    __slots__ = ("_by_code", "_recorder")

    def __init__(self, recorder: RefusalRecorder) -> None:
        self._recorder = recorder
        self._by_code: dict[str, Reason] | None = None

    async def __call__(self, request: RawRequest, now: float) -> Reason | RefusedRequest:
        """The reason, or the refusal of a code that nobody knows."""
        code = request.path.rpartition("/")[2]
        if self._by_code is None:  # the whole catalogue loads with the first visitor, not with the server
            self._by_code = {reason.code: reason for reason in every_reason()}
        reason = self._by_code.get(code)
        if reason is not None:
            return reason
        refused = refuse(reasons.REASON_UNKNOWN, code=code)
        return self._recorder.record(refused, endpoint=NAME, request=request, now=now)


class ReasonList:
    """The whole catalogue, in its order. Refuses nothing."""

    __slots__ = ()

    async def __call__(self, _request: RawRequest, _now: float) -> tuple[Reason, ...]:
        """Every reason."""
        return tuple(every_reason())
