"""`assay resource …` on a real store."""

from __future__ import annotations


def test_resources_are_created_listed_and_given_once(assay) -> None:
    created = assay("resource", "create", "--identifier", "https://api.example", "--scope", "a b", "--lifetime", "10m", "--json")  # fmt: skip
    assert created.status == 0
    assert created.document["access_token_lifetime"] == 600
    assert created.document["scopes"] == ["a", "b"]
    assert assay("resource", "create", "--identifier", "https://api.example").status == 8
    assert [one["identifier"] for one in assay("resource", "list", "--json").document] == ["https://api.example"]
    assert "https://api.example" in assay("resource", "list").out


def test_defects_end_with_2_and_an_unknown_client_with_6(assay) -> None:
    for words in (
        ("--identifier", "api"),
        ("--identifier", "https://a.example", "--lifetime", "5 minutes"),
        ("--identifier", "https://a.example", "--lifetime", "9d"),
        ("--identifier", "https://a.example", "--alg", "HS256"),
    ):
        assert assay("resource", "create", *words).status == 2
    assert assay("resource", "create", "--identifier", "https://a.example", "--introspection-client", "x").status == 6


def test_an_update_changes_what_is_named_and_nothing_else(assay) -> None:
    api = "https://api.example/orders"
    before = assay("resource", "create", "--identifier", api, "--scope", "read", "--lifetime", "1m", "--json").document
    changed = assay("resource", "update", api, "--scope", "read write", "--default", "--json").document
    assert changed == {**before, "scopes": ["read", "write"], "default": True, "etag": changed["etag"]}
    assert assay("resource", "show", api, "--json").document == changed
    away = assay("resource", "update", api, "--lifetime", "", "--no-default", "--json").document
    assert (away["access_token_lifetime"], away["default"], away["scopes"]) == (None, False, ["read", "write"])


def test_the_default_mark_moves(assay) -> None:
    for name in ("one", "two"):
        assay("resource", "create", "--identifier", f"https://{name}.example", "--default")
    assert assay("resource", "update", "https://one.example", "--default", "--json").document["default"] is True
    assert assay("resource", "show", "https://two.example", "--json").document["default"] is False


def test_an_update_that_is_refused_names_its_reason(assay) -> None:
    api = "https://api.example"
    assay("resource", "create", "--identifier", api)
    for words, status, what in (
        ((api,), 2, "nothing is to change"),
        ((api, "--alg", "none"), 2, "registration.access_token_algorithm_unknown"),
        ((api, "--introspection-client", "nobody"), 6, "registration.client_unknown"),
        (("https://api.example/", "--default"), 6, "registration.resource_not_registered"),
    ):
        refused = assay("resource", "update", *words)
        assert (refused.status, what in refused.err) == (status, True), refused.err
    assert assay("resource", "show", "https://nowhere.example").status == 6


def test_scopes_are_described_in_words(assay) -> None:
    api = "https://api.example/orders"
    words = ("--describe", "read", "en", "see your orders", "--describe", "read", "de", "Ihre Bestellungen sehen")
    made = assay("resource", "create", "--identifier", api, "--scope", "read write", *words, "--json").document
    assert made["descriptions"] == {"read": {"de": "Ihre Bestellungen sehen", "en": "see your orders"}}
    further = ("--describe", "write", "en", "order for you", "--describe", "read", "de", "")
    changed = assay("resource", "update", api, *further, "--json").document
    assert changed["descriptions"] == {"read": {"en": "see your orders"}, "write": {"en": "order for you"}}
    assert "see your orders" in assay("resource", "show", api).out
    assert assay("resource", "update", api, "--scope", "write", "--json").document["descriptions"] == {
        "write": {"en": "order for you"}
    }
    for wrong in (("read", "en", "x"), ("write", "fr", "commander"), ("write", "en", "a\x1b[31mred")):
        refused = assay("resource", "update", api, "--describe", *wrong)
        assert (refused.status, "registration.scope_description_unusable" in refused.err) == (2, True)
        assert "\x1b" not in refused.err
    assert assay("resource", "update", api, "--describe", "write", "en").status == 2
