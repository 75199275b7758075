from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest

import issuing
from assay.integrations.asgi import BearerMiddleware
from assay.integrations.resource_settings import ResourceSettings
from assay.verifier import StaticKeys


def good() -> bytes:
    now = int(time.time())
    return b"Bearer " + issuing.token(iat=now, exp=now + 300).encode()


def sent_by(app: Any, **scope: Any) -> list[dict[str, Any]]:
    """What an application sends for a connection that ends after its first message."""
    out: list[dict[str, Any]] = []
    came = [{"type": f"{scope['type']}.connect" if scope["type"] == "websocket" else "http.request"}]

    async def receive() -> Any:
        return came.pop(0)

    async def send(message: Any) -> None:
        out.append(message)

    whole = {"method": "GET", "path": "/", "query_string": b"", "headers": [], **scope}
    asyncio.run(app(whole, receive, send))
    return out


async def telling(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "told", "token": scope.get("assay"), "scope": scope})


def guarded(**settings: Any) -> BearerMiddleware:
    return BearerMiddleware(telling, issuing.verifier(), public=["/open"], settings=ResourceSettings(**settings))


def test_what_is_no_connection_passes() -> None:
    assert sent_by(guarded(), type="lifespan")[0]["type"] == "told"


def test_a_web_socket_with_a_good_token_opens() -> None:
    (told,) = sent_by(guarded(), type="websocket", headers=[(b"authorization", good())])
    assert told["token"].subject == "user-1"


def test_a_web_socket_without_one_is_answered_as_http_where_the_server_can() -> None:
    out = sent_by(guarded(), type="websocket", extensions={"websocket.http.response": {}})
    assert [message["type"] for message in out] == ["websocket.http.response.start", "websocket.http.response.body"]
    assert out[0]["status"] == 401


def test_else_it_is_closed_before_it_opens() -> None:
    (closed,) = sent_by(guarded(), type="websocket")
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
    assert closed["reason"].startswith("rf_")


def test_a_token_that_somebody_else_left_in_the_scope_is_not_shown_to_public_views() -> None:
    (told,) = sent_by(guarded(), type="http", path="/open", assay="left over")
    assert told["token"] is None


def test_the_scope_of_the_caller_is_not_changed() -> None:
    scope: dict[str, Any] = {"type": "http", "headers": [(b"authorization", good())]}
    sent_by(guarded(), **scope)
    assert "assay" not in scope


@pytest.mark.parametrize("on_event_loop", [True, False])
def test_the_event_loop_is_blocked_only_on_request(on_event_loop: bool) -> None:
    threads: list[threading.Thread] = []
    verifier = issuing.verifier()

    class Watched:
        def verify(self, token: Any, now: Any = None) -> Any:
            threads.append(threading.current_thread())
            return verifier.verify(token, now)

    app = BearerMiddleware(telling, Watched(), settings=ResourceSettings(on_event_loop=on_event_loop))
    (told,) = sent_by(app, type="http", headers=[(b"authorization", good())])
    assert told["token"].subject == "user-1"
    assert (threads[0] is threading.main_thread()) is on_event_loop


def test_a_key_source_of_ones_own_is_asked_in_a_thread() -> None:
    threads: list[threading.Thread] = []
    given = StaticKeys(issuing.key_set())

    class Own:
        def current(self) -> Any:
            threads.append(threading.current_thread())
            return given.current()

        def after_unknown_kid(self, kid: str) -> Any:
            return given.after_unknown_kid(kid)

    (told,) = sent_by(
        BearerMiddleware(telling, issuing.verifier(keys=Own())), type="http", headers=[(b"authorization", good())]
    )
    assert told["token"].subject == "user-1"
    assert threads
    assert threading.main_thread() not in threads
