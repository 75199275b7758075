from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.checks.resource_request import Requirements
from assay.integrations.path_rules import PathRules

RULES = PathRules.of(
    ("read",), ("/health", "/"), {"/admin": ("admin",), "/admin/keys/": ("keys",), "/pay": Requirements(max_age=60)}
)


def scopes(path: str) -> set[str] | None:
    required = RULES.find(path)
    return None if required is None else set(required.scopes)


@pytest.mark.parametrize("path", ["/health", "/"])
def test_public_paths_need_nothing(path: str) -> None:
    assert RULES.find(path) is None


@pytest.mark.parametrize("path", ["", "/health/", "/Health", "/healthy", "/items", "*", "health"])
def test_everything_else_needs_the_usual(path: str) -> None:
    assert scopes(path) == {"read"}


def test_each_prefix_that_fits_adds_what_it_asks() -> None:
    assert scopes("/admin") == scopes("/admin/") == scopes("/ADMIN/x") == {"read", "admin"}
    assert scopes("/admin/keys") == scopes("/admin/keys/1") == {"read", "admin", "keys"}
    assert scopes("/administration") == {"read"}
    assert (RULES.find("/pay/now") or Requirements()).max_age == 60


@pytest.mark.parametrize(
    "path",
    ["//health", "/./health", "/x/../health", "/health/..", "/health;a", "/a\\b", "/%68ealth", "/health\x00", "/\n"],
)
def test_a_path_with_two_readings_is_asked_for_everything(path: str) -> None:
    required = RULES.find(path)
    assert required is not None
    assert set(required.scopes) == {"read", "admin", "keys"}
    assert required.max_age == 60


def test_the_prefix_of_everything() -> None:
    assert PathRules.of(below={"/": ("all",)}).find("/any") == Requirements(("all",))


@pytest.mark.parametrize("path", ["health", "//x", "/a/../b", "/a;b", ""])
def test_a_rule_that_could_never_fit_is_a_fault(path: str) -> None:
    with pytest.raises(ValueError, match="plain path"):
        PathRules.of(public=(path,))
    if path:
        with pytest.raises(ValueError, match="plain path"):
            PathRules.of(below={path: ()})


def test_one_text_is_no_collection() -> None:
    with pytest.raises(TypeError):
        PathRules.of(public="/health")
    with pytest.raises(TypeError):
        PathRules.of("read")


@given(st.text(max_size=30))
def test_nothing_but_the_public_paths_is_public(path: str) -> None:
    assert (RULES.find(path) is None) == (path in {"/health", "/"})
    assert (RULES.find("/" + path) is None) == (path in {"health", ""})
