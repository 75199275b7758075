"""An access token is allowed when every check passes, and refused with the exact reason otherwise."""

from __future__ import annotations

import math
from hmac import digest

import pytest

from assay.decision import Allowed, Refused
from assay.formats.base64url import decode, encode
from assay.verifier import AccessTokenVerifier, VerifierOptions
from issuing import AUDIENCE, ISSUER, NOW, claims, header, jwk, key, key_set, secret_jwk, signed, token, verifier

ASYMMETRIC = [
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
    "Ed448",
    "PS256",
    "PS384",
    "PS512",
    "RS256",
    "RS384",
    "RS512",
]


def refusal(verified: object) -> Refused:
    assert isinstance(verified, Refused), verified
    return verified


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_a_good_token_is_allowed(algorithm):
    checked = verifier(algorithm)
    for _ in range(2):  # the second time, the header is known
        verified = checked.verify(token(algorithm), now=NOW)
        assert isinstance(verified, Allowed)
        assert dict(verified.value) == claims()
        assert verified.value.header["alg"] == algorithm


def test_what_was_proved_has_names():
    verified = verifier().verify(token(), now=NOW)
    assert isinstance(verified, Allowed)
    proved = verified.value
    assert (proved.issuer, proved.subject, proved.client_id) == (ISSUER, "user-1", "client-1")
    assert proved.scopes == {"read", "write"}
    assert proved.expires_at == NOW + 300
    assert "user-1" not in repr(proved)


def test_a_change_to_what_was_proved_changes_nothing():
    verified = verifier(options=VerifierOptions(cached_tokens=8)).verify(token(groups=["a"]), now=NOW)
    assert isinstance(verified, Allowed)
    verified.value["groups"].append("admin")
    assert verified.value["groups"] == ["a"]


def test_the_token_may_come_as_bytes():
    assert isinstance(verifier().verify(token().encode(), now=NOW), Allowed)


def test_without_a_time_the_clock_is_asked():
    assert isinstance(verifier(options=VerifierOptions(clock=lambda: NOW + 1.5)).verify(token()), Allowed)
    assert (
        refusal(verifier(options=VerifierOptions(clock=lambda: NOW + 300)).verify(token())).reason.code
        == "token.expired"
    )


CLAIMS = [
    ({"iss": None}, "token.claim_missing"),
    ({"iss": 1}, "token.claim_wrong_type"),
    ({"iss": [ISSUER]}, "token.claim_wrong_type"),
    ({"iss": ""}, "token.claim_wrong_type"),
    ({"iss": ISSUER + "/"}, "token.issuer_mismatch"),
    ({"iss": ISSUER.upper()}, "token.issuer_mismatch"),
    ({"aud": None}, "token.claim_missing"),
    ({"aud": []}, "token.claim_missing"),
    ({"aud": {"a": 1}}, "token.claim_wrong_type"),
    ({"aud": [AUDIENCE, 1]}, "token.claim_wrong_type"),
    ({"aud": "https://api"}, "token.audience_mismatch"),
    ({"aud": f"{AUDIENCE} https://other.example"}, "token.audience_mismatch"),
    ({"aud": "*"}, "token.audience_mismatch"),
    ({"aud": ["https://other.example"]}, "token.audience_mismatch"),
    ({"exp": None}, "token.claim_missing"),
    ({"exp": NOW}, "token.expired"),
    ({"exp": NOW - 0.5}, "token.expired"),
    ({"exp": str(NOW + 300)}, "token.claim_wrong_type"),
    ({"exp": True}, "token.claim_wrong_type"),
    ({"exp": [NOW + 300]}, "token.claim_wrong_type"),
    ({"exp": (NOW + 300) * 1000}, "token.time_out_of_range"),
    ({"exp": 10**4000}, "token.time_out_of_range"),
    ({"exp": -1}, "token.time_out_of_range"),
    ({"nbf": NOW + 1}, "token.not_yet_valid"),
    ({"nbf": "soon"}, "token.claim_wrong_type"),
    ({"nbf": NOW * 1000}, "token.time_out_of_range"),
    ({"iat": NOW + 1}, "token.issued_in_future"),
    ({"iat": "now"}, "token.claim_wrong_type"),
    ({"iat": None}, "token.claim_missing"),
    ({"sub": None}, "token.claim_missing"),
    ({"sub": 7}, "token.claim_wrong_type"),
    ({"client_id": None}, "token.claim_missing"),
    ({"client_id": ["c"]}, "token.claim_wrong_type"),
    ({"jti": None}, "token.claim_missing"),
    ({"jti": 1}, "token.claim_wrong_type"),
    ({"scope": 5}, "token.claim_wrong_type"),
    ({"cnf": {"jkt": "x"}}, "sender_constraint.proof_missing"),
    ({"cnf": {"unheard_of": 1}}, "sender_constraint.proof_missing"),
    ({"cnf": "x"}, "sender_constraint.proof_missing"),
]


@pytest.mark.parametrize("known", [False, True], ids=["first", "header known"])
@pytest.mark.parametrize(("changes", "code"), CLAIMS, ids=lambda value: str(value)[:60])
def test_wrong_claims_are_refused_by_name(changes, code, known):
    checked = verifier()
    if known:
        checked.verify(token(), now=NOW)
    refused = refusal(checked.verify(token(**changes), now=NOW))
    assert refused.reason.code == code
    assert refused.trace[-1].check
    examination = checked.examine(token(**changes), now=NOW)
    assert examination.refusals[0].reason is refused.reason
    assert examination.signature == "verified"


HEADERS = [
    ({"alg": None}, "token.algorithm_missing"),
    ({"alg": ["ES256"]}, "token.algorithm_missing"),
    ({"alg": " "}, "token.algorithm_missing"),
    ({"alg": "none"}, "token.algorithm_none"),
    ({"alg": "NoNe"}, "token.algorithm_none"),
    ({"alg": " none"}, "token.algorithm_none"),
    ({"alg": "es256"}, "token.algorithm_not_offered"),
    ({"alg": "ES256K"}, "token.algorithm_not_offered"),
    ({"alg": "RS1"}, "token.algorithm_not_offered"),
    ({"alg": "RS256"}, "token.algorithm_not_allowed"),
    ({"typ": None}, "token.type_mismatch"),
    ({"typ": "JWT"}, "token.type_mismatch"),
    ({"typ": "dpop+jwt"}, "token.type_mismatch"),
    ({"typ": 1}, "token.header_parameter_malformed"),
    ({"kid": 1}, "token.header_parameter_malformed"),
    ({"kid": "k" * 257}, "token.header_parameter_malformed"),
    ({"kid": "ü" * 129}, "token.header_parameter_malformed"),
    ({"kid": "unheard of"}, "key.kid_unknown"),
    ({"kid": None, "jwk": {}}, "token.signature_mismatch"),
    ({"kid": "mine", "jwk": jwk("ES256", 1)}, "key.named_by_token"),
    ({"crit": []}, "token.critical_malformed"),
    ({"crit": "exp"}, "token.critical_malformed"),
    ({"crit": [1]}, "token.critical_malformed"),
    ({"crit": ["alg"]}, "token.critical_malformed"),
    ({"crit": ["absent"]}, "token.critical_malformed"),
    ({"crit": ["x", "x"], "x": 1}, "token.critical_malformed"),
    ({"crit": ["x"], "x": 1}, "token.critical_not_understood"),
    ({"crit": ["b64"], "b64": False}, "token.payload_not_encoded"),
    ({"b64": True}, "token.payload_not_encoded"),
]


@pytest.mark.parametrize(("changes", "code"), HEADERS, ids=lambda value: str(value)[:60])
def test_wrong_headers_are_refused_by_name(changes, code):
    forged = signed(header(**changes), claims(), key("ES256", 1 if "jwk" in changes else 0))
    refused = refusal(verifier().verify(forged, now=NOW))
    assert refused.reason.code == code
    assert verifier().examine(forged, now=NOW).refusals[0].reason is refused.reason


@pytest.mark.parametrize("typ", ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"])
def test_the_type_is_compared_as_a_media_type(typ):
    assert isinstance(verifier().verify(token(head={"typ": typ}), now=NOW), Allowed)


def test_without_a_type_neither_its_header_nor_its_claims_are_asked_for():
    plain = signed(header(typ=None), claims(client_id=None, jti=None, iat=None, sub=None))
    assert isinstance(verifier(type=None).verify(plain, now=NOW), Allowed)
    assert refusal(verifier().verify(plain, now=NOW)).reason.code == "token.type_mismatch"


def test_without_a_type_proofs_and_events_are_still_no_access_tokens():
    for typ in ("dpop+jwt", "logout+jwt", "secevent+jwt"):
        refused = refusal(verifier(type=None).verify(token(head={"typ": typ}), now=NOW))
        assert refused.reason.code == "token.type_mismatch"


def test_the_leeway_counts_at_both_ends():
    checked = verifier(leeway=10)
    assert isinstance(checked.verify(token(), now=NOW + 309.9), Allowed)
    assert refusal(checked.verify(token(), now=NOW + 310)).reason.code == "token.expired"
    assert isinstance(checked.verify(token(nbf=NOW + 10), now=NOW), Allowed)
    assert refusal(checked.verify(token(nbf=NOW + 10.5), now=NOW)).reason.code == "token.not_yet_valid"
    assert isinstance(checked.verify(token(), now=NOW - 10), Allowed)


def test_several_audiences_may_be_served():
    checked = verifier(audience=["https://old.example", AUDIENCE])
    assert isinstance(checked.verify(token(aud=["https://x.example", "https://old.example"]), now=NOW), Allowed)


def as_der(signature: str) -> str:
    """The same signature as a careless signer writes it."""
    octets = decode(signature.encode())
    r, s = (int.from_bytes(half, "big") for half in (octets[:32], octets[32:]))
    integers = b"".join(
        b"\x02" + bytes([n.bit_length() // 8 + 1]) + n.to_bytes(n.bit_length() // 8 + 1, "big") for n in (r, s)
    )
    return encode(b"\x30" + bytes([len(integers)]) + integers).decode()


def test_signatures_are_refused_by_what_is_wrong_with_them():
    good = token()
    front, _, signature = good.rpartition(".")
    other = "A" if signature[0] != "A" else "B"
    for forged, code in (
        (f"{front}.", "token.signature_missing"),
        (f"{front}.{other}{signature[1:]}", "token.signature_mismatch"),
        (f"{front}.{'A' * 86}", "token.signature_out_of_range"),
        (f"{front}.{signature[:40]}", "token.signature_length_wrong"),
        (f"{front}.MEQC{'A' * 60}", "token.signature_length_wrong"),
        (f"{front}.MEQC{'A' * 400}", "token.signature_length_wrong"),
        (f"{front}.{as_der(signature)}", "token.signature_is_der"),
    ):
        checked = verifier()
        for _ in range(2):
            assert refusal(checked.verify(forged, now=NOW)).reason.code == code
            assert isinstance(checked.verify(good, now=NOW), Allowed)


def test_a_signature_by_another_key_under_the_same_kid_is_a_mismatch():
    refused = refusal(verifier().verify(signed(header(), claims(), key("ES256", 1)), now=NOW))
    assert refused.reason.code == "token.signature_mismatch"
    assert refused.evidence["kid"] == jwk()["kid"]


def test_the_trace_tells_how_far_the_checks_came():
    refused = refusal(verifier().verify(token(aud="x"), now=NOW))
    outcomes = {line.check: line.outcome for line in refused.trace}
    assert outcomes["signature"] == "passed"
    assert outcomes["critical"] == "not_applicable"
    assert outcomes["audience"] == "refused"
    assert outcomes["expiry"] == "not_reached"


def test_examination_goes_on_and_marks_what_nobody_signed():
    forged = signed(header(), claims(exp=NOW - 1, aud="x"), key("ES256", 1))
    examination = verifier().examine(forged, now=NOW)
    assert [refused.reason.code for refused in examination.refusals] == [
        "token.signature_mismatch",
        "token.audience_mismatch",
        "token.expired",
    ]
    assert examination.signature == "failed"
    assert examination.outcome("expiry").unverified
    assert not examination.outcome("algorithm").unverified
    assert examination.claims["aud"] == "x"
    assert examination.outcome("not_before").why
    with pytest.raises(KeyError):
        examination.outcome("unheard of")


def test_examination_asks_nothing_of_a_part_that_does_not_read():
    examination = verifier().examine("e30." + "=" * 3 + ".AAAA", now=NOW)
    assert examination.outcome("payload_readable").outcome == "refused"
    assert examination.outcome("issuer").outcome == "not_applicable"
    assert verifier().examine("nothing", now=NOW).outcome("algorithm").outcome == "not_applicable"


def test_keys_that_fit_are_tried_when_the_token_names_none():
    nameless = signed(header(kid=None), claims())
    checked = verifier(keys={"keys": [jwk("ES256", 1), jwk("RS256"), jwk()]})
    assert isinstance(checked.verify(nameless, now=NOW), Allowed)
    assert refusal(verifier(keys={"keys": [jwk("ES256", 1)]}).verify(nameless, now=NOW)).reason.code == (
        "token.signature_mismatch"
    )


def test_too_many_keys_are_not_tried():
    nameless = signed(header(kid=None), claims())
    keys = {"keys": [jwk("ES256", which) for which in range(17)]}
    refused = refusal(verifier(keys=keys).verify(nameless, now=NOW))
    assert refused.reason.code == "key.kid_missing"


def test_two_keys_under_one_kid_are_refused_and_the_same_key_twice_is_one_key():
    other = {**jwk("ES256", 1), "kid": jwk()["kid"]}
    assert refusal(verifier(keys={"keys": [jwk(), other]}).verify(token(), now=NOW)).reason.code == "key.kid_ambiguous"
    assert isinstance(verifier(keys={"keys": [jwk(), jwk()]}).verify(token(), now=NOW), Allowed)


def test_a_kid_may_be_shared_by_keys_of_different_kinds():
    other = {**jwk("RS256"), "kid": jwk()["kid"]}
    assert isinstance(verifier(keys={"keys": [other, jwk()]}).verify(token(), now=NOW), Allowed)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"use": "enc"}, "key.use_mismatch"),
        ({"key_ops": ["sign"]}, "key.use_mismatch"),
        ({"alg": "ES384"}, "key.algorithm_mismatch"),
        ({"alg": "RSA-OAEP"}, "key.algorithm_mismatch"),
        ({"x": "A" * 43}, "key.unusable"),
        ({"kty": "oct", "k": "AAAA"}, "key.algorithm_mismatch"),
    ],
)
def test_a_key_that_is_not_for_this_is_refused(change, code):
    assert refusal(verifier(keys={"keys": [{**jwk(), **change}]}).verify(token(), now=NOW)).reason.code == code


def test_a_weak_key_of_the_set_is_named():
    keys = {"keys": [{**jwk("RS256"), "e": "Aw"}]}
    assert refusal(verifier("RS256", keys=keys).verify(token("RS256"), now=NOW)).reason.code == "key.weak"


def test_a_key_set_that_is_none_refuses_every_token():
    for keys in ({}, {"keys": {}}, {"keys": [jwk()] * 101}):
        refused = refusal(verifier(keys=keys).verify(token(), now=NOW))
        assert refused.reason.code == "key.set_malformed"
        assert verifier(keys=keys).examine(token(), now=NOW).refusals[0].reason is refused.reason


def test_a_good_key_beside_a_bad_one_still_serves():
    keys = {"keys": [{"kty": "XYZ", "kid": "x"}, 7, jwk()]}
    assert isinstance(verifier(keys=keys).verify(token(), now=NOW), Allowed)


def test_a_secret_serves_only_when_it_was_given_on_purpose_and_is_long_enough():
    def by_secret(secret: bytes) -> str:
        unsigned = signed(header("ES256", alg="HS256", kid=None), claims()).rpartition(".")[0].encode()
        return (unsigned + b"." + encode(digest(secret, unsigned, "sha256"))).decode()

    good, short = bytes(range(32)), bytes(range(31))
    assert isinstance(verifier("HS256", keys=secret_jwk(good)).verify(by_secret(good), now=NOW), Allowed)
    assert (
        refusal(verifier("HS256", keys=secret_jwk(short)).verify(by_secret(short), now=NOW)).reason.code == "key.weak"
    )
    mixed = verifier("ES256", "HS256", keys=key_set())
    assert refusal(mixed.verify(by_secret(good), now=NOW)).reason.code == "key.algorithm_mismatch"


def test_a_larger_limit_can_be_set():
    large = token(groups=["g" * 100] * 200)
    assert refusal(verifier().verify(large, now=NOW)).reason.code == "token.too_large"
    assert isinstance(verifier(options=VerifierOptions(max_token_bytes=65_536)).verify(large, now=NOW), Allowed)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": ""},
        {"audience": ""},
        {"audience": []},
        {"algorithms": []},
        {"algorithms": "ES256"},
        {"algorithms": ["none"]},
        {"type": "JWT"},
        {"leeway": 61},
        {"leeway": -1},
        {"leeway": math.inf},
    ],
)
def test_a_verifier_without_its_mandatory_settings_is_not_built(changes):
    with pytest.raises((TypeError, ValueError)):
        verifier(**changes)


def test_there_are_no_defaults_for_issuer_audience_and_algorithms():
    with pytest.raises(TypeError):
        AccessTokenVerifier(keys=key_set())  # type: ignore[call-arg]


def test_a_cached_token_is_asked_again_for_time_and_keys():
    checked = verifier(options=VerifierOptions(cached_tokens=4))
    once = token()
    allowed = checked.verify(once, now=NOW)
    assert checked.verify(once, now=NOW + 1) is allowed
    assert refusal(checked.verify(once, now=NOW + 300)).reason.code == "token.expired"
    assert refusal(checked.verify(once, now=NOW - 1)).reason.code == "token.issued_in_future"


def test_the_cache_is_bounded():
    checked = verifier(options=VerifierOptions(cached_tokens=4))
    tokens = [token(jti=str(number)) for number in range(20)]
    for one in tokens:
        assert isinstance(checked.verify(one, now=NOW), Allowed)
    assert len(checked._cache._entries) <= 4


def test_a_key_that_left_the_set_no_longer_serves_what_is_cached():
    class Changing:
        def __init__(self):
            from assay.verifier import StaticKeys

            self.sources = [StaticKeys(key_set()), StaticKeys(key_set("RS256"))]

        def current(self):
            return self.sources[0].current()

        def after_unknown_kid(self, kid):
            return self.current()

    source = Changing()
    checked = verifier(keys=source, options=VerifierOptions(cached_tokens=4))
    once = token()
    assert isinstance(checked.verify(once, now=NOW), Allowed)
    source.sources.pop(0)
    assert refusal(checked.verify(once, now=NOW)).reason.code == "key.kid_unknown"


def test_an_unknown_kid_is_looked_for_once():
    class Rotated:
        asked = 0

        def __init__(self):
            from assay.verifier import StaticKeys

            self.old, self.new = StaticKeys(key_set("RS256")), StaticKeys(key_set("RS256", "ES256"))

        def current(self):
            return self.old.current()

        def after_unknown_kid(self, kid):
            self.asked += 1
            assert kid == jwk()["kid"]
            return self.new.current()

    source = Rotated()
    assert isinstance(verifier("ES256", "RS256", keys=source).verify(token(), now=NOW), Allowed)
    assert source.asked == 1
    assert verifier("ES256", "RS256", keys=source).examine(token(), now=NOW).signature == "verified"


def test_what_was_verified_can_be_forgotten():
    checked = verifier(options=VerifierOptions(cached_tokens=4))
    once = token()
    allowed = checked.verify(once, now=NOW)
    checked.forget_verified_tokens()
    again = checked.verify(once, now=NOW)
    assert isinstance(again, Allowed)
    assert again is not allowed
    verifier().forget_verified_tokens()


@pytest.mark.parametrize("keys", ["https://id.example/jwks", "-----BEGIN PUBLIC KEY-----", b"secret", None])
def test_keys_that_are_no_keys_are_told_when_the_verifier_is_built(keys):
    with pytest.raises(TypeError, match=r"JWK set.*RemoteKeySet\(url\)"):
        AccessTokenVerifier(issuer=ISSUER, audience=AUDIENCE, algorithms=["ES256"], keys=keys)


@pytest.mark.parametrize("audience", [None, "", [], ["a", ""]])
def test_no_audience_is_told_when_the_verifier_is_built(audience):
    with pytest.raises(TypeError, match="audience is one or more identifiers"):
        AccessTokenVerifier(issuer=ISSUER, audience=audience, algorithms=["ES256"], keys=key_set())


@pytest.mark.parametrize("given", [None, 1, ["eyJ"]])
def test_what_is_no_text_is_a_fault_of_the_caller(given):
    checked = verifier("ES256")
    checked.verify(token("ES256"), now=NOW)  # with a header that is known, too
    with pytest.raises(TypeError, match="a token is text or bytes"):
        checked.verify(given, now=NOW)


def test_a_refusal_says_itself_in_words():
    refused = refusal(verifier("ES256").verify(token("ES256"), now=NOW + 10**6))
    assert refused.code == "token.expired"
    assert "{" not in refused.explanation + refused.fix
    assert str(refused).startswith("token.expired: The token was good until 20")
    assert repr(refused).startswith("Refused(token.expired, {'expired_at': ")
