"""The mandatory arguments of every verifier, checked when it is built: an empty list would let everything in, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from assay.primitives.signature_algorithms import ALGORITHMS


def offered_algorithms(algorithms: Sequence[str]) -> tuple[str, ...]:
    """The algorithms as a tuple. Raises `TypeError` for text or nothing, `ValueError` for one that is not offered."""
    if isinstance(algorithms, str) or not algorithms:
        raise TypeError("algorithms is a list of one or more JWS algorithms, such as ['ES256']")
    for algorithm in algorithms:
        if algorithm not in ALGORITHMS:
            raise ValueError(f"{algorithm!r} is not offered; these are: {', '.join(ALGORITHMS)}")
    return tuple(algorithms)


def audiences(audience: str | Sequence[str]) -> frozenset[str]:
    """The audiences as a set. Raises `TypeError` when there is none, or one that is no text."""
    named = (audience,) if isinstance(audience, str) else tuple(audience)
    if not named or not all(named):
        raise TypeError("audience is one or more identifiers of this resource server")
    return frozenset(named)
