"""The checks of an authorization code at the token endpoint, before PKCE, in order (RFC 6749 section 4.1.3)."""

from assay.checks.authorization_code import client, end_user, issued, redirect_uri, unburnt, unexpired, unused

CHECKS = (
    issued.CHECK,
    client.CHECK,
    unused.CHECK,
    unburnt.CHECK,
    unexpired.CHECK,
    redirect_uri.CHECK,
    end_user.CHECK,
)
