from __future__ import annotations

import asyncio
from typing import Any

import pytest

import issuing
from assay.integrations.forward_auth import ForwardAuth, token_headers
from assay.verifier import VerifiedToken


def test_the_headers_say_who_it_is() -> None:
    token = VerifiedToken({"sub": "auth0|1 2", "client_id": "app", "scope": "write read"}, {})
    assert token_headers(token) == (
        ("X-Token-Subject", "auth0|1 2"),
        ("X-Token-Client", "app"),
        ("X-Token-Scope", "read write"),
    )


def test_what_is_absent_is_sent_empty_so_that_the_proxy_overwrites() -> None:
    assert [value for _, value in token_headers(VerifiedToken({}, {}))] == ["", "", ""]


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        ("a\r\nX-Admin: yes", "a%0D%0AX-Admin: yes"),
        ("j\xf6rg", "j%C3%B6rg"),
        ("50%", "50%25"),
        ("\x00", "%00"),
        ("a\u2028b", "a%E2%80%A8b"),
    ],
)
def test_no_claim_breaks_out_of_its_header(subject: str, value: str) -> None:
    assert dict(token_headers(VerifiedToken({"sub": subject}, {})))["X-Token-Subject"] == value


def test_the_application_lives_with_its_server() -> None:
    app = ForwardAuth(issuing.verifier())
    came = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    out: list[Any] = []

    async def receive() -> Any:
        return came.pop(0)

    async def send(message: Any) -> None:
        out.append(message["type"])

    asyncio.run(app({"type": "lifespan"}, receive, send))
    assert out == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
