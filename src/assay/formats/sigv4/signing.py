"""Signs a request as AWS Signature Version 4 asks (AWS General Reference, "Signature Version 4 signing process").

For services whose path is encoded once more (all but S3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from assay.primitives.hashing import hmac_sha256, sha256
from assay.primitives.secret import Secret

ALGORITHM = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key, and the session token that belongs to a temporary one."""

    access_key_id: str
    secret: Secret[str]
    session_token: Secret[str] | None = None


@dataclass(frozen=True, slots=True)
class CredentialScope:
    """Where and when a signature holds. `instant` is the time as it is sent: `20261124T100000Z`."""

    instant: str
    region: str
    service: str

    @property
    def text(self) -> str:
        """The scope as it stands in the Authorization header."""
        return f"{self.instant[:8]}/{self.region}/{self.service}/aws4_request"


@dataclass(frozen=True, slots=True)
class UnsignedRequest:
    """A request. `path` as it is sent, `query` decoded, header names in any case; `host` must be among them."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes


def signed_headers(request: UnsignedRequest, credentials: Credentials, scope: CredentialScope) -> dict[str, str]:
    """The request's headers with X-Amz-Date, X-Amz-Security-Token where there is one, and Authorization."""
    headers = {**request.headers, "X-Amz-Date": scope.instant}
    if credentials.session_token is not None:
        headers["X-Amz-Security-Token"] = credentials.session_token.reveal()
    names, canonical = canonical_request(request, headers)
    signature = signature_of(string_to_sign(canonical, scope), credentials.secret, scope)
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope.text}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


def canonical_request(request: UnsignedRequest, headers: Mapping[str, str]) -> tuple[str, str]:
    """(the names of the signed headers, the canonical request)."""
    lines = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    names = ";".join(sorted(lines))
    members = (
        request.method,
        quote(request.path or "/", safe=f"/{_UNRESERVED}"),
        _canonical_query(request.query),
        *(f"{name}:{lines[name]}" for name in sorted(lines)),
        "",
        names,
        sha256(request.body).hex(),
    )
    return names, "\n".join(members)


def string_to_sign(canonical: str, scope: CredentialScope) -> str:
    """The text that the key signs."""
    return "\n".join((ALGORITHM, scope.instant, scope.text, sha256(canonical.encode("utf-8")).hex()))


def signature_of(text: str, secret: Secret[str], scope: CredentialScope) -> str:
    """The signature, in hexadecimal."""
    key = b"AWS4" + secret.reveal().encode("utf-8", "surrogateescape")
    for part in (scope.instant[:8], scope.region, scope.service, "aws4_request"):
        key = hmac_sha256(key, part.encode("utf-8"))
    return hmac_sha256(key, text.encode("utf-8")).hex()


def _canonical_query(query: Iterable[tuple[str, str]]) -> str:
    pairs = sorted((quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED)) for name, value in query)
    return "&".join(f"{name}={value}" for name, value in pairs)
