from __future__ import annotations

from typing import Any

import pytest

from assay.decision import refuse
from assay.formats.raw_request import RawRequest
from assay.model.refusal_record import RefusalRecord
from assay.reasons import refresh_token
from assay.server.endpoints.explain import Explain
from assay.server.refusals.reading import ReadingLimits, RefusalReading
from assay.server.refusals.refused_request import RefusedRequest
from endpoint_house import ISSUER, NOW, House, basic, client, post, run

REVOKED = refuse(refresh_token.REVOKED, revoked_at=int(NOW) - 60, because="authorization_code.replayed")


class ExplainHouse(House):
    def __init__(self, limits: ReadingLimits | None = None) -> None:
        super().__init__(client("owner"), client("other"), client("public", "none"))
        reading = RefusalReading(self.store.refusal_records, self.ids, self.store.events, self.rate_limits, limits)
        self.explain = Explain(self.authentication, reading, self.recorder)

    def refused_for(self, owner_id: str, caller: str | None = None) -> str:
        return self.recorder.record(
            REVOKED,
            endpoint="token",
            request=RawRequest("POST", "/token"),
            now=NOW,
            client=client(caller or owner_id),
            owner_id=owner_id,
        ).refusal_id

    def ask(self, *headers: tuple[bytes, bytes], now: float = NOW, **form: str) -> RefusalRecord | RefusedRequest:
        return run(self.explain(post("/explain", form, *headers), now))


def code_of(house: House, answer: Any) -> str:
    return house.record_of(answer).reason


def test_the_owner_learns_the_exact_reason() -> None:
    house = ExplainHouse()
    refusal_id = house.refused_for("owner")
    record = house.ask(basic("owner"), refusal_id=refusal_id)
    assert isinstance(record, RefusalRecord)
    assert record.reason == "refresh_token.revoked"
    assert record.evidence["because"] == "authorization_code.replayed"


def test_a_client_that_was_refused_another_ones_token_learns_only_what_it_was_told() -> None:
    house = ExplainHouse()
    record = house.ask(basic("other"), refusal_id=house.refused_for("owner", caller="other"))
    assert isinstance(record, RefusalRecord)
    assert record.reason == "refresh_token.not_accepted"
    assert record.evidence == {}
    assert record.owner_id is None


def test_a_public_client_learns_only_what_is_self_evident() -> None:
    house = ExplainHouse()
    record = house.ask(refusal_id=house.refused_for("public"), client_id="public")
    assert isinstance(record, RefusalRecord)
    assert record.reason == "refresh_token.not_accepted"


def test_a_foreign_refusal_and_an_unknown_one_look_the_same() -> None:
    house = ExplainHouse()
    foreign = house.ask(basic("other"), refusal_id=house.refused_for("owner"))
    unknown = house.ask(basic("other"), refusal_id="rf_" + "a" * 26)
    assert code_of(house, foreign) == "operation.refusal_foreign"
    assert code_of(house, unknown) == "operation.refusal_unknown"
    assert isinstance(foreign, RefusedRequest)
    assert isinstance(unknown, RefusedRequest)
    assert foreign.public is unknown.public
    assert foreign.public.public.status == 404


@pytest.mark.parametrize(
    ("form", "headers", "code"),
    [
        ({}, (basic("owner"),), "request.parameter_missing"),
        ({"refusal_id": "rf_none"}, (basic("owner"),), "operation.refusal_id_malformed"),
        ({"refusal_id": "rf_" + "a" * 26}, (), "client.credentials_missing"),
        ({"refusal_id": "rf_" + "a" * 26}, (basic("owner", "wrong"),), "client.secret_mismatch"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused(form, headers, code: str) -> None:
    house = ExplainHouse()
    assert code_of(house, house.ask(*headers, **form)) == code


def test_a_body_that_is_no_form_is_refused() -> None:
    house = ExplainHouse()
    answer = run(house.explain(RawRequest("POST", "/explain", body=b"{}"), NOW))
    assert code_of(house, answer) == "request.content_type_not_form"


def test_reading_is_limited_in_rate_per_client() -> None:
    house = ExplainHouse(ReadingLimits(burst=2, per_second=0.5))
    refusal_id = house.refused_for("owner")
    for _ in range(2):
        assert isinstance(house.ask(basic("owner"), refusal_id=refusal_id), RefusalRecord)
    refused = house.ask(basic("owner"), refusal_id=refusal_id)
    assert code_of(house, refused) == "operation.rate_limited"
    assert isinstance(refused, RefusedRequest)
    assert (refused.public.public.status, refused.retry_after) == (429, 2)
    assert isinstance(house.ask(basic("owner"), refusal_id=refusal_id, now=NOW + 2), RefusalRecord)
    assert code_of(house, house.ask(basic("other"), refusal_id=refusal_id)) == "operation.refusal_foreign"


def test_every_reading_leaves_an_event() -> None:
    house = ExplainHouse()
    refusal_id = house.refused_for("owner")
    house.ask(basic("owner"), refusal_id=refusal_id)
    (event,) = house.events("refusal.read")
    assert (event.client_id, event.refusal_id, event.detail) == ("owner", refusal_id, '{"as": "client"}')


def test_the_route_answers_with_the_explain_document() -> None:
    import json

    from assay.web.routes.explain import explain_route

    house = ExplainHouse()
    route = explain_route(house.explain, ISSUER)
    assert (route.path, route.methods, route.cross_origin) == ("/explain", ("POST",), False)
    refusal_id = house.refused_for("owner")
    answer = run(route.answer(post("/explain", {"refusal_id": refusal_id}, basic("owner")), NOW))
    assert answer.status == 200
    assert (b"cache-control", b"no-store") in answer.headers
    body = json.loads(answer.body)
    assert body["refusal"]["id"] == refusal_id
    assert body["reasons"][0]["code"] == "refresh_token.revoked"
    missing = run(route.answer(post("/explain", {"refusal_id": "rf_" + "a" * 26}, basic("owner")), NOW))
    assert missing.status == 404
    assert missing.refused is not None
