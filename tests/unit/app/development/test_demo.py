from __future__ import annotations

import asyncio
import json
import os
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assay.app.build import build
from assay.app.development.commands import VERIFIER, next_commands
from assay.app.development.demo import Demo, find_or_make_demo, operator_token
from assay.app.development.folder import DevelopmentFolder
from assay.formats import base64url
from provocations.world import Credentials, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> DevelopmentFolder:
    made = DevelopmentFolder(tmp_path / ".assay")
    made.prepare(os.urandom)
    return made


def made(world: World, folder: DevelopmentFolder) -> Demo:
    return world.run(find_or_make_demo(world.parts, folder))


def claims_of(token: str) -> dict[str, object]:
    return json.loads(base64url.decode(token.split(".")[1].encode()))


def test_the_demo_is_made_once(world: World, folder: DevelopmentFolder) -> None:
    demo = made(world, folder)
    assert made(world, folder) == demo
    assert folder.demo.stat().st_mode & 0o777 == 0o600
    assert world.token(Credentials(demo.client_id, demo.client_secret), grant_type="client_credentials").status == 200


def test_a_demo_that_the_store_does_not_know_is_made_anew(world: World, folder: DevelopmentFolder) -> None:
    folder.demo.write_text("nonsense")
    demo = made(world, folder)
    folder.demo.write_text(json.dumps({"client_id": "gone", "client_secret": "x", "username": "demo", "password": "x"}))
    other = made(world, folder)
    assert other.client_id != demo.client_id
    assert other.password != demo.password
    assert world.run(world.store.end_users.find_by_username("demo")) is not None


def test_another_port_becomes_one_more_redirect_uri(world: World, folder: DevelopmentFolder) -> None:
    demo = made(world, folder)
    elsewhere = replace(world.parts, settings=replace(world.settings, issuer="http://localhost:9000"))
    assert world.run(find_or_make_demo(elsewhere, folder)) == demo
    client = world.run(world.store.clients.find(demo.client_id))
    assert client is not None
    assert client.redirect_uris == ("http://localhost:8400/demo/callback", "http://localhost:9000/demo/callback")


def test_the_operators_token_reads_records_and_lives_until_its_client_is_disabled(
    world: World, folder: DevelopmentFolder
) -> None:
    lifetimes = replace(world.settings.lifetimes, longest_access_token=10 * 365 * 86_400)
    world.parts = replace(world.parts, settings=replace(world.settings, lifetimes=lifetimes))
    demo = made(world, folder)
    token = world.run(operator_token(world.parts, demo))
    assert claims_of(token)["scope"] == "assay:operator assay:appoint"
    refused = world.send("POST", "/token", {"grant_type": "x"}).json()["refusal_id"]
    assert world.send("GET", f"/refusals/{refused}", bearer=token).status == 200
    world.change_client(demo.operator_client_id, disabled_at=int(world.now))
    assert world.send("GET", f"/refusals/{refused}", bearer=token).status == 401


def test_nobody_gets_a_token_as_the_operators_client(world: World, folder: DevelopmentFolder) -> None:
    demo = made(world, folder)
    world.run(operator_token(world.parts, demo))
    for secret in ("", "x"):
        answer = world.token(Credentials(demo.operator_client_id, secret), grant_type="client_credentials")
        assert answer.status in {400, 401}


def test_the_commands_hold_real_values_and_are_read_by_a_shell(world: World, folder: DevelopmentFolder) -> None:
    demo = made(world, folder)
    text = next_commands(demo, "http://localhost:8400")
    first = next(line for line in text.splitlines() if "grant_type" in line)
    assert f"{demo.client_id}:{demo.client_secret}" in shlex.split(first)
    assert "rf_[a-z2-7]*" in text
    assert demo.password in text


def test_the_callback_page_shows_the_command_and_is_safe(world: World) -> None:
    from assay.web.routes.demo_callback import demo_callback_route

    async def page(query: bytes, method: str = "GET", body: bytes = b"") -> bytes:
        from assay.formats.raw_request import RawRequest

        route = demo_callback_route("/demo/callback", "http://localhost:8400", "c:s", VERIFIER)
        answer = await route.answer(RawRequest(method, "/demo/callback", query, body=body), 0.0)
        assert answer.status == 200
        return answer.body

    shown = asyncio.run(page(b"code=abc&state=%3Cscript%3E"))
    assert b"<script>" not in shown
    assert b"&lt;script&gt;" in shown
    assert b"code_verifier=" + VERIFIER.encode() in shown
    assert b"curl" in asyncio.run(page(b"", "POST", b"code=abc"))
    hostile = asyncio.run(page(b"code=%27%3B%20rm%20-rf%20%7E%20%27")).decode()
    command = hostile.partition("<pre>")[2].partition("</pre>")[0]
    from html import unescape

    assert "code='; rm -rf ~ '" in shlex.split(unescape(command))
    assert b"curl" not in asyncio.run(page(b"error=access_denied"))
    assert b"curl" not in asyncio.run(page(b"code=%zz"))


def test_the_demo_route_is_there_only_in_development(world: World) -> None:
    assert world.send("GET", "/demo/callback").status == 404

    async def wired() -> object:
        return build(world.parts)

    assert world.run(wired()) is not None
