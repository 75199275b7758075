"""A registered OAuth client and its secrets (RFC 7591 section 2 names the members)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """One live secret of a client, stored as a salted SHA-256 of 256 machine-made bits; at most two live at a time."""

    secret_id: str
    salt: bytes
    digest: bytes
    created_at: int
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A client as registered. `jwks` is the client's public JWK set as JSON text, for `private_key_jwt`.

    `token_endpoint_auth_method` is `client_secret_basic`, `client_secret_post`, `private_key_jwt` or `none`; a client
    with `none` is public. `resources` are the identifiers it may ask for (RFC 8707). `logo` is the
    name of the picture that is shown, which is ours to serve; `logo_uri` only says where the client publishes its own. `revision`
    counts its changes.
    """

    client_id: str
    name: str
    token_endpoint_auth_method: str
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    secrets: tuple[ClientSecret, ...] = ()
    jwks: str | None = None
    id_token_signed_response_alg: str = "RS256"
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False
    pkce_required: bool = True
    first_party: bool = False
    rotate_refresh_tokens: bool = False
    created_at: int = 0
    disabled_at: int | None = None
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    contacts: tuple[str, ...] = ()
    logo: str | None = None
    revision: int = 0

    @property
    def public(self) -> bool:
        """Whether the client cannot keep a secret (RFC 6749 section 2.1)."""
        return self.token_endpoint_auth_method == "none"
