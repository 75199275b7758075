from __future__ import annotations

from typing import Any

import pytest

from assay.checks.resource_request import CHECKS, NOTHING_MORE, Requirements, Shown
from assay.decision import first_refusal


def reason(required: Requirements, scope: str = "read write", now: float = 1000, **claims: Any) -> str | None:
    refused = first_refusal(CHECKS, Shown(claims, frozenset(scope.split()), now), required)
    return None if refused is None else refused.reason.code


def test_nothing_more_asks_for_nothing() -> None:
    assert reason(NOTHING_MORE, scope="") is None


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        (("read",), None),
        (("write", "read"), None),
        (("admin",), "access_token.scope_missing"),
        (("read", "admin"), "access_token.scope_missing"),
        (("Read",), "access_token.scope_missing"),
        (("rea",), "access_token.scope_missing"),
    ],
)
def test_every_scope_is_needed_exactly(scopes: tuple[str, ...], expected: str | None) -> None:
    assert reason(Requirements(scopes)) == expected


@pytest.mark.parametrize(("acr", "passes"), [("phr", True), ("phrh", True), ("pwd", False), (None, False), (1, False)])
def test_one_of_the_classes_is_needed(acr: object, passes: bool) -> None:
    refused = reason(Requirements(acr_values=("phr", "phrh")), acr=acr)
    assert refused == (None if passes else "token.authentication_class_mismatch")


@pytest.mark.parametrize(
    ("auth_time", "passes"), [(1000, True), (940, True), (939, False), (None, False), (True, False), ("990", False)]
)
def test_the_sign_in_is_recent(auth_time: object, passes: bool) -> None:
    refused = reason(Requirements(max_age=60), auth_time=auth_time)
    assert refused == (None if passes else "token.authentication_too_old")


def test_the_scope_is_asked_before_the_sign_in() -> None:
    assert reason(Requirements(("admin",), ("phr",), 1)) == "access_token.scope_missing"


def test_joined_requirements_ask_for_both() -> None:
    first, second = Requirements(("a",), ("x", "y"), 60), Requirements(("b", "a"), ("y", "z"), 30)
    assert first.joined(second) == Requirements(("a", "b"), ("y",), 30)
    assert first.joined(NOTHING_MORE) == first == NOTHING_MORE.joined(first)
    nobody = first.joined(Requirements(acr_values=("z",)))
    assert nobody.acr_values == ()
    assert reason(nobody, scope="a", acr="z", auth_time=1000) == "token.authentication_class_mismatch"


@pytest.mark.parametrize("scope", ["", "a b", 'a"', "a\\", "ä", "a\r\n"])
def test_what_a_challenge_could_not_carry_is_a_fault(scope: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        Requirements((scope,))
    with pytest.raises(ValueError, match="printable ASCII"):
        Requirements(acr_values=(scope,))


def test_one_text_is_no_sequence_of_scopes() -> None:
    with pytest.raises(TypeError):
        Requirements("read")
    with pytest.raises(ValueError, match="max_age"):
        Requirements(max_age=-1)
