"""The clock of the machine that signs, against the clock of AWS."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, sighted, suggests
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import parse_instant, show_span
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.facts.told_clocks import told_clocks
from assay.diagnosis.pattern import any_of

TOLERATED = 290
ALWAYS_TOO_MUCH = 890
BOTH_TIMES = "the error holds both times"
_TIME_CODES = ("requesttimetooskewed", "signatureexpired", "requestexpired", "invalidsignatureexception")
_EXPIRED = re.compile(
    r"Signature (expired|not yet current): (\d{8}T\d{6}Z) is (?:now earlier|still later) than (\d{8}T\d{6}Z)(?: \((\d{8}T\d{6}Z) [-+] (\d+) ?min)?",
    re.IGNORECASE,
)
_BOTH = re.compile(r"<RequestTime>([^<]+)</RequestTime>.*?<ServerTime>([^<]+)</ServerTime>", re.DOTALL)


def _ahead(facts: Facts) -> tuple[float, str] | None:
    """Seconds by which AWS's clock is ahead of the signer's, and what shows it."""
    failing = facts.aws.failing
    body = failing.exchange.response.body[:20_000] if failing is not None else ""
    for text in (body, facts.symptom):
        both = _BOTH.search(text)
        if both:
            signed, server = parse_instant(both.group(1)), parse_instant(both.group(2))
            if signed is not None and server is not None:
                return server - signed, BOTH_TIMES
        match = _EXPIRED.search(text)
        if match:
            signed = parse_instant(match.group(2).upper())
            server = parse_instant((match.group(4) or match.group(3)).upper())
            if signed is not None and server is not None:
                if not match.group(4):
                    server += 900 if match.group(1).lower() == "expired" else -900
                return server - signed, BOTH_TIMES
    if failing is not None and failing.exchange.response.date is not None:
        # A presigned address was signed at another time than it is used: there the time of its use counts, unless it
        # was signed in AWS's future.
        date = failing.exchange.response.date
        early = failing.signed_at is not None and failing.signed_at > date + TOLERATED
        by_use = failing.presigned and not early
        signed = failing.exchange.at if by_use else failing.signed_at or failing.exchange.at
        if signed is not None and failing.exchange.seen_by != "server":
            return (
                date - signed,
                "the Date header of the answer against the time that was signed",
            )
    return None


def whole_hours(seconds: float) -> float:
    """The number of hours when a difference is a whole number of half hours (within 90 s), else 0."""
    halves = round(abs(seconds) / 1_800)
    return halves / 2 if 2 <= halves <= 28 and abs(abs(seconds) - halves * 1_800) <= 90 else 0.0


def _concerned(facts: Facts) -> bool:
    aws = facts.aws
    return aws.said(
        *_TIME_CODES,
        "authfailure",
        "signaturedoesnotmatch",
        "accessdenied",
        "expiredtoken",
        "invalidclienttokenid",
        "unrecognizedclientexception",
    ) or facts.says(r"skew|signature expired|not yet current|not valid yet|clock|request has expired")


def _refuses_the_time(facts: Facts, ahead: float, shown: str) -> bool:
    """Whether it is the time for which AWS refuses: it says so, or it is EC2, which does not say, and more than any service bears."""
    if shown == BOTH_TIMES or facts.aws.said("requesttimetooskewed", "signatureexpired", "requestexpired"):
        return True
    if facts.says(r"skew|signature expired|not yet current|not valid yet|\bclock\b|request has expired"):
        return True
    ends = facts.aws.used.expires if facts.aws.used is not None else None
    lasts = ends is None or facts.now is None or ends > facts.now
    return facts.aws.said("authfailure") and abs(ahead) > ALWAYS_TOO_MUCH and lasts


_TOLD_BOTH = "the machine's time and the Date of an answer are both shown"


def _told_ahead(facts: Facts) -> float | None:
    """Seconds between the machine's time and an answer's, as a log shows both; None where they agree or are not shown."""
    told = told_clocks(facts.bundle)
    if told is None or not _concerned(facts):
        return None
    ahead = told[1] - told[0]
    return ahead if abs(ahead) > TOLERATED else None


def _skew(facts: Facts) -> Sighting | None:
    found = _ahead(facts)
    if found is None:
        told = _told_ahead(facts)
        if told is not None and not whole_hours(told):
            return suggests(f"{_TOLD_BOTH}: they differ by {show_span(told)}", weight=86)
        if facts.aws.said("requesttimetooskewed", "signatureexpired") or facts.says(
            r"signature expired|not yet current|requesttimetooskewed"
        ):
            return suggests("the service says that the time of the request is off", weight=76)
        return None
    ahead, shown = found
    if abs(ahead) < TOLERATED or whole_hours(ahead) or not _concerned(facts):
        return None
    direction = "behind" if ahead > 0 else "ahead of"
    seen = f"the signer's clock is {show_span(ahead)} {direction} AWS's ({shown})"
    return sighted(seen, weight=94, sure=_refuses_the_time(facts, ahead, shown))


_LOCAL_AS_UTC = re.compile(
    any_of(
        # the local time, written with the Z of UTC
        r"DateTime\.Now\.ToString\([^)\n]{0,60}Z",
        r"LocalDateTime\.now\(\)[^;\n]{0,120}Z['\"]",
        r"datetime\.(?:datetime\.)?now\(\)\.(?:strftime|isoformat)\([^)\n]{0,40}(?:Z['\"]|\)\s{0,3}\+\s{0,3}['\"]Z)",
        r"Time\.now\.strftime\([^)\n]{0,40}Z['\"]",
        r"\blocaltime(?:_r)?\b[\s\S]{0,200}%S?Z['\"]",
        r"%SZ['\"][\s\S]{0,200}\blocaltime(?:_r)?\b",
        r"time\.Now\(\)\.Format\([^)\n]{0,40}Z[\"`]",
        r"(?:moment|dayjs)\(\)\.format\([^)\n]{0,40}Z\]?['\"]",
        r"\bdate +[\"']?\+[^\s\"'|;)]{0,40}Z\b",
    )
)
"""How code writes the local time in the form of UTC."""
_OFF = ("requesttimetooskewed", "signatureexpired")


def _told_zone(facts: Facts) -> Sighting | None:
    """Code that signs the local time as UTC, on a machine whose zone is another one, where the time is what AWS refuses."""
    off = facts.aws.said(*_OFF) or facts.says(r"signature expired|not yet current")
    if not off or facts.bundle.timezone in {"UTC", "Etc/UTC", "GMT"}:
        return None
    for name, raw in facts.bundle.files.items():
        written = _LOCAL_AS_UTC.search(raw[:50_000].decode("utf-8", "replace"))
        if written is not None:
            return suggests(f"{name} writes the local time as UTC: {quoted(written.group(0)[:80])}", weight=82)
    return None


def _zone(facts: Facts) -> Sighting | None:
    found = _ahead(facts)
    if found is None:
        told = _told_ahead(facts)
        if told is not None and (hours := whole_hours(told)):
            return suggests(f"{_TOLD_BOTH}: they differ by {hours:g} h", weight=86)
        return _told_zone(facts)
    if not _concerned(facts):
        return None
    hours = whole_hours(found[0])
    if not hours:
        return None
    zone = facts.bundle.timezone
    seen = [f"the signed time differs from AWS's by {hours:g} h ({found[1]})"]
    if zone and zone not in {"UTC", "Etc/UTC"}:
        seen.append(f"the machine's zone is {zone}")
    return sighted(*seen, weight=94, sure=_refuses_the_time(facts, found[0], found[1]))


CAUSES = (
    Cause("aws.clock_timezone_error", Who.CALLER, "The signed time is off by whole hours: local time was signed as UTC",
          ("Set the zone right (timedatectl), or sign UTC: datetime.now(timezone.utc)",),
          "A difference of whole hours is a zone, any other a clock.", _zone,
          explains_away=("aws.clock_skew", "aws.session_expired", "aws.unknown_access_key", "aws.account_inactive", "aws.request_changed_after_signing", "aws.presigned_by_expiring_session")),
    Cause("aws.clock_skew", Who.CALLER, "The clock of the machine that signs is wrong",
          ("Synchronise it: timedatectl set-ntp true, or chronyc makestep (the VM or container host as well).",),
          "Compare the Date header of any answer of AWS with the local clock.", _skew,
          explains_away=("aws.session_expired", "aws.unknown_access_key", "aws.account_inactive", "aws.key_deleted_or_rotated", "aws.request_changed_after_signing", "aws.real_key_to_other_endpoint", "aws.v1_token_in_optin_region", "aws.region_not_enabled", "aws.key_not_yet_propagated")),
)  # fmt: skip
