"""`assay resource`: register and list protected resources, which are what access tokens are for."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.terminal.output import print_json, print_members, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.words import duration
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision.wording import instant
from assay.model.resource import Resource

_EXAMPLES = (("assay resource create --identifier https://api.example/orders --scope orders.read", "an API"),)
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

    resource = Resource(
        identifier=args.identifier,
        scopes=tuple(scope for given in args.scope for scope in given.split()),
        access_token_lifetime=duration(args.lifetime) if args.lifetime else None,
        access_token_signing_alg=args.alg,
        introspection_clients=tuple(args.introspection_client),
        default=args.default,
        created_at=int(place.now),
    )
    decision = register_resource(
        resource,
        existing=await place.store.resources.find(args.identifier),
        known_clients=await known_clients(place.store.clients, args.introspection_client),
        longest_lifetime=place.loaded.tree.lifetimes.longest_access_token,
        now=place.now,
    )
    return _shown(await place.carried_out(decision))


async def _list(place: Workplace, _args: argparse.Namespace) -> list[dict[str, Any]]:
    return [_shown(resource) for resource in await place.store.resources.list_all()]


def _shown(resource: Resource) -> dict[str, Any]:
    return {
        "identifier": resource.identifier,
        "scopes": list(resource.scopes),
        "access_token_lifetime": resource.access_token_lifetime,
        "access_token_signing_alg": resource.access_token_signing_alg,
        "introspection_clients": list(resource.introspection_clients),
        "default": resource.default,
        "created_at": instant(resource.created_at),
    }


def _parser() -> CommandParser:
    parser = CommandParser("assay resource", "Registers protected resources (RFC 8707).", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    create = add_verb(verbs, "create", "register a resource", _create)
    create.add_argument(
        "--identifier", required=True, metavar="URI", help="its URI, which becomes the audience of tokens"
    )
    create.add_argument("--scope", action="append", default=[], help="a scope that it knows; may be repeated")
    create.add_argument("--lifetime", metavar="TIME", help="how long its access tokens live (default: the server's)")
    create.add_argument(
        "--alg", default="ES256", metavar="ALG", help="what signs them: ES256 (default), RS256 or EdDSA"
    )
    create.add_argument(
        "--introspection-client", action="append", default=[], metavar="CLIENT_ID", help="who may introspect them"
    )
    create.add_argument("--default", action="store_true", help="tokens are for it when a request names no resource")
    add_verb(verbs, "list", "list all resources", _list)
    return parser
