"""A token of an operator, stolen for a moment: it makes no other operator and no client that people are not asked about."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from issuing import key_set
from provocations.operator import SCOPE, Operator
from provocations.world import ISSUER, Answer, Credentials, World

APPOINT = "assay:appoint"
MACHINE = {"name": "Mine", "grant_types": ["client_credentials"]}
SHOP = {"name": "Mine", "grant_types": ["authorization_code"], "redirect_uris": ["https://evil.example/cb"]}


class Operations:
    """The admin API, called with the scope of an operator alone or with the one for appointing as well."""

    def __init__(self) -> None:
        self.world = World()
        self.operator = Operator(self.world)
        self.plain = self.operator.bearer
        self.appointing = self.operator.bearer_of(f"{SCOPE} {APPOINT}")

    def call(self, method: str, path: str, body: Any = None, *, appointing: bool = False) -> Answer:
        self.operator.bearer = self.appointing if appointing else self.plain
        return self.operator.call(method, path, body)

    def events(self, kind: str) -> list[Any]:
        return [one for one in self.world.run(self.world.store.events.read(0, 1000)) if one.type == kind]


@pytest.fixture
def desk() -> Iterator[Operations]:
    made = Operations()
    yield made
    made.world.close()


def refused(answer: Answer, *trusted: str) -> bool:
    assert answer.header("content-type") == "application/problem+json"
    challenge = answer.header("www-authenticate") or ""
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="assay:operator assay:appoint"' in challenge
    return (
        answer.status == 403
        and answer.json()["reason"] == "access_token.may_not_appoint"
        and all(one in answer.json()["detail"] for one in trusted)
    )


@pytest.mark.parametrize(
    ("new", "trusted"),
    [
        ({**MACHINE, "scopes": [SCOPE], "resources": [ISSUER]}, SCOPE),
        ({**MACHINE, "scopes": ["read", APPOINT]}, APPOINT),
        ({**SHOP, "first_party": True}, "first_party"),
    ],
)
def test_no_trusted_client_is_made(desk: Operations, new: dict[str, Any], trusted: str) -> None:
    before = desk.call("GET", "/clients").body
    assert refused(desk.call("POST", "/clients", new), trusted)
    assert desk.call("GET", "/clients").body == before
    assert desk.call("POST", "/clients", new, appointing=True).status == 201


@pytest.mark.parametrize("changes", [{"scopes": [SCOPE]}, {"scopes": [APPOINT]}, {"first_party": True}])
def test_no_client_comes_to_be_trusted(desk: Operations, changes: dict[str, Any]) -> None:
    client = desk.world.web_client()
    path = f"/clients/{client.client_id}"
    before = desk.call("GET", path).header("etag")
    assert refused(desk.call("PATCH", path, changes))
    assert desk.call("GET", path).header("etag") == before
    assert desk.call("PATCH", path, {"name": "Renamed"}).status == 200
    assert desk.call("PATCH", path, changes, appointing=True).status == 200


@pytest.mark.parametrize("members", [{"scopes": (SCOPE,), "resources": (ISSUER,)}, {"first_party": True}])
def test_no_trusted_client_is_taken_over(desk: Operations, members: dict[str, Any]) -> None:
    """By a new secret, another key, another address for answers; and taking the trust away first does not lead around it."""
    granted = ("client_credentials",) if "scopes" in members else ("authorization_code",)
    client = desk.world.client(*granted, **members)
    path = f"/clients/{client.client_id}"
    for changes in (
        {"jwks": key_set(), "token_endpoint_auth_method": "private_key_jwt"},
        {"redirect_uris": ["https://evil.example/cb"]},
        {"scopes": ["read"]},
        {"first_party": False, "scopes": []},
    ):
        assert refused(desk.call("PATCH", path, changes)), changes
    assert refused(desk.call("POST", path + "/rotate-secret", {"overlap": 0}))
    assert desk.call("POST", path + "/rotate-secret", {"overlap": 0}, appointing=True).status == 200


def test_a_trusted_client_that_leaked_is_ended_by_any_operator(desk: Operations) -> None:
    client = desk.world.client(scopes=(SCOPE,), resources=(ISSUER,))
    assert desk.call("POST", f"/clients/{client.client_id}/disable").status == 200


def test_who_came_to_be_trusted_is_an_event_and_a_warning_in_the_log(
    desk: Operations, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="assay"):
        made = desk.call("POST", "/clients", {**SHOP, "first_party": True}, appointing=True).json()["client"]
        desk.call("PATCH", f"/clients/{made['client_id']}", {"name": "The same"}, appointing=True)
        desk.call("PATCH", f"/clients/{made['client_id']}", {"scopes": [SCOPE]}, appointing=True)
    told = [(one.client_id, json.loads(one.detail)) for one in desk.events("client.appointed")][-2:]
    assert [one["trusted"] for _, one in told] == [["first_party"], [SCOPE]]
    by = {one["by"] for _, one in told}
    assert {client_id for client_id, _ in told} == {made["client_id"]}
    assert desk.call("GET", f"/clients/{by.pop()}").json()["scopes"] == [SCOPE, APPOINT]
    assert not by
    lines = [(one.levelname, one.fields) for one in caplog.records if one.getMessage() == "client.appointed"]  # type: ignore[attr-defined]
    assert lines == [("WARNING", {"client_id": client_id, **detail}) for client_id, detail in told]


def test_a_command_that_appoints_is_the_same_event(desk: Operations) -> None:
    before = len(desk.events("client.appointed"))
    made: Credentials = desk.world.client(scopes=(SCOPE,), resources=(ISSUER,))
    [told] = desk.events("client.appointed")[before:]
    assert (told.client_id, json.loads(told.detail)) == (made.client_id, {"trusted": [SCOPE], "by": None})


def test_the_wrong_kind_of_trust_is_no_operator(desk: Operations) -> None:
    """The scope for appointing opens nothing alone."""
    desk.plain = desk.operator.bearer_of(APPOINT)
    assert desk.call("GET", "/clients").json()["reason"] == "access_token.scope_missing"
