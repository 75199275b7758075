"""An issuer's introspection endpoint over HTTPS, asked with the resource server's own credentials (RFC 7662 section 2.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from assay.decision import Allowed, Refused, refuse
from assay.formats.basic_credentials import basic_authorization
from assay.formats.json import JsonDefect, parse_object
from assay.outbound.document import Document, FetchFailed, Form, Location, fetch
from assay.primitives.secret import Secret
from assay.reasons.token import INTROSPECTION_UNAVAILABLE


class IntrospectionEndpoint:
    """`ports.introspection.Introspection` for an `OpaqueTokenVerifier`. Authenticates with the Basic scheme.

    `private_hosts` are the host names that may have an address inside a private network. Raises `ValueError` for a URL
    that is not allowed.
    """

    __slots__ = ("_authorization", "_location")

    def __init__(self, url: str, *, client_id: str, client_secret: str, private_hosts: Collection[str] = ()) -> None:
        self._location = Location.parse(url, private_hosts)
        self._authorization = Secret(basic_authorization(client_id, client_secret))

    def __call__(self, token: str) -> Allowed[Mapping[str, Any]] | Refused:
        """The members of the answer, or why there is none."""
        try:
            document = fetch(self._location, self._form(token))
        except FetchFailed as fault:
            return self._unavailable(str(fault))
        return self._members(document)

    async def ask_async(self, token: str) -> Allowed[Mapping[str, Any]] | Refused:
        """The same on an event loop."""
        from assay.outbound.async_document import fetch as fetch_async  # here: a thread needs no event loop

        try:
            document = await fetch_async(self._location, self._form(token))
        except FetchFailed as fault:
            return self._unavailable(str(fault))
        return self._members(document)

    def _form(self, token: str) -> Form:
        asked = urlencode({"token": token, "token_type_hint": "access_token"})
        return Form(asked, {"Authorization": self._authorization.reveal()})

    def _members(self, document: Document) -> Allowed[Mapping[str, Any]] | Refused:
        value = parse_object(document.body)
        if isinstance(value, JsonDefect):
            return self._unavailable(f"what it answers is not JSON as it should be ({value.kind})")
        return Allowed(value)

    def _unavailable(self, defect: str) -> Refused:
        return refuse(INTROSPECTION_UNAVAILABLE, location=self._location.url, defect=defect)
