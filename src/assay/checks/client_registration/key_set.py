"""Whether the client's JWK set holds public keys that can be used (RFC 7517 section 5, RFC 7518 section 6).

Refuses with `registration.jwks_missing`, `registration.jwks_unusable` and `registration.jwks_holds_private_key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.decision.wording import worded
from assay.formats.jose.jwk import PRIVATE_MEMBERS
from assay.formats.jose.key_set import parse_key_set
from assay.formats.json import JsonDefect, parse_object
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

MAX_KEYS = 20


def check_key_set(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused | NotApplicable:
    """There is a set where the method needs one, and whatever set there is holds 1 to 20 public keys and nothing else."""
    if registration.jwks is None:
        if registration.token_endpoint_auth_method == "private_key_jwt":
            return refuse(reasons.JWKS_MISSING)
        return NotApplicable("no key set is given and none is needed")
    document = parse_object(registration.jwks.encode())
    if isinstance(document, JsonDefect):
        return _unusable("is not a JSON object, or one that two readers could read differently")
    keys = document.get("keys")
    if not isinstance(keys, list) or not keys:
        return _unusable("has no member keys with at least one key")
    if len(keys) > MAX_KEYS:
        return _unusable(f"has {len(keys)} keys; {MAX_KEYS} are possible")
    for refused in (_private(keys), _unreadable(document)):
        if refused is not None:
            return refused
    return PASSED


def _private(keys: list[Any]) -> Refused | None:
    for position, key in enumerate(keys, start=1):
        for member in PRIVATE_MEMBERS:
            if isinstance(key, Mapping) and member in key:
                return refuse(reasons.JWKS_HOLDS_PRIVATE_KEY, position=position, member=member)
    return None


def _unreadable(document: Mapping[str, Any]) -> Refused | None:
    parsed = parse_key_set(document)
    refused = parsed if isinstance(parsed, Refused) else next((why for _, why in parsed.passed_over), None)
    if refused is None:
        return None
    told = worded(refused.reason.explanation, refused.reason, dict(refused.evidence))
    return _unusable(f"has a key that no assertion could be verified with: {told.rstrip('.')}")


def _unusable(defect: str) -> Refused:
    return refuse(reasons.JWKS_UNUSABLE, defect=defect)


CHECK = Check("key_set", check_key_set, conditional=True)
