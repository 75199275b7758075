"""Two operators and one record: whoever says which state a change is meant for changes no other one, over every surface."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from assay.model.consent import Consent
from assay.model.effects import ChangeClaims, Effect, SaveClient, SaveConsent, SaveResource, SaveSigningKey
from assay.server.admin import OPERATIONS
from assay.server.admin.operation import Operation, Record
from provocations.operator import Operator
from provocations.world import API, PERSON, Answer, Credentials, World

BY_NAME = {operation.name: operation for operation in OPERATIONS}
CONDITIONAL = [operation for operation in OPERATIONS if operation.conditional]
OTHERS = [operation for operation in OPERATIONS if operation.changes and not operation.conditional]
STALE = '"of-an-earlier-state"'


class Desk:
    """The admin API of a world that has one record of each kind."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.operator = Operator(world)
        world.person()
        self.client: Credentials = world.client()
        world.commit(SaveConsent(Consent(self.client.client_id, PERSON.subject, ("read",), (), int(world.now))))
        self.kid = world.run(world.store.signing_keys.list_all())[0].kid

    def path(self, operation: Operation) -> str:
        named = operation.path.format(
            subject=PERSON.subject, client_id=self.client.client_id, kid=self.kid, session_id="session", refusal_id="x"
        )
        return f"{named}?{urlencode({'identifier': API})}" if operation.name == "read_resource" else named

    def call(self, name: str, body: Any = None, **headers: str) -> Answer:
        operation = BY_NAME[name]
        return self.operator.call(operation.method, self.path(operation), body, **headers)

    def read(self, operation: Operation) -> Answer:
        """The record that the operation changes, as it is read."""
        return self.call(READ_BY[operation.name])

    def body(self, operation: Operation) -> Any:
        return BODIES.get(operation.name, {} if operation.body is not None else None)


READ_BY = {
    "change_client": "read_client",
    "rotate_secret": "read_client",
    "disable_client": "read_client",
    "change_resource": "read_resource",
    "disable_user": "read_user",
    "enable_user": "read_user",
    "reset_factors": "read_user",
    "revoke_consent": "read_consent",
    "revoke_key": "read_key",
}
BODIES = {"change_client": {"name": "Mine"}, "change_resource": {"identifier": API, "scopes": ["mine"]}}


@pytest.fixture
def desk() -> Iterator[Desk]:
    world = World()
    yield Desk(world)
    world.close()


def of_somebody_else(desk: Desk, operation: Operation) -> Effect:
    """A change that another process makes of the record."""
    store, run = desk.world.store, desk.world.run
    match READ_BY[operation.name]:
        case "read_client":
            client = run(store.clients.find(desk.client.client_id))
            return SaveClient(replace(client, scopes=("theirs",), revision=client.revision + 1))
        case "read_resource":
            resource = run(store.resources.find(API))
            return SaveResource(replace(resource, scopes=("theirs",), revision=resource.revision + 1))
        case "read_user":
            return ChangeClaims(PERSON.subject, PERSON.claims, '{"name": "Theirs"}')
        case "read_consent":
            return SaveConsent(Consent(desk.client.client_id, PERSON.subject, ("read", "write"), (), 7))
        case _:
            key = next(key for key in run(store.signing_keys.list_all()) if key.kid == desk.kid)
            return SaveSigningKey(replace(key, retires_at=int(desk.world.now) + 60))


def test_every_change_of_one_record_is_known_here() -> None:
    assert {operation.name for operation in CONDITIONAL} == set(READ_BY)


def test_every_record_is_read_and_written_with_its_etag(desk: Desk) -> None:
    for operation in OPERATIONS:
        if operation.method == "GET" and operation.answer is not None and issubclass(operation.answer, Record):
            answer = desk.call(operation.name)
            assert answer.status == 200, answer.body
            assert answer.header("etag"), operation.name
    for operation in CONDITIONAL:
        answer = desk.call(operation.name, desk.body(operation))
        assert answer.status in {200, 204}, answer.body
        if operation.answer is not None and issubclass(operation.answer, Record):
            assert answer.header("etag") == desk.read(operation).header("etag"), operation.name


@pytest.mark.parametrize("operation", CONDITIONAL, ids=lambda one: one.name)
@pytest.mark.parametrize("stale", [STALE, "no tag at all", f"{STALE}, W/{STALE}"])
def test_a_change_for_another_state_is_refused_and_changes_nothing(
    desk: Desk, operation: Operation, stale: str
) -> None:
    before = desk.read(operation)
    refused = desk.call(operation.name, desk.body(operation), if_match=stale)
    assert (refused.status, refused.json()["reason"]) == (412, "registration.changed_meanwhile")
    assert refused.header("content-type") == "application/problem+json"
    after = desk.read(operation)
    assert (after.body, after.header("etag")) == (before.body, before.header("etag"))


@pytest.mark.parametrize("operation", CONDITIONAL, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "worded", [lambda tag: tag, lambda tag: f"{STALE},{tag}", lambda _tag: "*"], ids=["alone", "in a list", "any"]
)
def test_a_change_for_the_present_state_is_made(desk: Desk, operation: Operation, worded: Callable[[str], str]) -> None:
    tag = desk.read(operation).header("etag") or ""
    assert desk.call(operation.name, desk.body(operation), if_match=worded(tag)).status in {200, 204}


@pytest.mark.parametrize("operation", CONDITIONAL, ids=lambda one: one.name)
def test_what_another_process_changes_between_reading_and_writing_is_settled_by_storage(
    desk: Desk, operation: Operation
) -> None:
    tag = desk.read(operation).header("etag") or ""
    theirs, unit_of_work = of_somebody_else(desk, operation), desk.world.store.unit_of_work
    commit = unit_of_work.commit

    async def after_theirs(effects: Any) -> Any:
        unit_of_work.commit = commit
        await commit((theirs,))
        return await commit(effects)

    unit_of_work.commit = after_theirs  # type: ignore[method-assign]
    refused = desk.call(operation.name, desk.body(operation), if_match=tag)
    assert (refused.status, refused.json()["reason"]) == (412, "registration.changed_meanwhile")
    unit_of_work.commit = commit  # type: ignore[method-assign]
    again = desk.call(operation.name, desk.body(operation), if_match=desk.read(operation).header("etag") or "")
    assert again.status in {200, 204}, again.body


@pytest.mark.parametrize("operation", OTHERS, ids=lambda one: one.name)
def test_a_condition_on_what_has_no_state_never_holds(desk: Desk, operation: Operation) -> None:
    body = {"create_client": {"name": "x", "grant_types": ["client_credentials"]}, "create_user": {"username": "x"}}
    given = body.get(operation.name, {"identifier": "https://new.example"} if "resource" in operation.name else None)
    given = {} if given is None and operation.body is not None else given
    refused = desk.call(operation.name, given, if_match=STALE)
    assert (refused.status, refused.json()["reason"]) == (412, "registration.changed_meanwhile")
    assert desk.call(operation.name, given).status in {200, 201}


def test_a_condition_in_two_fields_is_one_list(desk: Desk) -> None:
    tag = desk.call("read_client").header("etag") or ""
    headers = [("if-match", STALE), ("if-match", tag)]
    path = desk.path(BY_NAME["disable_client"])
    with desk.operator.listening():
        answer = desk.world.send("POST", path, bearer=desk.operator.bearer, headers=headers)
    assert answer.status == 200


def test_the_document_tells_of_conditions_and_etags(desk: Desk) -> None:
    paths = desk.operator.call("GET", "/openapi.json").json()["paths"]
    for operation in OPERATIONS:
        described = paths[operation.path][operation.method.lower()]
        conditions = [one["name"] for one in described["parameters"] if one["in"] == "header"]
        assert conditions == (["If-Match"] if operation.conditional else [])
        assert ("412" in described["responses"]) == operation.conditional
        tagged = operation.answer is not None and issubclass(operation.answer, Record)
        assert ("ETag" in described["responses"][str(operation.status)].get("headers", {})) == tagged
    [identifier] = paths["/resource"]["get"]["parameters"]
    assert identifier["required"] is True
