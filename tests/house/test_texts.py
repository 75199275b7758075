"""What may not stand in any file of ours."""

from __future__ import annotations

import re

from house.house import ROOT, name_of, text_files

UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]))
ELSEWHERE = re.compile("/wo" + r"rk/(main|shared)|/ro" + "ot/")
SUFFIXES = {".py", ".md", ".toml", ".mjs", ".sh", ".html", ".css", ".sql", ".txt", ""}


def test_nothing_is_left_for_later_and_no_machine_is_named() -> None:
    seen = []
    for file in text_files():
        if file.suffix in SUFFIXES:
            text = file.read_text(encoding="utf-8")
            seen += [
                f"{name_of(file)}: {found.group()}" for rule in (UNFINISHED, ELSEWHERE) for found in rule.finditer(text)
            ]
    assert not seen


def test_relative_links_of_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert documents
    for file in documents:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (file.parent / target).exists(), f"{name_of(file)} links to {target}"


def test_documents_that_the_code_names_exist() -> None:
    missing = []
    for file in text_files():
        if file.suffix in SUFFIXES:
            named = re.findall(r"\bdocs/[a-z0-9_/-]+\.md\b", file.read_text(encoding="utf-8"))
            missing += [f"{name_of(file)} names {name}" for name in named if not (ROOT / name).exists()]
    assert not missing


def test_every_attack_that_is_cited_stands_in_the_security_bar() -> None:
    listed = set(
        re.findall(r"^\| (A\d{3}) ", (ROOT / "docs" / "security-bar.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    cited = set()
    for file in text_files():
        if file.suffix in {".py", ".md"}:
            cited |= set(re.findall(r"\bA[0-9]{3}\b", file.read_text(encoding="utf-8")))
    assert cited <= listed
