"""One token as it was found: what is wrapped around it, its parts, and what can be read of them.

Reading is lenient on purpose (the verifier's is strict): a diagnosis must see through the damage and name it.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from functools import cached_property

from assay.diagnosis.json_view import View
from assay.diagnosis.pattern import Pattern, any_of

MAX_TOKEN = 256 * 1024
_SCHEME = r"(?:bearer|dpop|token|jwt|webpush)"
"""A scheme word in front of a token, of RFC 6750, RFC 9449 and those that programs use."""
_TOKEN_IN_TEXT = Pattern(r"eyJ[A-Za-z0-9_+/=-]{8,}+(?:\.[A-Za-z0-9_+/=-]*){1,4}")
# What people put in place of a token, or of a part of it, before they show it to others.
_MASK = Pattern(
    any_of(
        # words for what was taken out
        "redacted",
        "removed",
        "omitted",
        "hidden",
        "masked",
        "snipped",
        "saniti[sz]ed",
        "censored",
        # what stands in its place
        r"\*{3,}",
        r"[<\[{(][^<>\[\]{}()]{0,60}[>\]})]",
        "^x{3,}$",
        r"^x{3,}\.",
        r"(?:^|\.)(?:x{3,}|y{3,}|z{3,}|sig|signature|payload|header|claims)(?=\.|$)",
        # an ellipsis
        "…(?=.)",
        r"\.{3}[^.]",
        "~{2}",
    ),
    re.IGNORECASE,
)
_SHORTENED = ("...", "…")
MAX_MASKED = 16 * 1024
SHORTEST_CUT = 80
"""A token that was cut by a display shows more than this; what is shorter somebody shortened by hand."""
_URL_ALPHABET = Pattern(r"^[A-Za-z0-9_-]*$")
_SIGNATURE_BYTES = {"ES256": 64, "ES256K": 64, "ES384": 96, "ES512": 132, "EdDSA": 64, "Ed25519": 64, "Ed448": 114}
_DIGEST_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}


def lenient_base64(text: str) -> bytes | None:
    """The bytes of a part in either alphabet, padded or not; None when it decodes in no way."""
    clean = re.sub(r"\s+", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    if len(clean) % 4 == 1:
        return None
    try:
        return b64decode(clean + "=" * (-len(clean) % 4), validate=True)
    except (Base64Error, ValueError):
        return None


class TokenForm:
    """A token as carried. `carried` is the text as found, `place` says where.

    No record: what is read of it is worked out when first asked for, and kept.
    """

    def __init__(self, carried: str, place: str = "the evidence") -> None:
        self.carried = carried
        self.place = place

    @cached_property
    def scheme(self) -> str:
        """The scheme word in front of the token, as written; empty where there is none."""
        match = re.match(rf"\s*({_SCHEME}\b)", self.carried, re.IGNORECASE)
        glued = re.match(r"\s*(bearer|dpop)(?=eyJ)", self.carried, re.IGNORECASE)
        found = glued or match
        return found.group(1) if found else ""

    @cached_property
    def bare(self) -> str:
        """The token without schemes, quotation marks and white space around it."""
        text = self.carried.strip()
        for _ in range(4):
            shorter = re.sub(rf"^{_SCHEME}(?=[\s:\"']|eyJ)[\s:]*", "", text, flags=re.IGNORECASE)
            shorter = shorter.strip().strip("\"'").strip()
            if shorter == text:
                break
            text = shorter
        return text

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts between the dots."""
        return tuple(self.bare.split(".", 8))

    @cached_property
    def is_jwt(self) -> bool:
        """Whether the first part reads as a JOSE header."""
        return bool(self.header.mapping)

    @cached_property
    def is_jwe(self) -> bool:
        """Whether it is encrypted: its header has `enc`."""
        return self.is_jwt and self.header.has("enc")

    @cached_property
    def header(self) -> View:
        """The JOSE header; an empty view when it does not read as a JSON object."""
        return _object(self.parts[0])

    @cached_property
    def claims(self) -> View:
        """The claims; an empty view when they do not read."""
        return _object(self.parts[1]) if len(self.parts) in {2, 3} and self.is_jwt else View()

    @cached_property
    def signature(self) -> bytes | None:
        """The bytes of the third part, or None when it does not decode or is missing."""
        return lenient_base64(self.parts[2]) if len(self.parts) == 3 else None

    @cached_property
    def signed_text(self) -> str:
        """The text under the signature."""
        return ".".join(self.parts[:2])

    @property
    def alg(self) -> str:
        """The header's `alg`."""
        return self.header["alg"].text

    @property
    def kid(self) -> str:
        """The header's `kid`; empty where there is none."""
        return self.header["kid"].text

    @property
    def issuer(self) -> str:
        """The claim `iss` when it is a text."""
        return self.claims["iss"].text

    @property
    def audience(self) -> tuple[str, ...]:
        """The claim `aud` as a list."""
        return self.claims["aud"].texts

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes of `scope` or `scp`."""
        words: list[str] = []
        for name in ("scope", "scp"):
            for text in self.claims[name].texts:
                words += text.split()
        return tuple(words)

    def instant(self, name: str) -> float | None:
        """A date claim in epoch seconds when it is a number."""
        return self.claims[name].number

    @cached_property
    def lifetime(self) -> float | None:
        """`exp` minus `iat`, or None."""
        expires, issued = self.instant("exp"), self.instant("iat")
        return None if expires is None or issued is None else expires - issued

    @cached_property
    def masked(self) -> bool:
        """Whether somebody took the token, or a part of it, out of the evidence: nothing can be said of its form."""
        return _MASK.search(self.bare[:MAX_MASKED]) is not None or (self.shortened and len(self.bare) < SHORTEST_CUT)

    @property
    def shortened(self) -> bool:
        """Whether it ends in three points: a display cut it off, or whoever shows it."""
        return self.bare.endswith(_SHORTENED)

    @cached_property
    def damage(self) -> str:
        """How the token is cut short, as a phrase; empty when nothing shows it, or it was masked."""
        return "" if self.masked else _damage(self)

    @cached_property
    def odd_characters(self) -> tuple[tuple[int, str], ...]:
        """White space and control characters inside or around the token, with their positions (scheme left out)."""
        body = self.carried
        start = 0
        match = re.match(rf"{_SCHEME}[ ]", body, re.IGNORECASE)
        if match:
            start = match.end()
        return tuple(
            (place, ch)
            for place, ch in enumerate(body[start:])
            if ch.isspace() or ord(ch) < 0x21 or 0x7F <= ord(ch) < 0xA1 or ch in "\u200b\u200c\u200d\u2060\ufeff"
        )[:10]


def _object(part: str) -> View:
    raw = lenient_base64(part[:MAX_TOKEN])
    if raw is None or not raw.lstrip().startswith(b"{"):
        return View()
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return View()
    return View(value if isinstance(value, dict) else None)


def _damage(token: TokenForm) -> str:
    text = token.bare
    if token.shortened:
        return "it ends in three points, as cut-off displays do"
    if not token.is_jwt or token.is_jwe:
        looks_like_one = text.startswith("eyJ")
        if looks_like_one and len(token.parts) == 1:
            return f"it begins like a JWT and has no dot ({len(text)} characters)"
        return ""
    if len(token.parts) == 2:
        return f"it has two parts where a signed token has three ({len(text)} characters)"
    if len(token.parts) != 3:
        return ""
    if not token.claims.mapping:
        return "its second part does not read as a JSON object"
    last = token.parts[2]
    if token.alg == "none":
        return ""
    if not last:
        return "its third part, the signature, is empty"
    if _URL_ALPHABET.match(last) and len(last) % 4 == 1:
        return f"its third part has {len(last)} characters, a length that no base64url text has"
    raw = token.signature or b""
    wanted = _DIGEST_BYTES.get(token.alg)
    if wanted and len(raw) < wanted:
        return f"its signature has {len(raw)} bytes and {token.alg} makes {wanted}"
    if token.alg[:2] in {"RS", "PS"} and len(raw) not in {128, 256, 384, 512, 1024} and len(raw) < 512:
        return f"its signature has {len(raw)} bytes, and an RSA signature has 256, 384 or 512"
    wanted = _SIGNATURE_BYTES.get(token.alg)
    if wanted and len(raw) < wanted * 3 // 4:
        return f"its signature has {len(raw)} bytes and {token.alg} makes {wanted}"
    return ""


def signature_bytes(alg: str) -> int | None:
    """How many bytes a signature of an elliptic-curve algorithm has; None for the others."""
    return _SIGNATURE_BYTES.get(alg)


def tokens_in(text: str, place: str) -> list[TokenForm]:
    """The JWTs inside a longer text (a pasted header, a curl command, a log line), each once."""
    found: dict[str, TokenForm] = {}
    for match in _TOKEN_IN_TEXT.finditer(text[:MAX_TOKEN]):
        found.setdefault(match.group(0), TokenForm(match.group(0), place))
        if len(found) >= 20:
            break
    return list(found.values())
