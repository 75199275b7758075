"""Reasons of the family `key`, through the access token verifier and the set that a server publishes."""

from __future__ import annotations

import socket
from typing import Any

from assay.decision import Refused
from assay.formats.jose.key_set import parse_key_set
from assay.outbound.remote_key_set import RemoteKeySet
from issuing import NOW, claims, header, jwk, key, secret_jwk, signed, token, verifier
from provocations.registry import provokes
from provocations.world import World


def refused_with(*published: Any, text: str | None = None, algorithm: str = "ES256", **head: Any) -> str:
    shown = text or signed(header(algorithm, **head), claims(), key(algorithm))
    outcome = verifier(algorithm, keys={"keys": list(published)}).verify(shown, now=NOW)
    assert isinstance(outcome, Refused), outcome
    return outcome.reason.code


@provokes("key.kid_unknown")
def kid_unknown(_world: World) -> str:
    return refused_with(jwk(), kid="unheard of")


@provokes("key.kid_missing")
def kid_missing(_world: World) -> str:
    return refused_with(*(jwk("ES256", which) for which in range(17)), kid=None)


@provokes("key.kid_ambiguous")
def kid_ambiguous(_world: World) -> str:
    return refused_with(jwk(), {**jwk("ES256", 1), "kid": jwk()["kid"]})


@provokes("key.named_by_token")
def named_by_token(_world: World) -> str:
    return refused_with(jwk(), text=signed(header(kid="mine", jwk=jwk("ES256", 1)), claims(), key("ES256", 1)))


@provokes("key.algorithm_mismatch")
def algorithm_mismatch(_world: World) -> str:
    return refused_with({**jwk(), "alg": "ES384"})


@provokes("key.use_mismatch")
def use_mismatch(_world: World) -> str:
    return refused_with({**jwk(), "use": "enc"})


@provokes("key.weak")
def weak(_world: World) -> str:
    return refused_with({**jwk("RS256"), "e": "Aw"}, algorithm="RS256")


@provokes("key.secret_is_public")
def secret_is_public(_world: World) -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return refused_with(secret_jwk(pem, kid=jwk()["kid"]), text=token())


@provokes("key.unusable")
def unusable(_world: World) -> str:
    return refused_with({**jwk(), "x": "A" * 43})


@provokes("key.set_malformed")
def set_malformed(_world: World) -> str:
    outcome = verifier(keys={}).verify(token(), now=NOW)
    assert isinstance(outcome, Refused)
    return outcome.reason.code


@provokes("key.set_holds_private_keys")
def set_holds_private_keys(_world: World) -> str:
    outcome = parse_key_set({"keys": [{**jwk(), "d": "AAAA"}]})
    assert isinstance(outcome, Refused)
    return outcome.reason.code


@provokes("key.set_unavailable")
def set_unavailable(_world: World) -> str:
    with socket.socket() as nobody:  # bound and not listening: whoever connects is turned away
        nobody.bind(("127.0.0.1", 0))
        source = RemoteKeySet(f"http://127.0.0.1:{nobody.getsockname()[1]}/jwks")
        outcome = verifier(keys=source).verify(token(), now=NOW)
    assert isinstance(outcome, Refused)
    return outcome.reason.code
