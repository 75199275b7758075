"""Public keys that belong to nobody: an assertion is verified against them where there is no client to verify it against.

So an unknown client costs the same as a known one. Their private halves were thrown away when they were made.
"""

from __future__ import annotations

from functools import cache

from assay.checks.jwt.key import select_keys
from assay.decision import Refused
from assay.formats.jose.jwt import Jwt
from assay.formats.jose.key_set import KeySet, parse_key_set

NO_KEYS = KeySet(())

_KEYS = (
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "Z5l53DI9pE79623nX7dudeF7bN4QWx4osjgM56T8cxw",
        "y": "R020AE8eJSbpCgogZCEYMuZfCr-9sMu8eyXQS0WnPsQ",
    },
    {
        "kty": "EC",
        "crv": "P-384",
        "x": "Bg1RK9wZd0WeFXXk4nX2kdLTSjDcpHjb0GMMPzN3Z68TXSD1t4f-G5wgomVWUVFE",
        "y": "ZWONyKlT12Kpbkr8Pyb6z2J_ZT9nYBgDZ-b1lOHlNiICpLFee18wwedxNHubYk-b",
    },
    {
        "kty": "EC",
        "crv": "P-521",
        "x": "AZHYic-rx3-DyxgJ31tnFEteksyXruFbSKhCdva8eRjkO0PA5YW9geYP2CiF_9jPP8tzVs_d3FL3Ehq3xD4_MsVv",
        "y": "AQrDd5F9uYIKnZ0FrY4IMktUvVVXYVPIE5vMFuJX3S64evWSPKkMXDle3PlN2NQh5z8ZEtbxooLsU8dymhQ60HXh",
    },
    {"kty": "OKP", "crv": "Ed25519", "x": "ec69PGUQug7REL5i7JwEEka_zXtb8zU5vJMa9YqGRAM"},
    {"kty": "OKP", "crv": "Ed448", "x": "48iZn3emQ_l7Fsqc85MmqlbfeB56d0lNW1F2HIIsSk-3zXhy3tZdDg_zh5l5TiveGbviEG13axSA"},
    {
        "kty": "RSA",
        "n": "uCG1Zbhn10tiy13n4LCP87d42TKj1WMegcvPcT0uF98Yv_baEhb67MmiWlhfG91nSMRPLeqekHy8IBkm8nUc7lWWGx27PYeVrCt4tc_T"
        "GsL1D1S4URMCQG6cp7j1K_n1nQnSLh_T-enE-WFLx6Nd7iw4pzYR8pHQ7FdHDOk6c0lF-Yz3rVHAKnPlIBF6cOrVqk9BGgCYChSnfElXNvYp"
        "099km6gVztDZJ44LLhyhNviw0PJnPNI_FqDPg3qyIkGoe48cHELyFVsbKxdR-KbEPdnCvg_Msyrir9nDQz3xKyx4Qlgl5aFFm3PlmJ6g1YUm"
        "0pHEsEoFxWfcmCyrfs8Fnw",
        "e": "AQAB",
    },
)


def spend_verification(jwt: Jwt) -> None:
    """Verify a signature against nobody's key of the right kind; the answer is always no, so there is none."""
    if not jwt.signature:
        return
    selected = select_keys({"alg": jwt.header.get("alg")}, _nobodys())
    if not isinstance(selected, Refused):
        selected[0].verification(jwt.header["alg"])(jwt.signature, jwt.signing_input)


@cache
def _nobodys() -> KeySet:
    keys = parse_key_set({"keys": list(_KEYS)})
    if isinstance(keys, Refused):
        raise AssertionError(f"the keys of nobody do not parse: {keys}")  # noqa: TRY004 - a fault of ours, not a wrong type
    return keys
