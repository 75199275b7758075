"""Writes docs/causes/examples/CODE.json for every cause that has none: the smallest evidence of the tests that proves it,
or else leads to it.

Usage: python tools/cause_examples.py. Taken from tests/reported and tests/cases, and made smaller as long as the same cause
comes first, equally sure. What is written is committed; a house test sees that it still leads to its cause.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from typing import Any

from assay.diagnosis.bundle import read_bundle
from assay.diagnosis.causes import every_cause
from assay.diagnosis.diagnosis import diagnose

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "causes" / "examples"
KEPT = frozenset({"assay_bundle", "now", "symptom"})
"""Members that stay although the answer does not need them: a reader does."""


def main() -> None:
    """Write what is missing."""
    missing = [cause.code for cause in every_cause() if not (EXAMPLES / f"{cause.code}.json").exists()]
    EXAMPLES.mkdir(exist_ok=True)
    candidates = sorted(_candidates(), key=lambda pair: len(json.dumps(pair[1])))
    for code in missing:
        leading = [bundle for cause, bundle in candidates if cause == code and _first(bundle)[:1] == (code,)]
        if not leading:
            print(f"no evidence of the tests leads to {code}", file=sys.stderr)
            continue
        found = next((bundle for bundle in leading if _first(bundle)[1] == "certain"), leading[0])
        text = json.dumps(_smaller(found), indent=1, ensure_ascii=False)
        (EXAMPLES / f"{code}.json").write_text(f"{text}\n", encoding="utf-8")
        print(code, len(text))


def _candidates() -> Iterator[tuple[str, dict[str, Any]]]:
    sys.path.insert(0, str(ROOT / "tests"))
    for path in sorted((ROOT / "tests" / "reported").glob("*_reports.py")):
        for report in import_module(f"reported.{path.stem}").REPORTS:
            cause = next(iter(report))
            bundle = next(part for part in report if isinstance(part, dict))
            if cause:
                yield cause, bundle
    for path in sorted((ROOT / "tests" / "cases").glob("c*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if case["expected"]["cause"]:
            yield case["expected"]["cause"], case["bundle"]


def _first(bundle: dict[str, Any]) -> tuple[str, ...]:
    answer = diagnose(read_bundle(bundle))
    return (answer.causes[0].code, answer.causes[0].confidence, answer.verdict) if answer.causes else ()


def _smaller(bundle: dict[str, Any]) -> dict[str, Any]:
    """Members and items are taken out one after another, the largest places first, while the answer stays."""
    wanted, kept = _first(bundle), deepcopy(bundle)
    removed = True
    while removed:
        removed = False
        for place in sorted(_places(kept), key=len):
            tried = deepcopy(kept)
            if _take_out(tried, place) and _first(tried) == wanted:
                kept, removed = tried, True
    return kept


def _places(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        if above or name not in KEPT:
            yield (*above, name)
        yield from _places(member, (*above, name))


def _take_out(value: Any, place: tuple[str | int, ...]) -> bool:
    try:
        for step in place[:-1]:
            value = value[step]
        del value[place[-1]]
    except (KeyError, IndexError, TypeError):
        return False  # what stood there, or stood above, is gone already
    return True


if __name__ == "__main__":
    main()
