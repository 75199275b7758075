"""One suite for every integration: a test asks for `api` and runs once on each."""

from __future__ import annotations

import pytest

from contract.integrations.api import Api
from contract.integrations.applications import INTEGRATIONS


@pytest.fixture(params=INTEGRATIONS, ids=lambda integration: integration.name)
def api(request: pytest.FixtureRequest) -> Api:
    return Api(request.param)
