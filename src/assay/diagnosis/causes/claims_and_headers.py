"""Claims and header parameters that a verifier is strict about, and verifiers that are wrong themselves."""

from __future__ import annotations

import json
import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, proves, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.facts.upgrades import SINCE_UPGRADE
from assay.diagnosis.pattern import Pattern, any_of

_STRICT_SUBJECT = Pattern(r"pyjwt[/ ]v?(\d+)\.(\d+)", re.IGNORECASE)
_RECEIVERS = Pattern(r"simplejwt|flask[-_]jwt|fastapi|django|starlette|uvicorn|gunicorn|sanic[-_]jwt", re.IGNORECASE)
"""Programs that are asked, and do not ask."""


_CRITICAL = (
    r"extension header parameter|critical (?:header|extension)|\bcrit\b|unsupported crit|unrecogni[sz]ed critical"
)


def _subject(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not facts.claims_of_token or not token.claims.has("sub"):
        return None
    value = token.claims["sub"].raw
    if isinstance(value, str):
        return None
    seen = f"sub is {json.dumps(value)[:60]}, which is no JSON string"
    version = _STRICT_SUBJECT.search(facts.bundle.software)
    strict = version is not None and (int(version.group(1)), int(version.group(2))) >= (2, 10)
    if facts.says(r"subject must be a string|invalidsubject|\bsub\b.{0,30}string|subject.{0,30}string"):
        return proves(seen, weight=90)
    return sighted(seen, weight=90, sure=_is_refused_by_it(facts)) if strict else suggests(seen, weight=72)


def _is_refused_by_it(facts: Facts) -> bool:
    """Whether the software that is named refused the token, and nothing else in it: a caller may be built with it as well."""
    receives = facts.failing is None or _RECEIVERS.search(facts.bundle.software) is not None
    return receives and facts.complained_of and facts.laboratory.outcome == "passed"


def _crit(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not token.is_jwt or not token.header.has("crit"):
        if token is None and facts.says(_CRITICAL):
            return suggests("the refusal speaks of a header extension that is critical", weight=80)
        return None
    names = (
        ", ".join(quoted(name) for name in token.header["crit"].texts[:4]) or json.dumps(token.header["crit"].raw)[:60]
    )
    seen = [f"the header declares {names} as critical"]
    if facts.laboratory.outcome == "passed":
        seen.append("the signature itself is good")
    # A refused grant is no JWT that somebody printed beside it.
    beside = not facts.bundle.token and facts.says(r"invalid_grant") and not facts.says(_CRITICAL)
    if beside:
        return suggests(*seen, weight=60)
    # A receiver may know the extension: what it does not say, only a token that is sound but for this shows.
    told = not facts.complaint.text or facts.says(
        f"{_CRITICAL}|malformed|unsupported|header|not supported|invalid (?:jwt|token)"
    )
    other = r"signature|expired|\bexp\b|\bkid\b|audience|\baud\b|issuer|\biss\b|scope"
    sound = facts.laboratory.outcome == "passed" and not facts.says(other)
    return proves(*seen, weight=90) if told or sound else suggests(*seen, weight=88)


_ABOUT_TYP = r"\btyp\b|header type|idx10257|josetype|must be jwt|jwt type"


def _type(facts: Facts) -> Sighting | None:
    token = facts.token
    if token is None or not token.is_jwt or facts.bundle.use == "dpop_proof":
        return None
    wanted, seen = facts.bundle.verifier["type"].text, token.header["typ"].text
    complains = facts.says(
        r"\btyp\b|token type|header type|type.{0,20}(?:not (?:allowed|accepted|valid)|invalid|mismatch)|idx10257|josetype|must be jwt|jwt type"
    )
    if wanted:
        if _short(wanted) == _short(seen):
            return None
        evidence = f"the header says typ {quoted(seen) if seen else 'nothing'}, the verifier takes {quoted(wanted)}"
        other_type = facts.says(
            r"content[ -]type|(?:grant|response)[ _]type|token exchange|type exchange|token_type|expected bearer"
        )
        about_it = facts.says(_ABOUT_TYP) or not other_type
        return (
            proves(evidence, weight=86)
            if complains and about_it
            else suggests(evidence, weight=86 if complains else 69)
        )
    if complains and _short(seen) not in {"jwt", ""}:
        # "Token type" alone may be the token_type of an answer, or the kind that a parameter names.
        about_header = facts.says(_ABOUT_TYP)
        return sighted(
            f"the header says typ {quoted(seen)}, and the refusal is about the type", weight=83, sure=about_header
        )
    return None


def _short(name: str) -> str:
    return name.lower().removeprefix("application/")


_WHOLE = any_of(
    "not an integer",
    "must be an? (?:integer|whole)",
    r"is not (?:an )?int\b",
    "invalid_jwt_claim",
    r"cannot (?:unmarshal|deserialize|convert)[^\n]{0,60}(?:int|long)",
    "not a valid (?:integer|long|int)",
    r"(?:int|long)[^\n]{0,20}(?:overflow|expected|parse)",
    "numberformat",
)
"""A time that should be a whole number."""


def _fraction(facts: Facts) -> str:
    """The date of the token that is a number with a fraction or exponent, which RFC 7519 allows; empty where none is."""
    token = facts.token
    if token is None or not facts.claims_of_token:
        return ""
    return next((name for name in ("iat", "nbf", "exp", "auth_time") if isinstance(token.claims[name].raw, float)), "")


_SAME_VALUE = r"expect\w*(?: \w+){0,2}:?\s*(?P<one>\[[^\[\]\n]{2,400}\]|'[^'\n]{2,300}'|\"[^\"\n]{2,300}\"|[^\s'\"\[,;]{3,300}?)[,;.]?\s*(?:but )?(?:\w+ )?(?:got|received|found|was|actual|is)(?: \w+)?:?\s*(?P=one)(?=[\s'\"\]),.;]|$)"


def _contradicts_itself(facts: Facts) -> str:
    """What a refusal names as expected and as found in the same letters; empty where it names two things."""
    found = facts.complaint.find(_SAME_VALUE)
    return found.group("one") if found is not None else ""


_CLAIM = r"['\"`(]{0,2}(exp|iat|iss|sub|aud|jti)\b['\"`)]{0,2}"
_MISSING = any_of(
    rf"(?:missing|lacks?|no|without) (?:an? |the )?(?:required |mandatory )?(?:claim:? )?{_CLAIM}(?: claim)?(?=\s*(?:$|[\n.,;:!]|in the token))",
    rf"{_CLAIM}(?: claim)? (?:is |was )?(?:missing|required|not present|absent|must be present)",
)


def _said_to_be_missing(facts: Facts) -> str:
    """The claim that the refusal misses and a token of good signature has; empty where it misses none that is there."""
    token, found = facts.token, facts.complaint.find(_MISSING)
    if token is None or found is None or facts.laboratory.outcome != "passed":
        return ""
    name = next(group for group in found.groups() if group)
    return name if token.claims[name].raw not in (None, "", [], [""]) else ""


_ACCEPTED_BY_ANOTHER = (
    r"(?:jwt\.io|another|other|second|older|previous|same token|same inputs|openssl|curl|jose|nimbus|pyjwt|downgrad\w+)\b.{0,80}"
    r"\b(?:(?<!not )accept\w*|verif(?:ies|ied)|(?<!not )valid|passe?[sd]?|works|ok)\b"
)
"""A log tells of another verifier, or another version, that takes the token."""
_ACCEPTED_ELSEWHERE = any_of(
    SINCE_UPGRADE,
    "regression",
    "(?:older|earlier|previous) version",
    r"(?:passes|works|worked|valid|verified|verifies|fine) (?:with|in|on) (?:version )?(?:v?\d|jwt\.io)",
    r"not (?:present|seen|broken) in (?:version )?v?\d",
    r"jwt\.io[^\n.]{0,40}(?<!not )\b(?:valid|verif|accept)",
)
"""A person tells of one."""


def _bug(facts: Facts) -> Sighting | None:
    token = facts.token
    same = _contradicts_itself(facts)
    if same:
        return suggests(f"the refusal expects {quoted(same.strip())} and names the same as what it got", weight=86)
    fraction = _fraction(facts)
    if fraction and (facts.says(_WHOLE) or facts.logged(_WHOLE)):
        return suggests(
            f"{fraction} is a number with a fraction or exponent: RFC 7519 section 2 allows it, and the receiver does not",
            weight=84,
        )
    present = _said_to_be_missing(facts)
    if present:
        return suggests(f"the refusal says that {present} is not there, and the token has it", weight=74)
    other = facts.logged(_ACCEPTED_BY_ANOTHER)
    upgrade = facts.logged(r"(?:upgrad|updat|bump)\w*.{0,60}\d+\.\d+|works with \S*\d+\.\d+|regression|since version")
    if other and token is not None:
        return suggests(f"the log says: {line_shown(other[1])}", weight=80)
    if upgrade and token is not None and facts.laboratory.outcome == "passed":
        return suggests(f"the log says: {line_shown(upgrade[1])}", weight=68)
    if facts.says(_ACCEPTED_ELSEWHERE) and token is not None and facts.laboratory.outcome == "passed":
        return suggests(
            "the report says that it began with an upgrade, or that another verifier accepts the token", weight=68
        )
    since = facts.says(
        rf"{SINCE_UPGRADE}|works? (?:with|in|on) v?\d|(?<![\d.])\d{{1,6}}\.\d{{1,6}}\S{{0,40}} (?:accepts|works)"
    )
    if token is None and since and facts.says(r"signature|jwt|token") and not facts.oauth.errors:
        return suggests("the report says that it began with an upgrade", weight=62)
    passed = token is not None and facts.laboratory.outcome == "passed" and facts.observed != "accepted"
    if passed and facts.says(
        r"signature|invalid|malformed|verif|decode|reject|unauthorized|denied|\b(?:valid|match|claim|required|missing)\b"
    ):
        return allows("the token passes every check that can be made with this evidence", weight=30)
    return None


CAUSES = (
    Cause("jwt.sub_not_string", Who.ISSUER, "The claim sub is not a string, and the receiver insists on one",
          ("Write str(sub) at the issuer (RFC 7519 section 4.1.2).", 'As a stop-gap: options={"verify_sub": False}'),
          "Decode the payload and look at sub.", _subject,
          explains_away=("jwt.verifier_bug", "jwt.wrong_secret")),
    Cause("jwt.crit_not_understood", Who.RECEIVER, "The token declares a header extension critical that the receiver does not know",
          ("Take crit out of the header, or declare the extension in the verifier.",),
          "Decode the header and look for crit.", _crit,
          explains_away=("jwt.verifier_bug",)),
    Cause("jwt.typ_not_accepted", Who.RECEIVER, "The receiver does not take this type of token",
          ("Allow the type in the verifier (RFC 9068 wants at+jwt for access tokens).",),
          "Compare the header's typ with the verifier's setting.", _type,
          explains_away=("jwt.verifier_bug",)),
    Cause("jwt.verifier_bug", Who.LIBRARY, "The verifier itself is wrong: the token is sound by these inputs",
          ("Upgrade the library, or pin the last version that works.", "Report it with the token's header and the key's kind."),
          "Verify the same token with the same key in another library.", _bug),
)  # fmt: skip
