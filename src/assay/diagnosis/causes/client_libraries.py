"""A client library whose request is wrong: another version, or another program, passes with the same values."""

from __future__ import annotations

import re
from itertools import combinations
from urllib.parse import unquote, unquote_plus

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.oauth import basic_of
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.facts.token_form import lenient_base64
from assay.diagnosis.facts.upgrades import SINCE_UPGRADE
from assay.diagnosis.pattern import Pattern, any_of

_OTHER_VERSION_LOGGED = any_of(
    r"(?<![\d.])\d{1,6}\.\d{1,6}(?:\.\d{1,6})?\s*(?:->|=>|→|to)\s*v?\d+\.\d+",
    r"(?:upgrad|updat|bump)\w*.{0,80}(?:\d+\.\d+|to v?\d)",
    r"works? (?:with|in|on) \S*\s?v?\d+\.\d+",
    r"(?:older|previous) version.{0,40}\b(?:works|ok|fine)\b",
    r"downgrad\w*.{0,60}\b(?:works|ok|fine|200)\b",
    "regression",
    r"installed \S{1,60} \(was v?\d+\.\d+",
    r"curl.{0,200}\b(?:200|works|ok)\b",
)
"""What a log tells of an upgrade, or of another program that does not fail."""
_OTHER_VERSION = any_of(
    SINCE_UPGRADE,
    # one version and another
    r"(?<![\d.])\d{1,6}\.\d{1,6}\S{0,40} ?(?:->|=>|→|to) ?v?\d+\.\d+",
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


_BASIC = Pattern(r"authorization['\"]?\s{0,4}[:=]\s{0,4}['\"]?basic ([A-Za-z0-9+/]{8,2000}={0,2})", re.IGNORECASE)


def _printed_apart(facts: Facts) -> str:
    """The same, of headers that a log prints; it does not say for sure which of them was refused."""
    if not facts.oauth.said("invalid_client"):
        return ""
    printed = [
        lenient_base64(header.group(1)) for line in facts.bundle.log for header in _BASIC.finditer(line[:20_000])
    ]
    pairs = dict.fromkeys(raw.decode("utf-8", "replace") for raw in printed if raw)
    alike = any(_readings(one) & _readings(two) for one, two in combinations(list(pairs)[:8], 2))
    return "the log has the same id and secret in two forms, as they are and percent-encoded" if alike else ""


def _readings(basic: str) -> set[str]:
    """What a server may read in a basic header's id and secret: encoded or as they are (RFC 6749 section 2.3.1)."""
    return {basic, unquote(basic), unquote_plus(basic)}


_TAGGED = Pattern(r"(?<![\w.])([A-Za-z][\w.@/-]{2,40})[ /@:]v?(\d+\.\d+(?:\.\d+)?)(?![\w.])")
_WENT_WELL = Pattern(r"\b(?:success\w*|succeeded|connected|logged in|200|ok)\b", re.IGNORECASE)
_WENT_WRONG = Pattern(r"\b(?:fail\w*|error|invalid[ _]\w+|40[013])\b", re.IGNORECASE)


def _versions_apart(facts: Facts) -> tuple[str, ...]:
    """(version that succeeds, version that fails) of the program in question, as tagged lines of a log tell; empty without both."""
    well: dict[str, str] = {}
    wrong: dict[str, str] = {}
    program = f"{facts.bundle.software} {facts.bundle.command}".lower()
    for line in facts.bundle.log:
        tagged = _TAGGED.search(line[:400])
        if tagged is None or tagged.group(1).lower() not in program:
            continue
        bad, good = _WENT_WRONG.search(line), _WENT_WELL.search(line)
        if bool(bad) != bool(good):
            (wrong if bad else well)[tagged.group(1)] = tagged.group(2)
    return next(
        (
            (f"{name} {well[name]}", f"{name} {version}")
            for name, version in wrong.items()
            if well.get(name, version) != version
        ),
        (),
    )


def _library(facts: Facts) -> Sighting | None:
    said = facts.complaint.find(_OTHER_VERSION)
    apart = _written_apart(facts)
    if apart:
        told = (f"the report says: {quoted(said.group(0))}",) if said else ()
        return proves(apart, *told, weight=92) if told else suggests(apart, weight=84)
    printed = _printed_apart(facts)
    if printed:
        return suggests(printed, weight=84)
    request = facts.oauth.token_request
    refused = facts.oauth.said("invalid_client", "invalid_request", "unauthorized_client") or (
        request is not None and request.response.status == 401
    )
    if said and refused and (request or facts.oauth.errors):
        return suggests(f"the report says: {quoted(said.group(0))}", weight=81)
    contrast = _versions_apart(facts) if facts.complained_of and (request or facts.oauth.errors) else ()
    if contrast:
        return suggests(f"the log has {quoted(contrast[0])} succeed and {quoted(contrast[1])} fail", weight=86)
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
