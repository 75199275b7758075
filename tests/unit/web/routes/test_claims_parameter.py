"""The `claims` parameter through the whole server (OpenID Connect Core 1.0 section 5.5)."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from assay.formats.jose.jwt import read_jwt
from assay.model.effects import ChangeClaims
from provocations.browser import Browser, someone
from provocations.world import World

KNOWN = {"name": "A Person", "email": "a@person.example", "email_verified": True, "phone_number": "+49 30 1", "x": "no"}
ALL = ("openid", "profile", "email", "phone", "offline_access", "read")


@pytest.fixture
def world():
    made = World()
    someone(made)
    person = made.run(made.store.end_users.find("person"))
    made.commit(ChangeClaims(person.subject, person.claims, json.dumps(KNOWN)))
    yield made
    made.close()


class Asked:
    """The tokens and the userinfo that a request with this `claims` parameter ends in."""

    def __init__(self, world: World, claims, *, scope="openid", **members) -> None:
        members = {"first_party": True, "scopes": ALL, **members}
        self.world, self.client, self.browser = world, world.web_client(**members), Browser(world)
        text = claims if isinstance(claims, str) else json.dumps(claims)
        self.first = self.browser.authorize(self.client, claims=text, scope=scope)
        self.answer = self.browser.sign_in() if self.browser.form else self.first

    def tokens(self):
        code = parse_qs(urlsplit(self.answer.header("location")).query)["code"][0]
        self.told = self.world.exchange(self.client, code).json()
        return self.told

    @property
    def id_token(self):
        return read_jwt(self.tokens()["id_token"]).claims

    def userinfo(self, token=None):
        return self.world.send("GET", "/userinfo", bearer=token or self.tokens()["access_token"]).json()


def test_a_claim_of_no_scope_is_told_where_it_is_asked_for_and_nowhere_else(world) -> None:
    asked = Asked(world, {"userinfo": {"name": {"essential": True}}, "id_token": {"email": None}})
    assert asked.userinfo() == {"sub": "person", "name": "A Person"}
    claims = read_jwt(asked.told["id_token"]).claims
    assert claims["email"] == "a@person.example"
    assert "name" not in claims


def test_scopes_and_claims_add_up(world) -> None:
    asked = Asked(world, {"userinfo": {"phone_number": None}}, scope="openid email")
    expected = {"sub": "person", "email": "a@person.example", "email_verified": True, "phone_number": "+49 30 1"}
    assert asked.userinfo() == expected


def test_what_is_asked_for_outlives_a_refresh(world) -> None:
    asked = Asked(world, {"userinfo": {"name": None}, "id_token": {"email": None}}, scope="openid offline_access")
    refreshed = world.refresh(asked.client, asked.tokens()["refresh_token"]).json()
    assert asked.userinfo(refreshed["access_token"])["name"] == "A Person"
    assert read_jwt(refreshed["id_token"]).claims["email"] == "a@person.example"


def test_a_client_gets_no_claim_of_a_scope_that_it_is_not_registered_for(world) -> None:
    asked = Asked(world, {"userinfo": {"phone_number": {"essential": True}, "x": None}}, scopes=("openid", "email"))
    assert asked.userinfo() == {"sub": "person"}


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({"value": "a@person.example"}, True),
        ({"value": "b@person.example"}, False),
        ({"values": ["b@person.example", "a@person.example"]}, True),
        ({"values": ["b@person.example"]}, False),
        ({"value": True}, False),
        ({"value": None}, False),
        ({"value": {"a": 1}}, False),
        ({"values": ["x" * 300, "a@person.example"]}, True),
        ({"values": []}, True),
        ({"essential": True, "purpose": "unknown"}, True),
    ],
)
def test_a_value_that_is_asked_for_is_told_only_when_it_is_the_value(world, detail, told) -> None:
    assert ("email" in Asked(world, {"id_token": {"email": detail}}).id_token) is told


@pytest.mark.parametrize("place", ["id_token", "userinfo"])
def test_another_end_user_than_the_one_asked_for_gets_no_answer(world, place) -> None:
    asked = Asked(world, {place: {"sub": {"value": "somebody-else"}}})
    assert world.reason_of(asked.answer) == "authorization_request.another_end_user"
    assert "code=" not in asked.answer.header("location")
    assert "code=" in Asked(world, {place: {"sub": {"value": "person"}}}).answer.header("location")


@pytest.mark.parametrize(
    "claims",
    [
        "no json",
        "[]",
        '{"id_token": 1}',
        '{"id_token": {"sub": {"value": 7}}}',
        '{"id_token": {"sub": {"values": ["a", "b"]}}}',
        '{"id_token": {"sub": {"value": "a"}}, "userinfo": {"sub": {"value": "b"}}}',
        '{"id_token": {}, "id_token": {}}',
    ],
)
def test_what_cannot_be_understood_or_met_is_told_to_the_client(world, claims) -> None:
    asked = Asked(world, claims)
    assert world.reason_of(asked.first) == "request.parameter_malformed"
    assert asked.first.header("location").startswith("https://app.example/callback?error=invalid_request")


def test_the_person_is_asked_for_what_is_asked_beside_the_scopes_each_time(world) -> None:
    """A093: what was approved once does not cover more."""
    asked = Asked(world, {"userinfo": {"email": None}}, first_party=False)
    assert b"see your e-mail address" in asked.answer.body
    assert "code=" in asked.browser.submit("/consent", **{"consent-approve": "yes"}).header("location")
    plain = asked.browser.authorize(asked.client, scope="openid")
    assert "code=" in plain.header("location")
    again = asked.browser.authorize(asked.client, scope="openid", claims='{"userinfo": {"email": null}}')
    assert b"see your e-mail address" in again.body


def test_the_document_says_so(world) -> None:
    document = world.send("GET", "/.well-known/openid-configuration").json()
    assert document["claims_parameter_supported"] is True
    assert {"name", "email", "address", "phone_number_verified", "sid"} <= set(document["claims_supported"])
