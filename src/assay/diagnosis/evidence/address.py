"""An address as it stands in a browser: a callback with its code or error, a request for authorization, or any other."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from assay.diagnosis.facts.http import split_url

_OF_A_SIGN_IN = frozenset({"code", "error", "state", "response_type", "access_token", "id_token"})
MAX_ADDRESS = 32 * 1024


def read_address(text: str) -> dict[str, Any]:
    """The members of a bundle: the request of a browser where the address is one of a sign-in, else what somebody says."""
    parts = split_url(text[:MAX_ADDRESS])
    # Fragments carry parameters as well (OAuth 2.0 Multiple Response Types); no server sees them.
    query = "&".join(filter(None, (parts.query, parts.fragment)))
    try:
        names = {name for name, _ in parse_qsl(query, keep_blank_values=True, max_num_fields=500)}
    except ValueError:
        names = set()
    if not parts.hostname or names.isdisjoint(_OF_A_SIGN_IN):
        return {"symptom": text}
    address = parts._replace(query=query, fragment="").geturl()
    return {"exchanges": [{"seen_by": "browser", "request": {"method": "GET", "url": address}}]}
