"""Bad input through the public surface: the RFC's error, a reason behind it, no traceback, nothing stored.

Each endpoint has a good request; each case spoils one thing of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest

from provocations.browser import query_of
from provocations.world import CALLBACK, VERIFIER, Answer, Credentials, World

FORM = "application/x-www-form-urlencoded"
DAY = 86_400
OAUTH_ERRORS = {
    "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
    "invalid_scope", "invalid_target", "unsupported_token_type", "invalid_token",
}  # fmt: skip

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Good:
    """A request that is answered with 200: where it goes, its parameters, and which of them it cannot do without."""

    path: str
    make: Callable[[World, Credentials], Pairs]
    required: tuple[str, ...]
    authenticated: bool = True


def code_exchange(world: World, client: Credentials) -> Pairs:
    return [
        ("grant_type", "authorization_code"),
        ("code", world.code(client)),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]


def refreshing(world: World, client: Credentials) -> Pairs:
    return [("grant_type", "refresh_token"), ("refresh_token", world.refresh_token(client)), ("scope", "openid")]


def machine(_world: World, _client: Credentials) -> Pairs:
    return [("grant_type", "client_credentials"), ("scope", "read"), ("resource", "https://api.example")]


def showing(world: World, client: Credentials) -> Pairs:
    return [("token", world.refresh_token(client)), ("token_type_hint", "refresh_token")]


def asking(world: World, client: Credentials) -> Pairs:
    refused = world.send("POST", "/token", {"grant_type": "nonsense"}, basic=client)
    return [("refusal_id", refused.json()["refusal_id"])]


def about_me(world: World, client: Credentials) -> Pairs:
    return [("access_token", world.exchange(client, world.code(client)).json()["access_token"])]


GOOD = {
    "client_credentials": Good("/token", machine, ("grant_type",)),
    "authorization_code": Good("/token", code_exchange, ("grant_type", "code", "redirect_uri", "code_verifier")),
    "refresh_token": Good("/token", refreshing, ("grant_type", "refresh_token")),
    "introspection": Good("/introspect", showing, ("token",)),
    "revocation": Good("/revoke", showing, ("token",)),
    "explain": Good("/explain", asking, ("refusal_id",)),
    "userinfo": Good("/userinfo", about_me, ("access_token",), authenticated=False),
}
NAMES = {
    "client_credentials": ("grant_type", "scope", "resource"),
    "authorization_code": ("grant_type", "code", "redirect_uri", "code_verifier"),
    "refresh_token": ("grant_type", "refresh_token", "scope"),
    "introspection": ("token", "token_type_hint"),
    "revocation": ("token", "token_type_hint"),
    "explain": ("refusal_id",),
    "userinfo": ("access_token",),
}
CASES = [(endpoint, name) for endpoint, names in NAMES.items() for name in names]
ENDPOINTS = list(GOOD)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(world: World) -> Credentials:
    made = world.web_client()
    world.change_client(made.client_id, grant_types=("authorization_code", "refresh_token", "client_credentials"))
    return made


def state(world: World) -> dict[str, Any]:
    """Everything that is stored, but for the records and events that tell of refusals."""
    tables = world.store.unit_of_work._tables
    names = [name for name in type(tables).__slots__ if name not in {"events", "refusal_records"}]
    return {name: copy.copy(getattr(tables, name)) for name in names}


def post(world: World, good: Good, client: Credentials, body: bytes, content_type: str | None = FORM) -> Answer:
    headers = [("content-type", content_type)] if content_type is not None else []
    return world.send("POST", good.path, basic=client if good.authenticated else None, body=body, headers=headers)


def refused_well(world: World, answer: Answer) -> str:
    """The reason, once the answer has been found to be one of the RFCs'."""
    assert 400 <= answer.status < 500, (answer.status, answer.body)
    assert b"Traceback" not in answer.body
    assert answer.header("cache-control") == "no-store"
    challenge = answer.header("www-authenticate") or ""
    if answer.status == 401:
        assert challenge.startswith(("Basic ", "Bearer "))
    if answer.body:
        body = answer.json()
        assert set(body) == {"error", "error_description", "error_uri", "refusal_id"}
        assert body["error"] in OAUTH_ERRORS
        assert body["refusal_id"] == answer.header("refusal-id")
        assert all(" " <= ch <= "~" and ch not in '"\\' for ch in body["error_description"])
    else:
        assert answer.status == 401
        assert "error" not in challenge
    return world.reason_of(answer)


def without(pairs: Pairs, name: str) -> Pairs:
    return [pair for pair in pairs if pair[0] != name]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_good_request_is_answered(world: World, client: Credentials, endpoint: str) -> None:
    good = GOOD[endpoint]
    assert post(world, good, client, urlencode(good.make(world, client)).encode()).status == 200


@pytest.mark.parametrize(("endpoint", "name"), CASES)
@pytest.mark.parametrize("empty", [False, True], ids=["missing", "empty"])
def test_a_parameter_that_is_missing_or_empty(
    world: World, client: Credentials, endpoint: str, name: str, empty: bool
) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    before = state(world)
    spoilt = without(pairs, name) + ([(name, "")] if empty else [])
    answer = post(world, good, client, urlencode(spoilt).encode())
    if name in good.required:
        refused_well(world, answer)
        assert state(world) == before or name == "code_verifier"  # a missing verifier is counted against its code
    else:
        assert answer.status == 200


@pytest.mark.parametrize(("endpoint", "name"), CASES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda name, value: f"{name}={value}&{name}={value}",
        lambda name, value: f"{name}={value}&{name}=",
        lambda name, _: f"{name}=%zz",
        lambda name, _: f"{name}=%ff%fe",
        lambda name, _: f"{name}=%",
        lambda name, _: f"{name}={'x' * 20_000}",
        lambda name, _: f"{name}={'x' * 70_000}",
        lambda name, value: f"{name}={value}&%ff=1",
        lambda name, value: f"{name}={value}&=nameless",
        lambda name, value: f"{name}={value}&" + "&".join(f"p{n}=1" for n in range(64)),
    ],
    ids=["twice", "twice-once-empty", "escape", "utf8", "cut", "long", "over", "name-utf8", "nameless", "many"],
)
def test_a_parameter_that_is_repeated_damaged_or_too_long(
    world: World, client: Credentials, endpoint: str, name: str, spoil: Callable[[str, str], str]
) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    before = state(world)
    encoded = spoil(name, quote_plus(dict(pairs)[name]))
    body = "&".join([urlencode(without(pairs, name)), encoded]).encode()
    answer = post(world, good, client, body)
    if name == "resource" and encoded.count("resource=") == 2:
        assert answer.status == 200  # several resources are legal (RFC 8707 section 2)
        return
    reason = refused_well(world, answer)
    if reason == "token.too_large":  # where the parameter is a token, its own limit is met first
        assert answer.json()["error"] == "invalid_token"
    else:
        assert reason.startswith("request.")
        assert answer.json()["error"] == "invalid_request"
    assert state(world) == before


@pytest.mark.parametrize(("endpoint", "name"), CASES)
@pytest.mark.parametrize(
    "value",
    ["\x00", "\r\nSet-Cookie: a=b", "'; DROP TABLE clients; --", "\U0001f511", "a" * 4_000, "../..", "{}", "[]", "-1"],
)
def test_a_parameter_with_a_value_of_another_kind(
    world: World, client: Credentials, endpoint: str, name: str, value: str
) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    before = state(world)
    answer = post(world, good, client, urlencode([*without(pairs, name), (name, value)]).encode())
    if answer.status == 200:
        # A hint may be anything (RFC 7009 section 2.1), and an invented token is inactive, or revoked already.
        assert name in {"token_type_hint", "token"}
        assert name == "token_type_hint" or good.path == "/revoke" or answer.json() == {"active": False}
        return
    refused_well(world, answer)
    assert state(world) == before or name == "code_verifier"  # a wrong verifier is counted against its code


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    "content_type", [None, "", "application/json", "multipart/form-data; boundary=x", "text/plain", FORM + "x"]
)
def test_a_body_that_is_no_form(world: World, client: Credentials, endpoint: str, content_type: str | None) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    before = state(world)
    answer = post(world, good, client, urlencode(pairs).encode(), content_type)
    reason = refused_well(world, answer)
    # Userinfo takes the token from the header too, so a body of another kind is just not looked at.
    assert reason == ("request.content_type_not_form" if good.authenticated else "access_token.missing")
    assert state(world) == before


@pytest.mark.parametrize("endpoint", [name for name, good in GOOD.items() if good.authenticated])
@pytest.mark.parametrize("name_of", [lambda names: names[0], lambda names: names[-1]], ids=["first", "last"])
def test_a_parameter_in_the_url(
    world: World, client: Credentials, endpoint: str, name_of: Callable[[tuple[str, ...]], str]
) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    name = name_of(NAMES[endpoint])
    before = state(world)
    target = f"{good.path}?{urlencode([(name, dict(pairs)[name])])}"
    answer = world.send("POST", target, without(pairs, name), basic=client)
    assert refused_well(world, answer) == "request.parameter_in_query"
    assert state(world) == before


@pytest.mark.parametrize("endpoint", [name for name, good in GOOD.items() if good.authenticated])
@pytest.mark.parametrize(
    "header",
    [
        "Basic", "Basic ", "Basic !!!", "Basic YQ", "Basic YTpi=", "Basic " + "QQ==" * 2, "Basic 6f3f", "Bearer x",
        "basic  YTpi", "Basic YTpi YTpi", "Basic Og==", "Basic OmI=", "Negotiate abc", "Basic " + "QUFB" * 3000, "",
    ],
)  # fmt: skip
def test_credentials_that_are_malformed(world: World, client: Credentials, endpoint: str, header: str) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    before = state(world)
    answer = world.send("POST", good.path, pairs, headers=[("authorization", header)])
    reason = refused_well(world, answer)
    assert reason.startswith("client.")
    assert answer.json()["error"] in {"invalid_client", "invalid_request"}
    assert state(world) == before


@pytest.mark.parametrize("endpoint", [name for name, good in GOOD.items() if good.authenticated])
def test_two_authorization_headers(world: World, client: Credentials, endpoint: str) -> None:
    good = GOOD[endpoint]
    pairs = good.make(world, client)
    before = state(world)
    answer = world.send("POST", good.path, pairs, basic=client, headers=[("authorization", "Basic YTpi")])
    assert refused_well(world, answer).startswith("client.")
    assert state(world) == before


@pytest.mark.parametrize(
    "grant_type", ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "x" * 500]
)
def test_an_unknown_grant(world: World, client: Credentials, grant_type: str) -> None:
    answer = world.send("POST", "/token", {"grant_type": grant_type}, basic=client)
    assert refused_well(world, answer) == "token_request.grant_type_unsupported"
    assert answer.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    "path", [good.path for good in GOOD.values()] + ["/jwks", "/reasons", "/.well-known/openid-configuration"]
)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_of_another_kind(world: World, path: str, method: str) -> None:
    answer = world.send(method, path)
    assert answer.status == 405
    assert answer.header("allow")
    assert world.reason_of(answer) == "request.method_not_allowed"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None}, {"client_id": ""}, {"client_id": "nobody"}, {"redirect_uri": "https://evil.example"},
        {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": "x" * 20_000}, {"client_id": "x" * 20_000},
    ],
)  # fmt: skip
def test_an_authorization_request_that_may_not_be_answered_by_redirect(
    world: World, client: Credentials, changes: dict[str, str | None]
) -> None:
    before = state(world)
    answer = world.send("GET", "/authorize?" + query_of(client, **changes))
    assert 400 <= answer.status < 500
    assert answer.header("location") is None
    assert "text/html" in (answer.header("content-type") or "")
    assert world.reason_of(answer)
    assert state(world) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"response_type": None}, {"response_type": "token"}, {"response_type": "code token"}, {"scope": "nonsense"},
        {"code_challenge": None}, {"code_challenge": "short"}, {"code_challenge_method": "plain"},
        {"code_challenge_method": None}, {"prompt": "none login"}, {"prompt": "nonsense"}, {"max_age": "soon"},
        {"max_age": "-1"}, {"response_mode": "fragment"}, {"resource": "relative"}, {"resource": "https://none.example"},
        {"request": "x"}, {"request_uri": "https://evil.example"}, {"id_token_hint": "x"}, {"state": "x" * 20_000},
        {"nonce": "x" * 20_000},
    ],
)  # fmt: skip
def test_an_authorization_request_that_is_refused_by_redirect_or_page(
    world: World, client: Credentials, changes: dict[str, str | None]
) -> None:
    before = state(world)
    answer = world.send("GET", "/authorize?" + query_of(client, **changes))
    assert answer.status == 303 or 400 <= answer.status < 500, answer.status
    if answer.status == 303:
        location = answer.header("location") or ""
        assert location.startswith(CALLBACK + "?error=")
        assert "iss=" in location
    assert world.reason_of(answer)
    assert state(world) == before


@pytest.mark.parametrize("body", [b"", b"%zz", b"\xff", b"client_id=a&client_id=b", b"a=" + b"x" * 70_000])
def test_an_authorization_request_by_post_that_does_not_parse(world: World, body: bytes) -> None:
    before = state(world)
    answer = world.send("POST", "/authorize", body=body, headers=[("content-type", FORM)])
    assert 400 <= answer.status < 500
    assert b"Traceback" not in answer.body
    assert world.reason_of(answer)
    assert state(world) == before


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_a_day_off(world: World, client: Credentials, days: int) -> None:
    code, token = world.code(client), world.exchange(client, world.code(client)).json()["access_token"]
    then = world.now
    try:
        world.now += days * DAY
        exchanged = world.exchange(client, code)
        me = world.send("GET", "/userinfo", bearer=token)
        standing = world.send("POST", "/introspect", {"token": token}, basic=client)
    finally:
        world.now = then
    if days > 0:
        assert refused_well(world, exchanged) == "authorization_code.expired"
        assert refused_well(world, me) == "token.expired"
        assert standing.json() == {"active": False}
    else:
        assert (exchanged.status, me.status) == (200, 200)  # our own clock went back: nothing has expired
        assert standing.json()["active"] is True


def test_codes_and_tokens_of_another_client(world: World, client: Credentials) -> None:
    thief = world.web_client()
    code, token = world.code(client), world.refresh_token(client)
    before = state(world)
    assert refused_well(world, world.exchange(thief, code)) == "authorization_code.wrong_client"
    assert refused_well(world, world.refresh(thief, token)) == "refresh_token.wrong_client"
    introspected = world.send("POST", "/introspect", {"token": token}, basic=thief)
    assert introspected.json() == {"active": False}
    revoked = world.send("POST", "/revoke", {"token": token}, basic=thief)
    assert revoked.status in {200, 400}
    assert state(world) == before
    assert world.exchange(client, code).status == 200
    assert world.refresh(client, token).status == 200
