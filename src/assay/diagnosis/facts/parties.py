"""Which issuer and audience were expected and seen: from the verifier's settings, else from the words of the refusal."""

from __future__ import annotations

import re

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import host_of
from assay.diagnosis.pattern import Pattern
from assay.record import Record

_SPEAKS_OF_PARTIES = Pattern(
    r"(?i)(?:audience|issuer|\baud\b|\biss\b)[^\n]*(?:invalid|fail|match|expected|unexpected|mismatch)|(?:invalid|unexpected|expected|wrong)[^\n]{0,40}(?:audience|issuer|\baud\b|\biss\b)"
)
_Q = r"['\"‘“`]?"
_EXPECTED_ISSUER = (
    r"ValidIssuers?:\s*'([^'\"\s]+)",
    rf"ValidIssuer:\s*{_Q}([^'\"\s]+)",
    rf"[Ee]xpected iss(?:uer)?(?: claim)?(?: to be)?:?\s*{_Q}([^'\"\s,]+)",
    rf"(?i)issuer invalid\.? expected:?\s*{_Q}([^'\"\s,]+)",
    rf"issuer[^\n]{{0,80}}?[Ee]xpected:?\s*{_Q}([^'\"\s,]+)",
)
_SEEN_ISSUER = (
    rf"Issuer:\s*{_Q}([^'\"\s]+)",
    rf"but (?:was|got|found|received):?\s*{_Q}([^'\"\s]+)",
)
_EXPECTED_AUDIENCE = (
    rf"ValidAudience:\s*{_Q}([^'\"\s]+)",
    rf"(?i)audience invalid\.? expected:?\s*{_Q}([^'\"\s,]+)",
    rf"aud(?:ience)?[^\n]{{0,60}}?[Ee]xpected:?\s*{_Q}([^'\"\s,]+)",
    rf"(?:required|expected) audience:?\s*{_Q}([^'\"\s,]+)",
)


# Bounded, and from the beginning of a word only: a text of one long word is looked at once.
_VALUE = r"(?<![^\s\"'`(\[‘“=:,])\(?[\[('\"‘“`]{0,3}([^\s'\"’”`\[\](),;]{1,300})[\])'\"’”`]{0,3}\)?"
# (expected, seen) as programs word them: 'expected "A" got "B"', 'A != B', 'B does not match expected value of A'.
_EXPECTED_FIRST = (
    rf"(?i)expected(?: value| issuer| audience)?(?: was| is| to be)?:?\s*{_VALUE}[,;]?\s*(?:but\s+)?(?:got|found|was|received|is)\b:?\s*{_VALUE}",
    rf"(?i)\b(?:want(?:s|ed)?|configured|trusted):?\s*(?=\S{{0,300}}[.:/]){_VALUE}[,;]?\s*(?:but\s+)?(?:have|has|had|got|real(?: one)?(?: is)?|actual)\b:?\s*(?=\S{{0,300}}[.:/]){_VALUE}",
    rf"(?i)(?=\S{{0,300}}[.:/]){_VALUE} (?:is )?configured[,;:]? (?:but )?(?:the )?(?:real|actual|token'?s?)(?: one)?(?: is| has| says)? (?=\S{{0,300}}[.:/]){_VALUE}",
    rf"(?i)requested issuer {_VALUE}[^\n]{{0,40}}(?:returned|got) {_VALUE}",
)
_SEEN_FIRST = (
    rf"(?i)\b(?:got|found|received|was):?\s*{_VALUE}[,;]?\s*(?:but\s+)?(?:expected|wanted|want|should be)\b:?\s*{_VALUE}",
    rf"(?i)\bhave:?\s*(?=\S{{0,300}}[.:/]){_VALUE}[,;]?\s*(?:but\s+)?want:?\s*(?=\S{{0,300}}[.:/]){_VALUE}",
    rf"{_VALUE}\s*(?:!=|<>|≠)\s*{_VALUE}",
    rf"(?i)\b(?:issuer|audience|iss|aud)\W{{1,3}}{_VALUE}[^\n]{{0,16}} not (?:trusted|accepted|allowed|valid|known|in)[^\n]{{0,24}}(?:accepted|trusted|allowed|valid|expected|known)(?: issuers?| audiences?)?(?: is| are)?:? {_VALUE}",
    rf"(?i){_VALUE}\s*(?:does not|doesn't|did not) match (?:the )?(?:expected |configured |requested )?(?:value|issuer|audience)?(?: of)?:?\s*{_VALUE}",
    rf"(?i)\bissuer {_VALUE} [^\n]{{0,60}}?did not match the requested issuer {_VALUE}",
    rf"(?i)(?:token )?(?:issuer|audience|iss|aud)(?: claim)? {_VALUE} is not {_VALUE}",
    rf"Audiences?: ?{_VALUE}\. ?Did not match[^\n]*?ValidAudiences?: {_VALUE}",
)


# Words that stand where a value could: "audience claim does not match any bound audience".
_NO_VALUES = frozenset(
    [
        "a",
        "an",
        "any",
        "all",
        "allowed",
        "aud",
        "audience",
        "audiences",
        "bound",
        "claim",
        "claims",
        "configured",
        "expected",
        "given",
        "iss",
        "issuer",
        "issuers",
        "it",
        "its",
        "never",
        "not",
        "of",
        "one",
        "provided",
        "registered",
        "that",
        "the",
        "this",
        "to",
        "token",
        "trusted",
        "value",
        "valid",
        "values",
        "your",
    ]
)


def about_discovery(facts: Facts) -> bool:
    """Whether the words are about the issuer's own document, and not about a token."""
    return facts.says(
        r"returned by (?:the )?provider|discovery|configuration metadata|provider metadata|well-known|requested issuer|openid.configuration"
    )


def pair_in_words(words: str) -> tuple[str, str]:
    """(expected, seen) where a message names both; empty texts where it does not."""
    for patterns, expected, seen in ((_EXPECTED_FIRST, 1, 2), (_SEEN_FIRST, 2, 1)):
        for pattern in patterns:
            for match in re.finditer(pattern, words):
                pair = _bare(match.group(expected)), _bare(match.group(seen))
                if _NO_VALUES.isdisjoint(one.lower() for one in pair):
                    return pair
    return "", ""


def _bare(value: str) -> str:
    return value.rstrip(".:")


class Parties(Record):
    """Expected and seen; empty where the evidence does not tell."""

    expected_issuer: str
    seen_issuer: str
    expected_audience: tuple[str, ...]
    seen_audience: tuple[str, ...]
    audience_known: bool
    configured: bool = (
        False  # one of the expected is read from configuration, and not told by the verifier or its words
    )


def parties_of(facts: Facts) -> Parties:
    """The parties of the evidence."""
    return facts.parties


def gather_parties(facts: Facts) -> Parties:
    """The parties, looked for."""
    words = _words(facts)
    token = facts.token
    # Between these words a value stands as it is, a point at its end included.
    verbatim = re.search(r"Expected iss claim to be: (\S+), but was: (\S+)", words)
    expected_issuer = facts.expected_issuer or (verbatim.group(1) if verbatim else "")
    expected_issuer = expected_issuer or _first(_EXPECTED_ISSUER, words).rstrip(".,;")
    if expected_issuer.strip("'\"").lower() in {"value", "claim", "to", "be", "one", "a", "the"}:
        expected_issuer = ""
    seen_issuer = token.issuer if token is not None and token.issuer else ""
    if not seen_issuer and re.search(r"issuer|\biss\b", words, re.IGNORECASE):
        seen_issuer = _first(_SEEN_ISSUER, words).removesuffix(".").rstrip(",;")
    about_issuer = re.search(r"issuer|\biss\b|provider", words, re.IGNORECASE) is not None
    about_audience = re.search(r"audience|\baud\b", words, re.IGNORECASE) is not None
    expected, got = pair_in_words(words[:4_000]) if about_issuer or about_audience else ("", "")
    if about_issuer and not about_audience and _are_issuers(expected, got):
        expected_issuer = expected_issuer or expected
        seen_issuer = seen_issuer or got
    expected_audience = facts.expected_audience
    if not expected_audience:
        expected_audience = _several(words)
    if not expected_audience and about_audience and expected:
        expected_audience = (expected,)
    if not expected_audience:
        expected_audience = _audience_in(words)
    told = expected_issuer, expected_audience
    logged = "\n".join(line for line in facts.bundle.log[:200] if _SPEAKS_OF_PARTIES.search(line))[:8_000]
    if logged and not expected_issuer:
        expected_issuer = _logged_issuer(logged)
    if logged and not expected_audience:
        expected_audience = _several(logged) or _audience_in(logged)
    about_issuer = about_issuer or re.search(r"issuer|\biss\b", logged, re.IGNORECASE) is not None
    about_audience = about_audience or re.search(r"audience|\baud\b", logged, re.IGNORECASE) is not None
    if about_issuer and not expected_issuer and seen_issuer:
        expected_issuer = _configured_issuer(facts, seen_issuer)
    if about_audience and not expected_audience and token is not None:
        expected_audience = _configured_audience(facts, token.audience)
    configured = told != (expected_issuer, expected_audience)
    seen = token.audience if token is not None else ()
    known = facts.claims_of_token
    if (
        token is None
        and about_audience
        and expected
        and got
        and got.lower() not in {"empty", "null", "none", "undefined"}
    ):
        seen, known = (got,), True
    return Parties(expected_issuer, seen_issuer, expected_audience, seen, known, configured)


def _several(words: str) -> tuple[str, ...]:
    """The expected audiences where the words give a list of them."""
    found = re.search(r"(?i)aud(?:ience)?s?\b[^\n]{0,60}?expected:?\s*\[([^\[\]\n]{2,2000})\]", words)
    values = (piece.strip().strip("'\"‘’“”`\\") for piece in found.group(1).split(",")) if found else ()
    return tuple(value for value in values if value)


def _audience_in(words: str) -> tuple[str, ...]:
    found = _first(_EXPECTED_AUDIENCE, words).strip("[]").rstrip(".,;")
    return (found,) if found and found.lower() not in {"null", "none"} else ()


def _logged_issuer(logged: str) -> str:
    found = _first(_EXPECTED_ISSUER, logged).rstrip(".,;") or pair_in_words(logged)[0]
    return found if _is_issuer(found) else ""


def _configured_issuer(facts: Facts, seen: str) -> str:
    """The issuer that configuration names where the verifier's own setting is not known; empty where it names several."""
    from assay.diagnosis.facts.configured import issuers_in

    named = issuers_in(facts.configured)
    return named[0] if len(named) == 1 and named[0] != seen else ""


def _configured_audience(facts: Facts, seen: tuple[str, ...]) -> tuple[str, ...]:
    """The audiences that configuration names; none where one of them is the token's, which then is not why."""
    from assay.diagnosis.facts.configured import audiences_in

    named = audiences_in(facts.configured)
    return () if len(named) > 4 or set(named) & set(seen) else named


def _is_issuer(value: str) -> bool:
    return "://" in value or (value.count(".") >= 1 and "/" in value)


def _are_issuers(one: str, two: str) -> bool:
    """Whether both are issuers: one of them may lack the scheme, as Google's does in its older tokens."""
    if _is_issuer(one) and _is_issuer(two):
        return True
    return any(
        _is_issuer(long) and (host_of(long) == short.lower() or _same_but_for_letters(host_of(long), short.lower()))
        for long, short in ((one, two), (two, one))
    )


def _same_but_for_letters(host: str, other: str) -> bool:
    """Whether both are names of hosts with as many parts, and one is the other with letters in another order."""
    return host.count(".") == other.count(".") > 0 and sorted(host) == sorted(other)


def _words(facts: Facts) -> str:
    pieces = [facts.symptom, *facts.complaint.heard]
    if facts.failing is not None:
        response = facts.failing.response
        pieces += [response.body[:4_000], *response.all("www-authenticate")]
        pieces += [value for value in response.json.mapping.values() if isinstance(value, str)]
    return "\n".join(pieces)[:20_000]


def _first(patterns: tuple[str, ...], text: str) -> str:
    if not text.strip():
        return ""
    for pattern in patterns:
        match = re.search(pattern, text)
        if match:
            return match.group(1)
    return ""
