"""What authenticators are asked, in the form that browsers take as JSON (WebAuthn Level 3 sections 5.4, 5.5).

Passkeys alone: discoverable, with user verification, without attestation.
"""

from __future__ import annotations

import json
from typing import Any

from assay.formats.base64url import encode_text
from assay.model.end_user import EndUser
from assay.model.passkey import Passkey
from assay.primitives.cose_signature import COSE_ALGORITHMS
from assay.primitives.hashing import sha256
from assay.server.passkeys.relying_party import RelyingParty

_MILLISECONDS = 1000


def creation_options(
    party: RelyingParty, end_user: EndUser, passkeys: tuple[Passkey, ...], challenge: bytes, lifetime: int
) -> str:
    """For `navigator.credentials.create()`; authenticators that hold a passkey of this account are left out."""
    return _json(
        {
            "rp": {"id": party.rp_id, "name": party.rp_id},
            "user": {
                "id": encode_text(user_handle(party, end_user.subject)),
                "name": end_user.username,
                "displayName": end_user.username,
            },
            "challenge": encode_text(challenge),
            "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in COSE_ALGORITHMS],
            "timeout": lifetime * _MILLISECONDS,
            "excludeCredentials": _named(passkeys),
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": True,
                "userVerification": "required",
            },
            "attestation": "none",
        }
    )


def request_options(party: RelyingParty, challenge: bytes, lifetime: int, passkeys: tuple[Passkey, ...] = ()) -> str:
    """For `navigator.credentials.get()`. Nobody's passkeys are named before somebody is known."""
    return _json(
        {
            "rpId": party.rp_id,
            "challenge": encode_text(challenge),
            "timeout": lifetime * _MILLISECONDS,
            "allowCredentials": _named(passkeys),
            "userVerification": "required",
        }
    )


def user_handle(party: RelyingParty, subject: str) -> bytes:
    """The same for all passkeys of an account, so that an authenticator replaces its own; says nothing about the person."""
    return sha256(b"\x00".join((b"passkey user handle", party.rp_id.encode(), subject.encode())))


def _named(passkeys: tuple[Passkey, ...]) -> list[dict[str, Any]]:
    return [
        {"type": "public-key", "id": encode_text(passkey.credential_id), "transports": list(passkey.transports)}
        for passkey in passkeys
    ]


def _json(options: dict[str, Any]) -> str:
    return json.dumps(options, separators=(",", ":"))
