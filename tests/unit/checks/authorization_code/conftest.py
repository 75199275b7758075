from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assay.checks.authorization_code.exchange import CodeExchange
from assay.model.authorization_code import AuthorizationCode
from assay.model.standing import Standing

NOW = 1000.0
CODE = AuthorizationCode(
    code_hash=b"h" * 32,
    client_id="client",
    redirect_uri="https://client.example/cb",
    redirect_uri_given=True,
    subject="person",
    grant_id="grant",
    scopes=("openid",),
    resources=(),
    issued_at=990,
    expires_at=1050,
    remember_until=9999,
    auth_time=980,
    session_id="session",
)
EXCHANGE = CodeExchange("client", "https://client.example/cb", CODE, Standing(True, False), NOW)


@pytest.fixture
def exchange() -> Callable[..., CodeExchange]:
    """Builds an exchange that passes, but for the members given; `code` changes members of the stored code."""

    def build(code: dict[str, object] | None = None, **members: object) -> CodeExchange:
        changed = replace(EXCHANGE, **members)
        return changed if code is None else replace(changed, stored=replace(CODE, **code))

    return build
