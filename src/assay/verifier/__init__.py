"""Verify tokens: `Allowed` with what was proved, or `Refused` with the exact reason. Needs `cryptography` and nothing else."""

from assay.checks.jwt.access_token_profile import AccessTokenProfile
from assay.formats.jose.decryption_key import parse_decryption_keys
from assay.verifier.access_token import AccessTokenVerifier, VerifierOptions
from assay.verifier.examination import Examination, ExaminedCheck, examine_jwt
from assay.verifier.id_token import IdTokenQuestion, IdTokenVerifier
from assay.verifier.issuer_profiles import ISSUER_PROFILES, IssuerProfile
from assay.verifier.jwe import decrypt_jwe, open_nested
from assay.verifier.jws import verify_jws
from assay.verifier.logout_token import LogoutTokenVerifier
from assay.verifier.opaque_token import IntrospectionOptions, OpaqueTokenVerifier
from assay.verifier.signed_token import verify_jwt
from assay.verifier.static_keys import StaticKeys
from assay.verifier.verified_token import VerifiedToken

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
