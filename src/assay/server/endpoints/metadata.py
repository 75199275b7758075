"""What this server is and can do: OpenID Connect Discovery 1.0 section 3 and RFC 8414 section 2, one document for both.

Compiled once; it names only what is served. The issuer comes from the settings, never from the request. Refuses nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from assay.formats.raw_request import RawRequest
from assay.server.claims_by_scope import CLAIMS_BY_SCOPE
from assay.server.endpoints.published_document import PublishedDocument, published
from assay.server.languages import LANGUAGES

_ENDPOINTS = (
    ("authorization_endpoint", "/authorize"),
    ("token_endpoint", "/token"),
    ("device_authorization_endpoint", "/device_authorization"),
    ("userinfo_endpoint", "/userinfo"),
    ("jwks_uri", "/jwks"),
    ("introspection_endpoint", "/introspect"),
    ("revocation_endpoint", "/revoke"),
    ("end_session_endpoint", "/logout"),
)
_ID_TOKEN_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid")


@dataclass(frozen=True, slots=True)
class MetadataSettings:
    """What the document says of the parts that other rooms own; the composition root reads it from their lists.

    `max_age` is how long clients may keep the document, in seconds.
    """

    issuer: str
    grant_types: tuple[str, ...]
    client_authentication_methods: tuple[str, ...]
    client_assertion_algorithms: tuple[str, ...]
    id_token_algorithms: tuple[str, ...]
    prompt_values: tuple[str, ...] = ("none", "login", "consent")
    acr_values: tuple[str, ...] = ()
    max_age: int = 300


class Metadata:
    """Answers with the compiled document."""

    __slots__ = ("_document",)

    def __init__(self, settings: MetadataSettings) -> None:
        body = json.dumps(metadata_of(settings), separators=(",", ":")).encode()
        self._document = published(body, settings.max_age)

    async def __call__(self, _request: RawRequest, _now: float) -> PublishedDocument:
        """Never refused."""
        return self._document


def metadata_of(settings: MetadataSettings) -> dict[str, object]:
    """The members of the document."""
    methods = list(settings.client_authentication_methods)
    proving = [method for method in methods if method != "none"]  # introspection wants a proof (RFC 7662 section 2.1)
    assertions = list(settings.client_assertion_algorithms) if "private_key_jwt" in methods else []
    document: dict[str, object] = {
        "issuer": settings.issuer,
        **{name: settings.issuer.removesuffix("/") + path for name, path in _ENDPOINTS},
        "scopes_supported": ["openid", *CLAIMS_BY_SCOPE, "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": list(settings.grant_types),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(settings.id_token_algorithms),
        "claims_supported": [*_ID_TOKEN_CLAIMS, *(name for names in CLAIMS_BY_SCOPE.values() for name in names)],
        "claims_parameter_supported": True,
        "claim_types_supported": ["normal"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,  # said aloud, because its default is true
        "prompt_values_supported": list(settings.prompt_values),
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": [language.tag for language in LANGUAGES],
        **({"acr_values_supported": list(settings.acr_values)} if settings.acr_values else {}),
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
    for endpoint, offered in (("token", methods), ("introspection", proving), ("revocation", methods)):
        document[f"{endpoint}_endpoint_auth_methods_supported"] = offered
        if assertions:
            document[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = assertions
    return document


def well_known_paths(issuer: str) -> tuple[str, ...]:
    """The absolute paths of the document for an issuer.

    OpenID Connect appends to the issuer (Discovery section 4), RFC 8414 section 3.1 inserts between host and path;
    section 5 has the OpenID Connect name inserted too.
    """
    path = urlsplit(issuer).path.rstrip("/")
    appended = path + "/.well-known/openid-configuration"
    inserted = ("/.well-known/oauth-authorization-server" + path, "/.well-known/openid-configuration" + path)
    return tuple(dict.fromkeys((appended, *inserted)))
