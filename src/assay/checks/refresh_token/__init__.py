"""The checks of a refresh token, in order (RFC 6749 section 6, RFC 9700 section 4.14.2)."""

from assay.checks.refresh_token import authentic, client, end_user, generation, remembered, unexpired, unrevoked

CHECKS = (
    authentic.CHECK,
    remembered.CHECK,
    client.CHECK,
    unrevoked.CHECK,
    unexpired.CHECK,
    end_user.CHECK,
    generation.CHECK,
)
