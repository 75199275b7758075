"""A passkey: the public half of a WebAuthn credential, as the server keeps it (WebAuthn Level 3 section 4, credential record)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passkey:
    """One credential of one end-user, who may have several.

    `public_key` is a COSE_Key in CBOR. `backup_eligible` says that the key may leave its device (a synchronised passkey),
    `backed_up` that it has. `sign_count` stays 0 for authenticators that do not count.
    """

    credential_id: bytes
    subject: str
    user_handle: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    backup_eligible: bool
    backed_up: bool
    name: str
    created_at: int
    last_used_at: int | None = None
