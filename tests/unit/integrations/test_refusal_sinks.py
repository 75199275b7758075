from __future__ import annotations

import logging

import pytest

from assay.integrations.refusal_sinks import log_refusal, to_all
from assay.model.refusal_record import RefusalRecord

RECORD = RefusalRecord(
    "rf_a", "access_token.scheme_unsupported", 1.0, "GET /x\nforged line", evidence={"scheme": "Ba\x1bsic\n"}
)


def test_the_log_line_says_what_was_seen_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "assay.refusals"):
        log_refusal(RECORD)
    (line,) = caplog.messages
    assert line.startswith("rf_a access_token.scheme_unsupported at GET /x\\nforged line: ")
    assert "uses the scheme Ba\\x1bsic\\n." in line
    assert line.isprintable()


def test_nothing_is_worded_when_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "assay.refusals"):
        log_refusal(RECORD)
    assert not caplog.messages


def test_a_reason_of_a_newer_release_is_logged_by_its_code(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "assay.refusals"):
        log_refusal(RefusalRecord("rf_b", "token.invented", 1.0, "GET /"))
    assert caplog.messages == ["rf_b token.invented at GET /: "]


def test_every_sink_is_told_and_a_broken_one_keeps_the_others_from_nothing(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []

    def broken(_record: RefusalRecord) -> None:
        raise OSError("no space")

    to_all(broken, lambda record: told.append(record.refusal_id))(RECORD)
    assert told == ["rf_a"]
    assert "raised on rf_a" in caplog.text
