"""The routes of the admin API, from its operations; and the document that describes them, `/openapi.json`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import nullcontext

from assay.formats.raw_request import RawRequest
from assay.server.admin.api import NAME, AdminApi, AdminRefusal
from assay.server.admin.openapi import openapi_document
from assay.server.admin.operation import Operation
from assay.web.answer import HttpAnswer
from assay.web.logs import log_alarm
from assay.web.render.json import json_answer
from assay.web.render.problem import render_admin_refusal, render_answer, render_problem
from assay.web.route import Route


def admin_routes(api: AdminApi, operations: Sequence[Operation], issuer: str) -> tuple[Route, ...]:
    """One route per path, with the methods of its operations. Changes are made one after the other."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    document, turn = openapi_document(operations), asyncio.Lock()

    async def described(request: RawRequest, now: float) -> HttpAnswer:
        outcome = await api(None, {}, request, now)
        return render_admin_refusal(outcome, issuer) if isinstance(outcome, AdminRefusal) else json_answer(document)

    described_at = Route(NAME, "/openapi.json", ("GET",), described, below_issuer=False, render_refusal=render_problem)
    return (described_at, *(_route(api, path, by_method, turn, issuer) for path, by_method in by_path.items()))


def _route(api: AdminApi, path: str, by_method: Mapping[str, Operation], turn: asyncio.Lock, issuer: str) -> Route:
    names = [(place, part[1:-1]) for place, part in enumerate(path.split("/")) if part.startswith("{")]

    async def answer(request: RawRequest, now: float) -> HttpAnswer:
        operation = by_method["GET" if request.method == "HEAD" else request.method]
        segments = request.path.split("/")
        given = {name: segments[place] for place, name in names}
        async with turn if operation.changes else nullcontext():
            outcome = await api(operation, given, request, now)
        if isinstance(outcome, AdminRefusal):
            return render_admin_refusal(outcome, issuer)
        for event in outcome.alarming:
            log_alarm(event)
        return render_answer(outcome, operation)

    return Route(NAME, path, tuple(by_method), answer, below_issuer=False, render_refusal=render_problem)
