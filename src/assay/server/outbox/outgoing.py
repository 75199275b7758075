"""Makes outgoing messages, and opens them again: their content is sealed for as long as it is stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assay.formats.base64url import encode_text
from assay.model.effects import EnqueueMessage
from assay.model.outgoing_message import OutgoingMessage
from assay.ports.entropy import Entropy
from assay.primitives.sealing import Sealer

_ID_BYTES = 16


class Outgoing:
    """Seals the content of messages, and opens it. `issuer_id` is where they are stored."""

    __slots__ = ("_entropy", "_issuer_id", "_sealer")

    def __init__(self, sealer: Sealer, entropy: Entropy, issuer_id: str) -> None:
        self._sealer = sealer
        self._entropy = entropy
        self._issuer_id = issuer_id

    def message(self, kind: str, content: Mapping[str, Any], now: int, lifetime: int) -> EnqueueMessage:
        """The effect that puts a message into the outbox. `lifetime` is for how many seconds it is worth delivering."""
        message_id = encode_text(self._entropy(_ID_BYTES))
        plaintext = json.dumps(dict(content), separators=(",", ":")).encode()
        sealed = self._sealer.seal(plaintext, nonce=self._entropy(12), place=self._place(message_id))
        return EnqueueMessage(OutgoingMessage(message_id, kind, sealed, now, now, now + lifetime))

    def content(self, message: OutgoingMessage) -> dict[str, Any]:
        """What a message says. Raises `SealBroken`."""
        opened = self._sealer.open(message.sealed, place=self._place(message.message_id))
        content: dict[str, Any] = json.loads(opened)
        return content

    def _place(self, message_id: str) -> tuple[str, ...]:
        return (self._issuer_id, "outgoing_messages", "sealed", message_id)
