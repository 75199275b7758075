"""Answers of the admin API: JSON with an ETag, or a problem (RFC 9457) with the reason's code and the refusal's id."""

from __future__ import annotations

from assay.decision.wording import worded
from assay.server.admin.api import AdminRefusal
from assay.server.admin.operation import Answer, Operation
from assay.server.administration.revisions import etag_of
from assay.server.refusals.refused_request import RefusedRequest
from assay.web.answer import HttpAnswer
from assay.web.render.json import NOT_STORED, encode
from assay.web.render.refusal import error_description, error_uri, render_refusal

_PROBLEM = (b"content-type", b"application/problem+json")


def render_answer(answer: Answer, operation: Operation) -> HttpAnswer:
    """What the action answered."""
    if answer.document is None:
        return HttpAnswer(204, ((b"cache-control", b"no-store"),))
    tag = () if answer.record is None else ((b"etag", etag_of(answer.record).encode("ascii")),)
    return HttpAnswer(operation.status, (*NOT_STORED, *tag), encode(answer.document))


def render_admin_refusal(refusal: AdminRefusal, issuer: str) -> HttpAnswer:
    """The operator is told the reason itself; whoever was not admitted, what strangers are told."""
    refused = refusal.refused
    if not refusal.admitted:
        return render_problem(refused, issuer)
    reason, evidence = refused.refused.reason, refused.refused.evidence
    body = {
        "type": error_uri(reason, issuer),
        "title": worded(reason.headline, reason, evidence),
        "status": reason.public.status,
        "detail": worded(reason.explanation, reason, evidence),
        "fix": worded(reason.fix, reason, evidence),
        "reason": reason.code,
        "refusal_id": refused.refusal_id,
    }
    return _problem(refused, reason.public.status, body, issuer)


def render_problem(refused: RefusedRequest, issuer: str) -> HttpAnswer:
    """What strangers are told."""
    public = refused.public
    body = {
        "type": error_uri(public, issuer),
        "title": error_description(refused),
        "status": public.public.status,
        "reason": public.code,
        "refusal_id": refused.refusal_id,
    }
    return _problem(refused, public.public.status, body, issuer)


def _problem(refused: RefusedRequest, status: int, body: dict[str, object], issuer: str) -> HttpAnswer:
    # The challenge and Retry-After are those of any other endpoint.
    others = tuple(header for header in render_refusal(refused, issuer).headers if header[0] != b"content-type")
    return HttpAnswer(status, (_PROBLEM, *others), encode(body), refused)
