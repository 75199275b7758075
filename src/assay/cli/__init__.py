"""The command `assay`: one file per command, imported only when it is called, so that each starts fast."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

from assay import __version__

COMMANDS: tuple[tuple[str, str], ...] = (
    ("serve", "run the authorization server"),
    ("explain", "say why a token or a request is refused, and what to do"),
    ("client", "register and change clients"),
    ("resource", "register protected resources"),
    ("user", "register and change end-users"),
    ("passkey", "list and remove passkeys of end-users"),
    ("key", "list, rotate and revoke the signing keys, rewrap what is sealed"),
    ("outbox", "list and retry messages that did not arrive"),
    ("migrate", "bring the database's schema up to date"),
    ("store", "copy everything to another database, on SQLite or PostgreSQL; look for damage"),
    ("backup", "write everything to one encrypted file, while servers run"),
    ("restore", "put a backup back into an empty database"),
    ("config", "show the settings and where each comes from"),
    ("completion", "print completion for bash, zsh or fish"),
    ("version", "print the version"),
)
"""Each command's name, which is that of its module here, and what it does. A module has `run(arguments) -> int`."""

_EPILOG = """
Start here:
  assay serve --dev          a server with a demo client and a demo end-user
  assay explain TOKEN        why is this token refused?
  assay COMMAND --help       what a command takes, with examples

Exit status: 0 fine, 1 refused, 2 the call's words or a file are off, 3 configuration, 4 authentication,
5 not allowed, 6 not found, 7 network, 8 conflict, 10 a fault of ours, 130 interrupted."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command line and give its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if arguments is None and given[:1] == ["explain"] and len(given) == 2:
        gc.disable()  # this process gives one answer and ends: nothing piles up, and it starts sooner
    name = given[0] if given else "--help"
    if name in {"-h", "--help", "help"}:
        if len(given) > 1 and given[1] in dict(COMMANDS):
            return _run(given[1], ["--help"])
        return _print(_overview())
    if given in (["-V"], ["--version"]):
        return _print(f"assay {__version__}")
    if name in {"-V", "--version"}:
        name = "version"
    if name not in dict(COMMANDS):
        return _unknown(name, given)
    return _run(name, given[1:])


def _run(name: str, arguments: list[str]) -> int:
    from assay.cli.terminal.running import run_command

    return run_command(lambda: import_module(f"assay.cli.{name}").run(arguments), arguments)


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except OSError as error:
        return _end(error)
    return 0


def _end(error: Exception, given: list[str] | None = None) -> int:
    from assay.cli.terminal.running import run_command

    def command() -> int:
        raise error

    return run_command(command, given or [])


def _unknown(name: str, given: list[str]) -> int:
    from assay.cli.terminal.faults import UsageFault
    from assay.cli.terminal.nearest import nearest

    near = nearest(name, [known for known, _ in COMMANDS])

    fault = UsageFault(
        f"there is no command {name!r}",
        expected=f"one of {', '.join(known for known, _ in COMMANDS)}",
        fix=f"Did you mean: assay {' '.join([near, *given[1:]])}" if near else "See: assay --help",
    )
    return _end(fault, given)


def _overview() -> str:
    width = max(len(name) for name, _ in COMMANDS)
    lines = "\n".join(f"  {name:<{width}}  {what}" for name, what in COMMANDS)
    return f"Assay says why a security token is refused, and issues the good ones.\n\nCommands:\n{lines}\n{_EPILOG}"
