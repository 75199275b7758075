"""`assay key`: list, rotate and revoke the signing keys."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.terminal.output import print_json, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision.wording import instant
from assay.model.signing_key import SigningKey

_EXAMPLES = (
    ("assay key rotate", "new keys for all algorithms; the old ones go on for the overlap"),
    ("assay key rotate --alg ES256", "one algorithm"),
    ("assay key revoke KID", "after a leak: nothing that this key signed is accepted any more"),
)
_LISTED = ("kid", "algorithm", "state", "signs_from", "retires_at")


def run(arguments: list[str]) -> int:
    """Run `assay key …`."""
    args = _parser().parse_args(arguments)
    keys = at_work(args.config, lambda place: args.action(place, args))
    if args.output == "json":
        print_json(keys)
    else:
        print_table(keys, _LISTED, empty="No signing keys yet. The server makes them when it starts: assay serve")
    return 0


async def _list(place: Workplace, _args: argparse.Namespace) -> list[dict[str, Any]]:
    return _shown(await place.store.signing_keys.list_all(), place.now)


async def _rotate(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    from assay.server.administration.keys import rotate_keys

    keys = await place.store.signing_keys.list_all()
    await place.carried_out(rotate_keys(keys, args.alg, place.key_maker(), now=place.now))
    return _shown(await place.store.signing_keys.list_all(), place.now)


async def _revoke(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    from assay.server.administration.keys import revoke_key

    keys = await place.store.signing_keys.list_all()
    await place.carried_out(revoke_key(keys, args.kid, place.key_maker(), now=place.now))
    return _shown(await place.store.signing_keys.list_all(), place.now)


def _shown(keys: tuple[SigningKey, ...], now: float) -> list[dict[str, Any]]:
    from assay.server.administration.keys import state_of

    return [
        {
            "kid": key.kid,
            "algorithm": key.algorithm,
            "state": state_of(key, keys, now),
            "published_at": instant(key.published_at),
            "signs_from": instant(key.signs_from),
            "retires_at": instant(key.retires_at) if key.retires_at is not None else None,
        }
        for key in keys
    ]


def _parser() -> CommandParser:
    parser = CommandParser("assay key", "Lists, rotates and revokes the signing keys.", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    add_verb(verbs, "list", "list the signing keys", _list)
    rotate = add_verb(verbs, "rotate", "publish new keys, which sign once verifiers can know them", _rotate)
    rotate.add_argument("--alg", metavar="ALG", help="only this algorithm (default: all)")
    revoke = add_verb(verbs, "revoke", "take a key out of use at once; another one takes over", _revoke)
    revoke.add_argument("kid", metavar="KID", help="the key id, as assay key list shows it")
    return parser
