"""`assay store`: copy everything to another database, or look for damage."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from assay.app.configuration.loading import Loaded, Sources
from assay.app.settings import Settings, load_settings, on_postgresql
from assay.app.store import database_file, open_store_for_reading, serving, whole_tables, whole_tables_for_reading
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, UsageFault
from assay.cli.terminal.output import print_json, print_table
from assay.cli.terminal.parser import CommandParser, add_config, add_output
from assay.outbound.system import system_clock
from assay.ports.store import StoreUnusable
from assay.storage.copying import Copied, WholeTables, copy_all

_EXAMPLES = (
    ("assay store copy --config old.toml --to new.toml", "from the database of one settings file to that of another"),
    ("assay store check", "after a crash of the machine, or from time to time beside the server"),
)
_LISTED = ("table", "rows", "digest")


def run(arguments: list[str]) -> int:
    """Run `assay store …`."""
    args = _parser().parse_args(arguments)
    return _check(args) if args.verb == "check" else _copy_and_tell(args)


def _check(args: argparse.Namespace) -> int:
    loaded = load_settings(Sources(config=args.config))
    found = asyncio.run(_damage(loaded))
    if args.output == "json":
        print_json({"damage": found})
    else:
        print("\n".join(found) or "Nothing is damaged, as far as can be seen.")
    if found:
        raise CommandFault(
            f"the database is damaged in {len(found)} places",
            status=ExitStatus.REFUSED,
            fix="Stop the servers, keep a copy of the files, and put a backup into a new database: "
            "assay restore FILE --revocations NEWEST",
        )
    return 0


async def _damage(loaded: Loaded[Settings]) -> list[str]:
    from assay.app.key_encryption import open_sealer
    from assay.outbound.system import system_entropy
    from assay.server.administration.keys import damaged_keys
    from assay.server.administration.rewrapping import Rewrapping
    from assay.storage.damage import damaged_rows
    from assay.storage.sqlite.damage import damaged_pages, is_damage

    found = [] if on_postgresql(loaded.tree.database_url) else list(damaged_pages(database_file(loaded)))
    sealer = open_sealer(loaded)
    try:
        async with whole_tables_for_reading(loaded) as tables:
            found += [damage async for damage in damaged_rows(tables)]
        store = open_store_for_reading(loaded, system_clock)
        try:
            found += damaged_keys(await store.signing_keys.list_all(), sealer, store.issuer_id)
            sealed = Rewrapping(store.issuer_id, store.sealed_values, store.unit_of_work, sealer, system_entropy)
            found += [f"{place} does not open" for place in (await sealed.look()).broken]
        finally:
            await store.maintenance.close()
    except Exception as error:
        if not is_damage(error):
            raise
        found.append(f"a row cannot be read ({error})")
    return found


def _copy_and_tell(args: argparse.Namespace) -> int:
    source, target = load_settings(Sources(config=args.config)), load_settings(Sources(config=args.to))
    if _place(source) == _place(target):
        raise UsageFault(
            "--config and --to name the same database", expected="settings that name another database, which is empty"
        )
    # A SQLite file that a server serves from is refused here; a PostgreSQL database cannot know.
    with serving(source), serving(target):
        copied = asyncio.run(_copy(source, target))
    rows = [{name: getattr(one, name) for name in _LISTED} for one in copied]
    if args.output == "json":
        print_json(rows)
    else:
        print_table(rows, _LISTED, empty="There was nothing to copy.")
    return 0


def _place(loaded: Loaded[Settings]) -> str:
    return loaded.tree.database_url if on_postgresql(loaded.tree.database_url) else str(database_file(loaded))


async def _copy(source: Loaded[Settings], target: Loaded[Settings]) -> tuple[Copied, ...]:
    now = int(system_clock())
    async with (
        _named("the source (--config)", whole_tables(source, now, make=False)) as before,
        _named("the target (--to)", whole_tables(target, now, make=True)) as after,
    ):
        return await copy_all(before, after)


@asynccontextmanager
async def _named(which: str, opened: AbstractAsyncContextManager[WholeTables]) -> AsyncIterator[WholeTables]:
    """Say which of the two it is that cannot be opened."""
    async with AsyncExitStack() as stack:
        try:
            tables = await stack.enter_async_context(opened)
        except StoreUnusable as error:
            raise StoreUnusable(f"{which}: {error}") from error
        yield tables


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser("assay store", "Moves what a server remembers, and looks for damage in it.", _EXAMPLES)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    what = "copy all rows to an empty database: all of them or none, counted and compared"
    verb = verbs.add_parser("copy", help=what, description=what[0].upper() + what[1:] + ". Stop the servers first.")
    add_output(verb)
    add_config(verb)
    check = verbs.add_parser(
        "check", help="look for damage", description="Look for damage in pages, rows, keys and sealed values."
    )
    add_output(check)
    add_config(check)
    verb.add_argument("--to", metavar="FILE", required=True, help="the settings file that names the target")
    return parser
