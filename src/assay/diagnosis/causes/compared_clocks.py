"""The receiver compares the token's dates, which are in seconds, with a clock of milliseconds."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, proves, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant, show_span
from assay.diagnosis.facts.living_code import living_code
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.told_dates import EARLIEST, EXPIRED, LATEST, seconds_told_beside_milliseconds
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import Pattern, any_of

_EXP = r"[\w.\[\]'\"!?]{0,60}\bexp['\"\])!]{0,4}"
_MILLISECONDS = Pattern(
    any_of(
        # one compared with the other
        r"(?:Date\.now\(\)|getTime\(\)|currentTimeMillis\(\)|UnixMilli\(\)|new Date\(\))\s*[<>]=?\s*[\w.\[\]'\"]*\bexp(?:ir\w*|\b)",
        r"\bexp(?:ir\w*)?['\"\])]*\s*[<>]=?\s*(?:Date\.now\(\)|new Date\(\)|System\.currentTimeMillis\(\)|\w+\.getTime\(\))",
        r"\bnow\w*\s*=\s*(?:System\.currentTimeMillis\(\)|Date\.now\(\)|(?:new Date\(\))?\.getTime\(\));[^/]{0,200}?(?:\bnow\w*\s*>=?\s*[\w.]*\bexp|\bexp\w*\s*<=?\s*now)",
        # seconds taken for milliseconds: JavaScript and Java, Java and Kotlin, C#, Go, Dart, Python and Swift
        r"new Date\([\w.]*\bexp\)",
        rf"(?<!\w)Date\({_EXP}\)\s*\.(?:before|after|compareTo)",
        rf"(?:ofEpochMilli|FromUnixTimeMilliseconds|UnixMilli|fromMillisecondsSinceEpoch|moment|dayjs)\({_EXP}\)",
        rf"(?:fromtimestamp|timeIntervalSince1970:|Time\.at)\(?\s?{_EXP}\s*/\s*1_?000\b",
    )
)


def _expects_milliseconds(facts: Facts) -> Sighting | None:
    token = facts.token if facts.claims_of_token else None
    expires = token.instant("exp") if token else None
    told = seconds_told_beside_milliseconds(facts) if token is None else ""
    if told:
        return suggests(f"the refusal compares {quoted(told)}: seconds with milliseconds", weight=84)
    if token is None and facts.says(r"expired|session (?:ended|timed out)|signed out|logged out|\blogs? \w+ out"):
        texts = (facts.symptom[:4_000], *(raw.decode("utf-8", "replace") for raw in facts.bundle.files.values()))
        found = _MILLISECONDS.search("\n".join(texts))
        return (
            suggests(f"the code compares milliseconds with seconds: {found.group(0)!r}", weight=82) if found else None
        )
    if expires is None or facts.now is None or not EARLIEST <= expires < LATEST or expires <= facts.now + 5:
        return None
    code = living_code(facts)
    code += "\n".join(value for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str))
    found = _MILLISECONDS.search(code)
    if not found and not facts.says(
        r"(?<!not )(?<!not been )(?<!has not )(?<!or )\bexpired\b(?! or )|session (?:ended|timed out)|signed out|logged out"
    ):
        return None
    ahead_by = f"exp is {show_instant(expires)}, {show_span(expires - facts.now)} ahead"
    if found:
        seen = (ahead_by, f"the code compares milliseconds with seconds: {found.group(0)!r}")
        about_it = facts.says(
            EXPIRED
            + r"|\b401\b|unauthori[sz]ed|logged out|signed out|log(?:s|ged)? me out|session|\bfalse\b|back to (?:the )?\W?(?:log|sign)-?in"
        ) or (not facts.complaint.text)
        if about_it and not facts.complaint.text and facts.observed != "refused":
            return suggests(*seen, weight=74)
        if facts.says(r"token (?:was |is )?(?:not found|missing|not provided|absent)|no (?:\w+ )?token\b"):
            return allows(*seen, weight=45)  # a token that never came was not compared with any clock
        if not about_it:
            return allows(*seen, weight=45)
        # Names like expiresAt often hold milliseconds, and a bare 401 may come from another program than this code.
        of_token = re.search(r"\bexp\b", found.group(0)) is not None
        answers = re.search(r"401|unauthori", code[found.start() : found.end() + 300], re.IGNORECASE)
        spoken = facts.says(rf"{EXPIRED}|logged out|signed out|log(?:s|ged)? me out|session|\bfalse\b|back to")
        sure = of_token and (answers or spoken or not facts.complaint.text)
        return proves(*seen, weight=91) if sure else suggests(*seen, weight=88)
    ahead = facts.server_ahead or 0.0
    if ahead > expires - facts.now - 5 or _refused_for_rights(facts):
        return None
    return suggests(f"{ahead_by}, and the receiver says that it has expired", weight=70)


def _refused_for_rights(facts: Facts) -> bool:
    """Whether the receiver itself answers that the token's rights do not suffice, whatever its client makes of that."""
    response = facts.failing.response if facts.failing is not None else None
    said = " ".join(response.all("www-authenticate")) + response.body[:2_000] if response is not None else ""
    return "insufficient_scope" in said


CAUSES = (
    Cause("jwt.verifier_expects_milliseconds", Who.RECEIVER, "The receiver compares exp, which is in seconds, with milliseconds",
          ("Compare seconds with seconds: exp > Math.floor(Date.now() / 1000)",),
          "Look at the line of the receiver that compares exp.", _expects_milliseconds,
          explains_away=("jwt.verifier_bug",)),
)  # fmt: skip
