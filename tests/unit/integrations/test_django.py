"""What the contract does not ask: settings that are wrong, and the CSRF check."""

from __future__ import annotations

from typing import Any

import pytest

import issuing

pytest.importorskip("django", reason="django is not installed, so its integration is not tested")

from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from assay.integrations import django
from contract.integrations.django_site import set_up


@pytest.fixture(autouse=True)
def _site() -> None:
    set_up()


@pytest.mark.parametrize("given", [None, {}, {"scopes": ["read"]}, {"verifier": 1, "audiences": []}, "verifier"])
def test_settings_that_protect_nothing_are_a_fault(given: Any) -> None:
    with override_settings(ASSAY=given), pytest.raises(ImproperlyConfigured, match=r"settings\.ASSAY"):
        django.configured()


def test_the_guard_is_made_once_for_the_same_settings() -> None:
    ours = {"verifier": issuing.verifier()}
    with override_settings(ASSAY=ours):
        assert django.configured()[0] is django.configured()[0]
        first = django.configured()[0]
    with override_settings(ASSAY=dict(ours)):
        assert django.configured()[0] is not first


def test_a_decorated_view_needs_no_csrf_token() -> None:
    assert django.bearer_required("read")(lambda request: request).csrf_exempt is True
