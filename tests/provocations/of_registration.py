"""Reasons of the family `registration`, through the command line."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from assay.server.administration.clients import rotate_client_secret
from issuing import jwk
from provocations.command_line import command_line
from provocations.operator import Operator
from provocations.registry import provokes
from provocations.world import World

MACHINE = ("client", "create", "--name", "A machine", "--grant", "client_credentials")
WEB = ("client", "create", "--name", "A web client", "--grant", "authorization_code")
CALLBACK = ("--redirect-uri", "https://app.example/callback")
RESOURCE = ("resource", "create", "--identifier", "https://api.example")
USER = ("user", "create", "--username", "lovelace", "--password-stdin")
PASSWORD = "correct horse battery staple"


def words(code: str, *line: str, given: str = "") -> None:
    """A command line that is refused for this reason."""

    def provocation(_world: World) -> str:
        with command_line() as assay:
            return assay.refused(*line, given=given)

    provokes(code)(provocation)


def with_keys(code: str, document: Any) -> None:
    """A client with this JWK set."""

    def provocation(_world: World) -> str:
        with command_line() as assay, tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "keys.json"
            file.write_text(json.dumps(document))
            return assay.refused(*MACHINE, "--jwks", str(file))

    provokes(code)(provocation)


words("registration.name_unusable", "client", "create", "--name", " ", "--grant", "client_credentials")
words("registration.grant_type_missing", "client", "create", "--name", "X")
words("registration.grant_type_unknown", "client", "create", "--name", "X", "--grant", "password")
words("registration.refresh_token_without_source", *MACHINE, "--grant", "refresh_token")
words("registration.authentication_method_unknown", *MACHINE, "--auth-method", "tls_client_auth")
words("registration.client_credentials_without_authentication", *MACHINE, "--auth-method", "none")
words("registration.pkce_not_waived", *WEB, *CALLBACK, "--auth-method", "none", "--no-pkce-required")
words("registration.redirect_uri_missing", *WEB)
words("registration.redirect_uri_unusable", *WEB, "--redirect-uri", "http://app.example/callback")
words("registration.jwks_missing", *MACHINE, "--auth-method", "private_key_jwt")
with_keys("registration.jwks_unusable", {"keys": []})
with_keys("registration.jwks_holds_private_key", {"keys": [{**jwk(), "d": "AAAA"}]})
words("registration.id_token_algorithm_unknown", *MACHINE, "--id-token-alg", "none")
words("registration.scope_malformed", *MACHINE, "--scope", 'read"')
words("registration.resource_unknown", *MACHINE, "--resource", "https://nowhere.example")
words("registration.page_uri_unusable", *WEB, *CALLBACK, "--policy-uri", "http://app.example/policy")
words("registration.contact_unusable", *WEB, *CALLBACK, "--contact", "nobody")
words("registration.logo_unusable", *WEB, *CALLBACK, "--logo", "-", given="<svg/>")
words("registration.client_unknown", "client", "show", "nobody")
words("registration.resource_identifier_unusable", "resource", "create", "--identifier", "api")
words("registration.resource_not_registered", "resource", "show", "https://nowhere.example")
words("registration.scope_description_unusable", *RESOURCE, "--describe", "read", "fr", "voir vos commandes")
words("registration.access_token_algorithm_unknown", *RESOURCE, "--alg", "HS256")
words("registration.access_token_lifetime_out_of_range", *RESOURCE, "--lifetime", "1s")
words("registration.username_unusable", "user", "create", "--username", "a b", "--password-stdin", given=PASSWORD)
words("registration.password_too_short", *USER, given="short")
words("registration.password_too_long", *USER, given="x" * 300)
words("registration.password_is_username", *USER, given="lovelace")
words("registration.end_user_unknown", "user", "disable", "nobody")
words("registration.signing_algorithm_unknown", "key", "rotate", "--alg", "HS256")
words("registration.signing_key_unknown", "key", "revoke", "nobodys-key")


@provokes("registration.input_malformed")
def input_malformed(world: World) -> str:
    return world.reason_of(Operator(world).call("POST", "/users", {"username": "ada", "subject": "chosen"}))


words("registration.list_place_unknown", "client", "list", "--after", "nobody")


@provokes("registration.changed_meanwhile")
def changed_meanwhile(world: World) -> str:
    operator = Operator(world)
    subject = operator.call("POST", "/users", {"username": "ada"}).json()["subject"]
    return world.reason_of(operator.call("POST", f"/users/{subject}/disable", if_match='"an earlier state"'))


@provokes("registration.overtaken")
def overtaken(world: World) -> str:
    """A command changes the client between the reading and the writing of a call."""
    operator, client_id = Operator(world), world.client().client_id
    storage: Any = world.store.unit_of_work
    commit = storage.commit

    async def overtaken_commit(effects: Any) -> Any:
        storage.commit = commit
        held = await world.store.clients.find(client_id)
        assert held is not None
        await commit(rotate_client_secret(held, overlap=60, entropy=os.urandom, now=world.now).effects)
        return await commit(effects)

    storage.commit = overtaken_commit
    refused = operator.call("POST", f"/clients/{client_id}/disable")
    held = world.run(world.store.clients.find(client_id))
    assert held is not None
    assert (held.disabled_at, len(held.secrets)) == (None, 2), "the command's secret is kept"
    return world.reason_of(refused)


@provokes("registration.session_unknown")
def session_unknown(_world: World) -> str:
    with command_line() as assay:
        assay(*USER, given="correct horse battery staple")
        return assay.refused("user", "end-sessions", "lovelace", "--session", "nobodys-session")


@provokes("registration.consent_unknown")
def consent_unknown(_world: World) -> str:
    with command_line() as assay:
        assay(*USER, given="correct horse battery staple")
        return assay.refused("user", "revoke-consent", "lovelace", "nobodys-client")


@provokes("registration.client_disabled")
def client_disabled(_world: World) -> str:
    with command_line() as assay:
        client_id = assay(*MACHINE)["client_id"]
        assay("client", "disable", client_id)
        return assay.refused("client", "rotate-secret", client_id)


@provokes("registration.client_has_no_secret")
def client_has_no_secret(_world: World) -> str:
    with command_line() as assay:
        client_id = assay(*WEB, *CALLBACK, "--auth-method", "none")["client_id"]
        return assay.refused("client", "rotate-secret", client_id)


@provokes("registration.two_secrets_live")
def two_secrets_live(_world: World) -> str:
    with command_line() as assay:
        client_id = assay(*MACHINE)["client_id"]
        assay("client", "rotate-secret", client_id)
        return assay.refused("client", "rotate-secret", client_id)


@provokes("registration.resource_taken")
def resource_taken(_world: World) -> str:
    with command_line() as assay:
        assay(*RESOURCE)
        return assay.refused(*RESOURCE)


@provokes("registration.username_taken")
def username_taken(_world: World) -> str:
    with command_line() as assay:
        assay(*USER, given=PASSWORD)
        return assay.refused(*USER, given=PASSWORD)


words("registration.password_of_own_words", *USER, "--name", "Ada King", given="Ada-King-Lovelace-1815")
words("registration.password_common", *USER, given="password1234567")


@provokes("registration.password_breached")
def password_breached(_world: World) -> str:
    from hashlib import sha1

    stolen = "a stolen passphrase of somebody"
    with command_line() as assay, tempfile.TemporaryDirectory() as folder:
        hashes = Path(folder) / "hashes.txt"
        hashes.write_text(f"{sha1(stolen.encode()).hexdigest().upper()}:7\n")
        listed = Path(folder) / "breached.list"
        assay("user", "import-breached", str(hashes), "--to", str(listed))
        assay.configure(f'[passwords]\nbreached_file = "{listed}"\n')
        return assay.refused(*USER, given=stolen)
