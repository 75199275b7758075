"""Which factors a sign-in must have proved: for everybody, for a client, for a scope, or because the request asks for it.

RFC 9470 section 5, OpenID Connect Core sections 3.1.2.1 and 5.5.1.1, NIST SP 800-63B-4 section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assay.checks.authorization_request.end_user import claims_request
from assay.model.authorization_request import AuthorizationRequest
from assay.model.factor import BREACHED_PASSWORD, REMEMBERED_DEVICE, Proof
from assay.server.end_user_authentication.assurance import ACR_VALUES, ONE_FACTOR, TWO_FACTORS, acr_of, is_worth
from assay.server.end_user_authentication.factors import OwnFactors


@dataclass(frozen=True, slots=True)
class FactorPolicy:
    """`second_factor` is `required` of everybody, or `optional`: asked of those who have one.

    With `passkey_enrolment` at first need, whoever has no passkey and is asked for one adds it then and there, after a fresh proof
    of what they have; with `beforehand` such a request is refused. `acr_by_client` and `acr_by_scope` raise it, as in `("payments=phr",)`. A remembered device counts in place of a second
    factor for `remembered_device` seconds (0: never), but not where a client, a scope or the request asks. Factors are
    enrolled within `fresh_for` seconds of a sign-in, and what opens or names the account is changed within `fresh_for` seconds
    of a proof. Raises `ValueError`.
    """

    second_factor: Literal["required", "optional"] = "required"
    passkey_enrolment: Literal["at_first_need", "beforehand"] = "at_first_need"
    acr_by_client: tuple[str, ...] = ()
    acr_by_scope: tuple[str, ...] = ()
    remembered_device: int = 30 * 86_400
    fresh_for: int = 300

    def __post_init__(self) -> None:
        for entry in (*self.acr_by_client, *self.acr_by_scope):
            name, _, acr = entry.rpartition("=")
            if not name or acr not in ACR_VALUES:
                raise ValueError(f"{entry!r} is not NAME=ACR, where ACR is one of {', '.join(ACR_VALUES)}")
        if self.fresh_for < 30:
            raise ValueError("fresh_for is at least 30 seconds, or nobody could finish an enrolment")

    def of_everybody(self, factors: OwnFactors) -> str:
        """The context class that every sign-in of this person must reach."""
        return TWO_FACTORS if self.second_factor == "required" or factors.enrolled else ONE_FACTOR

    def completes(self, factors: OwnFactors, proofs: Iterable[Proof]) -> bool:
        """Whether a sign-in of this person with these proofs is complete, whatever a client may demand on top."""
        proofs = tuple(proofs)
        return Demand(self.of_everybody(factors)).met_by(proofs) and not stands_on_a_list(proofs)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a session must be worth. `device_will_do` tells whether a remembered device stands for the second factor.

    `unknown` are values that the request makes essential and that do not exist here: nothing can fulfil it.
    """

    acr: str
    device_will_do: bool = True
    unknown: tuple[str, ...] = ()

    def met_by(self, proofs: Iterable[Proof]) -> bool:
        """Whether these proofs are enough."""
        proofs = tuple(proofs)
        if self.unknown:
            return False
        if is_worth(acr_of(proofs), self.acr):
            return True
        remembered = any(proof.method == REMEMBERED_DEVICE.name for proof in proofs)
        return remembered and self.device_will_do and self.acr == TWO_FACTORS


def stands_on_a_list(proofs: Iterable[Proof]) -> bool:
    """Whether the password that was proved is a breached one, and has to be changed first (A183)."""
    return any(proof.method == BREACHED_PASSWORD.name for proof in proofs)


def demand_of(request: AuthorizationRequest, policy: FactorPolicy, factors: OwnFactors) -> Demand:
    """What this request demands of this person's session.

    Of several values that a request would accept, the one that asks least is demanded. Values that do not exist here are
    passed over, as OpenID Connect wants it, unless an essential claim has nothing else.
    """
    asked, unknown = _asked(request)
    by_client = _listed(policy.acr_by_client, (request.client_id,))
    by_scope = _listed(policy.acr_by_scope, request.scopes)
    explicit = max((*asked, *by_client, *by_scope), key=ACR_VALUES.index, default=ONE_FACTOR)
    of_everybody = policy.of_everybody(factors)
    if unknown or (explicit != ONE_FACTOR and is_worth(explicit, of_everybody)):
        return Demand(explicit, device_will_do=False, unknown=unknown)
    return Demand(of_everybody)


def _asked(request: AuthorizationRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The least that `acr_values` and the claim `acr` accept, each; and essential values of which none exists."""
    claim = _acr_claim(request.claims)
    values = claim.get("values", [claim["value"]] if "value" in claim else [])
    named = tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()
    least = tuple(
        min(known, key=ACR_VALUES.index)
        for given in (request.acr_values, named)
        if (known := [value for value in given if value in ACR_VALUES])
    )
    essential = claim.get("essential") is True and bool(named) and not set(named) & set(ACR_VALUES)
    return least, named if essential else ()


def _acr_claim(claims: str | None) -> Mapping[str, object]:
    asked = claims_request(claims) if claims is not None else None
    place = (asked or {}).get("id_token")
    acr = place.get("acr") if isinstance(place, dict) else None
    return acr if isinstance(acr, dict) else {}


def _listed(entries: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    return tuple(acr for name, _, acr in (entry.rpartition("=") for entry in entries) if name in wanted)
