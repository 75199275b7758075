"""Makes signing keys: at the first start, when one is due, and when the operator asks.

The private part is sealed before it goes anywhere; `kid` is the thumbprint of RFC 7638.
"""

from __future__ import annotations

import json

from assay.formats.jose.jwk import public_jwk
from assay.model.effects import Effect, RecordEvent, SaveSigningKey
from assay.model.event import Event
from assay.model.signing_key import SigningKey
from assay.ports.entropy import Entropy
from assay.ports.signing_keys import SigningKeys
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.sealing import Sealer
from assay.primitives.signing import PrivateKey, generate
from assay.server.issuance.signing_keys import ALGORITHMS, KeySettings, due_for_rotation, plan_new_key


class KeyMaker:
    """Makes keys for one issuer."""

    __slots__ = ("_entropy", "_issuer_id", "_longest_signed", "_sealer", "_settings")

    def __init__(
        self, issuer_id: str, sealer: Sealer, entropy: Entropy, settings: KeySettings, longest_signed: int
    ) -> None:
        self._issuer_id = issuer_id
        self._sealer = sealer
        self._entropy = entropy
        self._settings = settings
        self._longest_signed = longest_signed

    def new_key(
        self, keys: tuple[SigningKey, ...], algorithm: str, now: int, *, at_once: bool = False
    ) -> tuple[SigningKey, tuple[Effect, ...]]:
        """A new key and what must be committed for it, its retiring predecessors included. RSA takes some 100 ms.

        `at_once` lets it sign before all verifiers can know it: they fetch the key set anew for a kid they do not know.
        """
        plan = plan_new_key(keys, algorithm, now, self._settings, self._longest_signed, at_once=at_once)
        key = self._sealed(generate(algorithm), plan.published_at, plan.signs_from)
        detail = json.dumps({"kid": key.kid, "algorithm": algorithm, "signs_from": key.signs_from})
        event = Event("signing_key.created", now, detail=detail)
        return key, (*(SaveSigningKey(each) for each in (key, *plan.retiring)), RecordEvent(event))

    async def make_due_keys(self, signing_keys: SigningKeys, unit_of_work: UnitOfWork, now: int) -> tuple[str, ...]:
        """Make what is missing or due, one commit per key; the `kid`s of the new ones.

        Call it while no other process does (`Maintenance.alone`): two would both make one.
        """
        made: tuple[str, ...] = ()
        for algorithm in ALGORITHMS:
            keys = await signing_keys.list_all()
            if due_for_rotation(keys, algorithm, now, self._settings):
                key, effects = self.new_key(keys, algorithm, now)
                await unit_of_work.commit(effects)
                made = (*made, key.kid)
        return made

    def _sealed(self, private: PrivateKey, published_at: int, signs_from: int) -> SigningKey:
        jwk = public_jwk(private.public_members(), algorithm=private.algorithm)
        kid = jwk["kid"]
        sealed = self._sealer.seal(
            private.serialize(), nonce=self._entropy(12), place=private_key_place(self._issuer_id, kid)
        )
        return SigningKey(
            kid=kid,
            algorithm=private.algorithm,
            public_jwk=json.dumps(jwk, separators=(",", ":")),
            sealed_private_key=sealed,
            published_at=published_at,
            signs_from=signs_from,
        )


def private_key_place(issuer_id: str, kid: str) -> tuple[str, ...]:
    """Where a sealed private key lives (`primitives.sealing`)."""
    return (issuer_id, "signing_keys", "sealed_private_key", kid)
