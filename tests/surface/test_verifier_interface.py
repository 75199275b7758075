"""The verifier as a stranger calls it: every form of every argument, and whatever bytes; always Allowed or Refused."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.formats.base64url import encode_text
from assay.outbound import RemoteKeySet
from assay.verifier import AccessTokenVerifier, VerifierOptions, decrypt_jwe, verify_jws
from issuing import AUDIENCE, ISSUER, NOW, claims, header, jwk, key, key_set, secret_jwk, signed, token

SECRET = bytes(range(1, 65))
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "Ed448",
    "HS256", "HS384", "HS512",
]  # fmt: skip
MANAGEMENT = ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "dir"]
CONTENT = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]

TOKENS: list[Any] = [
    "", b"", ".", "..", "...", "....", ".....", "a.b.c", "\ud800", "a.\udfff.c", "\x00", b"\xff\xfe", b"\x00" * 100,
    "." * 20_000, "A" * 20_000, b"." * 1_000_000, "e30.e30.", "e30.e30.e30", "{}", "[]", "null",
    "\u00e9" * 300, "\U0001f600.\U0001f600.\U0001f600", " " + token(), token() + "\n", f"Bearer {token()}",
    token().replace("-", "+").replace("_", "/"), token() + "=", token()[:-1], token(), token().encode(),
]  # fmt: skip

KEYS: list[dict[Any, Any]] = [
    {}, {"keys": []}, {"keys": None}, {"keys": {}}, {"keys": 7}, {"keys": "x"}, {"keys": [None, 7, "x", [], {}]},
    {"kty": None}, {"kty": 7}, {"kty": ["EC"]}, {"kty": "EC"}, {"kty": "XYZ"}, {"kty": "oct"}, {"kty": "oct", "k": None},
    {"kty": "oct", "k": 7}, {"kty": "oct", "k": ""}, {"kty": "oct", "k": "\ud800"}, {"kty": "oct", "k": "!"},
    {"kty": "RSA", "n": None, "e": None}, {"kty": "RSA", "n": "", "e": "AQAB"}, {"kty": "RSA", "n": "AA", "e": "AA"},
    {"kty": "RSA", "n": "A" * 100_000, "e": "AQAB"}, {"kty": "OKP", "crv": "Ed25519", "x": None},
    {"kty": "OKP", "crv": None, "x": "AAAA"}, {"kty": "OKP", "crv": ["Ed25519"], "x": "AAAA"},
    {"kty": "EC", "crv": {}, "x": [], "y": {}}, {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
    {7: 8}, {None: None}, {"keys": [{7: 8}]},
    {**jwk(), "kid": None}, {**jwk(), "kid": 7}, {**jwk(), "kid": ["x"]}, {**jwk(), "kid": "\ud800"},
    {**jwk(), "alg": None}, {**jwk(), "alg": 7}, {**jwk(), "alg": []}, {**jwk(), "use": 7}, {**jwk(), "use": None},
    {**jwk(), "key_ops": None}, {**jwk(), "key_ops": 7}, {**jwk(), "key_ops": [None]}, {**jwk(), "key_ops": [["verify"]]},
    {**jwk(), "d": None}, {**jwk(), "x5c": 7}, {**jwk(), "x": 7}, {**jwk(), "x": None}, {"keys": [jwk()] * 5000},
    jwk(), key_set(), secret_jwk(SECRET),
]  # fmt: skip


def bad_headers() -> Iterator[str]:
    values: list[Any] = [
        None,
        7,
        True,
        1.5,
        "",
        "x" * 5000,
        [],
        ["ES256"],
        {},
        {"a": None},
        "\ud800",
        "none",
        -1,
        10**400,
    ]
    names = (
        "alg",
        "kid",
        "typ",
        "cty",
        "crit",
        "jwk",
        "jku",
        "x5c",
        "x5u",
        "b64",
        "zip",
        "enc",
        "epk",
        "apu",
        "p2c",
        "iv",
        "tag",
    )
    for name, value in itertools.product(names, values):
        head = {**header(), name: value}
        yield signed(json.dumps(head).encode("utf-8", "surrogatepass"), claims())
        encrypted = {"alg": "dir", "enc": "A128GCM", name: value}
        yield ".".join(
            (
                encode_text(json.dumps(encrypted).encode("utf-8", "surrogatepass")),
                "",
                "AAAAAAAAAAAAAAAA",
                "AAAA",
                "A" * 22,
            )
        )


def bad_claims() -> Iterator[str]:
    values: list[Any] = [None, 7, True, 1.5, "", "x", [], [None], {}, "\ud800", -1, 10**400, 1e300, [["a"]], {"a": {}}]
    for name, value in itertools.product(
        ("iss", "aud", "exp", "iat", "nbf", "sub", "jti", "client_id", "scope", "cnf"), values
    ):
        yield signed(header(), json.dumps({**claims(), name: value}).encode("utf-8", "surrogatepass"))


HOSTILE = [*TOKENS, *bad_headers(), *bad_claims()]


def answered(outcome: object) -> None:
    assert isinstance(outcome, Allowed | Refused)
    if isinstance(outcome, Refused):
        assert outcome.reason.code
        assert isinstance(dict(outcome.evidence), dict)
        repr(outcome)


def access_tokens(**changes: Any) -> AccessTokenVerifier:
    given: dict[str, Any] = {
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "algorithms": ["ES256"],
        "keys": key_set(),
        **changes,
    }
    return AccessTokenVerifier(**given)


@pytest.mark.parametrize("keys", KEYS, ids=range(len(KEYS)))
def test_no_key_and_no_token_raises(keys: dict[Any, Any]) -> None:
    for one in TOKENS:
        answered(verify_jws(one, keys, algorithms=ALGORITHMS))
        answered(decrypt_jwe(one, keys, algorithms=MANAGEMENT, encryptions=CONTENT))
        checked = access_tokens(keys=keys)
        answered(checked.verify(one, now=NOW))
        checked.examine(one, now=NOW)


def test_no_header_and_no_claim_raises() -> None:
    strict, lax = access_tokens(), access_tokens(type=None, audience=[AUDIENCE], leeway=60)
    oct_key = {"kty": "oct", "k": encode_text(SECRET[:16])}
    for one in HOSTILE:
        for checked in (strict, lax):
            answered(checked.verify(one, now=NOW))
            first = checked.examine(one, now=NOW).refusals[:1]
            verdict = checked.verify(one, now=NOW)
            assert [refusal.reason for refusal in first] == ([verdict.reason] if isinstance(verdict, Refused) else [])
        answered(verify_jws(one, key_set(), algorithms=ALGORITHMS))
        answered(decrypt_jwe(one, oct_key, algorithms=MANAGEMENT, encryptions=CONTENT))


@pytest.mark.fuzz
@given(
    st.text() | st.binary(),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_no_generated_token_and_no_generated_key_raises(shown: str | bytes, value: Any) -> None:
    for keys in (
        {"keys": value},
        {"keys": [value]},
        {**jwk(), "kid": value},
        {"kty": "oct", "k": value},
        {**jwk(), "x": value},
    ):
        for one in (shown, token()):
            answered(verify_jws(one, keys, algorithms=ALGORITHMS))
            answered(decrypt_jwe(one, keys, algorithms=MANAGEMENT, encryptions=CONTENT))


def test_every_form_of_the_arguments_works() -> None:
    compact = token()
    for shown, keys in itertools.product(
        (compact, compact.encode()), (jwk(), key_set(), {"keys": [{"kty": "XYZ"}, jwk()]})
    ):
        verified = verify_jws(shown, keys, algorithms=["ES256", "RS256", "HS256"])
        assert isinstance(verified, Allowed)
        assert json.loads(verified.value) == claims()
    for audience, kind, leeway in itertools.product(
        (AUDIENCE, [AUDIENCE], ["https://other.example", AUDIENCE]), ("at+jwt", None), (0, 60, 1.5)
    ):
        checked = access_tokens(audience=audience, type=kind, leeway=leeway)
        allowed = checked.verify(compact, now=NOW)
        assert isinstance(allowed, Allowed)
        assert (allowed.value["sub"], allowed.value.subject) == ("user-1", "user-1")
        assert isinstance(checked.verify(compact.encode(), NOW), Allowed)
        assert not checked.examine(compact, now=NOW).refusals
    lax = token(head={"typ": None}, jti=None, client_id=None)
    assert isinstance(access_tokens(type=None).verify(lax, now=NOW), Allowed)
    assert isinstance(access_tokens().verify(lax, now=NOW), Refused)
    late = access_tokens(leeway=60).verify(token(exp=NOW - 59), now=NOW)
    assert isinstance(late, Allowed)
    bound = access_tokens(type=None).verify(token(cnf={"jkt": "x"}), now=NOW)
    assert isinstance(bound, Refused)
    present = int(time.time())  # now is the clock's when it is left out
    assert isinstance(access_tokens().verify(token(iat=present, exp=present + 60)), Allowed)
    assert isinstance(access_tokens().verify(token(iat=present - 60, exp=present - 1)), Refused)


def test_the_kind_of_key_binds_the_algorithm_in_a_mixed_list() -> None:
    mixed = {"keys": [jwk("ES256"), jwk("RS256"), jwk("EdDSA"), secret_jwk(SECRET, kid="secret")]}
    for algorithm in ("ES256", "RS256", "EdDSA"):
        assert isinstance(verify_jws(token(algorithm), mixed, algorithms=ALGORITHMS), Allowed)
        assert isinstance(verify_jws(token(algorithm), mixed, algorithms=["HS256", "PS384"]), Refused)
        other = "PS256" if algorithm == "RS256" else "ES384"
        assert isinstance(verify_jws(token(algorithm, head={"alg": other}), mixed, algorithms=ALGORITHMS), Refused)


@pytest.mark.parametrize(("length", "refused"), [(16_384, False), (16_385, True)])
def test_a_token_has_at_most_16384_bytes_unless_set_otherwise(length: int, refused: bool) -> None:
    def padded(characters: int) -> str:
        return token(filler="x" * characters)

    shortest = len(padded(0))
    shown = next(
        one for one in (padded((length - shortest) * 3 // 4 + more) for more in range(-8, 9)) if len(one) >= length
    )
    if len(shown) != length:  # base64url has no text of this length: one byte more of header does
        shown = next(
            one
            for one in (
                signed({**header(), "x": "y" * more}, claims(filler="x" * fill))
                for more in range(8)
                for fill in range((length - shortest) * 3 // 4 - 24, (length - shortest) * 3 // 4)
            )
            if len(one) == length
        )
    given = access_tokens().verify(shown, now=NOW)
    if refused:
        assert isinstance(given, Refused)
        assert given.reason.code == "token.too_large"
        assert isinstance(
            access_tokens(options=VerifierOptions(max_token_bytes=20_000)).verify(shown, now=NOW), Allowed
        )
    else:
        assert isinstance(given, Allowed)


def test_nothing_but_a_url_source_reaches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def dialled(*_arguments: object, **_named: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", dialled)
    monkeypatch.setattr("socket.getaddrinfo", dialled)
    head = header(jku="https://attacker.example/jwks", x5u="https://attacker.example/x", iss=ISSUER)
    for one in (token(), token(head={"kid": "unknown"}), signed(head, claims(), key("ES256", 1))):
        answered(access_tokens().verify(one, now=NOW))
        answered(verify_jws(one, key_set(), algorithms=["ES256"]))


def test_a_url_is_a_key_source() -> None:
    source = RemoteKeySet("http://127.0.0.1:1/jwks")
    given = access_tokens(keys=source).verify(token(), now=NOW)
    assert isinstance(given, Refused)
    assert given.reason.code == "key.set_unavailable"


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": ""}, {"issuer": None}, {"audience": ""}, {"audience": []}, {"audience": None}, {"audience": [""]},
        {"algorithms": []}, {"algorithms": "ES256"}, {"algorithms": None}, {"algorithms": ["none"]}, {"leeway": -1},
        {"leeway": 61}, {"type": "jwt"}, {"type": ""},
    ],
)  # fmt: skip
def test_what_makes_no_verifier_is_told_when_it_is_built(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        access_tokens(**changes)
