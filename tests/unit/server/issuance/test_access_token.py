from __future__ import annotations

import json

from assay.server.issuance.access_token import AccessTokenClaims, encode


def test_what_is_not_known_is_left_out() -> None:
    claims = AccessTokenClaims("https://i", "s", "https://api", 2, 1, "j", "c")
    assert json.loads(encode(claims)) == {
        "iss": "https://i", "sub": "s", "aud": "https://api", "exp": 2, "iat": 1, "jti": "j", "client_id": "c"
    }  # fmt: skip


def test_all_claims_have_the_names_of_rfc_9068() -> None:
    claims = AccessTokenClaims("i", "s", ("a", "b"), 2, 1, "j", "c", "x y", "g", 5, "acr", ("pwd",), "sid")
    assert json.loads(encode(claims)) == {
        "iss": "i", "sub": "s", "aud": ["a", "b"], "exp": 2, "iat": 1, "jti": "j", "client_id": "c", "scope": "x y",
        "grant_id": "g", "auth_time": 5, "acr": "acr", "amr": ["pwd"], "sid": "sid",
    }  # fmt: skip
