from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assay.decision import Refused
from assay.reasons import request as reasons
from assay.reasons.operation import INSPECTOR_BUSY
from assay.web.body import BodyReader, CallerLeft, LargeBodies


def message(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def read(messages: list[dict[str, Any]], headers=(), limit: int = 10, seconds: float = 5) -> bytes | Refused:
    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else await asyncio.Future()

    return await BodyReader(limit, seconds).read(receive, headers)


def test_a_body_in_one_and_in_many_pieces() -> None:
    assert asyncio.run(read([message(b"1234567890")])) == b"1234567890"
    assert asyncio.run(read([message(b"12345", more=True), message(b"", more=True), message(b"6")])) == b"123456"
    assert asyncio.run(read([{"type": "http.request"}])) == b""


@pytest.mark.parametrize("length", [b"11", b"99999999999999999999"])
def test_an_announced_length_over_the_limit_is_refused_before_anything_is_read(length: bytes) -> None:
    messages = [message(b"x")]
    refused = asyncio.run(read(messages, [(b"content-length", length)]))
    assert isinstance(refused, Refused)
    assert refused.reason is reasons.BODY_TOO_LARGE
    assert len(messages) == 1


def test_no_more_is_read_than_shows_that_it_is_too_much() -> None:
    messages = [message(b"123456", more=True), message(b"78901", more=True), message(b"never", more=True)]
    refused = asyncio.run(read(messages, [(b"content-length", b"nonsense")]))
    assert isinstance(refused, Refused)
    assert refused.reason is reasons.BODY_TOO_LARGE
    assert len(messages) == 1


def test_a_body_that_does_not_come_is_refused_and_the_task_goes_on() -> None:
    async def go() -> tuple[bytes | Refused, str]:
        refused = await read([message(b"1", more=True)], seconds=0.02)
        await asyncio.sleep(0)  # a cancellation that is left over would strike here
        return refused, "went on"

    refused, rest = asyncio.run(go())
    assert isinstance(refused, Refused)
    assert refused.reason is reasons.BODY_NOT_READ_IN_TIME
    assert rest == "went on"


def test_a_cancellation_from_outside_is_not_taken_for_lateness() -> None:
    async def go() -> None:
        task = asyncio.create_task(read([message(b"1", more=True)]))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(go())


def test_who_leaves_is_not_answered() -> None:
    with pytest.raises(CallerLeft):
        asyncio.run(read([message(b"1", more=True), {"type": "http.disconnect"}]))


def test_one_reader_watches_many_bodies() -> None:
    async def go() -> list[bytes | Refused]:
        reader = BodyReader(10, 0.05)

        async def slow() -> dict[str, Any]:
            return await asyncio.Future()

        async def quick() -> dict[str, Any]:
            await asyncio.sleep(0.01)
            return message(b"x")

        return await asyncio.gather(*(reader.read(receive, ()) for receive in (slow, quick, slow, quick)))

    first, second, third, fourth = asyncio.run(go())
    assert (second, fourth) == (b"x", b"x")
    for late in (first, third):
        assert isinstance(late, Refused)
        assert late.reason is reasons.BODY_NOT_READ_IN_TIME


LARGE = LargeBodies(limit=100, at_once=2, busy=INSPECTOR_BUSY)


def test_a_route_with_larger_bodies_takes_them_and_no_larger_ones() -> None:
    async def go(length: int, headers: tuple[tuple[bytes, bytes], ...] = ()) -> bytes | Refused:
        async def receive() -> dict[str, Any]:
            return message(b"x" * length)

        return await BodyReader(10, 5).read(receive, headers, LARGE)

    assert asyncio.run(go(100)) == b"x" * 100
    for refused in (asyncio.run(go(101)), asyncio.run(go(1, ((b"content-length", b"101"),)))):
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.evidence["limit"]) == (reasons.BODY_TOO_LARGE, 100)


def test_only_so_many_large_bodies_are_read_at_once_and_small_ones_always() -> None:
    async def go() -> list[bytes | Refused]:
        reader, rest = BodyReader(10, 5), asyncio.Event()

        def sender(length: int) -> Any:
            pieces = [message(b"x" * length, more=True)]

            async def receive() -> dict[str, Any]:
                if pieces:
                    return pieces.pop()
                await rest.wait()
                return message(b"")

            return receive

        tasks = [asyncio.create_task(reader.read(sender(length), (), LARGE)) for length in (50, 50, 50, 5)]
        await asyncio.sleep(0.01)
        assert tasks[2].done()
        rest.set()
        first = [await task for task in tasks]
        return [*first, await reader.read(sender(50), (), LARGE)]

    one, two, turned_away, small, afterwards = asyncio.run(go())
    assert one == two == afterwards == b"x" * 50
    assert small == b"x" * 5
    assert isinstance(turned_away, Refused)
    assert turned_away.reason is INSPECTOR_BUSY
