from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats import opaque_token
from assay.server.refusals.redaction import redacted, redacted_evidence

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl"


@given(
    prefix=st.sampled_from(opaque_token.PREFIXES),
    body=st.binary(min_size=16, max_size=64),
    before=st.text(max_size=5),
    after=st.text(max_size=5),
)
def test_no_opaque_token_survives(prefix: str, body: bytes, before: str, after: str) -> None:
    token = opaque_token.encode(prefix, body)
    kept = redacted(before + token + after)
    assert token not in kept
    assert token[len(prefix) : len(prefix) + 16] not in kept


@pytest.mark.parametrize("text", [JWT, JWT.rpartition(".")[0], JWT.partition(".")[0], f"https://x/?t={JWT}#"])
def test_no_jwt_survives(text: str) -> None:
    assert "eyJ" not in redacted(text)


def test_no_credentials_of_a_url_survive() -> None:
    assert redacted("https://me:hidden@host/path") == "https://(not kept)@host/path"


@pytest.mark.parametrize("text", ["client-1", "https://api.example/a?b=c", "me@host.example", "openid profile"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert redacted(text) == text


def test_every_text_of_the_evidence_is_looked_at() -> None:
    kept = redacted_evidence({"a": JWT, "b": ("scope", JWT), "c": 7, "d": None, "e": True})
    assert kept == {"a": "(a JWT, not kept)", "b": ("scope", "(a JWT, not kept)"), "c": 7, "d": None, "e": True}
