"""The checks of a device code at the token endpoint, in order (RFC 8628 section 3.5)."""

from assay.checks.device_code import answered, client, end_user, issued, slow, unexpired, unused

CHECKS = (
    issued.CHECK,
    client.CHECK,
    unused.CHECK,
    unexpired.CHECK,
    slow.CHECK,
    answered.CHECK,
    end_user.CHECK,
)
