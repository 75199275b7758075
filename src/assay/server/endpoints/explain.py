"""`POST /explain`: a client asks why it was refused, and learns what it may (DESIGN section 4, security bar A270).

Reasons: those of client authentication and of the form, `request.parameter_missing`, and those of `refusals.reading`.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.refusal_record import RefusalRecord
from assay.reasons import request as request_reasons
from assay.server.client_authentication import authentication
from assay.server.client_authentication.authentication import ClientAuthentication, UnauthenticatedClient
from assay.server.endpoints import client_form
from assay.server.endpoints.client_form import read_client_form
from assay.server.refusals.disclosure import Reader
from assay.server.refusals.reading import RefusalReading
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "explain"
STAGES = Stages((client_form.STAGE, authentication.STAGE, "parameters", "refusal_readable"))


class Explain:
    """Answers with the part of a refusal's record that the calling client may learn."""

    __slots__ = ("_authentication", "_reading", "_recorder")

    def __init__(
        self, authentication: ClientAuthentication, reading: RefusalReading, recorder: RefusalRecorder
    ) -> None:
        self._authentication = authentication
        self._reading = reading
        self._recorder = recorder

    async def __call__(self, request: RawRequest, now: float) -> RefusalRecord | RefusedRequest:
        """The record, already cut to what the client may learn."""
        form = read_client_form(request)
        if isinstance(form, Refused):
            refused = STAGES.refused(client_form.STAGE, form)
            return self._recorder.record(refused, endpoint=NAME, request=request, now=now)
        caller = await self._authentication.authenticate_alone(request, form.value, now)
        if isinstance(caller, UnauthenticatedClient):
            return caller.recorded(self._recorder, STAGES, endpoint=NAME, request=request, now=now)
        read = await self._read(form.value, caller.client, now)
        if isinstance(read, Allowed):
            return read.value
        return self._recorder.record(read, endpoint=NAME, request=request, now=now, client=caller.client)

    async def _read(self, form: Form, client: Client, now: float) -> Allowed[RefusalRecord] | Refused:
        refusal_id = single(form, "refusal_id")
        if refusal_id is None:
            return STAGES.refused("parameters", refuse(request_reasons.PARAMETER_MISSING, parameter="refusal_id"))
        read = await self._reading.read(refusal_id, Reader(client), now, reading_client=client.client_id)
        return STAGES.refused("refusal_readable", read) if isinstance(read, Refused) else read
