"""Whether a text can be the issuer: RFC 8414 section 2, with http for loopback alone (design section 8)."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def issuer_defect(issuer: str) -> str | None:
    """What keeps a text from being an issuer, or None."""
    if not issuer:
        return "it is not set"
    if not issuer.isascii() or not issuer.isprintable() or any(ch in ' "<>\\^`{|}%' for ch in issuer):
        return "it has a character that a URL cannot have as it is"
    try:
        parts = urlsplit(issuer)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in {"https", "http"} or not host:
        return "it is no https URL"
    if parts.username is not None or "?" in issuer or "#" in issuer:
        return "it has a user name, a query or a fragment"
    if issuer.endswith("/") or "//" in parts.path:
        return "it ends with a slash or has a doubled one"
    if any(segment in {".", ".."} for segment in parts.path.split("/")):
        return "it has a dot segment"
    if issuer != issuer.replace(parts.netloc, parts.netloc.lower(), 1):
        return "its host has capital letters"
    if parts.scheme == "http" and not is_loopback(host):
        return f"it is http on {host}, where everybody on the way could read tokens"
    return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine for certain: `localhost` or a loopback address (RFC 8252 section 8.3)."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
