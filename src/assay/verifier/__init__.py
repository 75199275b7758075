"""Verify tokens: `Allowed` with what was proved, or `Refused` with the exact reason. Needs `cryptography` and nothing else."""

from assay.verifier.access_token import AccessTokenVerifier, VerifierOptions
from assay.verifier.examination import Examination, ExaminedCheck, examine_jwt
from assay.verifier.id_token import IdTokenQuestion, IdTokenVerifier
from assay.verifier.jwe import decrypt_jwe, open_nested
from assay.verifier.jws import verify_jws
from assay.verifier.logout_token import LogoutTokenVerifier
from assay.verifier.signed_token import verify_jwt
from assay.verifier.static_keys import StaticKeys
from assay.verifier.verified_token import VerifiedToken

__all__ = [
    "AccessTokenVerifier",
    "Examination",
    "ExaminedCheck",
    "IdTokenQuestion",
    "IdTokenVerifier",
    "LogoutTokenVerifier",
    "StaticKeys",
    "VerifiedToken",
    "VerifierOptions",
    "decrypt_jwe",
    "examine_jwt",
    "open_nested",
    "verify_jws",
    "verify_jwt",
]
