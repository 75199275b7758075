"""The server's own symmetric secrets: made at the first start, sealed, found by what they are for."""

from __future__ import annotations

from assay.model.effects import AddServerSecret, Conflict
from assay.model.signing_key import ServerSecret
from assay.ports.entropy import Entropy
from assay.ports.signing_keys import SigningKeys
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.sealing import Sealer

REFRESH_TOKEN = "refresh_token"
"""Purpose of the key under which refresh tokens are authenticated."""
REFUSAL_ID = "refusal_id"
"""Purpose of the key under which the ids of aggregated refusals are encrypted."""
PASSKEY_CHALLENGE = "passkey_challenge"
"""Purpose of the key under which challenges for passkeys are recognised."""
ATTEMPT_BUDGET = "attempt_budget"
"""Purpose of the key under which budgets of attempts are told apart."""

_LENGTH = 32


class ServerSecrets:
    """Opens the secrets of one issuer, and makes those that are missing."""

    __slots__ = ("_entropy", "_issuer_id", "_sealer", "_signing_keys", "_unit_of_work")

    def __init__(
        self, signing_keys: SigningKeys, unit_of_work: UnitOfWork, sealer: Sealer, entropy: Entropy, issuer_id: str
    ) -> None:
        self._signing_keys = signing_keys
        self._unit_of_work = unit_of_work
        self._sealer = sealer
        self._entropy = entropy
        self._issuer_id = issuer_id

    async def find(self, purpose: str) -> bytes | None:
        """The secret, 32 bytes, or None. Raises `SealBroken` when it does not open."""
        stored = await self._signing_keys.secret(purpose)
        return None if stored is None else self._sealer.open(stored.sealed, place=self._place(purpose))

    async def find_or_make(self, purpose: str, now: int) -> bytes:
        """The secret, 32 bytes, the same in every process: whoever stores it first has made it."""
        found = await self.find(purpose)
        if found is not None:
            return found
        made = self._entropy(_LENGTH)
        sealed = self._sealer.seal(made, nonce=self._entropy(12), place=self._place(purpose))
        committed = await self._unit_of_work.commit((AddServerSecret(ServerSecret(purpose, sealed, now)),))
        if not isinstance(committed, Conflict):
            return made
        theirs = await self.find(purpose)
        if theirs is None:
            raise AssertionError(f"the server secret {purpose!r} exists and is not found")
        return theirs

    def _place(self, purpose: str) -> tuple[str, ...]:
        return (self._issuer_id, "server_secrets", "sealed", purpose)
