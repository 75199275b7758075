from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.formats.bearer_credentials import gave_credentials, parse_bearer


@pytest.mark.parametrize("value", [b"Bearer abc", b"bearer abc", b"BEARER  abc", b" Bearer abc ", b"\tBearer abc"])
def test_the_token_of_one_header(value: bytes) -> None:
    outcome = parse_bearer([value])
    assert isinstance(outcome, Allowed)
    assert outcome.value == "abc"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "access_token.missing"),
        ([b""], "access_token.scheme_unsupported"),
        ([b"abc"], "access_token.scheme_unsupported"),
        ([b"Basic abc"], "access_token.scheme_unsupported"),
        ([b"Bearerabc"], "access_token.scheme_unsupported"),
        ([b"Digest a=b, c=d"], "access_token.scheme_unsupported"),
        ([b"Bearer"], "access_token.header_malformed"),
        ([b"Bearer a", b"Bearer a"], "access_token.header_malformed"),
        ([b"Basic a", b"Bearer a"], "access_token.header_malformed"),
        ([b"Bearer a,Bearer b"], "access_token.header_malformed"),
        ([b"Basic a, bearer b"], "access_token.header_malformed"),
    ],
)
def test_what_is_no_token(values: list[bytes], code: str) -> None:
    outcome = parse_bearer(values)
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == code
    assert gave_credentials(outcome) is (code == "access_token.header_malformed")


@pytest.mark.fuzz
@given(st.lists(st.binary(max_size=40), max_size=3))
def test_any_bytes_get_an_outcome(values: list[bytes]) -> None:
    outcome = parse_bearer(values)
    assert isinstance(outcome, Refused) or (len(values) == 1 and outcome.value)
