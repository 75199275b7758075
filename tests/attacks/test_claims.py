"""Attacks A030 to A039 and A060 to A063 of the security bar: claims, kinds of token, ID tokens."""

from __future__ import annotations

import asyncio
from hashlib import sha256

import pytest

from assay.checks import client_assertion
from assay.checks.client_assertion import ClientAssertionContext, client_assertion_expectations
from assay.decision import Allowed, Refused
from assay.formats.base64url import encode_text
from assay.formats.jose.jwt import read_jwt
from assay.formats.jose.key_set import parse_key_set
from assay.verifier import AccessTokenVerifier, IdTokenVerifier, LogoutTokenVerifier, verify_jwt
from issuing import AUDIENCE, ISSUER, NOW, claims, header, key_set, signed, token, verifier

CLIENT = "client-1"
TOKEN_ENDPOINT = f"{ISSUER}/token"
EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason.code


def refused(shown: str, **changes) -> str:
    return code(verifier(**changes).verify(shown, now=NOW))


@pytest.mark.parametrize(
    "iss",
    [
        "https://issuer.example/", "https://ISSUER.example", "https://issuer.example:443", "http://issuer.example",
        "https://issuer.example.attacker.example", "https://issuer.exampl", "https://issuer.example\u0000", "issuer.example",
        "https://issuer.example#x", "https://user@issuer.example",
    ],
)  # fmt: skip
def test_a030_an_issuer_is_compared_character_by_character(iss):
    assert refused(token(iss=iss)) == "token.issuer_mismatch"


@pytest.mark.parametrize("iss", [[ISSUER], [ISSUER, "https://attacker.example"], {"a": ISSUER}, None, 1, True, ""])
def test_a030_an_issuer_is_one_text(iss):
    assert refused(signed(header(), {**claims(), "iss": iss})) == "token.claim_wrong_type"


@pytest.mark.parametrize(
    "aud",
    [
        "https://api.example.attacker.example", "https://api.exampl", "https://api.example ", "*", "https://*.example",
        "https://api.example https://other.example", "https://api.example,https://other.example", ["https://API.example"],
    ],
)  # fmt: skip
def test_a031_an_audience_is_an_exact_member(aud):
    assert refused(token(aud=aud)) == "token.audience_mismatch"


@pytest.mark.parametrize("aud", [None, "", []])
def test_a031_a_token_must_say_whom_it_is_for(aud):
    assert refused(signed(header(), {**claims(), "aud": aud})) == "token.claim_missing"


# ---------------------------------------------------------------------------------------------- A032: each for the other

KINDS = {
    "access token": ({"typ": "at+jwt"}, claims()),
    "ID token": (
        {"typ": "JWT"},
        {"iss": ISSUER, "sub": "user-1", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": "n"},
    ),
    "logout token": (
        {"typ": "logout+jwt"},
        {"iss": ISSUER, "sub": "user-1", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "jti": "1", "events": EVENTS},
    ),
    "client assertion": (
        {"typ": "JWT"},
        {"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "exp": NOW + 60, "iat": NOW, "jti": "2"},
    ),
    "DPoP proof": ({"typ": "dpop+jwt"}, {"htm": "POST", "htu": TOKEN_ENDPOINT, "iat": NOW, "jti": "3"}),
    "request object": (
        {"typ": "oauth-authz-req+jwt"},
        {"iss": CLIENT, "aud": ISSUER, "exp": NOW + 60, "client_id": CLIENT, "response_type": "code"},
    ),
    "security event": (
        {"typ": "secevent+jwt"},
        {
            "iss": ISSUER,
            "aud": CLIENT,
            "iat": NOW,
            "exp": NOW + 60,
            "jti": "4",
            "sub": "user-1",
            "events": {"urn:x": {}},
        },
    ),
    "introspection response": (
        {"typ": "token-introspection+jwt"},
        {"iss": ISSUER, "aud": AUDIENCE, "iat": NOW, "token_introspection": {"active": True}},
    ),
    "plain JWT": ({}, {"iss": ISSUER, "sub": "user-1", "aud": AUDIENCE, "exp": NOW + 300, "iat": NOW}),
}


def accepts(kind: str, shown: str) -> bool:
    common = {"algorithms": ["ES256"], "keys": key_set()}
    if kind == "access token":
        answer = AccessTokenVerifier(issuer=ISSUER, audience=AUDIENCE, **common).verify(shown, now=NOW)
    elif kind == "ID token":
        question = IdTokenVerifier(issuer=ISSUER, client_id=CLIENT, **common).asking(nonce="n")
        answer = question.verify(shown, now=NOW)
        assert type(asyncio.run(question.verify_async(shown, now=NOW))) is type(answer)
    elif kind == "logout token":
        answer = LogoutTokenVerifier(issuer=ISSUER, client_id=CLIENT, **common).verify(shown, now=NOW)
    else:
        expected = client_assertion_expectations(client_id=CLIENT, issuer=ISSUER, token_endpoint=TOKEN_ENDPOINT)
        context = ClientAssertionContext(expected, parse_key_set(key_set()), NOW)
        answer = verify_jwt(read_jwt(shown), client_assertion.CHECKS, context)
    return isinstance(answer, Allowed)


@pytest.mark.parametrize("shown", KINDS)
@pytest.mark.parametrize("wanted", ["access token", "ID token", "logout token", "client assertion"])
def test_a032_a_token_of_one_kind_never_passes_for_another(wanted, shown):
    head, body = KINDS[shown]
    assert accepts(wanted, signed({**header(typ=None), **head}, body)) == (wanted == shown)


@pytest.mark.parametrize("wanted", ["access token", "ID token", "logout token", "client assertion"])
@pytest.mark.parametrize("shown", KINDS)
def test_a032_claims_alone_keep_most_kinds_apart(wanted, shown):
    # The typ of the wanted kind does not help a token whose claims are of another kind.
    if shown not in {wanted, "plain JWT"}:
        body = KINDS[shown][1]
        assert not accepts(wanted, signed({**header(typ=None), **KINDS[wanted][0]}, body))


# ---------------------------------------------------------------------------------------------- A033 to A039


@pytest.mark.parametrize(
    ("exp", "expected"),
    [
        (str(NOW + 300), "token.claim_wrong_type"),
        (True, "token.claim_wrong_type"),
        ([NOW + 300], "token.claim_wrong_type"),
        ({"value": NOW + 300}, "token.claim_wrong_type"),
        ((NOW + 300) * 1000, "token.time_out_of_range"),
        (2**63, "token.time_out_of_range"),
        (2**1024, "token.time_out_of_range"),
        (1e308, "token.time_out_of_range"),
        (-1, "token.time_out_of_range"),
        (0, "token.expired"),
        (NOW, "token.expired"),
        (NOW - 0.001, "token.expired"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a033_times_are_numbers_of_seconds(exp, expected):
    assert refused(token(exp=exp)) == expected


def test_a033_a_null_is_no_time():
    assert refused(signed(header(), {**claims(), "exp": None})) == "token.claim_missing"
    assert refused(signed(header(), {**claims(), "nbf": None})) == "token.claim_wrong_type"
    assert refused(signed(header(), {**claims(), "iat": None})) == "token.claim_wrong_type"


def test_a033_a_token_from_the_future_is_refused():
    assert refused(token(iat=NOW + 61), leeway=60) == "token.issued_in_future"
    assert refused(token(nbf=NOW + 61), leeway=60) == "token.not_yet_valid"


@pytest.mark.parametrize("claim", ["sub", "client_id", "jti"])
@pytest.mark.parametrize("value", [1, True, None, [], {}, "", ["admin"]])
def test_a034_identities_are_texts(claim, value):
    assert refused(signed(header(), {**claims(), claim: value})) == "token.claim_wrong_type"
    assert refused(token(**{claim: None})) == "token.claim_missing"


@pytest.mark.parametrize(
    "cnf", [{"jkt": "x"}, {"x5t#S256": "x"}, {"jwk": {}}, {"kid": "x"}, {"unheard_of": 1}, {}, [], None, "x", 0, False]
)
def test_a035_a_bound_token_is_nothing_without_its_proof(cnf):
    assert refused(signed(header(), {**claims(), "cnf": cnf})) == "sender_constraint.proof_missing"
    assert refused(signed(header(), {**claims(), "cnf": cnf}), type=None) == "sender_constraint.proof_missing"


def test_a036_the_same_subject_of_two_issuers_is_two_people():
    other = "https://other.example"
    one = verifier().verify(token(), now=NOW)
    two = verifier(issuer=other).verify(token(iss=other), now=NOW)
    assert isinstance(one, Allowed)
    assert isinstance(two, Allowed)
    assert (one.value.issuer, one.value.subject) != (two.value.issuer, two.value.subject)


@pytest.mark.parametrize(
    "missing", [{"audience": []}, {"audience": ""}, {"algorithms": []}, {"algorithms": ["none"]}, {"issuer": ""}]
)
def test_a039_nothing_mandatory_can_be_left_empty(missing):
    with pytest.raises((TypeError, ValueError)):
        verifier(**missing)


# ---------------------------------------------------------------------------------------------- A060 to A063: ID tokens


def id_token(**changes) -> str:
    good = {"iss": ISSUER, "sub": "user-1", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": "n"}
    body = {name: value for name, value in {**good, **changes}.items() if value is not None}
    return signed(header(typ="JWT"), body)


def id_refused(shown: str, trusted: tuple[str, ...] = (), **asked) -> str:
    checked = IdTokenVerifier(
        issuer=ISSUER, client_id=CLIENT, algorithms=["ES256"], keys=key_set(), trusted_audiences=trusted
    ).asking(**{"nonce": "n", **asked})
    answer = checked.verify(shown, now=NOW)
    if isinstance(answer, Allowed):
        assert checked.examine(shown, now=NOW).refusals == ()
        return "allowed"
    assert checked.examine(shown, now=NOW).refusals[0].reason is answer.reason
    return answer.reason.code


def test_a060_an_id_token_answers_the_sign_in_that_asked():
    assert id_refused(id_token()) == "allowed"
    for nonce in ("m", "N", "n ", None, ["n"], 1, ""):
        assert id_refused(id_token(nonce=nonce)) == "token.nonce_mismatch"
    assert id_refused(id_token(nonce=None), nonce=None) == "allowed"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"aud": "client-2"}, "token.audience_mismatch"),
        ({"aud": [CLIENT]}, "allowed"),
        ({"aud": [CLIENT, "client-2"]}, "token.audience_shared"),
        ({"aud": [CLIENT, "client-2"], "azp": CLIENT}, "token.audience_shared"),
        ({"azp": "client-2"}, "token.authorized_party_mismatch"),
        ({"azp": [CLIENT]}, "token.authorized_party_mismatch"),
        ({"azp": CLIENT}, "allowed"),
    ],
    ids=str,
)
def test_a061_an_id_token_is_for_this_client(changes, expected):
    assert id_refused(id_token(**changes)) == expected


def test_a061_a_trusted_audience_still_needs_azp():
    both = {"aud": [CLIENT, "client-2"]}
    assert id_refused(id_token(**both), trusted=("client-2",)) == "token.authorized_party_mismatch"
    assert id_refused(id_token(**both, azp=CLIENT), trusted=("client-2",)) == "allowed"


def left_half(text: str) -> str:
    return encode_text(sha256(text.encode()).digest()[:16])


def test_a062_what_came_beside_belongs_to_the_id_token():
    assert id_refused(id_token(at_hash=left_half("at")), access_token="at") == "allowed"
    assert id_refused(id_token(), access_token="at") == "allowed"  # optional from the token endpoint
    for at_hash in (left_half("other"), left_half("at")[:-1], "", 1, None):
        body = {
            "iss": ISSUER,
            "sub": "u",
            "aud": CLIENT,
            "exp": NOW + 300,
            "iat": NOW,
            "nonce": "n",
            "at_hash": at_hash,
        }
        assert id_refused(signed(header(typ=None), body), access_token="at") == "token.hash_mismatch"
    assert id_refused(id_token(c_hash=left_half("code")), code="code") == "allowed"
    assert id_refused(id_token(c_hash=left_half("other")), code="code") == "token.hash_mismatch"
    assert id_refused(id_token(), code="code") == "token.hash_mismatch"


@pytest.mark.parametrize("algorithm", ["ES384", "ES512", "RS256", "PS512", "EdDSA", "Ed25519", "Ed448"])
def test_a062_the_hash_is_that_of_the_algorithm(algorithm):
    import hashlib

    from issuing import key

    value = b"the access token"
    whole = {
        "ES384": lambda: hashlib.sha384(value).digest(),
        "RS256": lambda: hashlib.sha256(value).digest(),
        "Ed448": lambda: hashlib.shake_256(value).digest(114),
    }.get(algorithm, lambda: hashlib.sha512(value).digest())()
    body = {"iss": ISSUER, "sub": "u", "aud": CLIENT, "exp": NOW + 300, "iat": NOW}
    checked = IdTokenVerifier(issuer=ISSUER, client_id=CLIENT, algorithms=[algorithm], keys=key_set(algorithm))
    for octets, allowed in ((whole, True), (bytes(reversed(whole)), False)):
        at_hash = encode_text(octets[: len(octets) // 2])
        shown = signed(header(algorithm, typ=None), {**body, "at_hash": at_hash}, key(algorithm))
        answer = checked.asking(access_token=value.decode()).verify(shown, now=NOW)
        assert isinstance(answer, Allowed) is allowed


@pytest.mark.parametrize(
    ("changes", "asked", "expected"),
    [
        ({"auth_time": NOW - 59}, {"max_age": 60}, "allowed"),
        ({"auth_time": NOW - 61}, {"max_age": 60}, "token.authentication_too_old"),
        ({"auth_time": NOW - 1}, {"max_age": 0}, "token.authentication_too_old"),
        ({}, {"max_age": 60}, "token.claim_missing"),
        ({"auth_time": "yesterday"}, {"max_age": 60}, "token.claim_wrong_type"),
        ({"auth_time": NOW * 1000}, {"max_age": 60}, "token.time_out_of_range"),
        ({"acr": "phr"}, {"acr_values": ["phr", "phrh"]}, "allowed"),
        ({"acr": "0"}, {"acr_values": ["phr"]}, "token.authentication_class_mismatch"),
        ({}, {"acr_values": ["phr"]}, "token.authentication_class_mismatch"),
        ({"acr": ["phr"]}, {"acr_values": ["phr"]}, "token.authentication_class_mismatch"),
    ],
    ids=str,
)
def test_a063_a_stale_or_weak_sign_in_is_seen(changes, asked, expected):
    assert id_refused(id_token(**changes), **asked) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sub": None}, "token.claim_missing"),
        ({"iat": None}, "token.claim_missing"),
        ({"events": {}}, "token.claim_not_wanted"),
    ],
)
def test_an_id_token_names_an_end_user_and_reports_nothing(changes, expected):
    assert id_refused(id_token(**changes)) == expected
