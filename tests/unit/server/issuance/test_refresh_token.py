from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assay.formats import opaque_token
from assay.server.issuance.refresh_token import MAX_GENERATION, RefreshTokenIdentity, RefreshTokenMint

MINT = RefreshTokenMint(b"k" * 32, "default")
FAMILIES = st.binary(min_size=16, max_size=16)
GENERATIONS = st.integers(0, MAX_GENERATION)


def read(text: str, mint: RefreshTokenMint = MINT) -> RefreshTokenIdentity | None:
    token = opaque_token.parse(text)
    assert token is not None and token.intact and token.prefix == opaque_token.REFRESH_TOKEN
    return mint.read(token.body)


@given(family=FAMILIES, generation=GENERATIONS)
def test_what_is_written_is_read_and_authentic(family: bytes, generation: int) -> None:
    assert read(MINT.text(family, generation)) == RefreshTokenIdentity(family, generation, authentic=True)


@given(family=FAMILIES, generation=GENERATIONS)
def test_the_same_token_is_derived_again(family: bytes, generation: int) -> None:
    assert MINT.text(family, generation) == RefreshTokenMint(b"k" * 32, "default").text(family, generation)


@given(family=FAMILIES, generation=GENERATIONS, flipped=st.integers(8, 53 * 8 - 1))
def test_no_flipped_bit_goes_unseen(family: bytes, generation: int, flipped: int) -> None:
    token = opaque_token.parse(MINT.text(family, generation))
    assert token is not None
    body = bytearray(token.body)
    body[flipped // 8] ^= 1 << (flipped % 8)
    identity = MINT.read(bytes(body))
    assert identity is not None and not identity.authentic


@given(family=FAMILIES, generation=GENERATIONS)
def test_tokens_of_another_key_or_issuer_are_not_authentic(family: bytes, generation: int) -> None:
    for other in (RefreshTokenMint(b"x" * 32, "default"), RefreshTokenMint(b"k" * 32, "other")):
        identity = read(other.text(family, generation))
        assert identity is not None and not identity.authentic


@given(body=st.binary(max_size=80))
def test_any_other_body_is_no_token_of_ours(body: bytes) -> None:
    identity = MINT.read(body)
    assert identity is None or not identity.authentic
    if len(body) != 53 or body[:1] != b"\x01":
        assert identity is None
