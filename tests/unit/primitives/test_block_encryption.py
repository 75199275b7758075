from __future__ import annotations

import pytest

from assay.primitives.block_encryption import BlockPermutation


def test_it_is_aes_256() -> None:
    # FIPS 197 appendix C.3
    permutation = BlockPermutation(bytes(range(32)))
    block = bytes.fromhex("00112233445566778899aabbccddeeff")
    image = permutation.encrypt(block)
    assert image.hex() == "8ea2b7ca516745bfeafc49904b496089"
    assert permutation.decrypt(image) == block


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_only_single_blocks_pass(length: int) -> None:
    with pytest.raises(ValueError, match="a block has 16 bytes"):
        BlockPermutation(bytes(32)).encrypt(bytes(length))


def test_only_a_whole_key_is_a_key() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        BlockPermutation(bytes(16))
