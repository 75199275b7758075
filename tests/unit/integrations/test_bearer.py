from __future__ import annotations

import issuing
from assay.decision import Allowed
from assay.formats.raw_request import RawRequest
from assay.integrations.bearer import BearerGuard, BearerRefusal
from assay.integrations.refusal_sinks import log_refusal
from assay.integrations.resource_settings import ResourceSettings
from assay.model.refusal_record import RefusalRecord


def guard(records: list[RefusalRecord], now: float = issuing.NOW) -> BearerGuard:
    return BearerGuard(issuing.verifier(), ResourceSettings(on_refusal=records.append), clock=lambda: now)


def shown(token: str) -> RawRequest:
    return RawRequest("GET", "/things", headers=((b"authorization", f"Bearer {token}".encode()),))


def test_the_clock_of_the_guard_is_the_clock_of_the_decision() -> None:
    records: list[RefusalRecord] = []
    token = issuing.token()
    assert isinstance(guard(records).admit(shown(token)), Allowed)
    late = guard(records, issuing.NOW + 300).admit(shown(token))
    assert isinstance(late, BearerRefusal)
    assert records[0].at == issuing.NOW + 300
    assert records[0].evidence["now"] == issuing.NOW + 300


def test_a_refusal_shows_no_claims_when_it_is_printed() -> None:
    refusal = guard([]).admit(shown(issuing.token(aud="https://secret.example")))
    assert "secret.example" not in repr(refusal)


def test_a_long_path_is_cut_in_the_record() -> None:
    records: list[RefusalRecord] = []
    guard(records).admit(RawRequest("GET", "/" + "x" * 5000))
    assert len(records[0].endpoint) == 200


def test_refusals_are_logged_unless_somebody_takes_them() -> None:
    assert ResourceSettings().on_refusal is log_refusal
