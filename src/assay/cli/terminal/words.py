"""Reads what a command line says in words: durations, files, secrets."""

from __future__ import annotations

import re
import sys

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, UsageFault
from assay.primitives.secret import Secret

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> int:
    """Seconds from `90`, `90s`, `5m`, `24h` or `7d`. Raises `UsageFault`."""
    found = re.fullmatch(r"([0-9]{1,9})([smhd]?)", text)
    if found is None:
        raise UsageFault(
            f"{text!r} is no duration", expected="a number of seconds, or one with s, m, h or d, as in 24h"
        )
    return int(found[1]) * _UNITS[found[2]]


def count(text: str) -> int:
    """A number from 1 up. Raises `UsageFault`."""
    if re.fullmatch(r"[0-9]{1,9}", text) is None or int(text) == 0:
        raise UsageFault(f"{text!r} is no number of things", expected="a whole number from 1 up")
    return int(text)


def file_text(name: str, what: str, limit: int = 1 << 20) -> str:
    """The text of a file, or of stdin for `-`. Raises `CommandFault` when it cannot be read or is no UTF-8."""
    try:
        return file_bytes(name, what, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageFault(f"{what} {name!r} is not UTF-8", fix="Save the file as UTF-8.") from error


def file_bytes(name: str, what: str, limit: int) -> bytes:
    """The bytes of a file, or of stdin for `-`. Raises `CommandFault` when it cannot be read or is longer than `limit`."""
    try:
        raw = sys.stdin.buffer.read(limit + 1) if name == "-" else _bounded(name, limit)
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise CommandFault(
            f"{what} {name!r} cannot be read: {getattr(error, 'strerror', None) or error}",
            status=ExitStatus.USAGE,
            fix="Give the path of a readable file, or - for stdin.",
        ) from error
    if len(raw) > limit:
        raise UsageFault(f"{what} {name!r} has more than {limit} bytes", fix="Give the right file.")
    return raw


def _bounded(name: str, limit: int) -> bytes:
    with open(name, "rb") as file:  # noqa: PTH123 - pathlib costs start-up time
        return file.read(limit + 1)


def password_from_stdin() -> Secret[str]:
    """The password that was piped in, without the line break at its end. Raises `UsageFault`."""
    text = file_text("-", "the password on stdin", 4096).removesuffix("\n").removesuffix("\r")
    if not text:
        raise UsageFault(
            "stdin holds no password", fix="Pipe it in: printf %s 'the password' | assay user ... --password-stdin"
        )
    return Secret(text)


def password_asked(username: str) -> Secret[str]:
    """The password, typed twice without echo. Raises `UsageFault` when there is no terminal or the two differ."""
    if not sys.stdin.isatty():
        raise UsageFault(
            "no password was given and there is no terminal to ask", fix="Add --password-stdin and pipe it in."
        )
    from getpass import getpass

    first = getpass(f"Password for {username}: ")
    if getpass("The same again: ") != first:
        raise UsageFault("the two passwords differ", fix="Run the command again.")
    return Secret(first)
