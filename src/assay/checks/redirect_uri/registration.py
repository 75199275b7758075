"""Decides whether a redirect URI may be registered: complete, unambiguous, and of a scheme that leads back to the client.

RFC 9700 section 2.1, RFC 8252 sections 7 and 8.4, RFC 6749 section 3.1.2. Gives `registration.redirect_uri_unusable`.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import parse_qsl, unquote

from assay.decision import Check, NotApplicable, Passed, Refused, first_refusal, refuse
from assay.decision.outcome import PASSED
from assay.reasons import registration as reasons

MAX_LENGTH = 2000
"""Characters of a redirect URI. Beyond it, with the answer's parameters added, browsers and proxies cut."""

RESPONSE_PARAMETERS = frozenset({
    "access_token", "code", "error", "error_description", "error_uri", "expires_in", "id_token", "iss", "refusal_id",
    "response", "session_state", "state", "token_type",
})  # fmt: skip
"""Names that an authorization answer may use: a registered query that has one would forge part of the answer."""

_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()+,;=]|%[0-9A-Fa-f]{2})+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"//([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(
    r"(?P<literal>\[[0-9a-f:.]+\])|(?P<ipv4>(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2}))"
    r"|(?P<name>(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9\-]*[A-Za-z0-9])?)"
)
_LOOPBACK_HOSTS = ("127.0.0.1", "[::1]", "localhost")


def registrable(uri: str, member: str = "redirect_uris") -> Passed | Refused:
    """Whether the URI may be registered as this member of a client's metadata."""
    refused = first_refusal(REGISTRATION_CHECKS, uri, member)
    return PASSED if refused is None else refused


def reachable(uri: str, member: str) -> Passed | Refused:
    """Whether the server itself can send something there: what may be registered, and is no app's own scheme."""
    outcome = registrable(uri, member)
    if isinstance(outcome, Passed) and not uri.startswith(("https://", "http://")):
        return _unusable(uri, member, "it is no web address", "Register a URI that begins with https://.")
    return outcome


def web_address_defect(uri: str) -> str | None:
    """What keeps a URI from being the address of a page that a person can be led to, or None. A fragment does not."""
    for checks, looked_at in ((_WHOLE, uri), (_BEFORE_FRAGMENT, uri.partition("#")[0])):
        refused = first_refusal(checks, looked_at, "")
        if refused is not None:
            return str(refused.evidence["defect"])
    return None if uri.startswith(("https://", "http://")) else "it is no web address"


def _characters(uri: str, member: str) -> Passed | Refused:
    if len(uri) > MAX_LENGTH:
        return _unusable(uri, member, f"it has more than {MAX_LENGTH} characters", "Register a shorter URI.")
    if "*" in uri:
        return _unusable(
            uri, member, "it has a wildcard", "Register each URI by itself; a pattern lets the answer go astray."
        )
    if not _CHARACTERS.fullmatch(uri):
        return _unusable(
            uri,
            member,
            "it is empty, or has a character or an escape that a URI must not have",
            "Register the URI in printable ASCII, everything else percent-encoded (a host name in its xn-- form).",
        )
    return PASSED


def _scheme(uri: str, member: str) -> Passed | Refused:
    found = _SCHEME.fullmatch(uri)
    if found is None:
        return _unusable(uri, member, "it is not absolute", "Register the whole URI, beginning with https://.")
    scheme = found[1]
    if scheme in {"https", "http"} or (scheme == scheme.lower() and "." in scheme.strip(".")):
        return PASSED
    return _unusable(
        uri,
        member,
        f"the scheme {scheme[:32]} is none that leads back to a client",
        "Use https; or http on 127.0.0.1, [::1] or localhost; or, for a native app, a lower-case scheme made from a domain "
        "name that you own, such as com.example.app.",
    )


def _fragment(uri: str, member: str) -> Passed | Refused:
    if "#" in uri:
        return _unusable(uri, member, "it has a fragment", "Register the URI without the # and what follows it.")
    return PASSED


def _authority(uri: str, member: str) -> Passed | Refused | NotApplicable:
    scheme, rest = _split(uri)
    if scheme not in {"https", "http"}:
        return NotApplicable("a private-use scheme has no authority")
    found = _AUTHORITY.fullmatch(rest)
    authority = found[1] if found else ""
    if "@" in authority:
        return _unusable(uri, member, "it has user information before the host", "Leave out everything before the @.")
    host, _, port = authority.rpartition(":") if re.search(r":[0-9]*$", authority) else (authority, "", None)
    found = _HOST.fullmatch(host)
    if not found or (found["literal"] and not _is_address(host[1:-1])):
        return _unusable(
            uri,
            member,
            "it has no host, or a host that browsers and servers may read differently",
            "Give the host's full name without a dot at the end, or an IP address in its usual form.",
        )
    if port is not None and not (re.fullmatch(r"[1-9][0-9]{0,4}", port) and int(port) <= 65535):
        return _unusable(uri, member, "the port is none", "Give a port from 1 to 65535, or leave it and the colon out.")
    if scheme == "http" and host not in _LOOPBACK_HOSTS:
        return _unusable(
            uri,
            member,
            "it is http and not on this machine, so that the answer could be read on the way",
            "Use https. Plain http is only for 127.0.0.1, [::1] and localhost.",
        )
    return PASSED


def _is_address(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _path(uri: str, member: str) -> Passed | Refused:
    path = _split(uri)[1].partition("?")[0]
    if any(segment in {".", ".."} for segment in unquote(path).replace("\\", "/").split("/")):
        return _unusable(
            uri, member, "its path has . or .. segments, which browsers take away", "Register the path that remains."
        )
    return PASSED


def _query(uri: str, member: str) -> Passed | Refused | NotApplicable:
    query = uri.partition("?")[2]
    if not query:
        return NotApplicable("there is no query")
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name in RESPONSE_PARAMETERS:
            return _unusable(
                uri,
                member,
                f"its query has {name}, which is part of the answer itself",
                "Give the parameter in the query another name.",
            )
    return PASSED


def _split(uri: str) -> tuple[str, str]:
    scheme, _, rest = uri.partition(":")
    return scheme, rest


def _unusable(uri: str, member: str, defect: str, expected: str) -> Refused:
    return refuse(reasons.REDIRECT_URI_UNUSABLE, member=member, uri=uri, defect=defect, expected=expected)


REGISTRATION_CHECKS: tuple[Check[str, str], ...] = (
    Check("redirect_uri_characters", _characters),
    Check("redirect_uri_scheme", _scheme),
    Check("redirect_uri_fragment", _fragment),
    Check("redirect_uri_authority", _authority, conditional=True),
    Check("redirect_uri_path", _path),
    Check("redirect_uri_query", _query, conditional=True),
)
_WHOLE, _BEFORE_FRAGMENT = REGISTRATION_CHECKS[:1], (REGISTRATION_CHECKS[1], *REGISTRATION_CHECKS[3:5])
"""What is asked of the address of a page: of the whole, and of what stands before its fragment."""
