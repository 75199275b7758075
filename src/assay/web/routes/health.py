"""`/healthz`: the process lives, without any I/O. `/readyz`: whether it can serve, asked of the parts themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from assay.formats.raw_request import RawRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import json_answer
from assay.web.route import Route

Ready = Callable[[], Awaitable[str | None]]
"""None when requests can be served, else what stands against it (a word for the operator, no secret)."""

_ALIVE = json_answer({"status": "alive"})
_READY = json_answer({"status": "ready"})
_NOT_READY = json_answer({"status": "not ready"}, status=503)


def health_routes(ready: Ready) -> tuple[Route, ...]:
    """Both routes. What is wrong goes to the log (through `ready`), not to the caller."""

    async def alive(_request: RawRequest, _now: float) -> HttpAnswer:
        return _ALIVE

    async def is_ready(_request: RawRequest, _now: float) -> HttpAnswer:
        return _READY if await ready() is None else _NOT_READY

    return (
        Route("healthz", "/healthz", ("GET",), alive, below_issuer=False, always=True),
        Route("readyz", "/readyz", ("GET",), is_ready, below_issuer=False, always=True),
    )
