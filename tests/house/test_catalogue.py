"""Every reason is whole: texts, references, evidence, a public face, a place in the lock, and somebody who gives it."""

from __future__ import annotations

import ast
import re
import string

import pytest

from assay.reasons import FAMILIES, Reason, Tier, every_reason, find_reason, reasons_of
from house.house import SOURCE, source_files, tree_of

REASONS = tuple(every_reason())
LOCK = SOURCE.parents[1] / "tests" / "house" / "reasons.lock"
VAGUE = re.compile(r"\b(invalid|bad request|something went wrong|please)\b", re.IGNORECASE)

each_reason = pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@each_reason
def test_a_reason_is_explained(reason: Reason) -> None:
    assert re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", reason.code)
    assert reason.family in FAMILIES
    for text in (reason.headline, reason.explanation, reason.fix):
        assert len(text) >= 10
        assert text == text.strip()
        assert not VAGUE.search(text), text
    assert not reason.headline.endswith(".")
    assert len(reason.headline) <= 110
    assert reason.references


@each_reason
def test_texts_are_templates_over_declared_evidence(reason: Reason) -> None:
    names = [field.name for field in reason.evidence]
    assert len(names) == len(set(names))
    used = placeholders(reason.headline) | placeholders(reason.explanation) | placeholders(reason.fix)
    assert used <= set(names), used - set(names)
    for field in reason.evidence:
        assert field.meaning


@each_reason
def test_the_headline_can_stand_in_a_header(reason: Reason) -> None:
    # RFC 6749 section 5.2: error_description is printable ASCII without quotation mark and backslash.
    assert all(" " <= ch <= "~" and ch not in '"\\' for ch in reason.headline)


@each_reason
def test_who_may_not_learn_a_reason_is_told_another_one_alike(reason: Reason) -> None:
    if reason.tier is Tier.SELF_EVIDENT:
        assert not reason.public_as
        return
    public = find_reason(reason.public_as)
    assert public is not None, f"{reason.code} is told as {reason.public_as!r}, which does not exist"
    assert public.tier is Tier.SELF_EVIDENT
    assert public.public == reason.public, "the public face must not tell the reason by its status"


@each_reason
def test_what_is_seen_also_exists(reason: Reason) -> None:
    for code in reason.see_also:
        assert find_reason(code) is not None, code


def test_codes_are_unique_and_stand_in_their_family() -> None:
    codes = [reason.code for reason in REASONS]
    assert len(codes) == len(set(codes))
    for family in FAMILIES:
        assert {reason.family for reason in reasons_of(family)} <= {family}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_reason_of_a_module_is_in_its_tuple(family: str) -> None:
    tree = tree_of(SOURCE / "reasons" / f"{family}.py")
    made = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "Reason"
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert len(made) == len(reasons_of(family))


def test_no_code_was_ever_dropped_or_reused() -> None:
    locked = LOCK.read_text(encoding="utf-8").split()
    codes = {reason.code for reason in REASONS}
    assert not set(locked) - codes, "a published code is gone; keep the reason with retired=True"
    assert not codes - set(locked), "new codes: make generate writes them into the lock"
    assert locked == sorted(set(locked))


def test_every_reason_is_given_somewhere() -> None:
    names: dict[str, str] = {}
    for family in FAMILIES:
        module = tree_of(SOURCE / "reasons" / f"{family}.py")
        for node in module.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                code = next((kw.value for kw in node.value.keywords if kw.arg == "code"), None)
                if isinstance(code, ast.Constant) and isinstance(node.targets[0], ast.Name):
                    names[str(code.value)] = node.targets[0].id
    used: set[str] = set()
    told: set[str] = {reason.public_as for reason in REASONS if reason.public_as}
    for file in source_files():
        if "reasons" in file.parts:
            continue
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.Name):
                used.add(node.id)
    retired = {reason.code for reason in REASONS if reason.retired}
    unused = {code for code, name in names.items() if name not in used and code not in told and code not in retired}
    assert not unused, f"nothing gives these reasons: {sorted(unused)}"
