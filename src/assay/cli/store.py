"""`assay store`: copy everything to another database."""

from __future__ import annotations

import argparse
import asyncio

from assay.app.configuration.loading import Loaded, Sources
from assay.app.settings import Settings, load_settings
from assay.app.store import serving, whole_tables
from assay.cli.terminal.output import print_json, print_table
from assay.cli.terminal.parser import CommandParser, add_config, add_output
from assay.outbound.system import system_clock
from assay.storage.copying import Copied, copy_all

_EXAMPLES = (
    ("assay store copy --config old.toml --to new.toml", "from the database of one settings file to that of another"),
)
_LISTED = ("table", "rows", "digest")


def run(arguments: list[str]) -> int:
    """Run `assay store …`."""
    args = _parser().parse_args(arguments)
    source, target = load_settings(Sources(config=args.config)), load_settings(Sources(config=args.to))
    # A SQLite file that a server serves from is refused here; a PostgreSQL database cannot know.
    with serving(source), serving(target):
        copied = asyncio.run(_copy(source, target))
    rows = [{name: getattr(one, name) for name in _LISTED} for one in copied]
    if args.output == "json":
        print_json(rows)
    else:
        print_table(rows, _LISTED, empty="There was nothing to copy.")
    return 0


async def _copy(source: Loaded[Settings], target: Loaded[Settings]) -> tuple[Copied, ...]:
    now = int(system_clock())
    async with whole_tables(source, now, make=False) as before, whole_tables(target, now, make=True) as after:
        return await copy_all(before, after)


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser("assay store", "Moves what a server remembers.", _EXAMPLES)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    what = "copy all rows to an empty database: all of them or none, counted and compared"
    verb = verbs.add_parser("copy", help=what, description=what[0].upper() + what[1:] + ". Stop the servers first.")
    add_output(verb)
    add_config(verb)
    verb.add_argument("--to", metavar="FILE", required=True, help="the settings file that names the target")
    return parser
