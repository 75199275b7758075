from __future__ import annotations

import json

import pytest

from assay.decision import refuse
from assay.formats.raw_request import RawRequest
from assay.reasons import client as client_reasons
from assay.server.endpoints.access_token_guard import AccessTokenGuard
from assay.server.endpoints.refusal import RefusalLookup
from assay.server.refusals.reading import ReadingLimits, RefusalReading
from assay.web.answer import HttpAnswer
from assay.web.routes.refusals import refusal_route
from endpoint_house import ISSUER, NOW, IssuingHouse, run

REFUSED = refuse(client_reasons.UNKNOWN, claimed_client_id="nobody", method="client_secret_basic")


class LookupHouse(IssuingHouse):
    def __init__(self) -> None:
        super().__init__()
        guard = AccessTokenGuard(ISSUER, self.access_tokens, self.store.standings, self.recorder)
        reading = RefusalReading(
            self.store.refusal_records, self.ids, self.store.events, self.rate_limits, ReadingLimits(3, 1.0)
        )
        self.route = refusal_route(RefusalLookup(guard, reading), ISSUER)
        request = RawRequest("POST", "/token", request_id="req-9")
        self.refusal_id = self.recorder.record(REFUSED, endpoint="token", request=request, now=NOW).refusal_id

    def ask(self, refusal_id: str, token: str | None) -> HttpAnswer:
        headers = () if token is None else ((b"authorization", f"Bearer {token}".encode()),)
        return run(self.route.answer(RawRequest("GET", f"/refusals/{refusal_id}", headers=headers), NOW))

    def operator(self) -> str:
        return self.token(sub="owner", aud=ISSUER, scope="assay:operator", sid=None, auth_time=None, grant_id=None)


@pytest.fixture
def house() -> LookupHouse:
    return LookupHouse()


def test_the_operator_reads_the_whole_record(house: LookupHouse) -> None:
    answer = house.ask(house.refusal_id, house.operator())
    assert answer.status == 200
    assert (b"cache-control", b"no-store") in answer.headers
    body = json.loads(answer.body)
    assert body["verdict"] == "refused"
    assert body["reasons"][0]["code"] == "client.unknown"
    assert body["reasons"][0]["evidence"]["claimed_client_id"] == "nobody"
    assert body["refusal"]["id"] == house.refusal_id
    assert body["refusal"]["request_id"] == "req-9"


def test_every_reading_leaves_an_event_that_names_the_reader(house: LookupHouse) -> None:
    house.ask(house.refusal_id, house.operator())
    (event,) = house.events("refusal.read")
    assert (event.client_id, event.refusal_id, event.detail) == ("owner", house.refusal_id, '{"as": "operator"}')


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"scope": "openid"}, 403), ({"scope": "assay:operators assay"}, 403), ({"aud": "https://api.example"}, 401)],
)
def test_nobody_else_reads_it(house: LookupHouse, changes, status: int) -> None:
    answer = house.ask(house.refusal_id, house.token(**{"scope": "assay:operator", **changes}))
    assert answer.status == status
    assert b"nobody" not in answer.body
    assert house.events("refusal.read") == []


def test_without_a_token_there_is_only_the_challenge(house: LookupHouse) -> None:
    answer = house.ask(house.refusal_id, None)
    assert (answer.status, answer.body) == (401, b"")
    assert dict(answer.headers)[b"www-authenticate"] == b'Bearer realm="assay", scope="assay:operator"'


@pytest.mark.parametrize(
    ("refusal_id", "status", "code"),
    [
        ("rf_" + "a" * 26, 404, "operation.refusal_unknown"),
        ("rf_none", 400, "operation.refusal_id_malformed"),
        ("RF_" + "A" * 26, 400, "operation.refusal_id_malformed"),
    ],
)
def test_an_id_that_leads_nowhere_is_refused(house: LookupHouse, refusal_id: str, status: int, code: str) -> None:
    answer = house.ask(refusal_id, house.operator())
    assert answer.status == status
    assert house.record_of(answer.refused).reason == code


def test_even_the_operator_is_limited_in_rate(house: LookupHouse) -> None:
    answers = [house.ask(house.refusal_id, house.operator()) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert dict(answers[-1].headers)[b"retry-after"] == b"1"
    assert house.record_of(answers[-1].refused).reason == "operation.rate_limited"
