"""Status lists through the public surface: what is revoked is marked, and nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from assay.app.first_start import key_maker
from assay.app.settings import Settings
from assay.decision import Allowed, Refused
from assay.formats.status_list import StatusList, read_status_list
from assay.model.effects import SwitchEndUser
from assay.outbound import RemoteStatusLists
from assay.outbound.document import Document, Location
from assay.server.administration.keys import revoke_key
from assay.server.issuance.grant_ids import SMALLEST_BLOCK, StatusListSettings
from assay.verifier import AccessTokenVerifier, VerifierOptions, verify_jws
from provocations.of_client import asserted, assertion
from provocations.world import API, ISSUER, PERSON, Answer, Credentials, World


@pytest.fixture
def world() -> Iterator[World]:
    made = World(Settings(issuer=ISSUER, status_lists=StatusListSettings(enabled=True, ttl=30)))
    yield made
    made.close()


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def place_of(token: str) -> tuple[str, int]:
    status = claims_of(token)["status"]["status_list"]
    return status["uri"].removeprefix(ISSUER), status["idx"]


def read_list(world: World, path: str) -> tuple[dict[str, Any], StatusList]:
    answer = world.send("GET", path)
    assert answer.status == 200, answer.body
    assert answer.header("content-type") == "application/statuslist+jwt"
    keys = world.send("GET", "/jwks").json()
    verified = verify_jws(answer.body, keys, algorithms=["ES256"])
    assert isinstance(verified, Allowed), verified
    claims: dict[str, Any] = json.loads(verified.value)
    read = read_status_list(claims["status_list"])
    assert isinstance(read, StatusList)
    return claims, read


def status(world: World, token: str) -> int | None:
    path, place = place_of(token)
    world.now += 3  # what was read of the store a moment ago is not read again
    return read_list(world, path)[1].status(place)


def access_token(answer: Answer) -> str:
    assert answer.status == 200, answer.body
    return str(answer.json()["access_token"])


def test_the_list_says_who_made_it_and_for_how_long(world: World) -> None:
    client = world.client()
    path, _ = place_of(access_token(world.token(client, grant_type="client_credentials")))
    claims, _ = read_list(world, path)
    assert claims["sub"] == ISSUER + path
    assert claims["iss"] == ISSUER
    assert claims["ttl"] == 30
    assert claims["iat"] == int(world.now)
    assert claims["exp"] > claims["iat"]


def test_a_request_that_is_refused_takes_no_place(world: World) -> None:
    client = world.client()
    _, before = place_of(access_token(world.token(client, grant_type="client_credentials")))
    refused = [
        world.token(client, grant_type="client_credentials", scope="not:registered"),
        world.token(client, grant_type="client_credentials", resource="https://elsewhere.example"),
    ]
    assert {answer.status for answer in refused} == {400}
    _, after = place_of(access_token(world.token(client, grant_type="client_credentials")))
    assert after == before + 1


def test_a_repeated_assertion_takes_no_place_and_reserves_none(world: World) -> None:
    client, repeated = assertion(world)
    _, before = place_of(access_token(world.send("POST", "/token", repeated)))
    for number in range(1, SMALLEST_BLOCK):
        assert world.send("POST", "/token", asserted(world, client, f"number-{number}")).status == 200
    end = world.run(world.store.token_statuses.end())
    assert world.refused("POST", "/token", repeated) == "client.assertion_replayed"
    assert world.run(world.store.token_statuses.end()) == end, "the open block was used up, and another reserved"
    another = asserted(world, client, "the-next-block")
    assert place_of(access_token(world.send("POST", "/token", another)))[1] == before + SMALLEST_BLOCK
    assert world.refused("POST", "/token", another) == "client.assertion_replayed"
    _, after = place_of(access_token(world.send("POST", "/token", asserted(world, client, "another-one"))))
    assert after == before + SMALLEST_BLOCK + 1


def test_a_token_of_a_client_is_marked_when_it_is_revoked_and_its_neighbours_are_not(world: World) -> None:
    client = world.client()
    tokens = [access_token(world.token(client, grant_type="client_credentials")) for _ in range(3)]
    assert len({place_of(token) for token in tokens}) == 3
    assert [status(world, token) for token in tokens] == [0, 0, 0]
    assert world.send("POST", "/revoke", {"token": tokens[1]}, basic=client).status == 200
    assert [status(world, token) for token in tokens] == [0, 1, 0]
    shown = world.send("POST", "/introspect", {"token": tokens[1]}, basic=client)
    assert shown.json() == {"active": False}


def test_all_tokens_of_a_grant_share_a_place_and_fall_together(world: World) -> None:
    client = world.web_client()
    bought = world.exchange(client, numbered(world, client)).json()
    later = world.refresh(client, bought["refresh_token"]).json()
    assert place_of(bought["access_token"]) == place_of(later["access_token"])
    assert status(world, bought["access_token"]) == 0
    assert world.send("POST", "/revoke", {"token": later["access_token"]}, basic=client).status == 200
    assert status(world, bought["access_token"]) == 1
    assert world.reason_of(world.refresh(client, later["refresh_token"])) == "refresh_token.revoked"


def test_a_disabled_person_and_a_disabled_client_are_marked(world: World) -> None:
    client, machine = world.web_client(), world.client()
    bought = world.exchange(client, numbered(world, client)).json()["access_token"]
    theirs = access_token(world.token(machine, grant_type="client_credentials"))
    assert [status(world, bought), status(world, theirs)] == [0, 0]
    world.commit(SwitchEndUser(PERSON.subject, int(world.now)))
    world.change_client(machine.client_id, disabled_at=int(world.now))
    assert [status(world, bought), status(world, theirs)] == [1, 1]


@pytest.mark.parametrize("number", ["7", "-1", "x", "00", "", "1e3", "9" * 40, "%31"])
def test_a_list_that_no_token_names_is_refused(world: World, number: str) -> None:
    access_token(world.token(world.client(), grant_type="client_credentials"))
    answer = world.send("GET", f"/status-lists/{number}")
    assert answer.status == 404
    assert world.reason_of(answer) == "request.path_unknown"


def test_a_list_is_signed_anew_only_when_it_changes_or_gets_old(world: World) -> None:
    client = world.client()
    token = access_token(world.token(client, grant_type="client_credentials"))
    path, _ = place_of(token)
    first = world.send("GET", path)
    world.now += 10
    again = world.send("GET", path)
    assert again.body == first.body
    assert world.send("GET", path, headers=[("if-none-match", first.header("etag") or "")]).status == 304
    world.send("POST", "/revoke", {"token": token}, basic=client)
    world.now += 3
    assert world.send("GET", path).body != first.body
    world.now += 31
    assert world.send("GET", path).body != again.body


def test_a_list_is_signed_anew_when_its_key_is_revoked(world: World) -> None:
    path, _ = place_of(access_token(world.token(world.client(), grant_type="client_credentials")))
    leaked = verified_kid(world, path)
    keys = world.run(world.store.signing_keys.list_all())
    world.carry_out(revoke_key(keys, leaked, key_maker(world.settings, world.doors), now=world.now))
    assert verified_kid(world, path) != leaked


def verified_kid(world: World, path: str) -> str:
    """The key that signed a list, which is one of the published ones."""
    read_list(world, path)
    header = world.send("GET", path).body.split(b".")[0]
    return str(json.loads(base64.urlsafe_b64decode(header + b"=="))["kid"])


def test_without_the_setting_nothing_of_it_is_there() -> None:
    plain = World()
    client = plain.client()
    token = access_token(plain.token(client, grant_type="client_credentials"))
    assert "status" not in claims_of(token)
    assert plain.send("GET", "/status-lists/0").status == 404
    plain.close()


def numbered(world: World, client: Credentials) -> str:
    """An authorization code whose grant has a place in a list, as the authorization endpoint makes it."""
    return world.code(client, grant_id=world.run(world.parts.grant_ids.new(client.client_id, world.now)))


def test_a_verifier_learns_of_a_revocation_without_a_call_per_token(world: World) -> None:
    asked: list[str] = []

    def fetch(location: Location) -> Document:
        asked.append(location.url)
        answer = world.send("GET", location.url.removeprefix(ISSUER))
        assert answer.status == 200
        return Document(answer.body, answer.header("cache-control"))

    keys = world.send("GET", "/jwks").json()
    lists = RemoteStatusLists(f"{ISSUER}/status-lists/", keys=keys, fetch=fetch)
    verifier = AccessTokenVerifier(
        issuer=ISSUER,
        audience=API,
        algorithms=["ES256"],
        keys=keys,
        options=VerifierOptions(status_lists=lists, cached_tokens=100),
    )
    client = world.client()
    tokens = [access_token(world.token(client, grant_type="client_credentials")) for _ in range(50)]
    for token in tokens * 3:
        assert isinstance(verifier.verify(token, now=world.now), Allowed)
    assert len(asked) == 1
    assert world.send("POST", "/revoke", {"token": tokens[7]}, basic=client).status == 200
    world.now += 31
    verifier.verify(tokens[0], now=world.now)  # the list is due, and is fetched beside
    with lists._refreshing:
        pass
    outcomes = [verifier.verify(token, now=world.now) for token in tokens]
    refused = [number for number, outcome in enumerate(outcomes) if not isinstance(outcome, Allowed)]
    assert refused == [7]
    assert isinstance(outcomes[7], Refused)
    assert outcomes[7].reason.code == "token.status_revoked"
    assert len(asked) == 2
