"""A resource server reports what it refused; only it and the operator read that, and nobody writes over another's record."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

import issuing
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard
from assay.integrations.resource_settings import ResourceSettings
from assay.model.effects import SaveResource
from assay.model.refusal_record import RefusalRecord
from assay.model.resource import Resource
from assay.server.endpoints.explain import Explain
from assay.server.endpoints.refusal_reports import RefusalReports, ReportLimits
from assay.server.refusals.reading import RefusalReading
from assay.server.refusals.refused_request import RefusedRequest
from assay.server.refusals.reports import report_of
from endpoint_house import FORM, NOW, House, basic, client, post, run


class ReportHouse(House):
    def __init__(self, limits: ReportLimits | None = None) -> None:
        super().__init__(client("orders"), client("bills"), client("other"), client("public", "none"))
        listed = ("orders", "bills", "public")
        self.commit(SaveResource(Resource("https://api.example", ("read",), introspection_clients=listed)))
        store = self.store
        self.reports = RefusalReports(self.authentication, store, self.ids, self.rate_limits, self.recorder, limits)
        reading = RefusalReading(store.refusal_records, self.ids, store.events, self.rate_limits)
        self.explain = Explain(self.authentication, reading, self.recorder)

    def report(self, *reports: str, by: str = "orders", now: float = NOW) -> int | RefusedRequest:
        body = urlencode([("refusal", report) for report in reports]).encode()
        headers = (FORM, *(() if by == "public" else (basic(by),)))
        if by == "public":
            body += b"&client_id=public"
        return run(self.reports(RawRequest("POST", "/refusals", headers=headers, body=body), now))

    def code(self, *reports: str, **by: str) -> str:
        return self.record_of(self.report(*reports, **by)).reason

    def found(self, refusal_id: str) -> RefusalRecord:
        record = run(self.store.refusal_records.find(refusal_id))
        assert record is not None
        return record


def refused_by_an_api(token: str | None = None) -> RefusalRecord:
    """A refusal as an API makes it."""
    records: list[RefusalRecord] = []
    guard = BearerGuard(issuing.verifier(), ResourceSettings(on_refusal=records.append), clock=lambda: NOW)
    shown = issuing.token(exp=int(NOW) - 5) if token is None else token
    guard.admit(RawRequest("GET", "/things", headers=((b"authorization", f"Bearer {shown}".encode()),)))
    return records[0]


def changed(**members: Any) -> str:
    return json.dumps({**json.loads(report_of(refused_by_an_api())), **members})


def test_a_report_is_kept_as_it_was_refused() -> None:
    house, made = ReportHouse(), refused_by_an_api()
    assert house.report(report_of(made)) == 1
    kept = house.found(made.refusal_id)
    assert kept.reason == "token.expired"
    assert kept.evidence == made.evidence
    assert kept.trace == made.trace
    assert (kept.owner_id, kept.client_id, kept.endpoint) == ("orders", None, "GET /things of orders")
    (event,) = house.events("refusal.reported")
    assert (event.client_id, event.reason, event.refusal_id) == ("orders", "token.expired", made.refusal_id)


def test_its_resource_server_reads_it_and_no_other_client() -> None:
    house, made = ReportHouse(), refused_by_an_api()
    house.report(report_of(made))
    form = {"refusal_id": made.refusal_id}
    mine = run(house.explain(post("/explain", form, basic("orders")), NOW))
    assert isinstance(mine, RefusalRecord)
    assert mine.evidence == made.evidence
    foreign = run(house.explain(post("/explain", form, basic("bills")), NOW))
    assert house.record_of(foreign).reason == "operation.refusal_foreign"


def test_a_report_that_comes_twice_is_one_record() -> None:
    house, report = ReportHouse(), report_of(refused_by_an_api())
    assert house.report(report) == house.report(report) == 1


def test_many_at_once_are_kept_all_or_none() -> None:
    house = ReportHouse()
    made = [refused_by_an_api("not a token") for _ in range(30)]
    assert house.report(*map(report_of, made)) == 30
    good = refused_by_an_api()
    assert house.code(report_of(good), changed(reason="token.invented")) == "operation.report_malformed"
    assert run(house.store.refusal_records.find(good.refusal_id)) is None


def test_nobody_writes_over_the_record_of_another() -> None:
    house, made = ReportHouse(), refused_by_an_api()
    house.report(report_of(made))
    assert house.code(report_of(made), by="bills") == "operation.report_id_taken"
    own = house.report("{}")
    assert isinstance(own, RefusedRequest)
    assert house.code(changed(refusal_id=own.refusal_id)) == "operation.report_id_taken"
    number = house.ids.new_aggregate_number()
    house.store.refusal_records.put(RefusalRecord(house.ids.of_aggregate(number), "token.expired", NOW, "token"))
    assert house.code(changed(refusal_id=house.ids.of_member(number))) == "operation.report_id_taken"


@pytest.mark.parametrize("by", ["other", "public"])
def test_only_resource_servers_report(by: str) -> None:
    assert ReportHouse().code(report_of(refused_by_an_api()), by=by) == "operation.reporting_not_allowed"


def test_who_is_not_authenticated_reports_nothing() -> None:
    house = ReportHouse()
    refused = run(house.reports(post("/refusals", {"refusal": changed()}, basic("orders", "wrong")), NOW))
    assert house.record_of(refused).reason == "client.secret_mismatch"
    assert house.code("") == "request.parameter_missing"


@pytest.mark.parametrize(
    ("report", "defect"),
    [
        ("[]", "JSON"),
        ('{"a":1,"a":2}', "JSON"),
        ('{"a":"\\ud800"}', "JSON"),
        ("[" * 5000, "JSON"),
        ("{}", "its members"),
        (changed(more=1), "its members"),
        (changed(refusal_id="rf_x"), "refusal_id"),
        (changed(refusal_id=None), "refusal_id"),
        (changed(at="now"), "at is not"),
        (changed(at=True), "at is not"),
        (changed(at=-1), "at is not"),
        (changed(endpoint=["GET"]), "endpoint"),
        (changed(reason="no.such_reason"), "no reason no.such_reason"),
        (changed(reason=["token.expired"]), "reason is no text"),
        (changed(evidence=None), "evidence is no object"),
        (changed(evidence={"token": "secret"}), "not that of token.expired"),
        (changed(evidence={"expired_at": "x", "now": 1, "leeway": 0}), "not that of token.expired"),
        (changed(trace=None), "trace"),
        (changed(trace=[["signature", "guessed"]]), "trace"),
        (changed(trace=[["Signature!", "passed"]]), "trace"),
        (changed(trace=[["signature", "passed", "x"]]), "trace"),
        (changed(trace=[["signature", "passed"]] * 65), "trace"),
    ],
)
def test_a_bad_report_is_told_by_its_number(report: str, defect: str) -> None:
    house = ReportHouse()
    refused = house.record_of(house.report(changed(), report))
    assert refused.reason == "operation.report_malformed"
    assert refused.evidence["number"] == 2
    assert defect in str(refused.evidence["defect"])


def test_the_same_id_twice_in_one_request_is_malformed() -> None:
    report = changed()
    assert ReportHouse().code(report, report) == "operation.report_malformed"


def test_credentials_that_a_reporter_put_where_they_do_not_belong_are_not_kept() -> None:
    house, token = ReportHouse(), issuing.token()
    made = refused_by_an_api("x")
    house.report(json.dumps({**json.loads(report_of(made)), "endpoint": f"GET /x?token={token}"}))
    assert token[:40] not in repr(house.found(made.refusal_id))


def test_a_report_of_the_future_is_one_of_now_and_of_the_past_stays() -> None:
    house = ReportHouse()
    for at, kept in ((NOW + 10**9, NOW), (10**400, NOW), (NOW - 3600, NOW - 3600)):
        made = refused_by_an_api()
        house.report(json.dumps({**json.loads(report_of(made)), "at": at}))
        assert house.found(made.refusal_id).at == kept


def test_too_many_reports_are_refused_with_a_time_to_wait() -> None:
    house = ReportHouse(ReportLimits(burst=3, per_second=0.5))
    assert house.report(changed(), report_of(refused_by_an_api())) == 2
    refused = house.report(*(report_of(refused_by_an_api()) for _ in range(2)))
    assert isinstance(refused, RefusedRequest)
    assert house.record_of(refused).reason == "operation.rate_limited"
    assert refused.retry_after == 2
    assert house.report(report_of(refused_by_an_api()), by="bills") == 1
    assert house.report(report_of(refused_by_an_api()), now=NOW + 10) == 1


@pytest.mark.parametrize("limits", [{"burst": 0}, {"per_second": 0}])
def test_limits_that_let_nothing_through_are_a_fault(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one report"):
        ReportLimits(**limits)
