"""Assay, PyJWT, joserfc, jwcrypto and npm jose are asked the same; where they differ, explained.py says who is right.

Set ASSAY_DIFFERENTIAL_CASES to compare more mutations than 2,000, and ASSAY_DIFFERENTIAL_SEED for others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from differential.cases import Case, mutated, named
from differential.explained import ALL, EXPLAINED, Difference
from differential.libraries import Answer, installed, ours, theirs

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm jose is asked too, and npm is not here")

COUNT = int(os.environ.get("ASSAY_DIFFERENTIAL_CASES", "2000"))
SEED = int(os.environ.get("ASSAY_DIFFERENTIAL_SEED", "1"))
NEVER = {"token.signature_mismatch", "token.decryption_failed", "token.algorithm_none", "token.signature_out_of_range"}
"""Reasons that no other library may see otherwise: one of us would be broken."""


@cache
def _answers() -> list[tuple[Case, Answer, dict[str, Answer]]]:
    cases = [*named(), *mutated(COUNT, SEED)]
    return list(zip(cases, map(ours, cases), theirs(cases), strict=True))


def _differences(case: Case, own: Answer, answers: dict[str, Answer]) -> dict[Difference, str]:
    return {
        (library, case.operation, own.get("refused", "allowed"), other.get("refused", "takes")): case.name
        for library, other in answers.items()
        if ("taken" in own) != ("taken" in other)
    }


def test_every_difference_is_explained() -> None:
    unexplained = {
        f"{difference}: {name}"
        for case, own, answers in _answers()
        for difference, name in _differences(case, own, answers).items()
        if difference not in EXPLAINED
    }
    assert not unexplained


def test_every_explained_difference_is_still_there() -> None:
    # Among the named cases alone: what is there must not depend on the seed.
    seen = Counter(
        difference
        for case, own, answers in _answers()
        if ", seed " not in case.name
        for difference in _differences(case, own, answers)
    )
    assert set(EXPLAINED) - set(seen) == set()


def test_whoever_takes_a_token_reads_the_same_in_it() -> None:
    for case, own, answers in _answers():
        for library, other in answers.items():
            if "taken" in own and "taken" in other:
                assert other["taken"] == own["taken"], f"{library}: {case.name}"


def test_the_corpus_has_good_tokens_and_bad_ones_for_everybody() -> None:
    taken = Counter(library for _, own, answers in _answers() for library in answers if "taken" in own and "taken" in answers[library])  # fmt: skip
    refused = Counter(library for _, own, answers in _answers() for library in answers if "refused" in own and "refused" in answers[library])  # fmt: skip
    for library in ALL:
        assert taken[library] > 50
        assert refused[library] > 200


def test_nobody_takes_what_is_not_signed() -> None:
    assert not [difference for difference in EXPLAINED if difference[2] in NEVER]


def test_every_difference_in_claims_and_headers_of_access_tokens_is_explained() -> None:
    installed()
    script = Path(__file__).parents[2] / "interop" / "jose_differential.py"
    done = subprocess.run(
        [sys.executable, str(script), "--offline"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(script.parents[1] / "src")},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not installed" not in done.stdout
