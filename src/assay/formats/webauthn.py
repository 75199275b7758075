"""What a browser brings back from an authenticator, as `toJSON()` writes it (WebAuthn Level 3 sections 5.1, 5.8.1, 6.1, 6.5).

Gives `passkey.answer_malformed`. `fido2` reads the CBOR; the attestation statement is not looked at, for none is asked for.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assay.decision import Allowed, Refused, refuse
from assay.formats.base64url import decode_text
from assay.formats.json import JsonDefect, parse_object
from assay.primitives.hashing import sha256
from assay.reasons import passkey as reasons

MAX_CREDENTIAL_ID = 1023
"""Bytes (WebAuthn Level 3 section 7.1 step 25)."""
_MAX_ANSWER = 16_384
_TRANSPORTS = frozenset(("usb", "nfc", "ble", "smart-card", "hybrid", "internal"))
_UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError, struct.error)
"""What `fido2` raises for bytes that are no authenticator data."""


@dataclass(frozen=True, slots=True)
class ClientStatement:
    """What the browser says: the ceremony, the challenge, and the site that it saw."""

    type: str
    challenge: bytes
    origin: str
    cross_origin: bool
    top_origin: str | None


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A key that was just made. `public_key` is a COSE_Key in CBOR, `algorithm` its COSE number."""

    credential_id: bytes
    public_key: bytes
    algorithm: int


@dataclass(frozen=True, slots=True)
class AuthenticatorStatement:
    """What the authenticator says, in the bytes that it signs."""

    rp_id_hash: bytes
    user_present: bool
    user_verified: bool
    backup_eligible: bool
    backed_up: bool
    sign_count: int
    credential: NewCredential | None


@dataclass(frozen=True, slots=True)
class Registration:
    """The answer to `navigator.credentials.create()`."""

    client: ClientStatement
    authenticator: AuthenticatorStatement
    credential: NewCredential
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assertion:
    """The answer to `navigator.credentials.get()`. `signed` is what `signature` is over."""

    credential_id: bytes
    client: ClientStatement
    authenticator: AuthenticatorStatement
    signed: bytes
    signature: bytes
    user_handle: bytes | None


class _MalformedError(Exception):
    """Carries the defect out of the reading."""


def read_registration(text: str) -> Allowed[Registration] | Refused:
    """The new credential that the browser brings."""
    try:
        credential_id, response = _response(text)
        client = _client_data(_bytes(response, "clientDataJSON"))
        authenticator = _attested(_bytes(response, "attestationObject"))
        credential = _of_id(authenticator.credential, credential_id)
        return Allowed(Registration(client, authenticator, credential, _transports(response.get("transports"))))
    except _MalformedError as malformed:
        return refuse(reasons.ANSWER_MALFORMED, defect=str(malformed))


def read_assertion(text: str) -> Allowed[Assertion] | Refused:
    """The signature that the browser brings."""
    try:
        credential_id, response = _response(text)
        client_octets, statement = _bytes(response, "clientDataJSON"), _bytes(response, "authenticatorData")
        handle = response.get("userHandle")
        return Allowed(
            Assertion(
                credential_id=credential_id,
                client=_client_data(client_octets),
                authenticator=_statement(statement),
                signed=statement + sha256(client_octets),
                signature=_bytes(response, "signature"),
                user_handle=None if handle is None else _bytes(response, "userHandle"),
            )
        )
    except _MalformedError as malformed:
        return refuse(reasons.ANSWER_MALFORMED, defect=str(malformed))


def _response(text: str) -> tuple[bytes, Mapping[str, Any]]:
    if len(text) > _MAX_ANSWER:
        raise _MalformedError("it is too long")
    answer = _object(text.encode("utf-8", "surrogatepass"), "the answer")
    if answer.get("type") != "public-key" or not isinstance(answer.get("response"), dict):
        raise _MalformedError("it is no answer of a public key credential")
    credential_id = _bytes(answer, "rawId")
    if not 1 <= len(credential_id) <= MAX_CREDENTIAL_ID:
        raise _MalformedError("the credential id has a length that none has")
    return credential_id, answer["response"]


def _object(octets: bytes, what: str) -> dict[str, Any]:
    found = parse_object(octets)
    if isinstance(found, JsonDefect):
        raise _MalformedError(f"{what} is no JSON object that has one reading")
    return found


def _bytes(members: Mapping[str, Any], name: str) -> bytes:
    value = members.get(name)
    octets = decode_text(value) if isinstance(value, str) else None
    if octets is None:
        raise _MalformedError(f"{name} is no base64url")
    return octets


def _client_data(octets: bytes) -> ClientStatement:
    members = _object(octets, "clientDataJSON")
    crossing, top = members.get("crossOrigin", False), members.get("topOrigin")
    if not isinstance(members.get("type"), str) or not isinstance(members.get("origin"), str):
        raise _MalformedError("clientDataJSON has no type or no origin")
    if not isinstance(crossing, bool) or not (top is None or isinstance(top, str)):
        raise _MalformedError("crossOrigin or topOrigin is of another kind")
    return ClientStatement(members["type"], _bytes(members, "challenge"), members["origin"], crossing, top)


def _of_id(credential: NewCredential | None, credential_id: bytes) -> NewCredential:
    if credential is None:
        raise _MalformedError("there is no credential in it")
    if credential.credential_id != credential_id:
        raise _MalformedError("two credential ids")
    return credential


def _attested(octets: bytes) -> AuthenticatorStatement:
    from fido2 import cbor

    try:
        members: Any = cbor.decode(octets)
        statement = bytes(members["authData"])
    except _UNREADABLE as fault:
        raise _MalformedError("attestationObject is no CBOR map with authData") from fault
    return _statement(statement)


def _statement(octets: bytes) -> AuthenticatorStatement:
    from fido2.webauthn import AuthenticatorData

    try:
        read = AuthenticatorData(octets)
        credential = None if read.credential_data is None else _credential(read.credential_data, octets)
    except _UNREADABLE as fault:
        raise _MalformedError("the authenticator data cannot be read") from fault
    return AuthenticatorStatement(
        rp_id_hash=read.rp_id_hash,
        user_present=read.is_user_present(),
        user_verified=read.is_user_verified(),
        backup_eligible=read.is_backup_eligible(),
        backed_up=read.is_backed_up(),
        sign_count=read.counter,
        credential=credential,
    )


def _credential(attested: Any, octets: bytes) -> NewCredential:
    # `fido2` writes the key anew, and reads past the end of a byte string that is cut short: both show here.
    if octets[37 : 37 + len(attested)] != attested:
        raise _MalformedError("its CBOR is not in the canonical form")
    # Behind the AAGUID, the length and the id stands nothing but the key.
    key = bytes(attested[18 + len(attested.credential_id) :])
    return NewCredential(attested.credential_id, key, attested.public_key[3])


def _transports(named: Any) -> tuple[str, ...]:
    """Those that we know, for they are only a hint to browsers."""
    names = named if isinstance(named, list) else []
    return tuple(sorted({name for name in names if isinstance(name, str)} & _TRANSPORTS))
