"""Whether the redirect URIs can be registered (RFC 6749 section 3.1.2, RFC 9700 section 2.1, RFC 8252 section 8).

Refuses with `registration.redirect_uri_missing` and `registration.redirect_uri_unusable`.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.client_registration import ClientRegistration, RegistrationOffer
from assay.reasons import registration as reasons

MAX_URI = 2048
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

_WHOLE = "Give the whole URI, such as https://app.example/callback."
_HTTPS = "Use https. Plain http is for loopback addresses of native and development clients only."


def check_redirect_uris(registration: ClientRegistration, _offer: RegistrationOffer) -> Passed | Refused:
    """The authorization_code grant has one, and each one (the post-logout ones too) is complete and unambiguous."""
    if "authorization_code" in registration.grant_types and not registration.redirect_uris:
        return refuse(reasons.REDIRECT_URI_MISSING)
    for member, uris in (
        ("redirect_uris", registration.redirect_uris),
        ("post_logout_redirect_uris", registration.post_logout_redirect_uris),
    ):
        for uri in uris:
            defect = _defect(uri)
            if defect is not None:
                what, expected = defect
                return refuse(reasons.REDIRECT_URI_UNUSABLE, member=member, uri=uri, defect=what, expected=expected)
    return PASSED


def _defect(uri: str) -> tuple[str, str] | None:
    """What is wrong with a URI and what to give instead, or None."""
    if len(uri) > MAX_URI:
        return f"it has {len(uri)} characters; {MAX_URI} are possible", "Give a shorter URI; keep state in `state`."
    if not uri.isascii() or not uri.isprintable() or any(ch in ' "<>\\^`{|}' for ch in uri):
        return "it has a character that a URI cannot have", "Percent-encode it, and write host names in punycode."
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return "it does not parse as a URI", _WHOLE
    if not parts.scheme:
        return "it has no scheme", _WHOLE
    if "#" in uri:
        return "it has a fragment", "Leave the # and what follows out; a browser keeps it from the server."
    if port == 0:
        return "its port is 0", _WHOLE
    if parts.scheme not in {"http", "https"}:
        return _private_use_defect(parts)
    return _web_defect(uri, parts)


def _web_defect(uri: str, parts: SplitResult) -> tuple[str, str] | None:
    if not parts.hostname:
        return "it has no host", _WHOLE
    if "@" in parts.netloc:
        return "it has a user name in front of the host", "Leave the part before the @ out."
    if "*" in uri:
        return "it has a wildcard", "Register every URI by itself; they are compared character by character."
    if any(segment in {".", "..", "%2e", "%2e%2e", ".%2e", "%2e."} for segment in parts.path.lower().split("/")):
        return "its path has a dot segment", "Write the path as it is after . and .. are resolved."
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        return "it is plain http and not a loopback address", _HTTPS
    return None


def _private_use_defect(parts: SplitResult) -> tuple[str, str] | None:
    # RFC 8252 section 7.1: a reversed domain name that the client's maker owns; javascript:, data: and friends have no dot.
    if "." not in parts.scheme:
        return (
            f"its scheme {parts.scheme} is neither https nor a private-use scheme with a dot in it",
            "Use https, or a scheme made from a domain name that you own, such as com.example.app:/callback.",
        )
    return None


CHECK = Check("redirect_uris", check_redirect_uris)
