"""The checks of a PKCE proof at the token endpoint (RFC 7636 section 4.6, RFC 9700 section 4.8.2)."""

from assay.checks.pkce import presence, verifier_form, verifier_match

CHECKS = (
    verifier_form.CHECK,
    presence.CHECK,
    verifier_match.CHECK,
)
