"""JWK sets (RFC 7517 section 5): the usable keys by their kid, and why the others were passed over.

Refuses whole sets with `key.set_malformed` and `key.set_holds_private_keys`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assay.decision import Refused, refuse
from assay.formats.jose.jwk import PRIVATE_MEMBERS, Jwk, parse_jwk
from assay.reasons import key as reasons

MAX_KEYS = 100


@dataclass(frozen=True, slots=True, eq=False)
class KeySet:
    """Keys that were parsed once. `passed_over` has the kid of each unusable key and its refusal."""

    keys: tuple[Jwk, ...]
    passed_over: tuple[tuple[str | None, Refused], ...] = ()
    _by_kid: Mapping[str | None, tuple[Jwk, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_kid: dict[str | None, tuple[Jwk, ...]] = {}
        for key in self.keys:
            same = by_kid.get(key.kid, ())
            if all(key.fingerprint != other.fingerprint or key.algorithm != other.algorithm for other in same):
                by_kid[key.kid] = (*same, key)
        object.__setattr__(self, "_by_kid", by_kid)

    def named(self, kid: str) -> tuple[Jwk, ...]:
        """The keys with this kid; those without a kid when none has it. Equal keys count once."""
        return self._by_kid.get(kid) or self._by_kid.get(None, ())

    def has(self, key: Jwk) -> bool:
        """Whether this very key, by its numbers and its kid, is in the set."""
        return any(key.fingerprint == other.fingerprint for other in self._by_kid.get(key.kid, ()))

    def kids(self) -> tuple[str, ...]:
        """The kids of the usable keys."""
        return tuple(kid for kid in self._by_kid if kid is not None)


def parse_key_set(document: object, *, private_allowed: bool = False) -> KeySet | Refused:
    """The keys of a JWK set, or of a single JWK, from its parsed JSON.

    A member that is no usable key is passed over. `private_allowed` is for keys that a caller gives on purpose: a
    published set that holds secret or private members is refused whole.
    """
    if not isinstance(document, Mapping):
        return refuse(reasons.SET_MALFORMED, defect="it is not a JSON object")
    members = document.get("keys") if "keys" in document else [document] if "kty" in document else None
    if not isinstance(members, list):
        return refuse(reasons.SET_MALFORMED, defect="it has neither a list called keys nor a kty")
    if len(members) > MAX_KEYS:
        return refuse(reasons.SET_MALFORMED, defect=f"it has {len(members)} keys; {MAX_KEYS} are read at most")
    private = sum(1 for one in members if isinstance(one, Mapping) and any(name in one for name in PRIVATE_MEMBERS))
    if private and not private_allowed:
        return refuse(reasons.SET_HOLDS_PRIVATE_KEYS, count=private)
    keys: list[Jwk] = []
    passed_over: list[tuple[str | None, Refused]] = []
    for one in members:
        parsed = parse_jwk(one)
        if isinstance(parsed, Refused):
            kid = one.get("kid") if isinstance(one, Mapping) else None
            passed_over.append((kid if isinstance(kid, str) else None, parsed))
        else:
            keys.append(parsed.value)
    return KeySet(tuple(keys), tuple(passed_over))
