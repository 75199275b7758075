"""`assay outbox`: list the messages that wait or were given up, and try one again."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault
from assay.cli.terminal.output import print_json, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision.wording import instant
from assay.model.outgoing_message import OutgoingMessage

_EXAMPLES = (
    ("assay outbox list", "what waits for its delivery, and what was given up"),
    ("assay outbox retry MESSAGE_ID", "deliver a message that was given up"),
)
_LISTED = ("message_id", "kind", "state", "attempts", "next_try_at", "defect")
_MOST = 1000


def run(arguments: list[str]) -> int:
    """Run `assay outbox …`."""
    args = _parser().parse_args(arguments)
    messages = at_work(args.config, lambda place: args.action(place, args))
    if args.output == "json":
        print_json(messages)
    else:
        print_table(messages, _LISTED, empty="Nothing waits: every message has arrived.")
    return 0


async def _list(place: Workplace, _args: argparse.Namespace) -> list[dict[str, Any]]:
    return [_shown(message) for message in await place.store.outbox.list_all(_MOST)]


async def _retry(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    from assay.model.effects import Committed
    from assay.server.administration.outbox import retry_message

    done = await place.store.unit_of_work.commit(retry_message(args.message_id, now=place.now))
    if not isinstance(done, Committed):
        raise CommandFault(
            f"no message with the id {args.message_id!r} was given up",
            status=ExitStatus.NOT_FOUND,
            expected="the id of a message whose state is given up",
            fix="See: assay outbox list",
        )
    return [_shown(one) for one in await place.store.outbox.list_all(_MOST) if one.message_id == args.message_id]


def _shown(message: OutgoingMessage) -> dict[str, Any]:
    given_up = message.abandoned_at is not None
    return {
        "message_id": message.message_id,
        "kind": message.kind,
        "state": "given up" if given_up else "waits",
        "attempts": message.attempts,
        "created_at": instant(message.created_at),
        "next_try_at": None if given_up else instant(message.due_at),
        "expires_at": instant(message.expires_at),
        "defect": message.defect,
    }


def _parser() -> CommandParser:
    parser = CommandParser("assay outbox", "Lists and retries messages that did not arrive.", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    add_verb(verbs, "list", "list what waits and what was given up; never what it says", _list)
    retry = add_verb(verbs, "retry", "deliver a message that was given up", _retry)
    retry.add_argument("message_id", metavar="MESSAGE_ID", help="see: assay outbox list")
    return parser
