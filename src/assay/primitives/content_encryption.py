"""Decryption of the content of a JWE: AES-GCM, and AES-CBC with HMAC (RFC 7518 section 5). One failure for every cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest, digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK = 16


@dataclass(frozen=True, slots=True)
class ContentEncryption:
    """One `enc`. Lengths in bytes: of the content encryption key, the initialization vector and the tag.

    `decrypt` takes (key, iv, ciphertext, tag, associated data) of these lengths and gives None when they do not fit.
    """

    name: str
    key_bytes: int
    iv_bytes: int
    tag_bytes: int
    decrypt: Callable[[bytes, bytes, bytes, bytes, bytes], bytes | None]


def decrypt_gcm(key: bytes, iv: bytes, ciphertext: bytes, tag: bytes, associated: bytes) -> bytes | None:
    """AES-GCM with an IV of 96 bits and a tag of 128 bits (RFC 7518 section 5.3)."""
    try:
        return AESGCM(key).decrypt(iv, ciphertext + tag, associated)
    except InvalidTag:
        return None


def _cbc_hmac(name: str) -> Callable[[bytes, bytes, bytes, bytes, bytes], bytes | None]:
    def decrypt(key: bytes, iv: bytes, ciphertext: bytes, tag: bytes, associated: bytes) -> bytes | None:
        # The MAC first: nobody learns anything about the padding (RFC 7518 section 5.2.2.2).
        half = len(key) // 2
        covered = associated + iv + ciphertext + (len(associated) * 8).to_bytes(8, "big")
        if not compare_digest(digest(key[:half], covered, name)[:half], tag):
            return None
        if not ciphertext or len(ciphertext) % _BLOCK:
            return None
        decryptor = Cipher(algorithms.AES(key[half:]), modes.CBC(iv)).decryptor()
        padded = decryptor.update(ciphertext) + decryptor.finalize()
        unpadder = PKCS7(_BLOCK * 8).unpadder()
        try:
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            return None

    return decrypt


CONTENT_ENCRYPTIONS = {
    offered.name: offered
    for offered in (
        ContentEncryption("A128GCM", 16, 12, 16, decrypt_gcm),
        ContentEncryption("A192GCM", 24, 12, 16, decrypt_gcm),
        ContentEncryption("A256GCM", 32, 12, 16, decrypt_gcm),
        ContentEncryption("A128CBC-HS256", 32, 16, 16, _cbc_hmac("sha256")),
        ContentEncryption("A192CBC-HS384", 48, 16, 24, _cbc_hmac("sha384")),
        ContentEncryption("A256CBC-HS512", 64, 16, 32, _cbc_hmac("sha512")),
    )
}
