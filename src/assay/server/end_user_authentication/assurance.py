"""What a session is worth, computed from its proofs: `acr` (NIST SP 800-63B-4, OpenID EAP) and `amr` (RFC 8176).

Security bar A194: neither is stored with the session nor claimed by anybody.
"""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.factor import METHOD_BY_NAME, Method, Proof

ONE_FACTOR = "aal1"
TWO_FACTORS = "aal2"
PHISHING_RESISTANT = "phr"
ACR_VALUES = (ONE_FACTOR, TWO_FACTORS, PHISHING_RESISTANT)
"""The authentication context classes, each worth more than the one before. `phr` is multi-factor here as well."""


def acr_of(proofs: Iterable[Proof]) -> str:
    """The authentication context class that these proofs amount to."""
    proved = _methods(proofs)
    if not (any(method.knows for method in proved) and any(method.has for method in proved)):
        return ONE_FACTOR
    return PHISHING_RESISTANT if any(method.phishing_resistant for method in proved) else TWO_FACTORS


def amr_of(proofs: Iterable[Proof]) -> tuple[str, ...]:
    """The authentication methods, with `mfa` where they are of two kinds."""
    proofs = tuple(proofs)
    values = dict.fromkeys(value for method in _methods(proofs) for value in method.amr)
    return tuple(values) if acr_of(proofs) == ONE_FACTOR else (*values, "mfa")


def is_worth(acr: str, at_least: str) -> bool:
    """Whether a context class is as good as another. Both are of `ACR_VALUES`."""
    return ACR_VALUES.index(acr) >= ACR_VALUES.index(at_least)


def _methods(proofs: Iterable[Proof]) -> tuple[Method, ...]:
    return tuple(METHOD_BY_NAME[proof.method] for proof in proofs)
