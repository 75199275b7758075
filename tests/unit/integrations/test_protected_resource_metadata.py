from __future__ import annotations

import json

import pytest

from assay.integrations.protected_resource_metadata import ProtectedResource

ISSUER = "https://issuer.example"


@pytest.mark.parametrize(
    ("resource", "url"),
    [
        ("https://api.example", "https://api.example/.well-known/oauth-protected-resource"),
        ("https://api.example/", "https://api.example/.well-known/oauth-protected-resource"),
        ("https://api.example/v1", "https://api.example/.well-known/oauth-protected-resource/v1"),
        ("https://api.example/v1/", "https://api.example/.well-known/oauth-protected-resource/v1/"),
        ("https://api.example/r?k=1", "https://api.example/.well-known/oauth-protected-resource/r?k=1"),
        ("http://localhost:8000/mcp", "http://localhost:8000/.well-known/oauth-protected-resource/mcp"),
    ],
)
def test_the_address_of_the_document(resource: str, url: str) -> None:
    assert ProtectedResource(resource, (ISSUER,)).url == url


@pytest.mark.parametrize(
    "resource",
    [
        "api",
        "http://api.example",
        "https://",
        "https://api.example/#x",
        "https://api.example#",
        'https://a.example/"',
        "https://ä.example",
        "urn:api",
    ],
)
def test_what_is_no_identifier_of_a_resource(resource: str) -> None:
    with pytest.raises(ValueError, match=r"https URL|no host|printable"):
        ProtectedResource(resource, (ISSUER,))


def test_somebody_must_issue_the_tokens() -> None:
    for servers in ((), ISSUER):
        with pytest.raises(ValueError, match="at least one issuer"):
            ProtectedResource("https://api.example", servers)


def test_the_document_has_only_what_is_known() -> None:
    bare = ProtectedResource("https://api.example", [ISSUER])
    assert set(json.loads(bare.body())) == {"resource", "authorization_servers", "bearer_methods_supported"}
    whole = ProtectedResource("https://api.example", [ISSUER], ["read"], "Things", "https://docs.example")
    assert json.loads(whole.body())["scopes_supported"] == ["read"]
    assert json.loads(whole.body())["resource_name"] == "Things"
    assert json.loads(whole.body())["resource_documentation"] == "https://docs.example"
