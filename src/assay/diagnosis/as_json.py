"""An answer as BUNDLE.md's JSON object, on one line."""

from __future__ import annotations

import json
from typing import Any

from assay.diagnosis.answer import Answer


def answer_document(answer: Answer) -> dict[str, Any]:
    """The members of BUNDLE.md, and `counterfactuals`, `other_ground` and `refusal_id` where there are any."""
    document: dict[str, Any] = {
        "verdict": answer.verdict,
        "subject": {"kind": answer.kind, "summary": answer.summary},
        "causes": [
            {
                "code": cause.code,
                "confidence": cause.confidence,
                "headline": cause.headline,
                "evidence": list(cause.evidence),
                "fix": list(cause.fix),
                "who": str(cause.who),
                "settle": cause.settle,
            }
            for cause in answer.causes
        ],
        "reasons": [{"code": reason.code, "evidence": dict(reason.evidence)} for reason in answer.reasons],
        "checks": [{"check": check, "outcome": outcome} for check, outcome in answer.checks],
        "ruled_out": list(answer.ruled_out),
    }
    if answer.counterfactuals:
        document["counterfactuals"] = list(answer.counterfactuals)
    if answer.ground is not None:
        ground = answer.ground
        document["other_ground"] = {
            "kind": ground.kind,
            "headline": ground.headline,
            "evidence": list(ground.evidence),
            "fix": ground.fix,
        }
    if answer.refusal_id:
        document["refusal_id"] = answer.refusal_id
    return document


def fault_document(fault: str) -> dict[str, Any]:
    """The answer to a document that is no bundle."""
    return {"verdict": "undecided", "causes": [], "fault": fault}


def one_line(document: dict[str, Any]) -> str:
    """A document on one line of ASCII, so that nothing in it can steer a terminal or break a line."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))
