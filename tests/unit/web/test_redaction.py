"""Security bar A246: whatever is sent wherever, no log line, record, event or answer holds a credential of it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.app.logs import JsonLines, ReadableLines
from provocations.world import Credentials, World

SECRET_PARAMETERS = (
    "client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "password", "token", "access_token",
    "id_token_hint", "subject_token", "assertion",
)  # fmt: skip
OTHER_PARAMETERS = (
    "grant_type", "client_id", "scope", "resource", "redirect_uri", "token_type_hint", "client_assertion_type", "prompt",
    "response_type", "response_mode", "max_age", "nonce", "code_challenge", "code_challenge_method", "username", "request",
    "login_hint", "refusal_id", "unheard_of",
)  # fmt: skip
PATHS = (
    "/token", "/introspect", "/revoke", "/userinfo", "/explain", "/authorize", "/login", "/consent", "/refusals/",
    "/reasons/", "/nowhere/", "/.well-known/openid-configuration",
)  # fmt: skip
GRANTS = ("client_credentials", "authorization_code", "refresh_token", "password", "")

letters = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=24, max_size=48)
opaque = st.builds("{}{}".format, st.sampled_from(("assay_ac_", "assay_rt_", "assay_cs_")), letters)
jwt = st.builds("eyJhbGciOiJFUzI1NiJ9.eyJ{}.{}".format, letters, letters)
shaped = st.one_of(opaque, jwt)
credential = st.one_of(shaped, letters.map("pw-".__add__))


@st.composite
def requests(draw: st.DrawFn) -> tuple[dict, list[str]]:
    """A request with credentials in every place that has room for one, and those credentials.

    Where a credential belongs, anything may stand; where none belongs, what has the form of one must be recognised.
    """
    planted: list[str] = []

    def plant(strategy: st.SearchStrategy[str]) -> str:
        planted.append(draw(strategy))
        return planted[-1]

    form = [("grant_type", draw(st.sampled_from(GRANTS)))] if draw(st.booleans()) else []
    form += [(name, plant(credential)) for name in draw(st.lists(st.sampled_from(SECRET_PARAMETERS), max_size=3))]
    form += [(name, plant(shaped)) for name in draw(st.lists(st.sampled_from(OTHER_PARAMETERS), max_size=3))]
    headers = []
    if draw(st.booleans()):
        headers.append(("cookie", f"assay_session={plant(credential)}; assay_browser={plant(credential)}"))
    if draw(st.booleans()):
        headers.append(
            ("authorization", draw(st.sampled_from(("Bearer ", "Basic ", "bearer", "DPoP "))) + plant(credential))
        )
    if draw(st.booleans()):
        headers.append(("x-api-key", plant(credential)))
    path = draw(st.sampled_from(PATHS))
    if path.endswith("/"):
        path += plant(shaped)
    if draw(st.booleans()):
        path += f"?{draw(st.sampled_from(SECRET_PARAMETERS + OTHER_PARAMETERS))}={quote(plant(shaped))}"
    method = draw(st.sampled_from(("GET", "POST", "PUT", "HEAD")))
    return {"method": method, "target": path, "form": form, "headers": headers}, planted


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture(scope="module")
def demo(world: World) -> Credentials:
    return world.web_client()


@pytest.fixture(scope="module")
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    handlers[0].setFormatter(JsonLines())
    handlers[1].setFormatter(ReadableLines())
    logger = logging.getLogger("assay")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    for handler in handlers:
        logger.addHandler(handler)
    yield stream
    for handler in handlers:
        logger.removeHandler(handler)
    logger.setLevel(before)


@example(
    (
        {"method": "GET", "target": "/userinfo", "form": [], "headers": [("authorization", "pw-bare0123456789abcdef")]},
        ["pw-bare0123456789abcdef"],
    ),
    False,
)
@example(
    (
        {"method": "POST", "target": "/token", "form": [], "headers": [("authorization", "pw-bare0123456789abcdef")]},
        ["pw-bare0123456789abcdef"],
    ),
    False,
)
@settings(max_examples=400)
@given(request=requests(), with_client=st.booleans())
def test_no_credential_of_a_request_is_seen_again(
    world: World, demo: Credentials, lines: io.StringIO, request: tuple[dict, list[str]], with_client: bool
) -> None:
    sent, planted = request
    lines.seek(0)
    lines.truncate()
    world.records.put_so_far.clear()
    before = len(world.run(world.store.events.read(0, 10**6)))
    basic = demo if with_client and not any(name == "authorization" for name, _ in sent["headers"]) else None
    answer = world.send(sent["method"], sent["target"], sent["form"], basic=basic, headers=sent["headers"])
    events = world.run(world.store.events.read(before, 10**6))
    seen = "\n".join(
        (lines.getvalue(), repr(world.records.put_so_far), repr(events), repr(answer.headers), answer.body.decode())
    )
    for secret in (*planted, demo.secret):
        assert secret not in seen
        assert secret[10:26] not in seen, "a part of it"


def test_a_fault_is_logged_without_what_was_sent(
    world: World, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaking:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(f"it broke over assay_cs_secret {name}")

    monkeypatch.setattr("assay.server.endpoints.token.read_client_form", lambda *_, **__: Breaking().anything)
    answer = world.send("POST", "/token", {"client_secret": "assay_cs_secret"})
    assert answer.status == 500
    assert answer.json()["error"] == "server_error"
    told = lines.getvalue()
    assert "request.faulted" in told
    assert "RuntimeError" in told
    assert "test_redaction.py" in told
    assert "assay_cs_secret" not in told + answer.body.decode()
    assert answer.header("refusal-id") in told
