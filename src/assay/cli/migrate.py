"""`assay migrate`: bring the schema of the database up to date, under a lock that only one process has."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import replace

from assay.app.configuration.loading import Sources
from assay.app.settings import load_settings, on_postgresql
from assay.app.store import COMMAND_PATIENCE
from assay.cli.terminal.output import print_json
from assay.cli.terminal.parser import CommandParser, add_config, add_output
from assay.outbound.system import system_clock

_EXAMPLES = (
    ("assay migrate", "before the first start on PostgreSQL, and before each start of a newer version"),
    ("assay migrate -o json", "the names of what was applied, for a script"),
)


def run(arguments: list[str]) -> int:
    """Run `assay migrate`."""
    args = _parser().parse_args(arguments)
    loaded = load_settings(Sources(config=args.config))
    if on_postgresql(loaded.tree.database_url):
        from assay.app.postgresql import postgresql_target
        from assay.storage.postgresql.migrations import migrate_database

        applied = asyncio.run(
            migrate_database(replace(postgresql_target(loaded), patience=COMMAND_PATIENCE), int(system_clock()))
        )
    else:
        from assay.app.store import database_file
        from assay.storage.sqlite import migrate_file

        applied = migrate_file(database_file(loaded), int(system_clock()))
    if args.output == "json":
        print_json({"applied": list(applied)})
    else:
        print("\n".join(f"applied {name}" for name in applied) or "The schema is up to date.")
    return 0


def _parser() -> argparse.ArgumentParser:
    what = "Bring the schema up to date. Processes of the version before serve on beside it."
    parser = CommandParser("assay migrate", what, _EXAMPLES)
    add_config(parser)
    add_output(parser)
    return parser
