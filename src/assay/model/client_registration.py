"""What is asked for when a client is registered (RFC 7591 section 2), and what the server offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientRegistration:
    """The metadata of a client that is to be, as its operator gave it. `jwks` is JSON text."""

    name: str
    grant_types: tuple[str, ...]
    token_endpoint_auth_method: str = "client_secret_basic"
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    jwks: str | None = None
    id_token_signed_response_alg: str = "RS256"
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False
    pkce_required: bool = True
    first_party: bool = False
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistrationOffer:
    """What a client can be registered for: the server's lists, and the identifiers of the resources that exist."""

    grant_types: tuple[str, ...]
    authentication_methods: tuple[str, ...]
    signing_algorithms: tuple[str, ...]
    resources: tuple[str, ...] = ()
