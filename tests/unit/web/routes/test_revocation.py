from __future__ import annotations

import json
from typing import Any

import pytest

from assay.formats import opaque_token
from assay.model.effects import Committed, Conflict, DenyAccessToken, Effect, RecordEvent, RememberOnce
from assay.model.standing import StandingQuery
from assay.ports.unit_of_work import StorageUnavailable
from assay.server.client_authentication.method import AuthenticatedClient
from assay.server.endpoints.revocation import Revocation
from assay.server.issuance.lifetimes import Lifetimes
from assay.web.answer import HttpAnswer
from assay.web.routes.revocation import revocation_route
from endpoint_house import ISSUER, NOW, IssuingHouse, basic, bent, client, post, run, visible


class RevocationHouse(IssuingHouse):
    def __init__(self) -> None:
        super().__init__(client("public", "none"))
        self.endpoint = Revocation(
            self.store, self.authentication, self.access_tokens, self.mint, self.recorder, Lifetimes()
        )
        self.route = revocation_route(self.endpoint, ISSUER)

    def revoke(self, token: str, caller: str | None = "owner", now: float = NOW, **form: str) -> HttpAnswer:
        headers = () if caller is None else (basic(caller),)
        return run(self.route.answer(post("/revoke", {"token": token, **form}, *headers), now))

    def denied(self, **query: Any) -> str | None:
        return run(self.store.standings.read(StandingQuery("owner", **query))).denied


@pytest.fixture
def house() -> RevocationHouse:
    return RevocationHouse()


def test_an_access_token_goes_on_the_deny_list_with_an_event(house: RevocationHouse) -> None:
    answer = house.revoke(house.token())
    assert (answer.status, answer.body, answer.refused) == (200, b"", None)
    assert house.denied(jti="jti-1") == "revocation_request"
    (event,) = house.events("access_token.revoked")
    assert (event.client_id, event.subject, event.grant_id) == ("owner", "person", "grant-1")
    assert json.loads(event.detail) == {"jti": "jti-1", "because": "revocation_request"}


def test_other_tokens_of_the_grant_live_on(house: RevocationHouse) -> None:
    house.revoke(house.token())
    assert house.denied(jti="another", grant_id="grant-1") is None


def test_a_refresh_token_takes_the_whole_grant_with_it(house: RevocationHouse) -> None:
    family = house.family()
    answer = house.revoke(house.refresh_token(family))
    assert (answer.status, answer.refused) == (200, None)
    stored = run(house.store.refresh_tokens.find(family.family_id))
    assert stored is not None
    assert (stored.revoked_at, stored.revoked_because) == (int(NOW), "revocation_request")
    assert house.denied(jti="jti-1", grant_id="grant-1") == "revocation_request"
    (event,) = house.events("grant.revoked")
    assert (event.client_id, event.grant_id) == ("owner", "grant-1")


def test_an_older_refresh_token_revokes_too(house: RevocationHouse) -> None:
    family = house.family(generation=3)
    assert house.revoke(house.refresh_token(family, 1)).status == 200
    assert house.denied(grant_id="grant-1") == "revocation_request"


def test_revoking_again_is_answered_alike_and_written_once(house: RevocationHouse) -> None:
    token, refresh_token = house.token(), house.refresh_token(house.family(grant_id="grant-2"))
    for one in (token, refresh_token):
        assert visible(house.revoke(one)) == visible(house.revoke(one))
    assert len(house.events("access_token.revoked")) == 1
    assert len(house.events("grant.revoked")) == 1


def test_an_expired_token_of_ones_own_is_nothing_to_do(house: RevocationHouse) -> None:
    answer = house.revoke(house.token(), now=NOW + 400)
    assert (answer.status, answer.refused) == (200, None)
    assert house.events("access_token.revoked") == []


def test_a_clock_that_was_set_back_saves_no_token(house: RevocationHouse) -> None:
    token = house.token()
    assert house.revoke(token, now=NOW - 86_400).refused is None
    assert house.denied(jti="jti-1") == "revocation_request"
    foreign = house.revoke(house.token(client_id="owner", jti="x"), "other", now=NOW - 86_400)
    assert house.record_of(foreign.refused).reason == "token.issued_in_future"
    assert house.denied(jti="x") is None


def test_a_public_client_gives_up_its_own_token_and_no_other(house: RevocationHouse) -> None:
    own = house.token(client_id="public", jti="own")
    assert house.revoke(own, None, client_id="public").refused is None
    assert house.denied(jti="own") == "revocation_request"
    foreign = house.revoke(house.token(), None, client_id="public")
    assert foreign.status == 200
    assert house.record_of(foreign.refused).reason == "introspection.not_owner"
    assert house.denied(jti="jti-1") is None


def test_to_a_stranger_every_token_is_answered_alike_and_stays_alive(house: RevocationHouse) -> None:
    family = house.family()
    refresh_token = house.refresh_token(family)
    parsed = opaque_token.parse(refresh_token)
    assert parsed is not None
    invented = opaque_token.encode(parsed.prefix, parsed.body[:-1] + bytes([parsed.body[-1] ^ 1]))
    tokens = {
        house.token(): "introspection.not_owner",
        house.forged(): "token.signature_mismatch",
        bent(house.token(jti="x")): "token.signature_mismatch",
        refresh_token: "introspection.not_owner",
        invented: "refresh_token.unknown",
        house.mint.text(b"z" * 16, 1): "refresh_token.forgotten",
        "x": "introspection.unrecognised",
    }
    answers = {token: house.revoke(token, "other") for token in tokens}
    assert len({str(visible(answer)) for answer in answers.values()}) == 1
    assert {token: house.record_of(answer.refused).reason for token, answer in answers.items()} == tokens
    assert house.denied(jti="jti-1", grant_id="grant-1") is None


def test_to_a_stranger_every_token_costs_the_same_reads(
    house: RevocationHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = house.family(generation=3)
    revoked = house.family(family_id=b"r" * 16, revoked_at=1, revoked_because="refresh_token.reused")
    refresh_tokens = [house.refresh_token(alive), house.refresh_token(alive, 1), house.refresh_token(revoked)]
    refresh_tokens.append(house.mint.text(b"z" * 16, 1))
    house.commit(DenyAccessToken("denied", int(NOW) + 300, "revocation_request"))
    access_tokens = [house.token(), house.token(jti="denied"), house.forged()]
    reads: list[str] = []

    def counted(port: str, verb: str):
        real = getattr(getattr(house.store, port), verb)

        def reading(*arguments: object) -> object:
            reads.append(f"{port}.{verb}")
            return real(*arguments)

        monkeypatch.setattr(getattr(house.store, port), verb, reading)

    for port, verb in (
        ("refresh_tokens", "find"),
        ("standings", "read"),
        ("signing_keys", "list_all"),
        ("clients", "find"),
    ):
        counted(port, verb)
    for tokens in (refresh_tokens, access_tokens):
        seen = []
        for token in tokens:
            reads.clear()
            assert house.revoke(token, "other").refused is not None
            seen.append(tuple(reads))
        assert len(set(seen)) == 1
        assert seen[0]


def test_the_owner_of_a_token_can_read_that_another_tried(house: RevocationHouse) -> None:
    record = house.record_of(house.revoke(house.token(), "other").refused)
    assert (record.owner_id, record.client_id) == ("owner", "other")


@pytest.mark.parametrize("token", ["assay_ac_AAAA", "assay_cs_AAAA"])
def test_other_credentials_of_ours_cannot_be_revoked(house: RevocationHouse, token: str) -> None:
    answer = house.revoke(token)
    assert (answer.status, json.loads(answer.body)["error"]) == (400, "unsupported_token_type")
    assert house.record_of(answer.refused).reason == "introspection.not_revocable"


def test_an_id_token_cannot_be_revoked(house: RevocationHouse) -> None:
    answer = house.revoke(house.token(typ="JWT"))
    assert (answer.status, json.loads(answer.body)["error"]) == (400, "unsupported_token_type")


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "nonsense"])
def test_a_wrong_hint_is_no_hindrance(house: RevocationHouse, hint: str) -> None:
    assert house.revoke(house.token(), token_type_hint=hint).refused is None
    assert house.denied(jti="jti-1") is not None


@pytest.mark.parametrize(
    ("form", "headers", "status", "code"),
    [
        ({}, (basic("owner"),), 400, "request.parameter_missing"),
        ({"token": "x"}, (basic("owner", "wrong"),), 401, "client.secret_mismatch"),
        ({"token": "x"}, (), 401, "client.credentials_missing"),
    ],
)
def test_a_request_that_is_none_gets_an_error(house: RevocationHouse, form, headers, status: int, code: str) -> None:
    answer = run(house.route.answer(post("/revoke", form, *headers), NOW))
    assert answer.status == status
    assert house.record_of(answer.refused).reason == code


def test_nothing_is_answered_before_it_is_durable(house: RevocationHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_effects: tuple[Effect, ...]) -> Committed:
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(house.store.unit_of_work, "commit", broken)
    with pytest.raises(StorageUnavailable):
        house.revoke(house.token())


def test_an_assertion_is_burnt_in_the_same_commit_and_its_replay_revokes_nothing(
    house: RevocationHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = RememberOnce("client_assertion", b"k" * 32, int(NOW) + 60)
    commits: list[tuple[Effect, ...]] = []
    real = house.store.unit_of_work.commit

    async def by_assertion(*_arguments: object) -> AuthenticatedClient:
        return AuthenticatedClient(client("owner"), "private_key_jwt", (once,))

    async def noted(effects: tuple[Effect, ...]) -> Committed | Conflict:
        commits.append(effects)
        return await real(effects)

    monkeypatch.setattr("assay.server.endpoints.revocation.ClientAuthentication.authenticate", by_assertion)
    monkeypatch.setattr(house.store.unit_of_work, "commit", noted)
    assert house.revoke("x").status == 200  # nothing to revoke, and the assertion is burnt all the same
    replay = house.revoke(house.token())
    assert replay.status == 401
    assert house.record_of(replay.refused).reason == "client.assertion_replayed"
    assert house.denied(jti="jti-1") is None
    assert commits[0] == (once,)
    assert commits[1][0] == once
    assert isinstance(commits[1][-1], RecordEvent)
