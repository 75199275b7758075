"""How lists and nested records are written into one column: JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assay.decision import CheckOutcome, EvidenceValue
from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import ClientSecret
from assay.model.factor import Proof
from assay.model.resource import ScopeDescription

_compact = json.JSONEncoder(separators=(",", ":")).encode


# The same few scopes and resources are read over and over, and reading JSON costs more than reading the row.
@lru_cache(maxsize=4096)
def from_names(names: tuple[str, ...]) -> str:
    """A tuple of texts as a JSON array."""
    return _compact(names)


@lru_cache(maxsize=4096)
def to_names(text: str) -> tuple[str, ...]:
    """The tuple of texts again."""
    return tuple(json.loads(text))


def from_secrets(secrets: tuple[ClientSecret, ...]) -> str:
    """A client's secrets as a JSON array; what is stored of them are salted hashes, here in hex."""
    return _compact(
        [
            [secret.secret_id, secret.salt.hex(), secret.digest.hex(), secret.created_at, secret.expires_at]
            for secret in secrets
        ]
    )


def to_secrets(text: str) -> tuple[ClientSecret, ...]:
    """The secrets again."""
    return tuple(
        ClientSecret(secret_id, bytes.fromhex(salt), bytes.fromhex(digest), created_at, expires_at)
        for secret_id, salt, digest, created_at, expires_at in json.loads(text)
    )


def from_descriptions(descriptions: tuple[ScopeDescription, ...]) -> str:
    """Descriptions of scopes as a JSON array."""
    return _compact([[one.scope, one.language, one.words] for one in descriptions])


def to_descriptions(text: str) -> tuple[ScopeDescription, ...]:
    """The descriptions again."""
    return tuple(ScopeDescription(*one) for one in json.loads(text))


def from_proofs(proofs: tuple[Proof, ...]) -> str:
    """What a session was proved with as a JSON array of pairs."""
    return _compact([[proof.method, proof.at] for proof in proofs])


def to_proofs(text: str) -> tuple[Proof, ...]:
    """The proofs again."""
    return tuple(Proof(method, at) for method, at in json.loads(text))


def from_authorization_request(request: AuthorizationRequest) -> str:
    """The parameters of an authorization request as a JSON object."""
    return _compact({name: getattr(request, name) for name in AuthorizationRequest.__slots__})


def to_authorization_request(text: str) -> AuthorizationRequest:
    """The parameters again."""
    return AuthorizationRequest(**{name: _listed(value) for name, value in json.loads(text).items()})


def from_evidence(evidence: Mapping[str, EvidenceValue]) -> str:
    """Evidence as a JSON object."""
    return _compact(dict(evidence))


def to_evidence(text: str) -> dict[str, EvidenceValue]:
    """The evidence again."""
    return {name: _listed(value) for name, value in json.loads(text).items()}


def from_trace(trace: tuple[CheckOutcome, ...]) -> str:
    """A trace of checks as a JSON array of pairs."""
    return _compact([[line.check, line.outcome] for line in trace])


def to_trace(text: str) -> tuple[CheckOutcome, ...]:
    """The trace again."""
    return tuple(CheckOutcome(check, outcome) for check, outcome in json.loads(text))


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
