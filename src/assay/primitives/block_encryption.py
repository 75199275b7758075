"""AES-256 on a single block: a keyed permutation of 16 bytes, for identifiers that hide what they carry.

It is no way to encrypt a message; `sealing` is.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16


class BlockPermutation:
    """Encrypts and decrypts blocks of 16 bytes under one key of 32 bytes (FIPS 197)."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError(f"an AES-256 key has 32 bytes, not {len(key)}")
        # ECB is the bare block cipher. Each input is one block and never repeats, so nothing of it shows.
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - see above

    def encrypt(self, block: bytes) -> bytes:
        """The block's image, 16 bytes."""
        return self._cipher.encryptor().update(_one_block(block))

    def decrypt(self, block: bytes) -> bytes:
        """The block whose image this is."""
        return self._cipher.decryptor().update(_one_block(block))


def _one_block(block: bytes) -> bytes:
    if len(block) != BLOCK:
        raise ValueError(f"a block has {BLOCK} bytes, not {len(block)}")
    return block
