from __future__ import annotations

import dataclasses
import json

from assay.decision import CheckOutcome, refuse
from assay.model.refusal_record import RefusalRecord
from assay.reasons import refresh_token
from assay.server.refusals.answer import answer_of

REFUSED = refuse(refresh_token.REUSED, generation=1, newest=3, rotated_at=1_700_000_000, now=1_700_000_060.25)
RECORD = RefusalRecord(
    "rf_x", REFUSED.reason.code, 1_700_000_060.25, "token", client_id="c", owner_id="c", evidence=REFUSED.evidence,
    trace=(CheckOutcome("generation", "refused"), CheckOutcome("lifetime", "not_reached")), request_id="req-1",
)  # fmt: skip


def test_the_answer_has_the_members_of_the_explain_document_and_the_refusal() -> None:
    answer = answer_of(RECORD)
    assert list(answer) == ["verdict", "subject", "causes", "reasons", "checks", "ruled_out", "refusal"]
    assert answer["verdict"] == "refused"
    trace = [{"check": "generation", "outcome": "refused"}, {"check": "lifetime", "outcome": "not_reached"}]
    assert answer["checks"] == trace
    refusal = answer["refusal"]
    assert refusal["id"] == "rf_x"
    assert refusal["at"] == "2023-11-14T22:14:20.250Z"
    assert (refusal["client_id"], refusal["endpoint"], refusal["trace"]) == ("c", "token", trace)
    json.dumps(answer)


def test_the_reason_is_told_in_words_with_its_evidence_filled_in() -> None:
    (reason,) = answer_of(RECORD)["reasons"]
    assert reason["code"] == "refresh_token.reused"
    assert reason["evidence"] == REFUSED.evidence
    assert "generation 1; the newest is 3, made at 2023-11-14T22:13:20Z" in reason["explanation"]
    assert reason["fault"] == "client"
    assert "{" not in json.dumps([reason["headline"], reason["explanation"], reason["fix"]])


def test_evidence_that_was_held_back_is_said_to_be_so() -> None:
    (reason,) = answer_of(dataclasses.replace(RECORD, evidence={"generation": 1}))["reasons"]
    assert "the newest is (not shown)" in reason["explanation"]


def test_an_aggregate_tells_how_many_and_from_when_to_when() -> None:
    record = dataclasses.replace(
        RECORD, count=812, first_at=1_700_000_000.0, last_at=1_700_000_100.0, at=1_700_000_000.0
    )
    answer = answer_of(record)
    assert answer["refusal"]["count"] == 812
    assert answer["refusal"]["last_at"] == "2023-11-14T22:15:00Z"
    assert answer["subject"]["summary"].startswith("812 requests to the endpoint token of c, refused from ")


def test_a_client_that_was_only_named_is_not_told_as_one_that_proved_itself() -> None:
    answer = answer_of(dataclasses.replace(RECORD, client_id=None, claimed_client_id="named"))
    assert answer["refusal"]["client_id"] == "named"
    assert answer["refusal"]["authenticated"] is False


def test_a_reason_of_a_newer_release_is_told_by_its_code_alone() -> None:
    (reason,) = answer_of(dataclasses.replace(RECORD, reason="token.not_yet_thought_of", evidence={}))["reasons"]
    assert reason == {"code": "token.not_yet_thought_of", "evidence": {}}
