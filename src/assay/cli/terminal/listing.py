"""What the `list` of a long list prints: all of it, or the part that `--after` and `--limit` ask for."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypeVar

from assay.cli.terminal.faults import RefusedByServer
from assay.cli.terminal.words import count
from assay.decision import Refused

if TYPE_CHECKING:
    from assay.server.administration.lists import Listed

T = TypeVar("T")


def add_part(verb: argparse.ArgumentParser) -> None:
    """`--after ID` and `--limit N`."""
    verb.add_argument("--after", default="", metavar="ID", help="only what follows this one in the list, oldest first")
    verb.add_argument("--limit", type=count, metavar="N", help="at most so many (default: all)")


async def asked_for(listed: Listed[T], args: argparse.Namespace) -> list[T]:
    """The records. Raises `RefusedByServer` for an `--after` that is not in the list."""
    from assay.server.administration.lists import rest_of

    found = await rest_of(listed, args.after, args.limit)
    if isinstance(found, Refused):
        raise RefusedByServer(found)
    return found
