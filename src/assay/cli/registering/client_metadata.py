"""The options that name a client's metadata (RFC 7591 section 2), the same for `assay client create` and `update`."""

from __future__ import annotations

import argparse
from typing import Any

from assay.cli.terminal.words import file_bytes, file_text

_LISTS = ("grant_types", "scopes", "redirect_uris", "resources", "post_logout_redirect_uris", "contacts")
_TEXTS = ("name", "token_endpoint_auth_method", "id_token_signed_response_alg")
_PERHAPS = ("backchannel_logout_uri", "client_uri", "logo_uri", "policy_uri", "tos_uri")
"""An empty text takes these away."""
_MOST_OF_A_FILE = 1 << 20
_FLAGS = ("backchannel_logout_session_required", "pkce_required", "first_party")


def add_metadata(verb: argparse.ArgumentParser) -> None:
    """Every option; none is required here, for what is missing has a reason of its own."""
    for option, member, metavar, what in (
        ("--name", "name", "NAME", "what end-users read when they are asked for consent"),
        (
            "--auth-method",
            "token_endpoint_auth_method",
            "METHOD",
            "client_secret_basic (default), client_secret_post, private_key_jwt, or none for a public client",
        ),
        ("--id-token-alg", "id_token_signed_response_alg", "ALG", "RS256 (default), ES256 or EdDSA"),
        ("--jwks", "jwks", "FILE", "its public keys, for private_key_jwt (- for stdin)"),
        ("--backchannel-logout-uri", "backchannel_logout_uri", "URI", "where it is told that a session has ended"),
        ("--client-uri", "client_uri", "URI", "its site, linked where people are asked"),
        ("--policy-uri", "policy_uri", "URI", "its privacy policy, linked there"),
        ("--tos-uri", "tos_uri", "URI", "its terms of service, linked there"),
        ("--logo", "logo", "FILE", "its picture, taken over and shown there: PNG, JPEG or WebP of at most 32 KiB"),
        (
            "--logo-uri",
            "logo_uri",
            "URI",
            "where it publishes its picture: kept for reference, never fetched (see --logo)",
        ),
    ):
        verb.add_argument(option, dest=member, metavar=metavar, help=what)
    for option, member, metavar, what in (
        ("--grant", "grant_types", "GRANT", "a grant type"),
        ("--scope", "scopes", "SCOPE", "a scope it may ask for"),
        ("--redirect-uri", "redirect_uris", "URI", "where answers may go"),
        ("--resource", "resources", "URI", "a resource it may ask for"),
        ("--post-logout-redirect-uri", "post_logout_redirect_uris", "URI", "where a logout may lead"),
        ("--contact", "contacts", "EMAIL", "whom people can ask"),
    ):
        told = f"{what}; may be repeated, and the list is what is given"
        verb.add_argument(option, dest=member, action="append", metavar=metavar, help=told)
    for option, member, what in (
        (
            "--backchannel-logout-session-required",
            "backchannel_logout_session_required",
            "it needs the session id to be told",
        ),
        ("--pkce-required", "pkce_required", "PKCE is required, as it is unless told otherwise"),
        ("--first-party", "first_party", "end-users are not asked for consent"),
    ):
        verb.add_argument(option, dest=member, action=argparse.BooleanOptionalAction, help=what)


def named_metadata(args: argparse.Namespace) -> dict[str, Any]:
    """The members that the command line names, as `ClientRegistration` has them. An empty value empties a list.

    Raises `CommandFault` for a file that cannot be read.
    """
    given = {member: getattr(args, member) for member in (*_TEXTS, *_FLAGS, *_PERHAPS, *_LISTS)}
    named = {member: value for member, value in given.items() if value is not None}
    named |= {member: named[member] or None for member in _PERHAPS if member in named}
    for member in _LISTS:
        if member in named:
            separate = str.split if member == "scopes" else lambda text: [text]
            named[member] = tuple(one for text in named[member] for one in separate(text) if one)
    if args.jwks is not None:
        named["jwks"] = file_text(args.jwks, "the JWK set") if args.jwks else None
    return named


def named_logo(args: argparse.Namespace) -> bytes | None:
    """The picture that the command line names, empty to take it away; None for no word of it. Raises `CommandFault`."""
    if not args.logo:
        return None if args.logo is None else b""
    return file_bytes(args.logo, "the logo", _MOST_OF_A_FILE)
