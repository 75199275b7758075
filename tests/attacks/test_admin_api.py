"""The admin API through the whole server: who gets in, what it does, and that nobody loses a change."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import validate

from assay.model.consent import Consent
from assay.model.effects import SaveConsent
from assay.server.admin import OPERATIONS
from issuing import jwk
from pictures import png
from provocations.operator import Operator
from provocations.world import ISSUER, PERSON, SESSION, Answer, Credentials, World


class AdminWorld(World):
    """A world with an operator, a client that is none, and a person."""

    def __init__(self) -> None:
        super().__init__()
        self.operator = Operator(self)
        self.somebody = self.operator.bearer_of("read")
        self.person()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return self.operator.call(method, path, body, **headers)


@pytest.fixture
def world() -> Iterator[AdminWorld]:
    made = AdminWorld()
    yield made
    made.close()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("who", ["nobody", "a client without the scope", "a person's cookie"])
def test_nobody_else_gets_in(world: AdminWorld, operation: Any, who: str) -> None:
    # Security bar A209: every route, every kind of caller.
    path = re.sub(r"\{\w+\}", "x", operation.path)
    headers = [("cookie", "assay_session=" + "s" * 43)] if who == "a person's cookie" else []
    bearer = world.somebody if who == "a client without the scope" else None
    with world.operator.listening():
        answer = world.send(operation.method, path, bearer=bearer, headers=headers, body=b"{}")
    assert answer.status == (403 if bearer else 401)
    assert answer.header("content-type") == "application/problem+json"
    assert (answer.header("www-authenticate") or "").startswith("Bearer")
    assert answer.json()["refusal_id"] == answer.header("refusal-id")


def test_nobody_becomes_the_operator_by_signing_in(world: AdminWorld) -> None:
    # Whoever signs in may approve what a client asks for, but cannot approve what is not theirs.
    client = world.web_client(scopes=("openid", "assay:operator"), resources=(ISSUER,))
    answer = world.exchange(client, world.code(client, scopes=("openid", "assay:operator"), resources=(ISSUER,)))
    assert "assay:operator" in answer.json()["scope"]
    bearer = answer.json()["access_token"]
    with world.operator.listening():
        refused = world.send("GET", "/users", bearer=bearer)
    assert (refused.status, refused.json()["reason"]) == (403, "access_token.of_an_end_user")
    assert world.send("GET", "/refusals/rf_" + "a" * 26, bearer=bearer).status == 403


def test_the_document_is_for_the_operator_and_names_every_operation(world: AdminWorld) -> None:
    with world.operator.listening():
        assert world.send("GET", "/openapi.json").status == 401
    document = world.call("GET", "/openapi.json").json()
    described = {one["operationId"] for methods in document["paths"].values() for one in methods.values()}
    assert described == {operation.name for operation in OPERATIONS}


def test_the_public_listener_has_none_of_it(world: AdminWorld) -> None:
    assert world.send("GET", "/users", bearer=world.operator.bearer).status == 404


def test_users_are_registered_read_disabled_and_enabled(world: AdminWorld) -> None:
    made = world.call("POST", "/users", {"username": "Ada", "email": "ada@example.org"})
    assert made.status == 201
    assert made.json()["username"] == "ada"
    assert made.json()["has_password"] is False
    one = f"/users/{made.json()['subject']}"
    assert world.call("GET", one).json() == made.json()
    assert world.call("POST", one + "/disable").json()["disabled_at"] == int(world.now)
    assert world.call("POST", one + "/enable").json()["disabled_at"] is None
    again = world.call("POST", "/users", {"username": "ADA"})
    assert (again.status, again.json()["reason"]) == (409, "registration.username_taken")


def test_lists_are_read_page_by_page(world: AdminWorld) -> None:
    for number in range(4):
        world.call("POST", "/users", {"username": f"user{number}"})
    seen, after = [], ""
    while True:
        page = world.call("GET", f"/users?limit=2&after={after}").json()
        seen += [user["username"] for user in page["users"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert sorted(seen) == ["person", "user0", "user1", "user2", "user3"]


def test_a_place_that_no_list_has_is_refused_and_does_not_begin_anew(world: AdminWorld) -> None:
    last = world.call("GET", "/users?limit=1").json()["users"][0]["subject"]
    for path in ("/users", "/clients"):
        for after in ("nobody", last[:-1], "%00", "%F0%9F%92%A9", "'"):
            answer = world.call("GET", f"{path}?after={after}")
            assert (answer.status, answer.json()["reason"]) == (400, "registration.list_place_unknown"), after
    assert world.call("GET", f"/clients?after={last}").status == 400, "a place of another list"


def test_sessions_are_listed_and_ended(world: AdminWorld) -> None:
    path = f"/users/{PERSON.subject}/sessions"
    [shown] = world.call("GET", path).json()["sessions"]
    assert shown["session_id"] == SESSION.session_id
    assert world.call("DELETE", f"/users/somebody-else/sessions/{SESSION.session_id}").status == 404
    assert world.call("DELETE", f"{path}/{SESSION.session_id}").json() == {"sessions_ended": 1}
    assert world.call("GET", path).json() == {"sessions": []}


def test_consents_are_listed_and_taken_back(world: AdminWorld) -> None:
    world.commit(SaveConsent(Consent("shop", PERSON.subject, ("read",), (), int(world.now))))
    path = f"/users/{PERSON.subject}/consents"
    assert [one["client_id"] for one in world.call("GET", path).json()["consents"]] == ["shop"]
    assert world.call("DELETE", f"{path}/shop").status == 204
    assert world.call("DELETE", f"{path}/shop").json()["reason"] == "registration.consent_unknown"


def test_clients_are_registered_and_their_secret_is_shown_once(world: AdminWorld) -> None:
    made = world.call("POST", "/clients", {"name": "A machine", "grant_types": ["client_credentials"]})
    assert made.status == 201
    client_id, secret = made.json()["client"]["client_id"], made.json()["client_secret"]
    read = world.call("GET", f"/clients/{client_id}")
    assert secret not in read.body.decode()
    rotated = world.call("POST", f"/clients/{client_id}/rotate-secret", {"overlap": 0}).json()["client_secret"]
    assert rotated not in {None, secret}
    assert world.call("POST", f"/clients/{client_id}/disable").json()["disabled_at"] is not None


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "grant_types": ["client_credentials"], "client_id": "chosen"},
        {"name": "x", "grant_types": ["client_credentials"], "secrets": []},
        {"name": "x", "grant_types": "client_credentials"},
        {"grant_types": ["client_credentials"]},
        [],
        None,
    ],
)
def test_what_is_not_declared_is_refused(world: AdminWorld, body: Any) -> None:
    # Security bar A209, mass assignment.
    answer = world.call("POST", "/clients", body)
    assert (answer.status, answer.json()["reason"]) == (400, "registration.input_malformed")


def test_a_change_for_an_earlier_state_is_refused(world: AdminWorld) -> None:
    made = world.call("POST", "/clients", {"name": "A machine", "grant_types": ["client_credentials"]})
    path, tag = f"/clients/{made.json()['client']['client_id']}", made.header("etag") or ""
    assert world.call("GET", path).header("etag") == tag
    assert world.call("POST", path + "/rotate-secret", {}, if_match=tag).status == 200
    late = world.call("POST", path + "/rotate-secret", {}, if_match=tag)
    assert (late.status, late.json()["reason"]) == (412, "registration.changed_meanwhile")


def test_a_client_is_changed_in_what_is_named(world: AdminWorld) -> None:
    new = {"name": "Shop", "grant_types": ["authorization_code"], "redirect_uris": ["https://shop.example/cb"]}
    made = world.call("POST", "/clients", {**new, "backchannel_logout_uri": "https://shop.example/out"}).json()[
        "client"
    ]
    path = f"/clients/{made['client_id']}"
    changed = world.call("PATCH", path, {"name": "The shop", "backchannel_logout_uri": None})
    assert changed.status == 200
    assert changed.json() == {
        "client": {**made, "name": "The shop", "backchannel_logout_uri": None},
        "client_secret": None,
    }
    assert world.call("GET", path).json() == changed.json()["client"]
    tag = changed.header("etag") or ""
    assert world.call("PATCH", path, {"scopes": ["read"]}, if_match=tag).status == 200
    late = world.call("PATCH", path, {"scopes": []}, if_match=tag)
    assert (late.status, late.json()["reason"]) == (412, "registration.changed_meanwhile")
    assert world.call("GET", path).json()["scopes"] == ["read"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"redirect_uris": []}, "registration.redirect_uri_missing"),
        ({"redirect_uris": None}, "registration.input_malformed"),
        ({"client_id": "chosen"}, "registration.input_malformed"),
        ({"revision": 0}, "registration.input_malformed"),
        ({"secrets": []}, "registration.input_malformed"),
        ({"disabled_at": None}, "registration.input_malformed"),
        ({"jwks": {"keys": []}}, "registration.jwks_unusable"),
    ],
)
def test_a_change_that_is_refused_changes_nothing(world: AdminWorld, changes: Any, reason: str) -> None:
    client = world.web_client()
    before = world.call("GET", f"/clients/{client.client_id}")
    refused = world.call("PATCH", f"/clients/{client.client_id}", changes)
    assert (refused.status, refused.json()["reason"]) == (400, reason)
    assert world.call("GET", f"/clients/{client.client_id}").header("etag") == before.header("etag")


def test_a_key_set_is_set_and_taken_away(world: AdminWorld) -> None:
    client = world.client()
    keys = {"keys": [jwk()]}
    path = f"/clients/{client.client_id}"
    changed = world.call("PATCH", path, {"jwks": keys, "token_endpoint_auth_method": "private_key_jwt"}).json()[
        "client"
    ]
    assert changed["jwks"] == keys
    assert world.token(client, grant_type="client_credentials").status == 401
    back = world.call("PATCH", path, {"jwks": None, "token_endpoint_auth_method": "client_secret_basic"}).json()
    assert back["client"]["jwks"] is None
    fresh = Credentials(client.client_id, back["client_secret"])
    assert world.token(fresh, grant_type="client_credentials").status == 200


def test_a_logo_is_taken_over_and_served_from_here(world: AdminWorld) -> None:
    client = world.web_client()
    path, picture = f"/clients/{client.client_id}", png(64, 64)
    changed = world.call("PATCH", path, {"logo": base64.b64encode(picture).decode(), "contacts": ["help@app.example"]})
    shown = changed.json()["client"]
    served = world.send("GET", f"/client-logos/{shown['logo']}")
    assert (served.status, served.body, served.header("content-type")) == (200, picture, "image/png")
    assert served.header("cache-control") == "public, max-age=31536000, immutable"
    assert served.header("x-content-type-options") == "nosniff"
    assert "sandbox" in (served.header("content-security-policy") or "")
    for wrong in ("AAAA", base64.b64encode(b"<svg/>").decode()):
        refused = world.call("PATCH", path, {"logo": wrong})
        assert (refused.status, refused.json()["reason"]) == (400, "registration.logo_unusable")
    assert world.call("PATCH", path, {"logo": "not base64!"}).json()["reason"] == "registration.input_malformed"
    assert world.call("PATCH", path, {"name": "Renamed"}).json()["client"]["logo"] == shown["logo"]
    assert world.call("PATCH", path, {"logo": None}).json()["client"]["logo"] is None
    gone = world.send("GET", f"/client-logos/{shown['logo']}")
    assert (gone.status, gone.json()["error"]) == (404, "invalid_request")
    for name in ("x.png", "..", "%2e%2e", "0" * 5000):
        assert world.send("GET", f"/client-logos/{name}").status in {400, 404, 414}


def test_resources_are_registered_and_changed(world: AdminWorld) -> None:
    api = "https://orders.example"
    made = world.call("POST", "/resources", {"identifier": api, "scopes": ["orders.read"]})
    assert made.status == 201
    assert world.call("POST", "/resources", {"identifier": api}).json()["reason"] == "registration.resource_taken"
    tag = made.header("etag") or ""
    changes = {"identifier": api, "scopes": ["orders.read", "orders.write"], "access_token_lifetime": 60}
    changed = world.call("PATCH", "/resources", changes, if_match=tag)
    assert changed.json() == {**made.json(), **changes}
    assert changed.json() in world.call("GET", "/resources").json()["resources"]
    late = world.call("PATCH", "/resources", {"identifier": api, "default": True}, if_match=tag)
    assert (late.status, late.json()["reason"]) == (412, "registration.changed_meanwhile")
    assert world.call("PATCH", "/resources", {"identifier": api, "access_token_lifetime": None}).status == 200
    unknown = world.call("PATCH", "/resources", {"identifier": "https://nowhere.example"})
    assert (unknown.status, unknown.json()["reason"]) == (404, "registration.resource_not_registered")


def test_scopes_are_described_by_scope_and_language(world: AdminWorld) -> None:
    api = "https://orders.example"
    described = {"orders.read": {"en": "see your orders", "de": "Ihre Bestellungen sehen"}}
    new = {"identifier": api, "scopes": ["orders.read", "orders.write"], "descriptions": described}
    assert world.call("POST", "/resources", new).json()["descriptions"] == described
    further = {"orders.write": {"en": "order for you"}, "orders.read": {"de": None}}
    changed = world.call("PATCH", "/resources", {"identifier": api, "descriptions": further}).json()
    assert changed["descriptions"] == {
        "orders.read": {"en": "see your orders"},
        "orders.write": {"en": "order for you"},
    }
    away = world.call("PATCH", "/resources", {"identifier": api, "descriptions": {"orders.read": None}}).json()
    assert away["descriptions"] == {"orders.write": {"en": "order for you"}}
    refused = world.call("PATCH", "/resources", {"identifier": api, "descriptions": {"orders.pay": {"en": "pay"}}})
    assert (refused.status, refused.json()["reason"]) == (400, "registration.scope_description_unusable")


def test_of_secrets_made_at_the_same_moment_none_is_lost(world: AdminWorld) -> None:
    made = world.call("POST", "/clients", {"name": "A machine", "grant_types": ["client_credentials"]}).json()
    path = f"/clients/{made['client']['client_id']}/rotate-secret"

    async def together() -> list[Answer]:
        headers = [("authorization", f"Bearer {world.operator.bearer}")]
        return await asyncio.gather(*(world._exchange("POST", path, headers, b'{"overlap":60}') for _ in range(5)))

    with world.operator.listening():
        answers = world.run(together())
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409]
    [good] = [answer.json()["client_secret"] for answer in answers if answer.status == 200]
    for secret in (good, made["client_secret"]):
        answer = world.token(Credentials(made["client"]["client_id"], secret), grant_type="client_credentials")
        assert answer.status == 200, answer.body


def test_keys_are_rotated_and_revoked(world: AdminWorld) -> None:
    before = {key["kid"] for key in world.call("GET", "/keys").json()["keys"]}
    after = {key["kid"] for key in world.call("POST", "/keys/rotate", {"algorithm": "EdDSA"}).json()["keys"]}
    [new] = after - before
    assert world.call("DELETE", f"/keys/{new}").status == 200
    assert world.call("DELETE", "/keys/nobodys").json()["reason"] == "registration.signing_key_unknown"


def test_events_and_refusals_are_read(world: AdminWorld) -> None:
    refused = world.call("GET", "/users/nobody").json()
    assert refused["reason"] == "registration.end_user_unknown"
    assert "nobody" in refused["detail"]
    whole = world.call("GET", f"/refusals/{refused['refusal_id']}").json()
    assert whole["reasons"][0]["code"] == "registration.end_user_unknown"
    first = world.call("GET", "/events?limit=1").json()
    second = world.call("GET", f"/events?limit=1&after={first['next']}").json()
    assert second["events"][0]["sequence"] > first["events"][0]["sequence"]
    assert world.call("GET", "/events?limit=0").status == 400


def test_generated_calls_are_answered_as_the_document_says(world: AdminWorld) -> None:
    document = world.call("GET", "/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    statuses: set[int] = set()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=schema.as_strategy())
    def tried(case: Any) -> None:
        query = "?" + urlencode(case.query or {}, doseq=True) if case.query else ""
        body = None if not isinstance(case.body, dict | list | str) else case.body
        answer = world.call(case.method, case.formatted_path + query, body)
        statuses.add(answer.status)
        assert answer.status < 500, answer.body
        if answer.status in {200, 201}:
            content = case.operation.definition.raw["responses"][str(answer.status)]["content"]["application/json"]
            validate(answer.json(), {**content["schema"], "components": document["components"]})
        elif answer.status != 204:
            # What is no path of the API (an encoded slash) is refused by the kernel, as on the public listener.
            assert answer.json().get("reason") or answer.json()["error_uri"].endswith("request.path_unknown")

    tried()
    assert {200, 400, 404} <= statuses
