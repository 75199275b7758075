"""Every secret of the public list is refused as an HMAC key: too short, a public key, or known."""

from __future__ import annotations

import pytest

from assay.checks.jwt.key import select_keys
from assay.decision import Refused
from assay.formats.base64url import encode_text
from assay.formats.jose.key_set import parse_key_set
from vectors.conftest import folder

SECRETS = folder("hmac-secrets", "github.com/wallarm/jwt-secrets") / "jwt.secrets.list"


@pytest.mark.slow
def test_every_listed_secret_is_refused():
    lines = SECRETS.read_bytes().split(b"\n")
    assert len(lines) > 100_000
    for line in (*lines, *(line.rstrip(b"\r") for line in lines)):
        keys = parse_key_set({"kty": "oct", "k": encode_text(line)}, private_allowed=True)
        selected = select_keys({"alg": "HS256"}, keys)
        assert isinstance(selected, Refused), line
        assert selected.reason.code in {"key.weak", "key.secret_is_public"}
