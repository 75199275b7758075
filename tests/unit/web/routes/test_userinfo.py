from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assay.formats.raw_request import RawRequest
from assay.model.effects import ChangeClaims, DenyAccessToken
from assay.server.endpoints.access_token_guard import AccessTokenGuard
from assay.server.endpoints.userinfo import Userinfo
from assay.web.answer import HttpAnswer
from assay.web.routes.userinfo import userinfo_route
from endpoint_house import FORM, ISSUER, NOW, IssuingHouse, bent, post, run


class UserinfoHouse(IssuingHouse):
    def __init__(self) -> None:
        super().__init__()
        guard = AccessTokenGuard(ISSUER, self.access_tokens, self.store.standings, self.recorder)
        self.route = userinfo_route(Userinfo(guard, self.store.end_users), ISSUER)

    def ask(self, token: str | None, now: float = NOW, **request: object) -> HttpAnswer:
        headers = () if token is None else ((b"authorization", f"Bearer {token}".encode()),)
        given = RawRequest("GET", "/userinfo", headers=headers)
        return run(self.route.answer(replace(given, **request), now))

    def why(self, answer: HttpAnswer) -> str:
        return self.record_of(answer.refused).reason


@pytest.fixture
def house() -> UserinfoHouse:
    return UserinfoHouse()


def challenge(answer: HttpAnswer) -> str:
    return dict(answer.headers)[b"www-authenticate"].decode()


def test_the_claims_are_those_of_the_scopes(house: UserinfoHouse) -> None:
    answer = house.ask(house.token())
    assert answer.status == 200
    assert json.loads(answer.body) == {"sub": "person", "email": "pat@example.com"}
    assert (b"cache-control", b"no-store") in answer.headers


def test_every_standard_scope_has_its_claims_and_nothing_else_is_told(house: UserinfoHouse) -> None:
    claims = {
        "name": "Pat",
        "email": "p@example.com",
        "email_verified": False,
        "phone_number": "+1",
        "address": {"country": "DE"},
        "birthdate": None,
        "shoe_size": 43,
    }
    person = run(house.store.end_users.find("person"))
    house.commit(ChangeClaims("person", person.claims, json.dumps(claims)))
    body = json.loads(house.ask(house.token(scope="openid profile email phone address")).body)
    assert body == {
        "sub": "person",
        "name": "Pat",
        "preferred_username": "pat",
        "email": "p@example.com",
        "email_verified": False,
        "phone_number": "+1",
        "address": {"country": "DE"},
    }
    assert json.loads(house.ask(house.token(scope="openid")).body) == {"sub": "person"}


def test_the_token_may_come_in_a_form(house: UserinfoHouse) -> None:
    answer = run(house.route.answer(post("/userinfo", {"access_token": house.token()}), NOW))
    assert answer.status == 200


def test_the_scheme_may_be_written_in_lower_case(house: UserinfoHouse) -> None:
    assert house.ask(None, headers=((b"authorization", b"bearer " + house.token().encode()),)).status == 200


def test_without_a_token_there_is_a_challenge_without_an_error(house: UserinfoHouse) -> None:
    for headers in ((), ((b"authorization", b"Basic eDp5"),)):
        answer = house.ask(None, headers=headers)
        assert (answer.status, answer.body) == (401, b"")
        assert challenge(answer) == 'Bearer realm="assay", scope="openid"'
        assert answer.refused is not None


@pytest.mark.parametrize(
    ("changes", "status", "error", "code"),
    [
        ({"aud": "https://api.example"}, 401, "invalid_token", "token.audience_mismatch"),
        ({"aud": ISSUER + "/"}, 401, "invalid_token", "token.audience_mismatch"),
        ({"scope": "email"}, 403, "insufficient_scope", "access_token.scope_missing"),
        ({"scope": None, "sub": "owner"}, 403, "insufficient_scope", "access_token.scope_missing"),
        ({"sub": "owner"}, 401, "invalid_token", "access_token.end_user_disabled"),
        ({"sub": "nobody"}, 401, "invalid_token", "access_token.end_user_disabled"),
        ({"sid": "sid-2"}, 401, "invalid_token", "access_token.session_ended"),
        ({"exp": int(NOW) - 1}, 401, "invalid_token", "token.expired"),
        ({"typ": "JWT"}, 401, "invalid_token", "token.type_mismatch"),
    ],
)
def test_a_token_that_is_not_good_here_is_refused(house, changes, status: int, error: str, code: str) -> None:
    answer = house.ask(house.token(**changes))
    assert (answer.status, house.why(answer)) == (status, code)
    assert f'error="{error}"' in challenge(answer)
    assert 'scope="openid"' in challenge(answer)


def test_a_forged_token_is_told_its_signature_however_wrong_its_claims_are(house: UserinfoHouse) -> None:
    for changes in ({}, {"exp": int(NOW) - 9}, {"aud": "https://x.example"}, {"scope": "x"}, {"iss": "https://x"}):
        for token in (house.forged(**changes), bent(house.token(**changes))):
            answer = house.ask(token)
            assert house.why(answer) == "token.signature_mismatch"
            record = house.record_of(answer.refused)
            assert (record.owner_id, record.subject) == (None, None)
            outcomes = [line.outcome for line in record.trace]
            assert outcomes.count("refused") == 1
            assert "not_reached" in outcomes


def test_standing_is_read_each_time_and_its_reason_kept_from_the_bearer(house: UserinfoHouse) -> None:
    token = house.token()
    assert house.ask(token).status == 200
    house.commit(DenyAccessToken("jti-1", int(NOW) + 300, "revocation_request"))
    answer = house.ask(token)
    assert answer.status == 401
    assert "access_token.not_accepted" in challenge(answer)
    assert "revoked" not in challenge(answer).replace("not_accepted", "")
    record = house.record_of(answer.refused)
    assert (record.reason, record.owner_id, record.subject) == ("access_token.revoked", "owner", "person")
    assert [line.check for line in record.trace if line.outcome == "refused"] == ["standing.revoked"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"query": b"access_token=x"}, "access_token.in_query"),
        (
            {"method": "POST", "headers": (FORM, (b"authorization", b"Bearer a")), "body": b"access_token=a"},
            "access_token.presented_twice",
        ),
        ({"headers": ((b"authorization", b"Bearer"),)}, "access_token.header_malformed"),
    ],
)
def test_a_token_in_the_wrong_place_is_a_bad_request(house: UserinfoHouse, request_, code: str) -> None:
    answer = house.ask(None, **request_)
    assert (answer.status, house.why(answer)) == (400, code)
    assert 'error="invalid_request"' in challenge(answer)


def test_an_end_user_deleted_in_the_meantime_is_refused(house: UserinfoHouse, monkeypatch) -> None:
    async def gone(_subject: str) -> None:
        return None

    monkeypatch.setattr(house.store.end_users, "find", gone)
    answer = house.ask(house.token())
    assert (answer.status, house.why(answer)) == (401, "access_token.end_user_disabled")


def test_any_page_may_ask_without_credentials_of_its_own(house: UserinfoHouse) -> None:
    assert (house.route.methods, house.route.cross_origin) == (("GET", "POST"), True)
