"""`assay passkey`: list and remove the passkeys of an end-user."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.people.finding import found
from assay.cli.terminal.faults import RefusedByServer
from assay.cli.terminal.output import print_json, print_members, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision import Decision
from assay.decision.wording import instant
from assay.model.passkey import Passkey

_EXAMPLES = (
    ("assay passkey list ada", "what ada can sign in with"),
    ("assay passkey remove ada PASSKEY_ID", "the phone was lost"),
)
_LISTED = ("id", "name", "synced", "created_at", "last_used_at")


def run(arguments: list[str]) -> int:
    """Run `assay passkey …`."""
    args = _parser().parse_args(arguments)
    document = at_work(args.config, lambda place: args.action(place, args))
    if args.output == "json":
        print_json(document)
    elif isinstance(document, list):
        print_table(document, _LISTED, empty="This end-user has no passkey.")
    else:
        print_members(document)
    return 0


async def _list(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    end_user = await found(place, args.username)
    return [_shown(passkey) for passkey in await place.store.passkeys.list_of(end_user.subject)]


async def _remove(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.mail.letters import PASSKEY_REMOVED
    from assay.server.passkeys.registering import not_on_the_list, remove

    end_user = await found(place, args.username)
    for passkey in await place.store.passkeys.list_of(end_user.subject):
        if passkey.credential_id.hex() == args.passkey_id.lower():
            removed = remove(passkey, place.now)
            notice = place.letters().notice(end_user, PASSKEY_REMOVED, place.now)
            told = Decision(removed.outcome, (*removed.effects, *notice))
            return _shown(await place.carried_out(told, on_conflict=not_on_the_list()))
    raise RefusedByServer(not_on_the_list())


def _shown(passkey: Passkey) -> dict[str, Any]:
    # In hex: an id in base64url may begin with a hyphen and would be taken for an option.
    return {
        "id": passkey.credential_id.hex(),
        "name": passkey.name,
        "synced": passkey.backup_eligible,
        "created_at": instant(passkey.created_at),
        "last_used_at": instant(passkey.last_used_at) if passkey.last_used_at is not None else None,
    }


def _parser() -> CommandParser:
    parser = CommandParser("assay passkey", "Lists and removes passkeys of end-users.", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    listed = add_verb(verbs, "list", "list an end-user's passkeys", _list)
    removed = add_verb(verbs, "remove", "remove a passkey: nobody signs in with it any more", _remove)
    for verb in (listed, removed):
        verb.add_argument("username", metavar="USERNAME", help="the username, or the subject")
    removed.add_argument("passkey_id", metavar="PASSKEY_ID", help="see: assay passkey list USERNAME")
    return parser
