"""Registers, changes and disables clients (RFC 7591 section 2).

Reasons: those of `checks/client_registration` and `client_logos`, `registration.client_disabled`, `registration.client_has_no_secret`,
`registration.two_secrets_live`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from typing import Any

from assay.checks.client_registration import CHECKS
from assay.decision import Allowed, Decision, Refused, first_refusal, refuse
from assay.model.client import Client, ClientSecret
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.model.effects import Effect, RecordEvent, SaveClient
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.primitives.secret import Secret
from assay.reasons import registration as reasons
from assay.server.administration.client_logos import client_logo, logo_effect
from assay.server.administration.identifiers import new_client_id
from assay.server.administration.secrets import live_secrets, new_client_secret
from assay.server.administration.trusted_clients import appointment
from assay.server.client_authentication.secrets import SECRETS_PER_CLIENT

SECRET_METHODS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class ClientWithSecret:
    """A client and its new secret, which is shown once; None where the client has none."""

    client: Client
    secret: Secret[str] | None = field(default=None, repr=False)


def register_client(
    registration: ClientRegistration,
    offer: RegistrationOffer,
    *,
    entropy: Entropy,
    now: float,
    logo: bytes | None = None,
    by: str | None = None,
) -> Decision[ClientWithSecret, Effect]:
    """A new client with a machine-made id and, where its method wants one, a machine-made secret without an end.

    `by` is the client that asks for it over the admin API; None is a command.
    """
    refused = first_refusal(CHECKS, registration, offer)
    if refused is not None:
        return Decision(refused)
    client_id = new_client_id(entropy)
    picture = client_logo(client_id, logo or b"")
    if isinstance(picture, Refused):
        return Decision(picture)
    at = int(now)
    secret: Secret[str] | None = None
    stored: tuple[ClientSecret, ...] = ()
    if registration.token_endpoint_auth_method in SECRET_METHODS:
        secret, only = new_client_secret(entropy, at)
        stored = (only,)
    client = Client(
        client_id=client_id,
        secrets=stored,
        rotate_refresh_tokens=_rotates(registration.token_endpoint_auth_method),
        created_at=at,
        logo=None if picture is None else picture.name,
        **_metadata(registration),
    )
    effects = (*_saved(client, "client.registered", at), *appointment(None, client, at, by))
    return Decision(
        Allowed(ClientWithSecret(client, secret)),
        effects if picture is None else (*effects, logo_effect(client_id, picture)),
    )


def registration_of(client: Client) -> ClientRegistration:
    """The metadata of a client as it would be registered now; what is to change is replaced in it."""
    return ClientRegistration(**{one.name: getattr(client, one.name) for one in fields(ClientRegistration)})


def change_client(
    client: Client,
    wanted: ClientRegistration,
    offer: RegistrationOffer,
    *,
    entropy: Entropy,
    now: float,
    logo: bytes | None = None,
    by: str | None = None,
) -> Decision[ClientWithSecret, Effect]:
    """The client with other metadata and, where one is given, another logo (no bytes take it away).

    A client that comes to a method with a secret gets one; a client that leaves such a method loses all of its. Metadata that
    is as it was changes nothing. `by` is as for `register_client`.
    """
    if client.disabled_at is not None:
        return Decision(refuse(reasons.CLIENT_DISABLED, client_id=client.client_id, disabled_at=client.disabled_at))
    refused = first_refusal(CHECKS, wanted, offer)
    if refused is not None:
        return Decision(refused)
    metadata = _metadata(wanted)
    changes = {name: value for name, value in metadata.items() if getattr(client, name) != value}
    effects: tuple[Effect, ...] = ()
    if logo is not None:
        picture = client_logo(client.client_id, logo)
        if isinstance(picture, Refused):
            return Decision(picture)
        name = None if picture is None else picture.name
        if name != client.logo:
            changes["logo"], effects = name, (logo_effect(client.client_id, picture),)
    if not changes:
        return Decision(Allowed(ClientWithSecret(client)))
    named, at = sorted(changes), int(now)
    secret: Secret[str] | None = None
    if "token_endpoint_auth_method" in changes:
        method = wanted.token_endpoint_auth_method
        changes["rotate_refresh_tokens"] = _rotates(method)
        if method not in SECRET_METHODS:
            changes["secrets"] = ()
        elif client.token_endpoint_auth_method not in SECRET_METHODS:
            secret, only = new_client_secret(entropy, at)
            changes["secrets"] = (only,)
    changed = _revised(client, **changes)
    detail = json.dumps({"changed": named})
    effects += (*_saved(changed, "client.changed", at, detail), *appointment(client, changed, at, by))
    return Decision(Allowed(ClientWithSecret(changed, secret)), effects)


def rotate_client_secret(
    client: Client, *, overlap: int, entropy: Entropy, now: float
) -> Decision[ClientWithSecret, Effect]:
    """A new secret; the one before it works for `overlap` more seconds. With an overlap of 0 all others end at once."""
    at = int(now)
    if client.disabled_at is not None:
        return Decision(refuse(reasons.CLIENT_DISABLED, client_id=client.client_id, disabled_at=client.disabled_at))
    method = client.token_endpoint_auth_method
    if method not in SECRET_METHODS:
        return Decision(refuse(reasons.CLIENT_HAS_NO_SECRET, client_id=client.client_id, method=method))
    live = live_secrets(client.secrets, now)
    if overlap > 0 and len(live) >= SECRETS_PER_CLIENT:
        older = min((secret.expires_at for secret in live if secret.expires_at is not None), default=None)
        return Decision(
            refuse(
                reasons.TWO_SECRETS_LIVE,
                client_id=client.client_id,
                limit=SECRETS_PER_CLIENT,
                older_expires_at=older,
            )
        )
    secret, newest = new_client_secret(entropy, at)
    kept = tuple(replace(old, expires_at=_earlier(old.expires_at, at + overlap)) for old in live) if overlap > 0 else ()
    changed = _revised(client, secrets=(*kept, newest))
    return Decision(Allowed(ClientWithSecret(changed, secret)), _saved(changed, "client.secret_rotated", at))


def disable_client(client: Client, *, now: float) -> Decision[Client, Effect]:
    """The client can do nothing any more, from the next request on. A second time changes nothing."""
    if client.disabled_at is not None:
        return Decision(Allowed(client))
    at = int(now)
    changed = _revised(client, disabled_at=at)
    return Decision(Allowed(changed), _saved(changed, "client.disabled", at))


def _metadata(registration: ClientRegistration) -> dict[str, Any]:
    """The members of a client that its registration has, each entry of a list once."""
    given = {one.name: getattr(registration, one.name) for one in fields(registration)}
    return {name: _each_once(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _rotates(method: str) -> bool:
    """A stolen refresh token of a public client is only noticed by rotation (RFC 9700 section 4.14.2)."""
    return method == "none"


def _revised(client: Client, **changes: Any) -> Client:
    """The next revision: storage writes it only if the client is still the one that was read."""
    return replace(client, revision=client.revision + 1, **changes)


def _each_once(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given))


def _earlier(end: int | None, other: int) -> int:
    return other if end is None else min(end, other)


def _saved(client: Client, event: str, at: int, detail: str = "{}") -> tuple[Effect, ...]:
    return SaveClient(client), RecordEvent(Event(event, at, client_id=client.client_id, detail=detail))
