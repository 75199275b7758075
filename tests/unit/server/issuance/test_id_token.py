from __future__ import annotations

import hashlib
import json

import pytest

from assay.formats.base64url import decode_text
from assay.server.issuance.id_token import IdTokenClaims, at_hash, encode


def test_at_hash_is_the_example_of_openid_connect() -> None:
    # OpenID Connect Core 1.0 appendix A.3
    assert at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "RS256") == "77QmUPtjPfzWtF2AnpK9RQ"


@pytest.mark.parametrize(("algorithm", "name"), [("ES256", "sha256"), ("RS256", "sha256"), ("EdDSA", "sha512")])
def test_at_hash_uses_the_hash_of_the_algorithm(algorithm: str, name: str) -> None:
    digest = hashlib.new(name, b"token").digest()
    assert decode_text(at_hash("token", algorithm)) == digest[: len(digest) // 2]


def test_what_is_not_known_is_left_out() -> None:
    claims = IdTokenClaims("https://i", "person", "client", 2, 1, 0)
    assert json.loads(encode(claims, {})) == {
        "iss": "https://i", "sub": "person", "aud": "client", "exp": 2, "iat": 1, "auth_time": 0
    }  # fmt: skip


def test_what_is_asked_for_beside_never_takes_the_place_of_a_claim_of_the_token() -> None:
    claims = IdTokenClaims("https://i", "person", "client", 2, 1, 0)
    told = json.loads(encode(claims, {"email": "a@example", "sub": "forged", "exp": 9}))
    assert (told["email"], told["sub"], told["exp"]) == ("a@example", "person", 2)
