"""`/`: whoever types the server's address into a browser is led to their account, and to the sign-in before it."""

from __future__ import annotations

from assay.formats.raw_request import RawRequest
from assay.web.answer import HttpAnswer
from assay.web.render.account import PATH
from assay.web.route import Route


def front_door_route(issuer: str) -> Route:
    """The route. It tells nothing of the browser that asks."""
    answer = HttpAnswer(303, ((b"location", f"{issuer}{PATH}".encode("ascii")),))

    async def lead_on(_request: RawRequest, _now: float) -> HttpAnswer:  # noqa: RUF029 - a route waits
        return answer

    return Route("front_door", "/", ("GET",), lead_on)
