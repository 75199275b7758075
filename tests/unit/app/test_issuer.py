from __future__ import annotations

import pytest

from assay.app.issuer import issuer_defect


@pytest.mark.parametrize(
    "issuer",
    [
        "https://a.example",
        "https://a.example:8443/t/one",
        "http://localhost:8400",
        "http://127.0.0.1:1",
        "http://[::1]:80",
    ],
)
def test_what_can_be_an_issuer(issuer: str) -> None:
    assert issuer_defect(issuer) is None


@pytest.mark.parametrize(
    ("issuer", "defect"),
    [
        ("", "not set"),
        ("http://a.example", "http on a.example"),
        ("http://localhost.a.example", "http on"),
        ("http://10.0.0.1", "http on"),
        ("https://a.example/", "slash"),
        ("https://a.example/a//b", "doubled"),
        ("https://a.example/a/../b", "dot segment"),
        ("https://a.example/a%2fb", "character"),
        ("https://a.example?x", "query"),
        ("https://a.example#", "fragment"),
        ("https://u:p@a.example", "user name"),
        ("https://A.example", "capital"),
        ("https://a.example:port", "ort"),
        ("ftp://a.example", "no https"),
        ("a.example", "no https"),
        ("https://ä.example", "character"),
    ],
)
def test_what_cannot(issuer: str, defect: str) -> None:
    assert defect in str(issuer_defect(issuer))
