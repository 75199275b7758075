"""The grants decide without any store, clock or fake: facts in, outcome and effects out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.checks.pkce.verifier_match import s256_challenge
from assay.decision import Allowed, Refused
from assay.formats import opaque_token
from assay.model.authorization_code import AuthorizationCode
from assay.model.client import Client
from assay.model.effects import (
    Conflict,
    CountFailedVerifier,
    RecordEvent,
    RedeemAuthorizationCode,
    RevokeGrant,
    RotateRefreshToken,
    StartRefreshTokenFamily,
    TouchRefreshTokenFamily,
)
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import Standing
from assay.server.grants import GRANTS, authorization_code, client_credentials, refresh_token
from assay.server.grants.authorization_code import CodeFacts, CodeRequest
from assay.server.grants.grant import GrantContext, Owner
from assay.server.grants.refresh_token import RefreshFacts
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.refresh_token import RefreshTokenIdentity, RefreshTokenMint

NOW = 1_800_000_000
MINT = RefreshTokenMint(b"k" * 32, "default")
CONTEXT = GrantContext(NOW + 0.5, bytes(range(32)), Lifetimes(), MINT)
ALL = ("authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code")
CLIENT = Client("client", "Client", "client_secret_basic", ALL, scopes=("openid", "read"))
PUBLIC = replace(CLIENT, token_endpoint_auth_method="none")
GOOD = Standing(True, False)
VERIFIER = "v" * 43
CALLBACK = "https://client.example/cb"
CODE = AuthorizationCode(
    code_hash=b"h" * 32, client_id="client", redirect_uri=CALLBACK, redirect_uri_given=True, subject="person",
    grant_id="grant", scopes=("openid", "read"), resources=("urn:api",), issued_at=NOW - 5, expires_at=NOW + 55,
    remember_until=NOW + 999, auth_time=NOW - 9, session_id="session", amr=("pwd",), nonce="n",
    code_challenge=s256_challenge(VERIFIER),
)  # fmt: skip
REQUEST = CodeRequest(b"h" * 32, CALLBACK, VERIFIER)
FAMILY = RefreshTokenFamily(
    family_id=b"f" * 16, client_id="client", subject="person", grant_id="grant", scopes=("openid", "read"),
    resources=("urn:api",), issued_at=NOW - 100, generation=5, rotated_at=NOW - 50, idle_expires_at=NOW + 100,
    expires_at=NOW + 1000, auth_time=NOW - 200, session_id="session",
)  # fmt: skip


def test_the_grants_are_those_that_the_metadata_names() -> None:
    assert sorted(grant.name for grant in GRANTS) == sorted(ALL)


# ---------------------------------------------------------------- client_credentials


def test_client_credentials_entitle_to_what_is_registered_and_write_nothing() -> None:
    decision = client_credentials.decide(None, None, CLIENT, CONTEXT)
    assert isinstance(decision.outcome, Allowed) and decision.effects == ()
    entitlement = decision.outcome.value
    assert (entitlement.subject, entitlement.scopes, entitlement.signed_in) == ("client", CLIENT.scopes, None)
    assert entitlement.refresh_token is None


def test_client_credentials_are_not_for_public_clients() -> None:
    outcome = client_credentials.decide(None, None, PUBLIC, CONTEXT).outcome
    assert isinstance(outcome, Refused) and outcome.reason.code == "client.public_not_allowed"


# ---------------------------------------------------------------- authorization_code


def test_a_code_is_redeemed_and_starts_a_family_in_one_commit() -> None:
    decision = authorization_code.decide(REQUEST, CodeFacts(CODE, GOOD), CLIENT, CONTEXT)
    assert isinstance(decision.outcome, Allowed)
    redeem, start = decision.effects
    assert redeem == RedeemAuthorizationCode(CODE.code_hash, NOW)
    assert isinstance(start, StartRefreshTokenFamily)
    family = start.family
    assert (family.grant_id, family.scopes, family.resources) == ("grant", CODE.scopes, CODE.resources)
    assert (family.generation, family.session_id) == (1, "session")
    assert (family.idle_expires_at, family.expires_at) == (NOW + 7 * 86_400, NOW + 30 * 86_400)
    assert decision.outcome.value.refresh_token == (family.family_id, 1)


def test_the_idle_limit_never_outlasts_the_absolute_one() -> None:
    context = replace(CONTEXT, lifetimes=Lifetimes(refresh_token_idle=100, refresh_token_absolute=100))
    effects = authorization_code.decide(REQUEST, CodeFacts(CODE, GOOD), CLIENT, context).effects
    (start,) = (effect for effect in effects if isinstance(effect, StartRefreshTokenFamily))
    assert start.family.idle_expires_at == start.family.expires_at == NOW + 100


def test_offline_access_unties_the_family_from_the_session() -> None:
    code = replace(CODE, scopes=("openid", "offline_access"))
    decision = authorization_code.decide(REQUEST, CodeFacts(code, GOOD), CLIENT, CONTEXT)
    (start,) = (effect for effect in decision.effects if isinstance(effect, StartRefreshTokenFamily))
    assert start.family.session_id is None
    assert isinstance(decision.outcome, Allowed) and decision.outcome.value.signed_in is not None
    assert not decision.outcome.value.signed_in.session_bound


def test_without_the_refresh_grant_no_family_is_started() -> None:
    client = replace(CLIENT, grant_types=("authorization_code",))
    decision = authorization_code.decide(REQUEST, CodeFacts(CODE, GOOD), client, CONTEXT)
    assert decision.effects == (RedeemAuthorizationCode(CODE.code_hash, NOW),)


@pytest.mark.parametrize(
    ("request_changes", "code_changes", "client", "code", "effects"),
    [
        ({"verifier": "w" * 43}, {}, CLIENT, "verifier_mismatch", (CountFailedVerifier(CODE.code_hash),)),
        ({"verifier": "short"}, {}, CLIENT, "verifier_malformed", (CountFailedVerifier(CODE.code_hash),)),
        ({"verifier": "short"}, {"client_id": "x"}, CLIENT, "verifier_malformed", ()),
        ({"verifier": "short"}, {"redeemed_at": 1}, CLIENT, "verifier_malformed", ()),
        ({"verifier": None}, {}, CLIENT, "verifier_missing", ()),
        ({}, {"code_challenge": None}, CLIENT, "challenge_missing", ()),
        ({"redirect_uri": "https://x/"}, {}, CLIENT, "redirect_uri_mismatch", ()),
        ({"verifier": "w" * 43}, {"client_id": "x"}, CLIENT, "wrong_client", ()),
        ({"verifier": "w" * 43}, {"expires_at": NOW}, CLIENT, "expired", ()),
        ({}, {"failed_verifiers": 3}, CLIENT, "burnt", ()),
    ],
)
def test_a_refusal_writes_no_more_than_it_must(
    request_changes: Any, code_changes: Any, client: Client, code: str, effects: Any
) -> None:
    facts = CodeFacts(replace(CODE, **code_changes), GOOD)
    decision = authorization_code.decide(replace(REQUEST, **request_changes), facts, client, CONTEXT)
    assert isinstance(decision.outcome, Refused)
    assert decision.outcome.reason.code == f"authorization_code.{code}"
    assert decision.effects == effects


def assert_revoked(effects: tuple[Any, ...], because: str) -> None:
    revoke, event = effects
    assert revoke == RevokeGrant("grant", NOW, NOW + 86_400, because)
    assert isinstance(event, RecordEvent) and (event.event.type, event.event.reason) == ("grant.revoked", because)


def test_a_replay_and_the_loser_of_a_race_revoke_what_the_code_bought() -> None:
    facts = CodeFacts(replace(CODE, redeemed_at=NOW - 1), GOOD)
    assert_revoked(authorization_code.decide(REQUEST, facts, CLIENT, CONTEXT).effects, "authorization_code.replayed")
    lost = Conflict(RedeemAuthorizationCode(CODE.code_hash, NOW))
    decision = authorization_code.on_conflict(lost, REQUEST, CodeFacts(CODE, GOOD), CONTEXT)
    assert decision is not None and isinstance(decision.outcome, Refused)
    assert decision.outcome.reason.code == "authorization_code.replayed"
    assert_revoked(decision.effects, "authorization_code.replayed")


def test_a_replay_by_another_client_revokes_nothing() -> None:
    facts = CodeFacts(replace(CODE, client_id="other", redeemed_at=NOW - 1), GOOD)
    decision = authorization_code.decide(REQUEST, facts, CLIENT, CONTEXT)
    assert isinstance(decision.outcome, Refused) and decision.outcome.reason.code == "authorization_code.wrong_client"
    assert decision.effects == ()
    assert authorization_code.owner(REQUEST, facts) == Owner("other", "person")


# ---------------------------------------------------------------- refresh_token


def refreshed(generation: int = 5, client: Client = CLIENT, authentic: bool = True, **family: Any) -> Any:
    identity = RefreshTokenIdentity(FAMILY.family_id, generation, authentic)
    return refresh_token.decide(identity, RefreshFacts(replace(FAMILY, **family), GOOD), client, CONTEXT)


def test_a_confidential_client_keeps_its_token() -> None:
    decision = refreshed()
    assert decision.effects == (TouchRefreshTokenFamily(FAMILY.family_id, FAMILY.expires_at),)
    assert decision.outcome.value.refresh_token == (FAMILY.family_id, 5)


@pytest.mark.parametrize("client", [PUBLIC, replace(CLIENT, rotate_refresh_tokens=True)])
def test_a_rotating_client_gets_the_next_generation(client: Client) -> None:
    decision = refreshed(client=client)
    assert decision.effects == (RotateRefreshToken(FAMILY.family_id, 5, NOW, FAMILY.expires_at),)
    assert decision.outcome.value.refresh_token == (FAMILY.family_id, 6)


@pytest.mark.parametrize("client", [PUBLIC, replace(CLIENT, rotate_refresh_tokens=True)])
def test_the_one_before_gets_the_same_successor_and_changes_nothing(client: Client) -> None:
    decision = refreshed(4, client)
    assert decision.effects == ()
    assert decision.outcome.value.refresh_token == (FAMILY.family_id, 5)


def test_the_idle_limit_moves_with_each_use_up_to_the_absolute_one() -> None:
    decision = refreshed(expires_at=NOW + 30 * 86_400)
    assert decision.effects == (TouchRefreshTokenFamily(FAMILY.family_id, NOW + 7 * 86_400),)


def test_the_nonce_is_told_once() -> None:
    assert refreshed(nonce="n").outcome.value.signed_in.nonce is None


def test_an_authentic_older_token_revokes_its_family() -> None:
    decision = refreshed(3)
    assert decision.outcome.reason.code == "refresh_token.reused"
    assert_revoked(decision.effects, "refresh_token.reused")


@given(generation=st.integers(0, 10))
def test_an_invented_token_never_writes_anything(generation: int) -> None:
    decision = refreshed(generation, authentic=False)
    assert decision.outcome.reason.code == "refresh_token.unknown" and decision.effects == ()


def test_the_loser_of_a_race_looks_again() -> None:
    lost = Conflict(RotateRefreshToken(FAMILY.family_id, 5, NOW, NOW))
    identity = RefreshTokenIdentity(FAMILY.family_id, 5)
    assert refresh_token.on_conflict(lost, identity, RefreshFacts(FAMILY, GOOD), CONTEXT) is None


# ---------------------------------------------------------------- parsing


@given(text=st.text(max_size=80))
def test_no_text_makes_parsing_fail(text: str) -> None:
    for grant, name in ((authorization_code, "code"), (refresh_token, "refresh_token")):
        for form in ({name: (text,)}, {name: (opaque_token.REFRESH_TOKEN + text,)}):
            assert isinstance(grant.parse(form, MINT), Refused)


@given(body=st.binary(min_size=32, max_size=32))
def test_a_parsed_code_is_a_hash_and_the_text_is_gone(body: bytes) -> None:
    text = opaque_token.encode(opaque_token.AUTHORIZATION_CODE, body)
    parsed = authorization_code.parse({"code": (text,), "code_verifier": (VERIFIER,)}, MINT)
    assert isinstance(parsed, Allowed)
    assert text not in repr(parsed) and VERIFIER not in repr(parsed)


def test_client_credentials_have_nothing_to_race_for() -> None:
    with pytest.raises(AssertionError):
        client_credentials.on_conflict(Conflict(RotateRefreshToken(b"", 0, 0, 0)), None, None, CONTEXT)
