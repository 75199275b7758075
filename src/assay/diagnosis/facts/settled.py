"""Refusals that the teller himself calls settled: meant, over, denied, a small share of all, or a document's words.

What is set aside here complains of nothing; what is left of the text is read as a complaint.
"""

from __future__ import annotations

import re
from typing import Literal

from assay.record import Record

# Texts, compiled when there is something to search. A sentence ends at a line's end, or at a mark with a blank behind it.
_SENTENCE = r"[^\n]+?(?:[.!?;](?=\s)|$|(?=\n))"
# Errors by name: that there is none of those says more than that somebody saw no error.
_NAMED = (
    r"['\"\u201c`]?(?:[45]\d\ds?\b|(?:invalid|insufficient|expired|unauthori[sz]ed|access|use_dpop)[_ ]\w+"
    r"|(?:Invalid|Expired|Unrecogni[sz]ed|Incomplete|Unauthori[sz]ed|AccessDenied)\w*|\w+(?:Error|Exception|Failure|Failed|Denied|Invalid\w*|Mismatch|DoesNotMatch|Expired|Skewed)\b)['\"\u201d`]?"
)
_DENIAL = r"\b(?:has |have |had |with |there (?:is|are|was|were|have been|has been) )?(?:no|zero|0|not (?:a|one)(?: single)?|not any|never (?:an?|any)|without(?: any| an?)?) (?:more |further |new |such |other )?"
_DENIED_BY_NAME = rf"(?i:{_DENIAL}){_NAMED}"
_DENIED = (
    r"(?i)\bno errors?\b(?: so far)?|\bnothing (?:has )?failed(?: so far| yet)?\b(?! on| with| when| for| to| in)"
    r"|\b(?:nearly|almost|about to|soon(?: to)?|not yet)[ -](?:be )?expir(?:ed?|es|ing)\b|\bexpir(?:es|ing) soon\b"
    rf"|{_DENIAL}(?:\w+ ){{0,2}}(?:errors?|failures?|refusals?|rejections?|exceptions?|problems?|issues?|trouble|complaints?|alarms?)\b"
)
_BUT = r"(?i)\b(?:but|however|yet|still|again|although|though|except|never|nevertheless|suddenly)\b|n't\b"
# The refusal was wanted: it is said outright, the status is the expected one, or a test of refusals passes.
_MEANT = (
    r"(?i)(?<!\bnot )(?<!\bsame )(?<!n't )\b(?:(?:just |exactly |quite )?(?:as|like) (?:(?:was|were|is|are|it is|it was) )?"
    r"(?:intended|expected|designed|planned|required|specified|(?:it|they|he|she) (?:should|must|has to|have to)(?: be)?)(?=\s*(?:$|[,.;:)!]|and\b|now\b|too\b))"
    r"|by design\b|on purpose\b|intentional(?:ly)?\b|deliberate(?:ly)?\b)"
    r"|\b(?:must|should|has to|have to|had to) (?:fail|be (?:refused|rejected|denied|blocked))\b[^.\n]{0,60}\band (?:it |they |that |so it |so )?(?:does|do|is|are|was|were|did|has)\b"
    r"|\btest\w*(?:refus|reject|den[yi]|invalid|expired|unauthor|fail|forbid)\w*[^\n]{0,24}\b(?:pass(?:ed|es)?|ok|green)\b"
)
_WANTED_STATUS = r"(?i)\b(?:expect(?:ed|s|ing)?|wants?|wanted|must (?:get|be|return|give)|should (?:get|be|return|give))\W{0,3}(?:(?:an?|http|status|code|the) ){0,3}([45]\d\d)\b"
_STATUS = r"(?<![\w.:,/-])([1-5]\d\d)\b(?! ?m?s\b)"
# An alert that says of itself that it ended, and what nobody uses any more.
_OVER = (
    r"(?i)\[(?:resolved|recovered|ok|closed|cleared)\]"
    r"|\b(?:alerts?|alarms?|alertmanager|incidents?|monitor\w*|pagerduty|opsgenie|sentry|datadog|grafana|nagios|prometheus|cloudwatch|uptime\w*)\b[^\n]{0,160}"
    r"(?:\b(?:auto-?)?(?:resolved|recovered|cleared|closed)\b(?! \[)|\bback to normal\b|\bno longer (?:firing|active)\b|\bstopped firing\b|\bgreen again\b|-> ?ok\b)"
    r"|\b(?:none|no longer|not)(?: of (?:them|these))?(?: is| are)? (?:used|in use)\b|\bunused\b"
)
_STANDS = r"(?i)\b(?:not|never|un|isn't|wasn't|re-?opened|regressed|triggered|firing)(?: yet| been| be)?[ -]?(?:resolved|recovered|cleared|closed)?\b"
_SHARE_OF = r"(?<![\d.,])(\d[\d.,' ]*\d|\d)(?: ?(?:k|m|thousand|million))?(?: of| out of| in|/) ?(?:all |the )?(\d[\d.,' ]*\d|\d)\b"
_PERCENT = r"(\d+(?:[.,]\d+)?) ?(?:%|per ?cent\b)"
_REQUESTS = (
    r"(?i)\b(?:requests?|calls?|refresh(?:es)?|log-?ins?|sign-?ins?|attempts?|traffic|invocations|budget|logons?)\b"
)
_ASTIR = (
    r"(?i)\bup from\b|\b(?:rise|rising|rose|climb|grow|jump|spik|doubl|more than|increas|instead of|signature|verif)\w*"
)
SMALL_SHARE = 0.02
"""A share of all requests that is refused in any service that strangers, bots and sleeping tabs call."""
_DOCUMENT = (
    r"(?i)\b(?:docs?|documentation|manual|guide|readme|change ?log|release notes?|rfc ?\d*|spec(?:ification)?|wiki|tutorial|standard)\b[^\n'\"\u201c\u2018]{0,40}"
    r"(?:'[^\n]{3,300}?'(?!\w)|\"[^\"\n]{3,300}\"|[\u201c\u2018][^\n]{3,300}?[\u201d\u2019])"
    r"|\A\W*(?:feature request|enhancement|proposal|suggestion)\b[^\n]*"
)


class Told(Record):
    """`text` is what is left to complain of. `settled` is how the rest was told off: meant, or over; empty for neither."""

    text: str
    settled: Literal["", "meant", "over"] = ""


def without_settled(symptom: str, *, alone: bool) -> Told:
    """A symptom without what it calls settled. `alone` says that no credential and no refusal is shown beside it.

    A share of all requests is settled only then: what is shown is one of those that were refused.
    """
    settled: set[str] = set()
    text = re.sub(_DOCUMENT, " ", symptom)

    def kept(found: re.Match[str]) -> str:
        told = _told_off(found.group(0), alone=alone)
        settled.add(told)
        return " " if told else found.group(0)

    text = re.sub(_SENTENCE, kept, text)
    denied = re.sub(_DENIED_BY_NAME, " ", text)
    if denied != text and not settled & {"meant", "over"} and alone and not re.search(_BUT, symptom):
        settled.add("over")
    text = re.sub(_DENIED, " ", denied)
    return Told(text, "meant" if "meant" in settled else "over" if "over" in settled else "")


def _told_off(sentence: str, *, alone: bool) -> Literal["", "meant", "over"]:
    """How one sentence tells a refusal off; empty where it does not, asks, or goes on to complain."""
    if sentence.rstrip().endswith("?"):
        return ""
    meant = re.search(_MEANT, sentence)
    if (meant is not None and not re.search(_BUT, sentence[meant.end() :])) or _wanted(sentence):
        return "meant"
    over = re.search(_OVER, sentence)
    if over is not None and not re.search(_STANDS, sentence) and not re.search(_BUT, sentence[over.end() :]):
        return "over"
    return "over" if alone and _is_small_share(sentence) else ""


def _wanted(sentence: str) -> bool:
    """Whether the status that was expected is the only one that was seen."""
    wanted = re.search(_WANTED_STATUS, sentence)
    seen = re.findall(_STATUS, sentence) if wanted is not None else []
    return wanted is not None and len(seen) > 1 and set(seen) == {wanted.group(1)}


def _is_small_share(sentence: str) -> bool:
    if not re.search(_REQUESTS, sentence) or re.search(_ASTIR, sentence) or re.search(_BUT, sentence):
        return False
    shares = [_number(part) / 100 for part in re.findall(_PERCENT, sentence)]
    for few, all_of_them in re.findall(_SHARE_OF, sentence):
        whole = _number(re.sub(r"[.,' ](?=\d{3}\b)", "", all_of_them))
        if whole >= 100:
            shares.append(_number(re.sub(r"[.,' ](?=\d{3}\b)", "", few)) / whole)
    return bool(shares) and all(share < SMALL_SHARE for share in shares)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").replace(" ", "").replace("'", ""))
    except ValueError:
        return float("inf")
