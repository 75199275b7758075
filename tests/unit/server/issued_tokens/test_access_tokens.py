from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as replace_claims

from assay.decision import Allowed, CheckOutcome, Refused
from assay.formats.jose.jwt import CompactSigner
from assay.model.effects import SaveSigningKey
from assay.primitives.signing import generate
from assay.server.issuance.access_token import AccessTokenClaims, encode
from assay.server.issued_tokens import access_tokens
from assay.server.issued_tokens.access_tokens import IssuedAccessTokens, RecognisedAccessToken
from assay.server.issued_tokens.issued_access_token import IssuedAccessToken
from endpoint_house import ISSUER, NOW, IssuingHouse, bent, run


@pytest.fixture
def house() -> IssuingHouse:
    return IssuingHouse()


def recognise(house: IssuingHouse, token: str, now: float = NOW) -> RecognisedAccessToken:
    return run(house.access_tokens.recognise(token, now))


def reason_of(recognised: RecognisedAccessToken) -> str:
    assert isinstance(recognised.outcome, Refused)
    return recognised.outcome.reason.code


def test_a_token_of_ours_is_recognised_whatever_its_audience(house: IssuingHouse) -> None:
    outcome = recognise(house, house.token(aud="https://elsewhere.example")).outcome
    assert isinstance(outcome, Allowed)
    token = outcome.value
    assert (token.client_id, token.end_user, token.audience) == ("owner", "person", ("https://elsewhere.example",))
    assert token.scopes == ["openid", "email"]
    assert token.standing.jti == "jti-1"
    assert (token.standing.grant_id, token.standing.session_id) == ("grant-1", "sid-1")


def test_a_client_that_acts_for_itself_has_no_end_user(house: IssuingHouse) -> None:
    token = house.token(sub="owner", sid=None, auth_time=None, grant_id=None, scope=None)
    outcome = recognise(house, token).outcome
    assert isinstance(outcome, Allowed)
    assert outcome.value.end_user is None
    assert outcome.value.standing.subject is None
    assert outcome.value.standing.grant_id is None
    assert outcome.value.scopes == []


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_every_algorithm_that_we_sign_with_is_recognised(house: IssuingHouse, algorithm: str) -> None:
    key = house.publish(generate(algorithm))
    assert isinstance(recognise(house, house.token(key=key)).outcome, Allowed)


def test_a_token_of_a_retired_key_counts_until_it_expires(house: IssuingHouse) -> None:
    key = house.publish(generate("ES256"), retires_at=int(NOW) - 10)
    token = house.token(key=key)
    assert isinstance(recognise(house, token).outcome, Allowed)
    assert reason_of(recognise(house, token, NOW + 300)) == "token.expired"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"typ": "JWT"}, "token.type_mismatch"),
        ({"typ": "logout+jwt"}, "token.type_mismatch"),
        ({"iss": "https://other.example"}, "token.issuer_mismatch"),
        ({"exp": int(NOW)}, "token.expired"),
        ({"exp": int(NOW) - 86_400}, "token.expired"),
        ({"exp": str(int(NOW) + 5)}, "token.claim_wrong_type"),
        ({"iat": int(NOW) + 86_400}, "token.issued_in_future"),
        ({"jti": None}, "token.claim_missing"),
        ({"client_id": None}, "token.claim_missing"),
        ({"cnf": {"jkt": "x"}}, "sender_constraint.proof_missing"),
    ],
)
def test_a_genuine_token_that_does_not_fit_is_refused_and_its_owner_known(house, changes, code: str) -> None:
    recognised = recognise(house, house.token(**changes))
    assert reason_of(recognised) == code
    if code != "token.type_mismatch" and "client_id" not in changes:
        assert (recognised.owner_id, recognised.kid) == ("owner", house.key[0])


@pytest.mark.parametrize("changes", [{}, {"exp": int(NOW) - 5}, {"iss": "https://other.example"}, {"jti": None}])
def test_a_forged_token_is_told_its_signature_and_never_a_claim(house: IssuingHouse, changes) -> None:
    recognised = recognise(house, house.forged(**changes))
    assert reason_of(recognised) == "token.signature_mismatch"
    assert (recognised.owner_id, recognised.end_user, recognised.kid) == (None, None, None)
    assert recognised.claimed_client_id == "owner"


def test_a_small_lead_of_another_processs_clock_is_allowed_for(house: IssuingHouse) -> None:
    assert isinstance(recognise(house, house.token(iat=int(NOW) + 2)).outcome, Allowed)


def test_a_signature_is_verified_once(house: IssuingHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[bytes] = []
    read = access_tokens.read_jwt

    def counted(octets: bytes):
        verified.append(octets)
        return read(octets)

    monkeypatch.setattr(access_tokens, "read_jwt", counted)
    token = house.token()
    first, again = recognise(house, token), recognise(house, token)
    assert first == again
    assert len(verified) == 1


def test_a_remembered_token_still_expires_with_a_trace(house: IssuingHouse) -> None:
    token = house.token()
    recognise(house, token)
    expired = recognise(house, token, NOW + 300)
    assert reason_of(expired) == "token.expired"
    assert isinstance(expired.outcome, Refused)
    assert CheckOutcome("signature", "passed") in expired.outcome.trace
    assert CheckOutcome("expiry", "refused") in expired.outcome.trace
    assert expired.owner_id == "owner"


def test_a_revoked_key_takes_remembered_tokens_with_it(house: IssuingHouse) -> None:
    token = house.token()
    assert isinstance(recognise(house, token).outcome, Allowed)
    (stored,) = run(house.store.signing_keys.list_all())
    house.commit(SaveSigningKey(replace(stored, revoked_at=int(NOW))))
    refused = recognise(house, token)
    assert reason_of(refused) == "access_token.key_revoked"


def test_a_token_that_was_made_here_needs_no_verifying_and_says_the_same(
    house: IssuingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = AccessTokenClaims(**house.claims(amr=("pwd",), acr="urn:acr"))
    kid, private = house.key
    signer = CompactSigner({"alg": "ES256", "typ": "at+jwt", "kid": kid}, private.sign)
    machine = replace_claims(claims, sub="owner", sid=None, auth_time=None, amr=(), acr=None, aud="https://api.example")
    for one in (claims, machine):
        token = signer.sign(encode(one))
        verified = recognise(house, token).outcome
        assert isinstance(verified, Allowed)
        tokens = IssuedAccessTokens(ISSUER, house.store.signing_keys)
        tokens.remember(token, kid, one)
        with monkeypatch.context() as patch:
            patch.setattr(access_tokens, "read_jwt", None)
            remembered = run(tokens.recognise(token, NOW)).outcome
        assert isinstance(remembered, Allowed)
        told, told_again = (json.dumps(found.value.introspection(ISSUER)) for found in (verified, remembered))
        assert told == told_again
        assert remembered.value.standing == verified.value.standing


def test_an_unknown_kid_is_not_taken_for_a_revoked_one(house: IssuingHouse) -> None:
    assert reason_of(recognise(house, house.token(key=("nobody's", generate("ES256"))))) == "key.kid_unknown"


def test_the_bytes_count_and_not_what_they_say(house: IssuingHouse) -> None:
    token = house.token()
    recognise(house, token)
    assert reason_of(recognise(house, bent(token))) == "token.signature_mismatch"
    assert isinstance(recognise(house, token + "A").outcome, Refused)


def test_the_memory_is_bounded(house: IssuingHouse) -> None:
    def value_of(recognised: RecognisedAccessToken) -> IssuedAccessToken:
        assert isinstance(recognised.outcome, Allowed)
        return recognised.outcome.value

    house.access_tokens = IssuedAccessTokens(ISSUER, house.store.signing_keys, remembered=2)
    tokens = [house.token(jti=str(number)) for number in range(3)]
    first = value_of(recognise(house, tokens[0]))
    assert value_of(recognise(house, tokens[0])) is first
    for token in tokens[1:]:
        recognise(house, token)
    assert value_of(recognise(house, tokens[0])) is not first


def test_the_trace_of_later_checks_begins_with_those_that_had_passed(house: IssuingHouse) -> None:
    from assay.checks.jwt.expectations import JwtContext
    from assay.decision import NotApplicable, every_outcome
    from assay.formats.jose.jwt import read_jwt

    tokens = house.access_tokens
    recognise(house, house.token())
    context = JwtContext(tokens._expected, tokens._trusted.key_set, NOW)
    ran = [
        CheckOutcome(check.name, "not_applicable" if isinstance(outcome, NotApplicable) else "passed")
        for check, outcome in every_outcome(access_tokens._CHECKS, read_jwt(house.token()), context)
    ]
    assert access_tokens._PASSED == tuple(ran)


def test_unproved_audiences_are_bounded(house: IssuingHouse) -> None:
    recognised = recognise(house, house.forged(aud=[f"https://{number}.example" for number in range(100)]))
    assert len(recognised.claimed_audience) == 16
    assert json.dumps(recognised.claimed_audience)


_FUZZED = IssuingHouse()
_TOKEN = _FUZZED.token()


@given(st.integers(0, len(_TOKEN) - 1), st.characters(codec="latin-1"))
def test_a_token_that_was_changed_anywhere_is_refused(position: int, character: str) -> None:
    changed = _TOKEN[:position] + character + _TOKEN[position + 1 :]
    recognised = recognise(_FUZZED, changed)
    assert isinstance(recognised.outcome, Allowed if changed == _TOKEN else Refused)


@given(st.text(max_size=200))
def test_no_text_is_a_token_by_chance_and_none_is_a_fault(text: str) -> None:
    assert isinstance(recognise(_FUZZED, text).outcome, Refused)
