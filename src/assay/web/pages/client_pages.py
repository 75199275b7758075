"""What a client tells people of itself beside its name: its picture, which is ours to serve, its pages and its contacts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from assay.model.client import Client
from assay.server.endpoints.client_logo import PATH
from assay.server.languages.language import Language, message


def client_pages(client: Client, below: str, language: Language) -> dict[str, Any]:
    """For the consent page; `below` is the issuer's own path. A link to the client's site is told by its host."""
    links = (
        ("client-page", client.client_uri, urlsplit(client.client_uri or "").netloc),
        ("client-policy", client.policy_uri, language.text(message("Privacy policy"))),
        ("client-tos", client.tos_uri, language.text(message("Terms of service"))),
    )
    return {
        "logo": None if client.logo is None else f"{below}{PATH}{client.logo}",
        "links": [{"id": mark, "address": address, "words": words} for mark, address, words in links if address],
        "contacts": [{"address": f"mailto:{quote(one, safe='@')}", "words": one} for one in client.contacts],
    }
