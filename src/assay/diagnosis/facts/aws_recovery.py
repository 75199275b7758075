"""Refusals that belong to a dance: AWS said what it wants, and the program went on with that by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_handed_out import handed_out
from assay.diagnosis.facts.aws_hosts import METADATA_HOST, regions_in
from assay.diagnosis.facts.aws_request import XML_CODE, AwsRequest, aws_request
from assay.diagnosis.facts.aws_wordings import CODE_IN_TEXT

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts
    from assay.diagnosis.facts.http import Exchange

_SOUNDS_WELL = (
    r"\b(?:but|though|although|yet|still|then|afterwards?|after that)\b[^\n]{0,80}"
    r"\b(?:complete[ds]?|succeed\w*|works?|fine|ok|passe[sd]|finishe[sd]|normal(?:ly)?|as usual|goes (?:on|through)|went (?:on|through))\b"
)
_LATER = r"later|again|second|retr|minute|re-?run"
_NEXT_SESSION = r"\bassumed role\b|(?:credentials|session|token)\b[^\n]{0,30}\b(?:refreshed|renewed)|(?:refreshed|renewed|new) (?:\w+ )?(?:credentials|session)"
_ONCE = r"(?i)\b(?:once|a single time|one time)\b(?! (?:again|more|you|i|we|the)\b)"
_WHY = r"(?i)\b(?:why|how (?:can|do|to)|what (?:is|am|are|causes))\b"
_AT_ONCE = 15
_TOLERATED = 300
"""Seconds by which AWS lets a caller's clock be off."""
_WARNING = r"(?i)\W*(?:\S+ ){0,3}(?:warn(?:ing)?|info|debug|notice)\b"
_PASSING_BY = frozenset(
    [
        "IDPCommunicationError",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    ]
)
"""What AWS and its SDKs count among the faults that a repeated call cures."""


def has_recovered(facts: Facts) -> bool:
    """Whether every refusal was answered by the program itself, and what it wanted was granted in the end.

    The metadata service asks for its token; S3 names the region of a bucket; a call is repeated, and the person says that
    all went well.
    """
    exchanges = facts.exchanges
    refusals = [(place, exchange) for place, exchange in enumerate(exchanges) if exchange.refused]
    if not refusals or not exchanges[-1].succeeded:
        return False
    return all(any(_answers(facts, later, refused) for later in exchanges[place + 1 :]) for place, refused in refusals)


def _answers(facts: Facts, later: Exchange, refused: Exchange) -> bool:
    if not later.succeeded or _seconds_between(refused, later) > _AT_ONCE:
        return False
    if later.request.host == refused.request.host == METADATA_HOST:
        return True
    one, two = aws_request(refused), aws_request(later)
    if one is None or two is None:
        return False
    same = refused.request.method == later.request.method and refused.request.body == later.request.body
    if one.key_id != two.key_id:
        return _went_on_with_the_next_session(facts, one, two, repeated=same)
    if same and one.region and two.region != one.region:
        told = (refused.response.header("x-amz-bucket-region") or "", *regions_in(refused.response.body[:4_000]))
        return two.region in told and refused.request.parts.path == later.request.parts.path
    if not (same and refused.request.url == later.request.url):
        return False
    if _passing_by(facts, refused) or _set_its_clock(facts, one, two):
        return True
    return facts.says(_SOUNDS_WELL) and not facts.says(_LATER)


def _seconds_between(refused: Exchange, later: Exchange) -> float:
    """By the clock of AWS, where both answers tell it: the caller's may have been set right in between."""
    if refused.response.date is not None and later.response.date is not None:
        return later.response.date - refused.response.date
    return later.at - refused.at if later.at is not None and refused.at is not None else 0.0


def _went_on_with_the_next_session(facts: Facts, one: AwsRequest, two: AwsRequest, *, repeated: bool) -> bool:
    """Whether an expired session was replaced by one that was handed out then, and no code is complained of.

    Who `repeated` the very call with the next key, and asks no more than whether that is right, shows it as well.
    """
    asks = facts.symptom.rstrip().endswith("?") or facts.complaint.unhindered or re.search(_ONCE, facts.symptom)
    if not facts.aws.said_expired or (CODE_IN_TEXT.search(facts.symptom) and not asks) or one.host != two.host:
        return False
    if asks and (facts.logged(_NEXT_SESSION) is not None or (repeated and not re.search(_WHY, facts.symptom))):
        return True
    between = facts.exchanges[facts.exchanges.index(one.exchange) + 1 : facts.exchanges.index(two.exchange)]
    return any(source.key_id == two.key_id for exchange in between for source in handed_out(exchange))


def _set_its_clock(facts: Facts, one: AwsRequest, two: AwsRequest) -> bool:
    """Whether the program took over the time of AWS: refused with its own, granted with that, and told as a warning at most."""
    clock, signed, again = one.exchange.response.date, one.signed_at, two.signed_at
    if clock is None or signed is None or again is None or not _only_warned(facts):
        return False
    return abs(clock - signed) > _TOLERATED >= abs((two.exchange.response.date or clock) - again)


def _only_warned(facts: Facts) -> bool:
    symptom = facts.symptom
    return not symptom or facts.complaint.unhindered or re.match(_WARNING, symptom) is not None or symptom.endswith("?")


def _passing_by(facts: Facts, refused: Exchange) -> bool:
    """Whether AWS said by its code that the call should be repeated, and no other code is complained of."""
    codes = set(XML_CODE.findall(refused.response.body[:4_000]))
    codes |= set(re.findall(r'"(?:__type|code|Code)"\s*:\s*"(?:[^"]*#)?(\w+)"', refused.response.body[:4_000]))
    return bool(codes) and codes <= _PASSING_BY and not set(CODE_IN_TEXT.findall(facts.symptom)) - codes
