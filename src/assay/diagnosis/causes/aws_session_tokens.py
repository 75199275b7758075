"""The session token beside a key: missing, left over beside a permanent key, or of another session."""

from __future__ import annotations

import re

from assay.diagnosis.causes.aws_sources import profile_meant
from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, sighted, suggests
from assay.diagnosis.facts.aws_handed_on import handed_on
from assay.diagnosis.facts.aws_handed_out import is_whole
from assay.diagnosis.facts.aws_hosts import OPT_IN_REGIONS
from assay.diagnosis.facts.aws_passed_on import is_of_cluster, two_of_secret, two_of_variables
from assay.diagnosis.facts.aws_request import AwsRequest
from assay.diagnosis.facts.aws_session_token import begins_as_token
from assay.diagnosis.facts.aws_sources import AwsSource
from assay.diagnosis.facts.aws_suspects import suspects
from assay.diagnosis.facts.aws_wordings import UNKNOWN_KEY
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.quoting import line_shown, quoted, quoted_id
from assay.diagnosis.masks import is_masked

_NO_ACCESS = r"\b403\b|denied|forbidden|invalid|credential|access ?key|security ?token|not exist in our records"
_LISTED_WITHOUT_TOKEN = re.compile(
    r"\b(ASIA[A-Z0-9]{12,17})\b.{0,160}(?i:(?:session|security)[ _-]?token)\W{0,4}(?i:undefined|null|none|nil|false|empty|missing|unset|not set|no\b|0\b|$)"
)


_LEFT_OUT = re.compile(rb"(?im)^[ \t]*[#;][^\n]{0,80}session_token")
_NO_TOKEN = re.compile(r"[<>\s{}]|(?i:^your|^x{3,}$)")


def _token_missing(facts: Facts) -> Sighting | None:
    aws = facts.aws
    two = _two_of_three(facts)
    if two is not None:
        return two
    if not aws.is_session or (
        aws.failing is not None and aws.failing.signed and aws.failing.names_token and aws.session_token != ""
    ):
        return None
    if aws.failing is not None and aws.failing.signed:
        if aws.failing.session_token == "":
            return None
        if not (
            aws.said_invalid
            or aws.said(
                "invalidaccesskeyid", "authfailure", "incompletesignature", "signaturedoesnotmatch", "invalidtoken"
            )
        ):
            return None
        seen = (
            f"the request is signed with the session key {quoted_id(aws.key_id)} and carries no session token",
            *_where_token(facts),
        )
        return sighted(*seen, weight=93, sure=aws.at_aws and _is_shown_whole(aws.failing))
    used = aws.used
    refused = facts.complaint.technical or facts.observed == "refused"
    passed_on = _two_by_name(facts, used) if used is not None and used.token else ""
    # Where the region, the profile or the age may be why, the file that names two variables is not.
    regions = {aws.region, *(region for _, region in aws.configured_regions)}
    other = regions & OPT_IN_REGIONS or profile_meant(facts) or (used is not None and used.expires is not None)
    if passed_on and not other and not aws.said_expired and aws.said(*UNKNOWN_KEY):
        return suggests(
            f"the key id of {used.place if used else ''} begins with ASIA",
            f"{passed_on} hands on key id and secret, and no session token",
            weight=72 if used is not None and used.kind == "environment" else 80,
        )
    if used is not None and used.token and used.old_token_name and refused and not aws.said_expired:
        return suggests(
            f"the key id of {used.place} begins with ASIA, and its session token stands under the old name only",
            *_where_token(facts),
            weight=86,
        )
    if used is not None and used.token is None and refused and not facts.logged(_TOKEN_SIGNED):
        seen = (
            f"the key id of {used.place} begins with ASIA, and there is no session token beside it",
            *_where_token(facts),
        )
        if used.secret is None:
            return suggests(*seen, weight=80)
        sure = _is_asked_by_aws(facts) and not _may_stand_elsewhere(facts, used)
        return sighted(*seen, weight=88, sure=sure)
    named = aws.echo.signed_headers if aws.echo is not None else ""
    if refused and named and "x-amz-security-token" not in named and not aws.said_expired:
        seen = (
            f"the session key {quoted_id(aws.key_id)} signed {quoted(named)}, and no session token",
            *_where_token(facts),
        )
        return proves(*seen, weight=90)
    if used is None and refused and aws.key_id_sent is not None and not named and not aws.said_expired:
        return suggests("the key id that was sent begins with ASIA, and no session token is seen", weight=64)
    return None


_TOKEN_SIGNED = r"SignedHeaders=\S{0,300}x-amz-security-token"
"""What a program logs of a request that has a session token."""


def _two_by_name(facts: Facts, used: AwsSource) -> str:
    """What hands on two of the three values by their names, from the variables or from a secret of a cluster; empty without it."""
    if used.kind == "environment":
        return two_of_variables(facts.bundle)
    if not is_of_cluster(used, facts.bundle):
        return ""
    return two_of_secret(facts.bundle)


def _is_shown_whole(failing: AwsRequest) -> bool:
    """Whether a record shows all that was signed, so that a token would be seen."""
    in_query = "x-amz-security-token" in failing.exchange.request.url.lower()
    return not in_query and (failing.presigned or "signedheaders=" in failing.authorization.lower())


def _is_asked_by_aws(facts: Facts) -> bool:
    """Whether the refusal is in AWS's words, or there are none: a cluster or a registry refuses for grounds of its own."""
    return facts.aws.speaks or not facts.complaint.text


def _may_stand_elsewhere(facts: Facts, used: AwsSource) -> bool:
    """Whether the token was left out of the report, or the program means another profile."""
    meant = profile_meant(facts)
    if used.kind == "profile" and meant and meant != used.name:
        return True
    left_out = (b"session_token" in raw and _LEFT_OUT.search(raw[:50_000]) for raw in facts.bundle.files.values())
    return any(left_out) or facts.logged(r"session[ _]?token\W{0,3}(?:len|present|is set|yes|true|\*\*)") is not None


def _two_of_three(facts: Facts) -> Sighting | None:
    """A statement that hands key id and secret of a session on to another program, which signs without the token."""
    aws = facts.aws
    if (aws.failing is not None and aws.failing.signed) or aws.said_expired or not facts.says(_NO_ACCESS):
        return None
    for one in handed_on(facts.bundle):
        if not one.token:
            beside = next((s for s in aws.sources if s.token and (s.key_id or "").strip() == one.key_id), None)
            seen = (
                f"{one.place} hands on {quoted_id(one.key_id)} and its secret, and no session token",
                *((f"the token stands in {beside.place}",) if beside is not None else ()),
            )
            return suggests(*seen, weight=88 if beside is not None else 82)
    for _, line in facts.log:
        listed = _LISTED_WITHOUT_TOKEN.search(line)
        if listed is not None:
            return suggests(
                f"the log lists {quoted(listed.group(1))} and says that there is no session token", weight=84
            )
    return None


def _where_token(facts: Facts) -> tuple[str, ...]:
    environment = facts.bundle.environment
    if environment.get("AWS_SECURITY_TOKEN") and not environment.get("AWS_SESSION_TOKEN"):
        return ("the token stands in AWS_SECURITY_TOKEN, the old name",)
    if environment.get("AWS_SESSION_TOKEN"):
        return ("AWS_SESSION_TOKEN is set, and the program did not send it",)
    for file in facts.aws.files:
        for section, members in file.sections.items():
            if "aws_security_token" in members and "aws_session_token" not in members:
                return (f"[{section}] of {file.place} has aws_security_token, the old name",)
    for name, raw in facts.bundle.files.items():
        text = raw[:20_000].decode("utf-8", "replace")
        if "AWS_ACCESS_KEY_ID" in text and "AWS_SESSION_TOKEN" not in text and "credentials" not in name:
            return (f"{name} hands on the key id and the secret, and not AWS_SESSION_TOKEN",)
    return ()


def _stale_token(facts: Facts) -> Sighting | None:
    aws = facts.aws
    if aws.is_permanent and aws.failing is not None and aws.failing.signed and aws.failing.session_token:
        seen = f"the request is signed with the permanent key {quoted_id(aws.key_id)} and carries a session token"
        passed = any(one.key_id == aws.key_id and one.session_token == aws.failing.session_token for one in aws.granted)
        return sighted(seen, weight=94, sure=not (passed or not aws.at_aws))
    named = aws.echo.signed_headers if aws.echo is not None else ""
    if aws.is_permanent and "x-amz-security-token" in named.split(";"):
        empty = aws.used is not None and aws.used.token == ""
        return (
            None
            if empty
            else suggests(
                f"the permanent key {quoted_id(aws.key_id)} signed {quoted(named)}: a session token went with it",
                weight=88,
            )
        )
    if aws.failing is not None and aws.failing.signed:
        return None
    used = aws.used
    if used is not None and (used.key_id or "").strip().startswith("AKIA") and (used.token or "").strip("\"' "):
        seen = f"{used.place}: the key id begins with AKIA, and there is a session token beside it"
        if used.kind == "told":
            return suggests(seen, weight=86)
        shown = not is_masked((used.key_id or "").strip())
        sure = shown and _is_asked_by_aws(facts) and not _is_no_token(used.token or "")
        return sighted(seen, weight=90, sure=sure)
    handed_on_to = next((one for one in suspects(facts) if _has_stale(one)), None)
    if handed_on_to is not None:
        return suggests(
            f"{handed_on_to.place}: the same key id, which begins with AKIA, and a session token beside it", weight=88
        )
    return None


def _has_stale(source: AwsSource) -> bool:
    """Whether a permanent key stands beside a session token."""
    token = (source.token or "").strip("\"' ")
    return (source.key_id or "").strip().startswith("AKIA") and bool(token) and not _is_no_token(token)


def _is_no_token(value: str) -> bool:
    """Whether a value asks for a token, or is a mask that may stand for none; of one that was cut the beginning is left."""
    return not begins_as_token(value) and _NO_TOKEN.search(value.strip("\"' ")) is not None


def _triplet(facts: Facts) -> Sighting | None:
    aws = facts.aws
    key_id, token = aws.key_id.strip(), (aws.session_token or "").strip()
    if not aws.is_session or not token:
        return None
    for source in aws.sources:
        if (
            (source.token or "").strip() == token
            and source.key_id
            and source.key_id.strip() != key_id
            and source.key_id.strip().startswith("ASIA")
        ):
            seen = (
                f"the key id {quoted_id(key_id)} was sent with the session token of {source.place}",
                f"that token belongs to {quoted_id(source.key_id.strip())}",
            )
            # One token beside two ids: which of the two it belongs to is not in the evidence.
            both = any(
                (one.token or "").strip() == token and (one.key_id or "").strip() == key_id for one in aws.sources
            )
            return sighted(*seen, weight=93, sure=not (both and source.kind == "profile"))
    for source in aws.sources:
        mine = (source.key_id or "").strip() == key_id and source.kind != "told"
        if mine and source.token and source.token.strip() != token:
            whole = is_whole(token) and is_whole(source.token.strip())
            seen_there = f"the session token that was sent is not the one beside the key id in {source.place}"
            return sighted(seen_there, weight=90, sure=whole)
    for source in aws.handed_out:
        owner, given = (source.key_id or "").strip(), (source.token or "").strip()
        if not (is_whole(given) and is_whole(token)) or (owner == key_id) == (given == token):
            continue
        if given == token and owner:
            return proves(
                f"the key id {quoted_id(key_id)} was sent with a session token that {source.place} gave to {quoted_id(owner)}",
                weight=93,
            )
        if owner == key_id:
            return proves(
                f"the session token that was sent is not the one that {source.place} gave together with {quoted_id(key_id)}",
                weight=92,
            )
    told = _token_told_with(key_id, facts)
    if told and told != token:
        return proves(
            f"the session token that was sent is not the one that was given together with {quoted_id(key_id)}",
            "the log holds both",
            weight=90,
        )
    used = aws.used
    alone = facts.bundle.environment.get("AWS_SESSION_TOKEN", "")
    stray = aws.environment is not None and not aws.environment.key_id and used is not aws.environment
    if stray and alone and alone.strip() != token and aws.key_id_sent is None and aws.said_invalid:
        return suggests(
            f"AWS_SESSION_TOKEN is set alone, and its token is not the one beside the key id in {used.place if used else 'the file'}",
            weight=82,
        )
    if used is not None and used.token is None and used.key_id:
        other = next((source for source in aws.sources if (source.token or "").strip() == token), None)
        if other is not None:
            return proves(f"key id and secret come from {used.place}, the session token from {other.place}", weight=90)
    line = facts.logged(
        r"session token.{0,60}(?:not (?:updated|replaced|rotated)|old|stale|previous|kept)|(?:updated|replaced|rotated|refreshed).{0,60}(?:only|without).{0,40}session"
    )
    return suggests(f"the log says: {line_shown(line[1])}", weight=82) if line else None


def _token_told_with(key_id: str, facts: Facts) -> str:
    """The session token in the same JSON answer of a log as the key id; empty where none is whole."""
    for _, line in facts.log:
        if key_id in line:
            told = re.search(r'"SessionToken"\s*:\s*"([A-Za-z0-9/+=]{100,})"', line)
            if told:
                return told.group(1)
    return ""


CAUSES = (
    Cause("aws.session_token_missing", Who.CALLER, "A session key was used without its session token",
          ("Pass all three values from one source; name the token AWS_SESSION_TOKEN / aws_session_token.",),
          "Look whether a session token stands beside the key id: ids that begin with ASIA need one.", _token_missing,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.env_overrides_profile", "aws.getsessiontoken_no_mfa_iam", "aws.v1_token_in_optin_region", "aws.session_token_very_old", "aws.empty_session_token")),
    Cause("aws.stale_session_token_with_new_key", Who.CALLER, "An old session token stands beside a permanent key",
          ("Delete the session token: unset AWS_SESSION_TOKEN, or remove the line aws_session_token.",),
          "A permanent key (AKIA) never has a session token.", _stale_token,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.env_overrides_profile", "aws.session_expired", "aws.key_not_yet_propagated")),
    Cause("aws.session_triplet_mismatch", Who.CALLER, "Key id, secret and session token are not of one session",
          ("Fetch a new session and replace all three values together.",),
          "Compare where each of the three values comes from and when it was written.", _triplet,
          explains_away=("aws.unknown_access_key", "aws.session_token_very_old", "aws.session_expired", "aws.session_cached_not_refreshed", "aws.v1_token_in_optin_region", "aws.key_not_yet_propagated")),
)  # fmt: skip
