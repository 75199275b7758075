"""Attacks A001 to A029 of the security bar: form, algorithm, key and signature of signed tokens, made here."""

from __future__ import annotations

import json
import logging
import socket
from hmac import digest

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from assay.decision import Allowed, Refused
from assay.decision.evidence import escaped
from assay.formats.base64url import decode, encode, encode_text
from assay.formats.jose.jwk import parse_jwk
from assay.outbound.remote_key_set import RemoteKeySet
from assay.primitives.signature_algorithms import ALGORITHMS, CURVE_ORDER
from assay.verifier import verify_jws
from issuing import NOW, claims, header, jwk, key, key_set, secret_jwk, signed, token, verifier

EVERY = list(ALGORITHMS)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason.code


def refused(shown: str | bytes, *algorithms: str, **changes) -> str:
    """The code of the refusal, which the first and every later look give."""
    checked = verifier(*algorithms, **changes)
    first = code(checked.verify(shown, now=NOW))
    assert checked.examine(shown, now=NOW).refusals[0].reason.code == first
    return first


def mac(secret: bytes, head: dict, hash_name: str = "sha256") -> str:
    """A token with a MAC over it."""
    front = signed(head, claims()).rpartition(".")[0].encode()
    return (front + b"." + encode(digest(secret, front, hash_name))).decode()


# ---------------------------------------------------------------------------------------------- A001, A002, A005

NONES = ["none", "None", "NONE", "nOnE", " none", "none ", "none\t", "\nnone"]


@pytest.mark.parametrize("alg", NONES)
@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_a001_no_spelling_of_none_is_an_algorithm(alg, signature):
    front = signed(header(alg=alg), claims()).rpartition(".")[0]
    assert refused(f"{front}.{signature}") == "token.algorithm_none"
    assert code(verify_jws(f"{front}.{signature}", jwk(), algorithms=[*EVERY, "none"])) == "token.algorithm_none"


def test_a001_an_escaped_none_is_read_as_what_it_is():
    escape = b'{"alg":"\\u006e\\u006f\\u006e\\u0065","typ":"at+jwt"}'
    assert refused(signed(escape, claims()).rpartition(".")[0] + ".") == "token.algorithm_none"


@pytest.mark.parametrize("alg", ["", " ", None, False, 0, [], ["ES256"], {"name": "ES256"}])
def test_a001_an_algorithm_that_is_no_name_is_none_at_all(alg):
    head = {**header(), "alg": alg}
    assert refused(signed(head, claims())) == "token.algorithm_missing"


def test_a002_no_token_survives_without_its_signature():
    front, _, signature = token().rpartition(".")
    assert refused(f"{front}.") == "token.signature_missing"
    assert refused(front) == "token.parts_wrong"
    assert refused(f"{front}.{signature[:-6]}") == "token.signature_length_wrong"
    other = signed(header(), claims(sub="admin"))
    assert refused(".".join([*other.split(".")[:2], signature])) == "token.signature_mismatch"


@pytest.mark.parametrize("alg", ["es256", "Es256", "ES256K", "RS1", "ES256 ", "HS257", "RSA-OAEP", "dir", "A128GCM"])
def test_a005_an_algorithm_is_compared_exactly(alg):
    assert refused(signed(header(alg=alg), claims())) == "token.algorithm_not_offered"


def test_a005_an_algorithm_that_exists_must_still_be_allowed():
    assert refused(mac(bytes(64), header(alg="HS512"), "sha512"), "HS256", keys=secret_jwk(bytes(64))) == (
        "token.algorithm_not_allowed"
    )


# ---------------------------------------------------------------------------------------------- A003, A004, A019


def wrappings() -> dict[str, bytes]:
    """Every way in which a public key can be mistaken for a secret."""
    formats, encodings = serialization.PublicFormat, serialization.Encoding
    made: dict[str, bytes] = {}
    rsa_public = rsa.generate_private_key(65537, 2048).public_key()
    ec_public = ec.generate_private_key(ec.SECP256R1()).public_key()
    for name, public in (("rsa", rsa_public), ("ec", ec_public)):
        spki = public.public_bytes(encodings.PEM, formats.SubjectPublicKeyInfo)
        made[f"{name} pem"] = spki
        made[f"{name} pem without line end"] = spki.strip()
        made[f"{name} pem with BOM"] = b"\xef\xbb\xbf" + spki
        made[f"{name} pem with CRLF"] = spki.replace(b"\n", b"\r\n")
        made[f"{name} pem after blanks"] = b"\n  " + spki
        made[f"{name} der"] = public.public_bytes(encodings.DER, formats.SubjectPublicKeyInfo)
        made[f"{name} ssh"] = public.public_bytes(encodings.OpenSSH, formats.OpenSSH)
    made["rsa pkcs1 pem"] = rsa_public.public_bytes(encodings.PEM, formats.PKCS1)
    made["rsa pkcs1 der"] = rsa_public.public_bytes(encodings.DER, formats.PKCS1)
    made["ec point"] = ec_public.public_bytes(encodings.X962, formats.UncompressedPoint)
    made["jwk"] = json.dumps(jwk()).encode()
    made["jwk set"] = json.dumps(key_set("ES256", "RS256"), indent=2).encode()
    return made


WRAPPINGS = wrappings()


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a003_a_public_key_is_never_a_secret(wrapping):
    octets = WRAPPINGS[wrapping]
    assert code(parse_jwk({"kty": "oct", "k": encode_text(octets)})) == "key.secret_is_public"
    shown = mac(octets, header(alg="HS256", kid=None))
    assert refused(shown, "HS256", keys=secret_jwk(octets)) == "key.secret_is_public"
    assert refused(shown, "ES256", "RS256") == "token.algorithm_not_allowed"
    # Even a verifier that allows both kinds has no secret for this token.
    assert refused(shown, "ES256", "HS256", keys=key_set()) == "key.algorithm_mismatch"


@pytest.mark.parametrize(
    ("alg", "published"),
    [
        ("RS256", "PS256"),
        ("PS256", "RS256"),
        ("RS384", "RS256"),
        ("ES256", "ES384"),
        ("ES384", "ES256"),
        ("EdDSA", "ES256"),
    ],
)
def test_a004_the_key_binds_the_algorithm(alg, published):
    shown = signed({**header(published), "alg": alg}, claims(), key(published))
    assert refused(shown, alg, published) == "key.algorithm_mismatch"
    without_alg = {name: value for name, value in jwk(published).items() if name != "alg"}
    assert code(verify_jws(shown, without_alg, algorithms=EVERY)) in {
        "key.algorithm_mismatch",
        "token.signature_mismatch",
    }


@pytest.mark.parametrize("change", [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"use": "sig", "key_ops": ["sign"]}])
def test_a019_a_key_for_something_else_verifies_nothing(change):
    assert refused(token(), keys={**jwk(), **change}) == "key.use_mismatch"


# ---------------------------------------------------------------------------------------------- A006 to A010

KIDS = [
    "../../../../dev/null", "/etc/passwd", "..\\..\\windows\\win.ini", "file:///dev/null", "http://127.0.0.1/key",
    "' OR '1'='1", "x' UNION SELECT 'secret'--", "1; DROP TABLE keys", "*)(uid=*))(|(uid=*", "$(id)", "`id`", "| id",
    "; sleep 10", "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "a\r\nSet-Cookie: x=1", "a\nFORGED LINE",
    "\x1b[2J\x1b[31m", "kid\x00.pem", "%2e%2e%2f", "\u202egnp.exe",
]  # fmt: skip


@pytest.mark.parametrize("kid", KIDS, ids=range(len(KIDS)))
def test_a006_a_kid_is_a_key_of_a_dictionary_and_nothing_else(kid, monkeypatch, caplog):
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr("builtins.open", None)
    answer = verifier().verify(signed(header(kid=kid), claims(), key("ES256", 1)), now=NOW)
    assert code(answer) == "key.kid_unknown"
    with caplog.at_level(logging.INFO):
        logging.getLogger("x").info("%s", escaped(str(answer.evidence["kid"])))
    assert "\n" not in caplog.messages[-1]
    assert caplog.messages[-1].isprintable()


@pytest.mark.parametrize("kid", [1, True, None, [], {}, 1.5, "k" * 20_000])
def test_a007_a_kid_of_another_type_or_size_is_refused(kid):
    answer = verifier().verify(signed({**header(), "kid": kid}, claims()), now=NOW)
    assert code(answer) in {"token.header_parameter_malformed", "token.too_large"}


def test_a007_a_kid_that_only_looks_alike_is_another():
    own = {**jwk(), "kid": "kay"}
    for kid in ("KAY", "kаy", "kay ", "ka\u0301y", "k\u200bay"):
        assert refused(signed(header(kid=kid), claims()), keys=own) == "key.kid_unknown"


def test_a008_the_key_in_the_header_is_never_used():
    mine = key("ES256", 1)
    for kid in (None, jwk("ES256", 1)["kid"], jwk()["kid"]):
        shown = signed(header(kid=kid, jwk=jwk("ES256", 1)), claims(), mine)
        assert refused(shown) in {"key.named_by_token", "token.signature_mismatch"}
    empty = {"keys": []}
    assert refused(signed(header(jwk=jwk("ES256", 1)), claims(), mine), keys=empty) == "key.named_by_token"


@pytest.mark.parametrize("parameter", ["jku", "x5u"])
@pytest.mark.parametrize(
    "url",
    [
        "https://attacker.example/jwks.json",
        "https://issuer.example@attacker.example/jwks.json",
        "https://issuer.example.attacker.example/jwks.json",
        "https://issuer.example/redirect?to=https://attacker.example/",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
    ],
)
def test_a009_nothing_that_a_token_names_is_fetched(parameter, url, monkeypatch):
    def no_network(*_arguments, **_settings):
        raise AssertionError("somebody opened a connection")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    shown = signed(header(kid="mine", **{parameter: url}), claims(), key("ES256", 1))
    assert refused(shown) == "key.named_by_token"
    assert isinstance(verifier().verify(signed(header(**{parameter: url}), claims()), now=NOW), Allowed)


def test_a010_certificates_in_the_header_prove_nothing():
    for change in ({"x5c": ["MIIB"]}, {"x5t": "AAAA"}, {"x5t#S256": "AAAA"}, {"x5c": "MIIB"}):
        shown = signed(header(kid="mine", **change), claims(), key("ES256", 1))
        assert refused(shown) in {"key.named_by_token", "key.kid_unknown"}


# ---------------------------------------------------------------------------------------------- A011 to A014

ORDER = CURVE_ORDER["P-256"]


@pytest.mark.parametrize(
    ("r", "s"),
    [
        (0, 0),
        (0, 1),
        (1, 0),
        (ORDER, ORDER),
        (ORDER, 1),
        (1, ORDER),
        (ORDER + 1, 1),
        (0, ORDER),
        (2**256 - 1, 2**256 - 1),
    ],
)
def test_a011_numbers_outside_the_order_sign_nothing(r, s):
    front = token().rpartition(".")[0]
    forged = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    assert refused(f"{front}.{forged}") == "token.signature_out_of_range"


def test_a012_a_signature_has_one_form():
    front, _, text = token().rpartition(".")
    raw = decode(text.encode())
    halves = raw[:32], raw[32:]
    integers = b"".join(b"\x02\x21\x00" + half for half in halves)
    for octets, expected in (
        (b"\x30" + bytes([len(integers)]) + integers, "token.signature_is_der"),
        (raw[:63], "token.signature_length_wrong"),
        (raw + b"\x00", "token.signature_length_wrong"),
        (raw + raw, "token.signature_length_wrong"),
        (halves[1] + halves[0], "token.signature_mismatch"),
        (bytes(16) + halves[0] + bytes(16) + halves[1], "token.signature_length_wrong"),
    ):
        assert refused(f"{front}.{encode(octets).decode()}") == expected


def test_a013_the_malleated_twin_of_a_token_has_the_same_identifier():
    # ECDSA has two signatures for every message; whoever counts by jti counts both as one.
    shown = token()
    front, _, text = shown.rpartition(".")
    raw = decode(text.encode())
    twin = raw[:32] + (ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    checked = verifier()
    first, second = checked.verify(shown, now=NOW), checked.verify(f"{front}.{encode(twin).decode()}", now=NOW)
    assert isinstance(first, Allowed)
    assert isinstance(second, Allowed)
    assert first.value["jti"] == second.value["jti"]


def test_a013_edwards_signatures_have_no_twin():
    shown = token("Ed25519")
    front, _, text = shown.rpartition(".")
    raw = decode(text.encode())
    order = 2**252 + 27742317777372353535851937790883648493
    twin = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    assert refused(f"{front}.{encode(twin).decode()}", "Ed25519") == "token.signature_mismatch"


def test_a014_an_rsa_signature_has_the_length_of_its_modulus():
    front, _, text = token("RS256").rpartition(".")
    raw = decode(text.encode())
    for octets in (raw[1:], b"\x00" + raw, raw[:-1], raw + b"\x00", raw[:128]):
        assert refused(f"{front}.{encode(octets).decode()}", "RS256") == "token.signature_length_wrong"
    assert refused(f"{front}.{encode(bytes(256)).decode()}", "RS256") == "token.signature_mismatch"


def test_a014_the_salt_of_pss_is_as_long_as_the_hash():
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    private = key("PS256")
    front = signed(header("PS256"), claims(), private).rpartition(".")[0]
    for salt in (0, 20, 64):
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), salt)
        forged = private._key.sign(front.encode(), scheme, hashes.SHA256())
        assert refused(f"{front}.{encode(forged).decode()}", "PS256") == "token.signature_mismatch"


# ---------------------------------------------------------------------------------------------- A015 to A018 (see also
# tests/unit/outbound/test_remote_key_set.py for the network's part)


def test_a015_a_key_set_is_fetched_over_https_only():
    for url in (
        "http://issuer.example/jwks",
        "file:///etc/passwd",
        "ftp://issuer.example/x",
        "gopher://x/",
        "data:,{}",
    ):
        with pytest.raises(ValueError, match="http"):
            RemoteKeySet(url)


def test_a018_a_poisoned_key_set_harms_nobody_but_itself():
    good = jwk()
    for poison in ({"kty": "oct", "k": "AAAA"}, {"kty": "RSA"}, 7, None, [], {"kty": "RSA", "n": "AA", "e": "AQAB"}):
        assert isinstance(verifier(keys={"keys": [poison, good]}).verify(token(), now=NOW), Allowed)
    assert refused(token(), keys={"keys": [good] * 101}) == "key.set_malformed"
    assert refused(token(), keys={"keys": [{**jwk("ES256", 1), "kid": good["kid"]}, good]}) == "key.kid_ambiguous"


# ---------------------------------------------------------------------------------------------- A020 to A029


def test_a020_base64url_has_one_writing():
    head, body, signature = token("Ed25519").split(".")
    for part in (head, body, signature):
        for changed in (part + "=", part + "==", "+" + part[1:], part[:-1] + "/", part + "A" * (5 - len(part) % 4)):
            shown = ".".join(changed if one == part else one for one in (head, body, signature))
            assert refused(shown, "Ed25519").startswith("token.")
    # Spare bits: the last character of a signature of 64 bytes carries two bits only.
    twin = signature[:-1] + chr(ord(signature[-1]) + 1)
    assert refused(f"{head}.{body}.{twin}", "Ed25519") == "token.base64url_not_canonical"


PASTED = {
    " {}": "token.foreign_character",
    "{} ": "token.foreign_character",
    "{}\n": "token.foreign_character",
    "{}\r\n": "token.foreign_character",
    "\t{}": "token.foreign_character",
    "\ufeff{}": "token.foreign_character",
    '"{}"': "token.foreign_character",
    "'{}'": "token.foreign_character",
    "<{}>": "token.foreign_character",
    "{};": "token.foreign_character",
    "{},": "token.foreign_character",
    "Bearer {}": "token.scheme_inside",
    "bearer {}": "token.scheme_inside",
    "Bearer: {}": "token.scheme_inside",
    "Bearer Bearer {}": "token.scheme_inside",
    "{}.": "token.parts_wrong",
    ".{}": "token.parts_wrong",
    "{}.x.y": "token.encrypted",
}


@pytest.mark.parametrize("pasting", PASTED)
def test_a021_a_fault_of_pasting_is_named(pasting):
    assert refused(pasting.format(token())) == PASTED[pasting]


def test_a021_wide_dots_and_percent_escapes_are_no_dots():
    for dot in ("\uff0e", "\u3002", "%2e", "\u2024"):
        assert refused(token().replace(".", dot)) == "token.foreign_character"


@pytest.mark.parametrize("shape", ["flattened", "general", "array", "mixed"])
def test_a022_only_the_compact_form_is_a_token(shape):
    head, body, signature = token().split(".")
    shown = {
        "flattened": json.dumps({"protected": head, "payload": body, "signature": signature}),
        "general": json.dumps({"payload": body, "signatures": [{"protected": head, "signature": signature}]}),
        "array": json.dumps([token()]),
        "mixed": f'{{"a":"{token()}"}}.{body}.{signature}',
    }[shape]
    assert refused(shown) == "token.json_serialization"


def test_a029_a_header_that_nobody_signed_does_not_count():
    head, body, signature = token().split(".")
    for unprotected in ({"alg": "none"}, {"kid": "mine"}, {"alg": "ES256"}):
        shown = json.dumps({"protected": head, "header": unprotected, "payload": body, "signature": signature})
        assert refused(shown) == "token.json_serialization"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b'{"alg":"ES256","alg":"none","typ":"at+jwt"}', None),
        (b'{"alg":"none","\\u0061lg":"ES256","typ":"at+jwt"}', None),
        (None, b'{"iss":"a","iss":"b"}'),
        (None, b'{"sub":"user","s\\u0075b":"admin"}'),
        (None, b'{"a":{"b":1,"b":2}}'),
    ],
)
def test_a023_no_member_stands_twice(head, body):
    assert refused(signed(head or header(), body or claims())) == "token.json_member_repeated"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"exp":NaN}', "token.json_number_changes"),
        (b'{"exp":Infinity}', "token.json_number_changes"),
        (b'{"exp":1}{"exp":2}', "token.json_malformed"),
        (b'{"exp":1}\x00', "token.json_malformed"),
        (b'{"exp":1/**/}', "token.json_malformed"),
        (b'{"exp":1}//', "token.json_malformed"),
        ('{"exp":1}'.encode("utf-16"), "token.json_not_utf8"),
        ('{"exp":1}'.encode("utf-16-le"), "token.json_malformed"),
        (b'{"s":"\xff"}', "token.json_not_utf8"),
        (b'\xef\xbb\xbf{"exp":1}', "token.json_not_utf8"),
        (b"[]", "token.json_not_object"),
        (b'"x"', "token.json_not_object"),
        (b"null", "token.json_not_object"),
        (b"", "token.json_malformed"),
        (b'{"s":"\\ud800"}', "token.json_surrogate_alone"),
        (b'{"s":"a\x00b"}', "token.json_malformed"),
    ],
)
def test_a024_a_payload_is_json_as_written_in_the_rfc(body, expected):
    assert refused(signed(header(), body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", "token.json_too_deep"),
        (b'{"a":' * 1500, "token.json_too_deep"),
        (b'{"exp":' + b"9" * 5000 + b"}", "token.json_number_changes"),
        (b'{"exp":1e400}', "token.json_number_changes"),
        (b'{"exp":1' + b"0" * 400 + b"}", "token.claim_missing"),
    ],
)
def test_a025_depth_and_size_of_numbers_are_bounded(body, expected):
    assert refused(signed(header(), body)) == expected


def test_a026_a_huge_token_is_neither_read_nor_quoted():
    for shown in ("A" * 10_000_000, "eyJ" * 400_000 + ".e30.AAAA", b"\xff" * 1_000_000):
        answer = verifier().verify(shown, now=NOW)
        assert code(answer) == "token.too_large"
        assert len(json.dumps(dict(answer.evidence))) < 500


@pytest.mark.parametrize(
    ("crit", "expected"),
    [
        ([], "token.critical_malformed"),
        ("exp", "token.critical_malformed"),
        (None, "token.critical_malformed"),
        ({}, "token.critical_malformed"),
        ([""], "token.critical_malformed"),
        ([None], "token.critical_malformed"),
        (["alg"], "token.critical_malformed"),
        (["absent"], "token.critical_malformed"),
        (["x", "x"], "token.critical_malformed"),
        (["x"], "token.critical_not_understood"),
    ],
    ids=str,
)
def test_a027_crit_is_refused_in_every_form(crit, expected):
    assert refused(signed({**header(), "crit": crit, "x": 1}, claims())) == expected


def test_a028_a_payload_is_always_encoded_and_always_inside():
    head = header(b64=False, crit=["b64"])
    assert refused(signed(head, claims())) == "token.payload_not_encoded"
    assert refused(signed(header(b64=True), claims())) == "token.payload_not_encoded"
    front, _, signature = token().split(".")
    assert refused(f"{front}..{signature}") == "token.json_malformed"
