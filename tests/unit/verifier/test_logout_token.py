"""A logout token says whose session ends, and nothing else passes for one."""

from __future__ import annotations

import asyncio

import pytest

from assay.decision import Allowed, Refused
from assay.verifier import IdTokenVerifier, LogoutTokenVerifier
from issuing import ISSUER, NOW, header, key_set, signed

CLIENT = "client-1"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
GOOD = {"iss": ISSUER, "sub": "u", "aud": CLIENT, "exp": NOW + 120, "iat": NOW, "jti": "1", "events": {EVENT: {}}}
CHECKED = LogoutTokenVerifier(issuer=ISSUER, client_id=CLIENT, algorithms=["ES256"], keys=key_set())


def code_of(typ: str | None = "logout+jwt", **changes) -> str:
    body = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    text = signed(header(typ=typ), body)
    answer = CHECKED.verify(text, now=NOW)
    on_a_loop = asyncio.run(CHECKED.verify_async(text, now=NOW))
    assert type(on_a_loop) is type(answer)
    assert isinstance(answer, Allowed) or on_a_loop == answer
    if isinstance(answer, Allowed):
        return "allowed"
    assert isinstance(answer, Refused)
    return answer.reason.code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "allowed"),
        ({"typ": None}, "allowed"),
        ({"sub": None, "sid": "s"}, "allowed"),
        ({"sub": None}, "token.claim_missing"),
        ({"sid": 1}, "token.claim_wrong_type"),
        ({"jti": None}, "token.claim_missing"),
        ({"iat": None}, "token.claim_missing"),
        ({"exp": None}, "token.claim_missing"),
        ({"events": None}, "token.event_missing"),
        ({"events": {EVENT: None}}, "token.event_missing"),
        ({"events": [EVENT]}, "token.event_missing"),
        ({"nonce": "n"}, "token.claim_not_wanted"),
        ({"typ": "at+jwt"}, "token.type_mismatch"),
        ({"aud": "client-2"}, "token.audience_mismatch"),
        ({"exp": NOW}, "token.expired"),
    ],
    ids=str,
)
def test_each_claim_counts(changes, code):
    assert code_of(**changes) == code


@pytest.mark.parametrize("kind", [LogoutTokenVerifier, IdTokenVerifier])
@pytest.mark.parametrize("changes", [{"issuer": ""}, {"client_id": ""}, {"leeway": -1}, {"algorithms": []}])
def test_a_verifier_without_its_settings_is_not_built(kind, changes):
    settings = {"issuer": ISSUER, "client_id": CLIENT, "algorithms": ["ES256"], "keys": key_set()}
    with pytest.raises((TypeError, ValueError)):
        kind(**{**settings, **changes})
