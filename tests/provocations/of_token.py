"""Reasons of the families `token` and `sender_constraint`, through the verifiers that a caller imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from zlib import compress

from assay.checks.client_assertion import CHECKS as ASSERTION_CHECKS
from assay.checks.client_assertion.expectations import ClientAssertionContext, client_assertion_expectations
from assay.checks.jwt.expectations import Expectations, JwtContext
from assay.checks.logout_token import CHECKS as LOGOUT_CHECKS
from assay.checks.logout_token import TYPES as LOGOUT_TYPES
from assay.decision import Allowed, Refused
from assay.formats.base64url import decode, encode
from assay.formats.jose.jwt import read_jwt
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.outbound import RemoteStatusLists
from assay.outbound.document import Document, FetchFailed, Location
from assay.outbound.introspection_endpoint import IntrospectionEndpoint
from assay.verifier import ISSUER_PROFILES, IdTokenVerifier, OpaqueTokenVerifier, verify_jwt
from assay.verifier.access_token import VerifierOptions
from assay.verifier.jwe import decrypt_jwe, open_nested
from issuing import AUDIENCE, ISSUER, NOW, claims, header, key, key_set, secret_jwk, signed, token, verifier
from provocations.registry import provokes
from provocations.world import World


def refusal(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason.code


def verified(text: str | bytes, **settings: Any) -> str:
    return refusal(verifier(**settings).verify(text, now=NOW))


def provoked_by(code: str, text: Callable[[], str | bytes]) -> None:
    """A token that the access token verifier refuses for this reason."""
    provokes(code)(lambda _world: verified(text()))


def claimed(code: str, **changes: Any) -> None:
    """A good token but for its claims."""
    provoked_by(code, lambda: token(**changes))


def headed(code: str, **changes: Any) -> None:
    """A good token but for its header."""
    provoked_by(code, lambda: signed(header(**changes), claims()))


def written(code: str, payload: bytes) -> None:
    """A good token but for the bytes of its payload."""
    provoked_by(code, lambda: signed(header(), payload))


def part(changed: Callable[[str], str]) -> str:
    """A good token whose payload is written otherwise."""
    head, payload, signature = token().split(".")
    return f"{head}.{changed(payload)}.{signature}"


provoked_by("token.empty", lambda: "")
provoked_by("token.too_large", lambda: "a" * 20_000)
provoked_by("token.scheme_inside", lambda: "Bearer " + token())
provoked_by("token.foreign_character", lambda: token() + "\n")
provoked_by("token.json_serialization", lambda: '{"payload": "e30", "signatures": []}')
provoked_by("token.parts_wrong", lambda: "e30.e30")
provoked_by("token.encrypted", lambda: "e30.e30.e30.e30.e30")
provoked_by("token.base64url_padded", lambda: part(lambda payload: payload + "="))
provoked_by("token.base64url_alphabet", lambda: part(lambda payload: "+" + payload[1:]))
provoked_by("token.base64url_length", lambda: part(lambda payload: payload[: len(payload) // 4 * 4] + "e"))
provoked_by("token.base64url_not_canonical", lambda: part(lambda _payload: "e31"))
written("token.json_not_utf8", b'{"a": "\xff"}')
written("token.json_malformed", b"{")
written("token.json_not_object", b"[]")
written("token.json_member_repeated", b'{"exp": 1, "exp": 2}')
written("token.json_too_deep", b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}")
written("token.json_number_changes", b'{"exp": 1e400}')
written("token.json_surrogate_alone", b'{"a": "\\ud800"}')
headed("token.algorithm_missing", alg=None)
headed("token.algorithm_none", alg="none")
headed("token.algorithm_not_offered", alg="ES256K")
headed("token.algorithm_not_allowed", alg="RS256")
headed("token.header_parameter_malformed", kid=1)
headed("token.type_mismatch", typ="JWT")
headed("token.critical_malformed", crit=[])
headed("token.critical_not_understood", crit=["x"], x=1)
headed("token.payload_not_encoded", b64=False, crit=["b64"])
claimed("token.claim_missing", exp=None)
claimed("token.claim_wrong_type", exp="soon")
claimed("token.time_out_of_range", exp=(NOW + 300) * 1000)
claimed("token.expired", exp=NOW - 1)
claimed("token.not_yet_valid", nbf=NOW + 60)
claimed("token.issued_in_future", iat=NOW + 60)
claimed("token.issuer_mismatch", iss=ISSUER + "/")
claimed("token.audience_mismatch", aud="https://other.example")


@provokes("token.claim_mismatch")
def claim_mismatch(_world: World) -> str:
    return verified(
        token(head={"typ": "JWT"}, token_use="id"), type=ISSUER_PROFILES["cognito"].tokens, audience="client-1"
    )


def said_of_opaque(answer: Allowed[Any] | Refused) -> str:
    """What an opaque token is refused for when its issuer answers this."""
    checked = OpaqueTokenVerifier(issuer=ISSUER, audience=AUDIENCE, introspection=lambda _token: answer)
    return refusal(checked.verify("opaque", now=NOW))


@provokes("token.inactive")
def inactive(_world: World) -> str:
    return said_of_opaque(Allowed({"active": False}))


@provokes("token.introspection_unavailable")
def introspection_unavailable(_world: World) -> str:
    endpoint = IntrospectionEndpoint("http://127.0.0.1:1/introspect", client_id="api", client_secret="secret")
    return said_of_opaque(endpoint("opaque"))


claimed("sender_constraint.proof_missing", cnf={"jkt": "x"})


def signed_otherwise(changed: Callable[[bytes], bytes]) -> str:
    front, _, signature = token().rpartition(".")
    octets = decode(signature.encode())
    assert octets is not None
    return f"{front}.{encode(changed(octets)).decode()}"


def as_der(signature: bytes) -> bytes:
    integers = b""
    for half in (signature[:32], signature[32:]):
        number = int.from_bytes(half, "big")
        length = number.bit_length() // 8 + 1
        integers += b"\x02" + bytes([length]) + number.to_bytes(length, "big")
    return b"\x30" + bytes([len(integers)]) + integers


provoked_by("token.signature_missing", lambda: signed_otherwise(lambda _octets: b""))
provoked_by("token.signature_length_wrong", lambda: signed_otherwise(lambda octets: octets[:-1]))
provoked_by("token.signature_is_der", lambda: signed_otherwise(as_der))
provoked_by("token.signature_out_of_range", lambda: signed_otherwise(lambda octets: bytes(len(octets))))
provoked_by("token.signature_mismatch", lambda: signed(header(), claims(), key("ES256", 1)))


# ------------------------------------------------------------ ID tokens


def id_token_refused(changes: dict[str, Any], **asked: Any) -> str:
    made = IdTokenVerifier(issuer=ISSUER, client_id=AUDIENCE, algorithms=["ES256"], keys=key_set())
    question = made.asking(**asked)
    return refusal(question.verify(signed(header(typ=None), claims(**changes)), now=NOW))


@provokes("token.audience_shared")
def audience_shared(_world: World) -> str:
    return id_token_refused({"aud": [AUDIENCE, "https://other.example"]})


@provokes("token.authorized_party_mismatch")
def authorized_party_mismatch(_world: World) -> str:
    return id_token_refused({"azp": "another"})


@provokes("token.claim_not_wanted")
def claim_not_wanted(_world: World) -> str:
    return id_token_refused({"events": {}})


@provokes("token.nonce_mismatch")
def nonce_mismatch(_world: World) -> str:
    return id_token_refused({"nonce": "theirs"}, nonce="ours")


@provokes("token.authentication_too_old")
def authentication_too_old(_world: World) -> str:
    return id_token_refused({"auth_time": NOW - 100}, max_age=60)


@provokes("token.authentication_class_mismatch")
def authentication_class_mismatch(_world: World) -> str:
    return id_token_refused({"acr": "low"}, acr_values=["high"])


@provokes("token.hash_mismatch")
def hash_mismatch(_world: World) -> str:
    return id_token_refused({"at_hash": "AAAA"}, access_token="beside")


# ------------------------------------------------------------ client assertions and logout tokens


def keys() -> KeySet:
    parsed = parse_key_set(key_set())
    assert isinstance(parsed, KeySet)
    return parsed


def assertion_refused(**changes: Any) -> str:
    expected = client_assertion_expectations(client_id=ISSUER, issuer=AUDIENCE, token_endpoint=AUDIENCE + "/token")
    jwt = read_jwt(signed(header(typ=None), claims(**{"sub": ISSUER, **changes})))
    return refusal(verify_jwt(jwt, ASSERTION_CHECKS, ClientAssertionContext(expected, keys(), NOW)))


@provokes("token.subject_mismatch")
def subject_mismatch(_world: World) -> str:
    return assertion_refused(sub="another")


@provokes("token.lifetime_too_long")
def lifetime_too_long(_world: World) -> str:
    return assertion_refused(exp=NOW + 10**6)


@provokes("token.event_missing")
def event_missing(_world: World) -> str:
    expected = Expectations(
        algorithms=("ES256",), issuer=ISSUER, audiences=frozenset({AUDIENCE}), types=LOGOUT_TYPES, leeway=0
    )
    jwt = read_jwt(signed(header(typ="logout+jwt"), claims()))
    return refusal(verify_jwt(jwt, LOGOUT_CHECKS, JwtContext(expected, keys(), NOW)))


# ------------------------------------------------------------ encrypted tokens

SECRET = bytes(range(32))


def encrypted(head: dict[str, Any], plaintext: bytes = b"{}", iv: bytes = bytes(12), secret: bytes = SECRET) -> str:
    """A JWE in compact form, encrypted directly with a secret (RFC 7518 section 4.5)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    protected = encode(json.dumps(head).encode())
    sealed = AESGCM(secret).encrypt(bytes(12), plaintext, protected)
    return b".".join((protected, b"", encode(iv), encode(sealed[:-16]), encode(sealed[-16:]))).decode()


def decrypted(text: str, *, nested: bool = False, keys: dict[str, Any] | None = None) -> str:
    opening = open_nested if nested else decrypt_jwe
    accepted = {"algorithms": ["dir", "ECDH-ES"], "encryptions": ["A256GCM"]}
    return refusal(opening(text, keys or secret_jwk(SECRET), **accepted))


def direct(**changes: Any) -> dict[str, Any]:
    return {"alg": "dir", "enc": "A256GCM", **changes}


@provokes("token.not_encrypted")
def not_encrypted(_world: World) -> str:
    return decrypted(token())


@provokes("token.encryption_not_offered")
def encryption_not_offered(_world: World) -> str:
    return decrypted(encrypted(direct(enc="A256CBC")))


@provokes("token.encryption_not_allowed")
def encryption_not_allowed(_world: World) -> str:
    return decrypted(encrypted(direct(enc="A128GCM")))


@provokes("token.compressed")
def compressed(_world: World) -> str:
    return decrypted(encrypted(direct(zip="DEF")))


@provokes("token.encryption_part_length")
def encryption_part_length(_world: World) -> str:
    return decrypted(encrypted(direct(), iv=bytes(8)))


@provokes("token.decryption_failed")
def decryption_failed(_world: World) -> str:
    return decrypted(encrypted(direct(), secret=SECRET[::-1]))


@provokes("token.not_signed")
def not_signed(_world: World) -> str:
    return decrypted(encrypted(direct()), nested=True)


@provokes("token.ephemeral_key_unusable")
def ephemeral_key_unusable(_world: World) -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    numbers = generate_private_key(SECP256R1()).private_numbers()
    x, y, d = numbers.public_numbers.x, numbers.public_numbers.y, numbers.private_value
    members = {name: encode(value.to_bytes(32, "big")).decode() for name, value in (("x", x), ("y", y), ("d", d))}
    head = direct(alg="ECDH-ES", epk={"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"})
    return decrypted(encrypted(head), keys={"kty": "EC", "crv": "P-256", **members})


def looked_up(status: object, *, bits: int = 2, octets: bytes = b"\xe4", failing: bool = False) -> str:
    """The refusal of a token by its issuer's list: two bits a place, 0 to 3 in the first four."""
    below = f"{ISSUER}/status-lists/"

    def fetch(location: Location) -> Document:
        if failing:
            raise FetchFailed("it cannot be reached")
        listed = {"bits": bits, "lst": encode(compress(octets)).decode()}
        made = {"sub": location.url, "iat": NOW, "exp": NOW + 90, "status_list": listed}
        return Document(signed(header(typ="statuslist+jwt"), made, key("ES256")).encode())

    lists = RemoteStatusLists(below, keys=key_set(), fetch=fetch)
    shown = token(status={"status_list": {"uri": below + "0", "idx": status}})
    return refusal(verifier(options=VerifierOptions(status_lists=lists)).verify(shown, now=NOW))


@provokes("token.status_revoked")
def status_revoked(_world: World) -> str:
    return looked_up(1)


@provokes("token.status_suspended")
def status_suspended(_world: World) -> str:
    return looked_up(2)


@provokes("token.status_unknown")
def status_unknown(_world: World) -> str:
    return looked_up(3)


@provokes("token.status_malformed")
def status_malformed(_world: World) -> str:
    return looked_up("0")


@provokes("token.status_list_unavailable")
def status_list_unavailable(_world: World) -> str:
    return looked_up(0, failing=True)
