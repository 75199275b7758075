"""Registering resources."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from assay.decision import Allowed, Decision, Refused
from assay.model.effects import RecordEvent, SaveResource
from assay.model.resource import Resource
from assay.server.administration.resources import change_resource, register_resource

NOW = 1_790_000_000.0
GOOD = Resource("https://api.example/orders", ("orders.read",), access_token_lifetime=300)


def decided(resource: Resource, existing: Resource | None = None):
    return register_resource(
        resource, existing=existing, known_clients=frozenset({"known"}), longest_lifetime=86_400, now=NOW
    )


def test_a_new_resource_is_written_with_its_event() -> None:
    decision = decided(replace(GOOD, introspection_clients=("known",)))
    assert isinstance(decision.outcome, Allowed)
    saved, event = decision.effects
    assert isinstance(saved, SaveResource)
    assert isinstance(event, RecordEvent)
    assert event.event.type == "resource.registered"


@pytest.mark.parametrize(
    "identifier", ["", "api", "https://api.example/#x", "https://api.example/ä", "https:", "https://[::1", "x" * 501]
)
def test_an_identifier_that_cannot_be_an_audience_is_refused(identifier: str) -> None:
    outcome = decided(replace(GOOD, identifier=identifier)).outcome
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.resource_identifier_unusable"


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        (replace(GOOD, scopes=("a b",)), "registration.scope_malformed"),
        (replace(GOOD, access_token_signing_alg="HS256"), "registration.access_token_algorithm_unknown"),
        (replace(GOOD, access_token_lifetime=0), "registration.access_token_lifetime_out_of_range"),
        (replace(GOOD, access_token_lifetime=10**9), "registration.access_token_lifetime_out_of_range"),
        (replace(GOOD, introspection_clients=("unknown",)), "registration.client_unknown"),
    ],
)
def test_a_defect_is_refused_by_name(resource: Resource, code: str) -> None:
    decision = decided(resource)
    assert isinstance(decision.outcome, Refused)
    assert decision.outcome.reason.code == code
    assert decision.effects == ()


def test_an_identifier_is_given_once() -> None:
    outcome = decided(GOOD, existing=GOOD).outcome
    assert isinstance(outcome, Refused)
    assert outcome.reason.code == "registration.resource_taken"


@pytest.mark.parametrize("identifier", ["urn:example:api", "api://1234", "https://api.example:8443/v1?tenant=a"])
def test_any_absolute_uri_will_do(identifier: str) -> None:
    assert isinstance(decided(replace(GOOD, identifier=identifier)).outcome, Allowed)


def changed(**members: Any):
    return change_resource(
        GOOD, replace(GOOD, **members), known_clients=frozenset({"known"}), longest_lifetime=86_400, now=NOW
    )


def test_only_what_is_named_changes() -> None:
    decision = changed(scopes=("orders.read", "orders.write"), default=True)
    wanted = replace(GOOD, scopes=("orders.read", "orders.write"), default=True, revision=1)
    assert decision.outcome == Allowed(wanted)
    saved, event = decision.effects
    assert saved == SaveResource(wanted)
    assert isinstance(event, RecordEvent)
    assert event.event.type == "resource.changed"
    assert json.loads(event.event.detail) == {"resource": GOOD.identifier, "changed": ["default", "scopes"]}


def test_a_change_to_what_is_so_already_writes_nothing() -> None:
    assert changed(scopes=GOOD.scopes) == Decision(Allowed(GOOD))


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"scopes": ("a b",)}, "registration.scope_malformed"),
        ({"access_token_signing_alg": "none"}, "registration.access_token_algorithm_unknown"),
        ({"access_token_lifetime": 1}, "registration.access_token_lifetime_out_of_range"),
        ({"introspection_clients": ("unknown",)}, "registration.client_unknown"),
    ],
)
def test_a_change_is_judged_as_a_registration_is(members: dict[str, Any], code: str) -> None:
    decision = changed(**members)
    assert isinstance(decision.outcome, Refused)
    assert (decision.outcome.reason.code, decision.effects) == (code, ())
