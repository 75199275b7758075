from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.server.token_policy.asked import Asked, parse_asked


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        ({}, Asked()),
        ({"scope": ("",)}, Asked()),
        ({"scope": ("a b a  c ",)}, Asked(("a", "b", "c"))),
        ({"scope": ("https://api.example/read.all!",)}, Asked(("https://api.example/read.all!",))),
        ({"resource": ("https://a.example", "", "https://b.example", "https://a.example")},
         Asked((), ("https://a.example", "https://b.example"))),
        ({"resource": ("urn:api:1",)}, Asked((), ("urn:api:1",))),
    ],
)  # fmt: skip
def test_each_name_is_kept_once_and_in_order(form: dict[str, tuple[str, ...]], asked: Asked) -> None:
    assert parse_asked(form) == Allowed(asked)


@pytest.mark.parametrize("scope", ['a"b', "a\\b", "a\tb", "a\nb", "é", "a\x7f", "\x00"])
def test_a_character_that_no_scope_can_have_is_refused(scope: str) -> None:
    outcome = parse_asked({"scope": (scope,)})
    assert isinstance(outcome, Refused) and outcome.reason.code == "token_request.scope_malformed"


@pytest.mark.parametrize(
    "resource", ["api", "/path", "//host", ":x", "1a:b", "https:", "https://a#", "https://a b", "https://ä", "a:\n"]
)
def test_what_is_no_absolute_uri_is_refused(resource: str) -> None:
    outcome = parse_asked({"resource": (resource,)})
    assert isinstance(outcome, Refused) and outcome.reason.code == "token_request.resource_malformed"


def test_there_is_an_end_to_the_names() -> None:
    assert isinstance(parse_asked({"scope": (" ".join(str(each) for each in range(65)),)}), Refused)
    assert isinstance(parse_asked({"resource": tuple(f"urn:{each}" for each in range(17))}), Refused)


@given(scope=st.text(max_size=50), resources=st.lists(st.text(max_size=20), max_size=3))
def test_no_text_makes_it_fail(scope: str, resources: list[str]) -> None:
    outcome = parse_asked({"scope": (scope,), "resource": tuple(resources)})
    if isinstance(outcome, Allowed):
        assert all(name and " " not in name for name in outcome.value.scopes)
        assert len(set(outcome.value.scopes)) == len(outcome.value.scopes)
