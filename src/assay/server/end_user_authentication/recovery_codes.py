"""Recovery codes: ten of 80 machine-made bits, shown once, stored as SHA-256, good once each (security bar A198).

80 bits cannot be searched, so a slow hash would add nothing.
"""

from __future__ import annotations

from assay.formats.one_time_code import RECOVERY_BYTES, recovery_code_text
from assay.model.effects import ReplaceRecoveryCodes
from assay.ports.entropy import Entropy
from assay.primitives.hashing import sha256

CODES = 10
FEW = 3
"""From so few codes on a person is told to make new ones."""


def new_recovery_codes(subject: str, entropy: Entropy, now: float) -> tuple[tuple[str, ...], ReplaceRecoveryCodes]:
    """The codes to show, and the effect that puts them in the place of the earlier ones."""
    codes = tuple(entropy(RECOVERY_BYTES) for _ in range(CODES))
    hashes = tuple(recovery_code_hash(code) for code in codes)
    return tuple(map(recovery_code_text, codes)), ReplaceRecoveryCodes(subject, hashes, int(now))


def recovery_code_hash(code: bytes) -> bytes:
    """What is stored of a code."""
    return sha256(b"recovery code\x00" + code)
