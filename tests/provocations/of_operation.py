"""What the server says of itself: limits, outages, faults, refusals, the catalogue."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from typing import NoReturn

from assay.model.effects import SaveResource
from assay.model.resource import Resource
from assay.outbound.inspection.settings import InspectionSettings
from assay.ports.unit_of_work import StorageUnavailable
from provocations.browser import Browser, someone
from provocations.registry import provokes
from provocations.world import Credentials, World

UNKNOWN = "rf_" + "a" * 26


@provokes("operation.rate_limited")
def rate_limited(world: World) -> str:
    client = world.client()
    for _ in range(world.settings.refusal_reading.burst):
        world.send("POST", "/explain", {"refusal_id": UNKNOWN}, basic=client)
    return world.refused("POST", "/explain", {"refusal_id": UNKNOWN}, basic=client)


@provokes("operation.overloaded")
def overloaded(world: World) -> str:
    small = World(replace(world.settings, web=replace(world.settings.web, most_in_flight=3)))
    try:
        made = small.client()
        find = small.store.clients.find

        async def slowly(client_id: str) -> object:
            await asyncio.sleep(0.02)  # so that the requests are in flight together
            return await find(client_id)

        small.store.clients.find = slowly
        pair = base64.b64encode(f"{made.client_id}:{made.secret}".encode()).decode()
        forms = [{"grant_type": "client_credentials"}] * 8
        answers = small.send_at_once("/token", forms, [("authorization", f"Basic {pair}"), ("host", "localhost:8400")])
        statuses = sorted(answer.status for answer in answers)
        assert statuses[0] == 200
        refused = next(answer for answer in answers if answer.status == 503)
        assert refused.header("retry-after") == "1"
        assert small.send("GET", "/healthz").status == 200
        return small.reason_of(refused)
    finally:
        small.close()


@provokes("operation.storage_unavailable")
def storage_unavailable(world: World) -> str:
    client = world.client()

    async def unavailable(_client_id: str) -> NoReturn:
        raise StorageUnavailable("the disk is gone")

    world.store.clients.find = unavailable
    return world.refused("POST", "/token", {"grant_type": "client_credentials"}, basic=client)


@provokes("operation.signing_unavailable")
def signing_unavailable(world: World) -> str:
    client = world.client()

    async def none() -> tuple[()]:
        return ()

    world.store.signing_keys.list_all = none
    return world.refused("POST", "/token", {"grant_type": "client_credentials"}, basic=client)


@provokes("operation.internal_fault")
def internal_fault(world: World) -> str:
    client = world.client()

    async def broken(_client_id: str) -> NoReturn:
        raise RuntimeError("a fault of ours")

    world.store.clients.find = broken
    return world.refused("POST", "/token", {"grant_type": "client_credentials"}, basic=client)


@provokes("operation.refusal_unknown")
def refusal_unknown(world: World) -> str:
    return world.refused("POST", "/explain", {"refusal_id": UNKNOWN}, basic=world.client())


@provokes("operation.refusal_id_malformed")
def refusal_id_malformed(world: World) -> str:
    return world.refused("POST", "/explain", {"refusal_id": "rf_x"}, basic=world.client())


@provokes("operation.refusal_foreign")
def refusal_foreign(world: World) -> str:
    refused = world.token(world.client(), grant_type="nonsense")
    refusal_id = refused.header("refusal-id")
    assert refusal_id is not None
    return world.refused("POST", "/explain", {"refusal_id": refusal_id}, basic=world.client())


def _resource_server(world: World) -> Credentials:
    client = world.client()
    world.commit(SaveResource(Resource("https://orders.example", ("read",), introspection_clients=(client.client_id,))))
    return client


def report(refusal_id: str, **changes: object) -> dict[str, str]:
    members = {
        "refusal_id": refusal_id,
        "reason": "token.expired",
        "at": 1_790_000_000,
        "endpoint": "GET /things",
        "evidence": {"expired_at": 1_789_999_000, "now": 1_790_000_000, "leeway": 0},
        "trace": [["signature", "passed"], ["expiry", "refused"]],
    }
    return {"refusal": json.dumps({**members, **changes})}


@provokes("operation.reporting_not_allowed")
def reporting_not_allowed(world: World) -> str:
    return world.refused("POST", "/refusals", report(UNKNOWN), basic=world.client())


@provokes("operation.report_malformed")
def report_malformed(world: World) -> str:
    return world.refused("POST", "/refusals", report(UNKNOWN, evidence={}), basic=_resource_server(world))


@provokes("operation.report_id_taken")
def report_id_taken(world: World) -> str:
    refusal_id = world.token(world.client(), grant_type="nonsense").header("refusal-id")
    assert refusal_id is not None
    return world.refused("POST", "/refusals", report(refusal_id), basic=_resource_server(world))


@provokes("operation.reason_unknown")
def reason_unknown(world: World) -> str:
    return world.refused("GET", "/reasons/no.such_code")


@provokes("operation.password_hasher_busy")
def password_hasher_busy(world: World) -> str:
    someone(world)
    browser = Browser(world)
    browser.authorize(world.web_client())
    forms = [{**browser.form, "username": f"user-{number}", "password": "a guess"} for number in range(200)]
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    answers = world.send_at_once("/login", forms, [("host", "localhost:8400"), ("cookie", cookies)])
    world.last_answer = next(answer for answer in answers if answer.status == 503)
    return world.reason_of(world.last_answer)


@provokes("operation.inspector_busy")
def inspector_busy(world: World) -> str:
    forms = [{"paste": "eyJ"}] * (world.settings.inspection.parallel + 1)
    answers = world.send_at_once("/inspect", forms, [("host", "localhost:8400")])
    world.last_answer = next(answer for answer in answers if answer.status == 503)
    return world.reason_of(world.last_answer)


@provokes("operation.inspection_gave_up")
def inspection_gave_up(world: World) -> str:
    hurried = World(replace(world.settings, inspection=InspectionSettings(seconds=0.01)))
    try:
        told = hurried.refused("POST", "/inspect", {"paste": "eyJ"})
        world.last_answer = hurried.last_answer
    finally:
        hurried.close()
    return told
