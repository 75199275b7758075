from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from assay.app.settings import Settings
from assay.checks.authorization_request.end_user import PROMPTS
from assay.checks.client_assertion.expectations import ALGORITHMS as ASSERTION_ALGORITHMS
from assay.server.client_authentication import METHODS
from assay.server.grants import GRANTS
from assay.server.issuance.signing_keys import ALGORITHMS
from provocations.world import ISSUER, World

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


def test_both_documents_are_one_and_anybody_may_read_and_keep_them(world: World) -> None:
    openid = world.send("GET", DISCOVERY)
    oauth = world.send("GET", "/.well-known/oauth-authorization-server")
    assert openid.status == 200
    assert openid.body == oauth.body
    assert openid.header("access-control-allow-origin") == "*"
    assert openid.header("cache-control") == "public, max-age=300"
    again = world.send("GET", DISCOVERY, headers=[("if-none-match", str(openid.header("etag")))])
    assert (again.status, again.body) == (304, b"")


def test_whatever_the_document_names_is_served(world: World) -> None:
    document = world.send("GET", DISCOVERY).json()
    named = [value for name, value in document.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(named) >= 7
    for url in named:
        assert url.startswith(ISSUER + "/")
        answer = world.send("OPTIONS", urlsplit(url).path)
        assert answer.status != 404, url
    assert set(document["grant_types_supported"]) == {grant.name for grant in GRANTS}
    assert set(document["token_endpoint_auth_methods_supported"]) == {method.name for method in METHODS}
    assert set(document["token_endpoint_auth_signing_alg_values_supported"]) == set(ASSERTION_ALGORITHMS)
    assert set(document["id_token_signing_alg_values_supported"]) == set(ALGORITHMS)
    assert set(document["prompt_values_supported"]) == set(PROMPTS)


def test_the_host_of_a_request_never_shapes_the_document(world: World) -> None:
    headers = [("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example"), ("host", "evil.example")]
    assert world.send("GET", DISCOVERY, headers=headers).body == world.send("GET", DISCOVERY).body


def test_an_issuer_with_a_path_is_found_at_the_appended_and_the_inserted_place() -> None:
    world = World(Settings(issuer="https://issuer.example/tenant/a"))
    try:
        places = (
            "/tenant/a/.well-known/openid-configuration",
            "/.well-known/oauth-authorization-server/tenant/a",
            "/.well-known/openid-configuration/tenant/a",
        )
        documents = [world.send("GET", place) for place in places]
        assert [document.status for document in documents] == [200, 200, 200]
        assert documents[0].json()["token_endpoint"] == "https://issuer.example/tenant/a/token"
        assert world.send("GET", DISCOVERY).status == 404
        assert world.send("GET", "/tenant/a/jwks").status == 200
    finally:
        world.close()


def test_the_key_set_holds_public_members_for_signatures_alone(world: World) -> None:
    answer = world.send("GET", "/jwks")
    keys = answer.json()["keys"]
    assert {key["alg"] for key in keys} == {"ES256", "RS256", "EdDSA"}
    for key in keys:
        assert key["use"] == "sig"
        assert not {"key_ops", "d", "p", "q", "dp", "dq", "qi", "k", "oth"} & set(key)
    assert answer.header("access-control-allow-origin") == "*"
    assert answer.header("etag")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/introspect"),
        ("POST", "/revoke"),
        ("POST", "/explain"),
        ("POST", "/token"),
        ("GET", "/userinfo"),
        ("GET", "/refusals/rf_x"),
    ],
)
def test_what_concerns_one_caller_is_never_kept(world: World, method: str, path: str) -> None:
    answer = world.send(method, path, {} if method == "POST" else None)
    assert answer.status in {400, 401}
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("path", ["/introspect", "/explain", "/refusals/rf_x", "/authorize"])
def test_no_script_of_another_origin_reads_what_is_not_meant_for_it(world: World, path: str) -> None:
    answer = world.send("GET", path, headers=[("origin", "https://evil.example")])
    assert answer.header("access-control-allow-origin") is None
    assert answer.header("access-control-allow-credentials") is None
