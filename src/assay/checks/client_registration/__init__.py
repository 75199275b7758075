"""The checks of a client registration, in the order in which they are asked."""

from assay.checks.client_registration import (
    authentication_method,
    grant_types,
    id_token_algorithm,
    key_set,
    name,
    pages,
    pkce,
    redirect_uris,
    resources,
    scopes,
)

CHECKS = (
    name.CHECK,
    grant_types.CHECK,
    authentication_method.CHECK,
    pkce.CHECK,
    redirect_uris.CHECK,
    key_set.CHECK,
    id_token_algorithm.CHECK,
    scopes.CHECK,
    resources.CHECK,
    pages.CHECK,
)
