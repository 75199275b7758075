"""The keys that sign now, opened once and followed as they change.

A change that any process commits is in force with the next token: the store hands out the new list.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.formats.jose import jws
from assay.formats.jose.jwt import token_header
from assay.model.signing_key import SigningKey
from assay.ports.signer import Signer, SigningUnavailable
from assay.ports.signing_keys import SigningKeys
from assay.primitives.sealing import SealBroken, Sealer
from assay.primitives.signing import PrivateKey, load
from assay.server.issuance.key_making import private_key_place
from assay.server.issuance.signing_keys import next_change, signing_key


class NoSigningKey(SigningUnavailable):
    """No key of an algorithm may sign now: the operator revoked the last one. Nothing is issued until there is one."""


class SigningKeyLocked(SigningUnavailable):
    """A signing key does not open under the key-encryption key that this server was given."""


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """`ports.signer.Signer` with a private key in this process; it signs inline."""

    kid: str
    algorithm: str
    private: PrivateKey = field(repr=False)

    async def sign(self, signing_input: bytes) -> bytes:
        """See the port."""
        return self.private.sign(signing_input)


class JwtSigner:
    """Signs JWTs with one key; the header segment is encoded once per `typ`."""

    __slots__ = ("_headers", "_signer", "algorithm", "kid")

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.kid = signer.kid
        self.algorithm = signer.algorithm
        self._headers: dict[str, bytes] = {}

    async def jwt(self, typ: str, payload: bytes) -> str:
        """The compact serialization (RFC 7515 section 3.1) of a payload, which is a JSON object."""
        header = self._headers.get(typ)
        if header is None:
            header = self._headers[typ] = jws.header_segment(
                token_header(algorithm=self.algorithm, kid=self.kid, type=typ)
            )
        signed = jws.signing_input(header, payload)
        return jws.compact(signed, await self._signer.sign(signed))


class Signers:
    """Finds the signer of an algorithm. Private keys are opened when the list of keys changes, not per token."""

    __slots__ = ("_current", "_issuer_id", "_keys", "_opened", "_sealer", "_signing_keys", "_until")

    def __init__(self, signing_keys: SigningKeys, sealer: Sealer, issuer_id: str) -> None:
        self._signing_keys = signing_keys
        self._sealer = sealer
        self._issuer_id = issuer_id
        self._keys: tuple[SigningKey, ...] = ()
        self._until = float("-inf")
        self._current: dict[str, JwtSigner] = {}
        self._opened: dict[str, JwtSigner] = {}

    async def of(self, algorithm: str, now: float) -> JwtSigner:
        """The signer whose key signs now. Raises `NoSigningKey` or `SigningKeyLocked`."""
        keys = await self._signing_keys.list_all()
        if keys != self._keys or now >= self._until:
            self._current = {}
            self._opened = {key.kid: self._opened[key.kid] for key in keys if key.kid in self._opened}
            self._keys, self._until = keys, next_change(keys, now)
        signer = self._current.get(algorithm)
        if signer is None:
            key = signing_key(keys, algorithm, now)
            if key is None:
                raise NoSigningKey(
                    f"no {algorithm} key may sign now; make one with: assay key rotate --alg {algorithm}"
                )
            signer = self._current[algorithm] = self._opened.get(key.kid) or self._open(key)
        return signer

    def _open(self, key: SigningKey) -> JwtSigner:
        try:
            pkcs8 = self._sealer.open(key.sealed_private_key, place=private_key_place(self._issuer_id, key.kid))
        except SealBroken as broken:
            raise SigningKeyLocked(str(broken)) from broken
        signer = JwtSigner(LocalSigner(key.kid, key.algorithm, load(key.algorithm, pkcs8)))
        self._opened[key.kid] = signer
        return signer
