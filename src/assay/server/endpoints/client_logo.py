"""`/client-logos/{name}`: the picture of a client, from our own origin, for the page on which people are asked.

A name is made from the picture's content, so whoever has it knows the picture. Gives `request.path_unknown`.
"""

from __future__ import annotations

from assay.decision import refuse
from assay.formats.raw_request import RawRequest
from assay.model.client_logo import ClientLogo
from assay.ports.client_logos import ClientLogos
from assay.reasons.request import PATH_UNKNOWN
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "client_logo"
PATH = "/client-logos/"


class ClientLogoEndpoint:
    """Finds one picture by the last segment of the path."""

    __slots__ = ("_logos", "_recorder")

    def __init__(self, logos: ClientLogos, recorder: RefusalRecorder) -> None:
        self._logos = logos
        self._recorder = recorder

    async def __call__(self, request: RawRequest, now: float) -> ClientLogo | RefusedRequest:
        """The picture, or the refusal of a name that none has."""
        found = await self._logos.find(request.path.rpartition("/")[2])
        if found is not None:
            return found
        refused = refuse(PATH_UNKNOWN, path=request.path)
        return self._recorder.record(refused, endpoint=NAME, request=request, now=now)
