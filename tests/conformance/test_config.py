"""The plan `oidcc-config-certification-test-plan`."""

from __future__ import annotations

import json
from urllib.parse import urlsplit


def test_oidcc_discovery_endpoint_verification(make_rp) -> None:
    rp = make_rp()
    url = rp.provider.issuer + "/.well-known/openid-configuration"
    answer = rp.send("GET", url)
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, "application/json")
    told = json.loads(answer.body)
    assert told["issuer"] == rp.provider.issuer
    parts = urlsplit(told["issuer"])
    assert (parts.scheme, parts.query, parts.fragment) == ("https", "", "")
    assert "code" in told["response_types_supported"]
    assert set(told["subject_types_supported"]) & {"public", "pairwise"}
    assert "RS256" in told["id_token_signing_alg_values_supported"]
    endpoints = {name: value for name, value in told.items() if name.endswith(("_endpoint", "_uri"))}
    assert {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"} <= set(endpoints)
    assert all(urlsplit(value).scheme == "https" for value in endpoints.values()), endpoints
    assert told["request_parameter_supported"] is False
    assert told["request_uri_parameter_supported"] is False
    assert told["claims_parameter_supported"] is True
    assert {"sub", "name", "email"} <= set(told["claims_supported"])
    assert {"authorization_code", "refresh_token"} <= set(told["grant_types_supported"])
    assert "openid" in told["scopes_supported"]
    assert all(
        all(0x21 <= ord(one) <= 0x7E and one not in '"\\' for one in scope) for scope in told["scopes_supported"]
    )
    assert isinstance(told["code_challenge_methods_supported"], list)
    assert {"client_secret_basic", "client_secret_post"} <= set(told["token_endpoint_auth_methods_supported"])
    keys = rp.keys()
    assert len({key["kid"] for key in keys}) == len(keys)
    assert {"RSA", "EC"} <= {key["kty"] for key in keys}
