from __future__ import annotations

import asyncio
import json

import pytest

from assay.formats.raw_request import RawRequest
from assay.server.endpoints.metadata import Metadata, MetadataSettings, well_known_paths


def settings(issuer: str = "https://issuer.example", methods: tuple[str, ...] = ("private_key_jwt", "none")):
    return MetadataSettings(issuer, ("authorization_code",), methods, ("ES256",), ("RS256", "ES256"))


def document(*headers: tuple[bytes, bytes], **given: object) -> dict[str, object]:
    request = RawRequest("GET", "/.well-known/openid-configuration", headers=headers)
    return json.loads(asyncio.run(Metadata(settings(**given))(request, 0.0)).body)


def test_the_members_that_openid_connect_and_oauth_require_are_there() -> None:
    found = document()
    assert found["issuer"] == "https://issuer.example"
    assert found["token_endpoint"] == "https://issuer.example/token"
    assert found["jwks_uri"] == "https://issuer.example/jwks"
    assert found["response_types_supported"] == ["code"]
    assert found["subject_types_supported"] == ["public"]
    assert "RS256" in found["id_token_signing_alg_values_supported"]
    assert found["authorization_response_iss_parameter_supported"] is True
    assert found["request_uri_parameter_supported"] is False


def test_only_s256_is_offered() -> None:
    assert document()["code_challenge_methods_supported"] == ["S256"]


def test_introspection_is_not_offered_without_a_proof() -> None:
    found = document()
    assert found["token_endpoint_auth_methods_supported"] == ["private_key_jwt", "none"]
    assert found["introspection_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert found["revocation_endpoint_auth_methods_supported"] == ["private_key_jwt", "none"]
    assert found["introspection_endpoint_auth_signing_alg_values_supported"] == ["ES256"]


def test_assertion_algorithms_are_told_only_where_assertions_are_taken() -> None:
    found = document(methods=("client_secret_basic",))
    assert not [name for name in found if name.endswith("_endpoint_auth_signing_alg_values_supported")]


def test_no_claim_and_no_scope_stands_twice() -> None:
    found = document()
    for name in ("claims_supported", "scopes_supported"):
        assert len(found[name]) == len(set(found[name]))


def test_the_host_of_a_request_changes_nothing() -> None:
    assert document((b"host", b"evil.example"), (b"x-forwarded-host", b"evil.example")) == document()


def test_an_issuer_with_a_final_slash_gets_no_doubled_one() -> None:
    assert document(issuer="https://issuer.example/t/")["token_endpoint"] == "https://issuer.example/t/token"


@pytest.mark.parametrize(
    ("issuer", "paths"),
    [
        ("https://i.example", ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")),
        (
            "https://i.example/t/a",
            (
                "/t/a/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/t/a",
                "/.well-known/openid-configuration/t/a",
            ),
        ),
    ],
)
def test_a_path_in_the_issuer_is_appended_and_inserted(issuer: str, paths: tuple[str, ...]) -> None:
    assert well_known_paths(issuer) == paths
