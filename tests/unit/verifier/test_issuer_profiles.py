"""The access tokens of known issuers pass by their profile, and their other tokens do not."""

from __future__ import annotations

import pytest

from assay.decision import Allowed, Refused
from assay.verifier import ISSUER_PROFILES, AccessTokenVerifier
from issuing import NOW, header, key, key_set, signed

NAMES = {"tenant": "72f988bf", "domain": "x.example", "server": "default", "url": "https://sso.example/", "realm": "r", "region": "eu-west-1", "pool": "eu-west-1_Ab"}  # fmt: skip
API = "api://orders"
TIMES = {"iat": NOW, "exp": NOW + 300}
HEADS = {"auth0": "at+jwt", "okta": None, "cognito": None, "kubernetes": None}

GOOD = {
    "entra_v1": {"aud": API, "sub": "s", "appid": "app", "ver": "1.0", "scp": "orders.read"},
    "entra_v2": {"aud": API, "sub": "s", "azp": "app", "ver": "2.0", "roles": ["Reader"]},
    "auth0": {"aud": [API, "https://x.example/userinfo"], "sub": "auth0|1", "azp": "app", "scope": "orders.read"},
    "okta": {"aud": API, "sub": "a@x.example", "cid": "app", "jti": "AT.1", "ver": 1, "scp": ["orders.read"]},
    "keycloak": {
        "aud": [API, "account"],
        "sub": "s",
        "azp": "app",
        "jti": "j",
        "typ": "Bearer",
        "scope": "orders.read",
    },
    "cognito": {"client_id": API, "sub": "s", "jti": "j", "token_use": "access", "scope": "orders.read"},
    "google": {"aud": API, "sub": "1", "azp": "app", "email": "svc@x.example"},
    "kubernetes": {"aud": [API], "sub": "system:serviceaccount:ns:name", "kubernetes.io": {"namespace": "ns"}},
    "github_actions": {"aud": API, "sub": "repo:o/r:ref:refs/heads/main", "repository": "o/r", "jti": "j"},
}

OTHERS = {
    "entra_v1": ({"ver": "2.0"}, "token.claim_mismatch"),
    "entra_v2": ({"azp": None}, "token.claim_missing"),
    "auth0": ({"aud": "app"}, "token.audience_mismatch"),
    "okta": ({"cid": None}, "token.claim_missing"),
    "keycloak": ({"typ": "Refresh"}, "token.claim_mismatch"),
    "cognito": ({"token_use": "id"}, "token.claim_mismatch"),
    "google": ({"azp": 1}, "token.claim_wrong_type"),
    "kubernetes": ({"sub": None}, "token.claim_missing"),
    "github_actions": ({"repository": None}, "token.claim_missing"),
}


def test_every_profile_is_tried():
    assert set(GOOD) == set(OTHERS) == set(ISSUER_PROFILES)


@pytest.mark.parametrize("name", ISSUER_PROFILES)
def test_an_access_token_passes_and_another_token_does_not(name):
    profile = ISSUER_PROFILES[name]
    issuer = profile.issuer_of(**NAMES)
    assert issuer.startswith("https://")
    assert profile.key_set_of(**NAMES).startswith("https://")
    checked = AccessTokenVerifier(
        issuer=issuer, audience=API, algorithms=profile.algorithms, keys=key_set("RS256"), type=profile.tokens
    )

    def shown(**changes):
        body = {
            name: value
            for name, value in {**TIMES, "iss": issuer, **GOOD[name], **changes}.items()
            if value is not None
        }
        return signed(header("RS256", typ=HEADS.get(name, "JWT")), body, key("RS256"))

    for _ in range(2):
        verified = checked.verify(shown(), now=NOW)
        assert isinstance(verified, Allowed), verified
    if name not in {"kubernetes", "github_actions"}:
        assert verified.value.client_id in {"app", API}
    if "scope" in GOOD[name] or "scp" in GOOD[name]:
        assert verified.value.scopes == {"orders.read"}
    changes, code = OTHERS[name]
    for shown_now, expected in (
        (shown(**changes), code),
        (shown(iss="https://attacker.example"), "token.issuer_mismatch"),
    ):
        refused = checked.verify(shown_now, now=NOW)
        assert isinstance(refused, Refused)
        assert refused.reason.code == expected
        assert checked.examine(shown_now, now=NOW).refusals[0].reason is refused.reason


@pytest.mark.parametrize("tenant", ["../evil", "a/b", "", "evil.example/x?", "a b", "%2e"])
def test_a_name_with_a_slash_cannot_make_somebody_else_the_issuer(tenant):
    with pytest.raises(ValueError, match="is no tenant"):
        ISSUER_PROFILES["entra_v2"].issuer_of(tenant=tenant)


def test_a_missing_name_is_told():
    with pytest.raises(KeyError):
        ISSUER_PROFILES["entra_v2"].issuer_of()
