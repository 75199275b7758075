"""A session that has expired: the general cause, behind all that say why nobody fetched the next one."""

from __future__ import annotations

from assay.diagnosis.causes.cause import Cause, Sighting, Who, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant, show_span


def _expired(facts: Facts) -> Sighting | None:
    aws = facts.aws
    now = facts.now
    used = aws.used
    ends = used.expires if used is not None else None
    if ends is None and aws.is_session:
        ends = next(
            (
                source.expires
                for source in aws.sources
                if (source.key_id or "").strip() == aws.key_id.strip() and source.expires
            ),
            None,
        )
    past = ends is not None and now is not None and ends < now
    if aws.said("requestexpired") and not aws.is_session and not past:
        return None
    if past and (aws.said_expired or (aws.said("authfailure") and aws.is_session)):
        seen = f"the session ended {show_span((now or 0) - (ends or 0))} before: {show_instant(ends or 0)}"
        # It may be the issuer's token that has ended, or the session was still good when it was refused.
        at = aws.failing.exchange.at if aws.failing is not None else None
        other = facts.says(r"web ?identity|saml") or (at is not None and at < (ends or 0))
        return sighted(seen, weight=86, sure=not other)
    if aws.said_expired and not aws.is_permanent:
        return suggests("the service says that the session has expired", weight=70)
    if past and aws.is_session and facts.observed == "refused" and aws.said_invalid:
        return suggests(f"the session ended {show_span((now or 0) - (ends or 0))} before", weight=62)
    return None


CAUSES = (
    Cause("aws.session_expired", Who.CALLER, "The session has expired",
          ("Fetch a new session (aws sts assume-role, aws sso login).",),
          "Look at the session's expiration.", _expired,
          explains_away=("aws.unknown_access_key",)),
)  # fmt: skip
