"""The grants of the token endpoint (RFC 6749 section 4). A new one is a file here and a line below."""

from typing import Any

from assay.server.grants import authorization_code, client_credentials, device_code, refresh_token
from assay.server.grants.grant import Grant

GRANTS: tuple[Grant[Any, Any], ...] = (
    client_credentials.GRANT,
    refresh_token.GRANT,
    authorization_code.GRANT,
    device_code.GRANT,
)
