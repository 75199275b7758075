"""One record of the catalogue of reasons or of causes, for a terminal or as JSON."""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault
from assay.record import Record

WIDTH = 96
FORM_OF_CODE = re.compile(r"[a-z][a-z0-9_]{2,40}\.[a-z][a-z0-9_]{2,60}")
"""A family and a defect in lower snake case: no token looks like this."""


class CatalogueRecord(Record):
    """A record: its members for machines, and the lines of its page."""

    document: dict[str, Any]
    lines: tuple[tuple[str, str], ...]

    def show(self, *, as_json: bool) -> int:
        """Print it."""
        if as_json:
            print(json.dumps(self.document, ensure_ascii=True))
            return ExitStatus.FINE
        print(self.document["headline"])
        print(f"  {self.document['code']}\n")
        for label, text in self.lines:
            print(
                "\n".join(
                    wrap(text, WIDTH, initial_indent=f"{label:12}", subsequent_indent=" " * 12, break_on_hyphens=False)
                    or [label]
                )
            )
        return ExitStatus.FINE


def known_code(code: str) -> CatalogueRecord | None:
    """The record of a reason or a cause; None when the text is no code that is known."""
    from assay.reasons import find_reason

    reason = find_reason(code)
    if reason is not None:
        return _of_reason(reason)
    from assay.diagnosis.causes import find_cause

    cause = find_cause(code)
    return None if cause is None else _of_cause(cause)


def code_not_found(code: str) -> CommandFault:
    """What to tell somebody who asks for a code that nothing has, with the nearest one."""
    from assay.cli.terminal.nearest import nearest
    from assay.diagnosis.causes import every_cause
    from assay.reasons import every_reason

    codes = [reason.code for reason in every_reason()] + [cause.code for cause in every_cause()]
    near = nearest(code, codes)
    return CommandFault(
        f"there is no reason and no cause {code!r}",
        status=ExitStatus.NOT_FOUND,
        fix=f"Did you mean: assay explain {near}" if near else "The codes stand in the answers of assay explain.",
    )


def _of_reason(reason: Any) -> CatalogueRecord:
    document = {
        "kind": "reason",
        "code": reason.code,
        "headline": reason.headline,
        "explanation": reason.explanation,
        "fix": reason.fix,
        "fault": str(reason.fault),
        "tier": str(reason.tier),
        "retry": str(reason.retry),
        "public": {"error": reason.public.error, "status": reason.public.status, "as": reason.public_as or reason.code},
        "evidence": [{"name": field.name, "kind": field.kind, "meaning": field.meaning} for field in reason.evidence],
        "references": list(reason.references),
    }
    error = reason.public.error or "no error code"
    lines = [("why", reason.explanation), ("fix", reason.fix), ("who", str(reason.fault)), ("retry", str(reason.retry))]
    lines += [("on the wire", f"{error}, HTTP status {reason.public.status}")]
    if reason.public_as:
        lines.append(("strangers", f"are told {reason.public_as}"))
    lines += [("evidence", f"{field.name}: {field.meaning}") for field in reason.evidence]
    if reason.references:
        lines.append(("see", "; ".join(reason.references)))
    return CatalogueRecord(document, tuple(lines))


def _of_cause(cause: Any) -> CatalogueRecord:
    document = {
        "kind": "cause",
        "code": cause.code,
        "headline": cause.headline,
        "fix": list(cause.fix),
        "who": str(cause.who),
        "settle": cause.settle,
        "explains_away": list(cause.explains_away),
    }
    lines = [("how to tell", cause.settle), *(("fix", step) for step in cause.fix), ("who", str(cause.who))]
    if cause.owner_only:
        lines.append(("certainty", "only the owner of the server or account can confirm it"))
    return CatalogueRecord(document, tuple(lines))
