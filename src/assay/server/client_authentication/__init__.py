"""Client authentication (RFC 6749 section 2.3): exactly one method per request, and it is the registered one.

Every way to fail that depends on what the server knows is one answer to the caller, for the same work.
"""

from assay.server.client_authentication import client_secret_basic, client_secret_post, none, private_key_jwt
from assay.server.client_authentication.method import Method

METHODS: tuple[Method, ...] = (
    client_secret_basic.METHOD,
    client_secret_post.METHOD,
    private_key_jwt.METHOD,
    none.METHOD,
)
