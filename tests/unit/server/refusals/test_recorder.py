from __future__ import annotations

import asyncio
import os

from assay.decision import Refused, refuse
from assay.formats.raw_request import RawRequest
from assay.model.client import Client
from assay.model.event import Event
from assay.model.refusal_record import RefusalRecord
from assay.reasons import client as client_reasons
from assay.reasons import request as reasons
from assay.reasons.operation import RATE_LIMITED
from assay.server.refusals.flood import FloodLimits
from assay.server.refusals.lookup import find_refusal
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refusal_ids import RefusalIds, is_refusal_id

REQUEST = RawRequest("POST", "/token", request_id="req-1")
REFUSED = refuse(reasons.PARAMETER_MISSING, parameter="code")
CLIENT = Client("client-1", "Client", "client_secret_basic", ("client_credentials",))


class KeptRecords:
    def __init__(self) -> None:
        self.by_id: dict[str, RefusalRecord] = {}

    def put(self, record: RefusalRecord) -> None:
        self.by_id[record.refusal_id] = record

    async def find(self, refusal_id: str) -> RefusalRecord | None:
        return self.by_id.get(refusal_id)


class KeptEvents:
    def __init__(self) -> None:
        self.noted: list[Event] = []

    def note(self, event: Event) -> None:
        self.noted.append(event)

    async def read(self, after: int, limit: int) -> tuple[Event, ...]:
        return tuple(self.noted[after : after + limit])


class House:
    def __init__(self, limits: FloodLimits | None = None) -> None:
        self.records, self.events = KeptRecords(), KeptEvents()
        self.ids = RefusalIds(b"k" * 32, os.urandom)
        self.recorder = RefusalRecorder(self.records, self.events, self.ids, limits)

    def refuse(
        self, now: float = 1000.0, client: Client | None = CLIENT, claimed: str | None = None, owner: str | None = None
    ) -> str:
        answer = self.recorder.record(
            REFUSED,
            endpoint="token",
            request=REQUEST,
            now=now,
            client=client,
            claimed_client_id=claimed,
            owner_id=owner,
        )
        return answer.refusal_id

    def find(self, refusal_id: str) -> RefusalRecord | None:
        return asyncio.run(find_refusal(self.records, self.ids, refusal_id))


def test_a_refusal_gets_an_id_that_leads_to_its_record() -> None:
    house = House()
    refusal_id = house.refuse(now=1000.25)
    assert is_refusal_id(refusal_id)
    record = house.find(refusal_id)
    assert record is not None
    assert (record.reason, record.at, record.endpoint) == ("request.parameter_missing", 1000.25, "token")
    assert (record.client_id, record.request_id, record.count) == ("client-1", "req-1", 1)
    assert record.evidence == {"parameter": "code"}
    assert [(event.type, event.refusal_id) for event in house.events.noted] == [("request.refused", refusal_id)]


def test_past_the_burst_refusals_share_one_record_and_their_ids_still_differ() -> None:
    house = House()
    ids = [house.refuse() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(is_refusal_id(each) for each in ids)
    assert len(house.records.by_id) == 101
    shared = house.find(ids[100])
    assert shared is not None and shared == house.find(ids[999])
    assert (shared.count, shared.client_id, shared.first_at, shared.last_at) == (900, "client-1", 1000.0, 1000.0)
    assert shared.refusal_id not in ids


def test_an_aggregate_is_one_event() -> None:
    house = House()
    for _ in range(500):
        house.refuse()
    assert [event.type for event in house.events.noted].count("request.refused") == 100
    assert [event.type for event in house.events.noted].count("refusals.aggregated") == 1


def test_after_a_pause_refusals_are_recorded_alone_again() -> None:
    house = House()
    for _ in range(150):
        house.refuse(now=1000.0)
    record = house.find(house.refuse(now=1001.0))
    assert record is not None and record.count == 1


def test_the_clock_going_backwards_does_not_refill_or_fail() -> None:
    house = House(FloodLimits(burst=2))
    ids = [house.refuse(now=at) for at in (1000.0, 999.0, 998.0)]
    record = house.find(ids[2])
    assert record is not None and record.first_at == 998.0


def test_clients_do_not_share_a_bucket() -> None:
    house = House(FloodLimits(burst=1))
    other = Client("client-2", "Other", "client_secret_basic", ())
    house.refuse()
    house.refuse()
    record = house.find(house.refuse(client=other))
    assert record is not None and (record.client_id, record.count) == ("client-2", 1)


def test_strangers_who_claim_a_new_client_each_time_are_bounded_too() -> None:
    house = House(FloodLimits(stranger_burst=50))
    ids = [house.refuse(client=None, claimed=f"made-up-{number}") for number in range(500)]
    assert len(house.records.by_id) == 51
    shared = house.find(ids[-1])
    assert shared is not None and (shared.count, shared.claimed_client_id) == (450, None)


def test_a_claimed_client_and_an_authenticated_one_are_never_counted_together() -> None:
    house = House(FloodLimits(burst=1))
    for _ in range(2):
        house.refuse()
        last = house.refuse(client=None, claimed="client-1")
    shared = house.find(last)
    assert shared is not None and (shared.client_id, shared.claimed_client_id) == (None, "client-1")


def test_buckets_are_bounded() -> None:
    house = House(FloodLimits(max_buckets=10))
    for number in range(1000):
        house.refuse(client=None, claimed=str(number))
    assert len(house.recorder._flood._buckets) <= 10


def test_an_aggregate_has_an_owner_only_while_all_have_the_same() -> None:
    house = House(FloodLimits(burst=1))
    house.refuse(owner="a")
    first = house.find(house.refuse(owner="a"))
    assert first is not None and first.owner_id == "a"
    second = house.find(house.refuse(owner="b"))
    assert second is not None and second.owner_id is None


def test_an_aggregate_ends_after_its_time() -> None:
    house = House(FloodLimits(burst=1, per_second=0.0, aggregate_seconds=300.0))
    house.refuse(now=0.0)
    early, late = house.refuse(now=1.0), house.refuse(now=400.0)
    one, other = house.find(early), house.find(late)
    assert one is not None and other is not None and one.refusal_id != other.refusal_id


def test_what_is_no_id_is_not_looked_up() -> None:
    house = House()
    for text in (
        "",
        "rf_",
        "rf_" + "a" * 25,
        "rf_" + "A" * 26,
        "rx_" + "a" * 26,
        "rf_" + "b" * 26,
        "rf_" + "é" * 26,
        "rf_" + "1" * 26,
    ):
        assert not is_refusal_id(text), text
        assert house.find(text) is None


def test_an_unknown_id_leads_nowhere() -> None:
    house = House()
    assert house.find("rf_" + "a" * 26) is None


def test_a_very_long_claimed_client_is_cut() -> None:
    house = House()
    record = house.find(house.refuse(client=None, claimed="x" * 5000))
    assert record is not None and record.claimed_client_id == "x" * 128


def test_a_credential_in_the_wrong_place_is_not_kept() -> None:
    house = House()
    record = house.find(house.refuse(client=None, claimed="assay_cs_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
    assert record is not None and record.claimed_client_id == "(a credential of this server, not kept)"


def test_a_reason_can_be_told_as_another_where_the_place_asks_for_it() -> None:
    house = House()
    answer = house.recorder.record(
        REFUSED, endpoint="token", request=REQUEST, now=1.0, public=client_reasons.AUTHENTICATION_FAILED
    )
    assert (answer.public.code, answer.scheme) == ("client.authentication_failed", "Basic")


def test_strangers_fill_no_disk_with_events() -> None:
    house = House(FloodLimits(stranger_events_burst=20, stranger_events_per_second=1.0))
    for number in range(500):
        house.refuse(client=None, claimed=f"made-up-{number}", now=1000.0 + number / 100)
    assert [event.type for event in house.events.noted].count("request.refused") == 24
    assert len(house.records.by_id) == 500
    house.refuse(now=1005.0)
    assert house.events.noted[-1].client_id == "client-1", "those of who has authenticated are not counted with them"


def test_how_long_to_wait_is_read_from_the_evidence_of_whatever_was_refused() -> None:
    def told(refused: Refused, **given: int) -> int | None:
        recorder = House().recorder
        return recorder.record(refused, endpoint="token", request=REQUEST, now=1000.0, **given).retry_after

    waits = refuse(RATE_LIMITED, retry_after=7, burst=1, per_second=0.1)
    assert told(waits) == 7
    assert told(waits, retry_after=2) == 2
    assert told(REFUSED) is None
