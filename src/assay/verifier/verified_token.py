"""What was proved about a token: its claims, after every check has passed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


class VerifiedToken(Mapping[str, Any]):
    """The claims of a verified token, read-only. An identity is the pair of `issuer` and `subject`, never one alone."""

    __slots__ = ("_claims", "header")

    header: Mapping[str, Any]
    """The protected header."""

    def __init__(self, claims: Mapping[str, Any], header: Mapping[str, Any]) -> None:
        self._claims = claims
        self.header = header

    def __getitem__(self, claim: str) -> Any:
        value = self._claims[claim]
        # The token may be kept in a cache and be given to others: nobody may change what they will see.
        return json.loads(json.dumps(value)) if isinstance(value, list | dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    def __repr__(self) -> str:
        return f"VerifiedToken({', '.join(self._claims)})"  # names only: values may be personal

    @property
    def issuer(self) -> str | None:
        """The claim iss."""
        return self._claims.get("iss")

    @property
    def subject(self) -> str | None:
        """The claim sub."""
        return self._claims.get("sub")

    @property
    def client_id(self) -> str | None:
        """The claim client_id, or what known issuers call it: azp, appid, cid."""
        for claim in ("client_id", "azp", "appid", "cid"):
            value = self._claims.get(claim)
            if isinstance(value, str):
                return value
        return None

    @property
    def expires_at(self) -> float | None:
        """The claim exp, epoch seconds."""
        return self._claims.get("exp")

    @property
    def scopes(self) -> frozenset[str]:
        """The members of the claim scope (RFC 9068 section 2.2.3), or of scp where an issuer calls it so."""
        scope = self._claims.get("scope", self._claims.get("scp", ""))
        if isinstance(scope, str):
            return frozenset(scope.split())
        return frozenset(one for one in scope if isinstance(one, str)) if isinstance(scope, list) else frozenset()
