"""Decides which keys of the trusted set may verify the token; the key's kind binds the algorithm (RFC 8725 section 3.1).

Gives `key.kid_unknown`, `key.kid_missing`, `key.kid_ambiguous`, `key.named_by_token`, `key.algorithm_mismatch`,
`key.use_mismatch`, `key.weak`, and what was wrong with a key or a set when it was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.primitives.signature_algorithms import ALGORITHMS, HASH_BYTES
from assay.reasons import key as reasons

if TYPE_CHECKING:
    from assay.formats.jose.jwk import Jwk
    from assay.formats.jose.key_set import KeySet

MAX_TRIED = 8
"""Keys that are tried for a token without kid, at most."""

_KEYS_IN_HEADER = ("jwk", "jku", "x5u", "x5c")


def select_keys(header: Mapping[str, Any], keys: KeySet) -> tuple[Jwk, ...] | Refused:
    """The keys that may verify a token with this header. Keys that the header itself brings or names are never used."""
    kid, algorithm = header.get("kid"), header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        return refuse(reasons.ALGORITHM_MISMATCH, algorithm=str(algorithm), kid=None, key="of no kind for it")
    candidates = keys.named(kid) if isinstance(kid, str) else keys.keys
    if not candidates:
        return _no_candidate(header, kid if isinstance(kid, str) else None, keys)
    fitting = tuple(key for key in candidates if key.fits(algorithm))
    if not fitting:
        first = candidates[0]
        return refuse(reasons.ALGORITHM_MISMATCH, algorithm=algorithm, kid=first.kid, key=first.kind())
    permitted = tuple(key for key in fitting if key.may("verify", "sig"))
    if not permitted:
        first = fitting[0]
        published_for = (*((first.use,) if first.use else ()), *(first.operations or ()))
        return refuse(
            reasons.USE_MISMATCH, kid=first.kid, published_for=published_for, wanted_for="verifying signatures"
        )
    strong = tuple(key for key in permitted if not _too_short(key, algorithm))
    if not strong:
        return _weak(permitted[0], algorithm)
    if isinstance(kid, str) and len(strong) > 1 and strong[0].kid is not None:
        return refuse(reasons.KID_AMBIGUOUS, kid=kid, count=len(strong))
    if len(strong) > MAX_TRIED:
        return refuse(reasons.KID_MISSING, algorithm=algorithm, fitting=len(strong))
    return strong


def check_key(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether the trusted set has a key for this token."""
    keys = context.keys
    if keys is None:
        return NotApplicable("no key is at hand")
    selected = keys if isinstance(keys, Refused) else select_keys(jwt.header, keys)
    return selected if isinstance(selected, Refused) else PASSED


def _no_candidate(header: Mapping[str, Any], kid: str | None, keys: KeySet) -> Refused:
    for unusable, refused in keys.passed_over:
        if kid is None or unusable is None or unusable == kid:
            return refused
    for parameter in _KEYS_IN_HEADER:
        if parameter in header:
            return refuse(reasons.NAMED_BY_TOKEN, parameter=parameter)
    return refuse(reasons.KID_UNKNOWN, kid=kid, known=keys.kids())


def _too_short(key: Jwk, algorithm: str) -> bool:
    return key.secret is not None and len(key.secret) < _needed(algorithm)


def _needed(algorithm: str) -> int:
    digest = ALGORITHMS[algorithm].hash
    return HASH_BYTES[digest] if digest is not None else 0


def _weak(key: Jwk, algorithm: str) -> Refused:
    length, needed = len(key.secret or b""), _needed(algorithm)
    return refuse(
        reasons.WEAK, kid=key.kid, defect=f"the secret has {length} bytes; {algorithm} needs at least {needed}"
    )


KEY: JwtCheck[JwtContext] = JwtCheck("key", check_key, reads="header")
