"""The token's dates are off by whole hours: local time was taken for UTC, or the reverse."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.causes.token_dates import dated, handed_out_at
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant, whole_hours
from assay.diagnosis.facts.living_code import living_code
from assay.diagnosis.facts.told_dates import LATEST

_NAIVE_DATE = r"utcnow\(\)[\s\S]{0,200}?timestamp\(\)|\b(?:iat|exp|nbf|issued\w*)\b[^\n]{0,80}?(?:mktime\(|datetime\.now\(\)|LocalDateTime|strtotime)|(?:mktime\(|datetime\.now\(\)|LocalDateTime|strtotime)[^\n]{0,60}(?:timestamp\(|toEpoch|->getTimestamp)"


def _zone(facts: Facts) -> Sighting | None:
    token = dated(facts)
    made = (token.instant("iat") or token.instant("nbf")) if token else None
    date = facts.failing.response.date if facts.failing else None
    clock = date if date is not None else facts.now
    if token is None or made is None or clock is None or made >= LATEST:
        return None
    ahead = made - clock
    hours = whole_hours(ahead)
    if not hours:
        return None
    seen = f"iat is {show_instant(made)}, {hours:g} h {'ahead of' if ahead > 0 else 'behind'} the real time {show_instant(clock)}"
    if ahead < 0 and any(moment is not None and abs(moment - made) <= 60 for moment, _ in facts.log):
        return None  # something happened at that time: it was made then, and is as old as it says
    code = living_code(facts)
    naive = re.search(_NAIVE_DATE, code)
    if naive:
        return proves(
            seen,
            f"the code uses {naive.group(0)[:20].split('(')[0]}, which takes local time for UTC or the reverse",
            weight=93,
        )
    own_clock = date is not None and facts.server_ahead is not None and abs(facts.server_ahead + ahead) <= 90
    if own_clock and abs(ahead) > 90:
        # The machine's own clock is off by that much, and the token says what the clock said.
        return suggests(seen, "the local clock says the same", weight=60 if hours == int(hours) else 40)
    given = handed_out_at(facts, token)
    ended = token.instant("exp")
    cached = (
        given is not None and ended is not None and abs(ended - given) < 900
    )  # kept to its end, and given out again
    if (
        given is not None
        and not cached
        and (off := whole_hours(made - given))
        and abs(abs(made - given) - abs(off) * 3_600) <= 60
    ):
        told = f"it was handed out at {show_instant(given)}, {abs(off):g} h {'before' if made > given else 'after'} its iat"
        return proves(seen, told, weight=91)
    if ahead > 0:
        if facts.says(r"(?<!not )expired\b") or token.instant("iat") is None:
            return suggests(seen, weight=76)  # what is said does not follow from it, or nbf was set on purpose
        return proves(seen, weight=90) if hours == int(hours) or hours > 3 else suggests(seen, weight=74)
    expires = token.instant("exp")
    if expires is not None and expires > clock:
        return None  # it is simply as old as it says, and still valid
    young = facts.failing is not None and (facts.server_ahead is None or abs(facts.server_ahead) < 120)
    exact = abs(abs(ahead) - hours * 3_600) <= 10
    short = token.lifetime is not None and token.lifetime <= 3_600
    return suggests(seen, weight=76 if exact and short and young else 40)


CAUSES = (
    Cause("jwt.timezone_offset_in_claims", Who.CALLER, "The token's dates are off by whole hours: a time zone was mixed up",
          ("Use aware UTC times: datetime.now(timezone.utc), never utcnow().timestamp().",),
          "Subtract the real time from iat: whole hours are a zone, other differences a clock.", _zone,
          explains_away=("jwt.clock_skew_not_yet_valid", "jwt.client_clock_ahead", "jwt.expired_not_refreshed",
                         "oauth.assertion_clock_skew", "jwt.lifetime_over_server_maximum", "oauth.assertion_reused_expired")),
)  # fmt: skip
