"""`assay backup`: everything that the store remembers, in one encrypted file, while servers run."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from assay.app.configuration.loading import Loaded, Sources
from assay.app.settings import Settings, load_settings
from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault, UsageFault
from assay.cli.terminal.output import print_json, print_members
from assay.cli.terminal.parser import CommandParser, add_config, add_output

_EXAMPLES = (
    ("assay backup monday.assay", "while servers run; the file is read again to the end before the command ends well"),
    ("assay backup --revocations closed.assay", "only what must stay closed: small, for every few minutes"),
)
_NICE = 10
"""A server beside it comes first."""


def run(arguments: list[str]) -> int:
    """Run `assay backup`."""
    args = _parser().parse_args(arguments)
    loaded = load_settings(Sources(config=args.config))
    if hasattr(os, "nice"):
        os.nice(_NICE)
    written = _written(loaded, args)
    if args.output == "json":
        print_json(written)
    else:
        print_members(written)
    return 0


def _written(loaded: Loaded[Settings], args: argparse.Namespace) -> dict[str, Any]:
    from assay.app.backups import backup_keys
    from assay.storage.backup.file_format import BackupReader
    from assay.storage.backup.reading import BackedUpTables, read_through

    keys = backup_keys(loaded, args.key_file)
    final, began = Path(args.file), time.monotonic()
    if final.is_dir() or not final.parent.is_dir():
        seen = f"{final} is a folder" if final.is_dir() else f"there is no folder {final.parent}"
        raise UsageFault(seen, expected="the path of the file to write, in a folder that is there")
    partial = final.with_name(final.name + ".partial")
    if final.exists():
        raise CommandFault(
            f"{final} is there already", status=ExitStatus.CONFLICT, fix="Name a new file; a backup replaces nothing."
        )
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            rows = asyncio.run(_into(file, loaded, keys[0], revocations=args.revocations))
            file.flush()
            os.fsync(file.fileno())
        with partial.open("rb") as file:
            reader = BackupReader(file, keys)
            asyncio.run(read_through(BackedUpTables(reader)))  # what cannot be read back is no backup
        os.link(partial, final)  # unlike a rename it replaces nothing
    finally:
        partial.unlink(missing_ok=True)
    return {
        "file": str(final),
        "holds": reader.holding.what,
        "rows": rows,
        "bytes": final.stat().st_size,
        "sha256": _digest(final),
        "seconds": round(time.monotonic() - began, 2),
    }


async def _into(file: IO[bytes], loaded: Loaded[Settings], key: bytes, *, revocations: bool) -> int:
    from assay import __version__
    from assay.app.store import ISSUER_ID, whole_tables_for_reading
    from assay.outbound.system import system_clock, system_entropy
    from assay.primitives.stream_encryption import SALT_BYTES
    from assay.storage.backup.file_format import BackupWriter, Holding
    from assay.storage.backup.revocations import closing_tables
    from assay.storage.backup.writing import back_up

    what = "revocations" if revocations else "everything"
    async with whole_tables_for_reading(loaded) as source:
        tables = await source.tables()
        if revocations:
            tables = closing_tables(tables)
        holding = Holding(what, __version__, ISSUER_ID, int(system_clock()), tables)
        copied = await back_up(source, tables, BackupWriter(file, key, system_entropy(SALT_BYTES), holding))
    return sum(one.rows for one in copied)


def _digest(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _parser() -> argparse.ArgumentParser:
    what = "Write everything to one encrypted file, as of one moment, while servers run."
    parser = CommandParser("assay backup", what, _EXAMPLES)
    parser.add_argument("file", metavar="FILE", help="the file to write; it must not exist yet")
    parser.add_argument(
        "--revocations", action="store_true", help="only what was revoked, disabled, ended, redeemed and remembered"
    )
    parser.add_argument("--key-file", metavar="FILE", help="encrypt under this key (default: the key-encryption key)")
    add_config(parser)
    add_output(parser)
    return parser
