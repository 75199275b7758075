from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from assay.app.logs import JsonLines, ReadableLines, start_logging
from assay.app.settings import LogSettings


def record(name: str, message: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.INFO, "x.py", 1, message, (), None)
    made.created = 1_800_000_000.25
    made.fields = fields
    return made


def test_a_json_line_has_its_members_in_order() -> None:
    line = JsonLines().format(record("assay.refusals", "request.refused", status=401, client_id=None))
    assert line == (
        '{"ts":"2027-01-15T08:00:00.250Z","level":"info","event":"request.refused","status":401,"client_id":null}'
    )


def test_a_line_stays_one_line_whatever_a_field_holds() -> None:
    for formatter in (JsonLines(), ReadableLines()):
        line = formatter.format(record("assay.x", "event", seen="a\nb\x1b[2J", other="é"))
        assert line.isprintable()
        assert len(line.splitlines()) == 1


def test_a_readable_line() -> None:
    line = ReadableLines().format(record("assay.x", "server.started", issuer="http://a", listening=["b:1"], none=None))
    assert line == '08:00:00.250 info    server.started issuer=http://a listening=["b:1"]'.replace('["b:1"]', '["b:1"]')


def test_the_words_of_a_library_are_not_repeated_only_its_name_and_the_kind_of_exception() -> None:
    made = record("uvicorn.error", "Exception in ASGI application with assay_cs_secret")
    try:
        raise KeyError("assay_cs_secret")
    except KeyError:
        made.exc_info = sys.exc_info()
    members = json.loads(JsonLines().format(made))
    assert members["event"] == "uvicorn.error"
    assert members["exception"] == "KeyError"
    assert "secret" not in str(members)


@pytest.fixture
def restored() -> None:
    names = ("assay", "uvicorn", "asyncio")
    before = [(logging.getLogger(n), logging.getLogger(n).handlers, logging.getLogger(n).level) for n in names]
    yield
    for logger, handlers, level in before:
        logger.handlers, logger.propagate = handlers, True
        logger.setLevel(level)


@pytest.mark.usefixtures("restored")
def test_levels_and_formats_are_settings_and_a_pipe_gets_json() -> None:
    stream = io.StringIO()
    start_logging(LogSettings(level="warning"), stream)
    logging.getLogger("assay.x").info("not.told")
    logging.getLogger("assay.x").warning("told")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["told"]
    start_logging(LogSettings(format="text"), stream)
    logging.getLogger("assay.x").info("readable")
    assert stream.getvalue().splitlines()[-1].endswith("info    readable")


@pytest.mark.usefixtures("restored")
def test_a_terminal_gets_readable_lines() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    start_logging(LogSettings(), stream)
    logging.getLogger("assay.x").info("readable")
    assert not stream.getvalue().startswith("{")
