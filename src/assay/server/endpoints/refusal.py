"""`GET /refusals/{id}`: the operator reads the whole record behind a refusal id.

Reasons: those of the guard (scope `assay:operator`) and of `refusals.reading`.
"""

from __future__ import annotations

from assay.decision import Allowed, CheckOutcome
from assay.formats.raw_request import RawRequest
from assay.model.refusal_record import RefusalRecord
from assay.server.administration.trusted_clients import OPERATOR_SCOPE
from assay.server.endpoints.access_token_guard import AccessTokenGuard, Guarded
from assay.server.refusals.disclosure import OPERATOR
from assay.server.refusals.reading import RefusalReading
from assay.server.refusals.refused_request import RefusedRequest

NAME = "refusals"
GUARDED = Guarded(NAME, OPERATOR_SCOPE, of_client=True)


class RefusalLookup:
    """Answers with the record, whoever was refused."""

    __slots__ = ("_guard", "_reading")

    def __init__(self, guard: AccessTokenGuard, reading: RefusalReading) -> None:
        self._guard = guard
        self._reading = reading

    async def __call__(self, request: RawRequest, now: float) -> RefusalRecord | RefusedRequest:
        """The id is the last segment of the path."""
        token = await self._guard.admit(request, now, GUARDED)
        if isinstance(token, RefusedRequest):
            return token
        read = await self._reading.read(
            request.path.rpartition("/")[2],
            OPERATOR,
            now,
            reading_client=token.client_id,
            reading_subject=token.end_user,
        )
        if isinstance(read, Allowed):
            return read.value
        refused = read.traced((CheckOutcome("refusal_readable", "refused"),))
        return self._guard.refuse_admitted(refused, request, now, GUARDED, token)
