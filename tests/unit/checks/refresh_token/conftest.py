from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.model.client import Client
from assay.model.refresh_token import RefreshTokenFamily
from assay.model.standing import Standing

NOW = 1000.0
CLIENT = Client("client", "Client", "client_secret_basic", ("refresh_token",))
FAMILY = RefreshTokenFamily(
    family_id=b"f" * 16,
    client_id="client",
    subject="person",
    grant_id="grant",
    scopes=("openid",),
    resources=(),
    issued_at=500,
    generation=5,
    rotated_at=900,
    idle_expires_at=2000,
    expires_at=3000,
    auth_time=490,
)
PRESENTATION = RefreshTokenPresentation(CLIENT, True, 5, FAMILY, Standing(True, False), NOW, 60)


@pytest.fixture
def presentation() -> Callable[..., RefreshTokenPresentation]:
    """Builds a presentation that passes, but for the members given; `family` changes members of the stored family."""

    def build(family: dict[str, object] | None = None, **members: object) -> RefreshTokenPresentation:
        changed = replace(PRESENTATION, **members)
        return changed if family is None else replace(changed, stored=replace(FAMILY, **family))

    return build
