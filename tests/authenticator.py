"""An authenticator in software: it makes passkeys and signs with them as the options ask, or as a test bends it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

from assay.formats.base64url import decode_text, encode_text
from assay.primitives.hashing import sha256

PRESENT, VERIFIED, MAY_BE_COPIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Authenticator:
    """One passkey. `flags` and `count` are what the next answer says; `origin` and `rp_id` where it is used."""

    origin: str
    rp_id: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    user_handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str, *, algorithm: int = -7, **client_data: Any) -> str:
        """The answer to creation options, as the page's script writes it."""
        asked = json.loads(options)
        self.user_handle = decode_text(asked["user"]["id"]) or b""
        numbers = self.key.public_key().public_numbers()
        public_key = {1: 2, 3: algorithm, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor.encode(public_key)
        statement = self._statement(self.flags | ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": statement})
        client = self._client_data("webauthn.create", asked, client_data)
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def get(self, options: str, **client_data: Any) -> str:
        """The answer to request options."""
        client = self._client_data("webauthn.get", json.loads(options), client_data)
        statement = self._statement(self.flags)
        signature = self.key.sign(statement + sha256(client), ec.ECDSA(hashes.SHA256()))
        handle = {"userHandle": self.user_handle} if self.user_handle else {}
        return self._answer(clientDataJSON=client, authenticatorData=statement, signature=signature, **handle)

    def _statement(self, flags: int) -> bytes:
        return sha256(self.rp_id.encode()) + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, asked: dict[str, Any], changes: dict[str, Any]) -> bytes:
        members = {
            "type": kind,
            "challenge": asked["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
            **changes,
        }
        return json.dumps(members).encode()

    def _answer(self, **response: bytes) -> str:
        name = encode_text(self.credential_id)
        members = {member: encode_text(octets) for member, octets in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": members})
