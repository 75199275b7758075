"""Makes client secrets: 256 machine-made bits, shown once, stored as a salted SHA-256."""

from __future__ import annotations

from assay.formats import opaque_token
from assay.model.client import ClientSecret
from assay.ports.entropy import Entropy
from assay.primitives.client_secret import client_secret_digest
from assay.primitives.secret import Secret
from assay.server.administration.identifiers import identifier

SECRET_BYTES = 32
SALT_BYTES = 16


def new_client_secret(entropy: Entropy, at: int) -> tuple[Secret[str], ClientSecret]:
    """A new secret and what is stored of it."""
    text = opaque_token.encode(opaque_token.CLIENT_SECRET, entropy(SECRET_BYTES))
    salt = entropy(SALT_BYTES)
    stored = ClientSecret(identifier("cs", entropy, 5), salt, client_secret_digest(salt, text), created_at=at)
    return Secret(text), stored


def live_secrets(secrets: tuple[ClientSecret, ...], now: float) -> tuple[ClientSecret, ...]:
    """Those that still authenticate."""
    return tuple(secret for secret in secrets if secret.expires_at is None or now < secret.expires_at)
