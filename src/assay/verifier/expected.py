"""The mandatory arguments of every verifier, checked when it is built: an empty list would let everything in, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.ports.key_source import KeySource
from assay.primitives.signature_algorithms import ALGORITHMS
from assay.verifier.static_keys import StaticKeys


def offered_algorithms(algorithms: Sequence[str]) -> tuple[str, ...]:
    """The algorithms as a tuple. Raises `TypeError` for text or nothing, `ValueError` for one that is not offered."""
    if isinstance(algorithms, str) or not algorithms:
        raise TypeError("algorithms is a list of one or more JWS algorithms, such as ['ES256']")
    for algorithm in algorithms:
        if algorithm not in ALGORITHMS:
            raise ValueError(f"{algorithm!r} is not offered; these are: {', '.join(ALGORITHMS)}")
    return tuple(algorithms)


def key_source(keys: Mapping[str, Any] | KeySource) -> KeySource:
    """The keys as a source. Raises `TypeError` for what is neither a JWK set nor a source."""
    if isinstance(keys, Mapping):
        return StaticKeys(keys)
    if not (hasattr(keys, "current") and hasattr(keys, "after_unknown_kid")):
        raise TypeError(
            "keys is a JWK set as parsed JSON or a key source, not a "
            f"{type(keys).__name__}; for the address of a key set: assay.outbound.remote_key_set.RemoteKeySet(url)"
        )
    return keys


def audiences(audience: str | Sequence[str]) -> frozenset[str]:
    """The audiences as a set. Raises `TypeError` when there is none, or one that is no text."""
    named = (audience,) if isinstance(audience, str) else tuple(audience or ())
    if not named or not all(named):
        raise TypeError("audience is one or more identifiers of this resource server")
    return frozenset(named)
