"""Presigned URLs, which end with the session that signed them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import form_of, split_url
from assay.diagnosis.facts.instants import parse_instant, show_span
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import any_of

_PRESIGNED_URL = re.compile(
    r"https?://[^\s'\"<>]{0,2000}X-Amz-Security-Token=(?:[^\s'\"<>]|<[\w .*-]{1,30}>)*", re.IGNORECASE
)
"""The token may be cut, and a mark stand in its place."""
_AMPERSAND = re.compile(r"&amp;|\\{1,2}u0026")
"""How markup and JSON write the sign that parts the parameters."""
_PRESIGNS = re.compile(
    any_of(
        r"\bgenerate_?presigned_?(?:url|post)\w*",
        r"\bgetSignedUrl\w*",
        r"\bcreatePresigned\w+",
        r"\bpresign(?:ed)?_?(?:get|put|url|request|getobject|putobject)\w*",
        r"\bGetPreSignedURL\w*",
        r"\bs3 presign\b",
        r"\bPresignClient\b",
        r"\bS3Presigner\b",
    ),
    re.IGNORECASE,
)

_ELSEWHERE = r"when calling the"
"""An SDK says it of a call that it signed itself."""
MOST_DIGITS = 9


def _presigned(facts: Facts) -> Sighting | None:
    used = _presigned_urls(facts)
    for url, at in (*used, *_held_aside(facts)):
        query = {name.lower(): value for name, value in form_of(split_url(url).query).items()}
        ends = _end_of(query)
        if "x-amz-security-token" not in query or ends is None:
            continue
        left = ends - at
        if left > 0 and (facts.aws.said_expired or facts.says("expired")):
            seen = (
                f"the URL says that it is good for another {show_span(left)}",
                "it was signed with a session, and the session has ended",
            )
            # Where a token is asked about, a URL in a text beside it is not what was refused.
            asked = any(exchange.request.url == url for exchange in facts.exchanges) or url in facts.bundle.command
            beside = not asked and (bool(facts.bundle.token) or bool(facts.aws.key_id) or facts.says(_ELSEWHERE))
            beside = beside or facts.says(r"\b(?:ssl|tls|certificate)\b")
            if (url, at) not in used:
                return suggests(*seen, weight=45 if beside or facts.aws.failing is not None else 86)
            return suggests(*seen, weight=60) if beside else proves(*seen, weight=94)
    if facts.aws.said_expired and facts.aws.failing is None and not facts.aws.is_permanent:
        for name, raw in facts.bundle.files.items():
            made = _PRESIGNS.search(raw[:100_000].decode("utf-8", "replace"))
            if made is not None:
                return suggests(f"{name} makes presigned URLs: {quoted(made.group(0)[:60])}", weight=76)
    return None


def _end_of(query: dict[str, str]) -> float | None:
    """The instant until which a URL says that it is good: by date and seconds (version 4), or outright (version 2)."""
    begins, lasts = parse_instant(query.get("x-amz-date", "")), query.get("x-amz-expires", "")
    if begins is not None and lasts.isdigit() and len(lasts) <= MOST_DIGITS:
        return begins + int(lasts)
    until = query.get("expires", "")
    return float(until) if "signature" in query and until.isdigit() and len(until) <= MOST_DIGITS + 1 else None


def _presigned_urls(facts: Facts) -> list[tuple[str, float]]:
    """(URL, when it was used) of refused requests; without any, of URLs in command, settings and files."""
    now = facts.now or 0.0
    used = [(exchange.request.url, exchange.at or now) for exchange in reversed(facts.exchanges) if exchange.refused]
    if used:
        return used
    texts = [facts.bundle.command, facts.symptom, *(line for _, line in facts.log)]
    texts += [value for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)]
    texts += [raw[:100_000].decode("utf-8", "replace") for raw in facts.bundle.files.values()]
    return [(url, now) for url in _session_urls(texts)]


def _held_aside(facts: Facts) -> list[tuple[str, float]]:
    """(URL, now) of URLs that variables hold: a program may have been given them, and nothing shows that they were used."""
    return [(url, facts.now or 0.0) for url in _session_urls(facts.bundle.environment.values())]


def _session_urls(texts: Iterable[str]) -> list[str]:
    holding = (_AMPERSAND.sub("&", text) for text in texts if "security-token=" in text.lower())
    return [url for text in holding for url in _PRESIGNED_URL.findall(text)][:10]


CAUSES = (
    Cause("aws.presigned_by_expiring_session", Who.CALLER, "The presigned URL died with the session that signed it",
          ("Sign with a longer session or a permanent key.", "Make the URL when it is needed."),
          "Look for X-Amz-Security-Token in the URL.", _presigned,
          explains_away=("aws.session_expired", "aws.clock_skew", "aws.session_cached_not_refreshed")),
)  # fmt: skip
