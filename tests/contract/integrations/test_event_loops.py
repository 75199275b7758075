"""While an issuer hangs, an API on an event loop goes on: only the requests that need its keys wait, and no thread for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import issuing
from assay.integrations.forward_auth import ForwardAuth
from assay.integrations.resource_settings import ResourceSettings
from assay.outbound.remote_key_set import RemoteKeySet
from contract.integrations import test_mcp
from contract.integrations.api import bearer, token
from contract.integrations.applications import INTEGRATIONS
from contract.integrations.drivers import Answer, OverAsgi, Sent, over_asgi

Make = Callable[[Any], OverAsgi]


def of_suite(name: str) -> Make:
    integration = next(one for one in INTEGRATIONS if one.name == name)

    def make(verifier: Any) -> OverAsgi:
        sender = integration.start(verifier, ResourceSettings())
        assert isinstance(sender, OverAsgi)
        return sender

    return make


APPLICATIONS: dict[str, tuple[Make, str, int]] = {
    **{name: (of_suite(name), "/public", 200) for name in ("asgi", "starlette", "starlette_middleware", "fastapi")},
    "forward_auth": (lambda verifier: over_asgi(ForwardAuth(verifier)), "/without-a-rule", 404),
    "mcp": (lambda verifier: over_asgi(test_mcp.sdk(ResourceSettings(), verifier)), "/elsewhere", 404),
    "fastmcp": (lambda verifier: over_asgi(test_mcp.fastmcp(ResourceSettings(), verifier)), "/elsewhere", 404),
}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_other_requests_are_answered_while_the_issuer_hangs(name: str) -> None:
    make, open_path, open_status = APPLICATIONS[name]
    is_mcp = "mcp" in name

    async def drill() -> tuple[list[int], float, set[str]]:
        reached = asyncio.Event()
        let_go = asyncio.Event()

        async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            reached.set()
            await let_go.wait()
            writer.transport.abort()

        issuer = await asyncio.start_server(hang, "127.0.0.1", 0)
        port = issuer.sockets[0].getsockname()[1]
        audience = test_mcp.URL if is_mcp else issuing.AUDIENCE
        checked = issuing.verifier(audience=audience, keys=RemoteKeySet(f"http://127.0.0.1:{port}/jwks"))
        before = set(threading.enumerate())

        async def use(send: Callable[[Sent], Awaitable[Answer]]) -> tuple[list[int], float, set[str]]:
            authorization = ("Authorization", f"Bearer {token(aud=audience)}" if is_mcp else bearer())
            asked = (
                Sent("/mcp", [*test_mcp.HEADERS, authorization], "POST", b"{}")
                if is_mcp
                else Sent("/" if name == "forward_auth" else "/items", [authorization])
            )
            waiting = [asyncio.ensure_future(send(asked)) for _ in range(20)]
            await asyncio.wait_for(reached.wait(), 10)
            began, statuses = time.perf_counter(), []
            for _ in range(50):
                answer = await send(Sent(open_path, test_mcp.HEADERS[:1] if is_mcp else ()))
                statuses.append(answer.status)
            taken = time.perf_counter() - began
            assert not any(one.done() for one in waiting)
            threads = {one.name for one in set(threading.enumerate()) - before}
            let_go.set()
            refused = await asyncio.gather(*waiting)
            assert {answer.status for answer in refused} <= {401, 503}
            return statuses, taken, threads

        try:
            return await make(checked).living(use)
        finally:
            issuer.close()

    statuses, taken, threads = asyncio.run(drill())
    assert statuses == [open_status] * 50
    assert taken < 4  # the fetch hangs for five seconds: had it blocked the loop, nothing would have come before
    assert not {name for name in threads if name.startswith("assay")}
    if name not in {"fastapi", "mcp", "fastmcp"}:  # these run plain functions in threads of their own
        assert not threads
