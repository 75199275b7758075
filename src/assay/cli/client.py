"""`assay client`: register, change, list, show and disable clients, and rotate their secrets."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from assay.cli.registering.client_metadata import add_metadata, named_logo, named_metadata
from assay.cli.terminal.faults import RefusedByServer, UsageFault
from assay.cli.terminal.listing import add_part, asked_for
from assay.cli.terminal.output import print_json, print_members, print_table
from assay.cli.terminal.parser import CommandParser, add_verb
from assay.cli.terminal.states import add_if_match, lost, require_state, shown_etag
from assay.cli.terminal.words import duration
from assay.cli.terminal.workplace import Workplace, at_work
from assay.decision import refuse
from assay.decision.wording import instant
from assay.model.client import Client
from assay.model.client_registration import ClientRegistration
from assay.reasons import registration as reasons

_EXAMPLES = (
    ("assay client create --name Reports --grant client_credentials --scope reports.read", "a machine"),
    (
        "assay client create --name Shop --grant authorization_code --redirect-uri https://shop.example/cb",
        "a web client",
    ),
    (
        "assay client update CLIENT_ID --name 'The shop' --scope openid --scope profile",
        "the name and the list of scopes",
    ),
    ("assay client rotate-secret CLIENT_ID --overlap 24h", "old and new secret work for a day"),
)
_LISTED = ("client_id", "name", "grant_types", "token_endpoint_auth_method", "status")


def run(arguments: list[str]) -> int:
    """Run `assay client …`."""
    args = _parser().parse_args(arguments)
    document = at_work(args.config, lambda place: args.action(place, args))
    if args.output == "json":
        print_json(document)
    elif isinstance(document, list):
        if args.trusted:
            print_table(document, (*_LISTED, "trusted"), empty="No client is trusted beyond what people approve.")
        else:
            print_table(document, _LISTED, empty="No clients yet. Register one: assay client create --help")
    else:
        print_members(document)
        if document.get("client_secret"):
            print("\nThe secret is shown this once and stored only as a digest. Keep it where the client reads it.")
    return 0


async def _create(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.clients import register_client
    from assay.server.administration.offer import offer_with

    registration = ClientRegistration(**{"name": "", "grant_types": (), **named_metadata(args)})
    offer = offer_with(await place.store.resources.list_all())
    decision = register_client(registration, offer, entropy=place.entropy, now=place.now, logo=named_logo(args))
    made = await place.carried_out(decision)
    return _shown(made.client, place.now) | {"client_secret": made.secret.reveal() if made.secret else None}


async def _update(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.clients import change_client, registration_of
    from assay.server.administration.offer import offer_with

    changes, logo = named_metadata(args), named_logo(args)
    if not changes and logo is None:
        raise UsageFault(
            "nothing is to change", expected="an option with what is to be", fix="See: assay client update --help"
        )
    client = await _to_change(place, args)
    wanted = replace(registration_of(client), **changes)
    offer = offer_with(await place.store.resources.list_all())
    decision = change_client(client, wanted, offer, entropy=place.entropy, now=place.now, logo=logo)
    made = await place.carried_out(decision, lost(args))
    shown = _shown(made.client, place.now)
    return shown | {"client_secret": made.secret.reveal()} if made.secret is not None else shown


async def _list(place: Workplace, args: argparse.Namespace) -> list[dict[str, Any]]:
    shown = [_shown(client, place.now) for client in await asked_for(place.store.clients, args)]
    return [client for client in shown if client["trusted"]] if args.trusted else shown


async def _show(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    return _shown(await _found(place, args.client_id), place.now)


async def _rotate_secret(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.clients import rotate_client_secret

    client = await _to_change(place, args)
    decision = rotate_client_secret(client, overlap=duration(args.overlap), entropy=place.entropy, now=place.now)
    made = await place.carried_out(decision, lost(args))
    return _shown(made.client, place.now) | {"client_secret": made.secret.reveal() if made.secret else None}


async def _disable(place: Workplace, args: argparse.Namespace) -> dict[str, Any]:
    from assay.server.administration.clients import disable_client

    client = await _to_change(place, args)
    return _shown(await place.carried_out(disable_client(client, now=place.now), lost(args)), place.now)


async def _found(place: Workplace, client_id: str) -> Client:
    client = await place.store.clients.find(client_id)
    if client is None:
        raise RefusedByServer(refuse(reasons.CLIENT_UNKNOWN, client_id=client_id))
    return client


async def _to_change(place: Workplace, args: argparse.Namespace) -> Client:
    client = await _found(place, args.client_id)
    require_state(args, client)
    return client


def _shown(client: Client, now: float) -> dict[str, Any]:
    """A client for people and machines: RFC 7591 names, times in RFC 3339, never a digest."""
    from assay.server.administration.trusted_clients import trust_of

    return {
        "client_id": client.client_id,
        "name": client.name,
        "status": "disabled" if client.disabled_at is not None else "active",
        "grant_types": list(client.grant_types),
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
        "redirect_uris": list(client.redirect_uris),
        "post_logout_redirect_uris": list(client.post_logout_redirect_uris),
        "backchannel_logout_uri": client.backchannel_logout_uri,
        "backchannel_logout_session_required": client.backchannel_logout_session_required,
        "scopes": list(client.scopes),
        "resources": list(client.resources),
        "id_token_signed_response_alg": client.id_token_signed_response_alg,
        "pkce_required": client.pkce_required,
        "first_party": client.first_party,
        "trusted": list(trust_of(client)),
        "rotate_refresh_tokens": client.rotate_refresh_tokens,
        "client_uri": client.client_uri,
        "policy_uri": client.policy_uri,
        "tos_uri": client.tos_uri,
        "contacts": list(client.contacts),
        "logo": client.logo,
        "logo_uri": client.logo_uri,
        "secrets": [
            {
                "secret_id": secret.secret_id,
                "created_at": instant(secret.created_at),
                "expires_at": instant(secret.expires_at) if secret.expires_at is not None else None,
            }
            for secret in client.secrets
            if secret.expires_at is None or now < secret.expires_at
        ],
        "created_at": instant(client.created_at),
        "disabled_at": instant(client.disabled_at) if client.disabled_at is not None else None,
        "etag": shown_etag(client),
    }


def _parser() -> CommandParser:
    parser = CommandParser("assay client", "Registers and changes OAuth clients.", _EXAMPLES)
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=CommandParser)
    create = add_verb(verbs, "create", "register a client and print its secret, once", _create)
    add_metadata(create)
    update = add_verb(verbs, "update", "change a client: what is named, and nothing else", _update)
    update.add_argument("client_id", metavar="CLIENT_ID")
    add_metadata(update)
    add_if_match(update)
    listing = add_verb(verbs, "list", "list clients, oldest first", _list)
    add_part(listing)
    listing.add_argument(
        "--trusted",
        action="store_true",
        help="only operators and first-party clients, which people are not asked about",
    )
    for name, what, action in (
        ("show", "show one client", _show),
        ("rotate-secret", "give a client a new secret, once printed", _rotate_secret),
        ("disable", "disable a client from its next request on", _disable),
    ):
        verb = add_verb(verbs, name, what, action)
        verb.add_argument("client_id", metavar="CLIENT_ID")
        if action is not _show:
            add_if_match(verb)
        if action is _rotate_secret:
            verb.add_argument(
                "--overlap",
                default="24h",
                metavar="TIME",
                help="how long the old secret works on (default 24h; 0 ends it)",
            )
    return parser
