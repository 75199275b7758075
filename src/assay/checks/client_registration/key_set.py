"""Whether the client's JWK set holds public keys (RFC 7517 section 5, RFC 7518 section 6).

Refuses with `registration.jwks_missing`, `registration.jwks_unusable` and `registration.jwks_holds_private_key`.
"""

from __future__ import annotations

import json

from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

MAX_KEYS = 20
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
PUBLIC_MEMBERS = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}


def check_key_set(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused | NotApplicable:
    """There is a set where the method needs one, and whatever set there is holds 1 to 20 public keys and nothing else."""
    if registration.jwks is None:
        if registration.token_endpoint_auth_method == "private_key_jwt":
            return refuse(reasons.JWKS_MISSING)
        return NotApplicable("no key set is given and none is needed")
    try:
        document = json.loads(registration.jwks)
    except (ValueError, RecursionError):
        return _unusable("is not JSON")
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not keys:
        return _unusable("has no member keys with at least one key")
    if len(keys) > MAX_KEYS:
        return _unusable(f"has {len(keys)} keys; {MAX_KEYS} are possible")
    for position, key in enumerate(keys, start=1):
        refused = _key_refusal(position, key)
        if refused is not None:
            return refused
    return PASSED


def _key_refusal(position: int, key: object) -> Refused | None:
    if not isinstance(key, dict):
        return _unusable(f"has no JSON object as key number {position}")
    for member in PRIVATE_MEMBERS:
        if member in key:
            return refuse(reasons.JWKS_HOLDS_PRIVATE_KEY, position=position, member=member)
    members = PUBLIC_MEMBERS.get(str(key.get("kty")))
    if members is None:
        return _unusable(f"has a kty other than RSA, EC and OKP in key number {position}")
    for member in members:
        if not isinstance(key.get(member), str):
            return _unusable(f"lacks the member {member} in key number {position}")
    return None


def _unusable(defect: str) -> Refused:
    return refuse(reasons.JWKS_UNUSABLE, defect=defect)


CHECK = Check("key_set", check_key_set, conditional=True)
