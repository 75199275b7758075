"""`assay resource`: register, change and list protected resources, which are what access tokens are for."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from assay.cli.terminal.faults import RefusedByServer, UsageFault
from assay.cli.terminal.output import print_json, print_members, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.states import add_if_match, lost, require_state, shown_etag
from assay.cli.terminal.words import duration
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision import refuse
from assay.decision.wording import instant
from assay.model.resource import Resource, ScopeDescription
from assay.reasons import registration as reasons

_EXAMPLES = (
    ("assay resource create --identifier https://api.example/orders --scope orders.read", "an API"),
    (
        "assay resource update https://api.example/orders --describe orders.read en 'see your orders'",
        "what people read when they are asked",
    ),
)
_LISTED = ("identifier", "scopes", "access_token_signing_alg", "access_token_lifetime", "default")


def run(arguments: list[str]) -> int:
    """Run `assay resource …`."""
    args = _parser().parse_args(arguments)
    document = at_work(args.config, lambda place: args.action(place, args))
    if args.output == "json":
        print_json(document)
    elif isinstance(document, list):
        print_table(document, _LISTED, empty="No resources yet. Register one: assay resource create --help")
    else:
        print_members(document)
    return 0


async def _create(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.resources import known_clients, register_resource

    resource = Resource(args.identifier, created_at=int(place.now), **_named(args))
    decision = register_resource(
        resource,
        existing=await place.store.resources.find(args.identifier),
        known_clients=await known_clients(place.store.clients, resource.introspection_clients),
        longest_lifetime=place.loaded.tree.lifetimes.longest_access_token,
        now=place.now,
    )
    return _shown(await place.carried_out(decision))


async def _update(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.resources import change_resource, known_clients

    resource = await _found(place, args.identifier)
    require_state(args, resource)
    changes = _named(args, resource.descriptions)
    if not changes:
        raise UsageFault(
            "nothing is to change", expected="an option with what is to be", fix="See: assay resource update --help"
        )
    wanted = replace(resource, **changes)
    decision = change_resource(
        resource,
        wanted,
        known_clients=await known_clients(place.store.clients, wanted.introspection_clients),
        longest_lifetime=place.loaded.tree.lifetimes.longest_access_token,
        now=place.now,
    )
    return _shown(await place.carried_out(decision, lost(args)))


async def _show(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    return _shown(await _found(place, args.identifier))


async def _found(place: Workplace, identifier: str) -> Resource:
    resource = await place.store.resources.find(identifier)
    if resource is None:
        raise RefusedByServer(refuse(reasons.RESOURCE_NOT_REGISTERED, identifier=identifier))
    return resource


async def _list(place: Workplace, _args: argparse.Namespace) -> list[dict[str, Any]]:
    return [_shown(resource) for resource in await place.store.resources.list_all()]


def _shown(resource: Resource) -> dict[str, Any]:
    from assay.server.administration.scope_descriptions import by_scope

    return {
        "identifier": resource.identifier,
        "scopes": list(resource.scopes),
        "access_token_lifetime": resource.access_token_lifetime,
        "access_token_signing_alg": resource.access_token_signing_alg,
        "introspection_clients": list(resource.introspection_clients),
        "default": resource.default,
        "descriptions": by_scope(resource),
        "created_at": instant(resource.created_at),
        "etag": shown_etag(resource),
    }


def _parser() -> CommandParser:
    parser = CommandParser("assay resource", "Registers and changes protected resources (RFC 8707).", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    create = add_verb(verbs, "create", "register a resource", _create)
    create.add_argument(
        "--identifier", required=True, metavar="URI", help="its URI, which becomes the audience of tokens"
    )
    _add_members(create)
    update = add_verb(verbs, "update", "change a resource: what is named, and nothing else", _update)
    _add_members(update)
    add_if_match(update)
    for verb in (update, add_verb(verbs, "show", "show one resource", _show)):
        verb.add_argument("identifier", metavar="IDENTIFIER", help="its URI, as it was registered")
    add_verb(verbs, "list", "list all resources", _list)
    return parser


def _add_members(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--scope", action="append", help="a scope that it knows; may be repeated, and the list is what is given"
    )
    verb.add_argument(
        "--describe",
        action="append",
        nargs=3,
        metavar=("SCOPE", "LANGUAGE", "WORDS"),
        help="what a scope allows, as in: orders.read en 'see your orders'; may be repeated, and takes no other away",
    )
    verb.add_argument("--lifetime", metavar="TIME", help="how long its access tokens live (default: the server's)")
    verb.add_argument("--alg", metavar="ALG", help="what signs them: ES256 (default), RS256 or EdDSA")
    verb.add_argument(
        "--introspection-client",
        action="append",
        metavar="CLIENT_ID",
        help="who may introspect them; may be repeated, and the list is what is given",
    )
    verb.add_argument(
        "--default",
        action=argparse.BooleanOptionalAction,
        help="tokens are for it when a request names no resource",
    )


def _named(args: argparse.Namespace, before: tuple[ScopeDescription, ...] = ()) -> dict[str, Any]:
    """The members that the command line names; an empty value empties a list, or takes the lifetime or a description away."""
    from assay.server.administration.scope_descriptions import described

    named: dict[str, Any] = {}
    if args.scope is not None:
        named["scopes"] = tuple(dict.fromkeys(scope for given in args.scope for scope in given.split()))
    if args.lifetime is not None:
        named["access_token_lifetime"] = duration(args.lifetime) if args.lifetime else None
    if args.alg is not None:
        named["access_token_signing_alg"] = args.alg
    if args.introspection_client is not None:
        named["introspection_clients"] = tuple(dict.fromkeys(one for one in args.introspection_client if one))
    if args.default is not None:
        named["default"] = args.default
    if args.describe is not None:
        named["descriptions"] = described(before, _descriptions(args.describe))
    return named


def _descriptions(given: list[list[str]]) -> dict[str, dict[str, str | None]]:
    by_scope: dict[str, dict[str, str | None]] = {}
    for scope, language, words in given:
        by_scope.setdefault(scope, {})[language] = words or None
    return by_scope
