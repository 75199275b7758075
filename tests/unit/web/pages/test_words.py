from __future__ import annotations

from dataclasses import replace

import pytest

from assay.model.resource import Resource, ScopeDescription
from assay.reasons import Fault
from assay.server.claims_by_scope import CLAIMS_BY_SCOPE
from assay.server.languages.english import ENGLISH
from assay.server.languages.german import GERMAN
from assay.web.pages.assets import ASSETS
from assay.web.pages.drawing import draw, load_templates
from assay.web.pages.words import ScopeWords, destination, scope_words, who_must_act


@pytest.mark.parametrize(
    ("redirect_uri", "words"),
    [
        ("https://client.example/cb", "client.example"),
        ("https://client.example:8443/cb?x=1", "client.example:8443"),
        ("http://127.0.0.1:51004/cb", "an app on this device (127.0.0.1:51004)"),
        ("http://[::1]/cb", "an app on this device ([::1])"),
        ("http://localhost:3000/cb", "an app on this device (localhost:3000)"),
        ("com.example.app:/cb", "the app com.example.app on this device"),
    ],
)
def test_a_destination_is_named_by_what_cannot_be_made_up(redirect_uri: str, words: str) -> None:
    assert destination(redirect_uri, ENGLISH) == words


def test_every_scope_of_openid_connect_has_words() -> None:
    known = scope_words(("openid", "offline_access", *CLAIMS_BY_SCOPE), ENGLISH)
    assert all(scope.words for scope in known)


def test_any_other_scope_is_shown_by_its_name() -> None:
    [scope] = scope_words(("orders.read",), ENGLISH)
    assert (scope.name, scope.words) == ("orders.read", None)


API = Resource(
    "https://api.example",
    descriptions=(
        ScopeDescription("read", "de", "Ihre Bestellungen sehen"),
        ScopeDescription("read", "en", "see your orders"),
        ScopeDescription("write", "de", "bestellen"),
        ScopeDescription("email", "en", "write mails in your name"),
    ),
)


def test_a_scope_is_told_in_the_words_of_its_resource_and_in_the_language_of_the_page() -> None:
    assert scope_words(("read",), ENGLISH, (API,)) == (ScopeWords("read", "see your orders"),)
    assert scope_words(("read",), GERMAN, (API,)) == (ScopeWords("read", "Ihre Bestellungen sehen"),)
    assert scope_words(("write",), ENGLISH, (API,)) == (ScopeWords("write", "bestellen", "de"),)
    assert scope_words(("delete",), ENGLISH, (API,)) == (ScopeWords("delete", None),)


def test_nothing_that_a_scope_allows_is_left_out() -> None:
    [of_ours, of_theirs] = scope_words(("email",), GERMAN, (API,))
    assert (of_ours.words, of_ours.lang) == ("Ihre E-Mail-Adresse sehen", None)
    assert (of_theirs.words, of_theirs.lang) == ("write mails in your name", "en")
    other = replace(API, identifier="https://other.example", descriptions=(ScopeDescription("read", "en", "see all"),))
    same = replace(API, identifier="https://same.example")
    lines = scope_words(("read",), ENGLISH, (API, other, same))
    assert [one.words for one in lines] == ["see your orders", "see all"]


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_somebody(fault: Fault) -> None:
    assert who_must_act(fault, ENGLISH)


def test_a_value_that_a_template_misses_is_a_fault() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        draw("error.html", ENGLISH)


def test_the_templates_can_be_loaded_ahead() -> None:
    load_templates()


def test_assets_are_named_after_their_content() -> None:
    assert len({asset.path for asset in ASSETS}) == len(ASSETS)
    for asset in ASSETS:
        assert asset.path.startswith("/assets/")
        assert asset.body
    assert sum(len(asset.body) for asset in ASSETS) < 20_000


def test_the_style_sheet_fetches_nothing() -> None:
    style = ASSETS[0].body.decode()
    assert "url(" not in style
    assert "@import" not in style
