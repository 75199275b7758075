"""A session that is kept after its end: the next one is there and not taken, or it ended long ago."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_handed_out import key_ids_handed_out
from assay.diagnosis.facts.aws_hosts import OPT_IN_REGIONS
from assay.diagnosis.facts.aws_request import aws_request
from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.ini_file import same_place
from assay.diagnosis.facts.instants import listed_date, parse_instant, show_instant, show_span
from assay.diagnosis.facts.quoting import line_shown, quoted
from assay.diagnosis.pattern import any_of
from assay.record import Record

DAY = 86_400
_ENDS = r"Expiration[\"']?(?: is| ?[:=])? ?[\"']?(\d[\w:.+-]{9,40})"
"""How a log tells the end of a session that was handed out."""
_TOLD_END = re.compile(_ENDS, re.IGNORECASE)
_SESSION_ID = re.compile(r"\bASIA[A-Z0-9]{12,17}\b")
_HANDED_OUT = re.compile(r"refresh|renew|rotat|-> ?200|new (?:session|credentials)|fetched|updated", re.IGNORECASE)
_PROVIDER = re.compile(
    rf"{_HANDED_OUT.pattern}|{_ENDS}|-> ?\W?(?:AccessKeyId|ASIA)|metadata|imds|169\.254\.|sessiontoken|\b(?:load|obtain|receiv|got|read|stor|sav|issu)(?:ed|d|en)?\b|\b(?:cat|curl|wget|printenv|env)\b",
    re.IGNORECASE,
)
"""What a log says of where a session comes from: that is no use of it."""
_NAMED_IN_USE = re.compile(
    r"\b(?:credentials?|(?:aws_?)?access[_ -]?key(?:[_ -]?id)?|key[_ -]?id|key|identity|as|by|session)\W{1,4}(ASIA[A-Z0-9]{12,17})\b",
    re.IGNORECASE,
)
MAX_LINES_BELOW = 6
_MEMBER = re.compile(r"^\W{0,12}[A-Za-z]{2,30}[\"']?\s{0,4}[:=]\s")
_ASSUMED = r"assume-?_?role|assumed-role|role_arn"
_HOLDS_ON = any_of(
    r"restart\w*[^\n]{0,60}(?:help|fix|solve|works?\b|cure|fine)",
    r"(?:help|fix|solve|works?\b|fine)[^\n]{0,40}restart",
    # what was started later has the new session
    r"on the same (?:host|machine|server|box|pod)[^\n]{0,40}works",
    # it ran for long
    "long[- ]running",
    "days? (?:later|after)",
    r"(?:worked|ran|runs?) (?:\w+ )?(?:for|about) [^\n]{0,20}(?:hours?|days?|weeks?|month)",
)
"""What is told of a program that keeps what it read when it began."""
_FIXED_VALUES = re.compile(
    any_of(
        # classes that hold fixed values
        r"\bAWSStaticCredentialsProvider\b",
        r"\bStaticCredentialsProvider\b",
        r"\bNewStaticCredentials\w*",
        r"\bBasicSessionCredentials\b",
        r"\bAwsSessionCredentials\.create\b",
        r"\bSessionAWSCredentials\b",
        # arguments that hand them on
        r"aws_session_token\s*=\s*\w*cred\w*[\[.]",
        r"sessionToken\s*[:=]\s*\w*[cC]red\w*[\[.]",
        r"Aws::Credentials\.new\b",
        r"\bnew AWS\.Credentials\(",
    )
)
"""How code hands a session's values to a client, in place of a provider that would fetch the next one."""
_DATED_FILE = any_of(
    "credentials.{0,60}(?:modified|written|mtime|last changed)",
    r"-[rwx-]{9}.{0,80}\S",
    r"(?:modify|change|mtime|modified)\w*[: ]+\d{4}-\d\d-\d\d",
    r"\d{4}-\d\d-\d\d[^/~]{0,40}[/~]\S*(?:aws|credential|env)\S*\s*$",
)
"""When a file of credentials was written, as logs and listings of folders tell it."""


_DATED_COMMENT = re.compile(r"(?m)^[ \t]*(?:[#;]|//)[^\n]{0,120}?\b(\d{4}-\d\d-\d\d)\b")
_BEGINS_DATED = re.compile(r"[\[(]?(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\dZ?)?)")
_MAKES_SESSION = re.compile(
    r"assume-?_?role|get-?session-?token|session token|temporary credentials|sso login|saml2aws|aws-vault|aws_session_token|(?:wrote|written|saved|stored|exported|pasted|copied)[^\n]{0,60}(?:session|credentials)",
    re.IGNORECASE,
)
"""What a log tells of the making of a session."""


class _Fresh(Record):
    key_id: str
    where: str
    undated: bool = False
    line: int | None = None  # of the log, where no end of the session is told
    since: float | None = None  # epoch seconds at which it came, where that is told


def _fresher(facts: Facts, sent: str) -> _Fresh | None:
    """A newer session than the one that was sent, in a file, an answer or the log."""
    now = facts.now or 0.0
    named = facts.bundle.environment.get("AWS_SHARED_CREDENTIALS_FILE", "")
    for source in facts.aws.sources:
        other = (source.key_id or "").strip()
        here = source.kind == "profile" and named and same_place(source.place.rpartition(" of ")[2], named)
        if here and other.startswith("ASIA") and other != sent and source.expires is None and _same_use(facts, source):
            return _Fresh(other, f"{source.place}, which the program reads, holds {quoted(other)}", undated=True)
    for source in facts.aws.sources:
        other = (source.key_id or "").strip()
        if (
            other.startswith("ASIA")
            and other != sent
            and source.expires is not None
            and source.expires > now
            and source.kind != "environment"
            and _same_use(facts, source)
        ):
            return _Fresh(other, f"{source.place} holds {quoted(other)}, good until {show_instant(source.expires)}")
    for number, (moment, line) in enumerate(facts.log):
        for other in _SESSION_ID.findall(line):
            ends = _TOLD_END.search(line) or _end_below(facts, number)
            if other != sent and (ends or _HANDED_OUT.search(line)):
                until = parse_instant(ends.group(1)) if ends else None
                if until is None or until > now:
                    when = f" of {show_instant(moment)}" if moment else ""
                    # A log that names neither the old session nor its program may be another's.
                    same = any(sent in text for _, text in facts.log)
                    told = number if until is None else None
                    return _Fresh(
                        other, f"the log{when} names {quoted(other)}", undated=not same, line=told, since=moment
                    )
    for exchange in facts.exchanges:
        for other in key_ids_handed_out(exchange.response.json) if exchange.succeeded else ():
            if other.startswith("ASIA") and other != sent:
                ended = any(one.key_id == other and (one.expires or now) < now for one in facts.aws.handed_out)
                return _Fresh(other, f"an answer handed out {quoted(other)}", undated=ended, since=exchange.at)
    known = {(source.key_id or "").strip() for source in facts.aws.sources}
    if sent not in known and not facts.narrates(_ASSUMED):
        for source in facts.aws.sources:
            other = (source.key_id or "").strip()
            dated = source.expires is not None  # one that has not ended was found above
            if (
                source.kind == "profile"
                and other.startswith("ASIA")
                and source.token
                and not dated
                and _same_use(facts, source)
            ):
                return _Fresh(other, f"{source.place} holds {quoted(other)}, and no source the other", undated=True)
    return None


def _same_use(facts: Facts, source: AwsSource) -> bool:
    """Whether a source is one that the failing program would read, and not just another profile."""
    if source.kind != "profile" or source.name == (facts.aws.profile or "default"):
        return True
    return not facts.aws.profile and facts.narrates(rf"\bprofile\W{{1,3}}{re.escape(source.name.lower())}\b")


def _cached(facts: Facts) -> Sighting | None:
    aws = facts.aws
    sent = (aws.key_id_sent or "").strip() or _signed_with(facts)
    if not sent and aws.said_expired:
        return _named_in_use(facts) or (None if aws.key_id else _values_in_place_of_a_provider(facts))
    if not sent.startswith("ASIA") or not (aws.said_expired or aws.said_invalid):
        return None
    if aws.failing is not None and aws.failing.presigned:
        return None
    fresh = _fresher(facts, sent)
    if fresh is None or _went_on_with(facts, fresh):
        return None
    seen = [f"the request was signed with {quoted(sent)}", fresh.where]
    # Where another service's refusal is at hand, what a log says of AWS beside it is not what was refused.
    beside = facts.failing is not None and aws.failing is None
    if aws.said_expired and not fresh.undated and not beside:
        return proves(*seen, weight=92)
    told = facts.narrated(_HOLDS_ON)
    if told:
        seen.append(f"it is told: {quoted(told.group(0)[:80])}")
    return suggests(*seen, weight=86 if told else 78)


def _went_on_with(facts: Facts, fresh: _Fresh) -> bool:
    """Whether the newer session came after the refusal, and the program used it: that is the remedy, and no cause."""
    refused = facts.aws.failing.exchange.at if facts.aws.failing is not None else None
    if fresh.since is None or refused is None or fresh.since <= refused:
        return False
    taken = (aws_request(one) for one in facts.exchanges if one.succeeded)
    return any(one is not None and one.key_id == fresh.key_id for one in taken)


def _named_in_use(facts: Facts) -> Sighting | None:
    """A log that names one session with what the program did last, and another one that is good by now."""
    for number in range(len(facts.log) - 1, -1, -1):
        line = facts.log[number][1]
        named = None if _PROVIDER.search(line) else _NAMED_IN_USE.search(line)
        if named is not None:
            fresh = _fresher(facts, named.group(1))
            # What is fetched after the refusal may be the remedy, or another program's.
            if fresh is None or fresh.undated or (fresh.line is not None and fresh.line > number):
                return None
            return suggests(f"the log names {quoted(named.group(1))} as the one in use", fresh.where, weight=82)
    return None


def _end_below(facts: Facts, number: int) -> re.Match[str] | None:
    """The end of a session in the lines below the one that names it, as a document that is printed line by line has it."""
    if not _MEMBER.search(facts.log[number][1]):
        return None
    for _, line in facts.log[number + 1 : number + 1 + MAX_LINES_BELOW]:
        if "}" in line or not _MEMBER.search(line):
            return None
        if ends := _TOLD_END.search(line):
            return ends
    return None


def _values_in_place_of_a_provider(facts: Facts) -> Sighting | None:
    """Code that assumes a role and gives the session's values to a client, which cannot fetch the next session with them."""
    for name, raw in facts.bundle.files.items():
        code = raw[:100_000].decode("utf-8", "replace")
        fixed = _FIXED_VALUES.search(code)
        if fixed is not None and re.search(r"(?i)assume_?role|getsessiontoken|get_session_token", code):
            return suggests(
                f"{name} gives a client the values of one session: {quoted(fixed.group(0)[:60])}", weight=76
            )
    return None


def _signed_with(facts: Facts) -> str:
    """The session key that the last line of the log says a request was signed with; empty without such a line."""
    for _, line in reversed(facts.log):
        found = re.search(r"(?:sign\w*|credential=|using|with)\b.{0,40}?\b(ASIA[A-Z0-9]{12,17})\b", line, re.IGNORECASE)
        if found and re.search(r"sign|expired|\b40[0-9]\b|credential=", line, re.IGNORECASE):
            return found.group(1)
    return ""


def _very_old(facts: Facts) -> Sighting | None:
    aws = facts.aws
    refused = aws.said_invalid or aws.said("invalidtoken")
    if not aws.is_session or not refused or not aws.session_token or facts.now is None:
        return None
    source = next(
        (one for one in aws.sources if (one.key_id or "").strip() == aws.key_id.strip() and one.expires), None
    )
    if source is not None and source.expires is not None and facts.now - source.expires > DAY:
        seen = f"the session of {source.place} ended {show_span(facts.now - source.expires)} ago, and the service says invalid instead of expired"
        return sighted(seen, weight=90, sure=not _refused_elsewhere(facts))
    written = next((one for one in map(_written(facts), aws.sources) if one), None)
    if written is not None and facts.now - written > 2 * DAY:
        return suggests(f"the session was written down {show_span(facts.now - written)} ago", weight=84)
    for moment, line in (*facts.log, *_dated_lines(facts, aws.key_id.strip())):
        if aws.key_id.strip() in line and moment is not None and facts.now - moment > 2 * DAY:
            return suggests(f"the session was made {show_span(facts.now - moment)} ago", weight=84)
    logged = facts.logged(_DATED_FILE)
    if logged:
        when = re.search(r"(\d{4}-\d\d-\d\d)", logged[1][20:]) or re.match(r"(?:\w+: )?(\d{4}-\d\d-\d\d)", logged[1])
        moment = parse_instant(when.group(1)) if when else listed_date(logged[1], facts.now)
        if moment is not None and facts.now - moment > 2 * DAY:
            return suggests(f"the file was written {show_span(facts.now - moment)} ago", weight=84)
    for moment, line in facts.log:
        if moment is not None and facts.now - moment > 2 * DAY and _MAKES_SESSION.search(line):
            return suggests(f"the log says, {show_span(facts.now - moment)} ago: {line_shown(line)}", weight=78)
    return None


def _dated_lines(facts: Facts, key_id: str) -> list[tuple[float | None, str]]:
    """The lines of files that begin with a date and name a key."""
    lines = (
        line
        for raw in facts.bundle.files.values()
        if key_id and key_id.encode() in raw
        for line in raw[:100_000].decode("utf-8", "replace").split("\n")
        if key_id in line
    )
    dated = ((_BEGINS_DATED.match(line), line) for line in lines)
    return [(parse_instant(found.group(1)), line) for found, line in dated if found is not None]


def _refused_elsewhere(facts: Facts) -> bool:
    """Whether the same session passes, or goes where even a fresh one may be called invalid: IAM, an opt-in region."""
    aws = facts.aws
    passed = any(one.key_id.strip() == aws.key_id.strip() for one in aws.granted)
    at_iam = aws.failing is not None and aws.failing.service == "iam"
    return passed or at_iam or aws.region in OPT_IN_REGIONS


def _written(facts: Facts) -> Callable[[AwsSource], float | None]:
    """When a source with the key in use was written, by what stands beside its values or in a comment of its file."""
    key_id = facts.aws.key_id.strip()

    def when(source: AwsSource) -> float | None:
        if (source.key_id or "").strip() != key_id or source.expires is not None:
            return None
        if source.written is not None:
            return source.written
        name = source.name if source.kind == "file" else source.place.rpartition(" of ")[2]
        raw = facts.bundle.files.get(name, b"")[:20_000].decode("utf-8", "replace")
        before = raw.partition(key_id)[0]
        dates = _DATED_COMMENT.findall(before) or _DATED_COMMENT.findall(raw)
        return parse_instant(dates[-1]) if dates else None

    return when


CAUSES = (
    Cause("aws.session_cached_not_refreshed", Who.CALLER, "The program goes on with an old session although a new one is there",
          ("Hand the client a provider instead of values.", "Restart the program or clear its cache."),
          "Compare the key id that is sent with the one that the file or provider holds.", _cached,
          explains_away=("aws.session_expired", "aws.session_token_very_old", "aws.env_overrides_profile")),
    Cause("aws.session_token_very_old", Who.CALLER, "The session is so old that the service says invalid instead of expired",
          ("Fetch a new session, and treat invalid like expired for ASIA keys.",),
          "Look when the session was made.", _very_old,
          explains_away=("aws.session_expired", "aws.unknown_access_key", "aws.v1_token_in_optin_region", "aws.key_deleted_or_rotated")),
)  # fmt: skip
