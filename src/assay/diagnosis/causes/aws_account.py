"""What only AWS and the account's owner know: the key's life, the account's state."""

from __future__ import annotations

import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, allows, suggests
from assay.diagnosis.facts.aws import KEY_ID
from assay.diagnosis.facts.aws_handed_out import key_ids_handed_out
from assay.diagnosis.facts.aws_key_lists import listed_keys
from assay.diagnosis.facts.aws_wordings import UNKNOWN_KEY
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import parse_instant, show_span
from assay.diagnosis.facts.quoting import line_shown, quoted, quoted_id
from assay.diagnosis.json_view import leaves
from assay.diagnosis.pattern import any_of

FRESH = 120
_SHOWN_ID = re.compile(r"\bAKIA(?:[A-Z0-9]{16}|[A-Z0-9]{0,8}[*.\u2026xX]{2,}[A-Z0-9]{3,12})(?![A-Z0-9])")
_ENDED = re.compile(
    any_of(
        r"access key[^\n]{0,60}(?:delet|deactivat|rotat|disabl|inactive|remov|revok|replac)",
        r"(?:delet|deactivat|rotat|disabl|remov|revok|replac)\w*[^\n]{0,60}access key",
        "(?:Delete|Update)AccessKey",
    ),
    re.IGNORECASE,
)
_ACCOUNT_ENDED = any_of(
    "account.{0,60}(?:suspend|clos|inactive|not (?:active|verified|signed up)|payment|overdue|deactivat|terminated|blocked|pending)",
    r"(?:suspend|payment|verification|overdue|unpaid|activat)\w*.{0,60}account",
)
"""The refusal tells what became of the account."""
_ACCOUNT_REFUSED = any_of(
    _ACCOUNT_ENDED, "notsignedup", "not subscribed", "accountproblem", "pending verification", "not signed up"
)
_EVERY_KEY = any_of(
    _ACCOUNT_ENDED,
    "every key",
    "all keys",
    "root.{0,20}key.{0,40}fail",
    "any (?:other )?key",
    "several keys",
    "(?:second|other|another|new) (?:access )?key.{0,80}same (?:answer|error|result)",
)
"""It is not this key alone: what AWS refuses is the account."""
_SECRET_MENDED = any_of(
    r"(?:secret|credentials?).{0,40}(?:correct|fix|replac|updated|chang)\w*",
    "(?:wrong|bad|old|mistyped|incorrect) secret",
    "typo in .{0,20}secret",
    "secret.{0,40}(?:was wrong|wrong)",
)
"""A wrong secret was used, and was put right."""
_KEY_MADE = any_of(
    r"creat\w* (?:a |an |the )?(?:new )?(?:iam )?(?:access ?key|user)",
    "new access key",
    "CreateAccessKey",
    "access ?key.{0,30}(?:created|made|generated|issued)",
    "aws_iam_access_key.{0,60}creat",
    r"rotat\w+ (?:access )?key",
)
"""A key was made."""


def _failed_at(facts: Facts) -> float | None:
    failing = facts.aws.failing
    return (failing.exchange.moment if failing is not None else None) or facts.now


def _new_key(facts: Facts) -> Sighting | None:
    aws = facts.aws
    at = _failed_at(facts)
    if at is None or not aws.said(*UNKNOWN_KEY):
        return None
    key_id = aws.key_id.strip()
    for exchange in facts.exchanges:
        made = key_ids_handed_out(exchange.response.json) if exchange.succeeded else ()
        made += (
            tuple(re.findall(r"<AccessKeyId>((?:AKIA|ASIA)[A-Z0-9]+)</AccessKeyId>", exchange.response.body))
            if exchange.succeeded
            else ()
        )
        if (
            exchange.moment is not None
            and 0 <= at - exchange.moment <= FRESH
            and (key_id in made or (made and not key_id))
        ):
            # A session is good at once, unlike a user's key.
            weight = 55 if key_id.startswith("ASIA") else 93
            return suggests(
                f"the key was handed out {show_span(at - exchange.moment)} before it was used", weight=weight
            )
    line = next(
        (
            (moment, text)
            for moment, text in facts.log
            if re.search(
                _KEY_MADE,
                text,
                re.IGNORECASE,
            )
            and moment is not None
            and -5 <= at - moment <= FRESH
        ),
        None,
    )
    if line and line[0] is not None:
        return suggests(f"the log says, {show_span(at - line[0])} before: {line_shown(line[1])}", weight=91)
    young = _made_by_documents(facts, key_id, at)
    if young:
        return suggests(young, weight=89)
    retried = [
        one
        for one in aws.requests
        if one.key_id == key_id and one.exchange.succeeded and (one.exchange.moment or 0) > at
    ]
    if retried and key_id and facts.logged(r"creat|new key|rotat"):
        return suggests("the same call with the same key works a little later", weight=86)
    return None


_MADE_AT = re.compile(r"(?:^|[._])(?:issue_?time|issued_?at|create_?d?_?(?:date|at|on|time))$", re.IGNORECASE)
_ABOUT_KEYS = re.compile(r"aws/creds|access_?key|iam_?user|\blease", re.IGNORECASE)


def _made_by_documents(facts: Facts, key_id: str, at: float) -> str:
    """What settings and lists say of the time at which the key was made, when that was a moment before; empty otherwise."""
    for one in listed_keys(facts.bundle):
        if one.key_id == key_id and one.made is not None and 0 <= at - one.made <= FRESH:
            return f"{one.place} says that the key was made {show_span(at - one.made)} before"
    told: dict[str, list[tuple[str, str]]] = {}
    for path, value in leaves(facts.bundle.settings.raw):
        if isinstance(value, str):
            parent, _, name = path.rpartition(".")
            told.setdefault(parent, []).append((name, value))
    for parent, members in told.items():
        if key_id.startswith("ASIA") or not any(_ABOUT_KEYS.search(f"{name} {value}") for name, value in members):
            continue
        for name, value in members:
            made = parse_instant(value) if _MADE_AT.search(name) else None
            if made is not None and 0 <= at - made <= FRESH:
                return f"setting {parent}.{name} is of {show_span(at - made)} before"
    return ""


def _used_after_its_end(facts: Facts) -> Sighting | None:
    """A key that was in use before the log tells of a key's end, and is used after that as if nothing had been."""
    before: set[str] = set()
    end = ""
    for _, line in facts.log:
        ids = set(_SHOWN_ID.findall(line))
        if end and (still := before & ids):
            return suggests(
                f"the log says: {line_shown(end)}",
                f"{quoted(min(still))} was in use before that and is used after it",
                weight=88,
            )
        if not end and before and _ENDED.search(line):
            end = line
        elif not end:
            before |= ids
    return None


def _by_lists(facts: Facts, key_id: str) -> str:
    """What lists of a user's keys say of the key in use: it is inactive, or not among them; empty where it is well or nobody lists."""
    listed = listed_keys(facts.bundle)
    mine = [one for one in listed if one.key_id == key_id]
    if any(one.active is False for one in mine):
        return f"{mine[0].place} lists {quoted_id(key_id)} as inactive"
    if listed and not mine and KEY_ID.match(key_id):
        return f"{listed[0].place} lists {quoted_id(listed[0].key_id)}, and {quoted_id(key_id)} is not among the keys"
    return ""


def _deleted(facts: Facts) -> Sighting | None:
    aws = facts.aws
    key_id = aws.key_id.strip()
    if not aws.said(*UNKNOWN_KEY) or aws.is_session:
        return None
    still = _used_after_its_end(facts)
    if still is not None:
        return still
    if not key_id:
        return None
    listed = _by_lists(facts, key_id)
    if listed:
        return suggests(listed, weight=90)
    gone = facts.logged(
        rf"(?:delet|destroy|deactivat|rotat|disabl|inactive|remov|revok|quarantin)\w*.{{0,80}}(?:access key|{re.escape(key_id)}|\bkey\b)|(?:access key|{re.escape(key_id)}).{{0,80}}(?:delet|destroy|deactivat|rotat|disabl|inactive|remov|revok|quarantin)"
    )
    if gone and not re.search(
        r"same answer|no change|(?:old|previous|other|unused) (?:access )?key", gone[1], re.IGNORECASE
    ):
        return suggests(f"the log says: {line_shown(gone[1])}", weight=87)
    for moment, line in facts.log:
        if key_id in line and re.search(
            r"\bok\b|-> ?200|success|works|worked|authenticated|valid", line, re.IGNORECASE
        ):
            when = f" {show_span((facts.now or 0) - moment)} ago" if moment is not None and facts.now else ""
            return suggests(f"the key {quoted_id(key_id)} worked{when}", weight=85)
    earlier = [
        one
        for one in aws.granted
        if one.key_id == key_id
        and aws.failing is not None
        and (one.exchange.moment or 0) < (aws.failing.exchange.moment or 0)
    ]
    if earlier and aws.failing is not None and earlier[-1].region == aws.failing.region:
        return suggests(f"the key {quoted_id(key_id)} passed before", weight=74)
    if KEY_ID.match(key_id) and aws.at_aws:
        return allows(f"the key id {quoted_id(key_id)} is well formed; AWS does not know it (any more)", weight=44)
    return None


def _unknown(facts: Facts) -> Sighting | None:
    aws = facts.aws
    if not aws.said(*UNKNOWN_KEY):
        return None
    if aws.key_id.strip():
        return allows(
            f"shape, partition, token, clock and endpoint of {quoted_id(aws.key_id.strip())} show no fault", weight=46
        )
    return allows("the service does not know the key", weight=36)


def _inactive(facts: Facts) -> Sighting | None:
    aws = facts.aws
    if facts.says(_ACCOUNT_REFUSED) and (aws.codes or aws.concerned):
        said = facts.complaint.find(_ACCOUNT_ENDED)
        return suggests(
            "the refusal speaks of the account" + (f": {quoted(said.group(0)[:100])}" if said else ""), weight=87
        )
    line = facts.logged(_EVERY_KEY)
    if line and aws.said(*UNKNOWN_KEY, "accessdenied"):
        return suggests(f"the log says: {line_shown(line[1])}", weight=86)
    failed = {one.key_id for one in aws.requests if one.exchange.refused and KEY_ID.match(one.key_id)}
    passed = {one.key_id for one in aws.granted}
    if len(failed) > 1 and not passed and aws.said(*UNKNOWN_KEY):
        return suggests(f"{len(failed)} different keys of the account are all refused", weight=84)
    return None


# Two calls in a row, the first one with a secret that is not the one in use.
_OTHER = r"\b(?:old|previous|former|backup|stale|outdated|other|wrong)\b"
_REFUSAL_OF_IT = r"[^\n]{0,60}(?:signature|denied|refused|invalid|must fail|403)"
_OTHER_SECRET = any_of(rf"secret\b[^\n]{{0,30}}{_OTHER}{_REFUSAL_OF_IT}", rf"{_OTHER} secret\b{_REFUSAL_OF_IT}")
_PASSED_LATER = re.compile(
    any_of(
        r"-> ?(?:200|ok\b|arn:)",
        r"\b(?:same|unchanged)\b[^\n]{0,60}\b(?:works|passes|ok|200|arn:)",
        r"\bUserId\b",
        r"\b(?:verified|succeeded|200)\b",
    ),
    re.IGNORECASE,
)
_PASSED_BEFORE = r"\bsecret\b[^\n]{0,60}(?:-> ?|: ?|\b)(?:200|ok|passes|passed|works|succe\w+)"
_PASSED_AFTER_A_WHILE = any_of(
    r"(?:after|waited?|in) .{0,20}(?:\d+ ?s|seconds|a minute).{0,60}\b(?:works|ok|pass\w*|200|success\w*)\b",
    r"\b(?:works|passes|ok) .{0,30}(?:later|after)",
)
_REMEMBERED = 120.0
"""Seconds within which AWS may answer a second call from what it remembers of the first."""


def _after_bad_secret(facts: Facts) -> Sighting | None:
    if not (facts.aws.said_signature or facts.aws.said(*UNKNOWN_KEY)):
        return None
    return _failed_twice(facts) or _told_of_bad_secret(facts)


def _failed_twice(facts: Facts) -> Sighting | None:
    """Two refused calls with one key id in a row, and what shows that its secret was another one before or is good after."""
    aws = facts.aws
    failing = aws.failing
    if failing is None:
        return None
    mine = [one.exchange for one in aws.requests if one.key_id == failing.key_id and one.exchange.moment is not None]
    bad = [exchange for exchange in mine if exchange.refused]
    if len(bad) <= 1 or (bad[-1].moment or 0) - (bad[0].moment or 0) > _REMEMBERED:
        return None
    twice, last = "the same key id fails twice within two minutes", bad[-1].moment or 0
    if any(exchange.succeeded and (exchange.moment or 0) > last for exchange in mine):
        return suggests(f"{twice} and passes after that", weight=88)
    later = [line for moment, line in facts.log if moment is not None and moment > last and _PASSED_LATER.search(line)]
    if later:
        return suggests(twice, f"the log says after that: {line_shown(later[0])}", weight=86)
    other = facts.logged(_OTHER_SECRET)
    if other and any(exchange.succeeded for exchange in mine):
        return suggests(twice, f"the log says: {line_shown(other[1])}", weight=88)
    secrets = {source.secret for source in aws.sources if source.secret and (source.key_id or "") == failing.key_id}
    if len(secrets) > 1:
        return suggests("the same key id was used with two secrets within two minutes", weight=86)
    return None


def _told_of_bad_secret(facts: Facts) -> Sighting | None:
    """What the log tells of a secret that was wrong a moment before, or of a call that passed without any change."""
    at = _failed_at(facts)
    line = facts.logged(_SECRET_MENDED)
    if line and line[0] is not None and at is not None and 0 <= at - line[0] <= 180:
        return suggests(f"the log says, {show_span(at - line[0])} before: {line_shown(line[1])}", weight=88)
    other = facts.logged(_OTHER_SECRET)
    if other and other[0] is not None and at is not None and 0 < at - other[0] <= 180 and facts.logged(_PASSED_BEFORE):
        return suggests(f"the log says, {show_span(at - other[0])} before: {line_shown(other[1])}", weight=86)
    changed = _changed_and_passed(facts)
    if changed:
        return suggests(*changed, weight=84)
    wait = facts.logged(_PASSED_AFTER_A_WHILE)
    return suggests(f"the log says: {line_shown(wait[1])}", weight=80) if wait and facts.aws.said_signature else None


def _changed_and_passed(facts: Facts) -> tuple[str, ...]:
    """The lines of a log in which a secret was put in, refused a moment after, and passed within minutes without another change."""
    lines = [(moment, line) for moment, line in facts.log if moment is not None]
    changes = [(moment, line) for moment, line in lines if _SECRET_PUT.search(line)]
    if not changes:
        return ()
    at, change = changes[-1]
    refused = [moment for moment, line in lines if at < moment <= at + _REMEMBERED and _SIGNATURE_REFUSED.search(line)]
    if not refused:
        return ()
    passed = (
        line for moment, line in lines if refused[-1] < moment <= refused[-1] + 600 and _PASSED_LATER.search(line)
    )
    first = next(passed, "")
    return (
        (f"the log says: {line_shown(change)}", f"the call is refused after that, and then: {line_shown(first)}")
        if first
        else ()
    )


_SECRET_PUT = re.compile(
    r"\b(?:put|patch\w*|set|wr[oi]te|written|updat\w+|replac\w+|sync\w*|import\w*|edit\w*|upload\w*|sav(?:e|ed|ing))\b[^\n]{0,60}\bsecret_?-?(?:access_?-?key|key)\b|\bsecret_?-?(?:access_?-?key|key)\b[^\n]{0,40}\b(?:updated|replaced|changed|set|written|saved|synced)\b",
    re.IGNORECASE,
)
"""A log tells that a secret was put where the program reads it."""
_SIGNATURE_REFUSED = re.compile(
    r"SignatureDoesNotMatch|InvalidSignature|signature we calculated|InvalidClientTokenId|UnrecognizedClient",
    re.IGNORECASE,
)

CAUSES = (
    Cause("aws.key_not_yet_propagated", Who.CALLER, "The key is so new that not all of AWS knows it yet",
          ("Retry with growing delay for up to a minute.",),
          "Make the same call again a minute later.", _new_key, owner_only=True,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.getsessiontoken_no_mfa_iam", "aws.account_inactive")),
    Cause("aws.negative_cache_after_bad_secret", Who.CALLER, "AWS still refuses the key id because it was used with a wrong secret just before",
          ("Wait a minute and repeat once.",),
          "Make the same call again a minute later.", _after_bad_secret, owner_only=True,
          explains_away=("aws.request_changed_after_signing", "aws.unknown_access_key", "aws.secret_special_chars_mangled", "aws.key_deleted_or_rotated")),
    Cause("aws.account_inactive", Who.ACCOUNT, "The account itself is not active",
          ("Settle the account's state (payment, verification, closure) with AWS.",),
          "Ask the account's owner whether any key of the account works.", _inactive, owner_only=True,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.region_not_enabled")),
    Cause("aws.key_deleted_or_rotated", Who.ACCOUNT, "The key was deleted, deactivated or rotated",
          ("Make a new key and update every copy.",),
          "Ask the account's owner for: aws iam list-access-keys --user-name USER", _deleted, owner_only=True,
          explains_away=("aws.unknown_access_key", "aws.key_not_yet_propagated")),
    Cause("aws.unknown_access_key", Who.ACCOUNT, "AWS does not know this key in this partition",
          ("Use a key of the intended account.", "Look up the account of the key: aws sts get-access-key-info --access-key-id ID"),
          "Ask the account's owner whether the key id exists and is active.", _unknown, owner_only=True),
)  # fmt: skip
