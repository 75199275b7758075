from __future__ import annotations

import dataclasses

import pytest

from assay import reasons as catalogue
from assay.decision import CheckOutcome
from assay.model.client import Client
from assay.model.refusal_record import RefusalRecord
from assay.reasons import EvidenceField, Fault, PublicAnswer, Reason, Tier
from assay.record import replace
from assay.server.refusals import disclosure
from assay.server.refusals.disclosure import OPERATOR, Reader, disclosed, may_read, public_reason

PUBLIC = Reason(
    "x.public", "h", "e", "f", Fault.CLIENT, PublicAnswer("invalid_grant", 400), evidence=(
        EvidenceField("parameter", "text", "m"),
        EvidenceField("owner_sees", "text", "m", Tier.SERVER_STATE),
    )
)  # fmt: skip
SECRET_STATE = Reason(
    "x.revoked", "h", "e", "f", Fault.CLIENT, PublicAnswer("invalid_grant", 400), Tier.SERVER_STATE, "x.public", evidence=(
        EvidenceField("revoked_at", "instant", "m", Tier.SERVER_STATE),
        EvidenceField("peer", "text", "m", Tier.DEFENCE),
    )
)  # fmt: skip
LIMITED = replace(SECRET_STATE, code="x.limited", tier=Tier.DEFENCE)
ASTRAY = replace(SECRET_STATE, code="x.astray", public_as="x.revoked")

OWNER = Client("owner", "Owner", "client_secret_basic", ())
PUBLIC_OWNER = Client("owner", "Owner", "none", ())
STRANGER = Client("stranger", "Stranger", "client_secret_basic", ())


@pytest.fixture(autouse=True)
def made_up_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {reason.code: reason for reason in (PUBLIC, SECRET_STATE, LIMITED, ASTRAY)}
    monkeypatch.setattr(disclosure, "find_reason", known.get)


def record(reason: Reason, **changes: object) -> RefusalRecord:
    evidence = {field.name: "seen" for field in reason.evidence}
    made = RefusalRecord(
        "rf_x", reason.code, 1.0, "token", client_id="stranger", owner_id="owner", subject="person", evidence=evidence,
        trace=(CheckOutcome("revoked", "refused"),), request_id="r", kid="k",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]  # tests name the fields


def test_a_self_evident_reason_is_its_own_public_one() -> None:
    assert public_reason(PUBLIC) is PUBLIC


def test_state_and_defence_are_told_as_their_public_reason() -> None:
    assert public_reason(SECRET_STATE) is PUBLIC
    assert public_reason(LIMITED) is PUBLIC
    assert public_reason(LIMITED) is PUBLIC  # and the remembered answer is the same


def test_a_reason_that_hides_behind_another_hidden_one_is_our_fault() -> None:
    with pytest.raises(AssertionError):
        public_reason(ASTRAY)


def test_the_operator_reads_everything() -> None:
    for reason in (PUBLIC, SECRET_STATE, LIMITED):
        assert disclosed(record(reason), OPERATOR) == record(reason)


def test_the_owner_reads_server_state_but_no_defence() -> None:
    seen = disclosed(record(SECRET_STATE), Reader(OWNER))
    assert seen is not None
    assert (seen.reason, seen.evidence, seen.subject) == ("x.revoked", {"revoked_at": "seen"}, "person")
    assert seen.trace != () and seen.kid == "k"
    limited = disclosed(record(LIMITED), Reader(OWNER))
    assert limited is not None and (limited.reason, limited.evidence, limited.trace) == ("x.public", {}, ())


def test_the_owner_is_not_told_who_presented_its_token() -> None:
    seen = disclosed(record(SECRET_STATE), Reader(OWNER))
    assert seen is not None and (seen.client_id, seen.owner_id, seen.request_id) == (None, "owner", None)


def test_the_client_that_was_refused_over_a_foreign_token_reads_the_public_reason() -> None:
    seen = disclosed(record(SECRET_STATE), Reader(STRANGER))
    assert seen is not None
    assert (seen.reason, seen.evidence, seen.trace) == ("x.public", {}, ())
    assert (seen.owner_id, seen.subject, seen.kid) == (None, None, None)


def test_a_public_client_is_told_self_evident_facts_only() -> None:
    seen = disclosed(record(SECRET_STATE), Reader(PUBLIC_OWNER))
    assert seen is not None and (seen.reason, seen.evidence, seen.subject) == ("x.public", {}, None)
    seen = disclosed(record(PUBLIC), Reader(PUBLIC_OWNER))
    assert seen is not None and seen.evidence == {"parameter": "seen"}


def test_evidence_has_tiers_of_its_own() -> None:
    seen = disclosed(record(PUBLIC), Reader(OWNER))
    assert seen is not None and seen.evidence == {"parameter": "seen", "owner_sees": "seen"}
    seen = disclosed(record(PUBLIC), Reader(STRANGER))
    assert seen is not None and seen.evidence == {"parameter": "seen"}


def test_a_client_that_has_nothing_to_do_with_it_reads_nothing() -> None:
    other = Reader(Client("other", "Other", "client_secret_basic", ()))
    assert not may_read(record(PUBLIC), other)
    assert disclosed(record(PUBLIC), other) is None


def test_a_reason_that_this_release_does_not_know_is_for_the_operator() -> None:
    unknown = dataclasses.replace(record(PUBLIC), reason="x.newer")
    assert disclosed(unknown, Reader(OWNER)) is None
    assert disclosed(unknown, OPERATOR) == unknown


def test_every_hidden_reason_of_the_catalogue_has_a_public_one_with_the_same_answer() -> None:
    for reason in catalogue.every_reason():
        if reason.tier is Tier.SELF_EVIDENT:
            assert reason.public_as == ""
        else:
            stands_for = catalogue.find_reason(reason.public_as)
            assert stands_for is not None and stands_for.tier is Tier.SELF_EVIDENT, reason.code
            assert stands_for.public == reason.public, reason.code
