"""The walk through the sources of AWS credentials as lines for a terminal, and as members for machines."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from assay.decision.evidence import escaped
from assay.diagnosis.aws_resolution.resolution import Resolution

WIDTH = 96
_MARKS = {"used": "+", "stopped": "x", "ignored": "-", "absent": "."}


def resolution_page(resolution: Resolution) -> str:
    """The steps, one a line, with a reason below where one was ignored or ended the search."""
    lines = [f"Where an AWS SDK looks for credentials (profile {escaped(resolution.profile)!r})"]
    for step in resolution.steps:
        lines += _wrapped(f"  {_MARKS[step.outcome]} ", f"{step.looked_at}: {step.found}")
        if step.because:
            word = "the search ends here" if step.outcome == "stopped" else "ignored"
            lines += _wrapped("      ", f"{word}: {step.because}")
    if resolution.decisive is None:
        lines.append("  None of these gives credentials; requests would go out unsigned or not at all.")
    lines.append("  (+ used, x error, - ignored, . nothing there; sources on the network are named and not asked)")
    return "\n".join(lines) + "\n"


def resolution_document(resolution: Resolution) -> dict[str, Any]:
    """The same as JSON members."""
    return {
        "profile": resolution.profile,
        "steps": [
            {
                "source": step.source,
                "looked_at": step.looked_at,
                "found": step.found,
                "outcome": step.outcome,
                "because": step.because,
            }
            for step in resolution.steps
        ],
    }


def _wrapped(first: str, text: str) -> list[str]:
    return wrap(escaped(text), WIDTH, initial_indent=first, subsequent_indent=" " * 6, break_on_hyphens=False) or [
        first
    ]
