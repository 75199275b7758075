"""`assay key`: list, rotate and revoke the signing keys; seal what is stored under a new key-encryption key."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assay.cli.terminal.exit_status import ExitStatus
from assay.cli.terminal.faults import CommandFault
from assay.cli.terminal.output import print_json, print_members, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.states import add_if_match, expecting, lost, require_state, shown_etag
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision.wording import instant
from assay.model.effects import Effect, ExpectSigningKey
from assay.model.signing_key import SigningKey

if TYPE_CHECKING:
    from assay.server.administration.rewrapping import Rewrapped

_EXAMPLES = (
    ("assay key rotate", "new keys for all algorithms; the old ones go on for the overlap"),
    ("assay key rotate --alg ES256", "one algorithm"),
    ("assay key revoke KID", "after a leak: nothing that this key signed is accepted any more"),
    ("assay key rewrap", "after a change of the key-encryption key: seal everything under the new one"),
)
_LISTED = ("kid", "algorithm", "state", "signs_from", "retires_at")
_MOST_NAMED = 5


def run(arguments: list[str]) -> int:
    """Run `assay key …`."""
    args = _parser().parse_args(arguments)
    found = at_work(args.config, lambda place: args.action(place, args))
    status: int = args.show(found, args.output)
    return status


def _show_keys(keys: list[dict[str, Any]], output: str) -> int:
    if output == "json":
        print_json(keys)
    else:
        print_table(keys, _LISTED, empty="No signing keys yet. The server makes them when it starts: assay serve")
    return 0


async def _list(place: Workplace, _args: argparse.Namespace) -> list[dict[str, Any]]:
    return _shown(await place.store.signing_keys.list_all(), place.now)


async def _rotate(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    from assay.server.administration.keys import TURN, rotate_keys

    async with place.store.maintenance.alone(TURN):  # what was read is still so when it is written
        keys = await place.store.signing_keys.list_all()
        await place.carried_out(rotate_keys(keys, args.alg, place.key_maker(), now=place.now))
    return _shown(await place.store.signing_keys.list_all(), place.now)


async def _revoke(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    from assay.server.administration.keys import TURN, revoke_key

    async with place.store.maintenance.alone(TURN):  # what was read is still so when it is written
        keys = await place.store.signing_keys.list_all()
        decision = revoke_key(keys, args.kid, place.key_maker(), now=place.now)
        expected: tuple[Effect, ...] = ()
        for named in (key for key in keys if key.kid == args.kid):
            require_state(args, named)
            expected = expecting(args, ExpectSigningKey(named))
        await place.carried_out(decision, lost(args), expected)
    return _shown(await place.store.signing_keys.list_all(), place.now)


async def _rewrap(place: Workplace, args: argparse.Namespace) -> Rewrapped:
    from assay.app.key_encryption import open_sealer
    from assay.server.administration.rewrapping import Rewrapping

    store = place.store
    rewrap = Rewrapping(
        store.issuer_id, store.sealed_values, store.unit_of_work, open_sealer(place.loaded), place.entropy
    )
    return await (rewrap.look() if args.check else rewrap())


def _show_rewrapped(counted: Rewrapped, output: str) -> int:
    if output == "json":
        print_json(asdict(counted))
    else:
        print_members(asdict(counted))
    # Whoever throws an old key away must have heard of the values that it may be needed for.
    if counted.broken:
        raise CommandFault(
            f"{len(counted.broken)} values open under none of the keys: {', '.join(counted.broken[:_MOST_NAMED])}",
            status=ExitStatus.CONFIGURATION,
            expected="each value sealed under key_encryption_key_file or one of older_key_encryption_key_files",
            fix="Name the key that they were sealed under in older_key_encryption_key_files and call this again.",
        )
    return 0 if counted.older == 0 else int(ExitStatus.REFUSED)


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
            "etag": shown_etag(key),
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
    add_if_match(revoke)
    rewrap = add_verb(verbs, "rewrap", "seal every stored value under the present key-encryption key", _rewrap)
    rewrap.add_argument("--check", action="store_true", help="only count; ends with 1 while any is under an older key")
    for verb in verbs.choices.values():
        verb.set_defaults(show=_show_keys)
    rewrap.set_defaults(show=_show_rewrapped)
    return parser
