"""The credentials of the Basic scheme as OAuth uses it (RFC 7617, RFC 6749 section 2.3.1): form-encoded in base64.

Keeps the credentials as they came beside the decoded ones, because clients often forget the form encoding.
Refuses with `client.basic_malformed`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from assay.decision import Allowed, Refused, refuse
from assay.formats.form import form_decoded
from assay.reasons.client import BASIC_MALFORMED

Pair = tuple[str, str]
"""A client_id and a secret."""


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """What a Basic header says. `unencoded` are other readings, right only if the sender forgot the form encoding."""

    client_id: str
    secret: str = field(repr=False)
    unencoded: tuple[Pair, ...] = field(default=(), repr=False)


def basic_authorization(client_id: str, secret: str) -> str:
    """The value of the Authorization header with which a client authenticates."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + b64encode(pair.encode()).decode("ascii")


def parse_basic(credentials: bytes) -> Allowed[BasicCredentials] | Refused:
    """Takes the part of the Authorization header after the scheme."""
    try:
        decoded = b64decode(credentials.strip(b" "), validate=True)
    except BadBase64:
        return refuse(BASIC_MALFORMED, defect="they are not base64")
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        return refuse(BASIC_MALFORMED, defect="they are not UTF-8")
    if ":" not in text:
        return refuse(BASIC_MALFORMED, defect="there is no colon between client_id and secret")
    if not text.isprintable():
        return refuse(BASIC_MALFORMED, defect="there is a control character, often a line end at the end of the secret")
    raw_client_id, _, raw_secret = text.partition(":")
    client_id, secret = form_decoded(raw_client_id.encode()), form_decoded(raw_secret.encode())
    if client_id is None or secret is None:
        return refuse(BASIC_MALFORMED, defect="a percent sign is not followed by two hexadecimal digits of UTF-8")
    if not client_id:
        return refuse(BASIC_MALFORMED, defect="client_id is empty")
    unencoded: tuple[Pair, ...] = ()
    if (client_id, secret) != (raw_client_id, raw_secret):
        unencoded = ((raw_client_id, raw_secret),)
    if ":" in raw_secret:  # a client_id that is a URL, joined as it is
        last_id, _, last_secret = text.rpartition(":")
        unencoded = (*unencoded, (last_id, last_secret))
    return Allowed(BasicCredentials(client_id, secret, unencoded))
