"""The checks of client authentication, in the order in which they are asked (RFC 6749 section 2.3).

First whether the request has the credentials of one client; then whether that client may use them; then, for a secret,
whether it is the right one.
"""

from assay.checks.client_authentication import (
    client_enabled,
    client_known,
    credentials_present,
    credentials_readable,
    form_encoded,
    method_registered,
    one_client,
    one_method,
    secret_matches,
    secret_unexpired,
)

CREDENTIALS_CHECKS = (
    credentials_readable.CHECK,
    credentials_present.CHECK,
    one_method.CHECK,
    one_client.CHECK,
)
CLIENT_CHECKS = (
    client_known.CHECK,
    client_enabled.CHECK,
    method_registered.CHECK,
)
SECRET_CHECKS = (
    *CLIENT_CHECKS,
    form_encoded.CHECK,
    secret_matches.CHECK,
    secret_unexpired.CHECK,
)
