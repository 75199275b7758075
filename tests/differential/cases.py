"""Tokens and keys to be shown to five libraries: each attack on JWS, JWE and JWK by name, and seeded mutations of them."""

from __future__ import annotations

import json
import string
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from assay.formats.base64url import decode, encode, encode_text
from assay.primitives.key_management import concat_kdf
from issuing import as_bytes, claims, jwk, key, secret_jwk

SECRET = bytes(range(100, 148))
CEK = bytes(range(16))
CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Case:
    """One question: does this token open with this key, if only these algorithms are accepted?"""

    name: str
    operation: str
    token: str
    key: dict[str, Any]
    algorithms: list[str]
    encryptions: list[str] = field(default_factory=list)


def named() -> list[Case]:
    """Every case that stands for itself."""
    return [*_good(), *_headers(), *_forms(), *_plain_base64(), *_signatures(), *_keys(), *_encrypted()]


def mutated(count: int, seed: int) -> Iterator[Case]:
    """`count` cases with one to three random changes each: in the text, under a good signature, or in the key."""
    random = Random(seed)
    bases = (*_good(), *_opening())
    for number in range(count):
        base = bases[number % len(bases)]
        change = random.choice((_text_changed, _text_changed, _header_changed, _key_changed))
        changed = change(base, random)
        yield replace(changed, name=f"{base.name}, seed {seed}, number {number}: {change.__name__[1:]}")


# ------------------------------------------------------------------------------------------------ signed tokens

KEYED = ("ES256", "ES384", "ES512", "RS256", "RS512", "PS256", "PS384", "EdDSA", "HS256")


def published(algorithm: str) -> dict[str, Any]:
    """The key of an algorithm, without kid: each library is given this one key to use."""
    if algorithm == "HS256":
        return secret_jwk(SECRET, alg="HS256")
    return {name: value for name, value in jwk(algorithm).items() if name != "kid"}


def signature(algorithm: str, front: bytes) -> bytes:
    if algorithm == "HS256":
        mac = HMAC(SECRET, hashes.SHA256())
        mac.update(front)
        return mac.finalize()
    return key(algorithm).sign(front)


def jws(header: Any, payload: Any, algorithm: str = "ES256") -> str:
    front = encode(as_bytes(header)) + b"." + encode(as_bytes(payload))
    return (front + b"." + encode(signature(algorithm, front))).decode()


def verifying(name: str, token: str, algorithm: str = "ES256", **changes: Any) -> Case:
    return Case(name, "verify", token, changes.pop("key", published(algorithm)), changes.pop("algorithms", [algorithm]))


@cache
def _good() -> tuple[Case, ...]:
    return tuple(
        verifying(f"good {name}", jws({"alg": name, "typ": "JWT"}, claims(), name), name) for name in KEYED
    )  # fmt: skip


HEADERS: dict[str, Any] = {
    "alg none": {"alg": "none"}, "alg None": {"alg": "None"}, "alg nOnE": {"alg": "nOnE"}, "alg empty": {"alg": ""},
    "alg absent": {}, "alg null": {"alg": None}, "alg list": {"alg": ["ES256"]}, "alg number": {"alg": 256},
    "alg lower case": {"alg": "es256"}, "alg with blank": {"alg": "ES256 "}, "alg of RSA": {"alg": "RS256"},
    "alg of a longer curve": {"alg": "ES384"}, "alg HS256": {"alg": "HS256"}, "alg of encryption": {"alg": "dir", "enc": "A128GCM"},
    "typ of another kind": {"alg": "ES256", "typ": "logout+jwt"}, "typ number": {"alg": "ES256", "typ": 1}, "typ null": {"alg": "ES256", "typ": None},
    "cty number": {"alg": "ES256", "cty": 1}, "crit empty": {"alg": "ES256", "crit": []}, "crit text": {"alg": "ES256", "crit": "x", "x": 1},
    "crit null": {"alg": "ES256", "crit": None}, "crit object": {"alg": "ES256", "crit": {"x": 1}, "x": 1}, "crit of alg": {"alg": "ES256", "crit": ["alg"]},
    "crit of typ": {"alg": "ES256", "typ": "JWT", "crit": ["typ"]},
    "crit not there": {"alg": "ES256", "crit": ["x"]}, "crit unknown": {"alg": "ES256", "crit": ["x"], "x": 1}, "crit twice": {"alg": "ES256", "crit": ["b64", "b64"], "b64": True},
    "crit number": {"alg": "ES256", "crit": [1]}, "crit exp": {"alg": "ES256", "crit": ["exp"], "exp": 1},
    "b64 false, critical": {"alg": "ES256", "b64": False, "crit": ["b64"]}, "b64 false, not critical": {"alg": "ES256", "b64": False},
    "b64 true, critical": {"alg": "ES256", "b64": True, "crit": ["b64"]}, "b64 true": {"alg": "ES256", "b64": True}, "b64 text": {"alg": "ES256", "b64": "false"},
    "kid unheard of": {"alg": "ES256", "kid": "x"}, "kid number": {"alg": "ES256", "kid": 1}, "kid list": {"alg": "ES256", "kid": ["x"]},
    "kid null": {"alg": "ES256", "kid": None}, "kid path": {"alg": "ES256", "kid": "../../dev/null"}, "kid boolean": {"alg": "ES256", "kid": True},
    "jku": {"alg": "ES256", "jku": "https://attacker.example/jwks"}, "jku number": {"alg": "ES256", "jku": 1}, "x5u": {"alg": "ES256", "x5u": "https://attacker.example/x"},
    "x5c": {"alg": "ES256", "x5c": ["MIIB"]}, "x5c text": {"alg": "ES256", "x5c": "MIIB"}, "x5t": {"alg": "ES256", "x5t": "AAAA"}, "x5t number": {"alg": "ES256", "x5t": 1},
    "jwk null": {"alg": "ES256", "jwk": None}, "jwk text": {"alg": "ES256", "jwk": "x"}, "unknown parameter": {"alg": "ES256", "x": {"y": 1}},
    "iv of encryption": {"alg": "ES256", "iv": 1}, "zip": {"alg": "ES256", "zip": "DEF"},
}  # fmt: skip
HEADER_BYTES: dict[str, bytes] = {
    "alg twice, last good": b'{"alg":"none","alg":"ES256"}', "alg twice, last none": b'{"alg":"ES256","alg":"none"}',
    "alg twice by escape": b'{"alg":"none","\\u0061lg":"ES256"}', "member twice inside": b'{"alg":"ES256","x":{"a":1,"a":2}}',
    "NaN": b'{"alg":"ES256","x":NaN}', "Infinity": b'{"alg":"ES256","x":-Infinity}', "number that changes": b'{"alg":"ES256","x":1.00000000000000000005}',
    "number too large": b'{"alg":"ES256","x":1e400}', "thousands of digits": b'{"alg":"ES256","x":' + b"9" * 5000 + b"}",
    "half a character in kid": b'{"alg":"ES256","kid":"\\ud800"}', "half a character": b'{"alg":"ES256","x":"\\ud800"}', "byte order mark": b'\xef\xbb\xbf{"alg":"ES256"}', "not UTF-8": b'{"alg":"ES256","x":"\xff"}',
    "overlong UTF-8": b'{"alg":"ES256","x":"\xc0\xaf"}', "UTF-16": '{"alg":"ES256"}'.encode("utf-16-le"), "comment": b'{"alg":"ES256"/**/}',
    "trailing comma": b'{"alg":"ES256",}', "apostrophes": b"{'alg':'ES256'}", "something behind": b'{"alg":"ES256"}x', "two objects": b'{"alg":"ES256"}{}',
    "blanks around": b' \r\n\t{"alg":"ES256"}\n ', "NUL behind": b'{"alg":"ES256"}\x00', "a list": b'["ES256"]', "a text": b'"ES256"', "null": b"null", "nothing": b"",
    "control character": b'{"alg":"ES256","x":"\x01"}', "deep 40": b'{"alg":"ES256","x":' + b"[" * 40 + b"]" * 40 + b"}",
    "deep 5000": b'{"alg":"ES256","x":' + b"[" * 5000 + b"]" * 5000 + b"}", "escaped value": b'{"alg":"\\u0045S256"}', "NUL in a name": b'{"alg\\u0000":"none","alg":"ES256"}',
    "prototype": b'{"alg":"ES256","__proto__":{"alg":"none"}}', "form feed around": b'\x0c{"alg":"ES256"}',
}  # fmt: skip
PAYLOADS: dict[str, bytes] = {
    "payload empty": b"", "payload of octets": bytes(range(256)), "payload no JSON": b"hello", "payload broken JSON": b'{"a":1,"a":2', "payload large": b"x" * 11_000,
    "payload over the limit": b"x" * 13_000,
}  # fmt: skip


def _headers() -> Iterator[Case]:
    for name, header in HEADERS.items():
        yield verifying(f"header: {name}", jws(header, claims()))
    attacker = {member: value for member, value in jwk("ES256", 1).items() if member != "kid"}
    front = encode(as_bytes({"alg": "ES256", "jwk": attacker})) + b"." + encode(as_bytes(claims()))
    yield verifying("header: jwk of the attacker", (front + b"." + encode(key("ES256", 1).sign(front))).decode())
    for name, octets in HEADER_BYTES.items():
        yield verifying(f"header: {name}", jws(octets, claims()))
    for name, octets in PAYLOADS.items():
        yield verifying(name, jws({"alg": "ES256"}, octets))


def _forms() -> Iterator[Case]:
    for base in (_good()[0], _good()[KEYED.index("RS256")], _good()[KEYED.index("HS256")]):
        good = base.token
        head, body, tail = good.split(".")
        texts = {
            "blank in front": f" {good}", "blank behind": f"{good} ", "line end behind": f"{good}\n", "line end inside": f"{head}.{body[:8]}\n{body[8:]}.{tail}",
            "blank inside": f"{head}.{body}.{tail[:8]} {tail[8:]}", "NUL behind": f"{good}\0", "quotation marks": f'"{good}"', "Bearer": f"Bearer {good}",
            "byte order mark": f"\ufeff{good}", "wide full stops": good.replace(".", "\uff0e"), "padding at the header": f"{head}=.{body}.{tail}",
            "padding at the payload": f"{head}.{body}=.{tail}", "padding at the signature": f"{good}=", "two of padding at the signature": f"{good}==",
            "wide padding": f"{head}.{body}.{tail}====", "plain base64": good.replace("-", "+").replace("_", "/") + "+/", "foreign character": f"{head}.{body}.{tail[:-2]}!{tail[-2:]}",
            "one character too many": f"{good}A", "spare bits": f"{good[:-1]}{_next(good[-1])}", "spare bits of the payload": _spare(head, body, tail),
            "one part": head, "two parts": f"{head}.{body}", "four parts": f"{good}.", "five parts": f"{good}..", "empty parts": "..", "nothing": "",
            "no signature": f"{head}.{body}.", "no payload": f"{head}..{tail}", "no header": f".{body}.{tail}", "payload changed": f"{head}.{encode_text(b'{}')}.{tail}",
            "flattened JSON": json.dumps({"protected": head, "payload": body, "signature": tail}),
            "general JSON": json.dumps({"payload": body, "signatures": [{"protected": head, "signature": tail}]}),
            "not ASCII": f"{head}.{body}é.{tail}", "percent escape": good.replace(".", "%2e"), "only blanks": "   ",
        }  # fmt: skip
        for form, text in texts.items():
            yield replace(base, name=f"{base.name}: {form}", token=text)


def _plain_base64() -> Iterator[Case]:
    head, _, tail = jws({"alg": "ES256"}, b"\xfb\xff\xfe").split(".")  # "-__-"
    yield verifying("plain base64 in the payload", f"{head}.+//+.{tail}")


def _next(character: str) -> str:
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    return alphabet[alphabet.index(character) ^ 1]


def _spare(head: str, body: str, tail: str) -> str:
    return f"{head}.{body[:-1]}{_next(body[-1])}.{tail}"


def _signatures() -> Iterator[Case]:
    front, _, text = _good()[0].token.rpartition(".")
    raw = decode(text.encode())
    assert raw is not None
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    forged = {
        "DER": encode_dss_signature(r, s), "zeros": bytes(64), "r zero": bytes(32) + raw[32:], "s zero": raw[:32] + bytes(32), "s of the order": raw[:32] + CURVE_ORDER.to_bytes(32, "big"),
        "r above the order": (CURVE_ORDER + 1).to_bytes(32, "big") + raw[32:], "ones": b"\xff" * 64, "short": raw[:-1], "long": raw + b"\0", "twice": raw + raw, "padded halves": b"\0" + raw[:32] + b"\0" + raw[32:],
        "halves exchanged": raw[32:] + raw[:32], "the other s": raw[:32] + (CURVE_ORDER - s).to_bytes(32, "big"), "one octet": b"\0",
    }  # fmt: skip
    for name, octets in forged.items():
        yield verifying(f"signature: {name}", f"{front}.{encode_text(octets)}")
    front, _, text = _good()[KEYED.index("RS256")].token.rpartition(".")
    raw = decode(text.encode())
    assert raw is not None
    for name, octets in {"short": raw[1:], "leading zero": b"\0" + raw, "zeros": bytes(256), "one": bytes(255) + b"\1"}.items():  # fmt: skip
        yield verifying(f"RSA signature: {name}", f"{front}.{encode_text(octets)}", "RS256")
    private = key("PS256")._key
    assert isinstance(private, rsa.RSAPrivateKey)
    front = _good()[KEYED.index("PS256")].token.rpartition(".")[0]
    for salt in (0, 20, 32, 64):
        octets = private.sign(front.encode(), padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())
        yield verifying(f"PSS salt of {salt}", f"{front}.{encode_text(octets)}", "PS256")
    front, _, text = _good()[KEYED.index("EdDSA")].token.rpartition(".")
    raw = decode(text.encode())
    assert raw is not None
    order = 2**252 + 27742317777372353535851937790883648493
    twin = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    for name, octets in {"twin": twin, "short": raw[:-1], "zeros": bytes(64), "of Ed448's length": raw + bytes(50)}.items():  # fmt: skip
        yield verifying(f"Ed25519 signature: {name}", f"{front}.{encode_text(octets)}", "EdDSA")
    front, _, text = _good()[KEYED.index("HS256")].token.rpartition(".")
    raw = decode(text.encode())
    assert raw is not None
    for name, octets in {"cut": raw[:16], "empty": b"", "long": raw + b"\0", "changed": raw[:-1] + bytes([raw[-1] ^ 1])}.items():  # fmt: skip
        yield verifying(f"HMAC: {name}", f"{front}.{encode_text(octets)}", "HS256")
    # The public key taken for a secret (RFC 8725 section 2.1).
    for name, secret in {"PEM": _pem(), "JWK": json.dumps(published("RS256")).encode()}.items():
        mac = HMAC(secret, hashes.SHA256())
        front_octets = encode(as_bytes({"alg": "HS256"})) + b"." + encode(as_bytes(claims()))
        mac.update(front_octets)
        token = (front_octets + b"." + encode(mac.finalize())).decode()
        both = ["RS256", "HS256"]
        yield verifying(f"public key as a secret, {name}, given the key", token, "RS256", algorithms=both)
        yield verifying(f"public key as a secret, {name}, given as oct", token, key=secret_jwk(secret), algorithms=both)


def _pem() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key("RS256")._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


# ------------------------------------------------------------------------------------------------ keys

KEY_CHANGES: dict[str, dict[str, Any]] = {
    "for encryption": {"use": "enc"}, "use unheard of": {"use": "x"}, "use number": {"use": 1}, "operations to sign": {"use": None, "key_ops": ["sign"]},
    "operations to verify": {"use": None, "key_ops": ["verify"]}, "operations text": {"use": None, "key_ops": "verify"}, "operations empty": {"use": None, "key_ops": []},
    "operations twice": {"use": None, "key_ops": ["verify", "verify"]}, "operations and use at odds": {"key_ops": ["encrypt"]}, "operations numbers": {"use": None, "key_ops": [1]},
    "alg of another kind": {"alg": "RS256"}, "alg of another curve": {"alg": "ES384"}, "alg number": {"alg": 1}, "alg absent": {"alg": None}, "alg unheard of": {"alg": "x"}, "alg empty": {"alg": ""},
    "kty absent": {"kty": None}, "kty unheard of": {"kty": "XYZ"}, "kty lower case": {"kty": "ec"}, "kty list": {"kty": ["EC"]}, "crv absent": {"crv": None}, "crv another": {"crv": "P-384"},
    "crv unheard of": {"crv": "P-224"}, "crv number": {"crv": 256}, "x absent": {"x": None}, "y absent": {"y": None}, "x number": {"x": 1}, "x zero": {"x": encode_text(bytes(32))},
    "point at infinity": {"x": encode_text(bytes(32)), "y": encode_text(bytes(32))}, "off the curve": {"y": encode_text(b"\1" * 32)}, "kid number": {"kid": 1}, "kid text": {"kid": "k"},
    "unknown member": {"x-unknown": [1]}, "x5c broken": {"x5c": ["AAAA"]}, "x5u": {"x5u": "https://attacker.example/"}, "ext false": {"ext": False},
}  # fmt: skip


def _keys() -> Iterator[Case]:
    good = _good()[0]
    for name, change in KEY_CHANGES.items():
        yield replace(good, name=f"key: {name}", key=_with(good.key, change))
    x = good.key["x"]
    octets = decode(x.encode())
    assert octets is not None
    for name, text in {"x padded": f"{x}=", "x with a leading zero": encode_text(b"\0" + octets), "x cut": encode_text(octets[1:]), "x with spare bits": x[:-1] + _next(x[-1]), "x with a line end": f"{x}\n"}.items():  # fmt: skip
        yield replace(good, name=f"key: {name}", key={**good.key, "x": text})
    base = _good()[KEYED.index("RS256")]
    n = decode(base.key["n"].encode())
    assert n is not None
    changes: dict[str, dict[str, Any]] = {
        "n with a leading zero": {"n": encode_text(b"\0" + n)}, "n padded": {"n": base.key["n"] + "=="}, "n even": {"n": encode_text(n[:-1] + bytes([n[-1] & 0xFE]))}, "n absent": {"n": None},
        "n of 8 bits": {"n": "_w"}, "n empty": {"n": ""}, "e absent": {"e": None}, "e one": {"e": "AQ"}, "e even": {"e": "AQAA"}, "e zero": {"e": "AA"}, "e empty": {"e": ""}, "e huge": {"e": encode_text(b"\1" * 255)},
        "alg PS256": {"alg": "PS256"}, "alg absent": {"alg": None},
    }  # fmt: skip
    for name, change in changes.items():
        yield replace(base, name=f"RSA key: {name}", key=_with(base.key, change))
    base = _good()[KEYED.index("PS256")]
    yield replace(base, name="PSS key: alg absent", key=_with(base.key, {"alg": None}))
    yield from _other_keys()


def _other_keys() -> Iterator[Case]:
    for bits, exponent in ((1024, 65537), (2048, 3)):
        private = rsa.generate_private_key(exponent, bits)
        numbers = private.public_key().public_numbers()
        front = encode(as_bytes({"alg": "RS256"})) + b"." + encode(as_bytes(claims()))
        octets = private.sign(front, padding.PKCS1v15(), hashes.SHA256())
        weak = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
        yield verifying(f"RSA key of {bits} bits, e {exponent}", (front + b"." + encode(octets)).decode(), "RS256", key=weak)  # fmt: skip
    edwards = _good()[KEYED.index("EdDSA")]
    for name, change in {"crv Ed448": {"crv": "Ed448"}, "crv X25519": {"crv": "X25519"}, "x short": {"x": "AAAA"}, "low order": {"x": encode_text(bytes(32))}, "alg Ed25519": {"alg": "Ed25519"}, "alg absent": {"alg": None}}.items():  # fmt: skip
        yield replace(edwards, name=f"Ed25519 key: {name}", key=_with(edwards.key, change))
    named = jws({"alg": "Ed25519"}, claims(), "EdDSA")
    yield verifying("alg Ed25519", named, "EdDSA", key={**edwards.key, "alg": "Ed25519"}, algorithms=["Ed25519"])
    for name, secret in {"empty": b"", "short": b"secret", "of 31 octets": bytes(31), "published": b"reallyreallyreallyreallyverysafe"}.items():  # fmt: skip
        mac = HMAC(secret or b"\0", hashes.SHA256())
        front = encode(as_bytes({"alg": "HS256"})) + b"." + encode(as_bytes(claims()))
        mac.update(front)
        token = (front + b"." + encode(mac.finalize())).decode()
        yield verifying(f"secret: {name}", token, "HS256", key=secret_jwk(secret, alg="HS256"))
    symmetric = _good()[KEYED.index("HS256")]
    for name, change in {"k padded": {"k": symmetric.key["k"] + "="}, "k number": {"k": 1}, "k absent": {"k": None}, "alg HS512": {"alg": "HS512"}, "alg absent": {"alg": None}}.items():  # fmt: skip
        yield replace(symmetric, name=f"secret: {name}", key=_with(symmetric.key, change))


def _number(value: int) -> str:
    return encode_text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _with(members: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **change}.items() if value is not None}


# ------------------------------------------------------------------------------------------------ encrypted tokens

DIRECT = {"kty": "oct", "k": encode_text(CEK)}


@cache
def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def _own() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _rsa_key() -> dict[str, Any]:
    numbers = _rsa().private_numbers()
    members = {"n": numbers.public_numbers.n, "e": numbers.public_numbers.e, "d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}  # fmt: skip
    return {"kty": "RSA", **{name: _number(value) for name, value in members.items()}}


def _ec_key(private: ec.EllipticCurvePrivateKey, *, secret: bool) -> dict[str, Any]:
    point = private.public_key().public_numbers()
    key = {"kty": "EC", "crv": "P-256", "x": encode_text(point.x.to_bytes(32, "big")), "y": encode_text(point.y.to_bytes(32, "big"))}  # fmt: skip
    return {**key, "d": encode_text(private.private_numbers().private_value.to_bytes(32, "big"))} if secret else key


def jwe(head: Any, plaintext: bytes = b"hello", *, cek: bytes = CEK, wrapped: bytes = b"", **parts: bytes) -> str:
    """A JWE with A128GCM content; `iv`, `tag` and `ciphertext` may be replaced."""
    protected = encode(as_bytes({"enc": "A128GCM", **head} if isinstance(head, dict) else head))
    iv = parts.get("iv", bytes(12))
    sealed = AESGCM(cek).encrypt(iv if len(iv) >= 8 else bytes(12), plaintext, protected)
    pieces = (wrapped, iv, parts.get("ciphertext", sealed[:-16]), parts.get("tag", sealed[-16:]))
    return b".".join((protected, *(encode(piece) for piece in pieces))).decode()


def decrypting(name: str, token: str, key: dict[str, Any], algorithm: str, encryption: str = "A128GCM") -> Case:
    return Case(name, "decrypt", token, key, [algorithm], [encryption])


@cache
def _opening() -> tuple[Case, ...]:
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    wrapped = _rsa().public_key().encrypt(CEK, oaep)
    return (
        decrypting("good dir", jwe({"alg": "dir"}), DIRECT, "dir"),
        decrypting("good A128KW", jwe({"alg": "A128KW"}, wrapped=aes_key_wrap(CEK, CEK)), DIRECT, "A128KW"),
        decrypting("good RSA-OAEP-256", jwe({"alg": "RSA-OAEP-256"}, wrapped=wrapped), _rsa_key(), "RSA-OAEP-256"),
        decrypting("good ECDH-ES", _agreed(), _ec_key(_own(), secret=True), "ECDH-ES"),
    )


def _agreed(**head: Any) -> str:
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    z = ephemeral.exchange(ec.ECDH(), _own().public_key())
    cek = concat_kdf(z, algorithm="A128GCM", length=16, apu=b"Alice", apv=b"Bob")
    whole = {"alg": "ECDH-ES", "epk": _ec_key(ephemeral, secret=False), "apu": encode_text(b"Alice"), "apv": encode_text(b"Bob"), **head}  # fmt: skip
    return jwe(whole, cek=cek, wrapped=b"")


JWE_HEADERS: dict[str, Any] = {
    "enc absent": {"alg": "dir", "enc": None}, "enc unheard of": {"alg": "dir", "enc": "A128CTR"}, "enc number": {"alg": "dir", "enc": 1}, "enc not accepted": {"alg": "dir", "enc": "A256GCM"},
    "alg none": {"alg": "none"}, "alg null": {"alg": None}, "alg list": {"alg": ["dir"]}, "alg not accepted": {"alg": "A128KW"}, "zip unheard of": {"alg": "dir", "zip": "GZ"},
    "zip null": {"alg": "dir", "zip": None}, "crit unknown": {"alg": "dir", "crit": ["x"], "x": 1}, "crit empty": {"alg": "dir", "crit": []}, "unknown parameter": {"alg": "dir", "x": 1},
    "kid unheard of": {"alg": "dir", "kid": "x"}, "kid number": {"alg": "dir", "kid": 1}, "typ number": {"alg": "dir", "typ": 1}, "cty JWT": {"alg": "dir", "cty": "JWT"},
}  # fmt: skip


def _encrypted() -> Iterator[Case]:
    yield from _opening()
    for name, head in JWE_HEADERS.items():
        yield decrypting(f"JWE header: {name}", jwe(head), DIRECT, "dir")
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = bomb.compress(bytes(1000)) + bomb.flush()
    yield decrypting("JWE: compressed", jwe({"alg": "dir", "zip": "DEF"}, small), DIRECT, "dir")
    twice = b'{"alg":"none","alg":"dir","enc":"A128GCM"}'
    yield decrypting("JWE header: alg twice", jwe(twice), DIRECT, "dir")
    yield decrypting("JWE header: NaN", jwe(b'{"alg":"dir","enc":"A128GCM","x":NaN}'), DIRECT, "dir")
    for length in (0, 8, 11, 13, 16):
        yield decrypting(f"JWE: iv of {length}", jwe({"alg": "dir"}, iv=bytes(length)), DIRECT, "dir")
    token = jwe({"alg": "dir"})
    tag = decode(token.rpartition(".")[2].encode())
    assert tag is not None
    for length in (0, 4, 12, 15):
        yield decrypting(f"JWE: tag of {length}", jwe({"alg": "dir"}, tag=tag[:length]), DIRECT, "dir")
    yield decrypting("JWE: tag too long", jwe({"alg": "dir"}, tag=tag + b"\0"), DIRECT, "dir")
    yield decrypting("JWE: tag of zeros", jwe({"alg": "dir"}, tag=bytes(16)), DIRECT, "dir")
    yield decrypting("JWE: encrypted key beside dir", jwe({"alg": "dir"}, wrapped=b"x"), DIRECT, "dir")
    texts = {"blank behind": f"{token} ", "padding": f"{token}==", "spare bits": token[:-1] + _next(token[-1]), "four parts": token.rpartition(".")[0], "six parts": f"{token}.", "nothing": "", "a signed token": _good()[0].token, "line end": f"{token}\n"}  # fmt: skip
    for name, text in texts.items():
        yield decrypting(f"JWE: {name}", text, DIRECT, "dir")
    old = _rsa().public_key().encrypt(CEK, padding.PKCS1v15())
    yield decrypting("JWE: RSA1_5", jwe({"alg": "RSA1_5"}, wrapped=old), _rsa_key(), "RSA1_5")
    sha1 = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303 - what RSA-OAEP is made of
    yield decrypting("JWE: RSA-OAEP", jwe({"alg": "RSA-OAEP"}, wrapped=_rsa().public_key().encrypt(CEK, sha1)), _rsa_key(), "RSA-OAEP")  # fmt: skip
    yield decrypting("JWE: a key that does not unwrap", jwe({"alg": "RSA-OAEP-256"}, wrapped=bytes(256)), _rsa_key(), "RSA-OAEP-256")  # fmt: skip
    yield decrypting("JWE: a key of another length inside", jwe({"alg": "A128KW"}, cek=bytes(32), wrapped=aes_key_wrap(CEK, bytes(32))), DIRECT, "A128KW")  # fmt: skip
    yield from _password_based()
    own = _ec_key(_own(), secret=True)
    off = {**_ec_key(_own(), secret=False), "y": encode_text(bytes(32))}
    for name, epk in {"off the curve": off, "absent": None, "a text": "x", "of another curve": {**off, "crv": "P-384"}, "private as well": own}.items():  # fmt: skip
        yield decrypting(f"JWE: epk {name}", _agreed(epk=epk), own, "ECDH-ES")
    for name, change in {"apu number": {"apu": 1}, "apv changed": {"apv": "RXZl"}, "apu padded": {"apu": "QWxpY2U="}}.items():  # fmt: skip
        yield decrypting(f"JWE: {name}", _agreed(**change), own, "ECDH-ES")
    sealed = _opening()[2]
    dp, qi = sealed.key["dp"], sealed.key["qi"]
    for name, change in {"without p and q": {"p": None, "q": None}, "without dp": {"dp": None}, "with dp a number": {"dp": 1}, "with dp empty": {"dp": ""}, "with another dp": {"dp": "AQAB"}, "with dp padded": {"dp": f"{dp}="}, "with dp too long": {"dp": f"AA{dp}"}, "with qi too long": {"qi": f"0{qi}"}}.items():  # fmt: skip
        yield replace(sealed, name=f"JWE key of RSA: {name}", key=_with(sealed.key, change))
    agreed = _opening()[3]
    for name, change in {"without y": {"y": None}, "without x and y": {"x": None, "y": None}, "with another x": {"x": encode_text(bytes(32))}, "with y a number": {"y": 1}, "operations twice": {"key_ops": ["deriveBits"] * 2}}.items():  # fmt: skip
        yield replace(agreed, name=f"JWE key of ECDH-ES: {name}", key=_with(agreed.key, change))
    for name, key_change in {"for signatures": {"use": "sig"}, "operations to sign": {"key_ops": ["sign"]}, "operations to decrypt": {"key_ops": ["decrypt"]}, "alg of another kind": {"alg": "A128KW"}, "alg dir": {"alg": "dir"}, "alg A128GCM": {"alg": "A128GCM"}, "k long": {"k": encode_text(bytes(32))}, "k padded": {"k": DIRECT["k"] + "=="}, "kid text": {"kid": "k"}, "kid number": {"kid": 1}}.items():  # fmt: skip
        yield decrypting(f"JWE key: {name}", token, {**DIRECT, **key_change}, "dir")


def _password_based() -> Iterator[Case]:
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    salt, algorithm = b"saltsaltsaltsalt", "PBES2-HS256+A128KW"
    for rounds in (1000, 4096):
        derived = PBKDF2HMAC(hashes.SHA256(), 16, algorithm.encode() + b"\0" + salt, rounds).derive(SECRET)
        head = {"alg": algorithm, "p2s": encode_text(salt), "p2c": rounds}
        token = jwe(head, wrapped=aes_key_wrap(derived, CEK))
        yield decrypting(f"JWE: PBES2 with {rounds} rounds", token, secret_jwk(SECRET), algorithm)


# ------------------------------------------------------------------------------------------------ mutations

CHARACTERS = string.ascii_letters + string.digits + "-_" * 4 + ".=+/ \n"
FRAGMENTS = ('"crit":["x"],', '"alg":"none",', '"kid":1,', "[" * 20, "]" * 20, "NaN", "1e400", "\\ud800", "\\u0000", "{", "}", ",", ":", '"', "null", "true", " ", "0", '"b64":false,', "\u00e9")  # fmt: skip


def _spliced(text: str, random: Random, pieces: tuple[str, ...] | str) -> str:
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text) + 1)
        length = random.choice((0, 1, 1, 1, 2, 5))
        put = random.choice(("", random.choice(pieces), random.choice(pieces), text[at : at + 4]))
        text = text[:at] + put + text[at + length :]
    return text


def _text_changed(base: Case, random: Random) -> Case:
    return replace(base, token=_spliced(base.token, random, CHARACTERS))


def _header_changed(base: Case, random: Random) -> Case:
    # Under a good signature or tag, so that nothing else than the header can be the cause.
    octets = decode(base.token.partition(".")[0].encode())
    assert octets is not None
    changed = _spliced(octets.decode(), random, FRAGMENTS).encode()
    if base.operation == "verify":
        return replace(base, token=jws(changed, claims(), base.algorithms[0]))
    return replace(base, token=jwe(changed)) if base.algorithms == ["dir"] else _text_changed(base, random)


def _key_changed(base: Case, random: Random) -> Case:
    name = random.choice(sorted(base.key))
    value = random.choice((None, 1, [], "", _spliced(str(base.key[name]), random, CHARACTERS)))
    return replace(base, key=_with(base.key, {name: value}))
