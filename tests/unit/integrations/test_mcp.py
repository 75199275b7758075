from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("mcp", reason="mcp is not installed, so its integration is not tested")

from assay.integrations.mcp import members_of
from assay.verifier import VerifiedToken

URL = "https://api.example/mcp"


def resource(audience: Any, url: str | None) -> Any:
    return members_of("t", VerifiedToken({"aud": audience}, {}), url)["resource"]


def test_the_resource_is_the_servers_own_url_where_the_token_names_it() -> None:
    assert resource(["https://other.example", URL], URL) == URL
    assert resource(URL + "/", URL) == URL + "/"
    assert resource("https://other.example", URL) is None
    assert resource([], None) is None
    assert resource(["first", "second"], None) == "first"


def test_a_client_is_always_named() -> None:
    assert members_of("t", VerifiedToken({"sub": "s"}, {}), None)["client_id"] == "s"
    assert members_of("t", VerifiedToken({"sub": "s", "azp": "a"}, {}), None)["client_id"] == "a"
