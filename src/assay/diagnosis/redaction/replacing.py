"""Replaces secrets by their shapes in texts: as they stand, percent-encoded, inside base64, and behind a hash of them.

A secret that holds another (doubled, cut off, with something around it) gets a shape that holds the other's shape.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import quote, quote_plus

from assay.diagnosis.redaction.shapes import shape_of

_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_ALIKE = 8


class Replacements:
    """What stands for what, within one bundle."""

    def __init__(self, secrets: Iterable[str], key: bytes) -> None:
        self._key = key
        self._known: dict[str, str] = {}
        self._longest_first: list[str] = []
        for secret in sorted(set(secrets), key=lambda text: (len(text), text)):
            self._known[secret] = self._shape(secret)
            self._longest_first.insert(0, secret)
        for secret, shape in list(self._known.items()):
            for known, made in zip(_forms(secret), _forms(shape), strict=True):
                self._known.setdefault(known, made)
        self._order()

    def know(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Let the second text of each pair stand for the first."""
        self._known.update(pairs)
        self._order()

    def follow(self, texts: Iterable[str]) -> None:
        """Let hashes of these texts (tokens with a replaced signature) follow the texts."""
        for text in texts:
            new = self.apply(text)
            if new != text:
                for known, made in zip(_hashes(text), _hashes(new), strict=True):
                    self._known.setdefault(known, made)
        self._order()

    def apply(self, text: str) -> str:
        """The text with shapes in place of secrets."""
        replaced = self._plain(text)
        return _ENCODED.sub(lambda match: self._inside(match.group(0)), replaced)

    def _plain(self, text: str) -> str:
        # One search after the other: an alternation of a thousand texts is slower by far.
        for known in self._longest_first:
            if known in text:
                text = text.replace(known, self._known[known])
        return text

    def _inside(self, encoded: str) -> str:
        """Base64 whose text holds a secret, encoded again in the same way."""
        bare = encoded.rstrip("=")
        url_safe = "-" in bare or "_" in bare
        try:
            text = b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_" if url_safe else None, validate=True).decode(
                "utf-8"
            )
        except (Base64Error, ValueError):
            return encoded
        new = self._plain(text)
        if new == text:
            return encoded
        made = (urlsafe_b64encode if url_safe else b64encode)(new.encode("utf-8", "replace")).decode("ascii")
        made = (
            made.replace("+", "-").replace("/", "_")
            if not url_safe and not encoded.endswith("=") and encoded[:3] == "eyJ"
            else made
        )
        return made if encoded.endswith("=") else made.rstrip("=")

    def _shape(self, secret: str) -> str:
        opened = self._inside(secret) if _ENCODED.fullmatch(secret) else secret
        if opened != secret:
            return opened
        inner = [known for known in self._known if len(known) >= _ALIKE and known in secret]
        if inner:
            pattern = re.compile("|".join(re.escape(known) for known in sorted(inner, key=len, reverse=True)))
            pieces, at = [], 0
            for match in pattern.finditer(secret):
                pieces += [self._rest(secret[at : match.start()]), self._known[match.group(0)]]
                at = match.end()
            return "".join(pieces) + self._rest(secret[at:])
        for known, shape in self._known.items():
            same = _common(known, secret)
            tail = _common(known[same:][::-1], secret[same:][::-1])
            if same + tail >= _ALIKE:
                # Two copies of one secret that differ in their damage: what is the same stays the same.
                middle = self._rest(secret[same : len(secret) - tail])
                return shape[:same] + middle + (shape[len(shape) - tail :] if tail else "")
        return shape_of(secret, self._key)

    def _rest(self, text: str) -> str:
        return shape_of(text, self._key) if text else ""

    def _order(self) -> None:
        self._longest_first = sorted(self._known, key=len, reverse=True)


def _common(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _forms(secret: str) -> tuple[str, ...]:
    """The secret as other carriers write it, and its hashes."""
    raw = secret.encode("utf-8", "surrogatepass")
    return (
        quote(raw, safe=""),
        quote_plus(raw),
        b64encode(raw).decode("ascii"),
        b64encode(raw + b"\n").decode("ascii"),
        raw.hex(),
        *_hashes(secret),
    )


def _hashes(text: str) -> tuple[str, ...]:
    digest = sha256(text.encode("utf-8", "surrogatepass"))
    raw = digest.digest()
    return (
        urlsafe_b64encode(raw).rstrip(b"=").decode("ascii"),
        urlsafe_b64encode(raw).decode("ascii"),
        b64encode(raw).decode("ascii"),
        digest.hexdigest(),
        urlsafe_b64encode(raw[:16]).rstrip(b"=").decode("ascii"),
    )
