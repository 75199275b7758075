"""`assay restore`: a backup back into an empty database, and closed what was closed since it was made."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from assay.app.backups import backup_keys
from assay.app.configuration.loading import Loaded, Sources
from assay.app.settings import Settings, load_settings
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, UsageFault
from assay.cli.terminal.output import print_json, print_members
from assay.cli.terminal.parser import CommandParser, add_config, add_output
from assay.decision.wording import instant

if TYPE_CHECKING:
    from assay.storage.backup.file_format import BackupReader
    from assay.storage.backup.reading import Merge

_EXAMPLES = (
    ("assay restore --check monday.assay", "whether the file is whole and can be read; nothing is written"),
    ("assay restore monday.assay --revocations closed.assay", "what was revoked since Monday stays revoked"),
)
WINDOW = 600
"""Seconds after which whatever a client could have used once before the restore has expired."""


def run(arguments: list[str]) -> int:
    """Run `assay restore`."""
    args = _parser().parse_args(arguments)
    loaded = load_settings(Sources(config=args.config))
    keys = backup_keys(loaded, args.key_file)
    told = _checked(args, keys) if args.check else _restored(loaded, args, keys)
    if args.output == "json":
        print_json(told)
    else:
        print_members(told)
    return 0


def _checked(args: argparse.Namespace, keys: Sequence[bytes]) -> dict[str, Any]:
    from assay.storage.backup.file_format import BackupReader
    from assay.storage.backup.reading import BackedUpTables, read_through

    with _opened(args.file) as file:
        reader = BackupReader(file, keys)
        copied = asyncio.run(read_through(BackedUpTables(reader)))
    holding = reader.holding
    rows = sum(one.rows for one in copied)
    return {"holds": holding.what, "made_at": instant(holding.made_at), "version": holding.version, "rows": rows}


def _restored(loaded: Loaded[Settings], args: argparse.Namespace, keys: Sequence[bytes]) -> dict[str, Any]:
    from assay.app.store import serving
    from assay.outbound.system import system_clock
    from assay.storage.backup.file_format import BackupReader

    began, now = time.monotonic(), int(system_clock())
    merge, closed_until = None, None
    with _opened(args.file) as file, serving(loaded):
        reader = BackupReader(file, keys)
        _holds(args.file, reader, "everything")
        made_at = reader.holding.made_at
        if args.revocations is not None:
            merge, closed_until = _merge(args.revocations, keys, made_at)
        rows = asyncio.run(_copied(loaded, reader, merge, now))
    asyncio.run(_recorded(loaded, now, made_at, made_at if closed_until is None else closed_until))
    return {
        "rows": rows,
        "made_at": instant(made_at),
        "revoked_as_of": instant(made_at if closed_until is None else closed_until),
        # What was used once after that moment could be used once more.
        "start_servers_after": instant(now + WINDOW),
        "seconds": round(time.monotonic() - began, 2),
    }


def _merge(export: str, keys: Sequence[bytes], made_at: int) -> tuple[Merge, int]:
    from assay.storage.backup.file_format import BackupReader
    from assay.storage.backup.reading import BackedUpTables
    from assay.storage.backup.revocations import merged_with

    with _opened(export) as file:
        reader = BackupReader(file, keys)
        _holds(export, reader, "revocations")
        newer = reader.holding.made_at > made_at
        return asyncio.run(merged_with(BackedUpTables(reader), newer=newer)), reader.holding.made_at


def _opened(name: str) -> BinaryIO:
    """The file. Raises `UsageFault` when it cannot be opened."""
    try:
        return Path(name).open("rb")
    except (OSError, ValueError) as error:
        raise UsageFault(
            f"{name!r} cannot be read: {getattr(error, 'strerror', None) or error}",
            expected="the path of a file that assay backup wrote",
        ) from None


def _holds(file: str, reader: BackupReader, what: str) -> None:
    if reader.holding.what != what:
        raise CommandFault(
            f"{file} holds {reader.holding.what}",
            status=ExitStatus.USAGE,
            expected=f"a file of `assay backup` that holds {what}",
        )


async def _copied(loaded: Loaded[Settings], reader: BackupReader, merge: Merge | None, now: int) -> int:
    from assay.app.store import whole_tables
    from assay.ports.store import StoreUnusable
    from assay.storage.backup.reading import BackedUpTables
    from assay.storage.copying import copy_all

    source = BackedUpTables(reader) if merge is None else BackedUpTables(reader, merge)
    async with whole_tables(loaded, now, make=True) as target:
        if await source.tables() != await target.tables():
            raise StoreUnusable(
                f"the backup was written by version {reader.holding.version}, whose tables are others: restore it with "
                "that version, then bring the database up to date with `assay migrate`"
            )
        return sum(one.rows for one in await copy_all(source, target))


async def _recorded(loaded: Loaded[Settings], now: int, made_at: int, revoked_as_of: int) -> None:
    from assay.app.store import open_store
    from assay.model.effects import RecordEvent
    from assay.model.event import Event
    from assay.outbound.system import system_clock

    store = open_store(loaded, system_clock)
    try:
        detail = json.dumps({"made_at": made_at, "revoked_as_of": revoked_as_of})
        await store.unit_of_work.commit((RecordEvent(Event("store.restored", now, detail=detail)),))
    finally:
        await store.maintenance.close()


def _parser() -> argparse.ArgumentParser:
    what = "Put a backup back into an empty database: all of it or nothing, counted and compared."
    parser = CommandParser("assay restore", what, _EXAMPLES)
    parser.add_argument("file", metavar="FILE", help="the backup")
    parser.add_argument("--revocations", metavar="FILE", help="a newer export of `assay backup --revocations`")
    parser.add_argument("--check", action="store_true", help="only read it to its end")
    parser.add_argument("--key-file", metavar="FILE", help="the key that it was written under, where it had its own")
    add_config(parser)
    add_output(parser)
    return parser
