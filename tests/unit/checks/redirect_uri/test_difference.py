from __future__ import annotations

import pytest

from assay.checks.redirect_uri.difference import difference

REGISTERED = "https://client.example/cb"

DIFFERENCES = [
    ("https://client.example/cb ", "white space was added at an end"),
    ("https://client.example/CB", "upper and lower case differ"),
    ("https://client.example/cb/", "a slash at the end was added"),
    ("http://client.example/cb", "differs in: scheme"),
    ("https://client.example:8443/cb", "differs in: port"),
    ("https://user@other.example/x?y", "differs in: user information, host, path, query"),
    ("https://client.example/cb#x", "differs in: fragment"),
    ("https://client.example/cb#", "the two are written differently"),
    ("https://[client.example/cb", "it is no well-formed URI"),
    ("https://client.example:99999/cb", "it is no well-formed URI"),
]


@pytest.mark.parametrize(("asked", "words"), DIFFERENCES)
def test_the_difference_is_told_in_words(asked: str, words: str) -> None:
    assert difference(asked, REGISTERED) == words


def test_a_slash_that_is_missing_is_told_too() -> None:
    assert difference(REGISTERED, REGISTERED + "/") == "a slash at the end was left out"
