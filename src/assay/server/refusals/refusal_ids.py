"""Refusal ids: `rf_` and 26 characters of lower-case base32, 128 bits, never twice the same.

An id is random, or (past a rate) it is the encryption of an aggregate's number and random bytes: it looks alike and
still leads to the aggregate's record.
"""

from __future__ import annotations

from base64 import b32decode, b32encode

from assay.ports.entropy import Entropy
from assay.primitives.block_encryption import BLOCK, BlockPermutation

PREFIX = "rf_"
_CHARACTERS = 26
_NUMBER = 8


class RefusalIds:
    """Makes ids and reads aggregate numbers back out of them. `key` is the server secret `refusal_id`, 32 bytes."""

    __slots__ = ("_entropy", "_permutation")

    def __init__(self, key: bytes, entropy: Entropy) -> None:
        self._permutation = BlockPermutation(key)
        self._entropy = entropy

    def random(self) -> str:
        """The id of a refusal that is recorded alone."""
        return _text(self._entropy(BLOCK))

    def new_aggregate_number(self) -> bytes:
        """Eight random bytes, so that processes need not agree on a counter."""
        return self._entropy(_NUMBER)

    def of_member(self, number: bytes) -> str:
        """An id, different each time, for one refusal of the aggregate."""
        return _text(self._permutation.encrypt(number + self._entropy(BLOCK - _NUMBER)))

    def of_aggregate(self, number: bytes) -> str:
        """The one id under which the aggregate's record is kept. It is never given to anybody."""
        return _text(self._permutation.encrypt(number + bytes(BLOCK - _NUMBER)))

    def aggregate_of(self, refusal_id: str) -> str | None:
        """The id under which the record would be kept if this id belongs to an aggregate; None when it is no id."""
        block = _block(refusal_id)
        return None if block is None else self.of_aggregate(self._permutation.decrypt(block)[:_NUMBER])


def is_refusal_id(text: str) -> bool:
    """Whether a text has the form of a refusal id."""
    return _block(text) is not None


def _text(block: bytes) -> str:
    return PREFIX + b32encode(block)[:_CHARACTERS].decode("ascii").lower()


def _block(refusal_id: str) -> bytes | None:
    encoded = refusal_id[len(PREFIX) :]
    if not refusal_id.startswith(PREFIX) or len(encoded) != _CHARACTERS or not encoded.isascii():
        return None
    try:
        block = b32decode(encoded.upper() + "======")
    except ValueError:
        return None
    return block if _text(block) == refusal_id else None  # one id has one spelling
