"""How log lines look: JSON on one line for machines, readable on a terminal. Fields come from us, never from a request."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from assay.app.settings import LogSettings

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class JsonLines(logging.Formatter):
    """One JSON object per line: `ts`, `level`, `event`, then the event's fields."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        members = {"ts": _at(record), "level": record.levelname.lower(), "event": _event(record), **_fields(record)}
        return json.dumps(members, separators=(",", ":"))


class ReadableLines(logging.Formatter):
    """Time, level, event and fields, for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        fields = " ".join(f"{name}={_readable(value)}" for name, value in _fields(record).items() if value is not None)
        return f"{_at(record)[11:23]} {record.levelname.lower():<7} {_event(record)} {fields}".rstrip()


def start_logging(settings: LogSettings, stream: TextIO | None = None) -> None:
    """Send the records of Assay and of the HTTP server to `stream` (stderr). Replaces what was set up before."""
    out = sys.stderr if stream is None else stream
    readable = settings.format == "text" or (settings.format == "auto" and out.isatty())
    lines = logging.StreamHandler(out)
    lines.setFormatter(ReadableLines() if readable else JsonLines())
    for name, level in (("assay", _LEVELS[settings.level]), ("uvicorn", logging.ERROR), ("asyncio", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers = [lines]
        logger.setLevel(level)
        logger.propagate = False


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _event(record: logging.LogRecord) -> str:
    if record.name.startswith("assay"):
        return record.getMessage()
    # Another library's words may quote what a caller sent: only its name and the exception's type are kept.
    return record.name


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = dict(getattr(record, "fields", {}))
    if record.exc_info and record.exc_info[0] is not None:
        fields["exception"] = record.exc_info[0].__qualname__
    return fields


def _readable(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return json.dumps(text) if " " in text or not text.isprintable() else text
