"""Runs a command and turns whatever ends it into an exit status and one message on stderr."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from itertools import pairwise

from assay.cli.terminal.exit_status import ExitStatus


def run_command(command: Callable[[], int], arguments: list[str]) -> int:
    """The exit status of a command. A traceback is shown only with ASSAY_DEBUG=1."""
    _open_what_is_closed()
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has read enough (`assay client list | head`); nothing more may be written, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.FINE
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except OSError as error:
        if error.errno == errno.ENOSPC:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is not tried again at exit
        return _tell(error, as_json=wants_json(arguments))
    except Exception as error:  # noqa: BLE001  # the last door: whatever comes here is told and gets its status
        return _tell(error, as_json=wants_json(arguments))
    return status


def _open_what_is_closed() -> None:
    """Python has None for a standard stream that the caller closed (`<&-`, `>&-`); nothing is read from it or kept then."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: PTH123, SIM115 - pathlib costs start-up time; open to the end


def wants_json(arguments: list[str]) -> bool:
    """Whether the call asks for JSON, read without a parser because parsing may be what failed."""
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return (
        "--json" in words
        or any(word in {"-ojson", "--output=json", "-o=json"} for word in words)
        or any(pair in {("-o", "json"), ("--output", "json")} for pair in pairwise(words))
    )


def _tell(error: Exception, *, as_json: bool) -> int:
    from assay.cli.terminal.faults import CommandFault, fault_of

    if os.environ.get("ASSAY_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    fault = error if isinstance(error, CommandFault) else fault_of(error)
    print(json.dumps(fault.as_json()) if as_json else fault.as_text(), file=sys.stderr)
    return fault.status
