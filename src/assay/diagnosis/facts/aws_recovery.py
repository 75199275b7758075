"""Refusals that belong to a dance: AWS said what it wants, and the program went on with that by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.diagnosis.facts.aws_hosts import METADATA_HOST, regions_in
from assay.diagnosis.facts.aws_request import aws_request

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts
    from assay.diagnosis.facts.http import Exchange

_SOUNDS_WELL = r"\b(?:but|though|although|yet|still)\b[^\n]{0,80}\b(?:complete[ds]?|succeed\w*|works?|fine|ok|passes|finishe[sd])\b"
_LATER = r"later|again|second|retr|minute|re-?run"
_AT_ONCE = 15


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
    dated = later.at is not None and refused.at is not None
    if not later.succeeded or (dated and (later.at or 0) - (refused.at or 0) > _AT_ONCE):
        return False
    if later.request.host == refused.request.host == METADATA_HOST:
        return True
    one, two = aws_request(refused), aws_request(later)
    if one is None or two is None or one.key_id != two.key_id:
        return False
    same = refused.request.method == later.request.method and refused.request.body == later.request.body
    if same and one.region and two.region != one.region:
        told = (refused.response.header("x-amz-bucket-region") or "", *regions_in(refused.response.body[:4_000]))
        return two.region in told and refused.request.parts.path == later.request.parts.path
    well = facts.says(_SOUNDS_WELL) and not facts.says(_LATER)
    return well and same and refused.request.url == later.request.url
