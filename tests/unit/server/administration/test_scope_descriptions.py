"""What scopes allow, in words: how changes are put in, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.decision import Allowed, Refused
from assay.model.resource import Resource, ScopeDescription
from assay.server.administration.resources import change_resource
from assay.server.administration.scope_descriptions import by_scope, described, description_refusal

READ_EN = ScopeDescription("read", "en", "see your orders")
READ_DE = ScopeDescription("read", "de", "Ihre Bestellungen sehen")
WRITE_EN = ScopeDescription("write", "en", "order in your name")
API = Resource("https://api.example", ("read", "write"), descriptions=(READ_DE, READ_EN, WRITE_EN))


def test_what_is_not_named_stays() -> None:
    assert described((), {"read": {"en": READ_EN.words, "de": READ_DE.words}}) == (READ_DE, READ_EN)
    assert described((READ_DE, READ_EN), {"write": {"en": WRITE_EN.words}}) == (READ_DE, READ_EN, WRITE_EN)
    assert described(API.descriptions, {"read": {"en": "look"}}) == (
        READ_DE,
        replace(READ_EN, words="look"),
        WRITE_EN,
    )
    assert described(API.descriptions, {"read": {"de": None}, "nothing": {"en": None}}) == (READ_EN, WRITE_EN)
    assert described(API.descriptions, {"read": None}) == (WRITE_EN,)
    assert described(API.descriptions, {}) == API.descriptions


def test_they_are_shown_by_scope() -> None:
    assert by_scope(API) == {"read": {"de": READ_DE.words, "en": READ_EN.words}, "write": {"en": WRITE_EN.words}}


@pytest.mark.parametrize(
    ("description", "told"),
    [
        (replace(READ_EN, scope="other"), "does not know this scope"),
        (replace(READ_EN, language="fr"), "not in this language"),
        (replace(READ_EN, language="EN"), "not in this language"),
        (replace(READ_EN, words=""), "is empty"),
        (replace(READ_EN, words=" padded"), "white space"),
        (replace(READ_EN, words="x" * 201), "201 characters"),
        (replace(READ_EN, words="right\u202eleft"), "does not print"),
        (replace(READ_EN, words="two\nlines"), "does not print"),
    ],
)
def test_what_cannot_be_shown_is_refused(description: ScopeDescription, told: str) -> None:
    refused = description_refusal(replace(API, descriptions=(description,)))
    assert isinstance(refused, Refused)
    assert refused.reason.code == "registration.scope_description_unusable"
    assert told in str(refused.evidence["defect"])


def test_a_resource_without_a_list_of_scopes_describes_any() -> None:
    assert description_refusal(Resource("urn:any", descriptions=(READ_EN,))) is None


def test_a_scope_that_goes_takes_its_words_with_it() -> None:
    changed = decided(scopes=("write", "delete")).outcome
    assert isinstance(changed, Allowed)
    assert changed.value.descriptions == (WRITE_EN,)
    anything = replace(API, scopes=())
    listed = change_resource(
        anything, replace(anything, scopes=("read",)), known_clients=frozenset(), longest_lifetime=86_400, now=0.0
    ).outcome
    assert isinstance(listed, Allowed)
    assert listed.value.descriptions == (READ_DE, READ_EN)
    # But nobody can describe a scope as it goes.
    late = decided(scopes=("write",), descriptions=(*API.descriptions[:1], replace(READ_EN, words="new"), WRITE_EN))
    assert isinstance(late.outcome, Refused)


def decided(**members: object):
    wanted = replace(API, **members)
    return change_resource(API, wanted, known_clients=frozenset(), longest_lifetime=86_400, now=0.0)
