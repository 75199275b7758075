"""A route: where an endpoint stands, what it takes, and how the kernel's own refusals look there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assay.formats.raw_request import RawRequest
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.body import LargeBodies
from assay.web.render.refusal import render_refusal

Answer = Callable[[RawRequest, float], Awaitable[HttpAnswer]]
RenderRefusal = Callable[[RefusedRequest, str], HttpAnswer]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint's place. `answer(request, now)` answers, or raises one of `outages.OUTAGES`.

    `name` is the endpoint's name in records, logs and metrics. With `prefix`, `path` ends with a slash and one more
    segment follows it; a segment in braces stands for any one segment. `cross_origin` lets scripts of any origin read the answers, without credentials (never for pages).
    `below_issuer` puts the path behind the issuer's own path. `render_refusal` draws what is refused before `answer` is
    called, and outages. `large_bodies` is for a route that takes more than the ordinary limit. `always` lets requests begin
    when others are turned away.
    """

    name: str
    path: str
    methods: tuple[str, ...]
    answer: Answer
    prefix: bool = False
    cross_origin: bool = False
    below_issuer: bool = True
    render_refusal: RenderRefusal = render_refusal
    large_bodies: LargeBodies | None = None
    always: bool = False
