"""Argon2id for what a person chose (RFC 9106), with the parameters that OWASP and the security bar (A186) ask for.

The library is loaded with the first hash, so that a process that never sees a password does not carry it.
"""

from __future__ import annotations

import hashlib
import unicodedata

MEMORY_KIB = 19_456
ITERATIONS = 2
LANES = 1
SALT_BYTES = 16
HASH_BYTES = 32

_NO_SALT = b"no such end-user"  # 16 bytes: an account that is not there costs as much as one that is


def hash_password(password: str, salt: bytes) -> str:
    """The PHC string. `salt` is 16 fresh random bytes. Takes tens of milliseconds and 19 MiB; releases the GIL."""
    from argon2.low_level import Type, hash_secret

    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hash_secret(_normal(password), salt, ITERATIONS, MEMORY_KIB, LANES, HASH_BYTES, Type.ID).decode("ascii")


def password_matches(password: str, phc: str | None) -> bool:
    """Whether the password fits the PHC string; with None the same work is done and the answer is no.

    Raises `ValueError` for a text that is no Argon2id PHC string: the record is damaged, which is our fault.
    """
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
    from argon2.low_level import Type, verify_secret

    if phc is None:
        hash_password(password, _NO_SALT)
        return False
    try:
        return verify_secret(phc.encode("ascii"), _normal(password), Type.ID)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError) as damaged:
        fingerprint = hashlib.sha256(phc.encode()).hexdigest()[:8]
        raise ValueError(f"a stored password hash is damaged (fingerprint {fingerprint})") from damaged


def needs_rehash(phc: str) -> bool:
    """Whether a stored hash was made with other parameters than are used now."""
    from argon2 import extract_parameters
    from argon2.low_level import Type

    made = extract_parameters(phc)
    now = (Type.ID, MEMORY_KIB, ITERATIONS, LANES, HASH_BYTES, SALT_BYTES)
    return (made.type, made.memory_cost, made.time_cost, made.parallelism, made.hash_len, made.salt_len) != now


def _normal(password: str) -> bytes:
    # Two keyboards compose an accent differently and mean the same (RFC 8265 section 4.2.2); nothing else is changed.
    return unicodedata.normalize("NFC", password).encode()
