"""The answer to one bundle: verdict, subject, causes, reasons, checks and what was ruled out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assay.diagnosis.token_page import TokenPage

Verdict = Literal["refused", "accepted", "undecided"]
Confidence = Literal["certain", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class FoundCause:
    """One cause of an answer, as BUNDLE.md has it."""

    code: str
    confidence: Confidence
    headline: str
    evidence: tuple[str, ...]
    fix: tuple[str, ...]
    who: str
    settle: str


@dataclass(frozen=True, slots=True)
class FoundReason:
    """One refused check's reason with its evidence."""

    code: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Why something was refused, as far as the evidence tells. `token` is the decoded token for the page, where there is one."""

    verdict: Verdict
    kind: str
    summary: str
    causes: tuple[FoundCause, ...] = ()
    reasons: tuple[FoundReason, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    ruled_out: tuple[str, ...] = ()
    counterfactuals: tuple[str, ...] = ()
    token: TokenPage | None = None
