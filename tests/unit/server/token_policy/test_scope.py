from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.decision import Allowed, Refused
from assay.model.client import Client
from assay.model.resource import Resource
from assay.server.token_policy.scope import decide_scopes

CLIENT = Client("c", "C", "client_secret_basic", (), scopes=("openid", "offline_access", "read", "write", "other"))
API = Resource("urn:api", ("read", "write"))
OPEN = Resource("urn:open")


def decide(
    asked: tuple[str, ...] = (),
    granted: tuple[str, ...] = CLIENT.scopes,
    resources: tuple[Resource, ...] = (API,),
    by_end_user: bool = True,
) -> tuple[str, ...] | str:
    outcome = decide_scopes(asked, granted, CLIENT, resources, by_end_user=by_end_user)
    return outcome.reason.code if isinstance(outcome, Refused) else outcome.value


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ("openid", "offline_access", "read", "write")),
        ({"by_end_user": False}, ("read", "write")),
        ({"resources": (OPEN,), "by_end_user": False}, ("read", "write", "other")),
        ({"resources": (API, OPEN), "by_end_user": False}, ("read", "write", "other")),
        ({"granted": ("read", "gone")}, ("read",)),
        ({"granted": ()}, ()),
        ({"asked": ("write", "openid")}, ("write", "openid")),
        ({"asked": ("admin",)}, "token_request.scope_not_registered"),
        ({"asked": ("read", "write"), "granted": ("read",)}, "token_request.scope_wider_than_granted"),
        ({"asked": ("openid",), "by_end_user": False}, "token_request.scope_needs_end_user"),
        ({"asked": ("other",)}, "token_request.scope_not_of_resource"),
        ({"asked": ("READ",)}, "token_request.scope_not_registered"),
    ],
)
def test_the_scopes_of_a_token(arguments: dict[str, object], expected: object) -> None:
    assert decide(**arguments) == expected  # type: ignore[arg-type]  # the table names them


NAMES = st.lists(st.sampled_from((*CLIENT.scopes, "admin", "x")), max_size=6, unique=True).map(tuple)


@given(asked=NAMES, granted=NAMES, by_end_user=st.booleans(), resource=st.sampled_from((API, OPEN)))
def test_a_token_is_never_wider_than_registered_granted_and_asked(
    asked: tuple[str, ...], granted: tuple[str, ...], by_end_user: bool, resource: Resource
) -> None:
    outcome = decide_scopes(asked, granted, CLIENT, (resource,), by_end_user=by_end_user)
    if isinstance(outcome, Allowed):
        assert set(outcome.value) <= set(granted) & set(CLIENT.scopes)
        assert not asked or outcome.value == asked
