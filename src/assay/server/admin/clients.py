"""Clients. Gives the reasons of `administration.clients`, `registration.client_unknown` and `access_token.may_not_appoint`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from assay.decision import Refused, refuse
from assay.model.client import Client
from assay.model.client_registration import ClientRegistration
from assay.model.effects import Effect
from assay.reasons import registration as reasons
from assay.server.admin.operation import Answer, Body, Call, Desk, Document, Operation, Page, Record, named_members
from assay.server.administration.clients import (
    ClientWithSecret,
    change_client,
    disable_client,
    register_client,
    registration_of,
    rotate_client_secret,
)
from assay.server.administration.lists import part_of
from assay.server.administration.offer import offer_with
from assay.server.administration.trusted_clients import appointing_refusal, appointments

_MOST_OVERLAP = 30 * 86_400


class NewClient(Body):
    """A client to be (RFC 7591 section 2). `logo` is its picture in base64."""

    name: str
    grant_types: list[str]
    token_endpoint_auth_method: str = "client_secret_basic"
    redirect_uris: list[str] = msgspec.field(default_factory=list)
    scopes: list[str] = msgspec.field(default_factory=list)
    resources: list[str] = msgspec.field(default_factory=list)
    jwks: dict[str, Any] | None = None
    id_token_signed_response_alg: str = "RS256"
    post_logout_redirect_uris: list[str] = msgspec.field(default_factory=list)
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False
    pkce_required: bool = True
    first_party: bool = False
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    contacts: list[str] = msgspec.field(default_factory=list)
    logo: bytes | None = None


class ClientChanges(Body):
    """What is to change; a list is replaced as a whole, null takes a member away (RFC 7396), what is not named stays."""

    name: str | UnsetType = UNSET
    grant_types: list[str] | UnsetType = UNSET
    token_endpoint_auth_method: str | UnsetType = UNSET
    redirect_uris: list[str] | UnsetType = UNSET
    scopes: list[str] | UnsetType = UNSET
    resources: list[str] | UnsetType = UNSET
    jwks: dict[str, Any] | UnsetType | None = UNSET
    id_token_signed_response_alg: str | UnsetType = UNSET
    post_logout_redirect_uris: list[str] | UnsetType = UNSET
    backchannel_logout_uri: str | UnsetType | None = UNSET
    backchannel_logout_session_required: bool | UnsetType = UNSET
    pkce_required: bool | UnsetType = UNSET
    first_party: bool | UnsetType = UNSET
    client_uri: str | UnsetType | None = UNSET
    logo_uri: str | UnsetType | None = UNSET
    policy_uri: str | UnsetType | None = UNSET
    tos_uri: str | UnsetType | None = UNSET
    contacts: list[str] | UnsetType = UNSET
    logo: bytes | UnsetType | None = UNSET


class Rotation(Body):
    """For how many seconds the secret before works on; 0 ends it at once."""

    overlap: int = 86_400

    def __post_init__(self) -> None:
        if not 0 <= self.overlap <= _MOST_OVERLAP:
            raise ValueError(f"overlap is 0 to {_MOST_OVERLAP} seconds")


class ClientShown(Record):
    """A client. Its secrets are never shown; `logo` is the name of its picture at `/client-logos/`."""

    client_id: str
    name: str
    token_endpoint_auth_method: str
    grant_types: list[str]
    redirect_uris: list[str]
    scopes: list[str]
    resources: list[str]
    jwks: dict[str, Any] | None
    id_token_signed_response_alg: str
    post_logout_redirect_uris: list[str]
    backchannel_logout_uri: str | None
    backchannel_logout_session_required: bool
    pkce_required: bool
    first_party: bool
    rotate_refresh_tokens: bool
    client_uri: str | None
    logo_uri: str | None
    policy_uri: str | None
    tos_uri: str | None
    contacts: list[str]
    logo: str | None
    created_at: int
    disabled_at: int | None


class NewSecret(Record):
    """A client and its new secret, which is shown this once; None where it has none."""

    client: ClientShown
    client_secret: str | None


class Clients(Document):
    """A part of the list; `next` is the `after` of the rest, where there is more."""

    clients: list[ClientShown]
    next: str | None


async def _list(desk: Desk, call: Call) -> Answer | Refused:
    page: Page = call.query
    part = await part_of(desk.store.clients, page.after, page.limit)
    if isinstance(part, Refused):
        return part
    last = part.records[-1].client_id if part.more else None
    return Answer(Clients(clients=[_shown(one) for one in part.records], next=last))


async def _create(desk: Desk, call: Call) -> Answer | Refused:
    registration = ClientRegistration(**_named(call.body))
    refused = appointing_refusal(call.scopes, registration)
    if refused is not None:
        return refused
    offer = offer_with(await desk.store.resources.list_all())
    decision = register_client(
        registration, offer, entropy=desk.entropy, now=call.now, logo=_logo(call.body), by=call.client_id
    )
    made = await desk.carried_out(decision, call.lost)
    return made if isinstance(made, Refused) else _with_secret(made, decision.effects)


async def _read(desk: Desk, call: Call) -> Answer | Refused:
    found = await _found(desk, call)
    return found if isinstance(found, Refused) else Answer(_shown(found), found)


async def _rotate(desk: Desk, call: Call) -> Answer | Refused:
    found = await _to_change(desk, call)
    if isinstance(found, Refused):
        return found
    refused = appointing_refusal(call.scopes, found)
    if refused is not None:
        return refused
    rotation: Rotation = call.body
    made = await desk.carried_out(
        rotate_client_secret(found, overlap=rotation.overlap, entropy=desk.entropy, now=call.now), call.lost
    )
    return made if isinstance(made, Refused) else _with_secret(made)


async def _disable(desk: Desk, call: Call) -> Answer | Refused:
    found = await _to_change(desk, call)
    if isinstance(found, Refused):
        return found
    changed = await desk.carried_out(disable_client(found, now=call.now), call.lost)
    return changed if isinstance(changed, Refused) else Answer(_shown(changed), changed)


async def _change(desk: Desk, call: Call) -> Answer | Refused:
    found = await _to_change(desk, call)
    if isinstance(found, Refused):
        return found
    wanted = replace(registration_of(found), **_named(call.body))
    refused = appointing_refusal(call.scopes, found, wanted)
    if refused is not None:
        return refused
    offer = offer_with(await desk.store.resources.list_all())
    decision = change_client(
        found, wanted, offer, entropy=desk.entropy, now=call.now, logo=_logo(call.body), by=call.client_id
    )
    made = await desk.carried_out(decision, call.lost)
    return made if isinstance(made, Refused) else _with_secret(made, decision.effects)


async def _found(desk: Desk, call: Call) -> Client | Refused:
    client_id = call.path["client_id"]
    found = await desk.store.clients.find(client_id)
    return refuse(reasons.CLIENT_UNKNOWN, client_id=client_id) if found is None else found


async def _to_change(desk: Desk, call: Call) -> Client | Refused:
    found = await _found(desk, call)
    if isinstance(found, Refused):
        return found
    outdated = call.outdated(found)
    return found if outdated is None else outdated


def _named(body: NewClient | ClientChanges) -> dict[str, Any]:
    """The members that a body names, as `ClientRegistration` has them."""
    named = {name: value for name, value in named_members(body).items() if name not in {"jwks", "logo"}}
    if body.jwks is not UNSET:
        named["jwks"] = None if body.jwks is None else msgspec.json.encode(body.jwks).decode()
    return named


def _logo(body: NewClient | ClientChanges) -> bytes | None:
    """The picture, empty to take it away; None where the body does not name it."""
    return None if body.logo is UNSET else body.logo or b""


def _with_secret(made: ClientWithSecret, effects: tuple[Effect, ...] = ()) -> Answer:
    secret = made.secret.reveal() if made.secret is not None else None
    return Answer(NewSecret(client=_shown(made.client), client_secret=secret), made.client, appointments(effects))


def _shown(client: Client) -> ClientShown:
    return ClientShown(
        client_id=client.client_id,
        name=client.name,
        token_endpoint_auth_method=client.token_endpoint_auth_method,
        grant_types=list(client.grant_types),
        redirect_uris=list(client.redirect_uris),
        scopes=list(client.scopes),
        resources=list(client.resources),
        jwks=None if client.jwks is None else msgspec.json.decode(client.jwks, type=dict[str, Any]),
        id_token_signed_response_alg=client.id_token_signed_response_alg,
        post_logout_redirect_uris=list(client.post_logout_redirect_uris),
        backchannel_logout_uri=client.backchannel_logout_uri,
        backchannel_logout_session_required=client.backchannel_logout_session_required,
        pkce_required=client.pkce_required,
        first_party=client.first_party,
        rotate_refresh_tokens=client.rotate_refresh_tokens,
        client_uri=client.client_uri,
        logo_uri=client.logo_uri,
        policy_uri=client.policy_uri,
        tos_uri=client.tos_uri,
        contacts=list(client.contacts),
        logo=client.logo,
        created_at=client.created_at,
        disabled_at=client.disabled_at,
    )


_ONE = "/clients/{client_id}"
OPERATIONS = (
    Operation("list_clients", "GET", "/clients", "List clients", _list, Clients, query=Page),
    Operation("create_client", "POST", "/clients", "Register a client", _create, NewSecret, NewClient, status=201),
    Operation("read_client", "GET", _ONE, "Read a client", _read, ClientShown),
    Operation(
        "change_client",
        "PATCH",
        _ONE,
        "Change what is named of a client",
        _change,
        NewSecret,
        ClientChanges,
        conditional=True,
    ),
    Operation(
        "rotate_secret",
        "POST",
        _ONE + "/rotate-secret",
        "Make a new secret",
        _rotate,
        NewSecret,
        Rotation,
        conditional=True,
    ),
    Operation(
        "disable_client", "POST", _ONE + "/disable", "Disable a client at once", _disable, ClientShown, conditional=True
    ),
)
