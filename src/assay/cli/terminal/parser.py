"""Command line words, parsed by argparse, with faults that name the nearest word."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from assay.cli.terminal.faults import UsageFault
from assay.cli.terminal.nearest import nearest

_IDENTIFIER = re.compile(r"-(?=[a-z-]*[A-Z0-9_])[A-Za-z0-9_-]{21,}")
"""Base64url of 16 octets and more that happens to begin with a dash, as one thumbprint (RFC 7638) in 64 does: a value, no option."""


class _Help(argparse.RawDescriptionHelpFormatter):
    """The help at the terminal's width. argparse would load `shutil` for it with each option that is declared."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width() - 2)


def _width() -> int:
    """Columns of the terminal, as `shutil.get_terminal_size` finds them."""
    try:
        return int(os.environ["COLUMNS"]) or 80
    except (KeyError, ValueError):
        pass
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


class CommandParser(argparse.ArgumentParser):
    """Parses one command. `examples` are whole command lines with a remark each."""

    def __init__(self, prog: str, description: str, examples: Sequence[tuple[str, str]] = (), **settings: Any) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=_examples(examples),
            formatter_class=_Help,
            allow_abbrev=False,
            **settings,
        )

    def error(self, message: str) -> NoReturn:
        """Raise a `UsageFault` instead of leaving the process."""
        if message.endswith("required: VERB"):
            verbs = next(action.choices for action in self._actions if action.metavar == "VERB")
            raise UsageFault(
                "this command needs a verb", expected=f"one of {', '.join(verbs or ())}", fix=f"See: {self.prog} --help"
            )
        raise UsageFault(message, fix=self._hint(message) or f"See: {self.prog} --help")

    def _parse_optional(self, arg_string: str) -> Any:
        """What argparse makes of a word with a dash in front; none for an identifier, which is a value."""
        return None if _IDENTIFIER.fullmatch(arg_string) else super()._parse_optional(arg_string)

    def _hint(self, message: str) -> str | None:
        found = re.search(r"unrecognized arguments: (-[^ =]+)", message) or re.search(
            r"invalid choice: '([^']*)'", message
        )
        near = nearest(found[1], self.words()) if found else None
        return f"Did you mean {near}? See: {self.prog} --help" if near else None

    def words(self) -> list[str]:
        """Every option and choice of this parser and of the verbs below it."""
        words: list[str] = []
        for action in self._actions:
            words += action.option_strings
            if action.choices is not None:
                words += [str(choice) for choice in action.choices]
            if isinstance(action.choices, dict):
                for verb in action.choices.values():
                    words += verb.words()
        return words


def add_verb(verbs: Any, name: str, what: str, action: Callable[..., Any]) -> CommandParser:
    """A verb of a command (`assay client create`) that works on the store: with output and configuration options."""
    verb = verbs.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    add_output(verb)
    add_config(verb)
    verb.set_defaults(action=action)
    return verb  # type: ignore[no-any-return]  # argparse does not tell its parser_class


def add_output(parser: argparse.ArgumentParser) -> None:
    """`-o text|json`, and `--json` for short."""
    parser.add_argument(
        "-o", "--output", choices=("text", "json"), default="text", help="what to print (default: text)"
    )
    parser.add_argument("--json", dest="output", action="store_const", const="json", help="short for -o json")


def add_config(parser: argparse.ArgumentParser) -> None:
    """`--config FILE`."""
    parser.add_argument("--config", metavar="FILE", help="the configuration file (default: ./assay.toml, ./.assay/)")


def _examples(examples: Sequence[tuple[str, str]]) -> str | None:
    if not examples:
        return None
    width = max(len(command) for command, _ in examples)
    return "examples:\n" + "\n".join(f"  {command:<{width}}  {remark}" for command, remark in examples)
