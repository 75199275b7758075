"""The checks of what an authenticator brings, in order (WebAuthn Level 3 sections 7.1 and 7.2)."""

from assay.checks.passkey import authenticator, ceremony, credential

CEREMONY_CHECKS = (
    ceremony.TYPE,
    ceremony.ORIGIN,
    ceremony.FRAME,
    ceremony.DOMAIN,
    authenticator.PRESENT,
    authenticator.VERIFIED,
    authenticator.BACKUP,
)
"""Those that a new passkey and the use of one have in common."""

REGISTRATION_CHECKS = (credential.ALGORITHM,)
ASSERTION_CHECKS = (
    credential.KNOWN,
    credential.OWNER,
    credential.SIGNATURE,
    credential.BACKUP_ELIGIBILITY,
    credential.SIGN_COUNT,
)
