"""Test runs that pass: what they print of refusals was provoked, to see that it comes."""

from __future__ import annotations

import re

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.words_of_calm import BUT, ERROR
from assay.diagnosis.facts.words_of_programs import REFUSED_LINE
from assay.diagnosis.pattern import Pattern, any_of

_RUNS_TESTS = Pattern(
    any_of(
        r"\b(?:npm|yarn|pnpm|go|cargo|dotnet|mvn|gradlew?|make|mix|swift|flutter|sbt|rake|rails|tox) (?:run |-\S+ )*test\b",
        r"\b(?:pytest|jest|vitest|mocha|rspec|phpunit|unittest|ctest|bats|nox)\b",
    ),
    re.IGNORECASE,
)
_OF_TESTS = Pattern(r"\b(?:tests?|test suite|(?:ci|pipeline|build) (?:log|job|run|output|prints?))\b", re.IGNORECASE)
_PASSED = Pattern(
    any_of(
        r"^\s*(?:\d[\dT:.Z+-]{7,30}\s+)?(?:ok \d+\b|[\u2713\u2714\u221a]|PASS(?:ED)?\b|--- PASS|# fail 0\b|\[ *(?:OK|PASSED) *\])",
        r"\b\d+ (?:tests? )?pass(?:ed|ing)\b",
        r"^test\w* .{1,200}\.\.\. ok\s*$|\bPASSED\s*(?:\[ *\d+%\])?$",
    )
)
_FAILED = Pattern(
    any_of(
        r"^\s*(?:\d[\dT:.Z+-]{7,30}\s+)?(?:not ok\b|[\u2717\u2718\u2715\u00d7]|FAIL(?:ED|URE)?\b|--- FAIL|# fail [1-9]|\[ *FAILED *\])",
        r"\b[1-9]\d* (?:tests? )?(?:fail(?:ed|ing|ures?)|errors?)\b",
        r"(?:\.\.\. (?:FAIL|ERROR)|\bFAILED)\s*(?:\[ *\d+%\])?$",
    )
)


def printed_by_passing_tests(bundle: Bundle) -> bool:
    """Whether the refusals that are told of stand in the log of a test run in which nothing failed."""
    if not (_RUNS_TESTS.search(bundle.command) or _OF_TESTS.search(bundle.symptom)):
        return False
    if re.search(BUT, bundle.symptom, re.IGNORECASE):
        return False
    passed = [line for line in bundle.log if _PASSED.search(line)]
    if not passed or any(_FAILED.search(line) for line in bundle.log):
        return False
    if any(exchange.refused for exchange in bundle.exchanges):
        # What was recorded beside it is a test's own where a test that passed is named after a refusal.
        # A person who tells something of it, or a command that goes on, may mean another call.
        alone = not bundle.symptom and not re.search(r"[;&|]", bundle.command)
        return alone and any(re.search(ERROR, line, re.IGNORECASE) for line in passed)
    return any(REFUSED_LINE.search(line) for line in bundle.log)
