"""`assay version`: the version, and what it runs on."""

from __future__ import annotations

import platform

from assay import __version__
from assay.cli.terminal.output import print_json
from assay.cli.terminal.parser import CommandParser, add_output


def run(arguments: list[str]) -> int:
    """Print the version."""
    parser = CommandParser("assay version", "Prints the version.")
    add_output(parser)
    if parser.parse_args(arguments).output == "json":
        print_json({"version": __version__, "python": platform.python_version(), "platform": platform.platform()})
    else:
        print(f"assay {__version__}")
    return 0
