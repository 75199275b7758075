"""A client library whose request is wrong: another version, or another program, passes with the same values."""

from __future__ import annotations

from urllib.parse import unquote, unquote_plus

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.oauth import basic_of
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.facts.upgrades import SINCE_UPGRADE
from assay.diagnosis.pattern import any_of

_OTHER_VERSION_LOGGED = any_of(
    r"\d+\.\d+(?:\.\d+)?\s*(?:->|=>|→|to)\s*v?\d+\.\d+",
    r"(?:upgrad|updat|bump)\w*.{0,80}(?:\d+\.\d+|to v?\d)",
    r"works? (?:with|in|on) \S*\s?v?\d+\.\d+",
    r"(?:older|previous) version.{0,40}\b(?:works|ok|fine)\b",
    r"downgrad\w*.{0,60}\b(?:works|ok|fine|200)\b",
    "regression",
    r"curl.{0,200}\b(?:200|works|ok)\b",
)
"""What a log tells of an upgrade, or of another program that does not fail."""
_OTHER_VERSION = any_of(
    SINCE_UPGRADE,
    # one version and another
    r"\d+\.\d+\S* ?(?:->|=>|→|to) ?v?\d+\.\d+",
    r"works? (?:with|in|on) (?:version )?v?\d+\.\d+",
    r"version v?\d[\d.]* (?:works|is fine|passes)",
    r"since (?:\w+ ){1,3}v?\d+\.\d+",
    r"(?:with|in|on|under) (?:\w+ ){0,2}v?\d+\.\d+[^.;\n]{0,8}(?:\.\d[^.;\n]{0,60}|[^.;\n]{0,60})\b(?:works?|worked|is fine|passes)\b",
    # another program with the same request
    r"same (?:credentials?|id and secret|request|settings?)[^\n]{0,40}(?:postman|curl|insomnia)",
    r"(?:postman|curl|insomnia)[^\n]{0,40}works?\b",
    "works? (?:with|in) (?:curl|postman|insomnia)",
)
"""The same, as people tell it."""


def _written_apart(facts: Facts) -> str:
    """How one and the same secret was written where it was taken, and where it was refused; empty where it was not."""
    requests = [(one, basic_of(one.request)) for one in facts.oauth.token_requests]
    for good, taken in requests:
        for bad, refused in requests:
            if not (good.succeeded and bad.refused and taken and refused) or taken == refused:
                continue
            if good.request.host == bad.request.host and _readings(taken) & _readings(refused):
                how = "percent-encoded" if len(refused) > len(taken) else "as it is"
                return f"the same id and secret are refused {how}, and taken at the same endpoint in the other form"
    return ""


def _readings(basic: str) -> set[str]:
    """What a server may read in a basic header's id and secret: encoded or as they are (RFC 6749 section 2.3.1)."""
    return {basic, unquote(basic), unquote_plus(basic)}


def _library(facts: Facts) -> Sighting | None:
    said = facts.complaint.find(_OTHER_VERSION)
    apart = _written_apart(facts)
    if apart:
        told = (f"the report says: {quoted(said.group(0))}",) if said else ()
        return proves(apart, *told, weight=92) if told else suggests(apart, weight=84)
    request = facts.oauth.token_request
    refused = facts.oauth.said("invalid_client", "invalid_request", "unauthorized_client") or (
        request is not None and request.response.status == 401
    )
    if said and refused and (request or facts.oauth.errors):
        return suggests(f"the report says: {quoted(said.group(0))}", weight=81)
    line = facts.logged(_OTHER_VERSION_LOGGED)
    if line is None or not (facts.oauth.token_request or facts.oauth.errors or facts.oauth.authorize_requests):
        return None
    return suggests(f"the log says: {line_shown(line[1])}", weight=81)


CAUSES = (
    Cause("oauth.client_library_bug", Who.LIBRARY, "The client library sends a wrong request: it began with an upgrade",
          ("Pin the version that works, or upgrade past the fault.",),
          "Send the same request with curl.", _library,
          explains_away=("oauth.client_secret_wrong_or_expired", "oauth.grant_revoked")),
)  # fmt: skip
