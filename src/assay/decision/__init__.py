"""Outcomes, evidence and the two ways to run a list of checks."""

from assay.decision.check import Check, every_outcome, first_refusal
from assay.decision.decision import Decision
from assay.decision.evidence import Evidence, EvidenceValue
from assay.decision.outcome import (
    Allowed,
    CheckOutcome,
    NotApplicable,
    Passed,
    Refused,
    refuse,
)

__all__ = [
    "Allowed",
    "Check",
    "CheckOutcome",
    "Decision",
    "Evidence",
    "EvidenceValue",
    "NotApplicable",
    "Passed",
    "Refused",
    "every_outcome",
    "first_refusal",
    "refuse",
]
