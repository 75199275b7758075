"""`assay user import-breached`: makes the compact file of breached passwords out of a public list."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault
from assay.cli.terminal.parser import add_verb
from assay.cli.terminal.workplace import Workplace


def add_breached_verb(verbs: Any) -> None:
    """The verb."""
    verb = add_verb(
        verbs, "import-breached", "make the file of breached passwords from a list of SHA-1 hashes", _import
    )
    verb.add_argument(
        "source", metavar="SOURCE", help="a file of HASH:COUNT lines ordered by hash, or a folder of range files"
    )
    verb.add_argument("--to", metavar="FILE", help="where to write it (default: the setting passwords.breached_file)")
    verb.add_argument(
        "--at-least", metavar="COUNT", type=int, default=1, help="leave out what was found less often (default: 1)"
    )


async def _import(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.outbound.breached_passwords import ListUnusable, import_breached

    named = place.loaded.setting("passwords.breached_file")
    if args.to is None and not named.value:
        raise CommandFault(
            "it is not said where the list goes",
            status=ExitStatus.USAGE,
            expected="--to FILE, or the setting passwords.breached_file",
        )
    target = Path(args.to) if args.to is not None else named.file()
    try:
        kept = import_breached(Path(args.source), target, args.at_least)
    except ListUnusable as error:
        raise CommandFault(str(error), status=ExitStatus.USAGE) from None
    in_use = bool(named.value) and named.file().resolve() == target.resolve()
    return {"file": str(target), "passwords": kept, "in_use": in_use}
