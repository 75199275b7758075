from __future__ import annotations

import pytest

from assay.reasons import Fault
from assay.server.claims_by_scope import CLAIMS_BY_SCOPE
from assay.server.languages.english import ENGLISH
from assay.web.pages.assets import ASSETS
from assay.web.pages.drawing import draw, load_templates
from assay.web.pages.words import destination, scope_words, who_must_act


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
