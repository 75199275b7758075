"""What S3 tells of a presigned URL that was used after its own X-Amz-Expires."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.instants import parse_instant

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_TIMES = r"<(X-Amz-Expires|Expires|ServerTime)>([^<]{1,40})<"


def url_over(facts: Facts) -> float | None:
    """By how many seconds S3 says that the URL was over when it was used; None where it does not say so."""
    if not facts.says("x-amz-expires"):
        return None
    bodies = (one.response.body[:4_000] for one in facts.exchanges if one.refused)
    for text in (facts.symptom[:8_000], *bodies):
        told = dict(re.findall(_TIMES, text))
        ended, used = parse_instant(told.get("Expires", "")), parse_instant(told.get("ServerTime", ""))
        if "X-Amz-Expires" in told and ended is not None and used is not None and ended < used:
            return used - ended
    return None
