"""An authorization request that was accepted, and one that waits for the end-user."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """The checked parameters of an authorization request (RFC 6749 section 4.1.1, OpenID Connect Core 3.1.2.1).

    `redirect_uri` is where the answer goes; `redirect_uri_given` tells whether the request named it, for then the token
    request must name it again. `claims` is as it came; `individual_claims` is what of it the client may have.
    `device_code_hash` is, in hex, that of the device that waits for the answer instead of a
    redirect (RFC 8628). `ui_locales` are the languages that the client would see its end-user spoken to in, the best first.
    """

    client_id: str
    redirect_uri: str
    redirect_uri_given: bool
    response_mode: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...] = ()
    state: str | None = None
    nonce: str | None = None
    code_challenge: str | None = None
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    login_hint: str | None = None
    acr_values: tuple[str, ...] = ()
    claims: str | None = None
    id_token_hint_subject: str | None = None
    individual_claims: str | None = None
    device_code_hash: str | None = None
    ui_locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingAuthorizationRequest:
    """A request kept while the end-user signs in and consents, found by the SHA-256 of its handle.

    `browser_hash` binds it to the browser that began it. `subject` is who signed in for it, `authenticated` whether
    they did so within it.
    """

    handle_hash: bytes
    browser_hash: bytes
    request: AuthorizationRequest
    created_at: int
    expires_at: int
    session_id: str | None = None
    reauthenticated_at: int | None = None
