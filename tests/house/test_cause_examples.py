"""Each cause has an example that leads to it (`python tools/cause_examples.py` writes missing ones), each reason one that provokes it."""

from __future__ import annotations

import pytest

from assay.diagnosis.bundle import parse_bundle
from assay.diagnosis.causes import every_cause
from assay.diagnosis.diagnosis import diagnose
from house.house import ROOT

EXAMPLES = ROOT / "docs" / "causes" / "examples"
CODES = [cause.code for cause in every_cause()]


def test_every_cause_has_one_and_nothing_else_lies_there() -> None:
    assert sorted(path.name for path in EXAMPLES.iterdir()) == sorted(f"{code}.json" for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_it_leads_to_its_cause(code: str) -> None:
    answer = diagnose(parse_bundle((EXAMPLES / f"{code}.json").read_bytes()))
    assert [found.code for found in answer.causes][:1] == [code]


def test_every_page_of_reasons_shows_how_each_is_provoked() -> None:
    for page in (ROOT / "docs" / "reasons").glob("*.md"):
        sections = page.read_text(encoding="utf-8").split("\n## `")[1:]
        bare = [
            section.partition("`")[0]
            for section in sections
            if "*For example:*" not in section and "| retired |" not in section
        ]
        assert not bare or page.name == "README.md", (page.name, bare)
