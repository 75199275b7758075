from __future__ import annotations

from dataclasses import replace

import pytest

from assay.decision import Allowed, Refused
from assay.model.client import Client
from assay.model.resource import Resource
from assay.server.token_policy.resource import KnownResources, decide_resources

ISSUER = "https://issuer.example"
A, B, C = Resource("urn:a", default=True), Resource("urn:b"), Resource("urn:c", access_token_signing_alg="RS256")
KNOWN = KnownResources.of((A, B, C), ISSUER)
CLIENT = Client("c", "C", "client_secret_basic", ())
WITH_ALL = replace(CLIENT, resources=("urn:a", "urn:b", "urn:c"))


def decide(
    asked: tuple[str, ...] = (), granted: tuple[str, ...] = (), client: Client = CLIENT, by_end_user: bool = False
) -> tuple[str, ...] | str:
    outcome = decide_resources(asked, granted, client, KNOWN, by_end_user=by_end_user)
    if isinstance(outcome, Refused):
        return outcome.reason.code
    return tuple(resource.identifier for resource in outcome.value)


@pytest.mark.parametrize(
    ("asked", "granted", "client", "by_end_user", "expected"),
    [
        ((), (), CLIENT, False, ("urn:a",)),
        (("urn:a",), (), CLIENT, False, ("urn:a",)),
        (("urn:b",), (), CLIENT, False, "token_request.resource_not_registered"),
        (("urn:x",), (), CLIENT, False, "token_request.resource_unknown"),
        (("urn:a", "urn:b"), (), WITH_ALL, False, ("urn:a", "urn:b")),
        (("urn:b", "urn:c"), (), WITH_ALL, False, "token_request.resources_differ_in_algorithm"),
        ((), (), WITH_ALL, False, ("urn:a",)),
        ((), (), replace(CLIENT, resources=("urn:b",)), False, ("urn:b",)),
        ((), (), replace(CLIENT, resources=("urn:b", "urn:c")), False, "token_request.resource_not_named"),
        ((), (), replace(CLIENT, resources=("urn:gone",)), False, "token_request.resource_not_named"),
        ((), ("urn:b",), WITH_ALL, True, ("urn:b",)),
        (("urn:b",), ("urn:a", "urn:b"), WITH_ALL, True, ("urn:b",)),
        (("urn:a",), ("urn:b",), WITH_ALL, True, "token_request.resource_not_granted"),
        (("urn:b",), (), WITH_ALL, True, "token_request.resource_not_granted"),
        (("urn:a",), (), WITH_ALL, True, ("urn:a",)),
        ((), ("urn:a", "urn:b"), replace(CLIENT, resources=("urn:b",)), True, ("urn:b",)),
        ((), ("urn:b",), CLIENT, True, "token_request.resource_not_registered"),
        ((), ("urn:gone",), WITH_ALL, True, "token_request.resource_not_registered"),
    ],
)
def test_never_more_than_registered_and_granted(
    asked: tuple[str, ...], granted: tuple[str, ...], client: Client, by_end_user: bool, expected: object
) -> None:
    assert decide(asked, granted, client, by_end_user) == expected


def test_without_a_default_resource_the_issuer_stands_in() -> None:
    known = KnownResources.of((B,), ISSUER)
    outcome = decide_resources((), (), CLIENT, known, by_end_user=False)
    assert isinstance(outcome, Allowed) and [each.identifier for each in outcome.value] == [ISSUER]
