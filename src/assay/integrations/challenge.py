"""The `WWW-Authenticate` challenge of a refusal (RFC 6750 section 3, RFC 9470 section 3, RFC 9728 section 5.1).

Only the public reason and the API's own settings shape it; no received value is in it.
"""

from __future__ import annotations

import re

from assay.checks.resource_request import Requirements
from assay.decision import Refused
from assay.integrations.resource_settings import ResourceSettings
from assay.reasons import Reason

_STEP_UP = "insufficient_user_authentication"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CLAIMS = frozenset(
    ("acr", "amr", "aud", "auth_time", "azp", "client_id", "cnf", "exp", "iat", "iss", "jti", "nbf", "scope", "sub")
)
"""Names that a description may tell because they are registered, not because they were received."""


def challenge(public: Reason, described: str, required: Requirements, settings: ResourceSettings) -> str:
    """The value of the header; no error code where the reason has none: without credentials (RFC 6750 section 3.1)."""
    error = public.public.error
    parameters = [("realm", settings.realm)]
    if required.scopes:
        parameters.append(("scope", " ".join(required.scopes)))
    if error:
        parameters += [("error", error), ("error_description", described)]
        page = reason_page(public, settings)
        if page is not None:
            parameters.append(("error_uri", page))
    if error == _STEP_UP and required.acr_values:
        parameters.append(("acr_values", " ".join(required.acr_values)))
    if error == _STEP_UP and required.max_age is not None:
        parameters.append(("max_age", str(required.max_age)))
    if settings.resource is not None:
        parameters.append(("resource_metadata", settings.resource.url))
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in parameters)


def reason_page(public: Reason, settings: ResourceSettings) -> str | None:
    """The page of the public reason, where pages are published."""
    return None if settings.reason_pages is None else f"{settings.reason_pages.rstrip('/')}/{public.code}"


def description(public: Reason, refused: Refused) -> str:
    """The headline of the public reason; a placeholder is filled with the name of a registered claim, or not at all."""
    evidence = refused.evidence if refused.reason is public else {}

    def fill(match: re.Match[str]) -> str:
        name = evidence.get(match.group(1))
        return name if isinstance(name, str) and name in _CLAIMS else "(not shown)"

    return _PLACEHOLDER.sub(fill, public.headline)
