"""Temporary credentials: the session token is missing, foreign, old or expired; IAM Identity Center sign-ins."""

from __future__ import annotations

import hashlib
import re

from assay.diagnosis.causes.cause import Cause, Sighting, Who, proves, suggests
from assay.diagnosis.facts.aws_handed_on import handed_on
from assay.diagnosis.facts.aws_handed_out import is_whole
from assay.diagnosis.facts.aws_sources import AwsSource, exchange_sources
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.http import form_of, split_url
from assay.diagnosis.facts.ini_file import same_place
from assay.diagnosis.facts.instants import listed_date, parse_instant, show_instant, show_span
from assay.diagnosis.facts.quoting import quoted
from assay.diagnosis.json_view import View, leaves, parse_json
from assay.record import Record

DAY = 86_400
_SESSION_ID = re.compile(r"\bASIA[A-Z0-9]{12,17}\b")
_PRESIGNED_URL = re.compile(r"https?://[^\s'\"<>]*X-Amz-Security-Token=[^\s'\"<>]*", re.IGNORECASE)
_NO_ACCESS = r"\b403\b|denied|forbidden|invalid|credential|access ?key|security ?token|not exist in our records"
_ASSUMED = r"assume-?_?role|assumed-role|role_arn"
_HOLDS_ON = r"restart\w*[^\n]{0,60}(?:help|fix|solve|works?\b|cure|fine)|(?:help|fix|solve|works?\b|fine)[^\n]{0,40}restart|on the same (?:host|machine|server|box|pod)[^\n]{0,40}works|long[- ]running|days? (?:later|after)|(?:worked|ran|runs?) (?:\w+ )?(?:for|about) [^\n]{0,20}(?:hours?|days?|weeks?|month)"
"""What is told of a program that keeps what it read when it began."""
_PRESIGNS = re.compile(
    r"\bgenerate_?presigned_?(?:url|post)\w*|\bgetSignedUrl\w*|\bcreatePresigned\w+|\bpresign(?:ed)?_?(?:get|put|url|request|getobject|putobject)\w*|\bGetPreSignedURL\w*|\bs3 presign\b|\bPresignClient\b|\bS3Presigner\b",
    re.IGNORECASE,
)
_FIXED_VALUES = re.compile(
    r"\bAWSStaticCredentialsProvider\b|\bStaticCredentialsProvider\b|\bNewStaticCredentials\w*|\bBasicSessionCredentials\b|\bAwsSessionCredentials\.create\b|\bSessionAWSCredentials\b"
    r"|aws_session_token\s*=\s*\w*cred\w*[\[.]|sessionToken\s*[:=]\s*\w*[cC]red\w*[\[.]|Aws::Credentials\.new\b|\bnew AWS\.Credentials\("
)
"""How code hands a session's values to a client, in place of a provider that would fetch the next one."""
_LISTED_WITHOUT_TOKEN = re.compile(
    r"\b(ASIA[A-Z0-9]{12,17})\b.{0,160}(?i:(?:session|security)[ _-]?token)\W{0,4}(?i:undefined|null|none|nil|false|empty|missing|unset|not set|no\b|0\b|$)"
)
_SSO_ENDED = r"unauthorizedssotoken|sso (?:session|token).{0,60}(?:expired|invalid|failed)|error loading sso token|unable to refresh sso|createtoken.{0,120}invalidgrant|invalidgrant.{0,80}createtoken"
_SIGNED_OUT = r"(?:log|sign|throw|kick)\w* (?:\w+ )?out\b|(?:log|sign)(?:s|ging|ning)? in (?:again|every|each)|has to log in|asks? (?:me |us )?to (?:log|sign) in"
_SSO = r"sso|identity center|createtoken|getrolecredentials|invalidgrantexception|unauthorizedexception|session.{0,30}(?:expired|invalid)|no valid session|token (?:(?:has |is )?expired|.{0,30}refresh)|error loading sso token|pending authorization"


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
        return proves(
            f"the request is signed with the session key {quoted(aws.key_id)} and carries no session token",
            *_where_token(facts),
            weight=93,
        )
    used = aws.used
    refused = facts.complaint.technical or facts.observed == "refused"
    if used is not None and used.token and used.old_token_name and refused and not aws.said_expired:
        return suggests(
            f"the key id of {used.place} begins with ASIA, and its session token stands under the old name only",
            *_where_token(facts),
            weight=86,
        )
    if used is not None and used.token is None and refused:
        seen = (
            f"the key id of {used.place} begins with ASIA, and there is no session token beside it",
            *_where_token(facts),
        )
        return proves(*seen, weight=88) if used.secret is not None else suggests(*seen, weight=80)
    named = aws.echo.signed_headers if aws.echo is not None else ""
    if refused and named and "x-amz-security-token" not in named and not aws.said_expired:
        seen = (
            f"the session key {quoted(aws.key_id)} signed {quoted(named)}, and no session token",
            *_where_token(facts),
        )
        return proves(*seen, weight=90)
    if used is None and refused and aws.key_id_sent is not None and not named and not aws.said_expired:
        return suggests("the key id that was sent begins with ASIA, and no session token is seen", weight=64)
    return None


def _two_of_three(facts: Facts) -> Sighting | None:
    """A statement that hands key id and secret of a session on to another program, which signs without the token."""
    aws = facts.aws
    if (aws.failing is not None and aws.failing.signed) or aws.said_expired or not facts.says(_NO_ACCESS):
        return None
    for one in handed_on(facts.bundle):
        if not one.token:
            beside = next((s for s in aws.sources if s.token and (s.key_id or "").strip() == one.key_id), None)
            seen = (
                f"{one.place} hands on {quoted(one.key_id)} and its secret, and no session token",
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
        return proves(
            f"the request is signed with the permanent key {quoted(aws.key_id)} and carries a session token", weight=94
        )
    if aws.failing is not None and aws.failing.signed:
        return None
    used = aws.used
    if used is not None and (used.key_id or "").strip().startswith("AKIA") and (used.token or "").strip("\"' "):
        return proves(f"{used.place}: the key id begins with AKIA, and there is a session token beside it", weight=90)
    return None


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
            return proves(
                f"the key id {quoted(key_id)} was sent with the session token of {source.place}",
                f"that token belongs to {quoted(source.key_id.strip())}",
                weight=93,
            )
    for source in aws.sources:
        mine = (source.key_id or "").strip() == key_id
        if mine and source.token and source.token.strip() != token:
            return proves(
                f"the session token that was sent is not the one beside the key id in {source.place}", weight=90
            )
    for source in aws.handed_out:
        owner, given = (source.key_id or "").strip(), (source.token or "").strip()
        if not (is_whole(given) and is_whole(token)) or (owner == key_id) == (given == token):
            continue
        if given == token and owner:
            return proves(
                f"the key id {quoted(key_id)} was sent with a session token that {source.place} gave to {quoted(owner)}",
                weight=93,
            )
        if owner == key_id:
            return proves(
                f"the session token that was sent is not the one that {source.place} gave together with {quoted(key_id)}",
                weight=92,
            )
    told = _token_told_with(key_id, facts)
    if told and told != token:
        return proves(
            f"the session token that was sent is not the one that was given together with {quoted(key_id)}",
            "the log holds both",
            weight=90,
        )
    used = aws.used
    if used is not None and used.token is None and used.key_id:
        other = next((source for source in aws.sources if (source.token or "").strip() == token), None)
        if other is not None:
            return proves(f"key id and secret come from {used.place}, the session token from {other.place}", weight=90)
    line = facts.logged(
        r"session token.{0,60}(?:not (?:updated|replaced|rotated)|old|stale|previous|kept)|(?:updated|replaced|rotated|refreshed).{0,60}(?:only|without).{0,40}session"
    )
    return suggests(f"the log says: {line[1][:140]}", weight=82) if line else None


def _token_told_with(key_id: str, facts: Facts) -> str:
    """The session token in the same JSON answer of a log as the key id; empty where none is whole."""
    for _, line in facts.log:
        if key_id in line:
            told = re.search(r'"SessionToken"\s*:\s*"([A-Za-z0-9/+=]{100,})"', line)
            if told:
                return told.group(1)
    return ""


class _Fresh(Record):
    key_id: str
    where: str
    undated: bool = False


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
    for moment, line in facts.log:
        for other in _SESSION_ID.findall(line):
            if other != sent and re.search(
                r"refresh|renew|rotat|-> ?200|new (?:session|credentials)|fetched|updated|Expiration=",
                line,
                re.IGNORECASE,
            ):
                ends = re.search(r"Expiration=(\S+)", line)
                until = parse_instant(ends.group(1)) if ends else None
                if until is None or until > now:
                    return _Fresh(
                        other,
                        f"the log of {show_instant(moment)} names {quoted(other)}"
                        if moment
                        else f"the log names {quoted(other)}",
                    )
    for exchange in facts.exchanges:
        for other in exchange_sources(exchange.response.json) if exchange.succeeded else ():
            if other.startswith("ASIA") and other != sent:
                return _Fresh(other, f"an answer handed out {quoted(other)}")
    known = {(source.key_id or "").strip() for source in facts.aws.sources}
    if sent not in known and not facts.narrates(_ASSUMED):
        for source in facts.aws.sources:
            other = (source.key_id or "").strip()
            if source.kind == "profile" and other.startswith("ASIA") and source.token and _same_use(facts, source):
                return _Fresh(other, f"{source.place} holds {quoted(other)}, and no source the other", undated=True)
    return None


def _same_use(facts: Facts, source: AwsSource) -> bool:
    """Whether a source is one that the failing program would read, and not just another profile."""
    if source.kind != "profile":
        return True
    return source.name == (facts.aws.profile or "default")


def _cached(facts: Facts) -> Sighting | None:
    aws = facts.aws
    sent = (aws.key_id_sent or "").strip() or _signed_with(facts)
    if not sent and aws.said_expired and not aws.key_id:
        return _values_in_place_of_a_provider(facts)
    if not sent.startswith("ASIA") or not (aws.said_expired or aws.said_invalid):
        return None
    if aws.failing is not None and aws.failing.presigned:
        return None
    fresh = _fresher(facts, sent)
    if fresh is None:
        return None
    seen = [f"the request was signed with {quoted(sent)}", fresh.where]
    if aws.said_expired and not fresh.undated:
        return proves(*seen, weight=92)
    told = facts.narrated(_HOLDS_ON)
    if told:
        seen.append(f"it is told: {quoted(told.group(0)[:80])}")
    return suggests(*seen, weight=86 if told else 78)


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
        return proves(
            f"the session ended {show_span((now or 0) - (ends or 0))} before: {show_instant(ends or 0)}", weight=86
        )
    if aws.said_expired and not aws.is_permanent:
        return suggests("the service says that the session has expired", weight=70)
    if past and aws.is_session and facts.observed == "refused" and aws.said_invalid:
        return suggests(f"the session ended {show_span((now or 0) - (ends or 0))} before", weight=62)
    return None


def _very_old(facts: Facts) -> Sighting | None:
    aws = facts.aws
    refused = aws.said_invalid or aws.said("invalidtoken")
    if not aws.is_session or not refused or not aws.session_token or facts.now is None:
        return None
    source = next(
        (one for one in aws.sources if (one.key_id or "").strip() == aws.key_id.strip() and one.expires), None
    )
    if source is not None and source.expires is not None and facts.now - source.expires > DAY:
        return proves(
            f"the session of {source.place} ended {show_span(facts.now - source.expires)} ago, and the service says invalid instead of expired",
            weight=90,
        )
    for moment, line in facts.log:
        if aws.key_id.strip() in line and moment is not None and facts.now - moment > 2 * DAY:
            return suggests(f"the session was made {show_span(facts.now - moment)} ago", weight=84)
    logged = facts.logged(
        r"credentials.{0,60}(?:modified|written|mtime|last changed)|-[rwx-]{9}.{0,80}\S|(?:modify|change|mtime|modified)\w*[: ]+\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d[^/~]{0,40}[/~]\S*(?:aws|credential|env)\S*\s*$"
    )
    if logged:
        when = re.search(r"(\d{4}-\d\d-\d\d)", logged[1][20:]) or re.match(r"(?:\w+: )?(\d{4}-\d\d-\d\d)", logged[1])
        moment = parse_instant(when.group(1)) if when else listed_date(logged[1], facts.now)
        if moment is not None and facts.now - moment > 2 * DAY:
            return suggests(f"the file was written {show_span(facts.now - moment)} ago", weight=84)
    return None


def _presigned(facts: Facts) -> Sighting | None:
    for url, at in _presigned_urls(facts):
        query = {name.lower(): value for name, value in form_of(split_url(url).query).items()}
        begins, lasts = parse_instant(query.get("x-amz-date", "")), query.get("x-amz-expires", "")
        if "x-amz-security-token" not in query or begins is None or not lasts.isdigit() or len(lasts) > 9:
            continue
        left = begins + int(lasts) - at
        if left > 0 and (facts.aws.said_expired or facts.says("expired")):
            seen = (
                f"the URL says that it is good for another {show_span(left)}",
                "it was signed with a session, and the session has ended",
            )
            # Where a token is asked about, a URL in a text beside it is not what was refused.
            beside = bool(facts.bundle.token) and not any(exchange.request.url == url for exchange in facts.exchanges)
            return suggests(*seen, weight=60) if beside else proves(*seen, weight=94)
    if facts.aws.said_expired and facts.aws.failing is None and not facts.aws.is_permanent:
        for name, raw in facts.bundle.files.items():
            made = _PRESIGNS.search(raw[:100_000].decode("utf-8", "replace"))
            if made is not None:
                return suggests(f"{name} makes presigned URLs: {quoted(made.group(0)[:60])}", weight=76)
    return None


def _presigned_urls(facts: Facts) -> list[tuple[str, float]]:
    """(URL, when it was used) of refused requests; without any, of URLs in command, settings and files."""
    now = facts.now or 0.0
    used = [(exchange.request.url, exchange.at or now) for exchange in reversed(facts.exchanges) if exchange.refused]
    if used:
        return used
    texts = [facts.bundle.command, facts.symptom, *(line for _, line in facts.log)]
    texts += [value for _, value in leaves(facts.bundle.settings.raw) if isinstance(value, str)]
    texts += [raw[:100_000].decode("utf-8", "replace") for raw in facts.bundle.files.values()]
    return [(url, now) for text in texts for url in _PRESIGNED_URL.findall(text)][:10]


# ------------------------------------------------------------------------------------------ IAM Identity Center


class _Sso(Record):
    """The Identity Center settings of the profile, and the cache files."""

    profile: str
    start_url: str
    session: str
    caches: tuple[tuple[str, View], ...]


def _sso(facts: Facts) -> _Sso | None:
    config = facts.aws.config_file
    caches = tuple(
        (name, parse_json(raw.decode("utf-8", "replace")))
        for name, raw in facts.bundle.files.items()
        if "sso/cache/" in name.replace("\\", "/") or (b"startUrl" in raw and b"accessToken" in raw)
    )
    wanted = facts.aws.profile or "default"
    start_url = session = ""
    if config is not None:
        members = config.sections.get(f"profile {wanted}") or config.sections.get(wanted) or {}
        own = any(source.kind == "profile" and source.name == wanted and source.key_id for source in facts.aws.sources)
        if not members.get("sso_session") and not members.get("sso_start_url") and not (facts.aws.profile and own):
            members = next(
                (one for one in config.sections.values() if one.get("sso_session") or one.get("sso_start_url")), {}
            )
        session = members.get("sso_session", "").strip()
        start_url = (
            members.get("sso_start_url", "").strip()
            or config.sections.get(f"sso-session {session}", {}).get("sso_start_url", "").strip()
        )
        if not (start_url or session) and own:
            return None
    return _Sso(wanted, start_url, session, caches) if start_url or session or caches else None


def _cache_of(sso: _Sso) -> View | None:
    """The cache file that the SDK would read: its name is the SHA-1 of session name or start URL."""
    for text in (sso.session, sso.start_url):
        digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() if text else ""
        for name, view in sso.caches:
            if digest and name.replace("\\", "/").endswith(f"{digest}.json"):
                return view
    return next((view for _, view in sso.caches if view["startUrl"].text == sso.start_url), None)


def _asks_of_sign_in(facts: Facts) -> bool:
    """Whether the refusal speaks of the sign-in, or somebody says that they are signed out."""
    return facts.says(_SSO) or (not facts.complaint.technical and facts.says(_SIGNED_OUT))


def _sso_expired(facts: Facts) -> Sighting | None:
    sso = _sso(facts)
    if sso is None or facts.now is None:
        return suggests("the program says that the sign-in has ended", weight=64) if facts.says(_SSO_ENDED) else None
    view = _cache_of(sso)
    ends = parse_instant(view["expiresAt"].text) if view is not None else None
    if ends is not None and ends < facts.now and _asks_of_sign_in(facts):
        seen = [f"the cached sign-in ended at {show_instant(ends)}, {show_span(facts.now - ends)} ago"]
        if any(e.refused and "grant" in e.request.body.lower() for e in facts.exchanges):
            seen.append("the refresh token was refused")
        return proves(*seen, weight=88)
    if facts.says(_SSO_ENDED):
        return suggests("the program says that the sign-in has ended", weight=66)
    return None


def _sso_legacy(facts: Facts) -> Sighting | None:
    sso = _sso(facts)
    if sso is None or sso.session or not sso.start_url or not _asks_of_sign_in(facts):
        return None
    view = _cache_of(sso)
    ends = parse_instant(view["expiresAt"].text) if view is not None else None
    if (
        view is not None
        and not view.has("refreshToken")
        and ends is not None
        and facts.now is not None
        and ends < facts.now
    ):
        return proves(
            "the profile has sso_start_url and no sso_session, so its sign-in cannot be refreshed",
            f"the cached sign-in ended at {show_instant(ends)}",
            weight=92,
        )
    if view is None and not sso.caches:
        return suggests("the profile has sso_start_url and no sso_session", weight=60)
    return None


def _sso_mismatch(facts: Facts) -> Sighting | None:
    sso = _sso(facts)
    if sso is None or not sso.caches or facts.now is None or not sso.start_url:
        return None
    for name, view in sso.caches:
        ends = parse_instant(view["expiresAt"].text)
        cached = view["startUrl"].text
        if (
            ends is not None
            and ends > facts.now
            and cached
            and cached != sso.start_url
            and (
                re.sub(r"[#\\/]+$|\\", "", cached.lower()).rstrip("/#")
                == re.sub(r"[#\\/]+$|\\", "", sso.start_url.lower()).rstrip("/#")
                or _cache_of(sso) is None
            )
        ):
            return proves(
                f"a valid sign-in is cached for {quoted(cached)}",
                f"the profile says {quoted(sso.start_url)}",
                weight=94,
            )
        digest = name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".json")
        if (
            ends is not None
            and ends > facts.now
            and cached == sso.start_url
            and sso.session
            and digest != hashlib.sha1(sso.session.encode(), usedforsecurity=False).hexdigest()
        ):
            return proves(f"a valid sign-in is cached under another session name than {quoted(sso.session)}", weight=91)
    return None


def _no_mfa(facts: Facts) -> Sighting | None:
    aws = facts.aws
    failing = aws.failing
    service = failing.service if failing is not None else ""
    at_iam = (
        service == "iam"
        or aws.host.startswith("iam.")
        or facts.says(
            r"calling the (?:list|get|create|delete|update|put|attach)\w*(?:user|role|accesskey|accountalias|policy|group|mfadevice|login)\w* operation|iam: |(?:read|creat|updat|delet|list|gett?|describ|attach|putt?|tagg?)(?:e|ing|s)? (?:the |an? )?(?:aws )?iam (?:user|role|policy|group|access ?key|account)|\baws_iam_|\baws iam |service: (?:amazon)?(?:iam|identitymanagement)|iamexception|/iam/"
            r"|\b(?:list|get|create|delete|update|put|attach|detach|tag)(?:user(?!pool|group|hierarchy)|role(?!credential)|accesskey|instanceprofile|accountalias|mfadevice|virtualmfa|openidconnectprovider)\w*"
        )
        or re.search(r"\baws (?:--\S+(?: \S+)? )*iam ", facts.bundle.command) is not None
    )
    if not aws.key_id and at_iam and aws.said_invalid and not facts.narrates("assumerole|assume-role|assumed-role"):
        told = "a call to IAM is refused with these words"
        vault = facts.narrated(r"aws[-_]vault|get-?session-?token|\bsession\b") or facts.bundle.environment.get(
            "AWS_VAULT"
        )
        return suggests(told, "the credentials are of a session", weight=76) if vault else suggests(told, weight=54)
    if not aws.is_session or not aws.said_invalid or not at_iam or not (aws.session_token or failing is None):
        return None
    elsewhere = [one for one in aws.granted if one.key_id == aws.key_id and one.service != "iam"]
    assumed = any("assumed-role" in one.exchange.response.body for one in elsewhere)
    if assumed:
        return None
    line = facts.logged(r"GetSessionToken|get-session-token")
    seen = ["a session key calls IAM, which says that the token is invalid"]
    if elsewhere:
        seen.append(f"the same session passes at {', '.join(sorted({one.service for one in elsewhere}))}")
    if line and not re.search(r"TokenCode|(?<!no --)Serial-?Number|(?<!no )(?<!without )mfa", line[1], re.IGNORECASE):
        return proves(*seen, "it was made by GetSessionToken without MFA", weight=94)
    if elsewhere:
        return proves(*seen, weight=90)
    return suggests(*seen, weight=78)


CAUSES = (
    Cause("aws.session_token_missing", Who.CALLER, "A session key was used without its session token",
          ("Pass all three values from one source; name the token AWS_SESSION_TOKEN / aws_session_token.",),
          "Look whether a session token stands beside the key id: ids that begin with ASIA need one.", _token_missing,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.env_overrides_profile", "aws.getsessiontoken_no_mfa_iam", "aws.v1_token_in_optin_region", "aws.session_token_very_old", "aws.empty_session_token")),
    Cause("aws.stale_session_token_with_new_key", Who.CALLER, "An old session token stands beside a permanent key",
          ("Delete the session token: unset AWS_SESSION_TOKEN, or remove the line aws_session_token.",),
          "A permanent key (AKIA) never has a session token.", _stale_token,
          explains_away=("aws.unknown_access_key", "aws.key_deleted_or_rotated", "aws.env_overrides_profile", "aws.session_expired")),
    Cause("aws.session_triplet_mismatch", Who.CALLER, "Key id, secret and session token are not of one session",
          ("Fetch a new session and replace all three values together.",),
          "Compare where each of the three values comes from and when it was written.", _triplet,
          explains_away=("aws.unknown_access_key", "aws.session_token_very_old", "aws.session_expired", "aws.session_cached_not_refreshed", "aws.v1_token_in_optin_region", "aws.key_not_yet_propagated")),
    Cause("aws.presigned_by_expiring_session", Who.CALLER, "The presigned URL died with the session that signed it",
          ("Sign with a longer session or a permanent key.", "Make the URL when it is needed."),
          "Look for X-Amz-Security-Token in the URL.", _presigned,
          explains_away=("aws.session_expired", "aws.clock_skew", "aws.session_cached_not_refreshed")),
    Cause("aws.session_cached_not_refreshed", Who.CALLER, "The program goes on with an old session although a new one is there",
          ("Hand the client a provider instead of values.", "Restart the program or clear its cache."),
          "Compare the key id that is sent with the one that the file or provider holds.", _cached,
          explains_away=("aws.session_expired", "aws.session_token_very_old", "aws.env_overrides_profile")),
    Cause("aws.session_token_very_old", Who.CALLER, "The session is so old that the service says invalid instead of expired",
          ("Fetch a new session, and treat invalid like expired for ASIA keys.",),
          "Look when the session was made.", _very_old,
          explains_away=("aws.session_expired", "aws.unknown_access_key", "aws.v1_token_in_optin_region", "aws.key_deleted_or_rotated")),
    Cause("aws.sso_start_url_mismatch", Who.CALLER, "The valid sign-in is cached under another spelling of the start URL or session name",
          ("Use one spelling in profile and session, then run: aws sso login --profile NAME",),
          "Compare startUrl in the cache with the profile.", _sso_mismatch,
          explains_away=("aws.sso_session_expired", "aws.sso_legacy_profile_no_refresh", "aws.no_credentials_unsigned")),
    Cause("aws.sso_legacy_profile_no_refresh", Who.CALLER, "The profile has the old form, whose sign-in cannot be refreshed",
          ("Make an sso-session section: aws configure sso-session",),
          "Look whether the profile has sso_session and the cache a refreshToken.", _sso_legacy,
          explains_away=("aws.sso_session_expired", "aws.session_expired")),
    Cause("aws.sso_session_expired", Who.CALLER, "The sign-in to IAM Identity Center has ended",
          ("Run: aws sso login --profile NAME",),
          "Look at expiresAt in ~/.aws/sso/cache.", _sso_expired,
          explains_away=("aws.session_expired", "aws.no_credentials_unsigned", "oauth.grant_revoked", "oauth.client_secret_wrong_or_expired")),
    Cause("aws.getsessiontoken_no_mfa_iam", Who.CALLER, "A session made without MFA calls IAM, which does not take it",
          ("Use the long-lived key, a session with MFA, or an assumed role for IAM.", "aws-vault: add --no-session, or use mfa_serial."),
          "Call S3 or STS with the same session: they work.", _no_mfa,
          explains_away=("aws.unknown_access_key", "aws.session_token_missing", "aws.v1_token_in_optin_region")),
    Cause("aws.session_expired", Who.CALLER, "The session has expired",
          ("Fetch a new session (aws sts assume-role, aws sso login).",),
          "Look at the session's expiration.", _expired,
          explains_away=("aws.unknown_access_key",)),
)  # fmt: skip
