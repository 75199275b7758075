"""Registers, changes and disables clients (RFC 7591 section 2).

Reasons: those of `checks/client_registration`, `registration.client_disabled`, `registration.client_has_no_secret`,
`registration.two_secrets_live`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from assay.checks.client_registration import CHECKS
from assay.decision import Allowed, Decision, first_refusal, refuse
from assay.model.client import Client, ClientSecret
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.model.effects import Effect, RecordEvent, SaveClient
from assay.model.event import Event
from assay.ports.entropy import Entropy
from assay.primitives.secret import Secret
from assay.reasons import registration as reasons
from assay.server.administration.identifiers import new_client_id
from assay.server.administration.secrets import live_secrets, new_client_secret
from assay.server.client_authentication.secrets import SECRETS_PER_CLIENT

SECRET_METHODS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class ClientWithSecret:
    """A client and its new secret, which is shown once; None where the client has none."""

    client: Client
    secret: Secret[str] | None = field(default=None, repr=False)


def register_client(
    registration: ClientRegistration, offer: RegistrationOffer, *, entropy: Entropy, now: float
) -> Decision[ClientWithSecret, Effect]:
    """A new client with a machine-made id and, where its method wants one, a machine-made secret without an end."""
    refused = first_refusal(CHECKS, registration, offer)
    if refused is not None:
        return Decision(refused)
    at = int(now)
    secret: Secret[str] | None = None
    stored: tuple[ClientSecret, ...] = ()
    if registration.token_endpoint_auth_method in SECRET_METHODS:
        secret, only = new_client_secret(entropy, at)
        stored = (only,)
    client = _client(registration, new_client_id(entropy), stored, at)
    return Decision(Allowed(ClientWithSecret(client, secret)), _saved(client, "client.registered", at))


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


def _client(registration: ClientRegistration, client_id: str, secrets: tuple[ClientSecret, ...], at: int) -> Client:
    return Client(
        client_id=client_id,
        name=registration.name,
        token_endpoint_auth_method=registration.token_endpoint_auth_method,
        grant_types=_each_once(registration.grant_types),
        redirect_uris=_each_once(registration.redirect_uris),
        scopes=_each_once(registration.scopes),
        resources=_each_once(registration.resources),
        secrets=secrets,
        jwks=registration.jwks,
        id_token_signed_response_alg=registration.id_token_signed_response_alg,
        post_logout_redirect_uris=_each_once(registration.post_logout_redirect_uris),
        backchannel_logout_uri=registration.backchannel_logout_uri,
        backchannel_logout_session_required=registration.backchannel_logout_session_required,
        pkce_required=registration.pkce_required,
        first_party=registration.first_party,
        # A stolen refresh token of a public client is only noticed by rotation (RFC 9700 section 4.14.2).
        rotate_refresh_tokens=registration.token_endpoint_auth_method == "none",
        created_at=at,
    )


def _revised(client: Client, **changes: Any) -> Client:
    """The next revision: storage writes it only if the client is still the one that was read."""
    return replace(client, revision=client.revision + 1, **changes)


def _each_once(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given))


def _earlier(end: int | None, other: int) -> int:
    return other if end is None else min(end, other)


def _saved(client: Client, event: str, at: int) -> tuple[Effect, ...]:
    return SaveClient(client), RecordEvent(Event(event, at, client_id=client.client_id))
