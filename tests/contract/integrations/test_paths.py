"""No way of writing a path, and no header, leads around the guard (security bar A259, CVE-2026-48710)."""

from __future__ import annotations

import pytest

from contract.integrations.api import Api, bearer

OTHER_SPELLINGS = [
    "/public/",
    "//public",
    "/./public",
    "/items/../public",
    "/public/../items",
    "/public/..%2fitems",
    "/%2e%2e/items",
    "/public;/items",
    "/public%00",
    "/public%5c..%5citems",
    "/Public",
    "/public%0d%0a",
    "/publicity",
]
ADMIN_SPELLINGS = [
    "/admin",
    "/admin/",
    "/admin/x",
    "//admin",
    "/ADMIN",
    "/./admin",
    "/x/../admin",
    "/admin;x",
    "/%61dmin",
]
REFUSED = {404, 307}
"""No such path, or a redirect to the plain spelling: both before any view."""
MISLEADING = [
    ("Host", "public"),
    ("Host", "api.example/public?"),
    ("X-Original-URL", "/public"),
    ("X-Rewrite-URL", "/public"),
    ("X-Forwarded-Uri", "/public"),
    ("X-Original-URI", "/public"),
    ("X-Forwarded-Prefix", "/public"),
    ("X-HTTP-Method-Override", "OPTIONS"),
]


def test_a_public_path_needs_no_token(api: Api) -> None:
    if api.integration.name == "forward_auth":
        assert api.get("/public").status == 404  # the proxy asks only about what it protects
        return
    assert api.get("/public").status == 200
    assert api.get("/public", "Bearer nonsense").status == 200
    assert not api.records


@pytest.mark.parametrize("path", OTHER_SPELLINGS)
def test_only_the_exact_path_is_public(api: Api, path: str) -> None:
    answer = api.get(path)
    if answer.status == 200:  # Werkzeug takes //public for /public, and there the guard goes with the view
        assert not api.integration.by_path
        assert answer.json() == {}
        return
    assert answer.status in REFUSED | {401}, answer
    if api.integration.by_path:
        api.refused(answer, 401, "access_token.missing")


@pytest.mark.parametrize("header", MISLEADING, ids=lambda header: f"{header[0]} {header[1]}")
def test_no_header_makes_a_path_public(api: Api, header: tuple[str, str]) -> None:
    answer = api.get("/items", headers=[header])
    assert answer.status in {400, 401}, answer  # a framework may refuse such a Host before
    if answer.status == 401:
        api.refused(answer, 401, "access_token.missing")


@pytest.mark.parametrize("path", ADMIN_SPELLINGS)
def test_a_prefix_holds_for_every_spelling(api: Api, path: str) -> None:
    answer = api.get(path, bearer(acr="phr"))
    assert answer.status in REFUSED | {403}, answer
    if api.integration.by_path:
        record = api.refused(answer, 403, "access_token.scope_missing")
        assert record.evidence["required"] == "read admin"


def test_a_path_that_only_begins_alike_asks_for_no_more(api: Api) -> None:
    assert api.get("/administration", bearer()).status in {200, 404}
    assert not api.records
