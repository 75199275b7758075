"""Verify tokens: `Allowed` with what was proved, or `Refused` with the exact reason. Needs `cryptography` and nothing else.

What most callers do not need (ID tokens, encryption, opaque tokens, profiles) is loaded when it is first named.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assay.verifier.access_token import AccessTokenVerifier, VerifierOptions
from assay.verifier.examination import Examination, ExaminedCheck, examine_jwt
from assay.verifier.jws import verify_jws
from assay.verifier.signed_token import verify_jwt
from assay.verifier.static_keys import StaticKeys
from assay.verifier.verified_token import VerifiedToken

if TYPE_CHECKING:
    from assay.checks.jwt.access_token_profile import AccessTokenProfile
    from assay.formats.jose.decryption_key import parse_decryption_keys
    from assay.verifier.id_token import IdTokenQuestion, IdTokenVerifier
    from assay.verifier.issuer_profiles import ISSUER_PROFILES, IssuerProfile
    from assay.verifier.jwe import decrypt_jwe, open_nested
    from assay.verifier.logout_token import LogoutTokenVerifier
    from assay.verifier.opaque_token import IntrospectionOptions, OpaqueTokenVerifier

__all__ = [
    "ISSUER_PROFILES",
    "AccessTokenProfile",
    "AccessTokenVerifier",
    "Examination",
    "ExaminedCheck",
    "IdTokenQuestion",
    "IdTokenVerifier",
    "IntrospectionOptions",
    "IssuerProfile",
    "LogoutTokenVerifier",
    "OpaqueTokenVerifier",
    "StaticKeys",
    "VerifiedToken",
    "VerifierOptions",
    "decrypt_jwe",
    "examine_jwt",
    "open_nested",
    "parse_decryption_keys",
    "verify_jws",
    "verify_jwt",
]

_WHEN_NAMED = {
    "ISSUER_PROFILES": "assay.verifier.issuer_profiles",
    "AccessTokenProfile": "assay.checks.jwt.access_token_profile",
    "IdTokenQuestion": "assay.verifier.id_token",
    "IdTokenVerifier": "assay.verifier.id_token",
    "IntrospectionOptions": "assay.verifier.opaque_token",
    "IssuerProfile": "assay.verifier.issuer_profiles",
    "LogoutTokenVerifier": "assay.verifier.logout_token",
    "OpaqueTokenVerifier": "assay.verifier.opaque_token",
    "decrypt_jwe": "assay.verifier.jwe",
    "open_nested": "assay.verifier.jwe",
    "parse_decryption_keys": "assay.formats.jose.decryption_key",
}


def __getattr__(name: str) -> Any:
    module = _WHEN_NAMED.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(module), name)
    return found
