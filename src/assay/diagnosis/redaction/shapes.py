"""The shape of a secret: another text with the same length, white space, marks and classes of letters.

Drawn from a key that nobody keeps, so that one secret has one shape within a bundle and no way leads back.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

from assay.formats.opaque_token import encode, parse

_UPPER, _LOWER, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
_HEX = re.compile(r"^[0-9a-f]{16,}$")
# What says which kind of secret it is: prefixes of products, the beginnings of AWS session tokens, the DER mark.
_KEPT = re.compile(
    r"^(?:[a-z]{2,8}_(?:[a-z]{2,8}_)?|xox[a-z]-|(?:IQoJ|FwoG|FQoG|FQoD|AgoG|AQoE|AQoD)[A-Za-z0-9+/]{0,12}|M[A-H][A-Za-z]{2}|B(?=[A-Za-z0-9+/=]{43}$)|eyJ[A-Za-z0-9_-]{0,20})"
)

_ESCAPE = re.compile(r"(%[0-9A-Fa-f]{2}|\\[nrt])")


def shape_of(secret: str, key: bytes) -> str:
    """The shape of one secret under a key."""
    own = parse(secret)
    if own is not None and own.intact:
        return encode(own.prefix, hmac.digest(key, own.body, "sha512")[: len(own.body)].ljust(len(own.body), b"\0"))
    match = _KEPT.match(secret)
    start = match.end() if match and match.end() <= len(secret) // 2 else 0
    drawn = _numbers(key, secret)
    digits = "0123456789abcdef" if _HEX.match(secret) else ""
    # The last character stays: in base64 it says whether bits are left over.
    middle = "".join(
        piece if _ESCAPE.fullmatch(piece) else "".join(_another(letter, next(drawn), digits) for letter in piece)
        for piece in _ESCAPE.split(secret[start:-1])
    )
    return secret[:start] + middle + (secret[-1:] if len(secret) >= 12 else _another(secret[-1:], next(drawn), digits))


def _another(letter: str, number: int, hexadecimal: str) -> str:
    if hexadecimal:
        return hexadecimal[number % 16]
    if "A" <= letter <= "Z":
        return _UPPER[number % 26]
    if "a" <= letter <= "z":
        return _LOWER[number % 26]
    if "0" <= letter <= "9":
        return _DIGITS[number % 10]
    if letter.isalnum():
        return chr(0xE0 + number % 22)
    return letter


def _numbers(key: bytes, secret: str) -> Iterator[int]:
    seed = hmac.digest(key, secret.encode("utf-8", "surrogatepass"), "sha256")
    count = 0
    while True:
        block = hashlib.sha256(seed + count.to_bytes(8, "big")).digest()
        yield from (int.from_bytes(block[at : at + 2], "big") for at in range(0, 32, 2))
        count += 1
