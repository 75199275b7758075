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
