"""`assay user`: register, list and disable end-users, set their passwords, see and reset their factors."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.people.access import add_access_verbs
from assay.cli.people.breached import add_breached_verb
from assay.cli.people.factors import add_factor_verbs
from assay.cli.people.finding import found
from assay.cli.terminal.faults import RefusedByServer, UsageFault
from assay.cli.terminal.listing import add_part, asked_for
from assay.cli.terminal.output import print_json, print_members, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.states import add_if_match, expecting, lost, require_state, shown_etag
from assay.cli.terminal.words import password_asked, password_from_stdin
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision import Decision, Refused
from assay.decision.wording import instant
from assay.formats.email_address import is_email_address
from assay.formats.username import fold_username
from assay.model.effects import Effect, ExpectEndUser
from assay.model.end_user import EndUser

_EXAMPLES = (
    ("assay user create --username ada", "asks for the password"),
    ("pwgen 20 1 | assay user create --username ada --password-stdin", "for scripts"),
)
_LISTED = ("username", "subject", "status", "created_at")


def run(arguments: list[str]) -> int:
    """Run `assay user …`."""
    args = _parser().parse_args(arguments)
    document = at_work(args.config, lambda place: args.action(place, args))
    if args.output == "json":
        print_json(document)
    elif isinstance(document, list):
        listed, empty = getattr(args, "listed", (_LISTED, "No end-users yet. Register one: assay user create --help"))
        print_table(document, listed, empty=empty)
    else:
        print_members(document)
    return 0


async def _create(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.end_users import register_end_user, taken

    username = fold_username(args.username)
    existing = await place.store.end_users.find_by_username(username)
    claims = _claims(args)
    password_hash = await _hashed_password(place, args, username, claims, second_factor=False)
    decision = register_end_user(
        username, password_hash, existing=existing, claims=claims, entropy=place.entropy, now=place.now
    )
    return _shown(await place.carried_out(decision, on_conflict=taken(username, place.now)))


async def _list(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    return [_shown(end_user) for end_user in await asked_for(place.store.end_users, args)]


async def _set_password(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.end_users import set_password
    from assay.server.end_user_authentication.factors import Factors

    end_user = await _to_change(place, args)
    factors = await Factors(place.store.second_factors, place.store.passkeys).of(end_user)
    password_hash = await _hashed_password(
        place, args, end_user.username, end_user.claims, second_factor=factors.enrolled
    )
    at = place.later()
    decision = set_password(end_user, password_hash, place.loaded.tree.lifetimes, now=at)
    return _shown(await _ended_with(place, args, end_user, decision, "the operator set another password", at))


async def _disable(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.end_users import disable_end_user

    end_user = await _to_change(place, args)
    decision = disable_end_user(end_user, place.loaded.tree.lifetimes, now=place.now)
    return _shown(await _ended_with(place, args, end_user, decision, "the account was disabled", place.now))


async def _to_change(place: Workplace, args: argparse.Namespace) -> EndUser:
    end_user = await found(place, args.username)
    require_state(args, end_user)
    return end_user


async def _ended_with(
    place: Workplace,
    args: argparse.Namespace,
    before: EndUser,
    decision: Decision[EndUser, Effect],
    because: str,
    now: float,
) -> EndUser:
    """What was decided, once it and the end of all sessions of the end-user are durable."""
    if isinstance(decision.outcome, Refused):
        raise RefusedByServer(decision.outcome)
    effects = (*expecting(args, ExpectEndUser(before)), *decision.effects)
    await place.written_with_ends(effects, before.subject, because, now, lost(args))
    return decision.outcome.value


async def _enable(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.end_users import enable_end_user

    end_user = await _to_change(place, args)
    expected = expecting(args, ExpectEndUser(end_user))
    return _shown(await place.carried_out(enable_end_user(end_user, now=place.now), lost(args), expected))


async def _hashed_password(
    place: Workplace, args: argparse.Namespace, username: str, claims: str, *, second_factor: bool
) -> str:
    from assay.app.password_policy import password_policy

    password = password_from_stdin() if args.password_stdin else password_asked(username)
    required = place.loaded.tree.factors.second_factor == "required"
    refused = password_policy(place.loaded).refusal(password, username, claims, second_factor=required or second_factor)
    if refused is not None:
        raise RefusedByServer(refused)
    return await place.password_hash(password)


def _claims(args: argparse.Namespace) -> str:
    """The end-user's claims as JSON text (OpenID Connect Core section 5.1)."""
    import json

    given = {"name": args.name, "email": args.email}
    if args.email is not None and not is_email_address(args.email):
        raise UsageFault(f"{args.email!r} is no e-mail address", expected="something@somewhere")
    return json.dumps({name: value for name, value in given.items() if value is not None}, ensure_ascii=False)


def _shown(end_user: EndUser) -> dict[str, Any]:
    return {
        "subject": end_user.subject,
        "username": end_user.username,
        "status": "disabled" if end_user.disabled_at is not None else "active",
        "created_at": instant(end_user.created_at),
        "password_changed_at": (
            instant(end_user.password_changed_at) if end_user.password_changed_at is not None else None
        ),
        "disabled_at": instant(end_user.disabled_at) if end_user.disabled_at is not None else None,
        "etag": shown_etag(end_user),
    }


def _parser() -> CommandParser:
    parser = CommandParser("assay user", "Registers and changes end-users.", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    create = add_verb(verbs, "create", "register an end-user", _create)
    create.add_argument("--username", required=True, help="what the end-user types to sign in")
    create.add_argument("--name", help="the full name (claim `name`)")
    create.add_argument("--email", help="the e-mail address (claim `email`)")
    _password(create)
    add_part(add_verb(verbs, "list", "list end-users, oldest first", _list))
    change = add_verb(verbs, "set-password", "set another password", _set_password)
    change.add_argument("username", metavar="USERNAME", help="the username, or the subject")
    _password(change)
    add_if_match(change)
    for name, what, action in (
        ("disable", "disable an end-user, end the sessions and revoke all tokens", _disable),
        ("enable", "let a disabled end-user sign in again", _enable),
    ):
        verb = add_verb(verbs, name, what, action)
        verb.add_argument("username", metavar="USERNAME", help="the username, or the subject")
        add_if_match(verb)
    add_factor_verbs(verbs)
    add_breached_verb(verbs)
    add_access_verbs(verbs)
    return parser


def _password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from stdin instead of asking for it"
    )
